"""Replays a phone's commands: in order, in chunks, each in its own savepoint, each answered once for ever.

A chunk of at most 20 is one transaction that first locks the device's row, so that a phone's repeats wait
for each other and find the stored answers. Answers leave only after the commit.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection

from outrider.engine.access.actor import Actor
from outrider.engine.database.transaction import savepoint, write_transaction
from outrider.engine.database.writing import insert
from outrider.engine.entities.actions import run
from outrider.engine.entities.verbs import Held, Retry, Verb, verbs
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Device
from outrider.engine.journal.actions import TXID
from outrider.engine.sync import answers
from outrider.engine.sync.answers import Answer
from outrider.engine.sync.devices import note_contact, note_sequence
from outrider.engine.sync.envelope import Batch, Command, read_command
from outrider.engine.sync.models import APPLIED, FLAGGED, FORGED, RECEIVED, RETRY, CommandRecord
from outrider.engine.sync.queries import own_device
from outrider.kernel import clock
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.ids import parse_uuid
from outrider.kernel.text import T

log = logging.getLogger("outrider.sync")
# Command, its answer and its position, by id.
Found = dict[UUID, tuple[Command, Answer, int]]
BAD_ID = T("编号无效", "This is not a valid id")
CHUNK = 20
ATTEMPTS = 4


class Replayed:
    """What became of a batch: (id, answer) in the order of the batch, and the device as it is now."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.answers: list[tuple[UUID | str | None, Answer]] = []
        self.position = 0

    @property
    def received(self) -> list[str]:
        """Ids that count as received, in order: what the receipt vouches for."""
        ids = (str(command_id) for command_id, answer in self.answers if answer.status in RECEIVED)
        return list(dict.fromkeys(ids))


def replay(actor: Actor, device: Device, batch: Batch) -> Replayed:
    """Replay a batch for the person who sent it. Never raises for the sake of one command."""
    done = Replayed(device)
    commands = [read_command(raw) for raw in batch.commands]
    chunks = [commands[start : start + CHUNK] for start in range(0, len(commands), CHUNK)] or [[]]
    for chunk in chunks:
        _replay_chunk(actor, batch, chunk, done)
    return done


def _replay_chunk(actor: Actor, batch: Batch, chunk: Sequence[Command | None], done: Replayed) -> None:
    """Answer one chunk. When the database cannot do it as a whole, each command stands for itself."""
    proper = [command for command in chunk if command is not None]
    found = _attempt(actor, batch, proper, done)
    if found is None and len(proper) > 1:
        found = {}
        for single in proper:
            found |= _attempt(actor, batch, [single], done) or {}
    for command in chunk:
        if command is None:
            done.answers.append((None, answers.nameless()))
            continue
        first, answer, position = (found or {}).get(command.id, (command, answers.busy(), 0))
        same = first.body_hash == command.body_hash
        done.answers.append((command.id, answer if same else answers.other_body()))
        if same and answer.status in RECEIVED:
            done.position = max(done.position, position)


