"""Orders through their verbs: sums, flags instead of refusals, states, approval, numbers."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from outrider.engine.entities import actions
from outrider.engine.entities.verbs import Held, Retry
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from outrider.orders.models import Order
from outrider.orders.tests.sheets import NOW, approval, from_phone, line, sheet, submit


def test_a_sheet_becomes_an_order_with_number_sums_and_rows(world, shop, goods):
    order = submit(
        world,
        sheet(
            shop,
            [
                line(goods["soda"], "box", "12"),
                line(goods["soda"], "piece", "6", "2.80"),
                line(goods["tea"], "box", "3", "48.00"),
                line(goods["tea"], "box", "1", "48.00", gift=True),
            ],
            payment="monthly",
            delivery_on="2026-11-25",
            note="下午送",
        ),
    )
    order.refresh_from_db()
    assert (order.number, order.status, order.payment) == ("SO-20261123-0001", "confirmed", "monthly")
    assert (order.total, order.quantity_text, order.product_count) == (6_648_000, "16箱6瓶", 2)
    assert (order.business_date, order.rep_id, order.department_id) == (
        date(2026, 11, 23),
        world.rep_wang.pk,
        world.east.pk,
    )
    assert (order.flags, order.flagged, order.currency) == ([], False, "CNY")
    kept = ("quantity", "base_quantity", "amount", "gift")
    assert [tuple(stored[name] for name in kept) for stored in order.lines] == [
        (12_000, 180_000, 5_040_000, False),
        (6_000, 6_000, 168_000, False),
        (3_000, 45_000, 1_440_000, False),
        (1_000, 15_000, 0, True),
    ]
    shop.refresh_from_db()
    assert shop.last_order_on == date(2026, 11, 23)


def test_the_answer_has_decimal_strings(world, shop, goods):
    order = submit(world, sheet(shop, [line(goods["soda"], quantity="1.5")]))
    answer = world.web(world.rep_wang, "rep").get(f"/api/orders/{order.pk}").json()
    shown = answer["lines"][0]
    assert (answer["total"], answer["quantity_text"], answer["placed_at"]) == (
        "63.00",
        "1.5箱",
        "2026-11-23T01:30:00.000Z",
    )
    assert {name: shown[name] for name in ("quantity", "price", "list_price", "amount", "unit_name")} == {
        "quantity": "1.5",
        "price": "42.00",
        "list_price": "42.00",
        "amount": "63.00",
        "unit_name": "箱",
    }
    assert answer["_titles"]["customer"] == shop.name


def test_numbers_run_by_day_without_gaps(world, shop, goods):
    numbers = [submit(world, sheet(shop, [line(goods["soda"])])).number for _ in range(3)]
    with pytest.raises(Problem):
        submit(world, sheet(shop, [line(goods["soda"], quantity="0")]))
    with clock.frozen(NOW + timedelta(days=1)):
        later = sheet(shop, [line(goods["soda"])], placed_at="2026-11-24T09:30:00+08:00")
        numbers.append(submit(world, later).number)
    assert numbers == ["SO-20261123-0001", "SO-20261123-0002", "SO-20261123-0003", "SO-20261124-0001"]


def test_a_repeated_sheet_answers_the_same_order_and_another_body_is_refused(world, shop, goods):
    payload = sheet(shop, [line(goods["soda"], quantity="2")])
    first = submit(world, payload)
    assert submit(world, payload).pk == first.pk
    other = {**payload, "lines": [{**payload["lines"][0], "quantity": "3"}]}
    with pytest.raises(Problem) as problem:
        submit(world, other)
    assert (problem.value.status, problem.value.code) == (409, "id_taken")
    assert list(Order.objects.values_list("number", "total")) == [("SO-20261123-0001", 840_000)]


def test_a_draft_has_no_number_is_replaced_and_then_confirmed(world, shop, goods):
    payload = sheet(shop, [line(goods["soda"])], draft=True)
    draft = submit(world, payload)
    assert (draft.status, draft.number) == ("draft", "")
    shop.refresh_from_db()
    assert shop.last_order_on is None
    payload |= {"lines": [line(goods["tea"], quantity="2", price="48.00")], "replaces_draft": True}
    submit(world, payload)
    assert [stored["product"] for stored in Order.objects.get().lines] == [str(goods["tea"].pk)]
    done = world.do("order.confirm", world.as_(world.rep_wang), draft.pk)
    assert (done.status, done.number, done.total) == ("confirmed", "SO-20261123-0001", 960_000)
    shop.refresh_from_db()
    assert shop.last_order_on == date(2026, 11, 23)
    with pytest.raises(Problem) as problem:
        world.do("order.confirm", world.as_(world.rep_wang), draft.pk)
    assert problem.value.status == 409


def test_an_empty_draft_is_kept_but_never_confirmed(world, shop):
    draft = submit(world, sheet(shop, [], draft=True))
    with pytest.raises(Problem) as problem:
        world.do("order.confirm", world.as_(world.rep_wang), draft.pk)
    assert problem.value.errors[0].field == "lines"
    with pytest.raises(Problem):
        submit(world, sheet(shop, []))
    assert list(Order.objects.values_list("status", flat=True)) == ["draft"]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"quantity": "0"}, "lines.0.quantity", "too_small"),
        ({"quantity": "-1"}, "lines.0.quantity", "too_small"),
        ({"quantity": "NaN"}, "lines.0.quantity", "decimal"),
        ({"quantity": "1e309"}, "lines.0.quantity", "decimal"),
        ({"quantity": "1.0001"}, "lines.0.quantity", "precision"),
        ({"quantity": "9007199254740993"}, "lines.0.quantity", "decimal"),
        ({"quantity": "100001"}, "lines.0.quantity", "range"),
        ({"quantity": "１２"}, "lines.0.quantity", "decimal"),
        ({"quantity": 12}, "lines.0.quantity", None),
        ({"price": "-0.01"}, "lines.0.price", "range"),
        ({"price": "1,234.5"}, "lines.0.price", "decimal"),
        ({"price": "Infinity"}, "lines.0.price", "decimal"),
        ({"amount": "0.01"}, "lines.0.amount", "unknown_key"),
        ({"product_id": "nonsense"}, "lines.0.product_id", "id"),
        ({"unit": ""}, "lines.0.unit", "too_short"),
        ({"unit": "box\x00"}, "lines.0.unit", "characters"),
        ({"unit": "\ud800"}, "lines.0.unit", None),
    ],
)
def test_a_malformed_line_names_its_field(world, shop, goods, change, field, code):
    with pytest.raises(Problem) as problem:
        submit(world, sheet(shop, [{**line(goods["soda"]), **change}]))
    first = problem.value.errors[0]
    assert (problem.value.status, first.field) == (422, field)
    assert code in (None, first.code)
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"payment": "later"}, "payment"),
        ({"placed_at": "2026-11-23T09:30:00"}, "placed_at"),
        ({"delivery_on": "2026-02-30"}, "delivery_on"),
        ({"note": "a\x00"}, "note"),
        ({"status": "completed"}, "status"),
        ({"number": "SO-1"}, "number"),
        ({"rep_id": "01890a5d-ac96-774b-bcce-b302099a8057"}, "rep_id"),
    ],
)
def test_a_malformed_sheet_names_its_field(world, shop, goods, change, field):
    with pytest.raises(Problem) as problem:
        submit(world, {**sheet(shop, [line(goods["soda"])]), **change})
    assert (problem.value.status, problem.value.errors[0].field) == (422, field)
    assert Order.objects.count() == 0


def test_the_same_line_twice_and_too_many_lines_are_refused(world, shop, goods):
    twice = line(goods["soda"])
    for lines in ([twice, twice], [line(goods["soda"]) for _ in range(201)]):
        with pytest.raises(Problem) as problem:
            submit(world, sheet(shop, lines))
        assert problem.value.errors[0].field == "lines"


def test_what_changed_meanwhile_is_flagged_and_the_order_stands(world, shop, goods):
    actions.update("product", world.system, goods["tea"].pk, {"version": 1, "status": "stopped"})
    payload = sheet(
        shop,
        [
            line(goods["soda"], price="40.00"),
            line(goods["tea"], price="48.00"),
            line(goods["tea"], "piece", price="3.20"),
            line(goods["soda"], "crate", price="40.00"),
        ],
        delivery_on="2026-11-20",
    )
    order, flags = from_phone(world, "order.submit", payload)
    assert flags == [
        "price_changed",
        "product_stopped",
        "product_stopped",
        "no_price",
        "unit_changed",
        "no_price",
        "delivery_past",
    ]
    assert (order.status, order.flagged, order.total) == ("confirmed", True, 1_312_000)
    assert order.flags[0]["text"]["zh-Hans"] == "苏打水:¥40.00,价格表 ¥42.00"
    assert order.flags[0]["line"] == payload["lines"][0]["line_id"]


def test_a_line_without_price_takes_the_list_price(world, shop, goods):
    order = submit(world, sheet(shop, [line(goods["soda"], quantity="2", price=None)]))
    assert (order.total, order.flags) == (840_000, [])


def test_an_order_for_a_customer_who_went_to_somebody_else_is_flagged(world, shop, goods):
    world.do("customer.assign", world.as_(world.director), shop.pk, owner=str(world.rep_sun.pk))
    order, flags = from_phone(world, "order.submit", sheet(shop, [line(goods["soda"])]))
    assert (flags, order.rep_id, order.number) == (["customer_moved"], world.rep_wang.pk, "SO-20261123-0001")
    own = world.web(world.rep_wang, "rep").get("/api/orders").json()
    assert [row["id"] for row in own["items"]] == [str(order.pk)]


def test_an_order_for_a_binned_customer_is_flagged(world, shop, goods):
    actions.delete("customer", world.as_(world.director), shop.pk, shop.version)
    _, flags = from_phone(world, "order.submit", sheet(shop, [line(goods["soda"])]))
    assert flags == ["customer_gone"]


def test_what_is_still_on_its_way_waits(world, shop, goods):
    unknown = str(uuid4())
    for change in ({"customer_id": unknown}, {"visit_id": unknown}, {"supplying_distributor_id": unknown}):
        with pytest.raises(Retry):
            from_phone(world, "order.submit", {**sheet(shop, [line(goods["soda"])]), **change})
    assert Order.objects.count() == 0


def test_a_product_never_heard_of_is_held_for_a_person(world, shop, goods):
    stranger = {**line(goods["soda"]), "product_id": str(uuid4())}
    with pytest.raises(Held) as held:
        from_phone(world, "order.submit", sheet(shop, [stranger]))
    assert (held.value.code, Order.objects.count()) == ("product_unknown", 0)


def test_over_the_api_somebody_elses_customer_is_not_found(world, goods):
    theirs = world.customer("学府便利", owner=world.rep_sun)
    with pytest.raises(Problem) as problem:
        submit(world, sheet(theirs, [line(goods["soda"])]))
    assert (problem.value.status, Order.objects.count()) == (404, 0)


def test_approval_below_list_price_waits_for_another_person(world, shop, goods):
    approval("below_list_price")
    cheap = submit(world, sheet(shop, [line(goods["soda"], quantity="10", price="35.70")]))
    full = submit(world, sheet(shop, [line(goods["soda"])]))
    assert (cheap.status, full.status, cheap.number) == ("pending", "confirmed", "SO-20261123-0001")
    manager = world.as_(world.manager_east)
    with pytest.raises(Problem) as problem:
        world.do("order.approve", manager, cheap.pk, total="350.00")
    assert (problem.value.status, problem.value.code) == (409, "amount_changed")
    done = world.do("order.approve", manager, cheap.pk, total="357.00")
    assert (done.status, done.confirmed_by_id) == ("confirmed", world.manager_east.pk)


def test_nobody_approves_his_own_order(world, goods):
    approval("always")
    own = world.customer("自己的店", owner=world.manager_east)
    order = submit(world, sheet(own, [line(goods["soda"])]), world.manager_east)
    for verb, payload in (("order.approve", {}), ("order.reject", {"reason": "x"})):
        with pytest.raises(Problem) as problem:
            world.do(verb, world.as_(world.manager_east), order.pk, **payload)
        assert problem.value.status == 403
    with pytest.raises(Problem) as problem:
        world.do("order.approve", world.as_(world.rep_wang), order.pk)
    assert problem.value.status in (403, 404)
    order.refresh_from_db()
    assert order.status == "pending"
    assert world.do("order.approve", world.as_(world.director), order.pk).status == "confirmed"


def test_a_manager_of_another_department_cannot_decide(world, shop, goods):
    approval("always")
    order = submit(world, sheet(shop, [line(goods["soda"])]))
    with pytest.raises(Problem) as problem:
        world.do("order.approve", world.as_(world.manager_north), order.pk)
    assert problem.value.status == 404


def test_rejecting_voids_with_a_reason_and_tells_the_rep(world, shop, goods):
    approval("always")
    order = submit(world, sheet(shop, [line(goods["soda"])]))
    done = world.do("order.reject", world.as_(world.manager_east), order.pk, reason="价格太低")
    assert (done.status, done.reason) == ("void", "价格太低")
    shop.refresh_from_db()
    assert shop.last_order_on is None
    notices = world.web(world.rep_wang, "rep").get("/api/notices").json()["items"]
    assert notices[0]["title"] == "订单 SO-20261123-0001 被退回"


def test_delivery_and_completion(world, shop, goods):
    order = submit(world, sheet(shop, [line(goods["soda"])]))
    office = world.as_(world.back_office)
    assert world.do("order.deliver_part", office, order.pk, note="先送一半").status == "partly_delivered"
    assert world.do("order.complete", office, order.pk).status == "completed"
    with pytest.raises(Problem) as problem:
        world.do("order.cancel", office, order.pk, reason="x")
    assert problem.value.status == 409


def test_voiding_sets_the_last_order_back(world, shop, goods):
    with clock.frozen(NOW - timedelta(days=7)):
        submit(world, sheet(shop, [line(goods["soda"])], placed_at="2026-11-16T09:30:00+08:00"))
    order = submit(world, sheet(shop, [line(goods["soda"])]))
    void = {"order_id": str(order.pk), "reason": "老板改主意"}
    done, flags = from_phone(world, "order.void", void)
    assert (done.status, done.reason, flags) == ("void", "老板改主意", [])
    assert from_phone(world, "order.void", void)[0].pk == order.pk
    shop.refresh_from_db()
    assert shop.last_order_on == date(2026, 11, 16)


def test_voiding_what_was_delivered_is_held_and_over_the_api_refused(world, shop, goods):
    order = submit(world, sheet(shop, [line(goods["soda"])]))
    world.do("order.complete", world.as_(world.back_office), order.pk)
    payload = {"order_id": str(order.pk), "reason": "x"}
    with pytest.raises(Held):
        from_phone(world, "order.void", payload)
    with pytest.raises(Problem) as problem:
        world.do("order.void", world.as_(world.rep_wang), **payload)
    assert problem.value.code == "too_late"


def test_another_reps_order_cannot_be_voided(world, shop, goods):
    order = submit(world, sheet(shop, [line(goods["soda"])]))
    with pytest.raises(Problem) as problem:
        world.do("order.void", world.as_(world.rep_zhao), order_id=str(order.pk), reason="x")
    assert problem.value.status == 404
    order.refresh_from_db()
    assert order.status == "confirmed"


def test_a_list_of_orders_costs_the_same_queries_however_many(world, shop, goods):
    browser = world.web(world.manager_east)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get("/api/orders?sort=-total&status=confirmed")
        assert answer.status_code == 200
        return len(captured), answer.json()["total"]

    submit(world, sheet(shop, [line(goods["soda"])]))
    one = cost()
    for _ in range(4):
        submit(world, sheet(shop, [line(goods["soda"]), line(goods["tea"], price="48.00")]))
    assert (one, cost()) == ((one[0], 1), (one[0], 5))


def test_a_sheet_of_ten_lines_costs_no_more_queries_than_one_of_one(world, shop, goods):
    def cost(count):
        payload = sheet(shop, [line(goods["soda"]) for _ in range(count)])
        with CaptureQueriesContext(connection) as captured:
            submit(world, payload)
        return len(captured)

    submit(world, sheet(shop, [line(goods["soda"])]))
    assert cost(10) == cost(1)
