"""Somebody at a screen: every tap, every field and every character he types is counted, because taps are our measure
of ease, and seconds are what they cost him.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator

# What a person needs who knows where to tap, and who types Chinese with an input method.
TAP_S, TYPED_PER_S = 2, 3


class Taps:
    """Counts what a person does, part by part, and holds each part to its maximum."""

    def __init__(self) -> None:
        self.count = 0
        self.typed = 0
        self.parts: dict[str, str] = {}

    @property
    def seconds(self) -> float:
        """How long all of it takes him."""
        return TAP_S * self.count + self.typed / TYPED_PER_S

    def tap(self, *targets: Locator) -> None:
        """Tap or click, one after the other."""
        for target in targets:
            target.click()
            self.count += 1

    def write(self, field: Locator, text: str) -> None:
        """Go to a field and type: one tap, and every character of the text."""
        field.fill(text)
        self.count += 1
        self.typed += len(text)

    def choose(self, field: Locator, file: Path) -> None:
        """Choose a file: one for the button, one for the file."""
        field.set_input_files(file)
        self.count += 2

    @contextmanager
    def part(self, name: str, most: int) -> Iterator[None]:
        """One part of the way; it fails when it takes more than ``most``."""
        before, typed, since = self.count, self.typed, self.seconds
        yield
        taps = self.count - before
        self.parts[name] = f"{taps} taps, {self.typed - typed} characters, {self.seconds - since:.0f} s"
        assert taps <= most, f"{name}: {self.parts[name]}; {most} taps are enough"
