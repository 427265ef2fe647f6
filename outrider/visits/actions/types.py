"""Visit types: what must hold of them, and the versions that visits are judged by."""

from __future__ import annotations

from typing import Any

from outrider.engine.entities.verbs import Write
from outrider.engine.files.queries import held
from outrider.kernel.errors import invalid
from outrider.kernel.text import T
from outrider.visits.models import VisitType, VisitTypeVersion

NO_FILE = T("示例照片还没有上传", "The sample picture has not been uploaded")
STOPPED_DEFAULT = T("默认类型不能停用", "The default type cannot be stopped")


def samples(steps: Any) -> set[str]:
    """The digests of sample pictures that steps name."""
    found = {(step.get("config") or {}).get("sample_digest") for step in steps or ()}
    return {digest for digest in found if digest}


def check_type(write: Write, kind: VisitType) -> None:
    """Who names a sample picture has brought it: a digest alone gives nobody another's picture."""
    if kind.is_default and kind.status != "active":
        raise invalid("status", "default", STOPPED_DEFAULT)
    fresh = samples(kind.steps) - samples((kind._loaded or {}).get("steps"))
    if fresh - held(write.actor.id, fresh):
        raise invalid("steps", "file_missing", NO_FILE)


def fill_type(write: Write, kind: VisitType) -> None:
    """Another set of steps or least time is another version; one type is the default."""
    before = kind._loaded
    if before is not None and (before["steps"], before["min_minutes"]) != (kind.steps, kind.min_minutes):
        kind.steps_version = before["steps_version"] + 1
    if kind.is_default:
        for other in VisitType.objects.filter(is_default=True).exclude(pk=kind.pk):
            write.update(other, is_default=False)


def keep_version(write: Write, kind: VisitType) -> None:
    """Append the version that the type now shows, once."""
    if not VisitTypeVersion.objects.filter(visit_type=kind.pk, number=kind.steps_version).exists():
        write.create(
            VisitTypeVersion(
                visit_type=kind, number=kind.steps_version, min_minutes=kind.min_minutes, steps=kind.steps
            ),
            verb="visit_type.version",
        )
