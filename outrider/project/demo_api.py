"""The demo's way in: one click per person, no password. Served by a demo's settings alone, to a demo company alone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from outrider.engine.access.actor import ROLES
from outrider.engine.entities.http import json_response, language_of
from outrider.engine.entities.verbs import Input
from outrider.engine.identity import actions
from outrider.engine.identity.api import DeviceInput, session_answer
from outrider.engine.identity.entities import ROLE_LABELS
from outrider.engine.identity.models import Person
from outrider.engine.identity.queries import company
from outrider.kernel.errors import not_found
from outrider.simulator import people

router = Router(tags=["demo"])
# Who stands first in the chooser: the rep of the story, his manager, the others that lead, the back office.
FIRST = (people.FIRST_REP.name, *(leader.name for leader in (people.LEADERS[1], people.LEADERS[0])))


class Enter(Input):
    """As whom, and on which phone."""

    person_id: UUID
    device: DeviceInput | None = None


def _only_a_demo() -> None:
    if not company().is_demo:
        raise not_found()


@router.get("/demo/people", summary="Whom one may be in the demo")
def list_people(request: HttpRequest) -> HttpResponse:
    """Everybody who works there, the story's first."""
    _only_a_demo()
    language = language_of(request)
    rows = Person.objects.filter(is_active=True, is_system=False).select_related("department")
    order = {name: place for place, name in enumerate(FIRST)}
    ordered = sorted(
        rows, key=lambda row: (order.get(row.name, len(order)), "rep" in row.roles, row.name_sort)
    )
    return json_response([_answer(row, language) for row in ordered])


def _answer(person: Person, language: str) -> dict[str, Any]:
    roles = [role for role in ROLES if role in person.roles]
    return {
        "id": str(person.pk),
        "name": person.name,
        "role": " · ".join(ROLE_LABELS[role].say(language) for role in roles),
        "roles": roles,
        "department": person.department.name if person.department else None,
    }


@router.post("/demo/enter", summary="Be somebody, without a password")
def enter(request: Any, payload: Enter) -> HttpResponse:
    """Opens a session for the app that asks; registers the phone in the same step."""
    _only_a_demo()
    person = Person.objects.filter(pk=payload.person_id, is_active=True, is_system=False).first()
    if person is None:
        raise not_found()
    actions.open_session(request, person)
    device = None
    if payload.device is not None:
        given = payload.device
        device = actions.register_device(
            person.pk, given.id, request.outrider_app, given.label, given.app_version
        )
        actions.bind_device(request, device)
    return json_response(session_answer(request, device))
