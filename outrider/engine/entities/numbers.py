"""Document numbers, claimed per series inside the business transaction: no gaps by rollback, no doubles.

A document may also bring a number of its own, from a file. One that looks like the series' is passed over when its
turn comes, whatever the pattern was when it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from string import Formatter
from typing import cast

from outrider.engine.database import direct
from outrider.engine.entities import models as locked
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.models import NumberSeries
from outrider.engine.entities.write import Write
from outrider.kernel.ids import uuid7
from outrider.kernel.registry import Registry

# Pattern and period of a series until an administrator changes the pattern; by the key of what is numbered.
defaults: Registry[tuple[str, str]] = Registry("number_series", "document number patterns")
PERIODS = {"day": "%Y%m%d", "month": "%Y%m", "year": "%Y", "none": ""}
# What a number may grow to, whatever its pattern: the columns that hold one are no wider.
LONGEST = 40
# How many numbers that were brought are passed over at a time.
STRIDE = 500
_COUNTER = re.compile(r"(0?[1-9][0-9]?)?d?")
_DATE = re.compile(r"(%[Yymd]|[-_/.])*")
_NEEDED = {"day": "ymd", "month": "ym", "year": "y", "none": ""}


def complaint(pattern: str, period: str) -> str:
    """What is wrong with a pattern: ``places``, ``counter``, ``date``, ``length``; empty when nothing is.

    Only ``{n}`` and ``{date}`` may stand in it, since it is filled in by ``str.format``; and what begins to count anew
    must carry the date down to its period, or numbers would repeat.
    """
    try:
        parts = [part for part in Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        return "places"
    known = {"n": _COUNTER, "date": _DATE}
    for _, name, form, turned in parts:
        if name not in known or turned or not known[name].fullmatch(form or ""):
            return "places"
    if not any(name == "n" for _, name, _, _ in parts):
        return "counter"
    shown = "".join(form or "" for _, name, form, _ in parts if name == "date").lower()
    if not all(f"%{letter}" in shown for letter in _NEEDED[period]):
        return "date"
    return "length" if len(pattern.format(date=date.max, n=10**9)) > LONGEST else ""


def claim(write: Write, series: str, on: date) -> str:
    """The next number of a series for a business day, such as ``SO-20261123-0007``.

    One statement changes the counter in place and answers it, so that two claims at once queue on the row.
    A series never counts back: what comes late for a day that is over (a phone was offline) is numbered in
    the period that runs by now.
    """
    row = _next(series, on)
    if row is None:
        _found(write, series)
        row = _next(series, on)
    assert row is not None
    number, pattern, current = row
    day, numbered = _day_of(current, on), entities.find(series)
    text = pattern.format(date=day, n=number)
    if numbered is None or not _borne(numbered, text):
        return text
    return _next_free(numbered, pattern, day, number)


def hold(write: Write, series: str, numbers: Iterable[str]) -> None:
    """Before documents bring numbers of their own: whoever claims one that they might bear waits for them.

    What is known already is to be asked after this, since it may just have been claimed.
    """
    rows = NumberSeries.objects.filter(key=series)
    pattern = rows.values_list("pattern", flat=True).first() or defaults.get(series)[0]
    form = _form(pattern)
    if any(map(form.fullmatch, numbers)):
        _found(write, series)
        # Evaluated for its lock alone.
        list(rows.select_for_update().values_list("pk"))


def _form(pattern: str) -> re.Pattern[str]:
    """What a number of this pattern looks like, whatever its day."""
    parts: list[str] = []
    for literal, name, shown, _ in Formatter().parse(pattern):
        parts.append(re.escape(literal))
        if name == "date":
            day = re.escape(shown or "").replace("%Y", r"\d{4}")
            parts.append(re.sub("%[ymd]", r"\\d{2}", day))
        elif name:
            parts.append(r"\d+")
    return re.compile("".join(parts), re.ASCII)


def _borne(numbered: Entity, number: str) -> bool:
    """Whether a document bears this number already: it came with it."""
    column, table = numbered.title, numbered.model._meta.db_table
    # The second condition is that of the unique index, which SQLite does not use without it.
    sql = f'SELECT 1 FROM "{table}" WHERE "{column}" = %s AND NOT ("{column}" = \'\') LIMIT 1'  # noqa: S608  # declared names
    return bool(direct.run(sql, [number])[0])


def _next_free(numbered: Entity, pattern: str, day: date, last: int) -> str:
    """The first number after ``last`` that no document bears; the series counts on from it."""
    while True:
        ahead = {pattern.format(date=day, n=n): n for n in range(last + 1, last + 1 + STRIDE)}
        rows = numbered.model.all_objects.exclude(**{numbered.title: ""})
        taken = set(
            rows.filter(**{f"{numbered.title}__in": list(ahead)}).values_list(numbered.title, flat=True)
        )
        if free := next((text for text in ahead if text not in taken), None):
            direct.run(_GO_ON, [ahead[free], numbered.key])
            return free
        last += STRIDE


def _next(series: str, on: date) -> tuple[int, str, str] | None:
    """Count on within the running period, or begin that of the day at 1. None when there is no such series."""
    periods = [on.strftime(PERIODS[name]) for name in ("day", "month", "year")]
    rows, _ = direct.run(_COUNT, [*periods, *periods, *periods, series])
    return cast("tuple[int, str, str]", rows[0]) if rows else None


def _day_of(current: str, on: date) -> date:
    """The day itself when its period runs, else the first day of the one that does."""
    pattern = next((p for p in PERIODS.values() if p and len(on.strftime(p)) == len(current)), "")
    if not pattern or on.strftime(pattern) == current:
        return on
    return datetime.strptime(current, pattern).replace(tzinfo=UTC).date()


_PERIOD = "CASE period WHEN 'day' THEN %s WHEN 'month' THEN %s WHEN 'year' THEN %s ELSE '' END"
_COUNT = (
    f"UPDATE entities_numberseries SET last = CASE WHEN {_PERIOD} > current THEN 1 ELSE last + 1 END, "  # noqa: S608  # constant text
    f"current = CASE WHEN {_PERIOD} > current THEN {_PERIOD} ELSE current END "
    "WHERE key = %s AND deleted_at IS NULL RETURNING last, pattern, current"
)

_GO_ON = "UPDATE entities_numberseries SET last = %s WHERE key = %s AND deleted_at IS NULL"


def _found(write: Write, series: str) -> None:
    """Make the series from its declared pattern; somebody else may do so at the same moment."""
    pattern, period = defaults.get(series)
    row = NumberSeries(
        id=uuid7(), key=series, pattern=pattern, period=period, created_at=write.at, updated_at=write.at
    )
    with locked.writing():
        NumberSeries.objects.bulk_create([row], ignore_conflicts=True)
