"""What a visit can consist of: the registry of step kinds and the four kinds of this package.

A kind says which data the phone sends, when that data counts as done, what an administrator may set,
and what else is written when a result arrives. Orders registers ``order`` the same way. A kind never
refuses a fact for a business reason: it flags.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import Field as InputField

from outrider.engine.entities.verbs import Input
from outrider.kernel.registry import Registry
from outrider.kernel.text import T, Text

if TYPE_CHECKING:
    from outrider.engine.entities.verbs import Write
    from outrider.visits.models import StepResult, Visit

