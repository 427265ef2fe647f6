"""What a capability declares so that files can be imported into one of its entities.

An ``Importer`` says how the columns of a stranger's file are called, by which keys a row finds its record,
and how a row is mended into values of the entity's own form. The rest (reading, validating, writing in
chunks, reporting) is done by the engine for all alike.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.write import Write
from outrider.engine.journal.models import Entry
from outrider.kernel.ids import uuid7
from outrider.kernel.registry import Registry
from outrider.kernel.text import T, Text, fold

# "-" as a key: every row becomes a new record.
NO_KEY = ("-",)
_NOISE = re.compile(r"[\s_\-.:：*＊()（）\[\]【】/]+")


@dataclass(frozen=True)
class Column:
    """One thing that a file may tell of a record, and the headers under which it does."""

    name: str
    label: Text
    headers: tuple[str, ...] = ()
    # Where no field of the entity's form says it.
    required: bool = False


class Refused(Exception):
    """A row that cannot be taken; the code is counted in the report."""

    def __init__(self, code: str, text: Text, field_name: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code, self.text, self.field_name, self.params = code, text, field_name, params


@dataclass(slots=True)
class Row:
    """One row on its way: the raw texts by column, then the values, and what was mended on the way."""

    number: int
    raw: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    mends: list[tuple[str, Text, dict[str, Any]]] = field(default_factory=list)
    # Who made the record and when, where the file says so.
    author: UUID | None = None
    made: datetime | None = None

    def text(self, name: str) -> str:
        """The raw text of a column, empty when the file has none."""
        return self.raw.get(name, "")

    def mend(self, code: str, text: Text, **params: Any) -> None:
        """Note that something was repaired, dropped or kept elsewhere."""
        self.mends.append((code, text, params))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decides about a file: which column is what, what identifies a record, further options."""

    mapping: Mapping[int, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Context:
    """What the rows of one import share: who imports, the caller's options, and a capability's look-ups."""

    actor: Actor
    options: Mapping[str, str] = field(default_factory=dict)
    memory: dict[str, Any] = field(default_factory=dict)
    # The columns by place, as a person has set them; empty: guessed from the headers.
    mapping: Mapping[int, str] = field(default_factory=dict)
    # The fields that identify a record, chosen by a person; empty: the importer's own keys.
    key: tuple[str, ...] = ()
    batch: UUID = field(default_factory=uuid7)
    # A worker died in the middle of this import: what it wrote is there under the ids of its rows.
    resumed: bool = False

    def record_id(self, row: Row) -> UUID:
        """The id of the record that a row becomes: the same one, however often the import is begun again."""
        digest = hashlib.sha256(f"{self.batch}:{row.number}".encode()).digest()
        rest = int.from_bytes(digest[:10], "big") & ~(0xF << 76) & ~(0b11 << 62)
        return UUID(int=(self.batch.int >> 80) << 80 | rest | 0x7 << 76 | 0b10 << 62)


def _nothing(context: Context, rows: list[Row]) -> None:
    return None


def _no_twin(context: Context, row: Row) -> Twin | None:
    return None


def _unknown(context: Context, row: Row, record_id: UUID) -> None:
    return None


def _no_more(context: Context, write: Write, rows: list[tuple[Row, UUID]]) -> None:
    return None


def _alone(rows: list[Row]) -> list[list[Row]]:
    return [[row] for row in rows]


# What became of a record whose importer writes it itself.
Fate = str | Refused
Kept = tuple[UUID, str, Text]


def _nothing_beside(write: Write, entries: Sequence[Entry]) -> list[Kept]:
    return []


@dataclass(frozen=True)
class Twin:
    """A record that a new one seems to repeat: which, and by which rule."""

    id: UUID
    name: str
    rule: Text


@dataclass(frozen=True, kw_only=True)
class Importer:
    """How rows become records of one entity.

    ``keys`` are fields that identify a record, tried in order; ``prepare`` looks things up for a chunk of
    rows at once; ``mend`` fills ``row.values`` (in the form of the entity's API) or raises ``Refused``;
    ``options`` are what a caller may choose: names and their values.

    Facts of the past have no form. Their importer says who may bring them (``roles``), which rows make one record
    (``gather``, in the order of the file) and writes the records of a chunk itself (``store``: "created",
    "unchanged" or ``Refused`` for each); what is on record twice it finds by itself.
    """

    key: str
    entity: str
    label: Text
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    mend: Callable[[Context, Row], None]
    prepare: Callable[[Context, list[Row]], None] = _nothing
    options: Mapping[str, frozenset[str]] = field(default_factory=dict)
    # The record that a new row seems to repeat, and what to remember of a row that became a record.
    twin: Callable[[Context, Row], Twin | None] = _no_twin
    remember: Callable[[Context, Row, UUID], None] = _unknown
    # What a chunk's rows say beyond their own records: written with them, or not at all.
    taken: Callable[[Context, Write, list[tuple[Row, UUID]]], None] = _no_more
    roles: frozenset[str] = frozenset()
    gather: Callable[[list[Row]], list[list[Row]]] = _alone
    store: Callable[[Context, Write, list[list[Row]]], list[Fate]] | None = None
    # Taking an import back: what was written beside the records (newest first; answers what stays and why), and
    # the fields that a record lets go, so that a better file may bring it again.
    take_back: Callable[[Write, Sequence[Entry]], list[Kept]] = _nothing_beside
    lets_go: tuple[str, ...] = ()

    @property
    def finds_twins(self) -> bool:
        """Whether it has a rule for what seems to be the same."""
        return self.twin is not _no_twin

    def by_header(self) -> dict[str, str]:
        """Column names by every header that is understood, in its bare form."""
        known: dict[str, str] = {}
        for column in self.columns:
            labels = column.label.everywhere().values()
            for header in (column.name, *labels, *column.headers):
                known.setdefault(bare(header), column.name)
        return known


def bare(header: str) -> str:
    """A header without case, blanks, marks and what stands in brackets to say that it is required."""
    plain = fold(header)
    plain = re.sub(r"[(（\[【](必填|选填|required|optional)[)）\]】]", "", plain)
    return _NOISE.sub("", plain)


AUTHOR = Column("created_by", T("创建人", "Created by"), ("录入人", "创建者", "建档人", "creator", "author"))
MADE = Column(
    "created_at",
    T("创建时间", "Created at"),
    ("录入时间", "创建日期", "建档时间", "建档日期", "date created"),
)
DUPLICATES = frozenset({"skip", "note", "off"})

importers: Registry[Importer] = Registry("importers", "what can be imported from files")
NO_IMPORTER = T("不能导入这种数据", "This kind of data cannot be imported")


@dataclass(slots=True)
class Lookup:
    """Titles to ids, as a file names them; several records of one title are no answer."""

    found: dict[str, UUID | None] = field(default_factory=dict)

    def add(self, title: str, record_id: UUID) -> None:
        """Note a record under its title; a second one makes the title ambiguous."""
        key = fold(title)
        if key:
            self.found[key] = None if key in self.found and self.found[key] != record_id else record_id

    def get(self, title: str) -> UUID | None:
        """The one record of a title."""
        return self.found.get(fold(title))
