from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intertwine", "0003_sealed_answer")]

    operations = [
        migrations.AddField(
            model_name="couple",
            name="closed",
            field=models.DateField(null=True),
        ),
    ]
