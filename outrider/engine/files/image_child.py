"""Reads one picture from standard input in a process of its own and says what it is.

Runs as a plain script (``python -I -S image_child.py SITE_DIR``), imports nothing of the product and
trusts nothing: it takes its limits first, then reads. Writes one line of JSON (``{"ok": true, "format",
"width", "height", "dhash"}`` or ``{"ok": false, "code"}``) and after it a WebP thumbnail of at most 320 px.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import Any, NoReturn

MAX_BYTES = 20 * 1024 * 1024
MAX_SIDE = 16_384
MAX_PIXELS = 50_000_000
THUMBNAIL_PX = 320
# A picture has a pattern when so many of its 64 neighbours differ by so many of 256 greys.
PATTERN_STEP, PATTERN_PAIRS = 4, 16
_MEMORY = 1024 * 1024 * 1024
_CPU_SECONDS = 10

_SCAN_END = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# What another program would run if it took the picture for a page, a document or an archive.
_ACTIVE = re.compile(rb"<script|<html|<svg|<!doctype|<\?php|%pdf-|pk\x03\x04", re.IGNORECASE)
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


class Refused(Exception):
    """The picture is not taken; the first argument is the reason's code."""


def limit() -> None:
    """Take away what a picture does not need: memory, time, files."""
    try:
        import resource  # noqa: PLC0415  # some systems have none
    except ImportError:  # no such limits on this system; the parent's clock still holds
        return
    wanted = ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _CPU_SECONDS), (resource.RLIMIT_FSIZE, 0))
    for what, value in wanted:
        try:
            resource.setrlimit(what, (value, value))
        except (ValueError, OSError):  # macOS refuses some of them
            continue


def sniff(data: bytes) -> str:
    """The kind of a file by its first bytes; Refused with the name of what we do not take."""
    head = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        raise Refused("image_heic")
    if head.startswith((b"<svg", b"<?xml", b"<!doctype svg")):
        raise Refused("image_svg")
    raise Refused("image_format")


def jpeg_end(data: bytes, start: int = 0) -> int:
    """The offset behind a JPEG's end mark; walks its segments, so that nothing hides between them."""
    position = start + 2
    while True:
        if data[position : position + 1] != b"\xff":
            raise Refused("image_truncated" if position >= len(data) else "image_damaged")
        while data[position : position + 1] == b"\xff":
            position += 1
        if position >= len(data):
            raise Refused("image_truncated")
        marker = data[position]
        position += 1
        if marker == 0xD9:
            return position
        if marker in _STANDALONE:
            continue
        position = _jpeg_segment(data, position, marker)


def _jpeg_segment(data: bytes, position: int, marker: int) -> int:
    length = int.from_bytes(data[position : position + 2], "big")
    end = position + length
    if length < 2 or end > len(data):
        raise Refused("image_truncated")
    if (marker == 0xFE or 0xE0 <= marker <= 0xEF) and _ACTIVE.search(data, position, end):
        raise Refused("image_polyglot")
    if marker != 0xDA:
        return end
    found = _SCAN_END.search(data, end)
    if found is None:
        raise Refused("image_truncated")
    return found.start()


def check_jpeg(data: bytes) -> None:
    """Only pictures in the file: one, and those that cameras append to it (previews, gain maps)."""
    end = jpeg_end(data)
    while data[end : end + 3] == b"\xff\xd8\xff":
        end = jpeg_end(data, end)
    if data[end:].strip(b"\x00"):
        raise Refused("image_polyglot")


def check_png(data: bytes) -> None:
    """Whole chunks up to IEND and nothing behind it; no animation, no page in a text chunk."""
    position = 8
    while True:
        length, kind = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(data):
            raise Refused("image_truncated")
        if kind == b"acTL":
            raise Refused("image_animated")
        if kind in {b"tEXt", b"iTXt", b"eXIf"} and _ACTIVE.search(data, position, end):
            raise Refused("image_polyglot")
        if kind == b"IEND":
            break
        position = end
    if data[end:].strip(b"\x00"):
        raise Refused("image_polyglot")


