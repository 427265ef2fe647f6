"""The pages of the contract over HTTP: shapes, rights, refusals, and how many queries they cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outrider.kernel.ids import uuid7
from outrider.visits.models import Review, Visit, VisitPhoto
from outrider.visits.tests.conftest import NOON, Cast

pytestmark = pytest.mark.django_db
PAGES = ("/api/console/day", "/api/console/photos", "/api/console/map", "/api/plans/board")


@pytest.mark.parametrize("path", PAGES)
def test_the_desk_is_for_those_who_lead(cast: Cast, path: str) -> None:
    assert cast.web("chen").get(path).status_code == 200
    assert cast.web("wang", "rep").get(path).json()["code"] == "forbidden"


def test_a_visit_from_the_first_tap_to_the_managers_page(cast: Cast) -> None:
    phone, shop = cast.web("wang", "rep"), cast.customer("wang")
    assert phone.post("/api/verbs/consent.give", {"policy": "location", "version": "2"}).status_code == 200
    assert [c["policy"] for c in phone.get("/api/consents").json()] == ["location"]
    visit_id = str(uuid7())
    body = {"visit_id": visit_id, "customer_id": str(shop.pk), "at": NOON.isoformat()}
    location = {"status": "located", "fixes": cast.fixes()}
    answer = phone.post("/api/verbs/visit.check_in", {**body, "location": location})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "normal")
    page = cast.web("chen").get(f"/api/visits/{visit_id}").json()
    assert (page["_titles"]["customer"], page["_titles"]["rep"]) == ("惠民便利", "王磊")
    assert (page["evidence"]["outcome"], page["orders"], page["steps"]) == ("normal", [], [])
    assert page["evidence"]["fixes"][0]["accuracy"] == 12
    assert cast.web("gao").get(f"/api/visits/{visit_id}").status_code == 404
    listed = cast.web("chen").get("/api/visits?outcome=normal&business_date.from=2026-11-23").json()
    assert [row["id"] for row in listed["items"]] == [visit_id]
    assert phone.get("/api/privacy/readings").json()[0]["what"] == "positions"


def test_a_hundred_thousand_points_are_refused_by_name_and_leave_nothing(cast: Cast) -> None:
    phone, shop = cast.web("wang", "rep"), cast.customer("wang")
    cast.consent("wang")
    body = {"visit_id": str(uuid7()), "customer_id": str(shop.pk), "at": NOON.isoformat()}
    (point, *_) = cast.fixes()
    points: list[Any]
    for points, wanted in (([point] * 100_000, (413, "")), ([{}] * 100_000, (422, "location.fixes"))):
        location: dict[str, Any] = {"status": "located", "fixes": points}
        answer = phone.post("/api/verbs/visit.check_in", {**body, "location": location})
        found = answer.json()["errors"]
        assert (answer.status_code, found[0]["field"] if found else "") == wanted
    assert not Visit.objects.exists()


def test_facts_have_no_back_door(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    boss = cast.web("director")
    assert boss.post("/api/visits", {"effective": True}).status_code in (403, 405, 422)
    answer = boss.patch(f"/api/visits/{visit.pk}", {"version": 1, "effective": True})
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_key")
    assert boss.delete(f"/api/visits/{visit.pk}?version=1").status_code in (403, 404, 405)
    assert Visit.objects.get().effective is None


def test_a_photo_is_judged_from_the_wall(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo()])
    photo = VisitPhoto.objects.get()
    path = f"/api/console/photos/{photo.pk}/verdict"
    assert cast.web("gao").post(path, {"verdict": "ok"}).status_code == 404
    answer = cast.web("chen").post(path, {"verdict": "rejected"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason")
    assert (
        cast.web("chen").post(path, {"verdict": "rejected", "reason": "拍糊了"}).json()["verdict"]
        == "rejected"
    )
    assert cast.web("chen").post(path, {"verdict": "perhaps"}).status_code == 422


def test_a_card_is_decided_over_http(cast: Cast) -> None:
    cast.consent("wang")
    visit = cast.check_out("wang", cast.check_in("wang", cast.customer("wang"), metres=1_800))
    desk = cast.web("chen")
    path = f"/api/console/queue/review/{Review.objects.get(visit=visit.pk).pk}"
    assert desk.post(path, {"action": "rejected"}).status_code == 422
    assert desk.post(path, {"action": "accepted"}).json() == {"ok": True, "text": ""}
    assert desk.post(f"/api/console/queue/nonsense/{visit.pk}", {"action": "x"}).status_code == 404


def test_a_review_is_read_explained_and_decided_over_http(cast: Cast) -> None:
    cast.consent("wang")
    cast.check_out("wang", cast.check_in("wang", cast.customer("wang"), metres=1_800))
    review_id = Review.objects.get().pk
    phone, desk = cast.web("wang", "rep"), cast.web("chen")
    path = f"/api/reviews/{review_id}"
    page = phone.get(path).json()
    assert (page["status"], page["can"]["explain"], page["sentences"][0]) == (
        "open",
        True,
        "手机不在客户附近",
    )
    note = {
        "review_id": str(review_id),
        "note_id": str(uuid7()),
        "text": "门店搬了",
        "at": "2026-11-23T04:00:00Z",
    }
    assert phone.post("/api/verbs/review.explain", note).status_code == 200
    assert desk.post("/api/verbs/review.explain", {**note, "note_id": str(uuid7())}).status_code == 404
    assert cast.web("gao").get(path).status_code == 404
    assert phone.post(f"{path}/do/decide", {"decision": "accepted"}).status_code == 403
    answer = desk.post(f"{path}/do/decide", {"decision": "perhaps"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "decision")
    assert desk.post(f"{path}/do/decide", {"decision": "accepted"}).json()["status"] == "decided"
    assert (
        desk.post(f"{path}/do/decide", {"decision": "rejected", "reason": "x"}).json()["code"]
        == "already_decided"
    )
    page = desk.get(path).json()
    assert [one["what"] for one in page["entries"]] == ["asked", "explained", "decided"]
    visit = desk.get(f"/api/visits/{page['visit']}").json()
    assert visit["reviews"] == [{"id": str(review_id), "kind": "evidence", "status": "decided"}]


def test_a_phone_gets_its_reviews_and_its_late_words_are_kept(cast: Cast) -> None:
    cast.consent("wang")
    cast.check_out("wang", cast.check_in("wang", cast.customer("wang"), metres=1_800))
    review_id = str(Review.objects.get().pk)
    note: dict[str, Any] = {
        "review_id": review_id,
        "note_id": uuid7(),
        "text": "离线写的",
        "at": NOON.isoformat(),
    }
    cast.do("chen", "review.decide", record=Review.objects.get().pk, decision="rejected", reason="没有到店")
    first = cast.do("wang", "review.explain", source="sync", **note)
    assert (first.status, first.entries[-1]["what"]) == ("appealed", "appealed")


def test_a_day_is_planned_over_http(cast: Cast) -> None:
    a, b = cast.customer("wang", "甲"), cast.customer("wang", "乙")
    body = {"rep": str(cast.wang.id), "on": "2026-11-24", "customer_ids": [str(b.pk), str(a.pk)]}
    answer = cast.web("chen").post("/api/plans/set", body)
    assert [plan["_titles"]["customer"] for plan in answer.json()["plans"]] == ["乙", "甲"]
    assert cast.web("gao").post("/api/plans/set", body).status_code == 404
    assert cast.web("chen").post("/api/plans/set", {**body, "owner_id": "1"}).json()["code"] in (
        "invalid",
        "unknown_key",
    )


@pytest.mark.parametrize(
    "path",
    ["/api/console/day?on=24:00", "/api/console/day?on=2026-02-30", "/api/console/day?on=0000-01-01",
     "/api/console/map?bounds=1,2", "/api/console/photos?page=-1", "/api/console/photos?limit=1e9"],
)  # fmt: skip
def test_a_malformed_question_is_named(cast: Cast, path: str) -> None:
    answer = cast.web("chen").get(path)
    assert (answer.status_code, len(answer.json()["errors"])) == (422, 1)


def test_the_policy_is_readable_before_signing_in_and_in_three_languages(cast: Cast) -> None:
    from tests.world.cast import Web

    titles = [
        Web("rep").get("/api/privacy/policies", **{"Accept-Language": language}).json()[0]["title"]
        for language in ("zh-Hans", "en")
    ]
    assert titles == ["位置与照片说明", "About location and photos"]


def cost(cast: Cast, path: str) -> int:
    desk = cast.web("director")
    desk.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert desk.get(path).status_code == 200
    return len(queries)


def busy(cast: Cast, shops: int, first: int = 0) -> None:
    for number in range(first, first + shops):
        shop: Any = cast.customer("wang", f"店{number}")
        visit = cast.check_in("wang", shop)
        cast.step("wang", visit, "front", "photo", photos=[cast.photo(f"{number:064x}")])
        cast.check_out("wang", visit)


@pytest.mark.parametrize("path", [*PAGES, "/api/visits"])
def test_a_page_costs_the_same_for_two_and_for_eight_visits(cast: Cast, path: str) -> None:
    busy(cast, 2)
    few = cost(cast, path)
    busy(cast, 6, 2)
    assert cost(cast, path) == few
    assert few <= 32


def test_a_visits_page_costs_the_same_with_one_and_with_five_photos(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo("1" * 64)])
    few = cost(cast, f"/api/visits/{visit.pk}")
    cast.step("wang", visit, "front", "photo", photos=[cast.photo(f"{n:064x}") for n in range(4)])
    assert cost(cast, f"/api/visits/{visit.pk}") == few
    assert few <= 20
