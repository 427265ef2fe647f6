"""The cast, made through the front doors once for each moment that tests stand at, then laid down as its rows.

Making it takes longer than most tests that need it. Promises: the same company, people and journal as
``cast.build`` makes, in every table; a database that holds a company already gets a cast made anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connection

from outrider.engine.identity.models import Company, Department, Person
from outrider.engine.identity.queries import forget_company
from outrider.engine.journal.actions import TXID
from outrider.kernel import clock
from tests.world.cast import World, build

Rows = list[tuple[Any, ...]]
FTS = "search_fts"
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Kept:
    """The statements that lay a cast down, and who is who in it."""

    statements: list[tuple[str, list[Any]]]
    departments: tuple[UUID, UUID, UUID]
    people: dict[str, UUID]


_kept: dict[datetime | date, Kept] = {}


def world() -> World:
    """The cast of the present moment on a database of this test's own."""
    if Company.objects.exists():
        return build()
    _sweep()
    # A cast of yesterday would have joined its departments yesterday.
    moment = clock._frozen.get() or clock.now().astimezone(ZONE).date()
    if moment in _kept:
        return _lay_down(_kept[moment])
    before = dict(_everything())
    made = build()
    places = (made.headquarters.pk, made.east.pk, made.north.pk)
    _kept[moment] = Kept(_added(before), places, {key: one.pk for key, one in made.people.items()})
    return made


def _sweep() -> None:
    """What is emptied after a test with transactions of its own are the tables of models alone."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {FTS}")


def _lay_down(kept: Kept) -> World:
    with connection.cursor() as cursor:
        for statement, values in kept.statements:
            cursor.execute(statement, values)
    forget_company()
    departments, people = Department.objects.in_bulk(), Person.objects.in_bulk()
    top, east, north = (departments[pk] for pk in kept.departments)
    return World(
        Company.objects.get(), top, east, north, {key: people[pk] for key, pk in kept.people.items()}
    )


def _tables() -> Iterator[tuple[str, list[str]]]:
    """Every table with its columns, also those that no model knows."""
    names = [model._meta.db_table for model in apps.get_models()]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}" LIMIT 0')
            yield name, [column[0] for column in cursor.description]
    if connection.vendor == "sqlite":
        yield FTS, ["rowid", "name", "rest"]


def _everything() -> Iterator[tuple[str, Rows]]:
    """Every row as the database keeps it: an expression has no declared type that would be converted."""
    raw = '"{}"::text' if connection.vendor == "postgresql" else '+"{}"'
    with connection.cursor() as cursor:
        for name, columns in _tables():
            cursor.execute(f'SELECT {", ".join(raw.format(column) for column in columns)} FROM "{name}"')
            yield name, cursor.fetchall()


def _added(before: dict[str, Rows]) -> list[tuple[str, list[Any]]]:
    columns = dict(_tables())
    made = []
    for name, rows in _everything():
        known = set(before[name])
        assert known <= set(rows), f"{name}: the cast changed a row that was there before"
        if new := [row for row in rows if row not in known]:
            made.append(_insert(name, columns[name], new))
    return made


def _insert(name: str, columns: list[str], rows: Rows) -> tuple[str, list[Any]]:
    """One statement; the feed's position is the transaction that lays the row down."""
    mine = [column != "txid" for column in columns]
    places = ", ".join("%s" if own else TXID[connection.vendor] for own in mine)
    heads = ", ".join(f'"{column}"' for column in columns)
    values = [value for row in rows for value, own in zip(row, mine, strict=True) if own]
    return f'INSERT INTO "{name}" ({heads}) VALUES {", ".join([f"({places})"] * len(rows))}', values
