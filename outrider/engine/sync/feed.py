"""What a phone pulls: the whole of its slice, or the changes since its cursor.

A change is only a hint that a record may differ: the row that goes out is the record as it stands when the
page is read, and whether it goes out as a row, a deletion or a revocation is judged then too. So a page read
twice, or an entry met late, can never set a phone back.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from outrider.engine.access.actor import Actor
from outrider.engine.entities.aside import left_aside
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.write import REVOKE
from outrider.engine.identity.models import Device
from outrider.engine.identity.queries import company, company_today
from outrider.engine.journal.models import Entry
from outrider.engine.journal.queries import RENAMED, after_position, head, settled_rows
from outrider.engine.sync import slices
from outrider.engine.sync.cursor import DELTA, FULL, REBASE, Cursor, parse
from outrider.engine.sync.declarations import companions, view_stamps, views
from outrider.engine.sync.models import APPLIED, FLAGGED, CommandRecord

DONE = (APPLIED, FLAGGED)
MOST = 500
WITH_COMPANIONS = 100
MOST_COMMANDS = 5_000
MOST_DECIDED = 200


class Page:
    """One page for one phone, while it is put together."""

    def __init__(self, actor: Actor, mode: str) -> None:
        self.actor, self.mode = actor, mode
        self.keys = slices.keys_of(actor.id)
        self.encoder = slices.Encoder(actor, self.keys)
        self.rows: dict[str, dict[str, dict[str, Any]]] = {}
        self.deleted: dict[str, list[str]] = {}
        self.revoked: dict[str, list[str]] = {}
        self.ids: dict[str, list[str]] | None = None
        self.commands: list[str] = []
        self.views: dict[str, list[dict[str, Any]]] | None = None
        self.more = False

    @property
    def size(self) -> int:
        """How many rows it has."""
        return sum(map(len, self.rows.values()))

    def put(self, entity: Entity, record: Any) -> None:
        """A row, once."""
        rows = self.rows.setdefault(entity.key, {})
        if str(record.pk) not in rows:
            rows[str(record.pk)] = self.encoder.row(entity, record)

    def put_along(self, entity: Entity, ids: list[UUID]) -> None:
        """What comes along with these records."""
        if ids:
            for other, rows in slices.brought_along(entity, self.actor.id, ids):
                for record in rows:
                    self.put(other, record)

    def as_dict(self) -> dict[str, Any]:
        """The page's own part of the answer."""
        body: dict[str, Any] = {
            "mode": self.mode,
            "more": self.more,
            "rows": {key: list(rows.values()) for key, rows in self.rows.items()},
            "deleted": self.deleted,
            "revoked": self.revoked,
            "applied_commands": self.commands,
        }
        if self.views is not None:
            body["views"] = self.views
        return body if self.ids is None else {**body, "ids": self.ids}


def pull(actor: Actor, device: Device, since: str, limit: int) -> tuple[Page, Cursor]:
    """One page and the cursor behind it. An unusable cursor starts a whole pull."""
    today = company_today()
    page, cursor = _pulled(actor, device, since, limit, today)
    return page, cursor if page.more else _with_views(page, cursor, today)


def _with_views(page: Page, cursor: Cursor, today: date) -> Cursor:
    """The computed rows at the end of a pull: of each view, unless it is as the phone has it."""
    known = dict(part.split("=", 1) for part in cursor.views.split(";") if "=" in part)
    marks: dict[str, str] = {}
    found: dict[str, list[dict[str, Any]]] = {}
    for key in views.keys():  # noqa: SIM118  # a registry
        stamp = view_stamps.find(key)
        stamped = _short(stamp(page.actor, today)) if stamp else ""
        before = known.get(key, ".")
        if stamped and before.startswith(f"{stamped}."):
            marks[key] = before
            continue
        rows = views.get(key)(page.actor, today)
        digest = _short(json.dumps(rows, sort_keys=True)) if rows else ""
        marks[key] = f"{stamped}.{digest}"
        if digest != before.partition(".")[2]:
            found[key] = rows
    if found:
        page.views = found
    return replace(cursor, views=";".join(f"{key}={mark}" for key, mark in marks.items() if mark != "."))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _pulled(actor: Actor, device: Device, since: str, limit: int, today: date) -> tuple[Page, Cursor]:
    epoch, form = str(company().epoch), slices.form_of(actor)
    known = parse(since) if since else None
    if known is None or known.epoch != epoch:
        return _whole(actor, device, _beginning(FULL, epoch, form, today), limit, today)
    if known.form != form or known.too_old(today):
        return _whole(actor, device, _beginning(REBASE, epoch, form, today), limit, today)
    if known.mode != DELTA:
        return _whole(actor, device, known, limit, today)
    return _changes(actor, device, known, limit)


def _beginning(mode: str, epoch: str, form: str, today: date) -> Cursor:
    """Where a whole pull begins: what changes from here on comes as changes after it."""
    txid, entry = head()
    last = settled_rows(CommandRecord.objects.all()).order_by("-txid", "-number").first()
    command = (last.txid, last.number) if last else (0, 0)
    return Cursor(epoch, form, today.isoformat(), txid, entry, *command, mode=mode)


