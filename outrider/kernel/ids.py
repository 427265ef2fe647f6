"""Identifiers: UUIDv7, opaque to everybody (phone clocks lie, so nothing sorts or pages by them); digests of files."""

from __future__ import annotations

import os
import re
import time
from uuid import UUID

# A SHA-256 as it is written everywhere.
DIGEST = r"[0-9a-f]{64}"
_DIGEST = re.compile(DIGEST)
_RAND_MASK = (1 << 74) - 1


def uuid7() -> UUID:
    """A new UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    rand = int.from_bytes(os.urandom(10), "big") & _RAND_MASK
    rand_a, rand_b = rand >> 62, rand & ((1 << 62) - 1)
    value = (milliseconds & ((1 << 48) - 1)) << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b
    return UUID(int=value)


def parse_uuid(value: object) -> UUID | None:
    """The UUID in a value from outside, or None; never raises."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None


def is_digest(text: str) -> bool:
    """Whether a text has the form of a file's digest."""
    return _DIGEST.fullmatch(text) is not None
