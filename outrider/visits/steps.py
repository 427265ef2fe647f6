"""What a visit can consist of: the registry of step kinds, and photo, note and summary (see ``stock.py``).

A kind says which data the phone sends, when that data counts as done, what an administrator may set,
and what else is written when a result arrives. Orders registers ``order`` the same way. A kind never
refuses a fact for a business reason: it flags.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, StringConstraints
from pydantic import Field as Limits

from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.verbs import Input, Line, Lines
from outrider.kernel.money import parse_quantity
from outrider.kernel.registry import Registry
from outrider.kernel.text import T, Text

if TYPE_CHECKING:
    from outrider.engine.entities.verbs import Write
    from outrider.visits.models import StepResult, Visit

MOST_CHIPS, MOST_LINES = 20, 500


@dataclass(frozen=True, slots=True)
class ConfigField:
    """One thing that an administrator may set on a step of this kind; ``type`` is a field type's key."""

    key: str
    type: str
    label: Text
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class StepKind:
    """One kind of step.

    ``done(data, photos, config)`` decides from a result's data and the number of photos of its step;
    ``stored(write, visit, result, data)`` writes the kind's own tables within the transaction;
    ``stored_many`` does it for many results at once, where history is written in bulk; without it
    ``stored`` is called there before the visit itself is written. ``entity`` names what it is about: while the
    company leaves that aside, visits have no such step.
    """

    key: str
    label: Text
    icon: str
    data: type[Input]
    config_fields: tuple[ConfigField, ...] = ()
    done: Callable[[Mapping[str, Any], int, Mapping[str, Any]], bool] = lambda data, photos, config: True
    stored: Callable[[Write, Visit, StepResult, Any], None] | None = None
    stored_many: Callable[[Write, Sequence[tuple[Visit, StepResult, Any]]], None] | None = None
    entity: str = ""

    def meta(self, language: str) -> dict[str, Any]:
        """What the screens must know of the kind."""
        return {
            "key": self.key,
            "label": self.label.say(language),
            "icon": self.icon,
            "config_fields": [
                {"key": f.key, "type": f.type, "label": f.label.say(language)}
                | ({} if f.maximum is None else {"maximum": f.maximum})
                for f in self.config_fields
            ],
        }


step_kinds: Registry[StepKind] = Registry("step_kinds", "What a step of a visit can be")


def _count(text: str) -> str:
    if parse_quantity(text) < 0:
        raise ValueError("minimum")
    return text


Count = Annotated[str, StringConstraints(max_length=24), AfterValidator(_count)]
UnitKey = Annotated[str, StringConstraints(min_length=1, max_length=20)]
Chip = Annotated[Line, Limits(max_length=40)]


class PhotoData(Input):
    """A photo step has no data of its own: its photos travel beside it."""


class NoteData(Input):
    """A free note."""

    text: Annotated[Lines, Limits(max_length=5_000)] = ""


class StockLineInput(Input):
    """What stood on the shelf of one product, by unit."""

    product_id: UUID
    units: Annotated[dict[UnitKey, Count], Limits(max_length=10)] = {}
    out_of_stock: bool = False
    near_expiry: bool = False


class StockData(Input):
    """A stock count."""

    lines: Annotated[list[StockLineInput], Limits(max_length=MOST_LINES)] = []


class SummaryData(Input):
    """小结: chips and text, whether the purpose was met, and what comes next."""

    text: Annotated[Lines, Limits(max_length=5_000)] = ""
    chips: Annotated[list[Chip], Limits(max_length=MOST_CHIPS)] = []
    purpose_met: Literal["yes", "partly", "no", ""] | None = None
    next_step: Annotated[Line, Limits(max_length=500)] | None = None
    next_on: PlausibleDate | None = None


def _photos_done(data: Mapping[str, Any], photos: int, config: Mapping[str, Any]) -> bool:
    return photos >= max(1, int(config.get("min_photos") or 1))


def _note_done(data: Mapping[str, Any], photos: int, config: Mapping[str, Any]) -> bool:
    return bool(data.get("text"))


def _summary_done(data: Mapping[str, Any], photos: int, config: Mapping[str, Any]) -> bool:
    return bool(data.get("text") or data.get("chips"))


def _keep_summary(write: Write, visit: Visit, result: StepResult, data: SummaryData) -> None:
    """The latest summary stands on the visit itself, for lists and the phone's to-do."""
    visit.summary = data.text
    visit.summary_chips = data.chips
    visit.purpose_met = data.purpose_met or ""
    visit.next_step = data.next_step or ""
    visit.next_on = data.next_on


_TALKING_POINTS = ConfigField("talking_points", "long_text", T("话术要点", "Talking points"))

step_kinds.add(
    "photo",
    StepKind(
        key="photo",
        label=T("拍照", "Photo"),
        icon="camera",
        data=PhotoData,
        config_fields=(
            ConfigField("min_photos", "integer", T("至少张数", "At least (photos)"), maximum=20),
            ConfigField("sample_digest", "photo", T("示例照片", "Sample picture")),
            _TALKING_POINTS,
        ),
        done=_photos_done,
    ),
)
step_kinds.add(
    "note",
    StepKind(
        key="note",
        label=T("记录", "Note"),
        icon="notebook-pen",
        data=NoteData,
        config_fields=(_TALKING_POINTS,),
        done=_note_done,
    ),
)
step_kinds.add(
    "summary",
    StepKind(
        key="summary",
        label=T("小结", "Summary"),
        icon="list-checks",
        data=SummaryData,
        config_fields=(ConfigField("chips", "tags", T("常用短语", "Phrases to tap")), _TALKING_POINTS),
        done=_summary_done,
        stored=_keep_summary,
    ),
)
