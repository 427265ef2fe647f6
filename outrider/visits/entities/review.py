"""What people must know of a review; it is written by its verbs alone."""

from __future__ import annotations

from outrider.engine.access.policy import LEAD, OFFICE, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.kernel.text import T
from outrider.visits.entities.words import READ_FACTS, of_rep, of_visit
from outrider.visits.models import Review
from outrider.visits.queries.review import review_detail, review_sync

KINDS = (("evidence", T("核验依据", "Evidence")), ("photo", T("照片核对", "Photo check")))
STATES = (
    ("open", T("待复核", "For review")),
    ("explained", T("已说明情况", "Explained")),
    ("appealed", T("申诉中", "Appealed")),
    ("decided", T("已复核", "Reviewed")),
    ("withdrawn", T("已撤回", "Taken back")),
)
DECISIONS = (
    ("accepted", T("认可", "Accepted")),
    ("rejected", T("不认可", "Not accepted")),
    ("corrected", T("认可,定位已修正", "Accepted, pin corrected")),
)

REVIEW = register(
    Entity(
        key="review",
        path="reviews",
        model=Review,
        label=T("拜访复核", "Review"),
        plural=T("拜访复核", "Reviews"),
        icon="scale",
        title="title",
        subtitle="business_date",
        fields=(
            Field("title", "text", T("客户", "Customer"), read_only=True),
            Field("visit", "reference", T("拜访", "Visit"), reference="visit", read_only=True),
            Field("rep", "reference", T("业务员", "Rep"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("kind", "choice", T("类别", "Kind"), options=KINDS, read_only=True),
            Field("status", "choice", T("状态", "Status"), options=STATES, read_only=True),
            Field("asked_at", "datetime", T("提出时间", "Asked at"), attr="occurred_at", read_only=True),
            Field("business_date", "date", T("业务日期", "Business date"), read_only=True),
            Field("decision", "choice", T("结论", "Decision"), options=DECISIONS, read_only=True),
            Field("reason", "text", T("原因", "Reason"), read_only=True),
            Field("decided_by", "reference", T("复核人", "Reviewed by"), reference="person", read_only=True),
            Field("decided_at", "datetime", T("复核时间", "Reviewed at"), read_only=True),
            Field("appealed_at", "datetime", T("申诉时间", "Appealed at"), read_only=True),
            Field("entries", "json", T("经过", "What was said"), read_only=True, listed=False),
        ),
        columns=("title", "rep", "kind", "status", "asked_at", "decision", "decided_by"),
        filters=("rep", "department", "visit", "kind", "status", "decision", "business_date"),
        sorts=("asked_at", "business_date"),
        default_sort="-asked_at",
        sections=(Section(T("复核", "Review"), ("title", "rep", "kind", "status", "decision", "reason")),),
        bin=False,
        scope=Scope(owner="rep", department="department"),
        policy=Policy(read=READ_FACTS, update=LEAD, export={"manager": SUBTREE, **OFFICE}),
        about=of_visit,
        slice=of_rep,
        detail=review_detail,
        sync_extra=review_sync,
    )
)
