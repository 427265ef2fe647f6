"""Where orders show: on the customer's page, in the manager's day and among his cards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from outrider.engine.entities.actions import perform
from outrider.engine.entities.extensions import panels, read_timeline
from outrider.engine.messaging.models import Comment, Notice
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.kernel.ids import uuid7
from outrider.orders import queries
from outrider.orders.tests.sheets import NOW, approval, line, sheet, submit
from outrider.visits.board import DayQuestion, queue_sources


def test_the_customers_page_shows_its_orders(world, shop, goods):
    order = submit(world, sheet(shop, [line(goods["soda"], quantity="2")]))
    actor = world.as_(world.rep_wang)
    panel = next(panel for panel in panels.of("customer") if panel.key == "orders").load(actor, shop)
    row = panel["rows"][0]
    assert (row["id"], row["number"], row["total"], row["status"]) == (
        str(order.pk),
        "SO-20261123-0001",
        "84.00",
        "已确认",
    )
    event = next(item for item in read_timeline("customer", actor, shop.pk) if item["kind"] == "order")
    assert (event["title"], event["text"]) == ("订单 SO-20261123-0001", "2箱")
    assert event["facts"] == {"status": "confirmed", "total": "84.00", "note": ""}


def asked(world, person, on=date(2026, 11, 23)):
    people = (world.rep_wang.pk, world.rep_zhao.pk)
    return DayQuestion(world.as_(person), "zh-Hans", on, clock.now(), people)


def test_the_managers_day_counts_orders_against_last_week_at_this_hour(world, shop, goods):
    for days, placed in ((7, "2026-11-16T09:30:00+08:00"), (7, "2026-11-16T11:30:00+08:00")):
        with clock.frozen(NOW - timedelta(days=days) + timedelta(hours=2)):
            submit(world, sheet(shop, [line(goods["soda"])], placed_at=placed))
    visit_free = submit(world, sheet(shop, [line(goods["soda"], quantity="1.5")]))
    submit(world, sheet(shop, [line(goods["soda"])], draft=True))
    voided = submit(world, sheet(shop, [line(goods["soda"])]))
    world.do("order.cancel", world.as_(world.rep_wang), voided.pk, reason="x")
    assert queries.figures_of_day(asked(world, world.manager_east)) == {
        "count": 1,
        "amount": "63.00",
        "against": {"amount": "42.00", "percent": 50},
    }
    assert queries.figures_of_people(asked(world, world.manager_east)) == {
        world.rep_wang.pk: {"amount": "63.00", "orders": 1}
    }
    assert visit_free.visit_id is None
    assert queries.figures_of_day(asked(world, world.manager_east, date(2026, 11, 20)))["against"] == {
        "amount": "0.00",
        "percent": None,
    }


def test_pending_and_flagged_orders_wait_as_cards_and_are_decided_there(world, shop, goods):
    flagged = submit(world, sheet(shop, [line(goods["soda"], price="40.00")]))
    approval("always")
    pending = submit(world, sheet(shop, [line(goods["soda"])]))
    question = asked(world, world.manager_east)
    to_approve, to_see = queue_sources.get("approval"), queue_sources.get("order_flags")
    card = to_approve.items(question, 10)[0]
    assert (card.record_id, card.title) == (pending.pk, f"王磊 · {shop.name}")
    assert card.text == "SO-20261123-0002 · 1箱 · ¥42.00"
    assert [item.record_id for item in to_see.items(question, 10)] == [flagged.pk]
    assert "¥40.00,价格表 ¥42.00" in to_see.items(question, 10)[0].text
    to_approve.decide(question, pending.pk, "approve", "")
    to_see.decide(question, flagged.pk, "seen", "")
    assert (to_approve.count(question), to_see.count(question)) == (0, 0)
    pending.refresh_from_db()
    assert pending.status == "confirmed"
    with pytest.raises(Problem) as problem:
        to_approve.decide(question, pending.pk, "explode", "")
    assert problem.value.status == 422


def test_a_rep_has_no_cards_and_a_neighbour_sees_none(world, shop, goods):
    approval("always")
    submit(world, sheet(shop, [line(goods["soda"])]))
    source = queue_sources.get("approval")
    counts = [
        source.count(asked(world, p)) for p in (world.rep_wang, world.manager_north, world.manager_east)
    ]
    assert counts == [0, 0, 1]


def test_a_comment_on_an_order_reaches_its_rep_and_nobody_who_may_not_read_it(world, shop, goods):
    order = submit(world, sheet(shop, [line(goods["soda"])]))
    said = {
        "comment_id": str(uuid7()),
        "entity": "order",
        "record_id": str(order.pk),
        "text": "单价再核对一下",
        "at": NOW.isoformat(),
    }
    made = perform("comment.add", said, actor=world.as_(world.manager_east))
    assert (made.person_id, made.said_in) == (world.rep_wang.pk, f"{order.customer.name} {order.number}")
    note = Notice.objects.get(person=world.rep_wang, kind="comment")
    assert note.link == f"/orders/{order.pk}"
    page = world.web(world.rep_wang, "rep").get(f"/api/comments/on/order/{order.pk}").json()
    assert [one["text"] for one in page["items"]] == ["单价再核对一下"]
    for who in (world.rep_sun, world.manager_north):
        with pytest.raises(Problem) as refused:
            perform("comment.add", {**said, "comment_id": str(uuid7())}, actor=world.as_(who))
        assert refused.value.status == 404
        assert world.web(who).get(f"/api/comments/on/order/{order.pk}").status_code == 404
    assert Comment.objects.count() == 1
