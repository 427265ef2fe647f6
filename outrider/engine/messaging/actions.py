"""Leaving notices, and noting that they were read."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from outrider.engine.entities.verbs import Input, verb
from outrider.engine.entities.write import Write
from outrider.engine.messaging.models import Notice
from outrider.kernel.text import T, Text


def notify(
    write: Write,
    person_id: UUID,
    kind: str,
    title: Text,
    text: Text | None = None,
    link: str = "",
    params: dict[str, Any] | None = None,
) -> Notice:
    """Leave a notice for a person, within the transaction of what it tells of."""
    places = params or {}
    return write.create(
        Notice(
            person_id=person_id,
            kind=kind,
            title=title.everywhere(**places),
            text=text.everywhere(**places) if text else {},
            link=link,
        ),
        verb="notice.leave",
    )


class ReadNotices(Input):
    """Which notices were read; those of other people are passed over in silence."""

    ids: Annotated[list[UUID], Field(max_length=200)]


@verb("notice.read", input=ReadNotices, label=T("标为已读", "Mark as read"), offline=True)
def read_notices(write: Write, data: ReadNotices) -> int:
    """Mark one's own notices as read. Answers how many were not yet."""
    unread = Notice.objects.filter(pk__in=data.ids, person_id=write.actor.id, read_at__isnull=True)
    rows = list(unread)
    for notice in rows:
        write.update(notice, read_at=write.at)
    return len(rows)
