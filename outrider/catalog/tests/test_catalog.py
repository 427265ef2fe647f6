"""Products, price lists and must-stock lists: checks, defaults, prices of a day."""

from __future__ import annotations

from datetime import date

import pytest

from outrider.catalog import queries
from outrider.catalog.models import PriceList, Product
from outrider.engine.entities import actions
from outrider.kernel.errors import Problem

UNITS = [{"key": "box", "name": "箱", "factor": "15"}, {"key": "piece", "name": "瓶", "factor": "1"}]


def soda(world, **values):
    return world.make("product", **{"name": "岚溪苏打水 原味", "spec": "410ml×15", "units": UNITS, **values})


def prices(world, product, **values):
    lines = [{"product": str(product.pk), "unit": "box", "price": "42.00"}]
    return world.make("price_list", **{"name": "标准价", "is_default": True, "lines": lines, **values})


def first_error(problem):
    return problem.value.errors[0].field, problem.value.errors[0].code


def test_a_product_takes_its_base_unit_from_the_unit_of_factor_one(world):
    product = soda(world)
    assert (product.base_unit, product.name_sort) == ("瓶", "lan2 xi1 su1 da2 shui3   yuan2 wei4")
    changed = actions.update(
        "product",
        world.system,
        product.pk,
        {
            "version": product.version,
            "units": [
                {"key": "case", "name": "件", "factor": "24"},
                {"key": "bag", "name": "袋", "factor": "1"},
            ],
        },
    )
    assert Product.objects.get(pk=changed.pk).base_unit == "袋"


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ([], "too_few"),
        ([{"key": "box", "name": "箱", "factor": "15"}], "unit_factor_base_missing"),
        ([UNITS[1], UNITS[1]], "unit_key_duplicate"),
        ([{**UNITS[1], "factor": "NaN"}], "unit_factor_quantity"),
        ([{**UNITS[1], "factor": "1", "price": "3"}], "unknown_key"),
        ("箱", "list"),
    ],
)
def test_units_that_cannot_be_used_are_refused(world, units, code):
    with pytest.raises(Problem) as problem:
        soda(world, units=units)
    assert problem.value.status == 422
    assert first_error(problem)[0].startswith("units")
    assert code == first_error(problem)[1]
    assert Product.objects.count() == 0


def test_a_price_list_answers_decimal_strings_and_keeps_whole_numbers(world):
    product = soda(world)
    stored = prices(world, product)
    assert stored.lines == [{"product": str(product.pk), "unit": "box", "price": 420_000}]
    answer = world.web(world.rep_wang, "rep").get(f"/api/price-lists/{stored.pk}").json()
    assert answer["lines"] == [{"product": str(product.pk), "unit": "box", "price": "42.00"}]


@pytest.mark.parametrize(
    ("lines", "field", "code"),
    [
        ([("P", "crate", "1.00")], "lines.0.unit", "unit"),
        ([("P", "box", "1.00"), ("missing", "box", "1.00")], "lines.1.product", "no_such_record"),
        ([("P", "box", "1.00"), ("P", "box", "2.00")], "lines", "duplicate_line"),
        ([("P", "box", "-1")], "lines.0.price", "range"),
        ([("P", "box", "1,234.5")], "lines.0.price", "decimal"),
        ([("P", "box", "１２")], "lines.0.price", "decimal"),
        ([("P", "box", "1.00001")], "lines.0.price", "precision"),
        ([("P", "box", "1e309")], "lines.0.price", "decimal"),
        ([("P", "box", "1000001")], "lines.0.price", "range"),
    ],
)
def test_a_bad_price_names_its_line(world, lines, field, code):
    product = soda(world)
    ids = {"P": str(product.pk), "missing": "01890a5d-ac96-774b-bcce-b302099a8057"}
    with pytest.raises(Problem) as problem:
        prices(world, product, lines=[{"product": ids[p], "unit": u, "price": v} for p, u, v in lines])
    assert first_error(problem) == (field, code)
    assert PriceList.objects.count() == 0


def test_dates_and_currency_of_a_price_list_are_checked(world):
    product = soda(world)
    with pytest.raises(Problem) as problem:
        prices(world, product, valid_from="2026-12-01", valid_to="2026-11-01")
    assert first_error(problem) == ("valid_to", "end_before_start")
    with pytest.raises(Problem) as problem:
        prices(world, product, currency="USD")
    assert first_error(problem) == ("currency", "currency")


def test_there_is_one_default_price_list(world):
    product = soda(world)
    first = prices(world, product)
    second = prices(world, product, name="新价")
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)


def test_a_price_is_that_of_its_day(world):
    product = soda(world)
    assert queries.price_book(date(2026, 11, 23)).price(product.pk, "box") is None
    prices(world, product, valid_from="2026-11-01", valid_to="2026-11-30")
    book = queries.price_book(date(2026, 11, 30))
    assert (book.price(product.pk, "box"), book.price(product.pk, "piece")) == (420_000, None)
    assert queries.price_book(date(2026, 12, 1)).price(product.pk, "box") is None


def test_goods_know_whether_they_are_sold(world):
    product = soda(world)
    assert queries.goods([product.pk])[product.pk].sold
    actions.update("product", world.system, product.pk, {"version": product.version, "status": "stopped"})
    assert not queries.goods([product.pk])[product.pk].sold
    assert queries.goods([]) == {}


def test_counted_goods_are_in_base_units(world):
    product = soda(world)
    assert queries.counted({product.pk: {"box": 1_000, "piece": 3_000}}) == {
        product.pk: (product.name, 18_000)
    }
    assert queries.counted({product.pk: {"crate": 1_000}}) == {product.pk: (product.name, None)}


def test_a_must_stock_list_is_one_per_shop_type_and_in_order(world):
    first, second = soda(world), soda(world, name="乌龙茶")
    ordered = [str(second.pk), str(first.pk)]
    world.make("must_stock_list", shop_type="convenience", products=ordered)
    assert queries.must_stock("convenience") == [second.pk, first.pk]
    assert queries.must_stock("restaurant") == []
    with pytest.raises(Problem) as problem:
        world.make("must_stock_list", shop_type="convenience", products=ordered)
    assert problem.value.code == "duplicate"


def test_a_rep_reads_the_catalogue_but_does_not_change_it(world):
    product = soda(world)
    browser = world.web(world.rep_wang, "rep")
    assert browser.get("/api/products").json()["total"] == 1
    assert browser.patch(f"/api/products/{product.pk}", {"version": 1, "name": "x"}).status_code == 403
    assert browser.post("/api/products", {"name": "x", "units": UNITS}).status_code == 403
    assert Product.objects.get().name == "岚溪苏打水 原味"
