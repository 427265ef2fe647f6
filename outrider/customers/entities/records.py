"""What people must know of customers, contacts, activities, tags and former owners."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outrider.customers import fieldtypes, rules
from outrider.customers.derived import before_contact, before_customer, before_tag, check_customer
from outrider.customers.models import (
    Activity,
    Contact,
    Customer,
    CustomerOwnership,
    Tag,
)
from outrider.engine.access.policy import ALL, OFFICE, OWN, SHARED, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import POOL, Entity, Field, Section, register
from outrider.engine.search.grams import pinyin
from outrider.kernel.text import T

assert fieldtypes  # the field types must be registered before they are named below


def _itself(record: Any) -> UUID:
    found: UUID = record.pk
    return found


def of_customer(record: Any) -> UUID:
    found: UUID = record.customer_id
    return found


def customer_slice(customer: Any) -> str | None:
    """The offline slice of a customer: its owner's phone; distributors are on every phone."""
    if customer.kind in rules.DISTRIBUTORS:
        return POOL
    return str(customer.owner_id) if customer.owner_id else None


def _with_owner(record: Any) -> str | None:
    """What belongs to a customer is on its owner's phone only, a distributor's contacts too."""
    return str(record.customer.owner_id) if record.customer.owner_id else None


def _search_keys(customer: Any) -> dict[str, Any]:
    full, initials = pinyin(customer.name)
    return {
        "name_sort": customer.name_sort,
        "search_keys": {"pinyin": _typed(full), "initials": _typed(initials)},
    }


def _typed(text: str) -> str:
    """What a thumb types: letters and digits, no brackets or blanks."""
    return text if text.isalnum() else "".join(char for char in text if char.isalnum())


def _own_if_rep(write: Any) -> UUID | None:
    """What a rep creates is his; the office leaves a customer without owner until it assigns one."""
    return write.actor.id if "rep" in write.actor.roles else None


