"""Reading one's notices, and the comments on records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from outrider.engine.access.actor import Actor
from outrider.engine.entities.encoding import moment
from outrider.engine.messaging.comments import comments_on, readable_comments
from outrider.engine.messaging.models import Notice
from outrider.kernel.text import label_in

PAGE = 50


def newest(actor: Actor, after: UUID | None, language: str) -> dict[str, Any]:
    """The person's newest notices (those after a known one), newest first, and how many are unread."""
    mine = Notice.objects.filter(person_id=actor.id)
    rows = mine.order_by("-created_at", "-pk")
    known = mine.filter(pk=after).first() if after else None
    if known is not None:
        later = Q(created_at__gt=known.created_at) | Q(created_at=known.created_at, pk__gt=known.pk)
        rows = rows.filter(later)
    return {
        "items": [as_dict(notice, language) for notice in rows[:PAGE]],
        "unread": mine.filter(read_at__isnull=True).count(),
    }


def told_since(people: Iterable[UUID], kind: str, since: datetime) -> set[UUID]:
    """Which of these people got a notice of a kind since then."""
    told = Notice.objects.filter(person__in=list(people), kind=kind, created_at__gte=since)
    return set(told.values_list("person_id", flat=True))


def as_dict(notice: Notice, language: str) -> dict[str, Any]:
    """A notice in the reader's language."""
    return {
        "id": str(notice.pk),
        "at": moment(notice.created_at),
        "kind": notice.kind,
        "title": label_in(notice.title, language),
        "text": label_in(notice.text, language),
        "link": notice.link,
        "read": notice.read_at is not None,
    }


__all__ = ["as_dict", "comments_on", "newest", "readable_comments", "told_since"]
