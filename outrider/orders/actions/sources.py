"""What sheets refer to, read once for all sheets of one write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from outrider.catalog.queries import Goods, PriceBook, goods, price_book
from outrider.customers.queries import by_ids
from outrider.engine.entities.declaration import entities
from outrider.orders.sheet import OrderInput


class Sources:
    """Products, prices, distributors and visits by id; lives as long as one verb."""

    def __init__(self) -> None:
        self._goods: dict[UUID, Goods] = {}
        self._books: dict[date, PriceBook] = {}
        self._firms: dict[UUID, Any] = {}
        self._visits: dict[UUID, tuple[UUID, UUID]] = {}
        self._customers: dict[UUID, Any] = {}

    def load(self, sheets: Iterable[OrderInput]) -> None:
        """Read what many sheets name with one query of each kind."""
        known = list(sheets)
        self.goods(line.product_id for sheet in known for line in sheet.lines)
        self._firms |= by_ids({pk for sheet in known if (pk := sheet.supplying_distributor_id)})
        self._read_visits({pk for sheet in known if (pk := sheet.visit_id)})
        self._customers = by_ids({sheet.customer_id for sheet in known})

    def customer(self, customer_id: UUID) -> Any:
        """A customer that was loaded with the sheets, or None."""
        return self._customers.get(customer_id)

    def goods(self, product_ids: Iterable[UUID]) -> dict[UUID, Goods]:
        """Products by id; unknown ones are absent."""
        wanted = set(product_ids)
        if missing := wanted - self._goods.keys():
            self._goods |= goods(missing)
        return {pk: self._goods[pk] for pk in wanted if pk in self._goods}

    def book(self, on: date) -> PriceBook:
        """The prices of a day."""
        if on not in self._books:
            self._books[on] = price_book(on)
        return self._books[on]

    def firm(self, firm_id: UUID) -> Any:
        """A distributor, or None."""
        if firm_id not in self._firms:
            self._firms |= by_ids([firm_id])
        return self._firms.get(firm_id)

    def visit(self, visit_id: UUID) -> tuple[UUID, UUID] | None:
        """Customer and rep of a visit, or None."""
        if visit_id not in self._visits:
            self._read_visits({visit_id})
        return self._visits.get(visit_id)

    def _read_visits(self, ids: set[UUID]) -> None:
        visits: Any = entities.get("visit").model.all_objects
        rows = visits.filter(pk__in=ids).values_list("pk", "customer_id", "rep_id")
        self._visits |= {pk: (customer_id, rep_id) for pk, customer_id, rep_id in rows}
