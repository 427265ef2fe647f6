"""What people must know of notices and comments: both are written by verbs alone."""

from __future__ import annotations

from outrider.engine.access.actor import ROLES
from outrider.engine.access.policy import ALL, OWN, SUBTREE, Policy, Scope
from outrider.engine.entities.declaration import KINDS_OF_RECORD, Entity, Field, Section, register
from outrider.engine.messaging.models import Comment, Notice
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

COMMENT = register(
    Entity(
        key="comment",
        path="comments",
        model=Comment,
        label=T("点评", "Comment"),
        plural=T("点评", "Comments"),
        icon="message-square",
        title="text",
        fields=(
            Field("entity", "choice", T("对象", "Kind of record"), options=KINDS_OF_RECORD, read_only=True),
            Field("record_id", "text", T("记录", "Record"), max_length=36, read_only=True, listed=False),
            Field("said_in", "text", T("关于", "About"), max_length=120, read_only=True),
            Field("person", "reference", T("人员", "Person"), reference="person", read_only=True),
            Field("department", "reference", T("部门", "Department"), reference="department", read_only=True),
            Field("author", "reference", T("谁说的", "Said by"), reference="person", read_only=True),
            Field("text", "long_text", T("点评", "Comment"), max_length=1000, read_only=True),
            Field("at", "datetime", T("时间", "At"), attr="occurred_at", read_only=True),
            Field("reply_to", "text", T("回复", "Answers"), max_length=36, read_only=True, listed=False),
            Field("business_date", "date", T("业务日期", "Business date"), read_only=True),
        ),
        columns=("at", "author", "text", "person", "said_in"),
        filters=("person", "author", "entity", "business_date"),
        sorts=("at",),
        default_sort="-at",
        sections=(Section(T("点评", "Comment"), ("author", "text", "at")),),
        bin=False,
        scope=Scope(owner="person", mine="author", department="department"),
        policy=Policy(
            read={"rep": OWN, "manager": SUBTREE, "director": ALL, "back_office": ALL, "admin": ALL}
        ),
        slice=lambda comment: str(comment.person_id),
    )
)
