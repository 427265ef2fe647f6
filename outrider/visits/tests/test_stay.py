"""The frame of a visit: check-in, late fixes, check-out, could not visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from outrider.engine.entities.verbs import Retry
from outrider.engine.journal.models import Entry
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.tracking.models import Evidence, Position
from outrider.visits.models import Visit, VisitPlan
from outrider.visits.queries import visit_detail
from outrider.visits.tests.conftest import NOON, Cast, remarks

pytestmark = pytest.mark.django_db


def test_a_check_in_at_the_door(cast: Cast) -> None:
    cast.consent("wang")
    shop = cast.customer("wang")
    visit = cast.check_in("wang", shop)
    visit = Visit.objects.get(pk=visit.pk)
    assert (visit.status, visit.location_status, visit.outcome, visit.inside) == (
        "open",
        "located",
        "normal",
        True,
    )
    assert (visit.distance_m, visit.accuracy_m, visit.effective) == (30, 12, None)
    assert (visit.title, visit.business_date.isoformat(), visit.type_version) == ("惠民便利", "2026-11-23", 1)
    assert visit.department_id == cast.departments["east"]
    assert Position.objects.count() == 3
    shop.refresh_from_db()
    assert shop.last_visit_on.isoformat() == "2026-11-23"


def test_no_coordinate_reaches_the_journal(cast: Cast) -> None:
    cast.consent("wang")
    cast.check_in("wang", cast.customer("wang"))
    entries = Entry.objects.filter(entity__in=("visit", "evidence"))
    assert entries.count() == 2
    for entry in entries:
        assert "31.2" not in str(entry.changes)


def test_without_consent_no_position_is_stored_and_the_visit_stays(cast: Cast) -> None:
    visit = Visit.objects.get(pk=cast.check_in("wang", cast.customer("wang")).pk)
    assert Position.objects.count() == 0
    assert (visit.location_status, visit.outcome, visit.distance_m) == ("refused", "not_enough", None)


def test_a_withdrawn_consent_counts_from_then_on(cast: Cast) -> None:
    cast.consent("wang")
    shop = cast.customer("wang")
    cast.check_in("wang", shop)
    cast.do("wang", "consent.withdraw", policy="location", version="2")
    cast.check_in("wang", shop, at=NOON + timedelta(minutes=1))
    assert Position.objects.count() == 3


def test_a_check_in_far_away_is_stored_and_for_review(cast: Cast) -> None:
    cast.consent("wang")
    visit = cast.check_in("wang", cast.customer("wang"), metres=1_800)
    assert (visit.outcome, visit.inside, visit.distance_m) == ("for_review", False, 1_800)
    visit = cast.check_out("wang", visit)
    assert (visit.status, visit.effective) == ("done", False)


def test_repeating_a_check_in_changes_nothing(cast: Cast) -> None:
    cast.consent("wang")
    shop, visit_id = cast.customer("wang"), uuid7()
    for _ in range(3):
        cast.check_in("wang", shop, visit_id=visit_id)
    assert Visit.objects.count() == 1
    assert Position.objects.count() == 3
    with pytest.raises(Problem) as refused:
        cast.check_in("wang", cast.customer("wang", "好邻居"), visit_id=visit_id)
    assert (refused.value.status, refused.value.code) == (409, "id_taken")
    with pytest.raises(Problem) as refused:
        cast.check_in("zhao", cast.customer("zhao", "阿珍"), visit_id=visit_id)
    assert refused.value.status == 409


def test_the_second_open_visit_is_stored_and_the_older_marked(cast: Cast) -> None:
    first = cast.check_in("wang", cast.customer("wang"))
    second = cast.check_in("wang", cast.customer("wang", "好邻居"), at=NOON + timedelta(minutes=1))
    first.refresh_from_db()
    assert (first.status, remarks(first)) == ("open", ["still_open"])
    assert (second.status, remarks(second)) == ("open", ["another_open"])


def test_a_late_fix_updates_the_visit(cast: Cast) -> None:
    cast.consent("wang")
    visit = cast.check_in("wang", cast.customer("wang"), location={"status": "pending", "fixes": []})
    assert (visit.location_status, visit.outcome) == ("pending", "not_enough")
    location = {"status": "located", "fixes": cast.fixes(at=NOON + timedelta(seconds=20))}
    for _ in range(2):
        cast.do("wang", "visit.add_fixes", visit_id=visit.pk, location=location)
    visit.refresh_from_db()
    assert (visit.location_status, visit.outcome, visit.distance_m) == ("located", "normal", 30)
    assert Position.objects.count() == 3
    assert Evidence.objects.get().fix_count == 3


def test_check_out_counts_minutes_and_steps(cast: Cast) -> None:
    cast.consent("wang")
    visit = cast.check_in("wang", cast.customer("wang"))
    visit = cast.check_out("wang", visit, minutes=4)
    assert (visit.time_in_store_s, visit.effective, remarks(visit)) == (240, False, ["missing_steps"])


def test_check_out_before_check_in_is_stored_and_flagged(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    visit = cast.check_out("wang", visit, minutes=-1, missing_reason="老板急着出门")
    assert (visit.status, visit.time_in_store_s, remarks(visit)) == ("done", 0, ["ends_before_start"])


def test_checking_out_twice_keeps_the_first(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.check_out("wang", visit, minutes=-2, missing_reason="x")
    visit = cast.check_out("wang", visit, minutes=-5)
    assert visit.checked_out_at == NOON - timedelta(minutes=2)
    assert "already_out" in visit.flagged


def test_a_clock_ten_years_off_counts_as_the_time_of_receipt(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"), at=NOON.replace(year=2016))
    assert (visit.checked_in_at, visit.business_date.isoformat()) == (NOON, "2026-11-23")
    assert remarks(visit) == ["clock_behind"]


def test_the_business_day_is_the_companys(cast: Cast) -> None:
    # 23:30 in Shanghai on the 22nd is 15:30 UTC.
    visit = cast.check_in("wang", cast.customer("wang"), at=NOON - timedelta(hours=12, minutes=30))
    assert visit.business_date.isoformat() == "2026-11-22"


def test_steps_before_their_check_in_wait(cast: Cast) -> None:
    with pytest.raises(Retry):
        cast.do("wang", "visit.check_out", visit_id=uuid7(), at=NOON.isoformat())


def test_nobody_writes_into_anothers_visit(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    with pytest.raises(Problem) as refused:
        cast.check_out("zhao", visit)
    assert refused.value.status == 404
    visit.refresh_from_db()
    assert (visit.status, visit.version) == ("open", 1)


def test_a_stranger_cannot_check_in_at_a_customer_he_does_not_see(cast: Cast) -> None:
    shop = cast.customer("wang")
    with pytest.raises(Problem) as refused:
        cast.check_in("sun", shop)
    assert refused.value.status == 404
    assert Visit.objects.count() == 0


def test_from_a_phone_a_reassigned_customer_is_flagged(cast: Cast) -> None:
    shop = cast.customer("wang")
    visit = cast.check_in("sun", shop, source="sync")
    assert remarks(visit) == ["customer_moved"]


def test_could_not_visit_closes_plan_and_asks_no_effect(cast: Cast) -> None:
    shop = cast.customer("wang")
    plan = cast.do("wang", "plan.add", plan_id=uuid7(), customer_id=shop.pk, on="2026-11-23")
    data: dict[str, Any] = {
        "visit_id": uuid7(),
        "customer_id": shop.pk,
        "plan_id": plan.pk,
        "at": NOON.isoformat(),
    }
    visit = cast.do("wang", "visit.could_not", **data, reason="closed", photos=[cast.photo()])
    assert (visit.status, visit.effective, visit.planned, visit.complete) == ("could_not", False, True, False)
    assert (visit.photos_named, visit.could_not_reason) == (1, "closed")
    assert VisitPlan.objects.get().status == "could_not"
    again = cast.do("wang", "visit.could_not", **data, reason="closed", photos=[])
    assert again.photos_named == 1


def test_could_not_visit_without_a_storefront_photo_says_so(cast: Cast) -> None:
    shop = cast.customer("wang")
    told = "没有门头照"

    def sentences(reason: str, photos: list[Any]) -> tuple[list[str], list[str]]:
        data = {"visit_id": uuid7(), "customer_id": shop.pk, "at": NOON.isoformat(), "photos": photos}
        visit = cast.do("wang", "visit.could_not", **data, reason=reason)
        evidence = visit_detail(cast.chen, visit, "zh-Hans")["evidence"]
        assert evidence["outcome"] != "for_review"
        return remarks(visit), [text for text in evidence["sentences"] if text == told]

    assert sentences("closed", []) == (["no_storefront"], [told])
    assert sentences("closed", [cast.photo()]) == ([], [])
    # Put off by telephone: there was no door to photograph.
    assert sentences("rescheduled", []) == ([], [])


def test_a_rescheduled_visit_postpones_the_plan(cast: Cast) -> None:
    shop = cast.customer("wang")
    plan = cast.do("wang", "plan.add", plan_id=uuid7(), customer_id=shop.pk, on="2026-11-23")
    data = {"visit_id": uuid7(), "customer_id": shop.pk, "plan_id": plan.pk, "at": NOON.isoformat()}
    cast.do("wang", "visit.could_not", **data, reason="rescheduled")
    assert VisitPlan.objects.get().status == "postponed"


def test_a_plan_is_done_at_the_check_out(cast: Cast) -> None:
    shop = cast.customer("wang")
    plan = cast.do("wang", "plan.add", plan_id=uuid7(), customer_id=shop.pk, on="2026-11-23", purpose="补货")
    visit = cast.check_in("wang", shop, plan_id=plan.pk)
    assert (visit.planned, visit.purpose) == (True, "补货")
    assert VisitPlan.objects.get().status == "planned"
    cast.check_out("wang", visit)
    plan.refresh_from_db()
    assert (plan.status, plan.visit_id) == ("done", visit.pk)


def test_positions_expire_and_the_result_stays(cast: Cast) -> None:
    from outrider.tracking.jobs import expire_positions

    cast.consent("wang")
    visit = cast.check_in("wang", cast.customer("wang"))
    told: list[int] = []

    def progress(done: int, *_: object, **__: object) -> None:
        told.append(done)

    with clock.frozen(NOON + timedelta(days=29)):
        assert expire_positions(progress) == 0
    with clock.frozen(NOON + timedelta(days=31)):
        assert expire_positions(progress) == 3
    assert (Position.objects.count(), told) == (0, [3])
    visit.refresh_from_db()
    assert (visit.distance_m, Evidence.objects.get().outcome) == (30, "normal")


def test_a_fix_that_is_no_place_is_counted(cast: Cast) -> None:
    cast.consent("wang")
    bad = cast.fixes(count=1, lat=91.0) + cast.fixes(count=1)
    cast.check_in("wang", cast.customer("wang"), location={"status": "located", "fixes": bad})
    evidence = Evidence.objects.get()
    assert (evidence.unusable_fixes, evidence.fix_count, Position.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"at": "2026-11-23T12:00:00"}, "at", "time_zone"),
        ({"at": "9999-01-01T00:00:00Z"}, "at", "year"),
        ({"purpose": "x\x00y"}, "purpose", "characters"),
        ({"purpose": "长" * 201}, "purpose", "too_long"),
        ({"is_admin": True}, "is_admin", "unknown_key"),
        ({"location": {"status": "located", "fixes": [{"lat": "north", "lng": 1, "at": NOON.isoformat()}]}},
         "location.fixes.0.lat", "number"),
        ({"location": {"status": "located", "fixes": [{"lat": 1e999, "lng": 1, "at": NOON.isoformat()}]}},
         "location.fixes.0.lat", "finite"),
        ({"location": {"status": "elsewhere"}}, "location.status", "choice"),
        ({"visit_id": "1"}, "visit_id", "id"),
    ],
)  # fmt: skip
def test_a_malformed_check_in_is_refused_with_its_field(
    cast: Cast, change: dict[str, Any], field: str, code: str
) -> None:
    shop = cast.customer("wang")
    with pytest.raises(Problem) as refused:
        cast.check_in("wang", shop, **change)
    assert refused.value.status == 422
    assert [(e.field, e.code) for e in refused.value.errors] == [(field, code)]
    assert Visit.objects.count() == 0
