"""What people must know of people and departments."""

from __future__ import annotations

from outrider.engine.access.actor import ROLES
from outrider.engine.access.policy import ALL, SUBTREE, TEAM, Policy, Scope
from outrider.engine.entities.declaration import POOL, Entity, Field, Section, register
from outrider.engine.entities.fieldtypes import field_types
from outrider.engine.entities.write import Write
from outrider.engine.identity.devices import devices_beside
from outrider.engine.identity.fieldtypes import PasswordType, RolesType
from outrider.engine.identity.models import Department, Invitation, Membership, Person
from outrider.engine.search.grams import sort_key
from outrider.kernel.errors import invalid
from outrider.kernel.text import LANGUAGES, T, Text

ROLE_LABELS: dict[str, Text] = {
    "rep": T("业务员", "Rep"),
    "manager": T("主管", "Manager"),
    "director": T("总监", "Director"),
    "back_office": T("内勤", "Back office"),
    "admin": T("管理员", "Administrator"),
}
LOCALES = (("zh-Hans", T("简体中文", "Simplified Chinese")), ("zh-Hant", T("繁体中文", "Traditional Chinese")),
           ("en", T("英文", "English")))  # fmt: skip
CYCLE = T("上级部门不能是自己或自己的下级", "A department cannot stand below itself")
READERS = {"rep": TEAM, "manager": SUBTREE, "director": ALL, "back_office": ALL, "admin": ALL}
EVERYBODY = dict.fromkeys(ROLES, ALL)
ADMIN = {"admin": ALL}

field_types.add("roles", RolesType())
field_types.add("password", PasswordType())


def _name_sort(write: Write, record: Person | Department) -> None:
    record.name_sort = sort_key(record.name)


def _place(write: Write, department: Department) -> None:
    """Derive the path; moving a department moves everything below it."""
    _name_sort(write, department)
    parent = Department.objects.get(pk=department.parent_id) if department.parent_id else None
    if parent and f"/{department.pk}/" in parent.path:
        raise invalid("parent", "cycle", CYCLE)
    former, department.path = department.path, f"{parent.path if parent else '/'}{department.pk}/"
    if former and former != department.path:
        for child in Department.objects.filter(path__startswith=former).exclude(pk=department.pk):
            write.update(child, path=department.path + child.path.removeprefix(former))


DEPARTMENT = register(
    Entity(
        key="department", path="departments", model=Department,
        label=T("部门", "Department"), plural=T("部门", "Departments"), icon="network", title="name",
        fields=(
            Field("name", "text", T("名称", "Name"), required=True, max_length=80),
            Field("parent", "reference", T("上级部门", "Above it"), reference="department"),
            Field("position", "integer", T("顺序", "Position"), default=0, minimum=0, maximum=10_000),
        ),
        columns=("name", "parent"), filters=("parent",), sorts=("name", "position"), default_sort="position",
        sections=(Section(T("基本", "Basics"), ("name", "parent", "position")),),
        search={"name": "name", "pinyin": True},
        scope=Scope(public=True),
        policy=Policy(read=EVERYBODY, create=ADMIN, update=ADMIN, delete=ADMIN, export=ADMIN),
        before_save=_place,
    )
)  # fmt: skip

PERSON = register(
    Entity(
        key="person", path="people", model=Person,
        label=T("人员", "Person"), plural=T("人员", "People"), icon="user", title="name",
        fields=(
            Field("name", "text", T("姓名", "Name"), required=True, max_length=60),
            Field("mobile", "mobile", T("手机", "Mobile"), required=True, sensitive=True),
            Field("roles", "roles", T("角色", "Roles"), required=True,
                  options=tuple(ROLE_LABELS.items())),
            Field("department", "reference", T("部门", "Department"), reference="department"),
            Field("locale", "choice", T("语言", "Language"), options=LOCALES, default=LANGUAGES[0]),
            Field("is_active", "boolean", T("在职", "Active"), default=True),
        ),
        columns=("name", "mobile", "roles", "department", "is_active"),
        filters=("department", "is_active"), sorts=("name", "department"), default_sort="name",
        sections=(Section(T("基本", "Basics"), ("name", "mobile", "roles", "department", "locale", "is_active")),),
        search={"name": "name", "pinyin": True, "digits": ("mobile",)},
        scope=Scope(owner="id", department="department"),
        policy=Policy(read=READERS, create=ADMIN, update=ADMIN, delete=ADMIN, export=ADMIN),
        before_save=_name_sort,
        slice=lambda _: POOL,
        detail=devices_beside,
    )
)  # fmt: skip

MEMBERSHIP = register(
    Entity(
        key="membership", path="memberships", model=Membership,
        label=T("任职", "Membership"), plural=T("任职", "Memberships"), icon="calendar", title="valid_from",
        fields=(
            Field("person", "reference", T("人员", "Person"), required=True, reference="person"),
            Field("department", "reference", T("部门", "Department"), required=True, reference="department"),
            Field("valid_from", "date", T("开始", "From"), required=True),
            Field("valid_to", "date", T("结束", "To")),
        ),
        columns=("person", "department", "valid_from", "valid_to"), filters=("person", "department"),
        sorts=("valid_from",), default_sort="-valid_from",
        scope=Scope(public=True),
        policy=Policy(read=ADMIN, export=ADMIN),
        bin=False,
    )
)  # fmt: skip

INVITATION = register(
    Entity(
        key="invitation", path="invitations", model=Invitation,
        label=T("邀请", "Invitation"), plural=T("邀请", "Invitations"), icon="send", title="expires_at",
        fields=(
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field("expires_at", "datetime", T("有效至", "Valid until"), read_only=True),
            Field("used_at", "datetime", T("已加入", "Joined"), read_only=True),
            Field("withdrawn_at", "datetime", T("已撤回", "Withdrawn"), read_only=True),
        ),
        columns=("person", "expires_at", "used_at", "withdrawn_at"), filters=("person", "used_at"),
        sorts=("expires_at",), default_sort="-expires_at",
        scope=Scope(public=True),
        policy=Policy(read=ADMIN, export=ADMIN),
        bin=False,
    )
)  # fmt: skip
