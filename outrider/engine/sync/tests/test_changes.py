"""The feed: whole pulls, changes, moves between slices, rebases, and what a cursor survives."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any

import pytest

from outrider.engine.entities.declaration import entities
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import company_today, forget_company
from outrider.engine.messaging.models import Notice
from outrider.engine.sync import feed, slices
from outrider.engine.sync.cursor import Cursor, parse
from outrider.engine.sync.declarations import companions
from outrider.engine.sync.receipts import changes_mac
from outrider.engine.sync.tests.phone import Phone, company, department, person
from outrider.kernel import clock
from outrider.kernel.ids import uuid7

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("settled_at_once")]


def leave(phone: Phone, text: str, owner: Person | None = None) -> Notice:
    """A notice written on the web, not by the phone."""
    write = Write(phone.actor, "api", "notice.leave")
    notice = write.create(Notice(person=owner or phone.person, kind=text))
    write.flush()
    return notice


def change(phone: Phone, notice: Notice, **changes: Any) -> None:
    write = Write(phone.actor, "api", "notice.change")
    write.update(notice, **changes)
    write.flush()


def kinds(page: Any) -> list[str]:
    return sorted(row["kind"] for row in page["rows"].get("notice", []))


def whole(phone: Phone, **query: Any) -> tuple[list[Any], str]:
    """All pages of a pull from the beginning, and the cursor behind them."""
    pages = [phone.pull(**query)]
    while pages[-1]["more"]:
        pages.append(phone.pull(pages[-1]["cursor"], **query))
    return pages, pages[-1]["cursor"]


def test_a_first_pull_brings_the_slice_and_its_ids_signed(phone: Phone):
    mine = leave(phone, "我的")
    leave(phone, "别人的", person("赵敏"))
    page = phone.pull()
    assert (page["mode"], page["more"], kinds(page)) == ("full", False, ["我的"])
    assert page["ids"]["notice"] == [str(mine.pk)]
    assert page["ids"]["sync_conflict"] == []
    expected = changes_mac(phone.key, str(phone.device.pk), str(company().epoch), page["cursor"])
    assert (page["mac"], page["epoch"]) == (expected, str(company().epoch))


def test_a_whole_pull_in_small_pages_is_complete_and_keeps_what_changes_meanwhile(phone: Phone):
    for number in range(7):
        leave(phone, f"n{number}")
    first = phone.pull(limit=3)
    late = leave(phone, "later")
    pages, cursor = [first], first["cursor"]
    while pages[-1]["more"]:
        pages.append(phone.pull(pages[-1]["cursor"], limit=3))
    seen = {kind for page in pages for kind in kinds(page)}
    delta = phone.pull(pages[-1]["cursor"])
    assert seen | set(kinds(delta)) == {*(f"n{number}" for number in range(7)), "later"}
    assert kinds(delta) == ["later"]
    assert str(late.pk) in pages[-1]["ids"]["notice"]
    assert all("ids" not in page for page in pages[:-1])
    assert cursor != pages[-1]["cursor"]


def test_changes_come_once_in_order_and_in_pages(phone: Phone):
    _, cursor = whole(phone)
    notices = [leave(phone, f"n{number}") for number in range(5)]
    change(phone, notices[0], kind="n0 again")
    first = phone.pull(cursor, limit=2)
    assert (first["mode"], first["more"], kinds(first)) == ("delta", True, ["n0 again", "n1"])
    second = phone.pull(first["cursor"], limit=4)
    assert (kinds(second), second["more"]) == (["n0 again", "n2", "n3", "n4"], True)
    third = phone.pull(second["cursor"])
    assert (kinds(third), third["more"]) == ([], False)
    assert phone.pull(cursor)["rows"] == phone.pull(cursor)["rows"]  # asking again is no loss


def test_a_deletion_and_a_restoration_travel(phone: Phone):
    notice = leave(phone, "n")
    _, cursor = whole(phone)
    change(phone, notice, deleted_at=clock.now())
    page = phone.pull(cursor)
    assert (page["deleted"], page["rows"]) == ({"notice": [str(notice.pk)]}, {})
    change(phone, notice, deleted_at=None)
    assert kinds(phone.pull(page["cursor"])) == ["n"]


def test_a_record_given_to_somebody_else_is_revoked_here_and_delivered_there(phone: Phone):
    other = Phone(person("赵敏"))
    notice = leave(phone, "n")
    _, here = whole(phone)
    _, there = whole(other)
    change(phone, notice, person_id=other.person.pk)
    revoked = phone.pull(here)
    assert (revoked["revoked"], revoked["rows"]) == ({"notice": [str(notice.pk)]}, {})
    assert kinds(other.pull(there)) == ["n"]
    change(other, notice, person_id=phone.person.pk)
    assert kinds(phone.pull(here)) == ["n"]  # both moves in one page: only what stands now


def test_what_refers_to_a_record_comes_with_it_when_it_moves_in(phone: Phone):
    team = department("华东")
    first = person("钱", department=team)
    person("李")
    found = dict(slices.dependents(entities.get("department"), [team.pk], phone.person.pk, company_today()))
    assert [row.pk for row in found[entities.get("person")]] == [first.pk]


def test_companions_come_along_and_are_listed(phone: Phone):
    strange = leave(phone, "along", person("赵敏"))

    def along(person_id: Any, ids: Any) -> Any:
        return [("notice", Notice.objects.filter(kind="along"))] if strange.pk not in ids else []

    _, cursor = whole(phone)
    leave(phone, "mine")
    companions.add("notice", along)
    try:
        assert kinds(phone.pull(cursor)) == ["along", "mine"]
        page = phone.pull()
        assert kinds(page) == ["along", "mine"]
        assert str(strange.pk) in page["ids"]["notice"]
    finally:
        companions._members["notice"].remove(along)


def test_colleagues_are_names_only(phone: Phone):
    page = phone.pull()
    row = next(row for row in page["rows"]["person"] if row["id"] == str(phone.person.pk))
    assert row["name"] == "王磊"
    assert "mobile" not in row
    assert "roles" not in row


def test_a_command_is_told_when_its_pull_has_come(phone: Phone):
    _, cursor = whole(phone)
    done, held, forged = phone.note("n"), phone.note("held"), phone.command("probe.web", {})
    silent = phone.command("notice.read", {"ids": []})
    phone.send(done, held, forged, silent)
    page = phone.pull(cursor)
    assert page["applied_commands"] == sorted([done["id"], silent["id"]])
    assert phone.pull(page["cursor"])["applied_commands"] == []
    assert phone.pull()["applied_commands"] == sorted([done["id"], silent["id"]])


def test_a_new_epoch_an_old_cursor_and_a_new_role_start_over(phone: Phone):
    leave(phone, "n")
    _, cursor = whole(phone)
    later = clock.now() + timedelta(days=20)
    with clock.frozen(later):
        page = phone.pull(cursor)
    assert (page["mode"], kinds(page), "ids" in page) == ("rebase", ["n"], True)
    Company.objects.update(epoch=uuid7())
    forget_company()
    assert phone.pull(cursor)["mode"] == "full"
    _, cursor = whole(phone)
    write = Write(phone.actor, "api", "person.update")
    write.update(Person.objects.get(pk=phone.person.pk), roles=["manager", "rep"])
    write.flush()
    assert phone.pull(cursor)["mode"] == "rebase"


@pytest.mark.parametrize(
    "since", ["x", "e30=", "////", "a" * 2000, base64.urlsafe_b64encode(b"[" * 900).decode()]
)
def test_a_cursor_that_is_none_starts_over(phone: Phone, since: str):
    page = phone.pull(since)
    assert (page["http"], page["mode"]) == (200, "full")


def test_a_doctored_cursor_is_none():
    good = Cursor("e", "f", "2026-11-23", 5, 6)
    assert parse(good.text()) == good
    for change in ({"txid": -1}, {"entry": True}, {"entry": 2**70}, {"mode": "x"}, {"after": "x"}, {"born": "x"},
                   {"more": 1}):  # fmt: skip
        data = {**json.loads(base64.urlsafe_b64decode(good.text())), **change}
        assert parse(base64.urlsafe_b64encode(json.dumps(data).encode()).decode()) is None


@pytest.mark.parametrize(
    ("query", "status"),
    [({"limit": "0"}, 422), ({"limit": "501"}, 422), ({"limit": "x"}, 422), ({"order": "id"}, 422),
     ({"device": "x"}, 403), ({"device": str(uuid7())}, 403)],
)  # fmt: skip
def test_what_is_asked_wrongly_is_named(phone: Phone, query: dict[str, str], status: int):
    assert phone.pull(**query)["http"] == status


def test_the_query_budget_of_a_page_does_not_grow_with_its_rows(
    phone: Phone, django_assert_max_num_queries: Any
):
    _, cursor = whole(phone)
    device = phone.device
    for number in range(30):
        leave(phone, f"n{number}")
    phone.actor.subtree  # noqa: B018  # not part of the budget
    with django_assert_max_num_queries(9):
        page, _ = feed.pull(phone.actor, device, cursor, 500)
    assert len(page.rows["notice"]) == 30