def _whole(actor: Actor, device: Device, cursor: Cursor, limit: int, today: date) -> tuple[Page, Cursor]:
    """A page of everything; entity by entity, in a stable order of no meaning."""
    page, room, order = Page(actor, cursor.mode), limit, slices.carried()
    at, after, portion = cursor.entity, cursor.after, WITH_COMPANIONS
    while at < len(order) and room > 0:
        entity = order[at]
        size = min(room, portion) if companions.of(entity.key) else room
        rows = slices.rows_of(entity, actor.id, today).order_by("pk")
        taken = list(rows.filter(pk__gt=UUID(after))[:size] if after else rows[:size])
        full = page.size
        for record in taken:
            page.put(entity, record)
        page.put_along(entity, [record.pk for record in taken])
        # What came along takes room as well, and tells how many records the rest of it holds; at worst the last
        # portion brings some more than there was.
        came = max(page.size - full, len(taken))
        room -= came
        if len(taken) < size:
            at, after = at + 1, ""
        else:
            after, portion = str(taken[-1].pk), max(portion, room * len(taken) // came)
    page.more = at < len(order)
    if page.more:
        return page, cursor.at(at, after)
    page.ids = _all_ids(actor, today)
    page.commands = sorted(_commands_before(device, cursor) | _decided(device))
    return page, cursor.settled()


def _all_ids(actor: Actor, today: date) -> dict[str, list[str]]:
    """The ids of the whole slice, so that a phone drops what is no longer in it, or left aside now."""
    found: dict[str, set[str]] = {entity.key: set() for entity in slices.carriable()}
    for entity in slices.carried():
        ids = slices.rows_of(entity, actor.id, today).order_by().values_list("pk", flat=True)
        found[entity.key].update(map(str, ids))
        for other, rows in slices.brought_along(entity, actor.id, ids):
            found.setdefault(other.key, set()).update(map(str, rows.values_list("pk", flat=True)))
    return {key: sorted(ids) for key, ids in found.items()}


def _commands_before(device: Device, cursor: Cursor) -> set[str]:
    rows = CommandRecord.objects.filter(device_id=device.pk).extra(
        where=["(txid, number) <= (%s, %s)"], params=[cursor.command_txid, cursor.command]
    )
    newest = (
        rows.filter(status__in=DONE).order_by("-txid", "-number").values_list("id", flat=True)[:MOST_COMMANDS]
    )
    return set(map(str, newest))


def _changes(actor: Actor, device: Device, cursor: Cursor, limit: int) -> tuple[Page, Cursor]:
    """The next page of changes."""
    page = Page(actor, DELTA)
    # Before the entries: a command that is told here has its rows in what is read after it.
    commands = _commands_after(device, cursor)
    ahead = after_position(cursor.txid, cursor.entry).filter(slice_key__in=page.keys)
    entries = list(ahead.defer("changes", "salt")[:limit])
    _put_changed(page, cursor, entries)
    page.more = len(entries) == limit
    if entries:
        cursor = replace(cursor, txid=entries[-1].txid, entry=entries[-1].id)
    if page.more:
        return page, cursor
    if commands:
        cursor = replace(cursor, command_txid=commands[-1].txid, command=commands[-1].number)
    written = {entry.command_id for entry in entries if entry.command_id}
    own = CommandRecord.objects.filter(device_id=device.pk, id__in=written).values_list("id", flat=True)
    done = {str(row.id) for row in commands if row.status in DONE}
    page.commands = sorted(done | set(map(str, own)) | _decided(device))
    return page, cursor


def _put_changed(page: Page, cursor: Cursor, entries: list[Entry]) -> None:
    touched: dict[str, list[UUID]] = {}
    for entry in entries:
        ids = touched.setdefault(entry.entity, [])
        if entry.entity_id not in ids:
            ids.append(entry.entity_id)
    aside = left_aside() if touched else frozenset()
    for key, ids in touched.items():
        entity = entities.find(key)
        if entity is None or key in aside:
            continue
        records = slices.joined(entity, entity.model.all_objects.all()).in_bulk(ids)
        present = [pk for pk in ids if _place(page, entity, pk, records.get(pk))]
        page.put_along(entity, present)
        _put_dependents(page, cursor, entity, present)


def _place(page: Page, entity: Entity, record_id: UUID, record: Any) -> bool:
    """Put a touched record where it belongs now. True when it is in the slice."""
    if record is None or record.deleted_at is not None:
        page.deleted.setdefault(entity.key, []).append(str(record_id))
    elif entity.slice(record) not in page.keys:
        page.revoked.setdefault(entity.key, []).append(str(record_id))
    else:
        page.put(entity, record)
        return True
    return False


def _put_dependents(page: Page, cursor: Cursor, entity: Entity, ids: list[UUID]) -> None:
    """A record that has moved into this slice brings what refers to it (a customer his contacts); so does one with
    a new title, which their rows say."""
    moves = Entry.objects.filter(entity_id__in=ids, verb__in=(REVOKE, RENAMED), entity=entity.key)
    moved = set(
        moves.extra(where=["(txid, id) > (%s, %s)"], params=[cursor.txid, cursor.entry]).values_list(
            "entity_id", flat=True
        )
    )
    if moved:
        for other, records in slices.dependents(entity, list(moved), page.actor.id, company_today()):
            for record in records:
                page.put(other, record)


def _commands_after(device: Device, cursor: Cursor) -> list[CommandRecord]:
    """This device's commands since the cursor; those that wrote nothing it carries are among them."""
    new = settled_rows(CommandRecord.objects.filter(device_id=device.pk)).extra(
        where=["(txid, number) > (%s, %s)"], params=[cursor.command_txid, cursor.command]
    )
    return list(new.defer("body", "answer").order_by("txid", "number")[:MOST_COMMANDS])


def _decided(device: Device) -> set[str]:
    """This device's held commands that somebody has decided: they wait for its person no more."""
    rows = CommandRecord.objects.filter(device_id=device.pk).exclude(resolution="")
    newest = rows.order_by("-resolved_at").values_list("id", flat=True)[:MOST_DECIDED]
    return set(map(str, newest))
