"""What the child process says of pictures, good and bad."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from outrider.engine.files import images
from outrider.engine.files.image_child import answer, dhash
from outrider.engine.files.images import REASONS, NotAPicture, measure
from outrider.engine.files.tests.pictures import REFUSED, TAKEN


def saved(folder: Path, data: bytes) -> Path:
    path = folder / "picture"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("make", "content_type", "width", "height"), TAKEN.values(), ids=TAKEN)
def test_a_picture_is_measured_by_us(make: Callable[[], bytes], content_type: str, width: int, height: int):
    facts, thumbnail = answer(make())
    assert (images.TYPES[str(facts["format"])], facts["width"], facts["height"]) == (
        content_type,
        width,
        height,
    )
    small = Image.open(io.BytesIO(thumbnail))
    assert (small.format, max(small.size) <= 320) == ("WEBP", True)


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_picture_is_refused_by_name(make: Callable[[], bytes], code: str):
    assert answer(make()) == ({"ok": False, "code": code}, b"")
    assert REASONS[code].say("en")


def test_the_child_says_the_same(tmp_path: Path):
    found = measure(saved(tmp_path, TAKEN["webp"][0]()))
    assert (found.content_type, found.width, found.height) == ("image/webp", 640, 480)
    with pytest.raises(NotAPicture) as caught:
        measure(saved(tmp_path, REFUSED["svg"][0]()))
    assert caught.value.code == "image_svg"


def test_the_child_has_little_memory_and_no_way_to_write(tmp_path: Path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import image_child as c; c.limit()\n"
        "try:\n    bytearray(3 << 30)\nexcept MemoryError:\n    print('memory')\n"
        "try:\n    open(sys.argv[2], 'wb', 0).write(b'x')\nexcept OSError:\n    print('file')\n"
    )
    folder = str(Path(images.__file__).parent)
    command = [sys.executable, "-I", "-c", script, folder, str(tmp_path / "made")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["memory", "file"] or done.returncode == -signal.SIGXFSZ


def test_the_small_picture_is_turned_upright_and_carries_no_exif(tmp_path: Path):
    found = measure(saved(tmp_path, TAKEN["on its side"][0]()))
    small = Image.open(io.BytesIO(found.thumbnail))
    assert (small.size, dict(small.getexif())) == ((160, 320), {})


def _with_exif(block: bytes) -> bytes:
    """A JPEG with this EXIF block, however wrong it is."""
    plain = TAKEN["jpeg"][0]()
    return plain[:2] + b"\xff\xe1" + (len(block) + 2).to_bytes(2, "big") + block + plain[2:]


def _ifd(entries: int, body: bytes, after: int = 0) -> bytes:
    """One directory of tags, little-endian, that claims so many entries."""
    return b"Exif\0\0II*\0\x08\0\0\0" + entries.to_bytes(2, "little") + body + after.to_bytes(4, "little")


HOSTILE = {
    "as large as a block may be, all noise": b"Exif\0\0" + bytes(range(256)) * 255,
    "65,535 entries and none there": _ifd(65_535, b""),
    "a directory that leads to itself": _ifd(0, b"", after=8),
    "a value at the end of the world": _ifd(1, b"\x12\x01\x03\0\xff\xff\xff\xff\xff\xff\xff\xff"),
    "an orientation that is a text": _ifd(1, b"\x12\x01\x02\0\x04\0\0\0abc\0"),
    "an orientation of 4 billion": _ifd(1, b"\x12\x01\x04\0\x01\0\0\0\xff\xff\xff\xff"),
    "a place that divides by nothing": _ifd(1, b"\x25\x88\x04\0\x01\0\0\0\x08\0\0\0"),
    "cut off in its head": b"Exif\0\0II",
}


@pytest.mark.parametrize("block", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_exif_block_costs_nobody_his_photo(tmp_path: Path, block: bytes):
    found = measure(saved(tmp_path, _with_exif(block)))
    small = Image.open(io.BytesIO(found.thumbnail))
    assert (found.content_type, small.format, dict(small.getexif())) == ("image/jpeg", "WEBP", {})


def test_a_child_that_dies_or_hangs_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = saved(tmp_path, TAKEN["jpeg"][0]())
    monkeypatch.setattr(images, "_SECONDS", 0.01)
    with pytest.raises(NotAPicture):
        measure(path)


LOOKS = json.loads((Path(__file__).parents[4] / "web/modules/visits/shared/looks.json").read_text("utf-8"))


@pytest.mark.parametrize("vector", LOOKS, ids=lambda vector: str(vector["look"]))
def test_a_picture_looks_the_same_to_the_server_and_to_the_phone(vector: dict[str, Any]):
    image = Image.frombytes("L", (9, 8), bytes(vector["greys"])).resize((288, 256), Image.Resampling.NEAREST)
    assert dhash(image) == (vector["look"] or "")


def test_a_turned_picture_looks_as_people_see_it():
    upright = Image.frombytes("L", (9, 8), bytes(LOOKS[0]["greys"])).resize(
        (288, 256), Image.Resampling.NEAREST
    )
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    upright.rotate(90, expand=True).save(out, "JPEG", quality=95, exif=exif.tobytes())
    look = str(answer(out.getvalue())[0]["dhash"])
    assert (int(look, 16) ^ int(LOOKS[0]["look"], 16)).bit_count() <= 2
