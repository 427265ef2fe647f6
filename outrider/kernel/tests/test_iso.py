"""Hour 24 is no time, whatever Python reads it; everything else is as Python reads it."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from outrider.kernel.iso import clock_of, moment_of


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T24:00:00Z",
        "2026-11-22 24:00",
        "2026-11-22T24:00:00+08:00",
        "20261122T240000",
        "20261122T24",
    ],
)
def test_the_hour_24_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        moment_of(text)


@pytest.mark.parametrize("text", ["24:00", "24:00:00", "24", "240000"])
def test_the_hour_24_is_no_time_of_day(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        clock_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T08:24:24Z",
        "2024-02-24T00:00:00+08:00",
        "2026-11-22T08:00:00.240000-02:40",
        "2026-11-24",
        "20241124T082400",
    ],
)
def test_other_moments_are_as_they_are_written(text: str) -> None:
    assert moment_of(text) == datetime.fromisoformat(text)


def test_other_times_of_day_are_as_they_are_written() -> None:
    assert clock_of("00:24") == time(0, 24)
    assert clock_of("08:00:24.24") == time(8, 0, 24, 240_000)
