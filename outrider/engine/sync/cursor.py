"""The phone's place in the feed, opaque to it.

It holds the journal's position (txid, id), the position among commands, the epoch and the form of the slice
it was made under, the day of the last whole pull, digests of the computed rows that it was given, and, during
a whole pull, how far that has come.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

FULL, REBASE, DELTA = "full", "rebase", "delta"
LONGEST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Cursor:
    """See above. ``mode`` is delta unless a whole pull is under way; ``entity`` and ``after`` are its place."""

    epoch: str
    form: str
    born: str
    txid: int = 0
    entry: int = 0
    command_txid: int = 0
    command: int = 0
    mode: str = DELTA
    entity: int = 0
    after: str = ""
    # Of each view its stamp and a digest of its rows when they were last sent.
    views: str = ""

    def text(self) -> str:
        """What the phone keeps."""
        return base64.urlsafe_b64encode(json.dumps(asdict(self), separators=(",", ":")).encode()).decode()

    def at(self, entity: int, after: UUID | str) -> Cursor:
        """The same cursor further on in a whole pull."""
        return replace(self, entity=entity, after=str(after))

    def settled(self) -> Cursor:
        """The cursor behind a whole pull: everything since its beginning comes as changes."""
        return replace(self, mode=DELTA, entity=0, after="")

    def too_old(self, today: date) -> bool:
        """After two weeks the whole slice is compared again, which also heals a silent divergence."""
        return abs((today - date.fromisoformat(self.born)).days) > LONGEST_DAYS


def parse(text: str) -> Cursor | None:
    """A cursor that we made; None for anything else (the phone then starts anew)."""
    if len(text) > 1000:
        return None
    try:
        data = json.loads(base64.urlsafe_b64decode(text.encode()))
        found = Cursor(**data)
        date.fromisoformat(found.born)
        numbers = (found.txid, found.entry, found.command_txid, found.command, found.entity)
        if not all(type(number) is int and 0 <= number < 2**62 for number in numbers):
            return None
        if not isinstance(found.views, str) or len(found.views) > 300:
            return None
        if found.mode not in (FULL, REBASE, DELTA) or (found.after and not UUID(found.after)):
            return None
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return None
    return found
