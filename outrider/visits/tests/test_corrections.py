"""补卡: asked with its reason, decided by somebody else, and the day's shift and visits are judged anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from outrider.engine.entities.verbs import Retry
from outrider.engine.messaging.models import Notice
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.tracking.models import Shift, ShiftCorrection
from outrider.visits.queries.day import cards, question
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db
DAY = NOON.date().isoformat()
SAID = f"{NOON.month}月{NOON.day}日"
MORNING = NOON - timedelta(hours=4)  # 08:00 in Shanghai


def ask(cast: Cast, who: str = "wang", **more: Any) -> ShiftCorrection:
    data = {
        "correction_id": uuid7(),
        "on": DAY,
        "started_at": MORNING.isoformat(),
        "reason": "手机没电",
        **more,
    }
    made: ShiftCorrection = cast.do(who, "shift_correction.ask", **data)
    return made


def decide(cast: Cast, who: str, asked: ShiftCorrection, decision: str = "accepted", note: str = "") -> Any:
    return cast.do(who, "shift_correction.decide", correction_id=asked.pk, decision=decision, note=note)


def test_a_forgotten_day_becomes_a_shift_once_the_manager_accepts(cast: Cast) -> None:
    asked = ask(cast, ended_at=NOON.isoformat())
    assert (asked.state, Shift.objects.count()) == ("asked", 0)
    done = decide(cast, "chen", asked)
    shift = Shift.objects.get()
    assert (done.state, shift.occurred_at, shift.ended_at) == ("accepted", MORNING, NOON)
    assert (shift.started_by, shift.ended_by, shift.worked_s) == ("by_hand", "by_hand", 4 * 3600)
    assert (
        Notice.objects.get(person=cast.world.rep_wang.pk).title["zh-Hans"]
        == f"{NOON.month}月{NOON.day}日的补卡已通过"
    )


def test_a_forgotten_clock_out_changes_the_shift_that_there_is(cast: Cast) -> None:
    shift: Shift = cast.do("wang", "shift.start", shift_id=uuid7(), at=MORNING.isoformat())
    asked = ask(cast, started_at=None, ended_at=(NOON - timedelta(hours=1)).isoformat())
    decide(cast, "chen", asked)
    shift.refresh_from_db()
    assert (shift.status, shift.ended_by, shift.worked_s) == ("ended", "by_hand", 3 * 3600)


def test_returning_it_needs_a_reason_and_changes_no_shift(cast: Cast) -> None:
    asked = ask(cast)
    with pytest.raises(Problem) as refused:
        decide(cast, "chen", asked, "rejected")
    assert refused.value.errors[0].field == "note"
    assert decide(cast, "chen", asked, "rejected", "当天请假了").state == "rejected"
    assert decide(cast, "chen", asked, "rejected", "当天请假了").state == "rejected"
    with pytest.raises(Problem) as late:
        decide(cast, "chen", asked)
    assert (late.value.code, Shift.objects.count()) == ("decided", 0)


def test_asked_again_the_open_request_says_the_new_times(cast: Cast) -> None:
    first = ask(cast)
    again = ask(cast, started_at=(MORNING + timedelta(minutes=30)).isoformat(), reason="记错了")
    assert (again.pk, again.reason, ShiftCorrection.objects.count()) == (first.pk, "记错了", 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"started_at": None}, "started_at"),
        ({"started_at": (MORNING - timedelta(days=1)).isoformat()}, "started_at"),
        ({"ended_at": (MORNING - timedelta(minutes=1)).isoformat()}, "ended_at"),
        ({"ended_at": (NOON + timedelta(hours=1)).isoformat()}, "ended_at"),
        ({"on": (NOON.date() - timedelta(days=40)).isoformat()}, "on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_by_name(cast: Cast, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as refused:
        ask(cast, **change)
    assert (refused.value.status, refused.value.errors[0].field) == (422, field)
    assert not ShiftCorrection.objects.exists()


def test_nobody_decides_his_own_nor_that_of_a_stranger(cast: Cast) -> None:
    own = ask(cast, "chen")
    with pytest.raises(Problem) as refused:
        decide(cast, "chen", own)
    assert refused.value.status == 403
    asked = ask(cast)
    with pytest.raises(Problem):
        decide(cast, "zhao", asked)
    with pytest.raises(Retry):
        decide(cast, "gao", asked)
    with pytest.raises(Retry):
        cast.do("chen", "shift_correction.decide", correction_id=uuid4(), decision="accepted")
    assert set(ShiftCorrection.objects.values_list("state", flat=True)) == {"asked"}


def test_it_waits_as_a_card_until_it_is_decided(cast: Cast) -> None:
    asked = ask(cast)
    lead = cast.people["chen"]

    def waiting() -> list[str]:
        return [
            card["text"] for card in cards(question(lead, "zh-Hans")) if card["kind"] == "shift_correction"
        ]

    assert waiting() == [f"{SAID} · 上班 08:00 · 手机没电"]
    decide(cast, "chen", asked)
    assert waiting() == []
