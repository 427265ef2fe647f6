"""A review from the question to the decision, the appeal, and what comes late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from outrider.engine.entities.actions import delete
from outrider.engine.identity.queries import system_actor
from outrider.engine.journal.models import Entry
from outrider.engine.messaging.models import Notice
from outrider.engine.sync.tests.phone import Phone
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.visits.models import Review, Visit, VisitPhoto
from outrider.visits.queries import day_of
from outrider.visits.queries.review import review_detail, review_sync
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db


def far(cast: Cast, who: str = "wang", metres: float = 1_800, **more: Any) -> Any:
    """An ended visit whose evidence a person must look at."""
    cast.consent(who)
    shop = more.pop("shop", None) or cast.customer(who)
    return cast.check_out(who, cast.check_in(who, shop, metres=metres, **more))


def said(cast: Cast, review: Review, text: str = "老板搬到了街对面", **more: Any) -> Any:
    given = {"review_id": review.pk, "note_id": uuid7(), "text": text, "at": NOON.isoformat()}
    return cast.do("wang", "review.explain", **{**given, **more})


def notices(cast: Cast, who: str) -> list[str]:
    return sorted(Notice.objects.filter(person=cast.people[who].id).values_list("kind", flat=True))


def refusal(*args: Any, **kwargs: Any) -> tuple[int, str]:
    call, *rest = args
    with pytest.raises(Problem) as refused:
        call(*rest, **kwargs)
    return refused.value.status, refused.value.code


def test_the_evidence_asks_once_the_visit_has_ended_and_the_rep_is_told(cast: Cast) -> None:
    cast.consent("wang")
    visit = cast.check_in("wang", cast.customer("wang"), metres=1_800)
    assert Review.objects.count() == 0
    cast.check_out("wang", visit)
    review = Review.objects.get()
    assert (review.kind, review.status, review.rep_id) == ("evidence", "open", cast.wang.id)
    assert [one["what"] for one in review.entries] == ["asked"]
    assert "place_far" in [ground["code"] for ground in review.grounds]
    notice = Notice.objects.get(person=cast.wang.id)
    assert (notice.kind, notice.link) == ("review_asked", f"/reviews/{review.pk}")


def test_an_honest_visit_asks_nobody(cast: Cast) -> None:
    far(cast, metres=30)
    assert (Review.objects.count(), Notice.objects.count()) == (0, 0)


def test_the_phone_holds_the_sentences_in_three_languages_and_no_coordinate(cast: Cast) -> None:
    far(cast)
    row = review_sync(Review.objects.get())["sentences"]
    assert row["zh-Hans"][0] == "手机不在客户附近"
    assert row["en"][0] == "The phone was not near the customer"
    assert "1.8 公里" in "".join(row["zh-Hant"])
    assert "41.1" not in str(Review.objects.get().grounds)


def test_the_rep_explains_and_the_manager_is_told(cast: Cast) -> None:
    far(cast)
    review = said(cast, Review.objects.get())
    assert (review.status, review.entries[-1]["text"]) == ("explained", "老板搬到了街对面")
    assert notices(cast, "chen") == ["review_explained"]
    assert notices(cast, "gao") == []
    card = next(card for card in day_of(cast.chen, "zh-Hans")["queue"] if card["kind"] == "review")
    assert (card["entity"], card["record_id"]) == ("review", str(review.pk))
    assert "老板搬到了街对面" in card["text"]
    said(cast, review, "再补一句")
    review.refresh_from_db()
    assert (review.status, len(review.entries)) == ("explained", 3)


def test_a_repeated_explanation_is_no_second_one_and_another_text_under_its_id_is_refused(cast: Cast) -> None:
    far(cast)
    review, note = Review.objects.get(), uuid7()
    said(cast, review, note_id=note)
    said(cast, review, note_id=note)
    review.refresh_from_db()
    assert len(review.entries) == 2
    assert refusal(said, cast, review, "别的话", note_id=note) == (409, "id_taken")


def test_a_photo_of_an_explanation_is_a_photo_of_the_visit_and_claims_no_shelf(cast: Cast) -> None:
    visit = far(cast)
    photo = cast.photo("b" * 64)
    review = said(cast, Review.objects.get(), "", photos=[photo])
    assert review.entries[-1]["photo"] == {"id": photo["photo_id"], "digest": "b" * 64}
    row = VisitPhoto.objects.get()
    assert (row.visit_id, row.step_key) == (visit.pk, "explanation")
    visit.refresh_from_db()
    assert (visit.complete, visit.photos_named) == (False, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "", "photos": []}, "text"),
        ({"text": "长" * 10_000}, "text"),
        ({"photos": [{"digest": "no"}]}, "photos"),
    ],
)
def test_what_says_nothing_or_too_much_is_named(cast: Cast, changes: dict[str, Any], field: str) -> None:
    far(cast)
    review = Review.objects.get()
    with pytest.raises(Problem) as refused:
        said(cast, review, **changes)
    assert refused.value.status == 422
    assert refused.value.errors[0].field.startswith(field)
    review.refresh_from_db()
    assert (review.version, len(review.entries)) == (1, 1)


@pytest.mark.parametrize("who", ["zhao", "chen"])
def test_nobody_explains_for_another(cast: Cast, who: str) -> None:
    far(cast)
    given = {"review_id": Review.objects.get().pk, "note_id": uuid7(), "text": "x", "at": NOON.isoformat()}
    assert refusal(cast.do, who, "review.explain", **given) == (404, "not_found")
    assert len(Review.objects.get().entries) == 1


def decide(cast: Cast, decision: str = "rejected", reason: str = "没有到店", who: str = "chen") -> Any:
    return cast.do(who, "review.decide", record=Review.objects.get().pk, decision=decision, reason=reason)


def test_a_decision_counts_for_the_visit_and_the_rep_is_told(cast: Cast) -> None:
    visit = far(cast)
    review = decide(cast)
    visit.refresh_from_db()
    assert (review.status, review.decision, visit.review, visit.effective) == (
        "decided",
        "rejected",
        "rejected",
        False,
    )
    assert notices(cast, "wang") == ["review_asked", "visit_review"]
    assert Entry.objects.filter(entity="visit", verb="visit.review").count() == 1
    assert day_of(cast.chen, "zh-Hans")["queue"] == []


def test_a_decision_is_made_once(cast: Cast) -> None:
    far(cast)
    decide(cast)
    assert decide(cast).decision == "rejected"  # the same again changes nothing
    assert refusal(decide, cast, "accepted", "") == (409, "already_decided")
    assert refusal(decide, cast, "accepted", "", "director") == (409, "already_decided")
    assert Review.objects.get().decision == "rejected"


@pytest.mark.parametrize(("who", "status"), [("wang", 403), ("zhao", 403), ("gao", 404), ("office", 403)])
def test_who_may_not_decide(cast: Cast, who: str, status: int) -> None:
    far(cast)
    assert refusal(decide, cast, "accepted", "", who)[0] == status
    assert Review.objects.get().status == "open"


def test_not_accepting_needs_a_reason(cast: Cast) -> None:
    far(cast)
    assert refusal(decide, cast, "rejected", "")[0] == 422


def test_one_appeal_opens_a_decided_review_again_and_what_comes_later_is_kept(cast: Cast) -> None:
    visit = far(cast)
    decide(cast)
    review = said(cast, Review.objects.get(), "监控可以证明")
    assert (review.status, review.entries[-1]["what"], review.decision) == (
        "appealed",
        "appealed",
        "rejected",
    )
    visit.refresh_from_db()
    assert visit.review == "rejected"  # a decision stands until a person makes another
    assert notices(cast, "chen") == ["review_appealed"]
    assert len(day_of(cast.chen, "zh-Hans")["queue"]) == 1
    decide(cast, "accepted", "看过监控")
    visit.refresh_from_db()
    assert (visit.review, Review.objects.get().decision) == ("accepted", "accepted")
    late = said(cast, Review.objects.get(), "谢谢")
    assert (late.status, late.entries[-1]["what"]) == ("decided", "added")


def test_the_product_never_changes_a_decision_but_takes_its_own_question_back(cast: Cast) -> None:
    shop = None
    decided = far(cast)
    decide(cast)
    shop = decided.customer
    far(cast, shop=shop, at=NOON - timedelta(hours=2))
    fixed = {"lat": shop.pin_lat + 1_800 / 111_195, "lng": shop.pin_lng, "datum": "WGS-84"}
    given = {"change_id": uuid7(), "customer_id": shop.pk, "pin": {**fixed, "source": "manual"}}
    cast.do("wang", "pin.propose", **given)
    cast.do("chen", "pin_change.decide", record=given["change_id"], decision="accepted")
    states = dict(Review.objects.values_list("visit", "status"))
    assert states.pop(decided.pk) == "decided"
    assert list(states.values()) == ["withdrawn"]
    other = Review.objects.get(status="withdrawn")
    assert other.entries[-1]["what"] == "withdrawn"
    assert refusal(cast.do, "chen", "review.decide", record=other.pk, decision="accepted")[1] == "withdrawn"


def test_a_wrong_pin_is_corrected_with_the_decision(cast: Cast) -> None:
    visit = far(cast)
    shop = visit.customer
    assert refusal(decide, cast, "corrected", "") == (409, "no_correction")
    pin = {"lat": shop.pin_lat + 1_800 / 111_195, "lng": shop.pin_lng, "datum": "WGS-84", "source": "manual"}
    cast.do("wang", "pin.propose", change_id=uuid7(), customer_id=shop.pk, pin=pin)
    page = review_detail(cast.chen, Review.objects.get(), "zh-Hans")
    assert page["correction"]["distance_m"] == 1_800
    assert review_detail(cast.wang, Review.objects.get(), "zh-Hans")["correction"] is None
    card = next(card for card in day_of(cast.chen, "zh-Hans")["queue"] if card["kind"] == "review")
    assert [one["key"] for one in card["actions"]] == ["accepted", "corrected", "rejected"]
    decide(cast, "corrected", "")
    visit.refresh_from_db()
    assert (visit.review, visit.inside, visit.outcome) == ("accepted", True, "normal")
    assert Review.objects.get().decision == "corrected"


def test_a_visit_can_be_reviewed_without_being_asked_about(cast: Cast) -> None:
    visit = far(cast, metres=30)
    cast.do("chen", "visit.review", record=visit.pk, decision="rejected", reason="代签")
    review = Review.objects.get()
    assert [one["what"] for one in review.entries] == ["decided"]
    assert said(cast, review).status == "appealed"


def test_a_review_outlives_its_customer(cast: Cast) -> None:
    visit = far(cast)
    shop = visit.customer
    shop.refresh_from_db()
    delete("customer", system_actor(), shop.pk, shop.version)
    page = review_detail(cast.wang, Review.objects.get(), "zh-Hans")
    assert page["visit_facts"]["gone"] is True
    assert said(cast, Review.objects.get()).status == "explained"
    assert decide(cast).status == "decided"


def test_who_reads_what_on_the_page(cast: Cast) -> None:
    far(cast)
    review = Review.objects.select_related("visit").get()
    rep, lead = (review_detail(who, review, "zh-Hans") for who in (cast.wang, cast.chen))
    assert (rep["can"], lead["can"]) == (
        {"explain": True, "decide": False},
        {"explain": False, "decide": True},
    )
    assert len(lead["place"]["fixes"]) == 3
    assert lead["place"]["pin"] == rep["place"]["pin"]
    office = review_detail(cast.office, review, "zh-Hans")
    assert (office["place"]["fixes"], office["can"]["decide"]) == ([], False)


def test_a_visit_that_could_not_be_made_asks_as_well(cast: Cast) -> None:
    cast.consent("wang")
    shop = cast.customer("wang")
    location = {"status": "located", "fixes": cast.fixes(1_800, NOON)}
    given = {"visit_id": uuid7(), "customer_id": shop.pk, "reason": "closed", "at": NOON.isoformat()}
    cast.do("wang", "visit.could_not", **given, location=location)
    assert Review.objects.get().visit_id == given["visit_id"]
    with clock.frozen(NOON + timedelta(minutes=1)):
        near = {"status": "located", "fixes": cast.fixes(10, NOON + timedelta(seconds=30), accuracy=5)}
        cast.do("wang", "visit.add_fixes", visit_id=given["visit_id"], location=near)
    assert Visit.objects.get().outcome != "for_review"
    assert Review.objects.get().status == "withdrawn"


def test_a_phone_carries_its_reviews_and_what_it_said_offline_is_never_lost(cast: Cast) -> None:
    phone, other = Phone(cast.world.rep_wang), Phone(cast.world.rep_zhao)
    far(cast)
    row = phone.pull()["rows"]["review"][0]
    assert (row["status"], row["title"], row["sentences"]["en"][0]) == (
        "open",
        "惠民便利",
        "The phone was not near the customer",
    )
    assert "review" not in other.pull()["rows"]
    note = {"review_id": row["id"], "note_id": str(uuid7()), "text": "离线写的", "at": NOON.isoformat()}
    command = phone.command("review.explain", note)
    stranger = other.command("review.explain", {**note, "note_id": str(uuid7())})
    decide(cast)  # while the phone had no network
    assert phone.statuses(phone.send(command, command)) == ["applied", "applied"]
    late = phone.command("review.explain", {**note, "note_id": str(uuid7())})
    decide(cast, "accepted", "看过监控")
    assert phone.statuses(phone.send(late)) == ["applied_flagged"]
    assert [one["what"] for one in Review.objects.get().entries] == [
        "asked",
        "decided",
        "appealed",
        "decided",
        "added",
    ]
    assert other.statuses(other.send(stranger)) == ["held"]
    long = phone.command("review.explain", {**note, "note_id": str(uuid7()), "text": "长" * 10_000})
    answer = phone.send(long)
    assert (phone.statuses(answer), answer["answers"][0]["reason"]["code"]) == (["held"], "too_long")
