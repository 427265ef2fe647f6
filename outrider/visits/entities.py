"""What people must know of visit types, visits with their facts, and plans."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.customers import queries as customers
from outrider.engine.access.policy import ALL, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, entities, register
from outrider.kernel.text import T
from outrider.tracking.queries import LOCATION_STATUSES, OUTCOME_OPTIONS
from outrider.visits import fieldtypes
from outrider.visits.actions.plans import check_plan, fill_plan
from outrider.visits.actions.types import check_type, fill_type
from outrider.visits.models import StepResult, StockLine, Visit, VisitPhoto, VisitPlan, VisitType, VisitTypeVersion
from outrider.visits.queries import visit_detail, visit_sync

assert fieldtypes and customers  # registered before they are named below
OFFICE = {"director": ALL, "back_office": ALL, "admin": ALL}
EVERYBODY = {"rep": ALL, "manager": ALL, **OFFICE}
READ_FACTS = {"rep": OWN, "manager": SUBTREE, **OFFICE}
LEAD = {"manager": SUBTREE, "director": ALL, "admin": ALL}
POOL = "pool"

STATUSES = (
    ("open", T("进行中", "Open")),
    ("done", T("已完成", "Done")),
    ("could_not", T("无法拜访", "Could not visit")),
)
REASONS = (
    ("closed", T("关门", "Closed")),
    ("owner_away", T("老板不在", "Owner away")),
    ("refused_visit", T("拒访", "Visit refused")),
    ("moved", T("已搬迁", "Moved")),
    ("out_of_business", T("已倒闭", "Out of business")),
    ("rescheduled", T("改期", "Rescheduled")),
)
MET = (("yes", T("是", "Yes")), ("partly", T("部分", "Partly")), ("no", T("否", "No")))
REVIEWS = (("accepted", T("已认可", "Accepted")), ("rejected", T("未认可", "Not accepted")))
VERDICTS = (("ok", T("合格", "Passed")), ("rejected", T("不合格", "Not passed")))
PLAN_STATUSES = (
    ("planned", T("待拜访", "Planned")),
    ("done", T("已完成", "Done")),
    ("could_not", T("无法拜访", "Could not visit")),
    ("postponed", T("已改期", "Postponed")),
    ("cancelled", T("已取消", "Cancelled")),
)


def _itself(record: Any) -> UUID | None:
    found: UUID = record.customer_id
    return found


def _of_visit(record: Any) -> UUID | None:
    found: UUID = record.visit.customer_id
    return found


def _rep(record: Any) -> str | None:
    return str(record.rep_id)


VISIT_TYPE = register(
    Entity(
        key="visit_type",
        path="visit-types",
        model=VisitType,
        label=T("拜访类型", "Visit type"),
        plural=T("拜访类型", "Visit types"),
        icon="list-ordered",
        title="name",
        fields=(
            Field("name", "label", T("名称", "Name"), required=True),
            Field(
                "customer_kinds",
                "choices",
                T("适用客户", "For customers"),
                options=entities.get("customer").by_name["kind"].options,
            ),
            Field(
                "min_minutes",
                "integer",
                T("至少在店(分钟)", "At least (minutes)"),
                required=True,
                default=0,
                minimum=0,
                maximum=600,
            ),
            Field("steps", "steps", T("步骤", "Steps"), required=True),
            Field("steps_version", "integer", T("步骤版本", "Version of the steps"), read_only=True),
            Field(
                "status",
                "choice",
                T("状态", "Status"),
                required=True,
                default="active",
                options=(("active", T("启用", "Active")), ("stopped", T("停用", "Stopped"))),
            ),
            Field("is_default", "boolean", T("默认类型", "Default type"), required=True, default=False),
        ),
        columns=("name", "min_minutes", "status", "is_default"),
        filters=("status", "is_default"),
        sorts=("created_at",),
        default_sort="created_at",
        sections=(
            Section(T("基本", "Basics"), ("name", "customer_kinds", "min_minutes", "status", "is_default")),
            Section(T("步骤", "Steps"), ("steps",)),
        ),
        scope=Scope(public=True),
        policy=Policy(read=EVERYBODY, create={"admin": ALL}, update={"admin": ALL}, delete={"admin": ALL}),
        slice=lambda _: POOL,
        validate=check_type,
        before_save=fill_type,
    )
)

VISIT_TYPE_VERSION = register(
    Entity(
        key="visit_type_version",
        path="visit-type-versions",
        model=VisitTypeVersion,
        label=T("拜访类型版本", "Version of a visit type"),
        plural=T("拜访类型版本", "Versions of visit types"),
        icon="history",
        title="number",
        fields=(
            Field(
                "visit_type", "reference", T("拜访类型", "Visit type"), reference="visit_type", read_only=True
            ),
            Field("number", "integer", T("版本", "Version"), read_only=True),
            Field("min_minutes", "integer", T("至少在店(分钟)", "At least (minutes)"), read_only=True),
            Field("steps", "json", T("步骤", "Steps"), read_only=True),
        ),
        columns=("visit_type", "number", "created_at"),
        filters=("visit_type",),
        scope=Scope(public=True),
        policy=Policy(read={"manager": ALL, **OFFICE}),
        bin=False,
    )
)

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
            Field("plan", "reference", T("计划", "Plan"), reference="visit_plan", read_only=True, listed=False),
            Field("planned", "boolean", T("计划内", "Planned"), read_only=True),
            Field("purpose", "text", T("目的", "Purpose"), read_only=True),
            Field("status", "choice", T("状态", "Status"), options=STATUSES, read_only=True),
            Field("checked_in_at", "datetime", T("签到", "Checked in"), read_only=True),
            Field("checked_out_at", "datetime", T("签退", "Checked out"), read_only=True),
            Field("out_edited", "boolean", T("补签退", "Check-out entered later"), read_only=True),
            Field("time_in_store_s", "integer", T("在店时长(秒)", "Time in store (s)"), read_only=True),
            Field("business_date", "date", T("业务日期", "Business date"), read_only=True),
            Field("location_status", "choice", T("定位", "Location"), options=LOCATION_STATUSES, read_only=True),
            Field("distance_m", "integer", T("距离(米)", "Distance (m)"), read_only=True),
            Field("accuracy_m", "integer", T("精度(米)", "Accuracy (m)"), read_only=True),
            Field("inside", "boolean", T("围栏内", "Inside the fence"), read_only=True),
            Field("outcome", "choice", T("核验结果", "Verification"), options=OUTCOME_OPTIONS, read_only=True),
            Field("effective", "boolean", T("有效拜访", "Effective"), read_only=True),
            Field("could_not_reason", "choice", T("无法拜访原因", "Why not"), options=REASONS, read_only=True),
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
            Section(T("核验", "Verification"), ("outcome", "distance_m", "accuracy_m", "effective", "review")),
            Section(T("结果", "Result"), ("summary", "purpose_met", "next_step", "next_on", "missing_reason")),
        ),
        bin=False,
        # The present owner reads what happened at his customer before him; a rep always reads his own.
        scope=Scope(owner="rep", mine="customer__owner", department="department"),
        policy=Policy(read=READ_FACTS, update=LEAD, export={"manager": SUBTREE, **OFFICE}),
        about=_itself,
        slice=_rep,
        detail=visit_detail,
        sync_extra=visit_sync,
    )
)

STEP_RESULT = register(
    Entity(
        key="step_result",
        path="step-results",
        model=StepResult,
        label=T("步骤结果", "Step result"),
        plural=T("步骤结果", "Step results"),
        icon="list-checks",
        title="step_key",
        fields=(
            Field("visit", "reference", T("拜访", "Visit"), reference="visit", read_only=True),
            Field("step_key", "text", T("步骤", "Step"), read_only=True),
            Field("kind", "text", T("种类", "Kind"), read_only=True),
            Field("occurred_at", "datetime", T("时间", "At"), read_only=True),
            Field("data", "json", T("内容", "Data"), read_only=True),
        ),
        columns=("visit", "step_key", "kind", "occurred_at"),
        filters=("visit", "kind", "step_key", "occurred_at"),
        sorts=("occurred_at",),
        default_sort="-occurred_at",
        bin=False,
        scope=Scope(owner="visit__rep", mine="visit__customer__owner", department="visit__department"),
        policy=Policy(read=READ_FACTS, export={"manager": SUBTREE, **OFFICE}),
        about=_of_visit,
    )
)

VISIT_PHOTO = register(
    Entity(
        key="visit_photo",
        path="visit-photos",
        model=VisitPhoto,
        label=T("拜访照片", "Visit photo"),
        plural=T("拜访照片", "Visit photos"),
        icon="image",
        title="step_key",
        fields=(
            Field("visit", "reference", T("拜访", "Visit"), reference="visit", read_only=True),
            Field("step_key", "text", T("步骤", "Step"), read_only=True),
            Field("digest", "photo", T("照片", "Photo"), read_only=True),
            Field("taken_at", "datetime", T("拍摄时间", "Taken at"), attr="occurred_at", read_only=True),
            Field("business_date", "date", T("业务日期", "Business date"), read_only=True),
            Field("check_code", "text", T("校验码", "Check code"), read_only=True),
            Field("received", "boolean", T("已到", "Here"), attr="held", read_only=True),
            Field("verdict", "choice", T("评定", "Verdict"), options=VERDICTS, read_only=True),
            Field("verdict_reason", "text", T("评定原因", "Reason"), read_only=True),
        ),
        columns=("visit", "step_key", "taken_at", "received", "verdict"),
        filters=("visit", "step_key", "business_date", "taken_at", "received", "verdict", "check_code"),
        sorts=("taken_at",),
        default_sort="-taken_at",
        bin=False,
        scope=Scope(owner="visit__rep", mine="visit__customer__owner", department="visit__department"),
        policy=Policy(read=READ_FACTS, update=LEAD, export={"manager": SUBTREE, **OFFICE}),
        about=_of_visit,
    )
)

STOCK_LINE = register(
    Entity(
        key="stock_line",
        path="stock-lines",
        model=StockLine,
        label=T("盘点", "Stock count"),
        plural=T("盘点", "Stock counts"),
        icon="package-search",
        title="business_date",
        fields=(
            Field("visit", "reference", T("拜访", "Visit"), reference="visit", read_only=True),
            Field("customer", "reference", T("客户", "Customer"), reference="customer", read_only=True),
            Field("product", "reference", T("商品", "Product"), reference="product", read_only=True),
            Field("units", "json", T("数量", "Counted"), read_only=True),
            Field("quantity", "quantity", T("基本单位数量", "In base units"), read_only=True),
            Field("out_of_stock", "boolean", T("缺货", "Out of stock"), read_only=True),
            Field("near_expiry", "boolean", T("临期", "Near expiry"), read_only=True),
            Field("business_date", "date", T("业务日期", "Business date"), read_only=True),
        ),
        columns=("business_date", "customer", "product", "quantity", "out_of_stock", "near_expiry"),
        filters=("visit", "customer", "product", "business_date", "out_of_stock", "near_expiry"),
        sorts=("business_date",),
        default_sort="-business_date",
        bin=False,
        scope=Scope(owner="visit__rep", mine="customer__owner", department="visit__department"),
        policy=Policy(read=READ_FACTS, export={"manager": SUBTREE, **OFFICE}),
        about=_itself,
    )
)

VISIT_PLAN = register(
    Entity(
        key="visit_plan",
        path="visit-plans",
        model=VisitPlan,
        label=T("拜访计划", "Visit plan"),
        plural=T("拜访计划", "Visit plans"),
        icon="calendar-check",
        title="title",
        subtitle="on",
        fields=(
            Field("title", "text", T("标题", "Title"), read_only=True),
            Field("rep", "reference", T("业务员", "Rep"), required=True, reference="person"),
            Field(
                "customer",
                "reference",
                T("客户", "Customer"),
                required=True,
                reference="customer",
                create_only=True,
            ),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("on", "date", T("日期", "On"), required=True),
            Field(
                "position",
                "integer",
                T("顺序", "Position"),
                required=True,
                default=1,
                minimum=1,
                maximum=10_000,
            ),
            Field("visit_type", "reference", T("拜访类型", "Visit type"), reference="visit_type"),
            Field("purpose", "text", T("目的", "Purpose"), max_length=200),
            Field("expected", "text", T("预期结果", "Expected result"), max_length=200),
            Field("reason", "text", T("理由", "Reason"), max_length=200, read_only=True),
            Field("note", "text", T("说明", "Note"), max_length=500),
            Field("window_start", "time", T("最早", "Not before")),
            Field("window_end", "time", T("最晚", "Not after")),
            Field("status", "choice", T("状态", "Status"), options=PLAN_STATUSES, read_only=True),
            Field("visit", "reference", T("拜访", "Visit"), reference="visit", read_only=True),
        ),
        columns=("on", "rep", "position", "customer", "purpose", "status"),
        filters=("rep", "customer", "department", "on", "status", "visit_type"),
        sorts=("on", "position"),
        default_sort="-on",
        sections=(
            Section(
                T("计划", "Plan"),
                ("rep", "customer", "on", "position", "visit_type", "purpose", "expected", "note"),
            ),
            Section(T("时间", "Time"), ("window_start", "window_end")),
        ),
        scope=Scope(owner="rep", department="department"),
        policy=Policy(
            read=READ_FACTS,
            create={"rep": OWN, **LEAD},
            update={"rep": OWN, **LEAD},
            delete=LEAD,
            export={"manager": SUBTREE, **OFFICE},
        ),
        about=_itself,
        slice=_rep,
        validate=check_plan,
        before_save=fill_plan,
    )
)
