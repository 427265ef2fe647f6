"""People, goods and shops: made up, each name once, enough of everything."""

from collections import Counter
from datetime import UTC, datetime

from outrider.catalog.rules import units_of
from outrider.customers.opening_hours import parse
from outrider.engine.entities.fieldtypes.texts import normal_mobile
from outrider.simulator import city, goods, names, people, pictures
from outrider.simulator.opened import NEW
from outrider.simulator.shops import (
    MALL,
    MOVED_IN,
    NO_BEAT,
    OFF_BEAT,
    STORY,
    STORY_BEAT,
    distributors,
    shops,
)

FOUNDED = datetime(2026, 9, 21, 1, tzinfo=UTC)
SHOPS = shops(1, city.build(1), FOUNDED)


def test_the_same_seed_makes_the_same_shops() -> None:
    assert shops(1, city.build(1), FOUNDED) == SHOPS
    assert [shop.name for shop in shops(2, city.build(2), FOUNDED)] != [shop.name for shop in SHOPS]


def test_no_name_is_a_real_chain_or_brand() -> None:
    told = [
        people.COMPANY,
        *(firm.name for firm in distributors(1, FOUNDED)),
        *(shop.name for shop in SHOPS),
        *(name for _, name, _, _ in NEW),
        *(f"{goods.BRAND}{item.name}" for item in goods.ITEMS),
    ]
    assert [(name, real) for name in told for real in names.REAL if real in name] == []


def test_six_hundred_shops_each_with_a_name_of_its_own() -> None:
    assert len(SHOPS) == 600
    assert len({shop.name for shop in SHOPS}) == 600
    assert len({shop.id for shop in SHOPS}) == 600
    assert set(Counter(shop.rep for shop in SHOPS).values()) == {50}
    assert {shop.kind.shop_type for shop in SHOPS} == {kind.shop_type for kind in names.SHOP_KINDS}
    assert {shop.grade for shop in SHOPS} == set("ABCD")


def test_the_shops_of_the_story_are_the_first_reps() -> None:
    by_name = {shop.name: shop for shop in SHOPS}
    for kind, name, street, grade in STORY:
        shop = by_name[name]
        assert (shop.kind.shop_type, shop.street, shop.grade) == (kind, street, grade)
        beat = NO_BEAT if name in OFF_BEAT else STORY_BEAT
        assert (shop.rep, shop.beat, shop.district) == (people.FIRST_REP.key, beat, "chengdong")
    assert by_name[MALL[1]].district == "jiangbei"
    assert by_name[MOVED_IN[1]].rep == people.WRONG_PIN


def test_opening_hours_can_be_read() -> None:
    for kind in names.SHOP_KINDS:
        for text in kind.hours:
            assert parse(text).as_json() is not None, text


def test_numbers_cannot_be_anybodys() -> None:
    numbers = [people.staff_mobile(place) for place in range(16)]
    numbers += [people.contact_mobile(place) for place in range(9_010)]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith(("+861990000", "+861990001")) for number in numbers)
    assert all(normal_mobile(number) == number for number in numbers[:20])


def test_every_box_divides_into_pieces_of_whole_cents() -> None:
    assert len(goods.ITEMS) == 18
    for place, item in enumerate(goods.ITEMS):
        assert item.cents == item.piece_cents * item.pieces, item
        assert len(units_of(goods.units(item))) == 2
        assert len(goods.barcode(place)) == 13
    known = {item.key for item in goods.ITEMS}
    assert all(set(keys) <= known for keys in goods.MUST_STOCK.values())
    by_key = {item.key: item for item in goods.ITEMS}
    assert goods.money(by_key["soda"].cents) == "42.00"
    assert goods.money(by_key["oolong"].cents) == "48.00"
    assert goods.money(by_key["crisps_tomato"].cents) == "76.80"


def test_two_shots_of_one_shelf_are_two_files() -> None:
    one = pictures.display("惠民便利", 1, "2026-11-20T08:40")
    again = pictures.display("惠民便利", 1, "2026-11-20T08:40")
    other = pictures.display("惠民便利", 1, "2026-11-19T08:40")
    assert one == again
    assert one.data != other.data
    assert one.data.startswith(b"\xff\xd8\xff")
    assert 20_000 < len(one.data) < 120_000
    assert len(pictures.storefront("老李烟酒副食", "人民路581号", "x").thumbnail) < 30_000
