"""What people must know of possible duplicates and of changes of a pin: who made them, who decides."""

from __future__ import annotations

from outrider.customers.entities.records import VIA_CUSTOMER, of_customer
from outrider.customers.models import PinChange, PossibleDuplicate
from outrider.engine.access.policy import OFFICE, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, register
from outrider.kernel.text import T

WHY = (
    ("mobile", T("手机相同", "Same mobile number")),
    ("place", T("100 米内名称相近", "Alike name within 100 m")),
    ("name", T("名称相同", "Same name")),
)
DOUBTS = (("open", T("待核对", "To be checked")), ("two", T("不是同一家", "Two shops")))
LED = Policy(read={"manager": SUBTREE, **OFFICE}, update={"manager": SUBTREE, **OFFICE})

POSSIBLE_DUPLICATE = register(
    Entity(
        key="possible_duplicate",
        path="possible-duplicates",
        model=PossibleDuplicate,
        label=T("疑似重复客户", "Possible duplicate"),
        plural=T("疑似重复客户", "Possible duplicates"),
        icon="copy",
        title="why",
        fields=(
            Field("customer", "reference", T("新客户", "New customer"), reference="customer", read_only=True),
            Field(
                "other", "reference", T("已有客户", "Known customer"), reference="customer", read_only=True
            ),
            Field("why", "choice", T("原因", "Why"), options=WHY, read_only=True),
            Field("distance_m", "integer", T("距离(米)", "Distance (m)"), read_only=True),
            Field("status", "choice", T("状态", "Status"), options=DOUBTS, read_only=True),
        ),
        columns=("customer", "other", "why", "distance_m", "status", "created_at"),
        filters=("customer", "other", "why", "status"),
        sorts=("created_at",),
        default_sort="-created_at",
        scope=VIA_CUSTOMER,
        policy=LED,
        bin=False,
        about=of_customer,
    )
)

PIN_STATES = (
    ("open", T("待确认", "To be decided")),
    ("taken", T("首次定位", "First pin")),
    ("accepted", T("已采用", "Taken")),
    ("rejected", T("未采用", "Not taken")),
)

PIN_CHANGE = register(
    Entity(
        key="pin_change",
        path="pin-changes",
        model=PinChange,
        label=T("位置变更", "Change of a pin"),
        plural=T("位置变更", "Changes of pins"),
        icon="map-pin",
        title="status",
        fields=(
            Field("customer", "reference", T("客户", "Customer"), reference="customer", read_only=True),
            Field("pin", "pin", T("新位置", "New pin"), read_only=True),
            Field("former", "json", T("原位置", "Former pin"), read_only=True),
            Field("distance_m", "integer", T("相距(米)", "Apart (m)"), read_only=True),
            Field("photo", "photo", T("照片", "Photo"), read_only=True),
            Field("note", "text", T("说明", "Note"), read_only=True),
            Field("status", "choice", T("状态", "Status"), options=PIN_STATES, read_only=True),
            Field("reason", "text", T("原因", "Reason"), read_only=True),
            Field("decided_by", "reference", T("确认人", "Decided by"), reference="person", read_only=True),
            Field("decided_at", "datetime", T("确认时间", "Decided at"), read_only=True),
        ),
        columns=("customer", "distance_m", "status", "note", "decided_by", "created_at"),
        filters=("customer", "status"),
        sorts=("created_at",),
        default_sort="-created_at",
        scope=Scope(owner="customer__owner", department="customer__department", mine="created_by"),
        policy=Policy(read={"rep": OWN, "manager": SUBTREE, **OFFICE}, update={"manager": SUBTREE, **OFFICE}),
        bin=False,
        about=of_customer,
    )
)
