"""What people must know of visit types and their versions."""

from __future__ import annotations

from outrider.customers import queries as customers
from outrider.engine.access.policy import ALL, OFFICE, Policy, Scope
from outrider.engine.entities.declaration import POOL, Entity, Field, Section, entities, register
from outrider.kernel.text import T
from outrider.visits import fieldtypes
from outrider.visits.actions.types import check_type, fill_type
from outrider.visits.entities.words import EVERYBODY
from outrider.visits.models import VisitType, VisitTypeVersion

assert fieldtypes  # the field types must be registered before they are named below
assert customers  # and the customer, whose kinds are named

ADMIN = {"admin": ALL}

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
            # A new type begins without steps; its page is their editor.
            Field("steps", "steps", T("步骤", "Steps"), required=True, default=lambda _: []),
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
        policy=Policy(read=EVERYBODY, create=ADMIN, update=ADMIN, delete=ADMIN, export=ADMIN),
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
