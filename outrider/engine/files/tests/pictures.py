"""Pictures of every kind that a phone, or somebody else, may send; made here, so that no file lies about."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from typing import Any

from PIL import Image

from outrider.engine.access.actor import Actor
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.write import Write
from outrider.engine.files.actions import _keep, hold_many
from outrider.engine.files.images import NotAPicture
from outrider.engine.files.models import StoredFile, Upload
from outrider.engine.files.store import current_store
from outrider.kernel.ids import uuid7


def picture(
    kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (640, 480), **options: Any
) -> bytes:
    """A noisy picture."""
    if mode == "I;16":
        image = Image.new(mode, size, 500)
    else:
        image = Image.effect_noise(size, 60).convert(mode)
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def animation(kind: str) -> bytes:
    """Two frames."""
    frames = [Image.effect_noise((16, 16), seed).convert("RGB") for seed in (20, 90)]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def turned() -> bytes:
    """A picture whose EXIF says that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return picture(size=(400, 200), exif=exif.tobytes())


def with_comment(text: bytes) -> bytes:
    """A JPEG with a comment segment."""
    plain = picture()
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + plain[2:]


TAKEN = {
    "jpeg": (lambda: picture(), "image/jpeg", 640, 480),
    "progressive": (lambda: picture(progressive=True), "image/jpeg", 640, 480),
    "cmyk": (lambda: picture(mode="CMYK"), "image/jpeg", 640, 480),
    "grey": (lambda: picture(mode="L"), "image/jpeg", 640, 480),
    "png with alpha": (lambda: picture("PNG", "RGBA", (64, 48)), "image/png", 64, 48),
    "png of 16 bits": (lambda: picture("PNG", "I;16", (64, 48)), "image/png", 64, 48),
    "png palette": (lambda: picture("PNG", "P", (64, 48)), "image/png", 64, 48),
    "webp": (lambda: picture("WEBP"), "image/webp", 640, 480),
    "one pixel": (lambda: picture(size=(1, 1)), "image/jpeg", 1, 1),
    "on its side": (turned, "image/jpeg", 400, 200),
    "camera's preview behind": (lambda: picture() + picture(size=(32, 32)), "image/jpeg", 640, 480),
}
REFUSED = {
    "empty": (lambda: b"", "image_empty"),
    "text": (lambda: b"hello", "image_format"),
    "gif": (lambda: picture("GIF", "P"), "image_format"),
    "pdf": (lambda: b"%PDF-1.7 ...", "image_format"),
    "svg": (lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', "image_svg"),
    "svg behind blanks": (lambda: b"\xef\xbb\xbf \n<svg><script/></svg>", "image_svg"),
    "heic": (lambda: b"\0\0\0\x18ftypheic" + b"\0" * 500, "image_heic"),
    "cut in half": (lambda: picture()[:5000], "image_truncated"),
    "without its end": (lambda: picture()[:-2], "image_truncated"),
    "png cut": (lambda: picture("PNG")[:-20], "image_truncated"),
    "webp cut": (lambda: picture("WEBP")[:-20], "image_truncated"),
    "zip behind": (lambda: picture() + b"PK\x03\x04 archive", "image_polyglot"),
    "page in a comment": (lambda: with_comment(b"<script>alert(1)</script>"), "image_polyglot"),
    "png with a page behind": (lambda: picture("PNG") + b"<html>", "image_polyglot"),
    "webp with an archive behind": (lambda: picture("WEBP") + b"PK\x03\x04", "image_polyglot"),
    "apng": (lambda: animation("PNG"), "image_animated"),
    "animated webp": (lambda: animation("WEBP"), "image_animated"),
    "50,000 by 50,000": (lambda: bomb(50_000, 50_000), "image_too_many_pixels"),
    "long and thin": (lambda: bomb(20_000, 1), "image_too_many_pixels"),
    "size claimed": (lambda: bomb(7_000, 7_000), "image_truncated"),
    "noise with a JPEG's head": (lambda: b"\xff\xd8\xff\xe0\x00\x04ab" + b"noise" * 200, "image_damaged"),
}


def store_picture(data: bytes) -> str:
    """Keep a picture as an upload would, decoded in the child process; its digest. ValueError for no picture."""
    digest, store = hashlib.sha256(data).hexdigest(), current_store()
    row = Upload(id=uuid7(), digest=digest, size=len(data))
    store.append(row.id, 0, data, len(data))
    try:
        facts = _keep(store, row)
    except NotAPicture as refused:
        raise ValueError(refused.code) from refused
    finally:
        store.drop(row.id)
    with write_transaction():
        StoredFile.objects.bulk_create([facts], ignore_conflicts=True)
    return digest


def bring_picture(actor: Actor, data: bytes) -> str:
    """The person's picture arrives, as after an upload; its digest."""
    digest = store_picture(data)
    with write_transaction():
        write = Write(actor, "api", "file.store")
        hold_many(write, actor.id, [digest])
        write.flush()
    return digest
