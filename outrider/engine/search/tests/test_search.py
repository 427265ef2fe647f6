from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outrider.engine.search.flood import SEARCHES, WINDOW, count_search
from outrider.engine.search.grams import pinyin, query_terms, sort_key, terms
from outrider.kernel import clock
from tests.world.cast import World

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def test_chinese_is_cut_into_pairs_and_letters_into_threes() -> None:
    assert terms("惠民 abcd") == {"惠", "民", "惠民", "a", "ab", "abc", "bcd"}
    assert query_terms("惠民便") == ["惠民", "民便"]
    assert query_terms("wl") == ["wl"]
    assert query_terms("hern trad") == ["her", "ern", "tra", "rad"]


def test_every_query_finds_its_text_by_terms() -> None:
    text = "northern trading ltd 000123 惠民便利(解放路店)"
    for query in ("north", "ading", "rn trad", "民便", "惠", "000", "解放路", "lt"):
        assert set(query_terms(query)) <= terms(text), query


def test_pinyin_and_initials() -> None:
    assert pinyin("重庆王磊") == ("chongqingwanglei", "cqwl")
    assert pinyin("plain") == ("", "")
    assert sort_key("阿里") < sort_key("李四") < sort_key("王五") < sort_key("张三")


@pytest.mark.parametrize("query", ["惠民", "民便", "hmbl", "huimin", "解放路", "惠"])
def test_a_customer_is_found_by_part_pinyin_and_initials(world: World, query: str) -> None:
    shop = world.customer("惠民便利(解放路店)")
    world.customer("好邻居超市(学府路店)")
    found = world.web(world.manager_east).get(f"/api/customers?q={query}").json()
    assert [item["id"] for item in found["items"]] == [str(shop.pk)]
    assert found["total"] == 1


def test_search_shows_only_what_the_person_may_read(world: World) -> None:
    world.customer("惠民便利", owner=world.rep_sun)
    for person, count in (
        (world.rep_wang, 0),
        (world.manager_east, 0),
        (world.rep_sun, 1),
        (world.director, 1),
    ):
        browser = world.web(person)
        assert browser.get("/api/customers?q=惠民").json()["total"] == count, person.name
        hits = [i for i in browser.get("/api/search?q=惠民").json()["items"] if i["entity"] == "customer"]
        assert len(hits) == count, person.name


def test_a_person_who_searches_like_a_program_waits_for_the_next_minute(world: World) -> None:
    wang, zhao = world.web(world.rep_wang), world.web(world.rep_zhao)
    with clock.frozen(NOON):
        for _ in range(SEARCHES):
            count_search(world.rep_wang.pk)
        refused = wang.get("/api/search?q=惠民")
        assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
        assert str(SEARCHES) in refused.json()["detail"]
        assert zhao.get("/api/search?q=惠民").status_code == 200
    with clock.frozen(NOON + WINDOW):
        assert wang.get("/api/search?q=惠民").status_code == 200


def test_the_index_follows_a_change_and_the_bin(world: World) -> None:
    shop = world.customer("惠民便利")
    browser = world.web(world.admin)
    changed = browser.patch(f"/api/customers/{shop.pk}", {"version": 1, "name": "好邻居超市"}).json()
    assert browser.get("/api/customers?q=惠民").json()["total"] == 0
    assert browser.get("/api/customers?q=好邻").json()["total"] == 1
    assert browser.delete(f"/api/customers/{shop.pk}?version={changed['version']}").status_code == 204
    assert browser.get("/api/customers?q=好邻").json()["total"] == 0


@pytest.mark.parametrize("query", ["'", "%", "_", "\\", "a'&b", "!", "((", '"', "*", "NEAR", "x' OR '1'='1"])
def test_wildcards_and_operators_are_plain_text(world: World, query: str) -> None:
    world.customer("惠民便利")
    answer = world.web(world.admin).get("/api/customers").json()
    assert answer["total"] == 1
    browser = world.web(world.admin)
    for address in ("/api/customers", "/api/search"):
        assert browser.client.get(address, {"q": query}).status_code == 200
    assert browser.client.get("/api/customers", {"q": query}).json()["total"] == 0


def test_a_typed_word_and_a_filter_or_an_order_go_together(world: World) -> None:
    world.customer("惠民便利(解放路店)", grade="A")
    world.customer("惠民超市", grade="B")
    world.customer("老李烟酒", grade="A")
    browser = world.web(world.director)
    for params, names in (
        ("q=惠民&sort=-name", ["惠民超市", "惠民便利(解放路店)"]),
        ("q=惠民&grade=A", ["惠民便利(解放路店)"]),
    ):
        answer = browser.get(f"/api/customers?{params}").json()
        assert ([row["name"] for row in answer["items"]], answer["total"]) == (names, len(names))


def test_what_everybody_reads_is_found_by_everybody(world: World) -> None:
    world.customer("华北饮料经销", kind="distributor", owner=world.rep_sun)
    world.customer("华北便利店", owner=world.rep_sun)
    for person in (world.rep_wang, world.manager_east):
        for address in (
            "/api/customers?q=华北",
            "/api/customers?name.contains=华北",
            "/api/customers?q=hbyl",
        ):
            answer = world.web(person).get(address).json()
            assert [row["name"] for row in answer["items"]] == ["华北饮料经销"], (person.name, address)
            assert answer["total"] == 1
    assert world.web(world.director).get("/api/customers?q=华北").json()["total"] == 2
