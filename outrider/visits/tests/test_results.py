"""Steps done, photos and their files, stock, verdicts, reviews."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from outrider.engine.entities.actions import create, update
from outrider.engine.files.declarations import file_readers
from outrider.engine.files.tests import pictures
from outrider.engine.identity.queries import system_actor
from outrider.engine.messaging.models import Notice
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.visits.jobs import join_photos
from outrider.visits.models import StepResult, StockLine, Visit, VisitPhoto, VisitType, VisitTypeVersion
from outrider.visits.queries import visit_detail
from outrider.visits.rules import check_code
from outrider.visits.tests.conftest import NOON, STEPS, Cast, remarks

pytestmark = pytest.mark.django_db


def picture(shade: int = 10) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 90, 90)).save(data, "JPEG")
    return data.getvalue()


def bring(cast: Cast, who: str, data: bytes) -> str:
    """The person's file arrives, as after an upload."""
    return pictures.bring_picture(cast.people[who], data)


def test_the_required_steps_make_a_visit_effective(cast: Cast) -> None:
    cast.consent("wang")
    product, visit = cast.product(), cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo()])
    line = {"product_id": product.pk, "units": {"box": "1", "piece": "3"}, "near_expiry": True}
    cast.step("wang", visit, "stock", "stock_count", data={"lines": [line]})
    end = {
        "text": "老板要两箱",
        "chips": ["补货"],
        "purpose_met": "yes",
        "next_step": "送货",
        "next_on": "2026-11-26",
    }
    cast.step("wang", visit, "end", "summary", data=end)
    visit = cast.check_out("wang", visit)
    assert (visit.steps_done, visit.effective, remarks(visit)) == (["front", "stock", "end"], True, [])
    assert (visit.complete, visit.photos_named, visit.photos_held) == (False, 1, 0)
    assert (visit.summary, visit.summary_chips, visit.purpose_met) == ("老板要两箱", ["补货"], "yes")
    assert (visit.next_step, visit.next_on.isoformat()) == ("送货", "2026-11-26")
    counted = StockLine.objects.get()
    assert (counted.quantity, counted.units, counted.near_expiry) == (
        18_000,
        {"box": "1", "piece": "3"},
        True,
    )


def test_a_product_that_does_not_exist_is_flagged_and_kept(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    unknown, known = uuid7(), cast.product().pk
    lines = [{"product_id": unknown, "units": {"box": "1"}}, {"product_id": known, "units": {"crate": "2"}}]
    result = cast.step("wang", visit, "stock", "stock_count", data={"lines": lines})
    assert [entry["product_id"] for entry in result.data["lines"]] == [str(unknown), str(known)]
    assert StockLine.objects.get().quantity is None


@pytest.mark.parametrize("quantity", ["-1", "NaN", "1e3", "1.2345", "１２", "1,5", ""])
def test_an_impossible_count_is_refused_with_its_field(cast: Cast, quantity: str) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    lines = [{"product_id": uuid7(), "units": {"box": quantity}}]
    with pytest.raises(Problem) as refused:
        cast.step("wang", visit, "stock", "stock_count", data={"lines": lines})
    assert refused.value.errors[0].field == "data.lines.0.units.box"
    assert StepResult.objects.count() == 0


def test_doing_a_step_again_appends(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    first = cast.step("wang", visit, "talk", "note", data={"text": "旧"})
    cast.step("wang", visit, "talk", "note", data={"text": ""}, replaces=first.pk)
    visit.refresh_from_db()
    assert (StepResult.objects.count(), visit.steps_done) == (2, [])


def test_a_repeated_result_changes_nothing(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    photo, result_id = cast.photo(), uuid7()
    for _ in range(3):
        cast.step("wang", visit, "front", "photo", photos=[photo], result_id=result_id)
    assert (StepResult.objects.count(), VisitPhoto.objects.count()) == (1, 1)


def test_unknown_steps_and_kinds_are_stored_and_flagged(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    result = cast.step("wang", visit, "scan", "barcode", data={"codes": ["690"]})
    visit.refresh_from_db()
    assert (result.data, remarks(visit)) == ({"codes": ["690"]}, ["kind_unknown", "step_unknown"])
    cast.check_out("wang", visit)
    cast.step("wang", visit, "talk", "note", data={"text": "补"})
    visit.refresh_from_db()
    assert remarks(visit)[-1] == "after_check_out"


def test_a_photo_named_before_its_file_arrives(cast: Cast) -> None:
    data = picture()
    digest = hashlib.sha256(data).hexdigest()
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo(digest)])
    visit.refresh_from_db()
    assert not visit.complete
    bring(cast, "wang", data)
    visit.refresh_from_db()
    assert (visit.complete, visit.photos_held) == (True, 1)


def test_a_photo_named_after_its_file_arrived(cast: Cast) -> None:
    digest = bring(cast, "wang", picture())
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo(digest)])
    visit.refresh_from_db()
    assert (visit.complete, VisitPhoto.objects.get().held) == (True, True)


