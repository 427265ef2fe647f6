"""What a company leaves aside: the entities of modules that it has switched off, as the engine sees them.

Identity says what that is (``identity.company``); here it is asked by metadata, addresses, verbs, search, record
pages and sync. Promises: an address of something left aside answers 403 ``module_off`` and does nothing; what
phones had queued before is still taken, because it has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from outrider.kernel.errors import Problem
from outrider.kernel.registry import Registry
from outrider.kernel.text import T

MODULE_OFF = T(
    "企业没有开启这个功能,管理员可以在“设置 → 企业”里打开",
    "The company has not switched this part on; an administrator can under Settings → Company",
)
# () → keys of entities, and first words of verbs that name no entity, such as ``route`` of ``route.publish``.
hidden: Registry[Callable[[], frozenset[str]]] = Registry("hidden_entities", "what a company leaves aside")
# The same keys, whether they are left aside now or not: for everything else nobody needs to ask.
hideable: Registry[Callable[[], frozenset[str]]] = Registry("hideable_entities", "what could be left aside")


def left_aside() -> frozenset[str]:
    """Everything that this company leaves aside now."""
    return frozenset().union(*(keys() for keys in hidden))


def _any_hideable(keys: Iterable[str]) -> bool:
    switchable = frozenset().union(*(named() for named in hideable))
    return any(key in switchable for key in keys)


def check_present(key: str) -> None:
    """403 ``module_off`` when this entity, or this verb's first word, is left aside."""
    if _any_hideable((key,)) and key in left_aside():
        raise Problem(403, "module_off", MODULE_OFF)


def present(items: Iterable[Any], key: Callable[[Any], str]) -> list[Any]:
    """Those of the items whose entity is not left aside; an item of no entity names ``""``."""
    known = list(items)
    if not _any_hideable(map(key, known)):
        return known
    aside = left_aside()
    return [item for item in known if key(item) not in aside]
