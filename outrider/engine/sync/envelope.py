"""The outer form of what a phone sends: bytes, batch, command.

Unpacking is bounded before it is believed. A batch that is no batch is refused as a whole; a command that
is no command is answered by itself, so that it cannot hold up its neighbours.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from pydantic import BeforeValidator, Field, StringConstraints

from outrider.engine.entities.actions import decode
from outrider.engine.entities.fieldtypes.numbers import BIGGEST
from outrider.engine.entities.http import MEDIA_TYPE, TOO_LARGE
from outrider.engine.entities.strict_json import BAD_JSON, Pairs, parse_leniently, refuse_twice
from outrider.engine.entities.verbs import Input, Line
from outrider.kernel.errors import FieldError, Problem
from outrider.kernel.iso import moment_of
from outrider.kernel.text import T

MOST_COMMANDS = 100
MOST_BYTES = 2 * 1024 * 1024
TOO_MANY = T("一次最多 {most} 条", "At most {most} commands at once")
BAD_GZIP = T("压缩内容不完整或已损坏", "The compressed body is cut off or damaged")
BAD_ENCODING = T("只支持 gzip 压缩", "Only gzip is understood")


def _moment_or_none(value: Any) -> Any:
    """A phone's own time is a hint: one that is no time is no reason to refuse its work."""
    try:
        found = moment_of(value)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo and 1970 <= found.year <= 2100 else None


def _count(value: Any) -> Any:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return max(0, min(value, 2**31 - 1)) if whole else 0


def _size(value: Any) -> Any:
    return int(value) if isinstance(value, (int, float)) and 0 <= value <= BIGGEST else None


Hint = Annotated[datetime | None, BeforeValidator(_moment_or_none)]
Count = Annotated[int, BeforeValidator(_count)]


class Report(Input):
    """What the phone says of its own queue."""

    queued: Count = 0
    oldest_unsent_at: Hint = None
    persisted: bool | None = None
    quota_free: Annotated[int | None, BeforeValidator(_size)] = None
    missing: Count = 0


class Batch(Input):
    """What the phone sends; the commands are judged one by one."""

    device: UUID
    epoch: Annotated[str, StringConstraints(max_length=64)] | None = None
    app_version: Annotated[Line, StringConstraints(max_length=40)] = ""
    report: Report | None = None
    commands: list[Any] = []


class Envelope(Input):
    """One command as its phone made it."""

    id: UUID
    seq: Annotated[int, Field(strict=True, ge=1, le=BIGGEST)]
    verb: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    payload: dict[str, Any] = {}
    seen_version: int | None = None
    photos: Annotated[list[str], Field(max_length=100)] = []
    device_time: Hint = None
    monotonic_ms: float | None = None
    boot_id: Annotated[str, StringConstraints(max_length=64)] | None = None

    @property
    def ticks(self) -> tuple[datetime, float, str] | None:
        """What the phone's two clocks showed, when it said so."""
        if self.device_time is None or self.monotonic_ms is None or not self.boot_id:
            return None
        return self.device_time, self.monotonic_ms, self.boot_id


@dataclass(frozen=True, slots=True)
class Command:
    """A command with what is needed to know it again. ``problem`` is set when its form is wrong."""

    id: UUID
    raw: dict[str, Any]
    body_hash: str
    envelope: Envelope | None
    problem: Problem | None = None

    @property
    def seq(self) -> int | None:
        """Its number on its device, when it has a proper one."""
        if self.envelope is not None:
            return self.envelope.seq
        seq = self.raw.get("seq")
        return seq if type(seq) is int and 1 <= seq <= BIGGEST else None

    @property
    def verb(self) -> str:
        """The verb as sent."""
        return printable(self.raw.get("verb", ""))[:64]

    @property
    def body(self) -> str:
        """Everything as it came, in ASCII."""
        return json.dumps(self.raw, ensure_ascii=True, sort_keys=True)


def read_batch(request: HttpRequest) -> Batch:
    """The batch in a request. 413, 415 or 422 when it is none."""
    if request.content_type != "application/json":
        raise Problem(415, "unsupported_media", MEDIA_TYPE)
    batch = decode(Batch, _decoded(_unpacked(request)))
    if len(batch.commands) > MOST_COMMANDS:
        raise Problem(413, "too_large", TOO_MANY, most=MOST_COMMANDS)
    return batch


def _decoded(data: bytes) -> Any:
    """JSON as browsers write it, half characters included: a text cut inside an emoji is one command's
    fault and must not make the whole batch unreadable (a stricter parser would)."""
    try:
        found = parse_leniently(data)
    except (ValueError, RecursionError) as error:
        raise Problem(422, "invalid", BAD_JSON, [FieldError("body", "json", BAD_JSON)]) from error
    if isinstance(found, Pairs):
        refuse_twice(found)  # within a command it is that command's own fault: see read_command
    return found


def printable(value: Any) -> str:
    """A text from outside as every database and screen can hold it."""
    return "".join(char if char.isprintable() else "�" for char in str(value))


def _unpacked(request: HttpRequest) -> bytes:
    data = request.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Problem(413, "too_large", TOO_LARGE)
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        return data
    if encoding != "gzip":
        raise Problem(415, "unsupported_media", BAD_ENCODING)
    return gunzip(data)


def gunzip(data: bytes) -> bytes:
    """Unpack at most MOST_BYTES, without ever holding more. 413 for a bomb, 422 for what is cut off."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(data, MOST_BYTES + 1)
    except zlib.error as error:
        raise Problem(422, "invalid", BAD_GZIP) from error
    if len(unpacked) > MOST_BYTES:
        raise Problem(413, "too_large", TOO_LARGE)
    if not unpacker.eof or unpacker.unused_data:
        raise Problem(422, "invalid", BAD_GZIP)
    return unpacked


def read_command(raw: Any) -> Command | None:
    """One command; None for what has no id to answer to."""
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        return None
    try:
        command_id = UUID(raw["id"])
    except ValueError:
        return None
    try:
        refuse_twice(raw)
        return Command(command_id, raw, _hash(raw), decode(Envelope, raw))
    except Problem as problem:
        return Command(command_id, raw, _hash(raw), None, problem)


def _hash(raw: dict[str, Any]) -> str:
    """What the command means, apart from when and how it was sent."""
    meaning = {key: raw.get(key) for key in ("verb", "payload", "seen_version", "photos")}
    return hashlib.sha256(json.dumps(meaning, ensure_ascii=True, sort_keys=True).encode()).hexdigest()
