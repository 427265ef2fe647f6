"""Every address leads where Django's own search leads."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, URLResolver, get_resolver, path

from outrider.project.addresses import ByFirstWord, by_first_word

SAMPLES = {"record_id": "0192f0c1-0000-7000-8000-000000000001", "path": "customers", "key": "order.submit"}


def _api() -> tuple[ByFirstWord, URLResolver]:
    (ours,) = [one for one in get_resolver().url_patterns if isinstance(one, ByFirstWord)]
    plain = URLResolver(ours.pattern, ours.url_patterns, app_name=ours.app_name, namespace=ours.namespace)
    return ours, plain


def _addresses(resolver: URLResolver) -> list[str]:
    found = []
    for one in resolver.url_patterns:
        words = [_filled(word) for word in str(one.pattern).split("/")]
        found.append("api/" + "/".join(words))
    return found


def _filled(word: str) -> str:
    if "<" not in word:
        return word
    name = word.strip("<>").rpartition(":")[2].partition(">")[0]
    return SAMPLES.get(name, SAMPLES["record_id"])


def _answer(resolver: URLResolver, address: str) -> Any:
    try:
        found = resolver.resolve(address)
    except Resolver404:
        return None
    return found.func, found.args, found.kwargs, found.view_name, found.route


def test_the_same_view_for_every_address() -> None:
    ours, plain = _api()
    addresses = _addresses(plain)
    assert len(addresses) > 300
    strange = [
        "api/",
        "api/nothing",
        "api/customers/nothing/more",
        "elsewhere",
        "api/" + SAMPLES["record_id"],
    ]
    for address in addresses + strange:
        assert _answer(ours, address) == _answer(plain, address), address
    assert sum(_answer(ours, address) is not None for address in addresses) > 300


def test_a_late_word_is_compared_with_few() -> None:
    ours, _ = _api()
    assert len(ours._of["orders"].url_patterns) < 30


@pytest.mark.parametrize("address", ["a/one", "any/two"])
def test_a_pattern_that_begins_with_a_variable_fits_any_word(address: str) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    routes = [path("a/<key>", view, name="a"), path("<word>/two", view, name="two")]
    found = by_first_word("", (routes, None, None)).resolve(address)
    assert found.url_name == {"a/one": "a", "any/two": "two"}[address]
