"""What packages declare of their records' comments: which records may be commented on at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from outrider.kernel.registry import Registry


@dataclass(frozen=True)
class Commented:
    """An entity whose records people comment on; ``said_in(record)`` names one for a list and a notice.

    Its declaration must name an owner: he is told, and who may read his record may read what is said of it.
    """

    entity: str
    said_in: Callable[[Any], str]


commented: Registry[Commented] = Registry("commented", "entities whose records are commented on")
