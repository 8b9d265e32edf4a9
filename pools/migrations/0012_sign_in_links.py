from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pools", "0011_client_own_settings")]

    operations = [
        migrations.AddField(
            model_name="appclient", name="allow_sign_in_link", field=models.BooleanField(default=False)
        ),
    ]
