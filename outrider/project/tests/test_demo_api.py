"""The demo's way in: one click in a demo, nothing anywhere else."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import path

from outrider.engine.entities.http import OutriderAPI, StrictParser
from outrider.engine.identity.models import Company, Device, Session
from outrider.project.demo_api import router
from tests.world.cast import World

api = OutriderAPI(title="demo", parser=StrictParser(), urls_namespace="demo", docs_url=None, openapi_url=None)
api.add_router("", router)
urlpatterns = [path("api/", api.urls)]
pytestmark = pytest.mark.urls(__name__)


def enter(body: dict[str, Any], app: str = "rep") -> Any:
    client = Client()
    client.cookies[f"outrider_{app}_csrf"] = "token"
    headers = {"X-Outrider-App": app, "X-CSRF-Token": "token"}
    return client.post("/api/demo/enter", json.dumps(body), content_type="application/json", headers=headers)


@pytest.fixture
def demo(world: World) -> World:
    Company.objects.update(is_demo=True)
    return world


def test_a_visitor_chooses_among_the_people(demo: World) -> None:
    answer = Client().get("/api/demo/people").json()
    names = {row["name"]: row["role"] for row in answer}
    assert names["王磊"] == "业务员"
    assert "系统" not in names
    assert set(answer[0]) == {"id", "name", "role", "roles", "department"}


def test_one_click_signs_in_and_registers_the_phone(demo: World) -> None:
    device = str(uuid4())
    answer = enter({"person_id": str(demo.rep_wang.id), "device": {"id": device}})
    assert answer.status_code == 200, answer.content
    assert answer.json()["person"]["name"] == "王磊"
    assert answer.json()["device"]["id"] == device
    assert "outrider_rep" in answer.cookies
    assert Session.objects.get().app == "rep"
    assert Device.objects.get(pk=device).person_id == demo.rep_wang.id


def test_the_console_has_its_own_cookie(demo: World) -> None:
    answer = enter({"person_id": str(demo.director.id)}, "console")
    assert "outrider_console" in answer.cookies
    assert "outrider_rep" not in answer.cookies


def test_somebody_else_is_nobody(demo: World) -> None:
    assert enter({"person_id": str(uuid4())}).status_code == 404
    assert enter({"person_id": str(demo.rep_wang.id), "admin": True}).status_code == 422
    assert not Session.objects.exists()


def test_a_real_company_has_no_such_door(world: World) -> None:
    assert Client().get("/api/demo/people").status_code == 404
    assert enter({"person_id": str(world.rep_wang.id)}).status_code == 404
    assert not Session.objects.exists()
