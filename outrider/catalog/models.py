"""Tables of the catalogue: products with their units, price lists, must-stock lists."""

from __future__ import annotations

from django.db import models

from outrider.engine.entities.models import Record, unique_alive


class Product(Record):
    """What we sell; ``units`` is ``[{"key", "name", "factor"}]`` with the order unit first."""

    name = models.CharField(max_length=120)
    name_sort = models.CharField(max_length=120, default="")
    code = models.CharField(max_length=40, default="", blank=True)
    spec = models.CharField(max_length=60, default="", blank=True)
    category = models.CharField(max_length=40, default="", blank=True)
    base_unit = models.CharField(max_length=20, default="", blank=True)
    units = models.JSONField(default=list)
    barcode = models.CharField(max_length=20, default="", blank=True)
    sort_order = models.IntegerField(default=0)
    status = models.CharField(max_length=10, default="active")
    shelf_life_days = models.IntegerField(null=True)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(deleted_at__isnull=True) & ~models.Q(code=""),
                name="product_code",
            ),
        )
        indexes = (models.Index(fields=("sort_order", "name_sort"), name="product_order"),)


class PriceList(Record):
    """Prices of a period; the default one holds where nothing else does.

    ``lines`` is ``[{"product": id, "unit": key, "price": 1/10,000}]``: a list is edited, journalled and
    sent to phones as a whole, and never searched by line.
    """

    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3, default="CNY")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    is_default = models.BooleanField(default=False)
    lines = models.JSONField(default=list)

    class Meta(Record.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(deleted_at__isnull=True, is_default=True),
                name="price_list_default",
            ),
        )


class MustStockList(Record):
    """Which products a kind of shop must always have, in the order of the sheet."""

    shop_type = models.CharField(max_length=20)
    products = models.JSONField(default=list)

    class Meta(Record.Meta):
        constraints = (unique_alive("must_stock_shop_type", "shop_type"),)
