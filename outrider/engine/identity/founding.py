"""创建企业: an empty database becomes a company, in one step and once.

Promises: all of it or nothing; only while there is no company, also when two try at the same moment; the
first administrator can sign in, everybody else has an invitation.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError
from pydantic import Field as Limits
from pydantic import StringConstraints

from outrider.engine.entities.actions import perform
from outrider.engine.entities.fieldtypes.texts import normal_mobile
from outrider.engine.entities.verbs import Input, Line, verb
from outrider.engine.entities.write import Write
from outrider.engine.identity.company import PAINS, modules_for
from outrider.engine.identity.invitations import invite_person
from outrider.engine.identity.models import Company, Department, Person
from outrider.engine.identity.passwords import Password, check_strength
from outrider.engine.identity.queries import forget_company, system_actor
from outrider.kernel.errors import conflict, invalid
from outrider.kernel.text import T, Text

MOST_PEOPLE = 500
# He leads until somebody else does: 团队 is on his phone as well.
FOUNDER = ["admin", "manager"]
INDUSTRIES: tuple[tuple[str, Text], ...] = (
    ("food", T("食品饮料", "Food and drinks")),
    ("liquor", T("酒类", "Wine and spirits")),
    ("daily", T("日化母婴", "Household and baby care")),
    ("pharma", T("医药健康", "Medicine and health")),
    ("building", T("建材五金", "Building materials")),
    ("electric", T("家电数码", "Appliances")),
    ("farm", T("农资饲料", "Farm supplies")),
    ("service", T("服务与其他", "Services and others")),
)
EXISTS = T("企业已经创建,请直接登录", "The company exists already; sign in")
BAD_MOBILE = T("手机号无效", "This is not a valid mobile number")
TWICE = T("手机号重复", "The same mobile number twice")
NO_NAME = T("请填写", "This is required")
BAD_ZONE = T("不认识的时区", "An unknown time zone")

Name = Annotated[Line, StringConstraints(min_length=1, max_length=60)]
Mobile = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Colleague(Input):
    """Somebody who will be invited."""

    name: Name
    mobile: Mobile
    role: Literal["rep", "manager", "director", "back_office", "admin"] = "rep"


class Founder(Input):
    """The first administrator."""

    name: Name
    mobile: Mobile
    password: Password


class Found(Input):
    """Everything that 创建企业 asks."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=120)]
    industry: Literal[tuple(key for key, _ in INDUSTRIES)] = "food"  # type: ignore[valid-type]  # of the list above
    pain: Literal[tuple(key for key, _ in PAINS)] = "all"  # type: ignore[valid-type]  # likewise
    admin: Founder
    people: Annotated[list[Colleague], Limits(max_length=MOST_PEOPLE)] = []
    locale: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"
    # Where its days begin and end; the page sends the browser's own.
    time_zone: Annotated[str, StringConstraints(max_length=40)] = "Asia/Shanghai"


def found(data: Found) -> Person:
    """Make the company; answers the first administrator. 409 when there is one, 422 with field paths."""
    if Company.objects.exists():
        raise conflict("company_exists", EXISTS)
    person: Person = perform("company.found", data, actor=system_actor(), source="founding")
    forget_company()
    return person


@verb("company.found", input=Found, label=T("创建企业", "Found a company"), roles={"admin"})
def found_company(write: Write, data: Found) -> Person:
    """Company, one department of its name, the administrator, the people and their invitations."""
    mobiles = _mobiles(data)
    check_strength("admin.password", data.admin.password, None)
    if data.time_zone not in available_timezones():
        raise invalid("time_zone", "time_zone", BAD_ZONE)
    settings = {"industry": data.industry, "pain": data.pain, "modules": modules_for(data.pain)}
    try:
        Company.objects.create(pk=1, name=data.name, settings=settings, time_zone=data.time_zone)
    except IntegrityError as error:
        raise conflict("company_exists", EXISTS) from error
    forget_company()
    # Capabilities hear of the company by this row: its verb is the founding itself.
    top = write.create(Department(name=data.name[:80]), verb="company.found")
    admin = _person(write, data, top, data.admin.name, mobiles[0], FOUNDER, data.admin.password)
    for colleague, mobile in zip(data.people, mobiles[1:], strict=True):
        invite_person(write, _person(write, data, top, colleague.name, mobile, [colleague.role]))
    return admin


def _person(
    write: Write, data: Found, top: Department, name: str, mobile: str, roles: list[str], password: str = ""
) -> Person:
    made = Person(name=name, mobile=mobile, roles=roles, department=top, locale=data.locale)
    made.password = make_password(password or None)
    return write.create(made, verb="person.create")


def _mobiles(data: Found) -> list[str]:
    """The numbers as E.164, the administrator's first. 422 with the place of the first bad one."""
    taken: dict[str, str] = {}
    given: list[tuple[str, Any]] = [("admin", data.admin)]
    given += [(f"people.{place}", colleague) for place, colleague in enumerate(data.people)]
    for path, person in given:
        if not person.name:
            raise invalid(f"{path}.name", "required", NO_NAME)
        try:
            number = normal_mobile(person.mobile)
        except ValueError as error:
            raise invalid(f"{path}.mobile", "mobile", BAD_MOBILE) from error
        if not number:
            raise invalid(f"{path}.mobile", "required", BAD_MOBILE)
        if number in taken:
            raise invalid(f"{path}.mobile", "duplicate", TWICE)
        taken[number] = path
    return list(taken)


__all__ = ["INDUSTRIES", "Found", "found"]
