"""Files as an office made them before .xlsx: the compound file with streams in it, and an old workbook. Written here
byte by byte, so that no library and no stranger's file is needed.
"""

from __future__ import annotations

import struct

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR, _LEAST = 512, 4096


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE 2) with these streams; each at least 4,096 bytes long, so that none is a small one."""
    padded = {name: data.ljust(_LEAST, b"\0") for name, data in streams.items()}
    fat, sectors, entries, at = [_FAT, _END], b"", [], 2
    for name, data in padded.items():
        count = -(-len(data) // _SECTOR)
        fat += [*range(at + 1, at + count), _END]
        entries.append((name, at, len(data)))
        sectors += data.ljust(count * _SECTOR, b"\0")
        at += count
    assert len(fat) <= _SECTOR // 4, "one sector of allocation is enough for a test"
    # The entries hang in a row, each the right neighbour of the one before.
    directory = _entry("Root Entry", 5, child=1, start=_END, size=0)
    for place, (name, start, size) in enumerate(entries, start=1):
        right = place + 1 if place < len(entries) else _FREE
        directory += _entry(name, 2, right=right, start=start, size=size)
    directory = directory.ljust(_SECTOR, b"\0")
    assert len(directory) == _SECTOR
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[_FREE] * 108)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(_SECTOR, b"\xff")
    return head + table + directory + sectors


def _entry(
    name: str, kind: int, *, child: int = _FREE, right: int = _FREE, start: int = 0, size: int = 0
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", _FREE, right, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(16)
        + bytes(4 + 16)
        + struct.pack("<IQ", start, size)
    )


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def workbook_97(rows: list[list[str | float]], *, locked: bool = False) -> bytes:
    """An .xls of one sheet (BIFF 8) with texts and numbers; ``locked`` as Excel marks one behind a password."""
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))
    cipher = _record(0x2F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if locked else b""
    name = "名单".encode("utf-16-le")
    bound = _record(0x85, struct.pack("<IHBB", 0, 0, 2, 1) + name)
    globals_size = len(begin) + len(cipher) + len(bound) + 4
    bound = _record(0x85, struct.pack("<IHBB", globals_size, 0, 2, 1) + name)
    cells = b""
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                body = struct.pack("<HHHHB", y, x, 0, len(value), 1) + text
                cells += _record(0x204, body)
            else:
                cells += _record(0x203, struct.pack("<HHHd", y, x, 0, value))
    size = _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0))
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6)) + size + cells
    return compound({"Workbook": begin + cipher + bound + _record(0x0A, b"") + sheet + _record(0x0A, b"")})
