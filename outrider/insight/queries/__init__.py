"""Reading insight: what is known of customers, reasons of a day, cards, the customer's panel, results."""

from __future__ import annotations

from outrider.insight.queries.known import (
    basis_form,
    basis_of,
    known_of,
    outdated,
    reasons_on,
    warned,
    ways,
)
from outrider.insight.queries.results import Span, results_of, shops_of

__all__ = [
    "Span",
    "basis_form",
    "basis_of",
    "known_of",
    "outdated",
    "reasons_on",
    "results_of",
    "shops_of",
    "warned",
    "ways",
]
