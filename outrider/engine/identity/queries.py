"""Reading people, departments and the company."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from outrider.engine.access.actor import ROLES, Actor
from outrider.engine.database.prepared import Prepared, among
from outrider.engine.entities.declaration import Field
from outrider.engine.identity.models import Company, Department, Person
from outrider.kernel import clock
from outrider.kernel.period import business_date
from outrider.kernel.registry import Registry

# A setting is a field: its type validates it, and the screens know how to edit it. Keys are ``area.name``.
company_settings: Registry[Field] = Registry("company_settings", "what an administrator may set")
# Read once per request or job, never kept by the process: another process may change it.
_company: ContextVar[Company | None] = ContextVar("company", default=None)
_the_company: Prepared[Company] = Prepared(lambda: Company.objects.filter(pk=1))


def company() -> Company:
    """The company; a fresh database answers an unnamed one."""
    known = _company.get()
    if known is None:
        known = _the_company.first() or Company(name="Outrider")
        _company.set(known)
    return known


def forget_company() -> None:
    """Read the company anew at the next question: at the start of each request and job."""
    _company.set(None)


def apply_company_clock() -> None:
    """Set this request's clock: only a demo company's is shifted, so only the demo asks the database."""
    forget_company()
    clock.set_offset(company().clock_offset_ms if settings.OUTRIDER_DEMO else 0)


def time_zone() -> str:
    """The company's time zone."""
    return company().time_zone


def company_today() -> date:
    """The company's business day."""
    return business_date(clock.now(), time_zone())


def clock_text(at: datetime) -> str:
    """The time of day where the company works, as people read it."""
    return at.astimezone(ZoneInfo(time_zone())).strftime("%H:%M")


def setting(name: str) -> Any:
    """A company setting by its dotted name: what is stored, else its declared default. KeyError when undeclared."""
    return company().settings.get(name, company_settings.get(name).default)


def actor_for(
    person: Person,
    *,
    device_id: UUID | None = None,
    app: str = "console",
    subtree: frozenset[UUID] | None = None,
    department_name: str = "",
) -> Actor:
    """A person as permission sees him; what is given of his departments is not asked for again."""
    loader = partial(subtree_ids, person.department_id) if subtree is None else lambda: subtree
    return Actor(
        id=person.pk,
        name=person.name,
        roles=frozenset(role for role in person.roles if role in ROLES),
        department_id=person.department_id,
        department_name=department_name,
        language=person.locale,
        is_system=person.is_system,
        device_id=device_id,
        app=app,
        subtree_loader=loader,
    )


def subtree_ids(department_id: UUID | None) -> frozenset[UUID]:
    """A department and all below it."""
    if department_id is None:
        return frozenset()
    own = Q(pk=department_id) | Q(path__contains=f"/{department_id}/")
    return frozenset(Department.objects.filter(own).values_list("pk", flat=True))


def system_actor() -> Actor:
    """The named system user on whose behalf jobs act. Made by the first migration of a company."""
    person = Person.all_objects.filter(is_system=True).first()
    if person is None:
        raise LookupError("the system user is missing: run `outrider migrate`")
    return actor_for(person)


def person_by_mobile(mobile: str) -> Person | None:
    """A living person by E.164 number."""
    return Person.objects.filter(mobile=mobile, is_system=False).first()


def team_of(actor: Actor) -> list[Person]:
    """The active reps and managers in the actor's subtree (all, for those who see all)."""
    people = Person.objects.filter(is_active=True, is_system=False).order_by("name_sort")
    if not actor.has("director", "back_office", "admin"):
        people = people.filter(department_id__in=actor.subtree)
    return list(people)


def leaders_of(department_id: UUID | None) -> list[UUID]:
    """The active managers who lead a department: its own, else those of the nearest department above that has any."""
    if department_id is None:
        return []
    path = Department.objects.filter(pk=department_id).values_list("path", flat=True).first() or ""
    above = [UUID(part) for part in path.split("/") if part]
    people = Person.objects.filter(is_active=True, is_system=False, department_id__in=above)
    leads = [person for person in people.order_by("name_sort") if {"manager", "director"} & set(person.roles)]
    for level in reversed(above):
        found = [person.pk for person in leads if person.department_id == level]
        if found:
            return found
    return []


def department_of(person_id: UUID) -> UUID | None:
    """The present department of a person."""
    return Person.all_objects.filter(pk=person_id).values_list("department_id", flat=True).first()


_names: Prepared[tuple[UUID, str]] = Prepared(
    lambda: among(Person.all_objects.all(), 0).values_list("pk", "name")
)


def names_of(person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names by id, also of people who have left."""
    wanted = {person_id for person_id in person_ids if person_id}
    if not wanted:
        return {}
    return dict(_names(wanted))
