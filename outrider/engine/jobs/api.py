"""Endpoints of jobs: where one stands, and cancelling it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from outrider.engine.entities.http import Router, actor_of, json_response, signed_in
from outrider.engine.jobs import actions, queries

router = Router(tags=["jobs"], auth=signed_in)


@router.get("/jobs/{job_id}")
def read_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """A job and its progress; its owner's or an administrator's to see."""
    actor = actor_of(request)
    return json_response(queries.as_dict(queries.find(job_id, actor), actor.language))


@router.post("/jobs/{job_id}/cancel")
def cancel_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask a job to stop."""
    actor = actor_of(request)
    return json_response(queries.as_dict(actions.cancel(job_id, actor), actor.language))