def _attempt(actor: Actor, batch: Batch, commands: Sequence[Command], done: Replayed) -> Found | None:
    """One transaction, tried again when the database gave way to another one; None when it never could."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with write_transaction():
                device = own_device(actor, batch.device, locked=True)
                found = _Chunk(actor, device).run(commands)
                fresh = sum(answer.status in RECEIVED for _, answer, _ in found.values())
                note_contact(device, batch.app_version, batch.report, len(done.received) + fresh)
            done.device = device
        except (OperationalError, IntegrityError):
            # A deadlock, a lock that timed out, or another device's copy of the same command.
            log.warning("a chunk was tried %s times", attempt, exc_info=attempt == ATTEMPTS)
        else:
            return found
    return None


class _Chunk:
    """The work inside one chunk's transaction."""

    def __init__(self, actor: Actor, device: Device) -> None:
        self.actor, self.device = actor, device
        self.kept: dict[Any, Any] = {}

    def run(self, commands: Sequence[Command]) -> Found:
        """Answers by id, with their positions; stores what is new."""
        ids = [command.id for command in commands]
        known = {row.id: row for row in CommandRecord.objects.filter(id__in=ids)} if ids else {}
        found: Found = {}
        fresh: list[CommandRecord] = []
        for command in commands:
            if command.id in found:
                continue  # twice in one batch: answered as the first
            row = known.get(command.id)
            if row is not None:
                found[command.id] = (command, self._again(command, row), row.number)
                continue
            answer = self._first(command)
            found[command.id] = (command, answer, 0)
            if answer.status != RETRY:
                fresh.append(self._row(command, answer))
        self._store(fresh, found)
        seen = [c.seq for c, answer, _ in found.values() if c.seq and answer.status in RECEIVED | {FORGED}]
        note_sequence(self.device, seen)
        return found

    def _again(self, command: Command, row: CommandRecord) -> Answer:
        """A repeat gets the stored answer; another person's, or another body, gets nothing of it."""
        if row.body_hash != command.body_hash or row.person_id != self.actor.id:
            return answers.other_body()
        return Answer.from_stored(row.status, row.answer)

    def _first(self, command: Command) -> Answer:
        if command.envelope is None:
            assert command.problem is not None
            return answers.refused(command.problem)
        verb = verbs.find(command.envelope.verb)
        if verb is None:
            return answers.unknown_verb()
        if not verb.offline:
            return answers.forged()
        envelope = command.envelope
        answer = apply(
            self.actor,
            verb,
            envelope.payload,
            self.device.pk,
            command.id,
            ticks=envelope.ticks,
            kept=self.kept,
        )
        if answer.status not in (APPLIED, FLAGGED):
            self.kept.clear()  # its savepoint was rolled back: what it had read and changed is not so
        return answer

    def _row(self, command: Command, answer: Answer) -> CommandRecord:
        device_time = command.envelope.device_time if command.envelope else None
        return CommandRecord(
            id=command.id,
            device_id=self.device.pk,
            person_id=self.actor.id,
            seq=command.seq,
            verb=command.verb,
            body_hash=command.body_hash,
            body="" if answer.status == APPLIED else command.body,
            status=answer.status,
            answer=answer.stored(),
            device_time=device_time.isoformat() if device_time else "",
            received_at=clock.now(),
        )

    def _store(self, rows: list[CommandRecord], found: Found) -> None:
        numbers = insert(rows, returning="number", txid=TXID[connection.vendor])
        for row, number in zip(rows, numbers, strict=True):
            command, answer, _ = found[row.id]
            found[row.id] = (command, answer, number)


def _record_id(verb: Verb, body: dict[str, Any]) -> UUID:
    """The record that a verb of an entity is about, taken out of the payload."""
    name = f"{verb.entity}_id"
    given = body.pop(name, None)
    found = parse_uuid(given) if isinstance(given, str) else None
    if found is None:
        raise invalid(name, "id", BAD_ID)
    return found


def apply(
    actor: Actor,
    verb: Verb,
    payload: dict[str, Any],
    device_id: UUID,
    command_id: UUID,
    *,
    ticks: tuple[datetime, float, str] | None = None,
    kept: dict[Any, Any] | None = None,
) -> Answer:
    """Run a verb in a savepoint inside the open transaction; whatever happens becomes an answer.

    What the database itself could not do (a deadlock, a full disk) passes through: the chunk is tried again.
    """
    write = Write(actor, "sync", verb.key, device_id=device_id, command_id=command_id)
    write.ticks = ticks
    write.kept = {} if kept is None else kept
    try:
        with savepoint():
            body = dict(payload)
            record_id = _record_id(verb, body) if verb.entity else None
            result = run(write, verb.key, body, record_id)
        return answers.applied(result, write.flags)
    except Retry as missing:
        return answers.waiting(missing)
    except Held as refusal:
        return answers.held(refusal)
    except Problem as problem:
        return answers.refused(problem)
    except OperationalError:
        raise
    except Exception:
        log.exception("command %s (%s) failed", command_id, verb.key)
        return answers.failed()
