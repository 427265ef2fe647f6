"""点评: who may say what on which record, who hears of it, and that a repeat is no second comment."""

from __future__ import annotations

from typing import Any

import pytest

from outrider.engine.entities.verbs import Retry
from outrider.engine.messaging.models import Comment, Notice
from outrider.engine.messaging.queries import comments_on
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


def say(cast: Cast, who: str, record: Any, text: str, entity: str = "visit", **more: Any) -> Comment:
    data = {"comment_id": uuid7(), "entity": entity, "record_id": record, "text": text, **more}
    found: Comment = cast.do(who, "comment.add", **{"at": NOON.isoformat(), **data})
    return found


def test_a_comment_reaches_the_rep_and_his_answer_the_manager(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    first = say(cast, "chen", visit.pk, "陈列很好,保持")
    answer = say(cast, "wang", visit.pk, "收到", reply_to=str(first.pk))
    assert (first.person_id, first.said_in, answer.author_id) == (cast.wang.id, "惠民便利", cast.wang.id)
    told = {note.person_id: note for note in Notice.objects.filter(kind="comment")}
    assert set(told) == {cast.wang.id, cast.chen.id}
    assert told[cast.wang.id].title["zh-Hans"].endswith("点评了 惠民便利")
    assert told[cast.wang.id].link == f"/visits/{visit.pk}"
    assert [one["text"] for one in comments_on([visit.pk])[visit.pk]] == ["陈列很好,保持", "收到"]


def test_only_who_may_read_the_record_may_comment_or_read(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    for who in ("zhao", "gao"):
        with pytest.raises(Problem):
            say(cast, who, visit.pk, "看看")
    with pytest.raises(Problem):
        say(cast, "chen", cast.wang.id, "谁?", entity="person")
    with pytest.raises(Problem):
        say(cast, "chen", visit.pk, "  ")
    with pytest.raises(Retry):
        say(cast, "chen", uuid7(), "还没到")
    say(cast, "chen", visit.pk, "好")
    assert cast.web("wang").get(f"/api/comments/on/visit/{visit.pk}").json()["items"][0]["text"] == "好"
    assert cast.web("zhao").get(f"/api/comments/on/visit/{visit.pk}").status_code == 404
    assert cast.web("wang").get("/api/comments").json()["total"] == 1
    assert cast.web("zhao").get("/api/comments").json()["total"] == 0


def test_a_repeat_is_the_same_comment(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    first = say(cast, "chen", visit.pk, "好")
    assert say(cast, "chen", visit.pk, "好", comment_id=first.pk).pk == first.pk
    with pytest.raises(Problem):
        say(cast, "chen", visit.pk, "不好", comment_id=first.pk)
    assert Comment.objects.count() == 1
