"""Signing in and out, the session, devices."""

from __future__ import annotations

import base64
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import StringConstraints

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import require_role
from outrider.engine.entities.actions import perform
from outrider.engine.entities.http import actor_of, json_response, language_of, signed_in
from outrider.engine.entities.meta import parts
from outrider.engine.entities.verbs import Input, Line
from outrider.engine.identity import actions, founding, invitations, middleware
from outrider.engine.identity import company as companies
from outrider.engine.identity.declarations import session_parts
from outrider.engine.identity.models import Device, Person
from outrider.engine.identity.queries import company
from outrider.kernel.errors import not_found

router = Router(tags=["auth"])

Short = Annotated[Line, StringConstraints(max_length=120)]


class DeviceInput(Input):
    """A phone that wants to be known."""

    id: UUID
    label: Short = ""
    app_version: Short = ""


class SignIn(Input):
    """Credentials."""

    mobile: Annotated[str, StringConstraints(max_length=40)]
    password: Annotated[str, StringConstraints(max_length=200)]
    device: DeviceInput | None = None


def company_answer(actor: Actor | None = None, language: str = "") -> dict[str, Any]:
    """The company as every client knows it."""
    own = company()
    return {
        "name": own.name,
        "demo": own.is_demo,
        "time_zone": own.time_zone,
        "currency": own.currency,
        "clock_offset_ms": own.clock_offset_ms,
        "epoch": str(own.epoch),
        # Nobody has founded it: the console begins with that. Phones need the modules for their tabs.
        "founded": not own._state.adding,
        "modules": companies.module_states(),
        "settings": companies.for_phones(),
    }


def person_answer(actor: Actor, language: str = "") -> dict[str, Any]:
    """The signed-in person."""
    person = Person.objects.select_related("department").get(pk=actor.id)
    department = person.department
    return {
        "id": str(person.pk),
        "name": person.name,
        "mobile_tail": person.mobile[-4:],
        "roles": person.roles,
        "department": {"id": str(department.pk), "name": department.name} if department else None,
        "locale": person.locale,
    }


parts.add("company", company_answer)
parts.add("person", person_answer)


def session_answer(request: Any, device: Device | None = None) -> dict[str, Any]:
    """What ``GET /api/auth/session`` says; sets the CSRF token of this session."""
    actor: Actor | None = request.actor
    if actor and not request.session.session_key:
        request.session.save()
    request.csrf = middleware.csrf_token(request.session.session_key if actor else None)
    if actor is None and (
        known := request.COOKIES.get(f"{middleware.cookie_name(request.outrider_app)}_csrf")
    ):
        request.csrf = known
    answer: dict[str, Any] = {
        "person": person_answer(actor) if actor else None,
        "csrf": request.csrf,
        "company": company_answer(),
        "policy": {key: session_parts.get(key)(actor.id if actor else None) for key in session_parts.keys()},  # noqa: SIM118
    }
    if device is not None:
        answer["device"] = device_answer(device)
    return answer


def device_answer(device: Device) -> dict[str, Any]:
    """What a phone must know of its own registration."""
    highest = max([device.contiguous_seq, *device.seen_above])
    return {
        "id": str(device.pk),
        "key": base64.b64encode(bytes(device.key)).decode(),
        "next_seq": highest + 1,
        "epoch": str(company().epoch),
    }


@router.get("/auth/session", summary="Who is signed in here")
def session(request: HttpRequest) -> HttpResponse:
    """Answers for everybody; hands out the CSRF token."""
    return json_response(session_answer(request))


@router.post("/auth/sign-in", summary="Sign in by mobile number and password")
def sign_in(request: Any, payload: SignIn) -> HttpResponse:
    """Optionally registers the phone in the same step."""
    person = actions.sign_in(request, payload.mobile, payload.password)
    return json_response(session_answer(request, _device(request, person, payload.device)))


def _device(request: Any, person: Person, given: DeviceInput | None) -> Device | None:
    if given is None:
        return None
    device = actions.register_device(
        person.pk, given.id, request.outrider_app, given.label, given.app_version
    )
    actions.bind_device(request, device)
    return device


class Join(invitations.Accept):
    """An invitation's token, a password, and the phone that is used."""

    device: DeviceInput | None = None


class Link(Input):
    """What stands at the end of an invitation's link."""

    token: Annotated[str, StringConstraints(max_length=100)]


