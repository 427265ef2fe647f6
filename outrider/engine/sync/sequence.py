"""What a device's sequence tells: the highest number without a gap below it, and those above it.

Pure. Numbers may come in any order and any number of times; a gap is a command that the phone has made and
the server has not seen.
"""

from __future__ import annotations

from collections.abc import Iterable

MOST_ABOVE = 5_000


def absorb(contiguous: int, above: Iterable[int], seen: Iterable[int]) -> tuple[int, list[int]]:
    """The bookkeeping after ``seen`` has come: the new contiguous number and the sorted rest.

    The rest is bounded: what falls off its upper end is offered again by the phone and answered as known.
    """
    rest = {number for number in (*above, *seen) if number > contiguous}
    while contiguous + 1 in rest:
        contiguous += 1
        rest.remove(contiguous)
    return contiguous, sorted(rest)[:MOST_ABOVE]


def missing(contiguous: int, above: list[int]) -> int:
    """How many numbers below the highest one seen have not come."""
    return above[-1] - contiguous - len(above) if above else 0
