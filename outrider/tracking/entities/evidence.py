"""What people must know of evidence; it is read inside the visit's page and written by verbs alone."""

from __future__ import annotations

from outrider.engine.access.policy import ALL, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, register
from outrider.kernel.text import T
from outrider.tracking.models import Evidence
from outrider.tracking.sentences import INTEGRITY, OUTCOMES, PRESENCE, QUALITY

ACTS = (
    ("check_in", T("签到", "Check-in")),
    ("check_out", T("签退", "Check-out")),
    ("could_not", T("无法拜访", "Could not visit")),
    ("clock_in", T("上班打卡", "Clock in")),
    ("clock_out", T("下班打卡", "Clock out")),
)
LOCATION_STATUSES = (
    ("pending", T("等待定位", "Waiting")),
    ("located", T("已定位", "Located")),
    ("unavailable", T("无法定位", "Not available")),
    ("refused", T("未提供定位", "Not given")),
    ("timeout", T("定位超时", "Timed out")),
)

EVIDENCE = register(
    Entity(
        key="evidence",
        path="evidence",
        model=Evidence,
        label=T("核验依据", "Evidence"),
        plural=T("核验依据", "Evidence"),
        icon="map-pin-check",
        title="act",
        fields=(
            Field("act", "choice", T("环节", "Act"), options=ACTS, read_only=True),
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("occurred_at", "datetime", T("时间", "At"), read_only=True),
            Field("received_at", "datetime", T("到达时间", "Received at"), read_only=True),
            Field("status", "choice", T("定位", "Location"), options=LOCATION_STATUSES, read_only=True),
            Field("distance_m", "integer", T("距离(米)", "Distance (m)"), read_only=True),
            Field("accuracy_m", "integer", T("精度(米)", "Accuracy (m)"), read_only=True),
            Field(
                "outcome", "choice", T("核验结果", "Outcome"), options=tuple(OUTCOMES.items()), read_only=True
            ),
            Field(
                "presence", "choice", T("到店", "Presence"), options=tuple(PRESENCE.items()), read_only=True
            ),
            Field(
                "integrity",
                "choice",
                T("一致性", "Integrity"),
                options=tuple(INTEGRITY.items()),
                read_only=True,
            ),
            Field("quality", "choice", T("依据", "Quality"), options=tuple(QUALITY.items()), read_only=True),
        ),
        columns=("occurred_at", "person", "act", "outcome", "distance_m", "accuracy_m"),
        filters=("person", "department", "act", "outcome", "occurred_at"),
        sorts=("occurred_at",),
        default_sort="-occurred_at",
        bin=False,
        scope=Scope(owner="person", department="department"),
        policy=Policy(
            read={"rep": OWN, "manager": SUBTREE, "director": ALL, "admin": OWN, "back_office": OWN}
        ),
    )
)
