"""How somebody read a file's columns remembers the options as well: coordinates, duplicates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.AddField("mapping", "options", models.JSONField(default=dict)),
    ]
