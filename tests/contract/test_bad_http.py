"""Bad requests before any field is looked at: bodies, headers, cookies, tokens, people who may not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from outrider.customers.models import Customer
from outrider.engine.entities import strict_json
from outrider.engine.entities.models import writing
from outrider.engine.entities.strict_json import decode_json
from outrider.engine.identity.models import Person, Session
from outrider.engine.journal.models import Entry
from outrider.kernel.errors import Problem
from outrider.project.urls import api
from tests.contract.bad_values import NOBODY
from tests.world.cast import PASSWORD, Web, World

JSON = "application/json"
GOOD = b'{"name":"\xe5\xa5\xbd","kind":"outlet"}'
DEEP = b"[" * 10_000 + b"]" * 10_000

# Body, content type → status, code, field, code of the field.
BODIES: dict[str, tuple[bytes, str, tuple[int, str, str, str]]] = {
    "form": (b"name=a&kind=outlet", "application/x-www-form-urlencoded", (415, "unsupported_media", "", "")),
    "text": (GOOD, "text/plain", (415, "unsupported_media", "", "")),
    "XML": (b"<a/>", "application/xml", (415, "unsupported_media", "", "")),
    "no type": (GOOD, "", (415, "unsupported_media", "", "")),
    "multipart": (GOOD, "multipart/form-data; boundary=x", (415, "unsupported_media", "", "")),
    "array": (b"[" + GOOD + b"]", JSON, (422, "invalid", "body", "object")),
    "number": (b"7", JSON, (422, "invalid", "body", "object")),
    "null": (b"null", JSON, (422, "invalid", "body", "object")),
    "text in quotes": (b'"{}"', JSON, (422, "invalid", "body", "object")),
    "broken": (b'{"name":', JSON, (422, "invalid", "body", "json")),
    "two": (GOOD + GOOD, JSON, (422, "invalid", "body", "json")),
    "trailing comma": (b'{"name":"a",}', JSON, (422, "invalid", "body", "json")),
    "comment": (b'{"name":"a"/**/}', JSON, (422, "invalid", "body", "json")),
    "single quotes": (b"{'name':'a'}", JSON, (422, "invalid", "body", "json")),
    "NUL bytes": (b"\x00\x00", JSON, (422, "invalid", "body", "json")),
    "UTF-16": (GOOD.decode().encode("utf-16"), JSON, (422, "invalid", "body", "json")),
    "GBK": ('{"name":"好","kind":"outlet"}'.encode("gbk"), JSON, (422, "invalid", "body", "json")),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, JSON, (422, "invalid", "body", "json")),
    "deep": (b'{"custom":' + DEEP + b"}", JSON, (422, "invalid", "body", "depth")),
    "deep objects": (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, JSON, (422, "invalid", "body", "depth")),
    "rather deep": (b'{"custom":' + b"[" * 60 + b"]" * 60 + b"}", JSON, (422, "invalid", "body", "depth")),
    "NaN": (
        b'{"name":"a","kind":"outlet","pin":{"lat":NaN,"lng":1}}',
        JSON,
        (422, "invalid", "pin.lat", "finite"),
    ),
    "Infinity": (b'{"pin":{"lat":1,"lng":-Infinity}}', JSON, (422, "invalid", "pin.lng", "finite")),
    "1e309": (b'{"pin":{"lat":1e309,"lng":1}}', JSON, (422, "invalid", "pin.lat", "finite")),
    "half a character": (b'{"name":"a\\ud800"}', JSON, (422, "invalid", "name", "characters")),
    "half a key": (b'{"\\udfff":1}', JSON, (422, "invalid", "body", "characters")),
    "a thousand digits": (b'{"name":' + b"9" * 5_000 + b"}", JSON, (422, "invalid", "body", "json")),
    "key twice": (
        b'{"name":"a","name":"b","kind":"outlet"}',
        JSON,
        (422, "duplicate_key", "name", "duplicate_key"),
    ),
    "key twice, spelt two ways": (
        b'{"n\\u0061me":"a","name":"b"}',
        JSON,
        (422, "duplicate_key", "name", "duplicate_key"),
    ),
    "key twice inside": (
        b'{"pin":{"lat":1,"lat":2,"lng":1}}',
        JSON,
        (422, "duplicate_key", "pin.lat", "duplicate_key"),
    ),
    "key twice in a list": (
        b'{"tags":[{"a":1},{"a":1,"a":1}]}',
        JSON,
        (422, "duplicate_key", "tags.1.a", "duplicate_key"),
    ),
    "2 MB": (b'{"name":"' + b"x" * 2_100_000 + b'"}', JSON, (413, "too_large", "", "")),
    "9 MB": (b'{"name":"' + b"x" * 9_000_000 + b'"}', JSON, (413, "too_large", "", "")),
    "cut off": (b'{"name":"a","kind":"outlet","custom":{"a":1', JSON, (422, "invalid", "body", "json")),
    "empty": (b"", JSON, (422, "invalid", "body", "required")),
    "nothing in it": (b"{}", JSON, (422, "invalid", "name", "required")),
}


def said(answer: Any) -> tuple[int, str, str, str]:
    assert answer["Content-Type"] == "application/problem+json", (answer.status_code, answer.content[:200])
    problem = answer.json()
    assert {"type", "status", "code", "title", "detail", "errors"} <= set(problem)
    first = problem["errors"][0] if problem["errors"] else {"field": "", "code": ""}
    return answer.status_code, problem["code"], first["field"], first["code"]


def raw(web: Web, body: bytes, kind: str = JSON, path: str = "/api/customers", **headers: str) -> Any:
    return web.client.generic("POST", path, body, kind, headers={"X-CSRF-Token": web.token, **headers})


@pytest.mark.django_db
def test_bodies_that_are_no_request(world: World) -> None:
    web = world.web(world.manager_east)
    before = (Customer.all_objects.count(), Entry.objects.count())
    wrong = []
    for name, (body, kind, wanted) in BODIES.items():
        found = said(raw(web, body, kind))
        if found != wanted:
            wrong.append((name, found))
    assert not wrong, "\n".join(map(str, wrong))
    assert (Customer.all_objects.count(), Entry.objects.count()) == before


@pytest.mark.django_db
def test_the_same_holds_at_every_door_that_takes_json(world: World) -> None:
    web = world.web(world.manager_east)
    customer = world.customer()
    doors = [
        ("PATCH", f"/api/customers/{customer.pk}"),
        ("POST", "/api/customers/bulk"),
        ("POST", f"/api/customers/{customer.pk}/do/assign"),
        ("POST", f"/api/customers/{customer.pk}/reveal"),
        ("POST", "/api/verbs/activity.log"),
        ("POST", "/api/plans/set"),
        ("POST", "/api/notices/read"),
        ("POST", "/api/uploads"),
        ("POST", "/api/auth/password"),
        ("POST", "/api/devices/register"),
        ("POST", "/api/auth/sign-in"),
    ]
    for method, path in doors:
        for name in ("form", "array", "broken", "deep", "key twice", "9 MB"):
            body, kind, wanted = BODIES[name]
            answer = web.client.generic(method, path, body, kind, headers={"X-CSRF-Token": web.token})
            assert said(answer) == wanted, (path, name)
    customer.refresh_from_db()
    assert customer.version == 1


def test_a_body_in_the_usual_form_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What browsers send (no blanks, characters as they are) needs no second parser."""
    monkeypatch.setattr(strict_json, "_standard", None)
    body = json.dumps(
        {"name": "惠民便利", "lines": [{"quantity": "2", "at": "08:00"}]},
        separators=(",", ":"),
        ensure_ascii=False,
    )
    assert decode_json(body.encode())["name"] == "惠民便利"


