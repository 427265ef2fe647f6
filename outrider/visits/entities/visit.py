"""What people must know of a visit."""

from __future__ import annotations

from typing import Any

from outrider.engine.access.policy import LEAD, OFFICE, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.kernel.text import T
from outrider.tracking.queries import LOCATION_STATUSES, OUTCOME_OPTIONS
from outrider.visits.entities.words import MET, READ_FACTS, REASONS, REVIEWS, STATUSES, of_customer, of_rep
from outrider.visits.models import Visit
from outrider.visits.queries import visit_detail, visit_sync


def _slice(visit: Any) -> str | None:
    """A rep's own visits; one of long ago that a file brings (``imports``) is told to no phone: none carries it."""
    return None if getattr(visit, "long_ago", False) else of_rep(visit)


VISIT = register(
    Entity(
        key="visit",
        path="visits",
        model=Visit,
        label=T("拜访", "Visit"),
        plural=T("拜访", "Visits"),
        icon="footprints",
        title="title",
        subtitle="business_date",
        fields=(
            Field("title", "text", T("标题", "Title"), read_only=True),
            Field("customer", "reference", T("客户", "Customer"), reference="customer", read_only=True),
            Field("rep", "reference", T("业务员", "Rep"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field(
                "visit_type", "reference", T("拜访类型", "Visit type"), reference="visit_type", read_only=True
            ),
            Field("type_version", "integer", T("类型版本", "Type version"), read_only=True),
            Field(
                "plan", "reference", T("计划", "Plan"), reference="visit_plan", read_only=True, listed=False
            ),
            Field("planned", "boolean", T("计划内", "Planned"), read_only=True),
            Field("purpose", "text", T("目的", "Purpose"), read_only=True),
            Field("status", "choice", T("状态", "Status"), options=STATUSES, read_only=True),
            Field("checked_in_at", "datetime", T("签到", "Checked in"), read_only=True),
            Field("checked_out_at", "datetime", T("签退", "Checked out"), read_only=True),
            Field("out_edited", "boolean", T("补签退", "Check-out entered later"), read_only=True),
            Field("time_in_store_s", "duration", T("在店时长", "Time in store"), read_only=True),
            Field("business_date", "date", T("业务日期", "Business date"), read_only=True),
            Field(
                "location_status", "choice", T("定位", "Location"), options=LOCATION_STATUSES, read_only=True
            ),
            Field("distance_m", "integer", T("距离(米)", "Distance (m)"), read_only=True),
            Field("accuracy_m", "integer", T("精度(米)", "Accuracy (m)"), read_only=True),
            Field("inside", "boolean", T("围栏内", "Inside the fence"), read_only=True),
            Field(
                "outcome", "choice", T("核验结果", "Verification"), options=OUTCOME_OPTIONS, read_only=True
            ),
            Field("effective", "boolean", T("有效拜访", "Effective"), read_only=True),
            Field(
                "could_not_reason", "choice", T("无法拜访原因", "Why not"), options=REASONS, read_only=True
            ),
            Field("purpose_met", "choice", T("目的达成", "Purpose met"), options=MET, read_only=True),
            Field("summary", "long_text", T("小结", "Summary"), read_only=True),
            Field("summary_chips", "json", T("小结短语", "Summary phrases"), read_only=True),
            Field("next_step", "text", T("下一步", "Next step"), read_only=True),
            Field("next_on", "date", T("下次日期", "Next on"), read_only=True),
            Field("missing_reason", "text", T("未做原因", "Why steps are missing"), read_only=True),
            Field("note", "long_text", T("说明", "Note"), read_only=True),
            Field("complete", "boolean", T("照片已齐", "All photos here"), read_only=True),
            Field("photos_named", "integer", T("照片数", "Photos"), read_only=True),
            Field("photos_held", "integer", T("已到照片", "Photos here"), read_only=True),
            Field("photos_rejected", "integer", T("不合格照片", "Photos not passed"), read_only=True),
            Field("steps_done", "json", T("已做步骤", "Steps done"), read_only=True),
            Field("flagged", "json", T("提示", "Remarks"), read_only=True),
            Field("review", "choice", T("复核", "Review"), options=REVIEWS, read_only=True),
            Field("review_reason", "text", T("复核原因", "Reason of the review"), read_only=True),
            Field(
                "reviewed_by",
                "reference",
                T("复核人", "Reviewed by"),
                reference="person",
                read_only=True,
                listed=False,
            ),
            Field("reviewed_at", "datetime", T("复核时间", "Reviewed at"), read_only=True, listed=False),
        ),
        columns=(
            "customer",
            "rep",
            "checked_in_at",
            "time_in_store_s",
            "status",
            "outcome",
            "effective",
            "photos_named",
        ),
        filters=(
            "customer",
            "rep",
            "department",
            "visit_type",
            "business_date",
            "checked_in_at",
            "status",
            "outcome",
            "effective",
            "complete",
            "planned",
            "could_not_reason",
            "purpose_met",
            "location_status",
            "review",
        ),
        sorts=("checked_in_at", "business_date", "time_in_store_s"),
        default_sort="-checked_in_at",
        sections=(
            Section(
                T("拜访", "Visit"),
                ("customer", "rep", "visit_type", "status", "checked_in_at", "checked_out_at", "purpose"),
            ),
            Section(
                T("核验", "Verification"), ("outcome", "distance_m", "accuracy_m", "effective", "review")
            ),
            Section(
                T("结果", "Result"), ("summary", "purpose_met", "next_step", "next_on", "missing_reason")
            ),
        ),
        bin=False,
        # The present owner reads what happened at his customer before him; a rep always reads his own.
        scope=Scope(owner="rep", mine="customer__owner", department="department"),
        policy=Policy(read=READ_FACTS, update=LEAD, export={"manager": SUBTREE, **OFFICE}),
        about=of_customer,
        slice=_slice,
        comes_with="customer",
        detail=visit_detail,
        sync_extra=visit_sync,
        sync_related=("results", "photos"),
    )
)
