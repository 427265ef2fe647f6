"""The manager's day, its cards, a person's strip, the photo wall, the map."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from outrider.engine.entities.actions import update
from outrider.engine.identity.models import Device
from outrider.engine.privacy.models import Reading
from outrider.engine.privacy.queries import readings_about
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.visits.board import queue_sources
from outrider.visits.models import VisitPhoto
from outrider.visits.queries import day_of, map_of, person_day, photo_wall, visit_detail
from outrider.visits.queries.day import question
from outrider.visits.rules import check_code
from outrider.visits.tests.conftest import LAT, LNG, METRE, NOON, Cast

pytestmark = pytest.mark.django_db


def decide(cast: Cast, who: str, card: dict[str, Any], action: str, reason: str = "") -> None:
    from uuid import UUID

    queue_sources.get(card["kind"]).decide(
        question(cast.people[who], "zh-Hans"), UUID(card["record_id"]), action, reason
    )


def test_the_day_of_a_manager(cast: Cast) -> None:
    cast.consent("wang")
    shop, far = cast.customer("wang"), cast.customer("zhao", "好邻居")
    plan = cast.do("wang", "plan.add", plan_id=uuid7(), customer_id=shop.pk, on="2026-11-23")
    cast.do("zhao", "plan.add", plan_id=uuid7(), customer_id=far.pk, on="2026-11-23")
    visit = cast.check_in("wang", shop, plan_id=plan.pk, at=NOON - timedelta(minutes=12))
    cast.check_in("sun", cast.customer("sun", "别家"))
    told = day_of(cast.chen, "zh-Hans")
    figures = told["figures"]
    assert (figures["on_duty"], figures["planned_done"], figures["effective_visits"]) == ([1, 2], [0, 2], 0)
    rows = {row["person"]["name"]: row for row in told["people"]}
    assert set(rows) == {"王磊", "赵鹏"}
    assert (rows["王磊"]["state"], rows["王磊"]["minutes"]) == ("in_store", 12)
    assert rows["王磊"]["at_customer"]["name"] == "惠民便利"
    assert rows["王磊"]["last_act"]["text"] == "11:48 在 惠民便利 签到"
    assert (rows["赵鹏"]["state"], rows["赵鹏"]["planned"], rows["赵鹏"]["done"]) == ("not_started", 1, 0)
    cast.check_out("wang", visit)
    told = day_of(cast.chen, "zh-Hans")
    assert told["figures"]["planned_done"] == [1, 2]
    assert {row["person"]["name"]: row["state"] for row in told["people"]}["王磊"] == "finished"
    assert len(day_of(cast.director, "en")["people"]) == 4


def test_a_review_is_decided_in_place(cast: Cast) -> None:
    cast.consent("wang")
    visit = cast.check_out("wang", cast.check_in("wang", cast.customer("wang"), metres=1_800))
    told = day_of(cast.chen, "zh-Hans")
    assert (told["figures"]["waiting"], [card["kind"] for card in told["queue"]]) == (1, ["review"])
    card = told["queue"][0]
    assert (card["title"], card["entity"]) == ("王磊 · 惠民便利", "review")
    assert card["text"] == "距客户位置 1.8 公里(精度 12 米),超出围栏;也可能是门店定位有误"
    assert day_of(cast.gao, "zh-Hans")["queue"] == []
    with pytest.raises(Problem):
        decide(cast, "gao", card, "accepted")
    with pytest.raises(Problem):
        decide(cast, "chen", card, "vanish")
    decide(cast, "chen", card, "accepted")
    visit.refresh_from_db()
    assert (visit.review, day_of(cast.chen, "zh-Hans")["queue"]) == ("accepted", [])


def test_a_phone_that_has_not_uploaded(cast: Cast) -> None:
    Device.objects.create(
        id=uuid7(), person_id=cast.sun.id, app="rep", registered_at=NOON, queue_length=7,
        oldest_unsent_at=NOON - timedelta(hours=26), last_seen_at=NOON - timedelta(hours=1),
    )  # fmt: skip
    told = day_of(cast.gao, "zh-Hans")
    assert [(card["title"], card["text"]) for card in told["queue"]] == [
        ("孙浩 的手机有 7 条未上传", "最早一条已等 26 小时")
    ]
    row = told["people"][0]
    assert (row["unsent"]["count"], row["exceptions"]) == (7, 1)
    decide(cast, "gao", told["queue"][0], "remind")
    with pytest.raises(Problem):
        decide(cast, "chen", told["queue"][0], "remind")
    told = day_of(cast.gao, "zh-Hans")
    assert (told["figures"]["waiting"], told["queue"], told["people"][0]["exceptions"]) == (0, [], 1)
    with clock.frozen(NOON + timedelta(hours=13)):
        assert len(day_of(cast.gao, "zh-Hans", NOON.date())["queue"]) == 1


def test_a_persons_strip_and_who_read_it(cast: Cast) -> None:
    cast.consent("wang")
    first = cast.check_in("wang", cast.customer("wang"), at=NOON - timedelta(hours=3))
    cast.check_out("wang", first)
    cast.check_in("wang", cast.customer("wang", "好邻居"), at=NOON - timedelta(hours=1))
    told = person_day(cast.chen, cast.wang.id)
    assert [visit["minutes"] for visit in told["visits"]] == [12, None]
    assert told["gaps"] == [{"from": "2026-11-23T01:12:00.000Z", "to": "2026-11-23T03:00:00.000Z"}]
    assert next(point["visit_id"] for point in told["track"]) == str(first.pk)
    readings = readings_about(cast.wang)
    assert [(r["reader"]["name"], r["what"], r["text"]) for r in readings] == [
        ("陈慧敏", "track", "查看当天行程")
    ]
    assert person_day(cast.office, cast.wang.id)["track"] == []
    person_day(cast.wang, cast.wang.id)
    assert Reading.objects.count() == 1
    with pytest.raises(Problem) as refused:
        person_day(cast.gao, cast.wang.id)
    assert refused.value.status == 404


def test_the_photo_wall_and_its_filters(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo("a" * 64), cast.photo("b" * 64)])
    cast.step(
        "sun",
        cast.check_in("sun", cast.customer("sun", "丙")),
        "front",
        "photo",
        photos=[cast.photo("c" * 64)],
    )
    wall = photo_wall(cast.chen, {}, "zh-Hans")
    assert (wall["total"], {item["digest"][0] for item in wall["items"]}) == (2, {"a", "b"})
    assert (wall["items"][0]["step_name"], wall["items"][0]["rep"]["name"]) == ("门头照", "王磊")
    row = VisitPhoto.objects.get(digest="a" * 64)
    cast.do("chen", "photo.judge", record=row.pk, verdict="ok")
    assert photo_wall(cast.chen, {"verdict": "ok"}, "en")["total"] == 1
    assert (
        photo_wall(cast.chen, {"verdict": "none", "step": "front", "on.from": "2026-11-23"}, "en")["total"]
        == 1
    )
    assert photo_wall(cast.chen, {"on.to": "2026-11-22"}, "en")["total"] == 0
    assert photo_wall(cast.director, {"rep": str(cast.sun.id)}, "en")["total"] == 1


def test_a_printed_photo_leads_to_its_file_and_bears_its_mark(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang", address="解放路12号"))
    code = check_code("a" * 64)
    photos = [cast.photo("a" * 64, check_code=code), cast.photo("b" * 64, check_code=check_code("b" * 64))]
    cast.step("wang", visit, "front", "photo", photos=photos)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code} "):
        found = photo_wall(cast.chen, {"check_code": typed}, "zh-Hans")["items"]
        assert [item["digest"] for item in found] == ["a" * 64], typed
    assert found[0]["mark"] == {
        "taken_at": "2026-11-23T04:00:00.000Z",
        "customer": "惠民便利",
        "address": "解放路12号",
        "distance_m": visit.distance_m,
        "rep": "王磊",
        "code": code,
    }
    assert visit_detail(cast.chen, visit, "en")["photos"][0]["mark"]["rep"] == "王磊"
    assert photo_wall(cast.gao, {"check_code": code}, "en")["total"] == 0


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"page": "0"}, "page"), ({"page": "1e9"}, "page"), ({"rep": "x"}, "rep"), ({"verdict": "maybe"}, "verdict"),
        ({"on.from": "2026-02-30"}, "on.from"), ({"score": "1"}, "score"), ({"received": "1"}, "received"),
    ],
)  # fmt: skip
def test_a_malformed_filter_is_named(cast: Cast, params: dict[str, str], field: str) -> None:
    with pytest.raises(Problem) as refused:
        photo_wall(cast.chen, params, "en")
    assert (refused.value.status, refused.value.errors[0].field) == (422, field)


def test_the_map(cast: Cast) -> None:
    cast.consent("wang")
    done, planned = cast.customer("wang", "甲"), cast.customer("wang", "乙")
    cast.customer("sun", "丙")
    cast.do("wang", "plan.add", plan_id=uuid7(), customer_id=planned.pk, on="2026-11-23")
    cast.check_out("wang", cast.check_in("wang", done))
    told = map_of(cast.chen, "zh-Hans")
    assert {c["name"]: c["state"] for c in told["customers"]} == {"甲": "done", "乙": "planned"}
    assert [(r["name"], round(r["lat"], 2)) for r in told["reps"]] == [("王磊", round(LAT, 2))]
    assert [r["what"] for r in readings_about(cast.wang)] == ["map"]
    assert map_of(cast.office, "en")["reps"] == []
    assert map_of(cast.chen, "en", "30,121,31,122")["customers"] == []
    for bad in ("1,2,3", "a,b,c,d", "91,0,92,1", "nan,0,1,1"):
        with pytest.raises(Problem):
            map_of(cast.chen, "en", bad)


def test_a_manager_who_owns_the_customer_reads_the_visit_but_not_the_positions(cast: Cast) -> None:
    cast.consent("sun")
    shop = cast.customer("sun")
    visit = cast.check_in("sun", shop)
    shop.refresh_from_db()
    update("customer", cast.director, shop.pk, {"version": shop.version, "owner": cast.chen.id})
    page = cast.web("chen").get(f"/api/visits/{visit.pk}").json()
    assert (page["distance_m"], page["evidence"]["fixes"]) == (30, [])
    assert len(cast.web("gao").get(f"/api/visits/{visit.pk}").json()["evidence"]["fixes"]) == 3


def test_a_proposed_pin_and_a_possible_duplicate_wait_for_the_manager(cast: Cast) -> None:
    shop = cast.customer("wang", "阿珍小卖部")
    twin = {"lat": LAT + 40 * METRE, "lng": LNG, "datum": "WGS-84"}
    cast.do(
        "wang", "customer.create", source="sync", customer_id=uuid7(), name="阿珍副食店", at=NOON, pin=twin
    )
    moved = {"lat": LAT + 320 * METRE, "lng": LNG, "datum": "WGS-84", "accuracy": 9}
    cast.do("wang", "pin.propose", change_id=uuid7(), customer_id=shop.pk, pin=moved, note="搬到街对面")
    cast.consent("wang")
    seen = cast.check_out("wang", cast.check_in("wang", shop, metres=400))
    cards = {card["kind"]: card for card in day_of(cast.chen, "zh-Hans")["queue"]}
    assert cards["pin_change"]["text"] == "距原位置 320 米 · 搬到街对面"
    # The office may decide both, so it is asked as well.
    office = {card["kind"] for card in day_of(cast.office, "zh-Hans")["queue"]}
    assert office == {"pin_change", "possible_duplicate"}
    with pytest.raises(Problem) as unknown:
        decide(cast, "chen", cards["pin_change"], "keep_both")
    assert unknown.value.status == 422
    panel = cast.web("chen").get(f"/api/customers/{shop.pk}/panels/pin_change").json()
    assert (panel["kind"], panel["id"], panel["text"]) == (
        "pin_change",
        cards["pin_change"]["record_id"],
        cards["pin_change"]["text"],
    )
    assert [(row["id"], row["rep"]) for row in panel["rows"]] == [(str(seen.pk), "王磊")]
    assert cards["pin_change"]["facts"]["customer"] == str(shop.pk)
    assert cards["possible_duplicate"]["text"] == "与 阿珍小卖部(王磊)名称相近,相距 40 米"
    for kind, action in (("pin_change", "accepted"), ("possible_duplicate", "keep_both")):
        decide(cast, "chen", cards[kind], action)
    shop.refresh_from_db()
    assert round(shop.pin_lat, 6) == round(LAT + 320 * METRE, 6)
    assert cast.web("chen").get(f"/api/customers/{shop.pk}/panels/pin_change").json()["kind"] == "none"
    assert day_of(cast.chen, "zh-Hans")["queue"] == []