def test_a_key_cannot_hide_behind_another_spelling_of_equal_length() -> None:
    for body in (b'{"a":1,"a":1.00}', b'{"a":10,"a":1e1}', b'{"a":"","a":"\\u0061"}', b'{"a":1, "a":2}'):
        with pytest.raises(Problem) as caught:
            decode_json(body)
        assert caught.value.code == "duplicate_key", body


# -- headers and cookies --------------------------------------------------------------------------

HEADERS: dict[str, dict[str, str]] = {
    "a huge one": {"X-Anything": "x" * 60_000},
    "a huge language": {"Accept-Language": "zh," * 20_000},
    "no language": {"Accept-Language": "../../etc;q=NaN"},
    "an app that is none": {"X-Outrider-App": "admin"},
    "a cut-off charset": {"Content-Type": "application/json; charset="},
    "somebody's address": {"X-Forwarded-For": "127.0.0.1, ::1, \"'"},
    "another host": {"Host": "evil example/%00"},
    "a method": {"X-HTTP-Method-Override": "DELETE"},
    "ranges": {"Range": "bytes=0-,1-,2-"},
}


@pytest.mark.django_db
def test_odd_headers_change_nothing(world: World) -> None:
    web = world.web(world.manager_east)
    web.client.raise_request_exception = False
    for name, headers in HEADERS.items():
        answer = web.client.get("/api/customers?q=a", headers={"X-Outrider-App": "console", **headers})
        assert answer.status_code == 200, (name, answer.content[:200])


