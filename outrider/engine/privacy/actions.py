"""Giving and withdrawing consent, and the reading log.

Promises: one consent per policy is in force at a time; giving it twice or withdrawing what was never
given changes nothing, so that a phone may repeat itself; a withdrawal never deletes history.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field as InputField

from outrider.engine.access.actor import Actor
from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.declaration import entities, entity_at
from outrider.engine.entities.queries import get
from outrider.engine.entities.verbs import Input, Line, Write, verb
from outrider.engine.identity.models import Person
from outrider.engine.privacy.models import Consent, Reading
from outrider.engine.privacy.policies import POLICIES
from outrider.kernel import clock
from outrider.kernel.errors import Problem, invalid, not_found
from outrider.kernel.text import T

SAME_LOOK = timedelta(minutes=5)
UNKNOWN_POLICY = T("没有这项隐私政策", "There is no such privacy policy")
# Somebody who calls number after number needs fewer; a copy of the whole list needs more.
REVEALS, REVEAL_WINDOW = 60, timedelta(minutes=10)
TOO_OFTEN = T(
    "10 分钟内最多查看 {most} 个号码,请稍后再试", "At most {most} numbers in 10 minutes; try again later"
)
NOT_MASKED = T("这个字段没有隐藏", "This field is not masked")
OLD_TEXT = T("同意的是旧版文本,请重新确认", "Consent was given to an older text; please confirm again")


class ConsentInput(Input):
    """Which policy, and which version of its text was shown."""

    policy: Annotated[Line, InputField(max_length=40)]
    version: Annotated[Line, InputField(max_length=20)]


def _in_force(person_id: UUID, policy: str) -> Consent | None:
    return Consent.objects.filter(person_id=person_id, policy=policy, withdrawn_at__isnull=True).first()


def _check(write: Write, data: ConsentInput) -> None:
    write.kept.clear()  # what earlier commands of this message have read of it is no longer so
    if data.policy not in POLICIES:
        raise invalid("policy", "unknown", UNKNOWN_POLICY)


@verb("consent.give", input=ConsentInput, label=T("同意", "Give consent"), offline=True)
def give(write: Write, data: ConsentInput) -> Consent:
    """Record the actor's consent; an older version in force is closed first."""
    _check(write, data)
    if data.version != POLICIES[data.policy].version:
        write.flag("old_text", OLD_TEXT)
    present = _in_force(write.actor.id, data.policy)
    if present and present.policy_version == data.version:
        return present
    if present:
        write.update(present, withdrawn_at=write.at)
    return write.create(
        Consent(
            person_id=write.actor.id,
            policy=data.policy,
            policy_version=data.version,
            given_at=write.at,
        )
    )


@verb("consent.withdraw", input=ConsentInput, label=T("撤回同意", "Withdraw consent"), offline=True)
def withdraw(write: Write, data: ConsentInput) -> Consent | None:
    """Close the actor's consent, whichever version it was given to."""
    _check(write, data)
    present = _in_force(write.actor.id, data.policy)
    return write.update(present, withdrawn_at=write.at) if present else None


class RevealInput(Input):
    """Which sensitive field, and why."""

    field: Annotated[Line, InputField(max_length=40)]
    why: Annotated[Line, InputField(max_length=200)] = ""


def reveal(actor: Actor, path: str, record_id: UUID, data: RevealInput) -> str:
    """The plain value of a sensitive field; 404 for what the actor may not read, 422 for another field.

    The log is written before the value leaves, and counts: 429 after too many just now.
    """
    entity = entity_at(path)
    if entity is None:
        raise not_found()
    record = get(entity, actor, record_id)
    field = entity.by_name.get(data.field)
    if field is None or not field.sensitive:
        raise invalid("field", "field", NOT_MASKED)
    _check_not_too_often(actor)
    is_person = isinstance(record, Person)
    log_reading(
        actor,
        record_id if is_person else None,
        data.field,
        entity=entity.key,
        record_id=record_id,
        why=data.why,
    )
    return str(getattr(record, field.attribute) or "")


def _check_not_too_often(actor: Actor) -> None:
    masked = {field.name for entity in entities for field in entity.fields if field.sensitive}
    just_now = Reading.objects.filter(reader_id=actor.id, what__in=masked, at__gt=clock.now() - REVEAL_WINDOW)
    if just_now.count() >= REVEALS:
        raise Problem(429, "rate_limited", TOO_OFTEN, most=REVEALS)


def log_reading(
    actor: Actor,
    subject_id: UUID | None,
    what: str,
    *,
    entity: str = "",
    record_id: UUID | None = None,
    why: str = "",
) -> None:
    """Note that ``actor`` read something about a person; reading about oneself is not noted.

    The same look again within five minutes (a page that refreshes itself) is the same reading.
    """
    if actor.is_system or actor.id == subject_id:
        return
    now = clock.now()
    look = {"reader_id": actor.id, "subject_id": subject_id, "what": what, "record_id": record_id}
    if Reading.objects.filter(**look, at__gt=now - SAME_LOOK).exists():
        return
    with write_transaction():
        Reading.objects.create(**look, at=now, entity=entity, why=why[:200])
