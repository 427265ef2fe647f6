"""Signing in and out, passwords, memberships, devices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from outrider.engine.database.transaction import write_transaction
from outrider.engine.entities.declaration import Field
from outrider.engine.entities.fieldtypes.texts import normal_mobile
from outrider.engine.entities.fieldtypes.times import PlausibleDate
from outrider.engine.entities.verbs import Input, verb
from outrider.engine.entities.write import Write
from outrider.engine.identity.models import Department, Device, Membership, Person
from outrider.engine.identity.passwords import STRENGTH, Password, check_strength
from outrider.engine.identity.queries import actor_for
from outrider.kernel import clock
from outrider.kernel.errors import Problem, conflict, invalid
from outrider.kernel.period import business_date
from outrider.kernel.text import T

BAD_CREDENTIALS = T("手机号或密码不对", "The mobile number or the password is wrong")
LOCKED_OUT = T(
    "错误次数太多,请 {minutes} 分钟后再试", "Too many attempts; try again in {minutes minute|minutes}"
)
OTHERS_DEVICE = T("这台设备已登记给别人", "This device is registered to somebody else")
REVOKED = T("这台设备已被停用", "This device has been revoked")
FUTURE = T("开始日期不能早于上一段任职", "It cannot begin before the membership that it follows")
FROM_TODAY = T("不填就是今天", "Left empty: today")


def sign_in(request: HttpRequest, mobile: str, password: str) -> Person:
    """Check credentials and open a session. 401 ``bad_credentials``, 429 ``locked_out``."""
    credentials = {"mobile": _number(mobile), "password": password}
    if not AxesProxyHandler.is_allowed(request, credentials):
        raise _locked_out()
    person: Any = authenticate(request, **credentials)
    if person is None:
        if not AxesProxyHandler.is_allowed(request, credentials):
            raise _locked_out()
        raise Problem(401, "bad_credentials", BAD_CREDENTIALS)
    open_session(request, person)
    return person  # type: ignore[no-any-return]


def _locked_out() -> Problem:
    minutes = settings.AXES_COOLOFF_TIME // timedelta(minutes=1)
    return Problem(429, "locked_out", LOCKED_OUT, minutes=minutes)


def _number(mobile: str) -> str:
    try:
        return normal_mobile(mobile)
    except ValueError:
        # Nobody's number: it is only counted, as text that every database can hold.
        return "".join(char for char in mobile[:40] if char.isprintable())


def open_session(request: Any, person: Person) -> None:
    """Bind a fresh session key to the person, for the app that asks."""
    request.session.flush()
    request.session.update(
        {"person": str(person.pk), "app": request.outrider_app, "auth": person.get_session_auth_hash()}
    )
    request.session.modified = True
    request.actor = actor_for(person, app=request.outrider_app)


def sign_out(request: Any) -> None:
    """End this session only; what a phone has queued stays on the phone."""
    request.session.flush()
    request.actor = None


def register_device(
    person_id: UUID, device_id: UUID, app: str, label: str = "", app_version: str = ""
) -> Device:
    """Make a device known, once; 409 when it is somebody else's, 403 when it was revoked."""
    with write_transaction():
        device, _ = Device.objects.get_or_create(
            pk=device_id,
            defaults={
                "person_id": person_id,
                "app": app,
                "label": label,
                "app_version": app_version,
                "registered_at": clock.now(),
            },
        )
    if device.person_id != person_id:
        raise conflict("device_taken", OTHERS_DEVICE)
    if device.revoked_at:
        raise Problem(403, "device_revoked", REVOKED)
    return device


def bind_device(request: Any, device: Device) -> None:
    """Remember in the session which device it runs on."""
    request.session["device"] = str(device.pk)


class SetPassword(Input):
    """A new password."""

    password: Password


@verb("person.set_password", entity="person", input=SetPassword, label=T("设置密码", "Set password"),
      roles={"admin"}, console=True, icon="key",
      params=(Field("password", "password", T("新密码", "New password"), required=True, help=STRENGTH),))  # fmt: skip
def set_password(write: Write, person: Person, data: SetPassword) -> Person:
    """An administrator sets somebody's password; his sessions end, since they hold the old hash."""
    check_strength("password", data.password, person)
    return write.update(person, password=make_password(data.password))


class ChangePassword(Input):
    """One's own password, proved by the old one."""

    old: Password
    new: Password


@verb("person.change_password", input=ChangePassword, label=T("修改密码", "Change password"))
def change_password(write: Write, data: ChangePassword) -> Person:
    """Everybody's own."""
    person = Person.objects.get(pk=write.actor.id)
    if not person.check_password(data.old):
        raise invalid("old", "wrong", BAD_CREDENTIALS)
    check_strength("new", data.new, person)
    return write.update(person, password=make_password(data.new))


class Move(Input):
    """Into which department, from which day (default: today)."""

    department: UUID
    valid_from: PlausibleDate | None = None


@verb("person.move", entity="person", input=Move, label=T("调动部门", "Move to a department"), roles={"admin"},
      console=True, icon="arrow-right",
      params=(Field("department", "reference", T("部门", "Department"), required=True, reference="department"),
              Field("valid_from", "date", T("从哪天起", "From"), help=FROM_TODAY)))  # fmt: skip
def move(write: Write, person: Person, data: Move) -> Person:
    """Close the running membership and open the next; the present department follows the calendar."""
    today = business_date(write.at, write.time_zone)
    start = data.valid_from or today
    department: Department = write.visible("department", data.department)
    running = Membership.objects.filter(person=person, valid_to__isnull=True).first()
    if running and start <= running.valid_from:
        if start < running.valid_from:
            raise invalid("valid_from", "order", FUTURE)
        write.update(running, department_id=department.pk)
    else:
        if running:
            write.update(running, valid_to=start)
        write.create(Membership(person=person, department=department, valid_from=start))
    if start <= today:
        write.update(person, department_id=department.pk)
    return person


def apply_due_memberships(write: Write, today: date) -> int:
    """Move people whose next membership begins today: run daily."""
    due = Membership.objects.filter(
        valid_from__lte=today, valid_from__gt=today - timedelta(days=7), valid_to__isnull=True
    ).select_related("person")
    moved = 0
    for membership in due:
        if membership.person.department_id != membership.department_id:
            write.update(membership.person, department_id=membership.department_id)
            moved += 1
    return moved
