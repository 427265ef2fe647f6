"""What people must know of the facts inside a visit: step results, photos, stock."""

from __future__ import annotations

from outrider.engine.access.policy import LEAD, OFFICE, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, register
from outrider.kernel.text import T
from outrider.visits.entities.words import READ_FACTS, VERDICTS, of_customer, of_visit
from outrider.visits.models import StepResult, StockLine, VisitPhoto

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
        about=of_visit,
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
        about=of_visit,
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
        about=of_customer,
    )
)
