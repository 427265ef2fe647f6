"""A capability has the same file names as every other one; an absent file means "has none".

Whatever else a capability holds is named here with what it is, so that a reader finds any part by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tests.architecture.source import FOUNDATION, SURROUNDINGS, Source, python_sources, sample, shown

ANATOMY = frozenset({
    "__init__", "apps", "models", "entities", "actions", "queries", "events", "rules", "subscribers", "jobs",
    "api", "fieldtypes", "migrations", "tests", "management",
})  # fmt: skip

# The packages of ARCHITECTURE.md; a further one is added there first.
CAPABILITIES = frozenset({
    "customers", "catalog", "tracking", "visits", "orders", "routes", "daily_reports", "insight",
})  # fmt: skip

# Pure parts and registries of one capability, beyond the anatomy: what each of them is.
FURTHER_PARTS = {
    "catalog": {
        "derived": "what the write path derives from a product's own columns",
        "imports": "goods from a file, with their prices, and the lines of price lists",
    },
    "customers": {
        "derived": "what the write path derives from a customer's own columns",
        "duplicates": "which customer a new one seems to repeat",
        "geocoding": "from an address to a place, by a provider's slot",
        "import_words": "what a stranger's list calls its columns and its shops",
        "imports": "how a stranger's list becomes customers",
        "opening_hours": "the pure parser of opening hours",
    },
    "insight": {
        "columns": "the columns that it puts beside a customer",
        "sentences": "what a reason says on a day, in the reader's language",
    },
    "orders": {
        "imports": "orders of the past from a file",
        "sheet": "from the sheet that a phone sends to the lines that are stored",
    },
    "routes": {
        "problem": "a day to be planned and what a plan of it is, as values",
        "travel": "ways between places without a road network",
        "timing": "an order of stops walked with the clock",
        "reasons": "why a stop is not in the plan",
        "solver": "finds the order of a day; the only part that knows PyVRP",
        "polish": "improves an order that the search found",
        "checker": "judges a plan; shares no line with what made it",
        "values": "the registry of what a visit is worth today",
    },
    "tracking": {
        "sentences": "what a signal says to a reader, in his language",
        "shifts": "the pure rules of a working day",
    },
    "visits": {
        "imports": "visits of the past from a file",
        "type_imports": "the steps of visit types as rows of a file",
        "board": "the registries through which upper packages add to the manager's day",
        "steps": "the registry of step kinds",
        "stock": "the step kind that writes rows of its own",
    },
}


def unknown_parts(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        if not source.is_capability:
            continue
        part = source.parts[2]
        if part not in ANATOMY and part not in FURTHER_PARTS.get(source.package, {}):
            yield f"{source.path}: '{part}' is no part of a capability's anatomy"


def unknown_packages(sources: Iterable[Source]) -> Iterator[str]:
    known = CAPABILITIES | FOUNDATION | SURROUNDINGS | {""}
    return iter(sorted({source.package for source in sources} - known))


def gone_parts(sources: Iterable[Source]) -> Iterator[str]:
    present = {source.parts[1:3] for source in sources if source.is_capability}
    for package, parts in FURTHER_PARTS.items():
        yield from (f"{package}.{part}" for part in parts if (package, part) not in present)


def without_promise(sources: Iterable[Source]) -> Iterator[str]:
    """Modules whose docstring is missing or says nothing; an empty __init__ promises nothing."""
    for source in sources:
        if source.parts[0] != "outrider" or source.is_test or source.is_migration or not source.text.strip():
            continue
        match = re.match(r'\s*(?:#.*\n)*\s*r?"""(.+?)"""', source.text, re.DOTALL)
        if not match or len(match[1].split()) < 3:
            yield f"{source.path}: the docstring does not say what the module owns"


def test_every_capability_has_the_same_anatomy() -> None:
    violations = list(unknown_parts(python_sources()))
    assert not violations, shown(violations)


def test_the_list_of_further_parts_is_true() -> None:
    violations = list(gone_parts(python_sources()))
    assert not violations, shown(violations)


def test_every_package_is_one_of_the_architecture() -> None:
    violations = list(unknown_packages(python_sources()))
    assert not violations, shown(violations)


def test_every_module_says_what_it_owns() -> None:
    violations = list(without_promise(python_sources()))
    assert not violations, shown(violations)


def test_the_rules_find_what_does_not_belong() -> None:
    assert list(unknown_parts(sample("", "outrider/visits/helpers.py")))
    assert list(unknown_parts(sample("", "outrider/orders/steps.py")))
    assert not list(unknown_parts(sample("", "outrider/visits/actions/check_in.py")))
    assert not list(unknown_parts(sample("", "outrider/engine/sync/protocol.py")))
    assert list(unknown_packages(sample("", "outrider/utilities/dates.py"))) == ["utilities"]
    assert list(gone_parts(sample("", "outrider/visits/steps.py")))
    assert list(without_promise(sample("x = 1")))
    assert list(without_promise(sample('"""Models."""')))
    assert not list(without_promise(sample('"""The visit, its steps and photos."""')))