@pytest.mark.django_db
def test_an_address_is_read_as_utf_8_whatever_the_content_type_says() -> None:
    from outrider.project.wsgi import application  # reads the settings when it is imported

    for charset in ("rot13", "utf-7", "hex", "gbk", "idna", "no-such", "", '"'):
        answers: list[str] = []
        environ = RequestFactory().get("/api/customers", {"q": "好"}).environ
        environ["CONTENT_TYPE"] = f"application/json; charset={charset}"
        b"".join(application(environ, lambda status, headers, found=answers: found.append(status)))
        assert answers == ["401 Unauthorized"], charset


@pytest.mark.django_db
def test_a_precondition_that_we_do_not_know_is_not_ignored(world: World) -> None:
    web, customer = world.web(world.manager_east), world.customer()
    path = f"/api/customers/{customer.pk}"
    stale = web.patch(path, {"version": 1, "remark": "x"}, **{"If-Match": '"7"'})
    assert said(stale) == (412, "precondition", "If-Match", "precondition")
    assert web.delete(path, **{"If-Match": '"7"'}).status_code == 412
    customer.refresh_from_db()
    assert (customer.version, customer.deleted_at) == (1, None)


@pytest.mark.django_db
def test_cookies_that_are_no_session(world: World) -> None:
    for value in (
        '"\\000\\000aaaaaaaa"',
        "a" * 40,
        "x" * 5_000,
        "../../etc/passwd",
        "' OR 1=1 --",
        '"\\377"',
        "",
    ):
        client = Client(
            headers={"X-Outrider-App": "console", "Cookie": f"outrider_console={value}"},
            raise_request_exception=False,
        )
        assert client.get("/api/customers").status_code == 401, value
        assert client.get("/api/auth/session").json()["person"] is None, value


@pytest.mark.django_db
def test_unsafe_methods_need_the_token_of_their_own_session(world: World) -> None:
    web, other = world.web(world.manager_east), world.web(world.rep_wang, "rep")
    customer = world.customer()
    path = f"/api/customers/{customer.pk}"
    tokens = {"missing": "", "wrong": "x", "another session's": other.token, "long": "x" * 10_000, "odd": "é"}
    for name, token in tokens.items():
        for method, door in (
            ("patch", path),
            ("delete", path),
            ("post", "/api/verbs/notice.read"),
            ("post", "/api/auth/sign-out"),
        ):
            headers = {"X-CSRF-Token": token} if token else {}
            answer = getattr(web.client, method)(
                door, data={"version": 1}, content_type=JSON, headers=headers
            )
            assert said(answer)[:2] == (403, "csrf"), (name, method)
    # A planted cookie that agrees with its header is still not the session's.
    web.client.cookies["outrider_console_csrf"] = "planted"
    answer = web.client.patch(path, {"version": 1}, content_type=JSON, headers={"X-CSRF-Token": "planted"})
    assert said(answer)[:2] == (403, "csrf")
    customer.refresh_from_db()
    assert (customer.version, customer.deleted_at) == (1, None)


@pytest.mark.django_db
def test_a_session_of_one_app_is_none_of_the_other(world: World) -> None:
    rep = world.web(world.rep_wang, "rep")
    console = Client(headers={"X-Outrider-App": "console"})
    console.cookies["outrider_console"] = rep.client.cookies["outrider_rep"].value
    assert console.get("/api/customers").status_code == 401


@pytest.mark.django_db
def test_a_session_ends_when_it_expires_or_its_person_may_no_longer(world: World) -> None:
    def changed(person: Person, **values: Any) -> None:
        with writing():
            Person.objects.filter(pk=person.pk).update(**values)

    rows: dict[str, Callable[[Person], Any]] = {
        "expired": lambda p: Session.objects.filter(person=p).update(
            expire_date=timezone.now() - timedelta(seconds=1)
        ),
        "disabled": lambda p: changed(p, is_active=False),
        "binned": lambda p: changed(p, deleted_at=timezone.now()),
        "other password": lambda p: changed(p, password="!"),
    }
    people = (world.manager_east, world.manager_north, world.director, world.back_office)
    for (name, end), person in zip(rows.items(), people, strict=True):
        web = world.web(person)
        assert web.get("/api/customers").status_code == 200
        end(person)
        assert said(web.get("/api/customers"))[:2] == (401, "unauthenticated"), name
        assert web.post("/api/customers", {"name": "x", "kind": "outlet"}).status_code in (401, 403), name


# -- signing in -----------------------------------------------------------------------------------