def check_webp(data: bytes) -> None:
    """As long as its header says, and not animated."""
    length = int.from_bytes(data[4:8], "little") + 8
    if length > len(data):
        raise Refused("image_truncated")
    if data[length:].strip(b"\x00"):
        raise Refused("image_polyglot")
    if data[12:16] == b"VP8X" and data[20] & 0x02:
        raise Refused("image_animated")
    if _ACTIVE.search(data, 12, min(length, 4096)):
        raise Refused("image_polyglot")


CHECKS = {"JPEG": check_jpeg, "PNG": check_png, "WEBP": check_webp}


def read(data: bytes) -> tuple[dict[str, object], bytes]:
    """Measure and decode a picture; its facts and its thumbnail. Raises Refused."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  # after the limits are taken

    Image.MAX_IMAGE_PIXELS = None  # the sizes are judged below, before anything is decoded
    kind = sniff(data)
    CHECKS[kind](data)
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as image:
            width, height = image.size
            if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
                raise Refused("image_too_many_pixels")
            image.load()
            small = image.convert("RGBA" if image.mode in {"RGBA", "LA", "P", "PA"} else "RGB")
            small.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX))
            turned = ImageOps.exif_transpose(_with_orientation(small, image))
    except UnidentifiedImageError as error:
        raise Refused("image_damaged") from error
    out = io.BytesIO()
    turned.save(out, "WEBP", quality=78, method=2)
    facts = {"ok": True, "format": kind, "width": width, "height": height, "dhash": dhash(turned)}
    return facts, out.getvalue()


def dhash(image: Any) -> str:
    """What a picture looks like in 64 bits, as 16 hex digits; empty for one that shows next to nothing.

    The difference hash (N. Krawetz, "Kind of Like That", The Hacker Factor Blog, 2013): grey, the mean of each
    cell of a grid 9 wide and 8 high, one bit for each pair of neighbours in a row, set where the left one is
    brighter. It survives another size, another compression and a little light. The phone reckons the same from
    what its camera shows (modules/visits/rep/dhash.ts). A wall or a covered lens has no pattern to compare by:
    its bits would be noise, and would equal every other wall's.
    """
    from PIL import Image  # noqa: PLC0415  # after the limits are taken

    cells = image.convert("RGB").convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    pairs = [(cells[9 * row + at], cells[9 * row + at + 1]) for row in range(8) for at in range(8)]
    if sum(abs(left - right) >= PATTERN_STEP for left, right in pairs) < PATTERN_PAIRS:
        return ""
    return f"{sum((left > right) << (63 - at) for at, (left, right) in enumerate(pairs)):016x}"


def _with_orientation(small: Any, image: Any) -> Any:
    """The small picture with the large one's turn, which is all that we take from EXIF."""
    try:
        orientation = image.getexif().get(0x0112)
    except Exception:  # hostile EXIF is no reason to lose a photo
        orientation = None
    small.info.pop("exif", None)
    exif = small.getexif()
    exif.clear()
    if orientation in range(2, 9):
        exif[0x0112] = orientation
    return small


def answer(data: bytes) -> tuple[dict[str, object], bytes]:
    """The facts of a picture, or the code of the reason why not; never raises."""
    try:
        if not data:
            raise Refused("image_empty")
        if len(data) > MAX_BYTES:
            raise Refused("too_large")
        return read(data)
    except Refused as refused:
        return {"ok": False, "code": str(refused)}, b""
    except MemoryError:
        return {"ok": False, "code": "image_too_many_pixels"}, b""
    except Exception as error:
        truncated = "truncated" in str(error)
        return {"ok": False, "code": "image_truncated" if truncated else "image_damaged"}, b""


def main() -> NoReturn:
    """Limits first, then the libraries, then the picture."""
    limit()
    sys.path.append(sys.argv[1])
    facts, thumbnail = answer(sys.stdin.buffer.read(MAX_BYTES + 1))
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + thumbnail)
    sys.stdout.buffer.flush()
    sys.exit(0)


if __name__ == "__main__":
    main()
