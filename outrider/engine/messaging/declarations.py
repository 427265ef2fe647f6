"""What packages declare of their records' comments: which records may be commented on at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from outrider.kernel.registry import Registry
from outrider.kernel.text import Text


@dataclass(frozen=True)
class Commented:
    """An entity whose records people comment on; ``said_in(record)`` names one for a list and a notice.

    ``told_of(record)`` names it in the notice where one name does not do for every language. Its declaration must
    name an owner: he is told, and who may read his record may read what is said of it.
    """

    entity: str
    said_in: Callable[[Any], str]
    told_of: Callable[[Any], Text] | None = None


commented: Registry[Commented] = Registry("commented", "entities whose records are commented on")