SIGN_INS: dict[str, tuple[dict[str, Any], tuple[int, str, str, str]]] = {
    "nothing": ({}, (422, "invalid", "mobile", "required")),
    "number": ({"mobile": 138, "password": "x"}, (422, "invalid", "mobile", "text")),
    "list": ({"mobile": ["1"], "password": "x"}, (422, "invalid", "mobile", "text")),
    "null": ({"mobile": None, "password": None}, (422, "invalid", "mobile", "text")),
    "long": ({"mobile": "1" * 41, "password": "x"}, (422, "invalid", "mobile", "too_long")),
    "long password": ({"mobile": "1", "password": "x" * 201}, (422, "invalid", "password", "too_long")),
    "role": (
        {"mobile": "1", "password": "x", "roles": ["admin"]},
        (422, "unknown_key", "roles", "unknown_key"),
    ),
    "device": ({"mobile": "1", "password": "x", "device": {"id": "x"}}, (422, "invalid", "device.id", "id")),
    "NUL": ({"mobile": "138\x00", "password": "x"}, (401, "bad_credentials", "", "")),
    "NUL password": ({"mobile": "13800000000", "password": "x\x00"}, (401, "bad_credentials", "", "")),
    "wildcard": ({"mobile": "%", "password": "%"}, (401, "bad_credentials", "", "")),
    "SQL": ({"mobile": "' OR 1=1 --", "password": "' OR 1=1 --"}, (401, "bad_credentials", "", "")),
    "blank": ({"mobile": "", "password": ""}, (401, "bad_credentials", "", "")),
    "right-to-left": ({"mobile": "\u202e138", "password": "x"}, (401, "bad_credentials", "", "")),
}


@pytest.mark.django_db
def test_sign_ins_that_are_none(world: World) -> None:
    web = Web()
    web.client.raise_request_exception = False
    web.token = web.get("/api/auth/session").json()["csrf"]
    wrong = []
    for name, (body, wanted) in SIGN_INS.items():
        found = said(web.post("/api/auth/sign-in", body))
        if found != wanted:
            wrong.append((name, found))
    assert not wrong, "\n".join(map(str, wrong))
    assert web.get("/api/customers").status_code == 401


@pytest.mark.django_db
def test_a_number_is_known_in_every_spelling_and_guesses_are_counted(world: World) -> None:
    bare = world.rep_zhao.mobile.removeprefix("+86")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in bare)
    for spelling in (bare, f"+86{bare}", f"0086{bare}", f"+86 {bare[:3]} {bare[3:7]} {bare[7:]}", wide):
        web = Web()
        web.token = web.get("/api/auth/session").json()["csrf"]
        answer = web.post("/api/auth/sign-in", {"mobile": spelling, "password": PASSWORD})
        assert answer.status_code == 200, spelling
    web = Web()
    web.token = web.get("/api/auth/session").json()["csrf"]
    statuses = [
        web.post("/api/auth/sign-in", {"mobile": bare, "password": f"guess {n}"}).status_code
        for n in range(7)
    ]
    assert statuses[:4] == [401] * 4
    assert statuses[-1] == 429
    assert web.post("/api/auth/sign-in", {"mobile": bare, "password": PASSWORD}).status_code == 429


@pytest.mark.django_db
def test_a_disabled_person_cannot_sign_in_and_a_phone_stays_its_owners(world: World) -> None:
    phone = {"id": NOBODY, "label": "手机"}
    web = Web("rep")
    web.sign_in(world.rep_wang, device=phone)
    other = Web("rep")
    other.token = other.get("/api/auth/session").json()["csrf"]
    taken = other.post(
        "/api/auth/sign-in", {"mobile": world.rep_sun.mobile, "password": PASSWORD, "device": phone}
    )
    assert said(taken)[:2] == (409, "device_taken")
    with writing():
        Person.objects.filter(pk=world.rep_sun.pk).update(is_active=False)
    refused = other.post("/api/auth/sign-in", {"mobile": world.rep_sun.mobile, "password": PASSWORD})
    assert refused.status_code in (401, 403)


# -- the contract -------------------------------------------------------------------------------------


def test_every_operation_documents_its_problems() -> None:
    schema = api.get_openapi_schema()
    assert {"Problem", "FieldError"} <= set(schema["components"]["schemas"])
    public = set()
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            documented = {int(status) for status in operation["responses"] if int(status) >= 400}
            needed = {422} | ({404} if "{" in path else set()) | ({403, 409} if method != "get" else set())
            assert needed <= documented, (method, path)
            if 401 not in documented:
                public.add(path)
            for status in documented:
                assert operation["responses"][status] == {"$ref": f"#/components/responses/Problem{status}"}
    assert {path for path in public if "/demo/" not in path} == {
        "/api/auth/invitation",
        "/api/auth/invitation/code",
        "/api/auth/join",
        "/api/auth/session",
        "/api/auth/sign-out",
        "/api/founding",
        "/api/privacy/policies",
    }
