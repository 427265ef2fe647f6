"""Saying something about a record, and answering.

Promises: only who may read a record may comment on it or read its comments; the record's owner hears of a comment
by a notice, and of an answer everybody who has spoken there; a repeat is no second comment.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from outrider.engine.access.actor import Actor
from outrider.engine.entities.actions import same_or_conflict
from outrider.engine.entities.declaration import Entity, entities
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.fieldtypes.times import PlausibleMoment
from outrider.engine.entities.finding import find
from outrider.engine.entities.queries import visible
from outrider.engine.entities.verbs import Input, Line, Lines, Retry, Write, verb
from outrider.engine.messaging.declarations import commented
from outrider.engine.messaging.models import Comment
from outrider.kernel.errors import invalid, not_found
from outrider.kernel.period import occurred
from outrider.kernel.text import T, Text

MOST = 200
NOT_COMMENTED = T("这种记录不能点评", "Records of this kind take no comments")
NO_TEXT = T("请写点评内容", "Write a comment")
COMMENTED = T("{name} 点评了 {about}", "{name} commented on {about}")
ANSWERED = T("{name} 回复了 {about} 的点评", "{name} answered a comment on {about}")
SAID = T("{said}", "{said}")


class AddComment(Input):
    """点评 or an answer to one."""

    comment_id: UUID
    entity: Annotated[Line, Field(max_length=40)]
    record_id: UUID
    text: Annotated[Lines, Field(max_length=1_000)]
    reply_to: UUID | None = None
    at: PlausibleMoment


@verb("comment.add", input=AddComment, label=T("点评", "Comment"), offline=True)
def add_comment(write: Write, data: AddComment) -> Comment:
    """Say something about a record that one may read."""
    present = Comment.all_objects.filter(pk=data.comment_id).first()
    if present:
        same = (present.author_id, present.record_id, present.text) == (
            write.actor.id,
            data.record_id,
            data.text,
        )
        same_or_conflict(same)
        return present
    if not data.text.strip():
        raise invalid("text", "required", NO_TEXT)
    entity, record = _subject(write, data)
    comment = Comment(
        id=data.comment_id,
        entity=entity.key,
        record_id=record.pk,
        said_in=commented.get(entity.key).said_in(record)[:120],
        person_id=_at(record, entity.scope.owner),
        department_id=_at(record, entity.scope.department),
        author_id=write.actor.id,
        text=data.text,
        reply_to=data.reply_to,
        occurred_at=occurred(data.at, write.at).at,
    )
    write.create(comment)
    told_of = commented.get(entity.key).told_of
    _tell(write, entity, comment, told_of(record) if told_of else comment.said_in)
    return comment


def comments_on(record_ids: Iterable[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What was said of records, oldest first. The caller has judged who may read the records."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    rows = Comment.objects.filter(record_id__in=list(record_ids)).select_related("author")
    for row in rows.order_by("occurred_at", "id"):
        found.setdefault(row.record_id, []).append(as_dict(row))
    return found


def readable_comments(actor: Actor, entity_key: str, record_id: UUID) -> list[dict[str, Any]]:
    """The comments on one record. 404 when the actor may not read it."""
    if commented.find(entity_key) is None:
        raise not_found()
    if not visible(entities.get(entity_key), actor).filter(pk=record_id).exists():
        raise not_found()
    return comments_on([record_id]).get(record_id, [])[-MOST:]


def as_dict(comment: Comment) -> dict[str, Any]:
    """A comment as the screens show it."""
    return {
        "id": str(comment.pk),
        "author": {"id": str(comment.author_id), "name": comment.author.name},
        "at": moment(comment.occurred_at),
        "text": comment.text,
        "reply_to": str(comment.reply_to) if comment.reply_to else None,
    }


def _subject(write: Write, data: AddComment) -> tuple[Entity, Any]:
    if commented.find(data.entity) is None:
        raise invalid("entity", "choice", NOT_COMMENTED)
    entity = entities.get(data.entity)
    if find(entity, data.record_id) is None:
        raise Retry(data.entity, data.record_id)
    return entity, write.visible(data.entity, data.record_id)


def _at(record: Any, path: str) -> Any:
    """The id at the end of a scope's path."""
    for step in path.split("__")[:-1]:
        record = getattr(record, step)
    return getattr(record, f"{path.rpartition('__')[2]}_id", None)


def _tell(write: Write, entity: Entity, comment: Comment, about: Text | str) -> None:
    spoke = Comment.objects.filter(record_id=comment.record_id).values_list("author", flat=True)
    hearers = {comment.person_id, *spoke} if comment.reply_to else {comment.person_id}
    title = ANSWERED if comment.reply_to else COMMENTED
    link = f"/{entity.path}/{comment.record_id}"
    places = {"name": write.actor.name, "about": about, "said": comment.text[:200]}
    for person_id in sorted(hearers - {write.actor.id}):
        write.notify(person_id, "comment", title, SAID, link, **places)
