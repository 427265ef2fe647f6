"""Consent, and the log of who read what about whom."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outrider.engine.journal.models import Entry
from outrider.engine.privacy.actions import log_reading
from outrider.engine.privacy.models import Consent, Reading
from outrider.engine.privacy.policies import POLICIES
from outrider.engine.privacy.queries import answered, consented, consents_of, policy_text, readings_about
from outrider.kernel import clock
from outrider.kernel.errors import Problem
from tests.world.cast import World

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LOCATION: dict[str, Any] = {"policy": "location", "version": "2"}


def test_giving_twice_is_one_consent(world: World) -> None:
    wang = world.as_(world.rep_wang)
    assert (answered(wang.id), consented(wang.id)) == (None, False)
    for _ in range(2):
        world.do("consent.give", wang, **LOCATION)
    assert (answered(wang.id), consented(wang.id), Consent.objects.count()) == (True, True, 1)
    assert not consented(world.rep_zhao.pk)


def test_withdrawing_keeps_the_history(world: World) -> None:
    wang = world.as_(world.rep_wang)
    with clock.frozen(NOON):
        world.do("consent.withdraw", wang, **LOCATION)  # never given: nothing happens
        world.do("consent.give", wang, **LOCATION)
    with clock.frozen(NOON + timedelta(days=1)):
        world.do("consent.withdraw", wang, **LOCATION)
    assert (answered(wang.id), consented(wang.id)) == (False, False)
    assert consents_of(wang.id) == [
        {
            "policy": "location",
            "version": "2",
            "given_at": "2026-11-23T04:00:00.000Z",
            "withdrawn_at": "2026-11-24T04:00:00.000Z",
        }
    ]
    world.do("consent.give", wang, **LOCATION)
    assert (consented(wang.id), Consent.objects.count()) == (True, 2)
    assert Entry.objects.filter(entity="consent").count() == 3


def test_an_unknown_policy_is_refused(world: World) -> None:
    with pytest.raises(Problem) as refused:
        world.do("consent.give", world.as_(world.rep_wang), policy="soul", version="1")
    assert (refused.value.status, refused.value.errors[0].field) == (422, "policy")
    assert Consent.objects.count() == 0


def test_readings_are_shown_to_the_person_read_about(world: World) -> None:
    wang, chen = world.as_(world.rep_wang), world.as_(world.manager_east)
    with clock.frozen(NOON):
        log_reading(chen, wang.id, "track")
        log_reading(chen, wang.id, "track")
        log_reading(wang, wang.id, "track")
    with clock.frozen(NOON + timedelta(minutes=6)):
        log_reading(chen, wang.id, "track", why="复核")
    assert Reading.objects.count() == 2
    told = readings_about(wang)
    assert [(r["reader"]["name"], r["text"], r["why"]) for r in told] == [
        ("陈慧敏", "查看当天行程", "复核"),
        ("陈慧敏", "查看当天行程", ""),
    ]
    assert readings_about(world.as_(world.rep_zhao)) == []


def test_the_policy_answers_five_questions_in_every_language() -> None:
    for language in ("zh-Hans", "zh-Hant", "en"):
        text = policy_text("location", language)
        assert text is not None
        assert len(text["paragraphs"]) == 5
    assert policy_text("soul", "en") is None


def test_a_consent_is_its_persons_and_the_directors(world: World) -> None:
    world.do("consent.give", world.as_(world.rep_wang), **LOCATION)
    totals = {
        who: world.web(getattr(world, who)).get("/api/consent-records").json()["total"]
        for who in ("rep_wang", "rep_zhao", "manager_east", "director")
    }
    assert totals == {"rep_wang": 1, "rep_zhao": 0, "manager_east": 0, "director": 1}


def test_a_session_says_ones_answer_to_the_present_text(world: World) -> None:
    wang = world.as_(world.rep_wang)
    phone = world.web(world.rep_wang, "rep")

    def said() -> Any:
        return phone.get("/api/auth/session").json()["policy"]["location"]

    assert said() == {"version": "2", "consented": None}
    told = world.do("consent.give", wang, policy="location", version="1")
    assert (told.policy_version, consented(wang.id), said()["consented"]) == ("1", True, None)
    world.do("consent.give", wang, **LOCATION)
    assert said() == {"version": "2", "consented": True}
    world.do("consent.withdraw", wang, **LOCATION)
    assert said() == {"version": "2", "consented": False}


PHONE = Path(__file__).parents[4] / "web" / "apps" / "rep" / "src" / "locales"
FIRST_PAGE = PHONE.parents[3] / "packages" / "phone" / "src" / "consent.ts"


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant", "en"])
def test_the_phone_shows_the_words_whose_version_it_sends(language: str) -> None:
    words = json.loads((PHONE / f"{language}.json").read_text("utf-8"))["consent"]
    text = policy_text("location", language)
    assert text is not None
    assert [words["title"], words["separate_text"]] == [text["title"], text["statement"]]
    for one in text["paragraphs"]:
        assert (words[one["key"]], words[f"{one['key']}_text"]) == (one["heading"], one["text"])
    assert f"TEXT_VERSION = '{text['version']}'" in FIRST_PAGE.read_text("utf-8")


def test_another_text_is_another_version() -> None:
    # Words that were changed need a new version beside their new digest: who agreed is asked again.
    for policy in POLICIES.values():
        assert policy.measured() == policy.digest, (policy.key, policy.version)


def test_an_administrator_sees_who_read_what_of_whom(world: World) -> None:
    shop = world.customer("惠民便利", mobile="13800138000")
    chen = world.web(world.manager_east)
    with clock.frozen(NOON):
        shown = chen.post(f"/api/customers/{shop.pk}/reveal", {"field": "mobile"})
    with clock.frozen(NOON + timedelta(minutes=1)):
        log_reading(world.as_(world.director), world.rep_wang.pk, "track", why="核对")
    assert shown.json() == {"value": "+8613800138000"}
    log = world.web(world.admin).get("/api/privacy/log").json()
    assert (log["total"], log["page"]) == (2, 1)
    told = [(row["reader"]["name"], row["text"], row["of"]["title"], row["why"]) for row in log["items"]]
    assert told == [
        (world.director.name, "查看当天行程", "王磊", "核对"),
        ("陈慧敏", "查看手机号", "惠民便利", ""),
    ]
    assert log["items"][1]["of"] == {"entity": "customer", "id": str(shop.pk), "title": "惠民便利"}
    for who in ("rep_wang", "manager_east", "director", "back_office"):
        refused = world.web(getattr(world, who)).get("/api/privacy/log")
        assert (refused.status_code, "items" in refused.json()) == (403, False)
    assert world.web(world.admin).get("/api/privacy/log?page=x").status_code == 422