def test_anothers_file_does_not_count_and_is_not_shown(cast: Cast) -> None:
    digest = bring(cast, "zhao", picture())
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo(digest)])
    visit.refresh_from_db()
    assert not visit.complete
    assert not file_readers.get("visit")(cast.wang, visit.pk, digest)


def test_who_reads_a_photo(cast: Cast) -> None:
    digest = bring(cast, "wang", picture())
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo(digest)])
    for kind, record in (("visit", visit.pk), ("visit_photo", visit.photos.get().pk)):
        may = file_readers.get(kind)
        allowed = {name for name, actor in cast.people.items() if may(actor, record, digest)}
        assert allowed == {"wang", "chen", "director", "office", "admin"}
        assert not may(cast.wang, record, "b" * 64)


def test_a_photo_and_its_file_that_missed_each_other_are_joined(cast: Cast) -> None:
    data = picture(20)
    digest = hashlib.sha256(data).hexdigest()
    visit = cast.check_in("wang", cast.customer("wang"))
    bring(cast, "wang", data)
    cast.step("wang", visit, "front", "photo", photos=[cast.photo(digest)])
    from outrider.engine.entities.models import writing

    with writing():
        VisitPhoto.objects.update(held=False)
        Visit.objects.update(complete=False, photos_held=0)
    assert join_photos(lambda *_, **__: None) == 1
    visit.refresh_from_db()
    assert visit.complete


def test_the_same_photo_in_two_shops_is_flagged(cast: Cast) -> None:
    digest = bring(cast, "wang", picture())
    first = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", first, "front", "photo", photos=[cast.photo(digest)])
    second = cast.check_in("wang", cast.customer("wang", "好邻居"))
    cast.step("wang", second, "front", "photo", photos=[cast.photo(digest)])
    second.refresh_from_db()
    assert "photo_reused" in second.flagged
    assert list(VisitPhoto.objects.order_by("created_at", "id").values_list("reused", flat=True)) == [
        False,
        True,
    ]


def test_a_rejected_photo_returns_to_the_rep(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    photo = cast.photo()
    cast.step("wang", visit, "front", "photo", photos=[photo])
    row = VisitPhoto.objects.get()
    with pytest.raises(Problem) as refused:
        cast.do("chen", "photo.judge", record=row.pk, verdict="rejected")
    assert (refused.value.status, refused.value.errors[0].field) == (422, "reason")
    cast.do("chen", "photo.judge", record=row.pk, verdict="rejected", reason="拍糊了")
    visit.refresh_from_db()
    row.refresh_from_db()
    assert (visit.photos_rejected, row.verdict, row.verdict_reason) == (1, "rejected", "拍糊了")
    notice = Notice.objects.get(person_id=cast.wang.id)
    assert (notice.kind, notice.title["zh-Hans"]) == ("photo_rejected", "惠民便利:照片不合格")


@pytest.mark.parametrize(("who", "status"), [("wang", 403), ("zhao", 403), ("gao", 404), ("office", 403)])
def test_who_may_not_judge(cast: Cast, who: str, status: int) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    cast.step("wang", visit, "front", "photo", photos=[cast.photo()])
    row = VisitPhoto.objects.get()
    with pytest.raises(Problem) as refused:
        cast.do(who, "photo.judge", record=row.pk, verdict="ok")
    assert refused.value.status == status
    row.refresh_from_db()
    assert (row.verdict, row.version) == ("", 1)


def test_an_accepted_visit_is_effective(cast: Cast) -> None:
    cast.consent("wang")
    visit = cast.check_in("wang", cast.customer("wang"), metres=1_800)
    cast.step("wang", visit, "front", "photo", photos=[cast.photo()])
    line = {"product_id": cast.product().pk, "units": {"box": "1"}}
    cast.step("wang", visit, "stock", "stock_count", data={"lines": [line]})
    visit = cast.check_out("wang", visit)
    assert visit.effective is False
    cast.do("chen", "visit.review", record=visit.pk, decision="accepted", reason="门店定位有误")
    visit.refresh_from_db()
    assert (visit.review, visit.effective, visit.outcome) == ("accepted", True, "for_review")
    with pytest.raises(Problem) as refused:
        cast.do("chen", "visit.review", record=visit.pk, decision="rejected", reason="再看不像")
    assert (refused.value.status, refused.value.code) == (409, "already_decided")


def test_nobody_reviews_his_own_visit(cast: Cast) -> None:
    visit = cast.check_out("chen", cast.check_in("chen", cast.customer("chen")))
    with pytest.raises(Problem) as refused:
        cast.do("chen", "visit.review", record=visit.pk, decision="accepted")
    assert refused.value.status == 403


def test_a_visit_is_judged_by_the_steps_that_the_rep_saw(cast: Cast) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    kind = VisitType.objects.get()
    more = [*STEPS, {"key": "extra", "kind": "note", "name": {"en": "Extra"}, "required": True, "config": {}}]
    update("visit_type", system_actor(), kind.pk, {"version": kind.version, "steps": more})
    kind.refresh_from_db()
    assert (kind.steps_version, VisitTypeVersion.objects.count()) == (2, 2)
    detail = visit_detail(cast.wang, visit, "en")
    assert [step["label"] for step in detail["type"]["steps"]] == ["Storefront", "库存", "竞品", "小结"]
    late = cast.check_in("zhao", cast.customer("zhao"), type_version=1)
    assert (late.type_version, cast.check_in("sun", cast.customer("sun")).type_version) == (1, 2)


def test_a_new_visit_type_begins_without_steps_and_gets_them_on_its_page(cast: Cast) -> None:
    kind: Any = create("visit_type", cast.admin, {"name": {"zh-Hans": "陈列检查"}})[0]
    other: Any = create("visit_type", cast.admin, {"name": {"zh-Hans": "促销检查"}})[0]
    assert (kind.steps, kind.steps_version, kind.steps is not other.steps) == ([], 1, True)
    kind = update("visit_type", cast.admin, kind.pk, {"version": kind.version, "steps": STEPS[:1]})
    assert ([step["key"] for step in kind.steps], kind.steps_version) == (["front"], 2)


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([STEPS[0], STEPS[0]], "duplicate"),
        ([{**STEPS[0], "kind": "teleport"}], "step_kind"),
        ([{**STEPS[0], "config": {"score": 1}}], "unknown_key"),
        ([{**STEPS[0], "config": {"min_photos": 21}}], "too_large"),
        ([{**STEPS[0], "config": {"sample_digest": "c" * 64}}], "file_missing"),
    ],
)
def test_a_visit_type_that_makes_no_sense_is_refused(cast: Cast, steps: list[Any], code: str) -> None:
    kind = VisitType.objects.get()
    with pytest.raises(Problem) as refused:
        update("visit_type", cast.admin, kind.pk, {"version": kind.version, "steps": steps})
    assert (refused.value.status, refused.value.errors[0].code) == (422, code)


