"""The lines stand in the order alone; what only the rows knew, the quantity in base units, moves there."""

from collections import defaultdict
from typing import Any

from django.db import migrations

MOST = 500


def keep_base_quantities(apps: Any, schema_editor: Any) -> None:
    """Copy the base quantities of all orders into their lines."""
    order, row = apps.get_model("orders", "Order"), apps.get_model("orders", "OrderLine")
    ids = list(order.objects.values_list("pk", flat=True))
    for start in range(0, len(ids), MOST):
        known: dict[Any, list[int]] = defaultdict(list)
        part = ids[start : start + MOST]
        for owner, base in (
            row.objects.filter(order__in=part).order_by("position").values_list("order_id", "base_quantity")
        ):
            known[owner].append(base)
        changed = list(order.objects.filter(pk__in=known))
        for one in changed:
            for line, base in zip(one.lines, known[one.pk], strict=True):
                line["base_quantity"] = base
        order.objects.bulk_update(changed, ["lines"])


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [
        migrations.RunPython(keep_base_quantities, migrations.RunPython.noop),
        migrations.DeleteModel(name="OrderLine"),
    ]
