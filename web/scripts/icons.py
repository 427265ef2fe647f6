"""Draws the installed app's PNG icons (192 and 512 px) from the same few strokes as icon.svg. Run by hand when the mark changes."""

from pathlib import Path

from PIL import Image, ImageDraw

ACCENT = (15, 118, 110)
OUT = Path(__file__).resolve().parent.parent / "apps/rep/public"


def draw(size: int) -> Image.Image:
    """The mark at one size, drawn four times larger and scaled down for smooth edges."""
    big = size * 4
    unit = big / 512
    image = Image.new("RGB", (big, big), ACCENT)
    pen = ImageDraw.Draw(image)
    points = []
    for start, one, two, end in (((150, 372), (150, 288), (362, 312), (362, 222)), ((362, 222), (362, 170), (316, 140), (256, 140))):
        for step in range(121):
            t = step / 120
            points.append(tuple(
                unit * ((1 - t) ** 3 * start[i] + 3 * (1 - t) ** 2 * t * one[i] + 3 * (1 - t) * t * t * two[i] + t**3 * end[i])
                for i in (0, 1)
            ))
    half = 17 * unit
    for x, y in points:
        pen.ellipse((x - half, y - half, x + half, y + half), fill="white")
    pen.ellipse(((196 - 47) * unit, (140 - 47) * unit, (196 + 47) * unit, (140 + 47) * unit), fill="white")
    pen.ellipse(((196 - 13) * unit, (140 - 13) * unit, (196 + 13) * unit, (140 + 13) * unit), fill=ACCENT)
    pen.ellipse(((150 - 29) * unit, (372 - 29) * unit, (150 + 29) * unit, (372 + 29) * unit), fill="white")
    return image.resize((size, size), Image.Resampling.LANCZOS)


for pixels in (192, 512):
    draw(pixels).save(OUT / f"icon-{pixels}.png", optimize=True)
