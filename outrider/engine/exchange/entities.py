"""What people must know of a transfer: the log of exports and imports."""

from __future__ import annotations

from outrider.engine.access.policy import ALL, OWN, Policy, Scope
from outrider.engine.entities.declaration import KINDS_OF_RECORD, Entity, Field, Section, register
from outrider.engine.exchange.models import Transfer
from outrider.kernel.text import T

KINDS = (("export", T("导出", "Export")), ("import", T("导入", "Import")))

TRANSFER = register(
    Entity(
        key="transfer",
        path="transfers",
        model=Transfer,
        label=T("导入导出记录", "Transfer"),
        plural=T("导入导出记录", "Transfers"),
        icon="arrow-left-right",
        title="file_name",
        fields=(
            Field("kind", "choice", T("方向", "Direction"), options=KINDS, read_only=True),
            Field("what", "choice", T("内容", "What"), options=KINDS_OF_RECORD, read_only=True),
            Field("format", "text", T("格式", "Format"), read_only=True),
            Field("file_name", "text", T("文件名", "File"), read_only=True),
            Field("rows", "integer", T("行数", "Rows"), read_only=True),
            Field(
                "person",
                "reference",
                T("操作人", "By"),
                reference="person",
                attr="created_by",
                read_only=True,
            ),
            Field("at", "datetime", T("时间", "At"), attr="occurred_at", read_only=True),
            Field("filters", "json", T("筛选", "Filters"), read_only=True, listed=False),
            Field("report", "json", T("报告", "Report"), read_only=True, listed=False),
        ),
        columns=("file_name", "kind", "what", "rows", "person", "at"),
        filters=("kind", "what", "person", "at"),
        sorts=("at",),
        default_sort="-at",
        # The report is told by the boxes beside them, in words.
        sections=(
            Section(
                T("基本", "Basics"),
                ("kind", "what", "file_name", "format", "rows", "person", "at", "filters"),
            ),
        ),
        scope=Scope(owner="created_by"),
        policy=Policy(read={"rep": OWN, "manager": OWN, "director": ALL, "back_office": OWN, "admin": ALL}),
        bin=False,
    )
)
