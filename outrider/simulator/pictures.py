"""Photos that no camera took: storefronts with their sign, shelves with our goods, drawn in flat colours.

Promises: every picture of a shop and a moment is a file of its own, whatever else was drawn; the same shop
looks the same on another day. Chinese signs need a font of the system; without one a sign bears the
shop's house number. Pure: from values to JPEG bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from outrider.simulator.chance import Chance

WIDTH, HEIGHT = 720, 960
QUALITY = 82
SMALLER = 3
# Where systems keep a font with Chinese characters.
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
WALLS = ("#cfc7ba", "#d9d2c5", "#bfc4c2", "#c9b8a4", "#b9c2c9", "#d6cdb8")
SIGNS = ("#b4232a", "#0f766e", "#1d4ed8", "#a16207", "#15803d", "#7c2d12", "#334155")
AWNINGS = ("#d97706", "#0f766e", "#991b1b", "#1e40af", "#4d7c0f")
# Our packages by product: label and body.
PACKS = (
    ("#0f766e", "#d9f1ec"),
    ("#65a30d", "#eef7d6"),
    ("#92400e", "#f4e3c8"),
    ("#b45309", "#fbe7c2"),
    ("#be123c", "#fde2e6"),
    ("#1d4ed8", "#dbe7fb"),
    ("#7e22ce", "#efe1fb"),
    ("#ca8a04", "#fdf3cf"),
)
OTHERS = (("#475569", "#dfe4ea"), ("#9ca3af", "#f0f1f3"), ("#57534e", "#e4e0da"))


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn photo: the file and the small copy that the product would make of it."""

    data: bytes
    thumbnail: bytes
    width: int = WIDTH
    height: int = HEIGHT


