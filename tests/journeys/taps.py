"""Somebody at a screen: every tap and every field he fills is counted, because taps are our measure of ease."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator


class Taps:
    """Counts what a person does, part by part, and holds each part to its maximum."""

    def __init__(self) -> None:
        self.count = 0
        self.parts: dict[str, int] = {}

    def tap(self, *targets: Locator) -> None:
        """Tap or click, one after the other."""
        for target in targets:
            target.click()
            self.count += 1

    def write(self, field: Locator, text: str) -> None:
        """Go to a field and type: one tap, however long the text."""
        field.fill(text)
        self.count += 1

    def choose(self, field: Locator, file: Path) -> None:
        """Choose a file: one for the button, one for the file."""
        field.set_input_files(file)
        self.count += 2

    @contextmanager
    def part(self, name: str, most: int) -> Iterator[None]:
        """One part of the way; it fails when it takes more than ``most``."""
        before = self.count
        yield
        self.parts[name] = self.count - before
        assert self.parts[name] <= most, f"{name}: {self.parts[name]} taps, {most} are enough"