def test_the_visits_page_tells_the_evidence_in_sentences(cast: Cast) -> None:
    cast.consent("wang")
    visit = cast.check_in("wang", cast.customer("wang"))
    photo = cast.photo()
    photo["check_code"] = check_code(photo["digest"])
    cast.step("wang", visit, "front", "photo", photos=[photo])
    with clock.frozen(NOON + timedelta(minutes=1)):
        detail = visit_detail(cast.chen, visit, "zh-Hans")
    evidence = detail["evidence"]
    assert (evidence["outcome"], evidence["presence"], evidence["integrity"]) == (
        "normal",
        "near",
        "consistent",
    )
    assert evidence["sentences"][:2] == ["手机在客户附近", "距客户位置 30 米,定位精度 12 米"]
    assert [fix["datum"] for fix in evidence["fixes"]] == ["WGS-84"] * 3
    assert (detail["photos"][0]["step_name"], detail["photos"][0]["code_ok"]) == ("门头照", True)
    assert visit_detail(cast.office, visit, "en")["evidence"]["fixes"] == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"note": "x\x00"}, "characters"),
        ({"deep": [{"\udc00": 1}]}, "characters"),
        ({"big": "x" * 200_001}, "range"),
    ],
)
def test_data_that_no_database_holds_is_refused(cast: Cast, data: dict[str, Any], code: str) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    with pytest.raises(Problem) as refused:
        cast.step("wang", visit, "scan", "barcode", data=data)
    assert [(e.field, e.code) for e in refused.value.errors] == [("data", code)]
    kept = cast.step("wang", visit, "scan", "barcode", data={"text": "\\u0000 𠮷 👨‍👩‍👧 <b>{{7*7}}"})
    assert kept.data == {"text": "\\u0000 𠮷 👨‍👩‍👧 <b>{{7*7}}"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"digest": "A" * 64}, "digest"), ({"digest": "../" * 21 + "x"}, "digest"), ({"size": -1}, "size"),
        ({"width": 10**9}, "width"), ({"taken_at": "2026-02-30T00:00:00Z"}, "taken_at"), ({"exif": {}}, "exif"),
    ],
)  # fmt: skip
def test_a_malformed_photo_is_refused_with_its_field(cast: Cast, change: dict[str, Any], field: str) -> None:
    visit = cast.check_in("wang", cast.customer("wang"))
    with pytest.raises(Problem) as refused:
        cast.step("wang", visit, "front", "photo", photos=[{**cast.photo(), **change}])
    assert [e.field for e in refused.value.errors] == [f"photos.0.{field}"]
    assert (StepResult.objects.count(), VisitPhoto.objects.count()) == (0, 0)
