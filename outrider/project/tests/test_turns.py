"""Turns of requests: in one process one at a time, a slow sender holds up nobody, a long one is passed."""

from __future__ import annotations

import io
from threading import Event, Thread
from typing import Any

import pytest

from outrider.project.turns import AHEAD, Turns

WAIT_S = 120
_NOBODY: Any = None


class Slow(io.RawIOBase):
    """A body whose second half comes when it is told to."""

    def __init__(self, *halves: bytes) -> None:
        self.halves, self.asked, self.go = list(halves), Event(), Event()

    def read(self, size: int = -1) -> bytes:
        if not self.halves:
            return b""
        if len(self.halves) == 1:
            self.asked.set()
            assert self.go.wait(WAIT_S)
        return self.halves.pop(0)


def _environ(body: Any, length: int) -> dict[str, Any]:
    return {"CONTENT_LENGTH": str(length), "wsgi.input": body}


def _echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    return [environ["wsgi.input"].read()]


def test_a_slow_sender_holds_up_nobody() -> None:
    serve, slow, answers = Turns(_echo), Slow(b"half ", b"and half"), []
    thread = Thread(target=lambda: answers.append(serve(_environ(slow, 13), _NOBODY)))
    thread.start()
    assert slow.asked.wait(WAIT_S)
    assert serve(_environ(io.BytesIO(b"quick"), 5), _NOBODY) == [b"quick"]
    assert answers == []
    slow.go.set()
    thread.join(WAIT_S)
    assert answers == [[b"half and half"]]


def test_a_body_shorter_than_announced_is_served_as_far_as_it_came() -> None:
    """A photo's piece keeps what arrived; JSON that is cut off is no JSON and refused there."""
    assert Turns(_echo)(_environ(io.BytesIO(b'{"name": "half'), 500), _NOBODY) == [b'{"name": "half']


@pytest.mark.parametrize(("patience", "expected"), [(WAIT_S, ["long", "next"]), (0.0, ["next", "long"])])
def test_one_after_the_other_until_patience_ends(patience: float, expected: list[str]) -> None:
    inside, leave, order = Event(), Event(), []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        name = environ["wsgi.input"].read().decode()
        if name == "long":
            inside.set()
            assert leave.wait(WAIT_S)
        order.append(name)
        return []

    serve = Turns(application, patience)
    long = Thread(target=serve, args=(_environ(io.BytesIO(b"long"), 4), _NOBODY))
    long.start()
    assert inside.wait(WAIT_S)
    following = Thread(target=serve, args=(_environ(io.BytesIO(b"next"), 4), _NOBODY))
    following.start()
    if patience == 0:
        following.join(WAIT_S)
    leave.set()
    for thread in (long, following):
        thread.join(WAIT_S)
    assert order == expected


def test_the_turn_is_given_back_after_a_failure() -> None:
    def fails(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raise RuntimeError("broken")

    serve = Turns(fails)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            serve(_environ(io.BytesIO(b""), 0), _NOBODY)
    assert serve._turn.acquire(blocking=False)


@pytest.mark.parametrize("length", ["", "none", "-3", "0", str(AHEAD + 1)])
def test_a_body_of_no_or_too_much_length_is_left_to_the_application(length: str) -> None:
    body = io.BytesIO(b"x")
    seen: list[Any] = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.append(environ["wsgi.input"])
        return []

    Turns(application)({"CONTENT_LENGTH": length, "wsgi.input": body}, _NOBODY)
    assert seen == [body]


def test_a_sender_who_hangs_up_leaves_what_came() -> None:
    assert Turns(_echo)(_environ(io.BytesIO(b"short"), 50), _NOBODY) == [b"short"]
