"""Services of other engine packages, put here by their apps so that arrows keep pointing down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outrider.kernel.registry import Registry

services: Registry[Callable[..., Any]] = Registry(
    "write_services", "enqueue, notify, run, time_zone, names, renamed"
)
