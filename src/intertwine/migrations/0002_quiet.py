from django.db import migrations, models


class Migration(migrations.Migration):
    """Members who were here before get their first sealed value at their next sign-in: nobody else has its key."""

    dependencies = [("intertwine", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="member",
            name="quiet",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="member",
            name="quiet_revision",
            field=models.BigIntegerField(default=0),
        ),
    ]
