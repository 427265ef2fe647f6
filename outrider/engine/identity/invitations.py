"""Invitations: a link, also as a QR code, by which a person sets his password and is in. No e-mail anywhere.

Promises: a link works once and for seven days, only the newest one of a person does, and it is not kept in
the database (see ``models.Invitation``). Whoever holds it is taken for that person, as with a password that
was told him; where the company has a provider of text messages, he proves his number by a code as well.
"""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from io import BytesIO
from typing import Annotated, Any
from uuid import UUID

import segno
from django.contrib.auth.hashers import check_password, make_password
from django.utils.crypto import constant_time_compare, salted_hmac
from pydantic import StringConstraints

from outrider.engine.access.actor import Actor
from outrider.engine.access.policy import require_role
from outrider.engine.entities.actions import perform
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.verbs import Empty, Input, verb
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Invitation, Person
from outrider.engine.identity.passwords import Password, check_strength
from outrider.engine.identity.queries import company, system_actor
from outrider.engine.identity.sms import provider
from outrider.kernel import clock
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.text import T

VALID = timedelta(days=7)
CODE_VALID, CODE_PAUSE, CODE_TRIES = timedelta(minutes=10), timedelta(seconds=60), 5
SECRET_BYTES = 16
SALT = "outrider.invitation"

GONE = T(
    "邀请链接无效或已过期,请让管理员重新发一个", "This invitation is not valid any more; ask for a new one"
)
NO_SMS = T("没有开通短信", "Text messages are not set up")
TOO_SOON = T("验证码刚发过,请稍候", "A code was sent just now; wait a little")
SMS_FAILED = T("短信没有发出去,请稍后再试", "The message could not be sent; try again later")
WRONG_CODE = T("验证码不对或已过期", "The code is wrong or too old")
CODE_TEXT = T(
    "{company}:验证码 {code},10 分钟内有效。", "{company}: your code is {code}, valid for 10 minutes."
)


# -- the link ---------------------------------------------------------------------------------------


def token_of(invitation: Invitation) -> str:
    """What stands at the end of the link."""
    return base64.urlsafe_b64encode(invitation.pk.bytes + _proof(invitation)).decode().rstrip("=")


def _proof(invitation: Invitation) -> bytes:
    named = f"{invitation.pk}:{invitation.serial}"
    return salted_hmac(SALT, named, algorithm="sha256").digest()[:SECRET_BYTES]


def address_of(invitation: Invitation, origin: str) -> str:
    """The link: reps join on the phone's app, all others at the console."""
    app = "rep" if "rep" in invitation.person.roles else "console"
    return f"{origin}/{app}/join/{token_of(invitation)}"


def find_open(token: str) -> Invitation:
    """The open invitation of a link. 404 for every reason alike, so that nothing is betrayed."""
    try:
        plain = base64.urlsafe_b64decode(f"{token}==")
        wanted, proof = UUID(bytes=plain[:16]), plain[16:]
    except (ValueError, TypeError) as error:
        raise Problem(404, "invitation_gone", GONE) from error
    found = Invitation.objects.select_related("person").filter(pk=wanted).first()
    if found is None or not constant_time_compare(_proof(found), proof) or not _is_open(found):
        raise Problem(404, "invitation_gone", GONE)
    return found


def _is_open(invitation: Invitation) -> bool:
    person = invitation.person
    alive = person.is_active and person.deleted_at is None and not person.is_system
    unused = invitation.used_at is None and invitation.withdrawn_at is None
    return alive and unused and invitation.expires_at > clock.now()


