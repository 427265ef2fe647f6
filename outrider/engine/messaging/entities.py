"""What people must know of notices: everybody reads his own, nobody writes one by hand."""

from __future__ import annotations

from outrider.engine.access.actor import ROLES
from outrider.engine.access.policy import OWN, Policy, Scope
from outrider.engine.entities.declaration import Entity, Field, Section, register
from outrider.engine.messaging.models import Notice
from outrider.kernel.text import T

NOTICE = register(
    Entity(
        key="notice",
        path="notices",
        model=Notice,
        label=T("通知", "Notice"),
        plural=T("通知", "Notices"),
        icon="bell",
        title="kind",
        fields=(
            Field("person", "reference", T("收件人", "For"), reference="person", read_only=True),
            Field("kind", "text", T("类别", "Kind"), max_length=40, read_only=True),
            Field("title", "label", T("标题", "Title"), read_only=True),
            Field("text", "label", T("内容", "Text"), read_only=True),
            Field("link", "text", T("链接", "Link"), max_length=200, read_only=True),
            Field("read_at", "datetime", T("已读时间", "Read at"), read_only=True),
        ),
        columns=("title", "text", "read_at"),
        filters=("kind",),
        default_sort="-created_at",
        sections=(Section(T("通知", "Notice"), ("title", "text", "read_at")),),
        scope=Scope(owner="person"),
        policy=Policy(read=dict.fromkeys(ROLES, OWN)),
        bin=False,
        slice=lambda notice: str(notice.person_id),
    )
)