CUSTOMER = register(
    Entity(
        key="customer",
        path="customers",
        model=Customer,
        label=T("客户", "Customer"),
        plural=T("客户", "Customers"),
        icon="store",
        title="name",
        subtitle="address",
        fields=(
            Field("name", "text", T("名称", "Name"), required=True, max_length=120),
            Field("code", "text", T("编码", "Code"), max_length=40),
            Field("kind", "choice", T("类型", "Kind"), required=True, options=rules.KINDS, default="outlet"),
            Field("channel", "choice", T("渠道", "Channel"), options=rules.CHANNELS),
            Field("shop_type", "choice", T("门店类型", "Shop type"), options=rules.SHOP_TYPES),
            Field("grade", "choice", T("客户等级", "Grade"), options=rules.GRADES),
            Field("tags", "tags", T("标签", "Tags"), reference="tag"),
            Field("owner", "reference", T("负责人", "Owner"), reference="person", default=_own_if_rep),
            Field("owned_since", "date", T("负责起始日", "Owned since"), read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department"),
            Field(
                "supplying_distributor",
                "reference",
                T("供货经销商", "Supplying distributor"),
                reference="customer",
            ),
            Field("mobile", "mobile", T("手机", "Mobile"), sensitive=True),
            Field("phone", "telephone", T("电话", "Telephone"), max_length=40, sensitive=True),
            Field("province", "text", T("省", "Province"), max_length=40),
            Field("city", "text", T("市", "City"), max_length=40),
            Field("district", "text", T("区县", "District"), max_length=40),
            Field("district_code", "text", T("区划代码", "Division code"), max_length=6),
            Field("address", "text", T("详细地址", "Address"), max_length=200),
            Field("opening_hours", "opening_hours", T("营业时间", "Opening hours")),
            Field("opening_week", "json", T("每周营业", "Week"), read_only=True),
            Field("opening_flags", "json", T("营业时间备注", "Hours: remarks"), read_only=True, listed=False),
            Field("pin", "pin", T("位置", "Pin")),
            Field("remark", "long_text", T("备注", "Remark"), listed=False),
            Field(
                "status",
                "choice",
                T("状态", "Status"),
                required=True,
                options=rules.STATUSES,
                default="active",
            ),
            Field("last_visit_on", "date", T("最近拜访", "Last visit"), read_only=True),
            Field("last_order_on", "date", T("最近下单", "Last order"), read_only=True),
            Field("invoice_title", "text", T("发票抬头", "Invoice title"), max_length=120, listed=False),
            Field("tax_number", "text", T("税号", "Tax number"), max_length=18, listed=False),
            Field("front_photo", "photo", T("门头照", "Storefront photo"), read_only=True, listed=False),
            Field("external_key", "text", T("外部编号", "External key"), max_length=80, listed=False),
        ),
        columns=(
            "name",
            "grade",
            "shop_type",
            "owner",
            "address",
            "last_visit_on",
            "last_order_on",
            "status",
        ),
        filters=(
            "kind",
            "channel",
            "shop_type",
            "grade",
            "tags",
            "owner",
            "department",
            "supplying_distributor",
            "province",
            "city",
            "district",
            "status",
            "pin",
            "opening_hours",
            "last_visit_on",
            "last_order_on",
            "code",
        ),
        sorts=("name", "grade", "created_at", "updated_at", "last_visit_on", "last_order_on"),
        default_sort="name",
        sections=(
            Section(
                T("基本", "Basics"),
                ("name", "code", "kind", "channel", "shop_type", "grade", "tags", "status"),
            ),
            Section(
                T("联系", "Reach"),
                ("mobile", "phone", "province", "city", "district", "district_code", "address", "pin"),
            ),
            Section(T("归属", "Belongs to"), ("owner", "owned_since", "department", "supplying_distributor")),
            Section(T("开票信息", "Invoicing"), ("invoice_title", "tax_number")),
            Section(
                T("经营", "Trade"),
                ("front_photo", "opening_hours", "last_visit_on", "last_order_on", "remark"),
            ),
        ),
        search={"name": "name", "pinyin": True, "text": ("code", "address"), "digits": ("mobile", "phone")},
        scope=Scope(owner="owner", department="department", shared=("kind", rules.DISTRIBUTORS)),
        policy=Policy(
            read={"rep": SHARED, "manager": SUBTREE, **OFFICE},
            create={"rep": OWN, "manager": SUBTREE, **OFFICE},
            update={"rep": OWN, "manager": SUBTREE, **OFFICE},
            delete={"manager": SUBTREE, "director": ALL, "admin": ALL},
            export={"manager": SUBTREE, **OFFICE},
        ),
        about=_itself,
        slice=customer_slice,
        validate=check_customer,
        before_save=before_customer,
        sync_extra=_search_keys,
    )
)

VIA_CUSTOMER = Scope(owner="customer__owner", department="customer__department", shared=None)

CONTACT = register(
    Entity(
        key="contact",
        path="contacts",
        model=Contact,
        label=T("联系人", "Contact"),
        plural=T("联系人", "Contacts"),
        icon="user",
        title="name",
        fields=(
            Field(
                "customer",
                "reference",
                T("客户", "Customer"),
                required=True,
                reference="customer",
                create_only=True,
            ),
            Field("name", "text", T("姓名", "Name"), required=True, max_length=60),
            Field("salutation", "text", T("称呼", "Salutation"), max_length=20),
            Field("mobile", "mobile", T("手机", "Mobile"), sensitive=True),
            Field("role", "text", T("角色", "Role"), max_length=40),
            Field("is_primary", "boolean", T("主要联系人", "Main contact"), required=True, default=False),
            Field("remark", "long_text", T("备注", "Remark"), listed=False),
        ),
        columns=("name", "salutation", "customer", "mobile", "role", "is_primary"),
        filters=("customer", "role", "is_primary"),
        sorts=("name", "created_at"),
        default_sort="name",
        sections=(
            Section(
                T("基本", "Basics"),
                ("customer", "name", "salutation", "mobile", "role", "is_primary", "remark"),
            ),
        ),
        search={"name": "name", "pinyin": True, "digits": ("mobile",)},
        scope=VIA_CUSTOMER,
        policy=Policy(
            read={"rep": OWN, "manager": SUBTREE, **OFFICE},
            create={"rep": OWN, "manager": SUBTREE, **OFFICE},
            update={"rep": OWN, "manager": SUBTREE, **OFFICE},
            delete={"rep": OWN, "manager": SUBTREE, **OFFICE},
            export={"manager": SUBTREE, **OFFICE},
        ),
        about=of_customer,
        slice=_with_owner,
        before_save=before_contact,
    )
)

ACTIVITY = register(
    Entity(
        key="activity",
        path="activities",
        model=Activity,
        label=T("跟进记录", "Activity"),
        plural=T("跟进记录", "Activities"),
        icon="message-square",
        title="text",
        fields=(
            Field("customer", "reference", T("客户", "Customer"), required=True, reference="customer"),
            Field(
                "kind",
                "choice",
                T("方式", "Kind"),
                required=True,
                options=rules.ACTIVITY_KINDS,
                default="note",
            ),
            Field("text", "long_text", T("内容", "Text"), required=True, max_length=2000),
            Field("happened_at", "datetime", T("时间", "Happened at"), attr="occurred_at"),
            Field("business_date", "date", T("业务日期", "Business date"), read_only=True),
            Field("next_step", "text", T("下一步", "Next step"), max_length=200),
            Field("next_on", "date", T("下次日期", "Next on")),
        ),
        columns=("customer", "kind", "text", "happened_at", "next_step", "next_on"),
        filters=("customer", "kind", "happened_at", "next_on", "business_date"),
        sorts=("happened_at", "next_on"),
        default_sort="-happened_at",
        sections=(
            Section(
                T("跟进", "Activity"), ("customer", "kind", "text", "happened_at", "next_step", "next_on")
            ),
        ),
        scope=Scope(owner="customer__owner", department="customer__department", mine="created_by"),
        # A fact: written by ``activity.log`` or created once, corrected by another one, never edited.
        policy=Policy(
            read={"rep": OWN, "manager": SUBTREE, **OFFICE},
            create={"rep": OWN, "manager": SUBTREE, **OFFICE},
            export={"manager": SUBTREE, **OFFICE},
        ),
        bin=False,
        about=of_customer,
        slice=_with_owner,
    )
)

TAG = register(
    Entity(
        key="tag",
        path="tags",
        model=Tag,
        label=T("标签", "Tag"),
        plural=T("标签", "Tags"),
        icon="tag",
        title="name",
        fields=(Field("name", "text", T("名称", "Name"), required=True, max_length=40),),
        columns=("name", "created_at"),
        sorts=("name", "created_at"),
        default_sort="name",
        sections=(Section(T("基本", "Basics"), ("name",)),),
        scope=Scope(public=True),
        policy=Policy(
            read={"rep": ALL, "manager": ALL, **OFFICE},
            create={"manager": ALL, **OFFICE},
            update=OFFICE,
            delete=OFFICE,
            export=OFFICE,
        ),
        slice=lambda _: POOL,
        before_save=before_tag,
    )
)

OWNERSHIP = register(
    Entity(
        key="customer_ownership",
        path="customer-ownerships",
        model=CustomerOwnership,
        label=T("历任负责人", "Former owner"),
        plural=T("历任负责人", "Former owners"),
        icon="history",
        title="valid_from",
        fields=(
            Field("customer", "reference", T("客户", "Customer"), reference="customer", read_only=True),
            Field("owner", "reference", T("负责人", "Owner"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("valid_from", "date", T("从", "From"), read_only=True),
            Field("valid_to", "date", T("到", "To"), read_only=True),
        ),
        columns=("customer", "owner", "valid_from", "valid_to"),
        filters=("customer", "owner"),
        sorts=("valid_from",),
        default_sort="-valid_from",
        scope=VIA_CUSTOMER,
        policy=Policy(read={"manager": SUBTREE, **OFFICE}),
        bin=False,
        about=of_customer,
    )
)
