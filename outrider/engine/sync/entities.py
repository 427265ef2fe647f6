"""What people must know of sync conflicts: whose change it was decides, his managers read along."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from outrider.engine.access.policy import ALL, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import KINDS_OF_RECORD, Entity, Field, Section, register
from outrider.engine.sync.declarations import Slice, slices
from outrider.engine.sync.models import SyncConflict
from outrider.kernel.text import T

LEVELS = {"rep": OWN, "manager": SUBTREE, "director": ALL, "back_office": ALL, "admin": ALL}
STATES = (("open", T("待处理", "Open")), ("resolved", T("已处理", "Resolved")))
CHOICES = (("current", T("保留现有内容", "Keep what stands")), ("other", T("采用另一份", "Take the other")))

CONFLICT = register(
    Entity(
        key="sync_conflict",
        path="sync-conflicts",
        model=SyncConflict,
        label=T("修改冲突", "Conflict of changes"),
        plural=T("修改冲突", "Conflicts of changes"),
        icon="git-merge",
        title="record_title",
        fields=(
            Field("person", "reference", T("修改人", "Changed by"), reference="person", read_only=True),
            Field("entity", "choice", T("对象", "Kind of record"), options=KINDS_OF_RECORD, read_only=True),
            Field("record_id", "text", T("记录编号", "Record"), read_only=True),
            Field("record_title", "text", T("记录", "Record's title"), read_only=True),
            Field("field", "text", T("字段", "Field"), read_only=True),
            Field("current", "json", T("现有内容", "What stands"), read_only=True),
            Field("other", "json", T("另一份内容", "The other"), read_only=True),
            Field("state", "choice", T("状态", "State"), options=STATES, read_only=True),
            Field("choice", "choice", T("处理结果", "Decision"), options=CHOICES, read_only=True),
        ),
        columns=("record_title", "field", "current", "other", "person", "state"),
        filters=("state", "entity", "person"),
        default_sort="-created_at",
        sections=(
            Section(T("冲突", "Conflict"), ("record_title", "field", "current", "other", "state", "choice")),
        ),
        scope=Scope(owner="person", department="person__department"),
        policy=Policy(read=LEVELS),
        bin=False,
        slice=lambda conflict: str(conflict.person_id),
    )
)

KEPT = timedelta(days=31)


def _lately(person_id: UUID, today: date) -> Q:
    return Q(person=person_id, created_at__date__gte=today - KEPT)


# Colleagues are names on a phone, nothing more.
slices.add("person", Slice(lambda person_id, today: Q(is_active=True, is_system=False), fields=("name",)))
slices.add("notice", Slice(_lately))
slices.add("sync_conflict", Slice(lambda person_id, today: Q(person=person_id, state="open")))
