from django.db import migrations, models


def mark_pools_with_styles(apps, schema_editor):
    for name in ("UICustomization", "ManagedLoginBranding"):
        styled = apps.get_model("pools", name).objects.values("pool_id")
        apps.get_model("pools", "UserPool").objects.filter(pk__in=styled).update(has_styles=True)


class Migration(migrations.Migration):
    dependencies = [("pools", "0019_backchannel_logout")]

    operations = [
        migrations.AddField(
            model_name="userpool", name="has_styles", field=models.BooleanField(default=False, editable=False)
        ),
        migrations.RunPython(mark_pools_with_styles, migrations.RunPython.noop),
    ]
