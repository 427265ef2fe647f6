"""Finding an address among several hundred: only those that begin with its first word are looked at.

Django compares a request with one pattern after the other; the API has one for each entity and each of its
parts, so that a record of a late entity would be compared three hundred times.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.urls import ResolverMatch, URLResolver
from django.urls.resolvers import RoutePattern


class ByFirstWord(URLResolver):
    """What ``path(route, (patterns, app, namespace))`` makes, with the same answers and the same order."""

    def resolve(self, path: Any) -> ResolverMatch:
        """The view of a path; raises Resolver404."""
        text = str(path)
        match: Any = self.pattern.match(text)
        below = self._of.get(match[0].partition("/")[0], self._others) if match else self._others
        return below.resolve(text)

    @cached_property
    def _of(self) -> dict[str, URLResolver]:
        words = {_first(one) for one in self.url_patterns}
        return {word: self._among(word) for word in words if "<" not in word}

    @cached_property
    def _others(self) -> URLResolver:
        return self._among(None)

    def _among(self, word: str | None) -> URLResolver:
        """Those of a first word; those that begin with a variable may fit any word."""
        patterns = [one for one in self.url_patterns if _first(one) == word or "<" in _first(one)]
        return URLResolver(self.pattern, patterns, self.default_kwargs, self.app_name, self.namespace)


def by_first_word(route: str, included: tuple[Any, Any, Any]) -> ByFirstWord:
    """An include below a route."""
    patterns, app_name, namespace = included
    return ByFirstWord(RoutePattern(route), patterns, None, app_name=app_name, namespace=namespace)


def _first(pattern: Any) -> str:
    return str(pattern.pattern).partition("/")[0]
