"""Receipts: what a phone believes, because only the server and this phone know the key.

A 200, a body, a login page of a hotel's network prove nothing; an HMAC over the ids with the key that the
device got at registration does. Pure functions; the phone checks the same strings.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence


def command_mac(key: bytes, device: str, epoch: str, position: int, ids: Sequence[str]) -> str:
    """Over the ids of a batch, in the receipt's order."""
    return _mac(key, ["outrider-receipt-1", device, epoch, str(position), "\n".join(ids)])


def changes_mac(key: bytes, device: str, epoch: str, cursor: str) -> str:
    """Over the cursor of a pull."""
    return _mac(key, ["outrider-changes-1", device, epoch, cursor])


def file_mac(key: bytes, device: str, digest: str) -> str:
    """Over the digest of a file that is whole."""
    return _mac(key, ["outrider-file-1", device, digest])


def _mac(key: bytes, lines: Sequence[str]) -> str:
    made = hmac.new(key, "\n".join(lines).encode(), hashlib.sha256)
    return base64.b64encode(made.digest()).decode()