def qr_code(text: str) -> bytes:
    """A QR code as SVG: black on white with its quiet zone, so that every camera reads it in dark mode too."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=6, border=4, light="#fff", dark="#000", xmldecl=False
    )
    return out.getvalue()


def open_invitations(actor: Actor, origin: str) -> list[dict[str, Any]]:
    """Whoever has not come in yet, the newest first, expired ones too. Administrators only."""
    require_role(actor, frozenset({"admin"}))
    rows = Invitation.objects.select_related("person").filter(
        used_at__isnull=True, withdrawn_at__isnull=True, person__deleted_at__isnull=True
    )
    now = clock.now()
    return [
        {
            "id": str(row.pk),
            "person": {"id": str(row.person_id), "name": row.person.name, "roles": row.person.roles},
            "mobile_tail": row.person.mobile[-4:],
            "expires_at": moment(row.expires_at),
            "expired": row.expires_at <= now,
            "link": address_of(row, origin),
        }
        for row in rows.order_by("-created_at", "person__name_sort")[:500]
    ]


# -- inviting ---------------------------------------------------------------------------------------


def invite_person(write: Write, person: Person) -> Invitation:
    """A fresh link for a person; an older one stops working."""
    present = (
        Invitation.objects.select_for_update()
        .filter(person=person, used_at__isnull=True, withdrawn_at__isnull=True)
        .first()
    )
    if present is None:
        return write.create(Invitation(person=person, expires_at=write.at + VALID))
    return write.update(
        present, serial=present.serial + 1, expires_at=write.at + VALID, code="", code_tries=0
    )


def _can_come(person: Any) -> bool:
    return bool(person.is_active)


@verb("person.invite", entity="person", input=Empty, label=T("邀请", "Invite"), roles={"admin"}, level="read",
      console=True, bulk=True, icon="send", when=_can_come)  # fmt: skip
def invite(write: Write, person: Person, data: Empty) -> Person:
    """Make a link for somebody, also for one who forgot his password; it is in the list of invitations."""
    invite_person(write, person)
    return person


def _unused(invitation: Any) -> bool:
    return invitation.used_at is None and invitation.withdrawn_at is None


@verb("invitation.renew", entity="invitation", input=Empty, label=T("重新生成", "Renew"), roles={"admin"},
      level="read", console=True, icon="refresh-cw", when=_unused)  # fmt: skip
def renew(write: Write, invitation: Invitation, data: Empty) -> Invitation:
    """Seven more days under another link; the former one stops working."""
    return invite_person(write, invitation.person)


@verb("invitation.withdraw", entity="invitation", input=Empty, label=T("撤回", "Withdraw"), roles={"admin"},
      level="read", console=True, icon="x", danger=True, when=_unused)  # fmt: skip
def withdraw(write: Write, invitation: Invitation, data: Empty) -> Invitation:
    """The link stops working."""
    return write.update(invitation, withdrawn_at=write.at)


# -- coming in --------------------------------------------------------------------------------------


def look(token: str) -> dict[str, Any]:
    """What the invited person sees first."""
    invitation = find_open(token)
    return {
        "company": company().name,
        "name": invitation.person.name,
        "mobile_tail": invitation.person.mobile[-4:],
        "locale": invitation.person.locale,
        "expires_at": moment(invitation.expires_at),
        "needs_code": provider() is not None,
    }


def send_code(token: str) -> None:
    """A code of six digits by text message. 422 without a provider, 429 too soon, 502 when it failed."""
    invitation, send = find_open(token), provider()
    if send is None:
        raise invalid("token", "no_sms", NO_SMS)
    if invitation.code_sent_at and clock.now() - invitation.code_sent_at < CODE_PAUSE:
        raise Problem(429, "too_soon", TOO_SOON)
    code = f"{secrets.randbelow(1_000_000):06}"
    perform("invitation.note_code", _Code(token=token, code=code), actor=system_actor())
    person = invitation.person
    try:
        send(person.mobile, CODE_TEXT.say(person.locale, company=company().name, code=code))
    except OSError as error:
        raise Problem(502, "sms_failed", SMS_FAILED) from error


class _Code(Input):
    token: str
    code: str


@verb("invitation.note_code", input=_Code, label=T("发送验证码", "Send a code"), roles={"admin"})
def note_code(write: Write, data: _Code) -> Invitation:
    """Keep the code's hash; only ``send_code`` calls this."""
    return write.update(
        find_open(data.token), code=make_password(data.code), code_sent_at=write.at, code_tries=0
    )


class Accept(Input):
    """The link's token and the password that the person chose."""

    token: Annotated[str, StringConstraints(min_length=10, max_length=100)]
    password: Password
    code: Annotated[str, StringConstraints(max_length=10)] = ""


@verb("invitation.accept", input=Accept, label=T("接受邀请", "Accept an invitation"), roles={"admin"})
def accept_invitation(write: Write, data: Accept) -> Person:
    """Set the password and use the invitation up; of two at once, one comes too late (409 ``stale``)."""
    invitation = find_open(data.token)
    check_strength("password", data.password, invitation.person)
    write.update(invitation, used_at=write.at, code="")
    return write.update(invitation.person, password=make_password(data.password))


def accept(data: Accept) -> Person:
    """The person whose invitation this was, with his new password. 404, 422."""
    invitation = find_open(data.token)
    if provider() is not None:
        _check_code(invitation, data.code)
    person: Person = perform("invitation.accept", data, actor=system_actor())
    return person


def _check_code(invitation: Invitation, code: str) -> None:
    """Counted before it is compared, so that tries at the same time are counted as well."""
    fresh = invitation.code_sent_at and clock.now() - invitation.code_sent_at < CODE_VALID
    counted = perform("invitation.count_try", _Try(id=invitation.pk), actor=system_actor())
    if not (fresh and counted and invitation.code and check_password(code, invitation.code)):
        raise invalid("code", "wrong", WRONG_CODE)


class _Try(Input):
    id: UUID


@verb("invitation.count_try", input=_Try, label=T("核对验证码", "Check a code"), roles={"admin"})
def count_try(write: Write, data: _Try) -> bool:
    """Whether one more try is allowed."""
    invitation = Invitation.objects.select_for_update().get(pk=data.id)
    if invitation.code_tries >= CODE_TRIES:
        return False
    write.update(invitation, code_tries=invitation.code_tries + 1)
    return True