@cache
def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font for signs: one with Chinese characters if the system has any."""
    for path in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    return ImageFont.load_default(size)


@cache
def writes_chinese() -> bool:
    """Whether the chosen font has Chinese characters."""
    return any(Path(path).exists() for path in FONTS)


def storefront(name: str, address: str, shot: str) -> Picture:
    """A shop seen from the street; ``shot`` names the moment, which moves the camera a little."""
    look, moved = Chance(f"storefront/{name}"), Chance(f"{name}/{shot}")
    image = Image.new("RGB", (WIDTH, HEIGHT), look.choice(("#b8cfdd", "#c7d7df", "#d3d9dc")))
    draw = ImageDraw.Draw(image)
    # The sign stands well inside: walls of photos show the middle of a picture.
    dx, dy = moved.randint(-22, 22), 58 + moved.randint(-16, 16)
    wall = look.choice(WALLS)
    draw.rectangle((0, 120 + dy, WIDTH, 800 + dy), fill=wall)
    for row in range(4):
        for column in range(3):
            left = 60 + column * 220 + dx
            draw.rectangle((left, -40 + row * 40 + dy, left + 120, -18 + row * 40 + dy), fill="#8b9aa5")
    _pavement(draw, dy, look)
    _sign(draw, name, address, dx, dy, look)
    _front(draw, dx, dy, look, moved)
    return _finish(image, moved)


def _pavement(draw: ImageDraw.ImageDraw, dy: int, look: Chance) -> None:
    draw.rectangle((0, 800 + dy, WIDTH, HEIGHT), fill="#a8a29a")
    for line in range(6):
        y = 815 + line * 28 + dy
        draw.line((0, y, WIDTH, y), fill="#989288", width=2)
    draw.rectangle((0, 930, WIDTH, HEIGHT), fill=look.choice(("#6f6a63", "#77726b")))


def _sign(draw: ImageDraw.ImageDraw, name: str, address: str, dx: int, dy: int, look: Chance) -> None:
    board = look.choice(SIGNS)
    draw.rectangle((24 + dx, 190 + dy, 696 + dx, 320 + dy), fill=board)
    draw.rectangle((24 + dx, 190 + dy, 696 + dx, 320 + dy), outline="#f5f1e8", width=5)
    text = name.partition("(")[0] if writes_chinese() else address
    size = min(84, 600 // max(len(text), 4))
    draw.text((360 + dx, 254 + dy), text, fill="#fffdf7", font=font(size), anchor="mm")
    draw.rectangle((24 + dx, 320 + dy, 696 + dx, 344 + dy), fill="#3f3f46")
    plate = address if writes_chinese() else address[-4:]
    draw.rectangle((520 + dx, 362 + dy, 690 + dx, 400 + dy), fill="#1e3a8a")
    draw.text((605 + dx, 381 + dy), plate[-8:], fill="#ffffff", font=font(20), anchor="mm")


def _front(draw: ImageDraw.ImageDraw, dx: int, dy: int, look: Chance, moved: Chance) -> None:
    """Awning, window with goods, door, boxes on the pavement."""
    awning = look.choice(AWNINGS)
    for stripe in range(12):
        left = 40 + stripe * 38 + dx
        draw.polygon(
            [(left, 410 + dy), (left + 38, 410 + dy), (left + 34, 455 + dy), (left - 4, 455 + dy)],
            fill=awning if stripe % 2 else "#f4efe4",
        )
    draw.rectangle((48 + dx, 456 + dy, 480 + dx, 735 + dy), fill="#33424d", outline="#e7e5e4", width=6)
    for shelf in range(3):
        top = 478 + shelf * 84 + dy
        _packs(draw, 64 + dx, 466 + dx, top, 66, look, 0.9)
        draw.rectangle((56 + dx, top + 68, 472 + dx, top + 74), fill="#8d8478")
    draw.rectangle((508 + dx, 420 + dy, 676 + dx, 800 + dy), fill="#55626b", outline="#e7e5e4", width=6)
    draw.rectangle((534 + dx, 450 + dy, 650 + dx, 780 + dy), fill="#2a3640")
    for box in range(moved.randint(1, 4)):
        left, label = 60 + box * 92 + dx, look.choice(PACKS)
        draw.rectangle((left, 742 + dy, left + 84, 806 + dy), fill="#b08968", outline="#7f5f43", width=3)
        draw.rectangle((left + 18, 758 + dy, left + 66, 784 + dy), fill=label[0])


def display(name: str, step: int, shot: str, *, gaps: float = 0.06) -> Picture:
    """Our shelf in a shop; ``gaps`` is the share of places that stand empty."""
    look, moved = Chance(f"display/{name}/{step}"), Chance(f"{name}/{step}/{shot}")
    image = Image.new("RGB", (WIDTH, HEIGHT), look.choice(("#e8e2d6", "#e3e5e4", "#ece7dd")))
    draw = ImageDraw.Draw(image)
    dx = moved.randint(-18, 18)
    draw.rectangle((20 + dx, 40, 700 + dx, 900), fill="#8d949a")
    rows = look.choice((4, 5))
    deep = 820 // rows
    for row in range(rows):
        top = 62 + row * deep
        draw.rectangle((36 + dx, top, 684 + dx, top + deep - 34), fill="#f6f5f2" if row % 2 else "#eeece7")
        ours = row < rows - 1 or look.yes(0.4)
        _packs(draw, 44 + dx, 676 + dx, top + 12, deep - 48, look, 1 - gaps, ours=ours, moved=moved)
        draw.rectangle((36 + dx, top + deep - 34, 684 + dx, top + deep - 8), fill="#d6d3cd")
        for tag in range(6):
            left = 60 + tag * 104 + dx
            image.paste(
                _price_tag(look.choice(("2.80", "3.20", "3.50", "3.80", "4.50", "1.10"))),
                (left, top + deep - 31),
            )
    return _finish(image, moved)


@cache
def _price_tag(price: str) -> Image.Image:
    tag = Image.new("RGB", (58, 20), "#fffdf5")
    ImageDraw.Draw(tag).text((29, 10), price, fill="#b4232a", font=font(15), anchor="mm")
    return tag


def _packs(
    draw: ImageDraw.ImageDraw,
    left: int,
    right: int,
    top: int,
    tall: int,
    look: Chance,
    full: float,
    *,
    ours: bool = True,
    moved: Chance | None = None,
) -> None:
    """A row of bottles and bags, one kind beside the next, with gaps where something is sold out."""
    x, wide = left, max(20, tall * 4 // 10)
    while x + wide <= right:
        label, body = look.choice(PACKS if ours or look.yes(0.3) else OTHERS)
        bottle = look.yes(0.75)
        for _ in range(look.randint(2, 5)):
            if x + wide > right:
                return
            if (moved or look).random() < full:
                _pack(draw, x, top, wide - 3, tall, label, body, bottle=bottle)
            x += wide


def _pack(
    draw: ImageDraw.ImageDraw, x: int, top: int, wide: int, tall: int, label: str, body: str, *, bottle: bool
) -> None:
    if bottle:
        neck = wide // 3
        draw.rectangle((x + neck, top, x + wide - neck, top + tall // 7), fill=label)
        draw.rectangle((x + 1, top + tall // 6, x + wide - 1, top + tall), fill=body)
    else:
        draw.rectangle((x, top + tall // 5, x + wide, top + tall), fill=body)
    draw.rectangle((x + 1, top + tall * 2 // 5, x + wide - 1, top + tall * 7 // 10), fill=label)


def _finish(image: Image.Image, moved: Chance) -> Picture:
    """The file and its small copy."""
    data, small = io.BytesIO(), io.BytesIO()
    # The comment makes two shots of one shelf two files, as two real shots always are.
    image.save(data, "JPEG", quality=QUALITY, comment=moved.name.encode()[-200:])
    image.reduce(SMALLER).save(small, "WEBP", quality=74, method=0)
    return Picture(data.getvalue(), small.getvalue())


def drawing(kind: str, name: str, address: str, shot: str) -> Picture:
    """The picture of a photo step: ``storefront`` or ``display-1``, ``display-2`` …"""
    if kind == "storefront":
        return storefront(name, address, shot)
    return display(name, int(kind.rpartition("-")[2] or 1), shot)
