from django.db import migrations, models


def note_waiting(apps, schema_editor):
    """Rows of customers with a waiting warning say so."""
    warnings = apps.get_model("insight", "CustomerWarning").objects.exclude(status="closed")
    rows = apps.get_model("insight", "CustomerInsight").objects
    rows.filter(customer__in=warnings.values("customer")).update(warned=True)


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="customerinsight", name="insight_activity"),
        migrations.RemoveIndex(model_name="customerinsight", name="insight_contribution"),
        migrations.AddField(
            model_name="customerinsight", name="warned", field=models.BooleanField(default=False)
        ),
        migrations.RunPython(note_waiting, migrations.RunPython.noop),
    ]