@router.post("/auth/invitation", summary="Whose invitation a link is")
def invitation(request: HttpRequest, payload: Link) -> HttpResponse:
    """Company, name, the number's tail; 404 for a link that does not work any more."""
    return json_response(invitations.look(payload.token))


@router.post("/auth/invitation/code", summary="Have a code sent to the invited person's number")
def invitation_code(request: HttpRequest, payload: Link) -> HttpResponse:
    """Only where the company has a provider of text messages."""
    invitations.send_code(payload.token)
    return json_response({"ok": True})


@router.post("/auth/join", summary="Accept an invitation: set a password and be signed in")
def join(request: Any, payload: Join) -> HttpResponse:
    """Answers like sign-in."""
    plain = invitations.Accept(**payload.model_dump(exclude={"device"}))
    person = invitations.accept(plain)
    actions.open_session(request, person)
    return json_response(session_answer(request, _device(request, person, payload.device)))


@router.get("/founding", summary="Whether there is a company, and what one may be asked when it is founded")
def founding_questions(request: HttpRequest) -> HttpResponse:
    """Industries and pains with their labels; for everybody, since nobody is there yet."""
    language = language_of(request)
    return json_response(
        {
            "founded": company_answer()["founded"],
            "industries": _options(founding.INDUSTRIES, language),
            "pains": _options(companies.PAINS, language),
        }
    )


def _options(pairs: Any, language: str) -> list[dict[str, str]]:
    return [{"value": value, "label": text.say(language)} for value, text in pairs]


@router.post("/founding", summary="Found the company: only while there is none")
def found(request: Any, payload: founding.Found) -> HttpResponse:
    """The first administrator is signed in."""
    actions.open_session(request, founding.found(payload))
    return json_response(session_answer(request), 201)


@router.get("/company", auth=signed_in, summary="The company's settings and modules")
def own_company(request: HttpRequest) -> HttpResponse:
    """For administrators."""
    require_role(actor_of(request), frozenset({"admin"}))
    return json_response(companies.describe(language_of(request)))


@router.patch("/company", auth=signed_in, summary="Change the company's name, settings and modules")
def change_own_company(request: HttpRequest, payload: companies.CompanyChanges) -> HttpResponse:
    """Answers what it is now."""
    perform("company.change", payload, actor=actor_of(request))
    return json_response(companies.describe(language_of(request)))


@router.get("/company/history", auth=signed_in, summary="Who changed the company's settings")
def company_history(request: HttpRequest) -> HttpResponse:
    """From what to what, newest first; for administrators."""
    require_role(actor_of(request), frozenset({"admin"}))
    return json_response({"items": companies.history()})


@router.get("/invitations/open", auth=signed_in, summary="Who was invited and has not come in yet")
def open_invitations(request: HttpRequest) -> HttpResponse:
    """With the links; for administrators."""
    return json_response({"items": invitations.open_invitations(actor_of(request), _origin(request))})


@router.get("/invitations/{uuid:invitation_id}/qr.svg", auth=signed_in, summary="An invitation's QR code")
def invitation_qr(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """For administrators; an invitation that is over has none."""
    rows = invitations.open_invitations(actor_of(request), _origin(request))
    link = next((row["link"] for row in rows if row["id"] == str(invitation_id)), None)
    if link is None:
        raise not_found()
    response = HttpResponse(invitations.qr_code(link), content_type="image/svg+xml")
    response["Cache-Control"] = "no-store"
    return response


def _origin(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@router.post("/auth/sign-out", summary="Sign out")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends this session."""
    actions.sign_out(request)
    return json_response({"ok": True})


@router.post("/auth/password", auth=signed_in, summary="Change one's own password")
def password(request: Any, payload: actions.ChangePassword) -> HttpResponse:
    """All other sessions end; this one goes on."""
    person = perform("person.change_password", payload, actor=actor_of(request))
    actions.open_session(request, person)
    return json_response(session_answer(request))


@router.post("/devices/register", auth=signed_in, summary="Register this phone")
def register(request: Any, payload: DeviceInput) -> HttpResponse:
    """Idempotent for the same person."""
    actor = actor_of(request)
    device = actions.register_device(actor.id, payload.id, actor.app, payload.label, payload.app_version)
    actions.bind_device(request, device)
    return json_response(device_answer(device))
