"""An import that is cancelled, dies or was a mistake: what is known of it, and the way back."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from outrider.catalog.models import PriceList, Product
from outrider.customers.models import Activity, Customer
from outrider.engine.exchange import actions, importing, writing
from outrider.engine.exchange.actions import import_file
from outrider.engine.exchange.models import Transfer
from outrider.engine.exchange.undoing import undo
from outrider.engine.jobs import runner
from outrider.engine.jobs.models import QUEUED, RUNNING, Job
from outrider.engine.jobs.upkeep import revive_silent
from outrider.engine.messaging.models import Notice
from outrider.kernel.errors import Problem
from tests.world.cast import World


def table(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def sent(world: World, path: str, data: bytes) -> UUID:
    """An import over HTTP that waits for its worker."""
    desk = world.web(world.admin)
    answer = desk.client.post(
        f"/api/imports/{path}",
        {"file": SimpleUploadedFile("f.csv", data)},
        headers={"X-CSRF-Token": desk.token},
    )
    assert answer.status_code == 202, answer.content
    return UUID(answer.json()["job"])


def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SMALLEST", "FIRST_CHUNK", "LARGEST"):
        monkeypatch.setattr(importing, name, 2)
    monkeypatch.setattr(runner, "_LEAST_GAP_S", 0)


def run_until_first_chunk(monkeypatch: pytest.MonkeyPatch, job_id: UUID, then: Any) -> None:
    """Run a job; as soon as its first chunk is written, ``then`` happens."""
    where, apply = "outrider.engine.exchange.importing.apply", writing.apply

    def applied(work: Any) -> Any:
        results = apply(work)
        then()
        return results

    monkeypatch.setattr(where, applied)
    runner.run(str(job_id))
    monkeypatch.setattr(where, apply)


def test_a_cancelled_import_leaves_its_counts_its_refused_rows_and_the_way_back(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.OUTRIDER_FILES = tmp_path
    small_chunks(monkeypatch)
    rows = ["名称,编码,负责人", "店0,C-0,", "店1,C-1,没有的人", *(f"店{n},C-{n}," for n in range(2, 6))]
    job_id = sent(world, "customers", table(*rows))

    def cancel() -> None:
        Job.objects.filter(pk=job_id).update(cancel_wanted=True)

    run_until_first_chunk(monkeypatch, job_id, cancel)
    desk = world.web(world.admin)
    job = desk.get(f"/api/jobs/{job_id}").json()
    assert (job["state"], job["result"]["cancelled"]) == ("cancelled", True)
    assert [job["result"][name] for name in ("rows", "created", "refused")] == [6, 1, 1]
    assert job["result"]["batch"] == str(job_id)
    report = b"".join(desk.get(f"/api/imports/{job_id}/report").streaming_content).decode("utf-8-sig")
    assert len(report.splitlines()) == 3
    book = b"".join(desk.get(f"/api/imports/{job_id}/refused").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["店1", "C-1"]
    transfer = Transfer.objects.get()
    assert (transfer.pk, transfer.report["cancelled"], transfer.rows) == (job_id, True, 2)
    assert Customer.objects.count() == 1
    answer = desk.post(f"/api/imports/{job_id}/undo", {})
    assert answer.status_code == 202
    runner.run(answer.json()["job"])
    assert desk.get(f"/api/jobs/{answer.json()['job']}").json()["result"]["binned"] == 1
    assert Customer.objects.count() == 0
    assert desk.post(f"/api/imports/{job_id}/undo", {}).json()["code"] == "undone"


def test_a_worker_that_dies_is_gone_on_with_and_nothing_is_there_twice(
    world: World, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.OUTRIDER_FILES = tmp_path
    small_chunks(monkeypatch)
    world.customer("惠民便利")
    rows = ["客户,内容,方式", *(f"惠民便利,第 {n} 次,电话" for n in range(6))]
    job_id = sent(world, "activities", table(*rows))

    class Killed(BaseException):
        """The process is gone: nothing after this line is run."""

    def die() -> None:
        monkeypatch.setattr("outrider.engine.exchange.actions.perform", killed)
        raise Killed

    def killed(*args: Any, **more: Any) -> None:
        raise Killed

    (waiting,) = (tmp_path / "imports").glob("*.upload")
    data = waiting.read_bytes()
    with pytest.raises(Killed):
        run_until_first_chunk(monkeypatch, job_id, die)
    waiting.write_bytes(data)
    monkeypatch.undo()
    settings.OUTRIDER_FILES = tmp_path
    small_chunks(monkeypatch)
    assert (Activity.objects.count(), Transfer.objects.get().report["entries"][1]) == (2, None)
    with pytest.raises(Problem, match="still_running"):
        undo(job_id, world.as_(world.admin))
    Job.objects.filter(pk=job_id).update(state=RUNNING, alive_at=datetime.now(UTC) - timedelta(minutes=5))
    assert revive_silent() == 1
    assert Job.objects.get(pk=job_id).state == QUEUED
    runner.run(str(job_id))
    result = Job.objects.get(pk=job_id).result or {}
    assert (result["created"], Activity.objects.count()) == (6, 6)
    assert Transfer.objects.get().report["created"] == 6
    assert undo(job_id, world.as_(world.admin))["binned"] == 6
    assert Activity.objects.count() == 0


def test_prices_go_back_with_the_goods_that_brought_them(world: World) -> None:
    admin = world.as_(world.admin)
    first = import_file("products", table("商品,单位,价格", "苏打水,瓶,3", "薯片,袋,5", "旧货,个,9"), admin)
    listed = PriceList.objects.get()
    known = {str(product.pk): product.name for product in Product.objects.all()}

    def prices() -> dict[str, int]:
        listed.refresh_from_db()
        return {known.get(line["product"], "?"): line["price"] for line in listed.lines}

    second = import_file(
        "products", table("商品,单位,价格", "苏打水,瓶,4", "薯片,袋,6", "新货,个,1"), admin,
        choices=actions.Choices(key=("name",)),
    )  # fmt: skip
    assert prices() == {"苏打水": 40_000, "薯片": 60_000, "旧货": 90_000, "?": 10_000}
    known |= {str(product.pk): product.name for product in Product.objects.all()}
    changed = [
        {"product": line["product"], "unit": line["unit"], "price": "7.00" if known[line["product"]] == "薯片"
         else f"{line['price'] / 10_000:.2f}"}
        for line in listed.lines
    ]  # fmt: skip
    answer = world.web(world.admin).patch(
        f"/api/price-lists/{listed.pk}", {"version": listed.version, "lines": changed}
    )
    assert answer.status_code == 200, answer.content
    result = undo(UUID(second.batch), admin)
    assert prices() == {"苏打水": 30_000, "薯片": 70_000, "旧货": 90_000}
    assert [(one["name"], one["reason"]["zh-Hans"]) for one in result["details"]] == [
        ("薯片", "价格导入后又改过,保持不动")
    ]
    assert (result["binned"], result["kept"]) == (1, 1)
    listed.refresh_from_db()
    result = undo(UUID(first.batch), admin)
    assert (result["binned"], Product.objects.count(), PriceList.objects.exists()) == (3, 0, False)


def test_a_price_list_that_an_import_made_goes_with_it(world: World) -> None:
    report = import_file("products", table("商品,单位,价格", "苏打水,瓶,3"), world.as_(world.admin))
    undo(UUID(report.batch), world.as_(world.admin))
    assert not PriceList.objects.exists()


def test_the_log_has_a_button_for_it_and_both_ends_are_told(
    world: World, settings: Any, tmp_path: Any
) -> None:
    settings.OUTRIDER_FILES = tmp_path
    job_id = sent(world, "customers", table("名称,编码", "店0,C-0", ",C-1"))
    desk = world.web(world.admin)
    early = desk.post(f"/api/transfers/{job_id}/do/undo", {})
    assert early.status_code == 404
    runner.run(str(job_id))
    told = Notice.objects.get(person_id=world.admin.pk, kind="import_ended")
    assert (told.title["en"], told.link) == ("Import ended: Customers", f"/transfers/{job_id}")
    assert told.text["zh-Hans"] == "新建 1,更新 0,无变化 0,未导入 1"
    page = desk.get(f"/api/transfers/{job_id}").json()
    assert page["_can"]["verbs"] == ["undo"]
    panel = desk.get(f"/api/transfers/{job_id}/panels/outcome").json()
    assert {"label": "没有名称", "value": "1"} in panel["facts"], panel
    assert world.web(world.director).post(f"/api/transfers/{job_id}/do/undo", {}).status_code == 404
    assert desk.post(f"/api/transfers/{job_id}/do/undo", {}).status_code == 200
    runner.run(str(Job.objects.get(name="exchange.undo_import").pk))
    assert Customer.objects.count() == 0
    assert desk.get(f"/api/transfers/{job_id}").json()["_can"]["verbs"] == []
    assert Notice.objects.filter(person_id=world.admin.pk, kind="import_undone").count() == 1
    assert desk.post(f"/api/transfers/{job_id}/do/undo", {}).status_code == 409


def test_a_report_is_said_in_the_readers_language_to_the_last_word(world: World) -> None:
    report = import_file("contacts", table("客户,姓名", "没有的店,王老板"), world.as_(world.admin)).as_dict()
    (reason,) = report["details"][0]["reasons"]
    assert reason["text"]["en"] == "“Customer”: there is no “没有的店”, or more than one"
    assert reason["text"]["zh-Hans"].startswith("“客户”")
    taken = import_file(
        "customers", table("店名,类型,name:en", ",宇宙飞船,Corner shop"), world.as_(world.admin)
    ).as_dict()
    said = [one["text"]["en"] for one in taken["details"][0]["reasons"]]
    assert said == [
        "The name was taken from “English name”",
        "The value of “Kind” is not known; it is in the remark",
    ]
