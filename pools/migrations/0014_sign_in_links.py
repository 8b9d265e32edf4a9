from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pools", "0013_certificates_of_custom_domains")]

    operations = [
        migrations.AddField(
            model_name="appclient", name="allow_sign_in_link", field=models.BooleanField(default=False)
        ),
    ]
