"""Pictures are read in a limited child process; this side starts it, waits, and believes only its answer."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import PIL

from outrider.engine.files.image_child import MAX_BYTES, THUMBNAIL_PX
from outrider.kernel.text import T

__all__ = ["MAX_BYTES", "REASONS", "THUMBNAIL_PX", "Measured", "NotAPicture", "measure"]

_CHILD = Path(__file__).with_name("image_child.py")
_SITE = str(Path(PIL.__file__).parent.parent)
_SECONDS = 20
_MAX_ANSWER = 1024 * 1024
TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
REASONS = {
    "image_empty": T("文件是空的", "The file is empty"),
    "too_large": T("文件太大", "The file is too large"),
    "image_heic": T("暂不支持 HEIC 照片,请改用 JPEG", "HEIC pictures are not taken; use JPEG"),
    "image_svg": T("不接受 SVG 图片", "SVG pictures are not taken"),
    "image_format": T("这不是 JPEG、PNG 或 WebP 图片", "This is no JPEG, PNG or WebP picture"),
    "image_truncated": T("图片不完整", "The picture is cut off"),
    "image_damaged": T("图片已损坏", "The picture is damaged"),
    "image_polyglot": T("图片里夹带了别的内容", "The picture carries something that is no picture"),
    "image_animated": T("不接受动图", "Animated pictures are not taken"),
    "image_too_many_pixels": T("图片尺寸过大", "The picture has too many pixels"),
}


class NotAPicture(Exception):
    """The child refused the file; ``code`` is a key of REASONS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code if code in REASONS else "image_damaged"


@dataclass(frozen=True, slots=True)
class Measured:
    """What a picture really is, a small one of it (WebP, at most 320 px), and how it looks in 64 bits (hex)."""

    content_type: str
    width: int
    height: int
    thumbnail: bytes
    dhash: str = ""


def measure(path: Path) -> Measured:
    """Decode the picture at ``path``; raises NotAPicture with a named reason."""
    line, _, thumbnail = _ask_child(path).partition(b"\n")
    try:
        facts = json.loads(line)
        if not facts["ok"]:
            raise NotAPicture(str(facts["code"]))
        size = int(facts["width"]), int(facts["height"])
        return Measured(TYPES[facts["format"]], *size, thumbnail, str(facts["dhash"]))
    except (ValueError, KeyError, TypeError) as error:  # killed by its limits before it could answer
        raise NotAPicture("image_too_many_pixels") from error


def _ask_child(path: Path) -> bytes:
    command = [sys.executable, "-I", "-S", str(_CHILD), _SITE]
    with (
        path.open("rb") as picture,
        subprocess.Popen(  # noqa: S603  # our own script, no shell, no argument from outside
            command, stdin=picture, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
        ) as child,
    ):
        assert child.stdout is not None
        clock = threading.Timer(_SECONDS, child.kill)
        clock.start()
        try:
            return child.stdout.read(_MAX_ANSWER)
        finally:
            clock.cancel()
            child.kill()
