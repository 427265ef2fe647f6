"""What people must know of a day's route. A phone has its stops with their times and needs no more."""

from __future__ import annotations

from outrider.engine.access.policy import ALL, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.engine.entities.verbs import Write
from outrider.engine.identity.company import Module, company_settings, modules
from outrider.kernel.text import T
from outrider.routes.models import DayEnds, DayRoute
from outrider.routes.rules import MINUTE_S, NOON, Frame, clock_of

modules.add(
    "routes",
    Module(
        T("线路规划", "Planned routes"),
        T("排线看板、最优顺序、到店时间", "Planning board, best order, times of arrival"),
        entities=("day_route", "day_ends"),
        words=("route",),
        pains=frozenset({"process"}),
    ),
)
STATUSES = (("draft", T("草稿", "Draft")), ("published", T("已发布", "Published")))


def _fill(write: Write, route: DayRoute) -> None:
    """Columns that follow from the rep."""
    route.department_id = route.rep.department_id
    route.title = f"{route.rep.name} {route.on.isoformat()}"


DAY_ROUTE = register(
    Entity(
        key="day_route",
        path="day-routes",
        model=DayRoute,
        label=T("拜访线路", "Day route"),
        plural=T("拜访线路", "Day routes"),
        icon="route",
        title="title",
        fields=(
            Field("title", "text", T("标题", "Title"), read_only=True),
            Field("rep", "reference", T("业务员", "Rep"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("on", "date", T("日期", "On"), read_only=True),
            Field("status", "choice", T("状态", "Status"), options=STATUSES, read_only=True),
            Field("start_at", "datetime", T("出发", "Start"), read_only=True),
            Field("finish_at", "datetime", T("预计收工", "Expected finish"), read_only=True),
            Field("lunch_from", "datetime", T("午休开始", "Lunch from"), read_only=True),
            Field("lunch_to", "datetime", T("午休结束", "Lunch until"), read_only=True),
            Field("travel_s", "integer", T("路上(秒)", "On the way (s)"), read_only=True),
            Field("wait_s", "integer", T("等待(秒)", "Waiting (s)"), read_only=True),
            Field("distance_m", "integer", T("路程(米)", "Distance (m)"), read_only=True),
            Field("stops", "integer", T("家数", "Stops"), read_only=True),
            Field("left_out", "integer", T("未排进", "Left out"), read_only=True),
            Field("published_at", "datetime", T("发布时间", "Published at"), read_only=True),
        ),
        columns=("on", "rep", "status", "stops", "left_out", "finish_at", "distance_m"),
        filters=("rep", "department", "on", "status"),
        sorts=("on", "finish_at"),
        default_sort="-on",
        sections=(
            Section(T("线路", "Route"), ("rep", "on", "status", "stops", "left_out")),
            Section(T("时间", "Time"), ("start_at", "lunch_from", "lunch_to", "finish_at", "published_at")),
            Section(T("路程", "Distance"), ("travel_s", "wait_s", "distance_m")),
        ),
        scope=Scope(owner="rep", department="department"),
        policy=Policy(
            read={"rep": OWN, "manager": SUBTREE, "director": ALL, "back_office": ALL, "admin": ALL},
            create={},
            update={"rep": OWN, "manager": SUBTREE, "director": ALL, "admin": ALL},
            delete={},
            export={"manager": SUBTREE, "director": ALL, "back_office": ALL, "admin": ALL},
        ),
        bin=False,
        before_save=_fill,
    )
)

ENDS = (
    ("company", T("按公司设置", "As the company says")),
    ("home", T("家", "Home")),
    ("office", T("办公室", "Office")),
    ("stop", T("第一家/最后一家", "First or last stop")),
)


def _department(write: Write, ends: DayEnds) -> None:
    """Who leads the person reads it."""
    ends.department_id = ends.person.department_id


DAY_ENDS = register(
    Entity(
        key="day_ends",
        path="day-ends",
        model=DayEnds,
        label=T("出发与收工", "Start and end of the day"),
        plural=T("出发与收工", "Starts and ends of the day"),
        icon="house",
        title="start",
        fields=(
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("start", "choice", T("从哪里出发", "Begins at"), options=ENDS, read_only=True),
            Field("end", "choice", T("在哪里收工", "Ends at"), options=ENDS, read_only=True),
            Field("pin", "pin", T("家的大致位置", "Home, roughly"), read_only=True, listed=False),
        ),
        columns=("person", "start", "end"),
        filters=("person", "start", "end"),
        sorts=("created_at",),
        default_sort="-created_at",
        sections=(Section(T("出发与收工", "Start and end of the day"), ("person", "start", "end", "pin")),),
        scope=Scope(owner="person", department="department"),
        policy=Policy(read={"rep": OWN, "manager": SUBTREE, "director": ALL, "admin": ALL}),
        bin=False,
        slice=lambda ends: str(ends.person_id),
        before_save=_department,
    )
)

_USUAL = Frame()
_CLOCK, _PLACE, _OFFICE = (
    T("如 08:30", "Such as 08:30"),
    T("纬度, 经度(WGS-84);空 = 不限", "Latitude, longitude (WGS-84); empty: anywhere"),
    T(
        "纬度, 经度(WGS-84);给从办公室出发的人",
        "Latitude, longitude (WGS-84); for those who begin at the office",
    ),
)
for _key, _field in {
    "start": Field(
        "start",
        "text",
        T("出发时间", "Day begins"),
        max_length=5,
        default=clock_of(_USUAL.start_s),
        help=_CLOCK,
    ),
    "end": Field(
        "end", "text", T("收工不晚于", "Day ends"), max_length=5, default=clock_of(_USUAL.end_s), help=_CLOCK
    ),
    "lunch_from": Field(
        "lunch_from", "text", T("午休不早于", "Lunch from"), max_length=5, default=clock_of(NOON.earliest_s)
    ),
    "lunch_until": Field(
        "lunch_until", "text", T("午休不晚于", "Lunch until"), max_length=5, default=clock_of(NOON.latest_s)
    ),
    "lunch_minutes": Field(
        "lunch_minutes",
        "integer",
        T("午休分钟", "Lunch (minutes)"),
        minimum=0,
        maximum=180,
        default=NOON.duration_s // MINUTE_S,
    ),
    "start_place": Field("start_place", "text", T("出发地", "Day begins at"), max_length=40, help=_PLACE),
    "end_place": Field("end_place", "text", T("收工地", "Day ends at"), max_length=40, help=_PLACE),
    "office_place": Field("office_place", "text", T("办公室", "Office"), max_length=40, help=_OFFICE),
    "speed_kmh": Field(
        "speed_kmh",
        "integer",
        T("路上时速(公里)", "Speed on the way (km/h)"),
        minimum=1,
        maximum=130,
        default=int(_USUAL.speed_kmh),
    ),
    "detour_percent": Field(
        "detour_percent",
        "integer",
        T("道路比直线长(%)", "Road against straight line (%)"),
        minimum=100,
        maximum=500,
        default=round(_USUAL.detour * 100),
    ),
}.items():
    company_settings.add(f"routes.{_key}", _field)
