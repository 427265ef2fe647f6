"""The one small mechanism by which upper packages extend lower ones."""

from __future__ import annotations

from collections.abc import Iterator

_registries: dict[str, Registry[object]] = {}


class Registry[V]:
    """Named members under string keys; a key is taken once. Listed by ``outrider doctor``."""

    def __init__(self, name: str, promise: str = "") -> None:
        self.name, self.promise = name, promise
        self._members: dict[str, V] = {}
        _registries[name] = self  # type: ignore[assignment]  # the list only reads

    def add(self, key: str, value: V) -> V:
        """Register a member; ValueError when the key is taken by another."""
        if self._members.get(key, value) is not value:
            raise ValueError(f"{self.name}: {key} is registered twice")
        self._members[key] = value
        return value

    def get(self, key: str) -> V:
        """The member under a key; KeyError names the registry."""
        try:
            return self._members[key]
        except KeyError:
            raise KeyError(f"{self.name} has no {key}") from None

    def find(self, key: str) -> V | None:
        """The member under a key, or None."""
        return self._members.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._members

    def __iter__(self) -> Iterator[V]:
        return iter(self._members.values())

    def __len__(self) -> int:
        return len(self._members)

    def keys(self) -> list[str]:
        """All keys in order of registration."""
        return list(self._members)


class MultiRegistry[V]:
    """Several members under each key, such as the panels of an entity."""

    def __init__(self, name: str, promise: str = "") -> None:
        self.name, self.promise = name, promise
        self._members: dict[str, list[V]] = {}
        _registries[name] = self  # type: ignore[assignment]  # the list only reads

    def add(self, key: str, value: V) -> V:
        """Add one member under a key, once."""
        members = self._members.setdefault(key, [])
        if value not in members:
            members.append(value)
        return value

    def of(self, key: str) -> list[V]:
        """The members under a key, in order of registration."""
        return list(self._members.get(key, ()))

    def keys(self) -> list[str]:
        """All keys that have members."""
        return list(self._members)

    def __len__(self) -> int:
        return sum(len(members) for members in self._members.values())


def all_registries() -> dict[str, Registry[object]]:
    """Every registry of the process by name."""
    return dict(_registries)
