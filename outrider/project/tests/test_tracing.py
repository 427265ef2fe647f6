"""A request's id is in its answer and in the log; what was not foreseen is a problem with that id; readiness."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from outrider.engine.jobs.models import Schedule
from outrider.kernel import trace
from outrider.project import health
from outrider.project.logs import JsonLines, PlainLines
from outrider.project.tracing import Traced
from tests.world.cast import World


def served(view: Any, path: str = "/api/meta", **headers: str) -> HttpResponse:
    return Traced(view)(RequestFactory().get(path, headers=headers))


def said(request: HttpRequest) -> HttpResponse:
    return HttpResponse(trace.present())


def test_a_given_id_is_used_and_a_strange_one_is_not() -> None:
    assert served(said, **{"X-Request-ID": "proxy-0001"})["X-Request-ID"] == "proxy-0001"
    for strange in ("short", "a" * 65, "line\\nbreak-000", "{curly-brace}"):
        answer = served(said, **{"X-Request-ID": strange})
        assert answer["X-Request-ID"] != strange
        assert answer.content.decode() == answer["X-Request-ID"]
    assert trace.present() == ""
    assert "X-Request-ID" not in served(said, "/console/")


def test_an_unforeseen_error_is_a_problem_with_its_number(caplog: pytest.LogCaptureFixture) -> None:
    page = HttpResponse("<h1>Server Error (500)</h1>", status=500, content_type="text/html")
    with caplog.at_level(logging.INFO, "outrider.request"):
        answer = served(lambda request: page)
    body = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert (body["code"], answer["X-Request-ID"] in body["detail"]) == ("internal", True)
    (line,) = caplog.records
    assert (line.levelname, line.more["status"], line.more["method"]) == ("ERROR", 500, "GET")  # type: ignore[attr-defined]


def test_only_what_matters_has_a_line(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caplog.at_level(logging.INFO, "outrider.request"):
        served(said)
        assert caplog.records == []
        monkeypatch.setenv("OUTRIDER_ACCESS_LOG", "1")
        served(said)
    assert len(caplog.records) == 1


def test_a_line_is_one_object_with_its_trace() -> None:
    record = logging.LogRecord("outrider.jobs", logging.ERROR, "", 0, "job %s failed\nbadly", ("a",), None)
    record.more = {"status": 500}
    with trace.tracing("job:1"):
        line = json.loads(JsonLines().format(record))
        assert "\n" not in JsonLines().format(record)
        assert PlainLines().format(record).endswith("badly status=500 [job:1]")
    assert (line["message"], line["trace"], line["status"]) == ("job a failed\nbadly", "job:1", 500)
    assert datetime.fromisoformat(line["at"]).tzinfo == UTC


@pytest.mark.django_db
def test_ready_says_what_is_missing(world: World, tmp_path: Any, settings: Any, client: Client) -> None:
    settings.OUTRIDER_FILES = tmp_path / "files"
    answer = client.get("/api/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ok": True, "database": True, "migrations": True, "files": True, "worker": False},
    )
    Schedule.objects.create(name="x", due_at=datetime.now(UTC) - timedelta(minutes=1))
    assert client.get("/api/ready").json()["worker"] is True
    (tmp_path / "in-the-way").write_text("")
    settings.OUTRIDER_FILES = tmp_path / "in-the-way" / "files"
    answer = client.get("/api/ready")
    assert (answer.status_code, answer.json()["files"], answer.json()["ok"]) == (503, False, False)
    assert client.get("/api/health").json()["ok"] is True


@pytest.mark.django_db
def test_without_a_database_nothing_is_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_database", lambda: False)
    answer = client.get("/api/ready")
    assert (answer.status_code, answer.json()["migrations"], answer.json()["worker"]) == (503, False, False)
