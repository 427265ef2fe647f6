"""The named system user, on whose behalf jobs act."""

from django.db import migrations
from django.utils import timezone

from outrider.kernel.ids import uuid7


def forwards(apps, schema_editor):
    """Make the system user once."""
    person = apps.get_model("identity", "Person")
    if not person.objects.filter(is_system=True).exists():
        now = timezone.now()
        person.objects.create(
            id=uuid7(),
            name="系统",
            name_sort="xi tong",
            mobile="system",
            password="!",
            roles=[],
            is_system=True,
            created_at=now,
            updated_at=now,
        )


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("identity", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
