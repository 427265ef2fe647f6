"""Endpoints of sync: commands in, changes out, and the list of what waits for a decision."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from outrider.engine.access.actor import Actor
from outrider.engine.entities.encoding import moment
from outrider.engine.entities.http import Router, actor_of, json_response, language_of, signed_in
from outrider.engine.identity.models import Device
from outrider.engine.identity.queries import company
from outrider.engine.sync import feed, queries
from outrider.engine.sync.envelope import read_batch
from outrider.engine.sync.models import CONFLICT
from outrider.engine.sync.receipts import changes_mac, command_mac
from outrider.engine.sync.replay import Replayed, replay
from outrider.kernel import clock
from outrider.kernel.errors import Problem, invalid
from outrider.kernel.ids import parse_uuid
from outrider.kernel.text import T

router = Router(tags=["sync"], auth=signed_in)
BAD_LIMIT = T("limit 应在 1 到 {most} 之间", "limit must lie between 1 and {most}")
ONLY = T("只有参数 device、since、limit", "Only the parameters device, since and limit are known")


@router.post("/sync/commands")
def send_commands(request: HttpRequest) -> HttpResponse:
    """Replay a phone's commands. Each is answered; what the receipt names is in the database for good."""
    actor = actor_of(request)
    batch = read_batch(request)
    done = replay(actor, queries.own_device(actor, batch.device), batch)
    body = _answers(done, language_of(request))
    alone = len(done.answers) == 1 and done.answers[0][1].status == CONFLICT
    return json_response(body, 409 if alone else 200)


@router.get("/sync/changes")
def pull_changes(request: HttpRequest) -> HttpResponse:
    """A page of one's slice: everything, or the changes since the cursor."""
    actor = actor_of(request)
    device, limit = _asked(request, actor)
    page, cursor = feed.pull(actor, device, request.GET.get("since", ""), limit)
    text, epoch = cursor.text(), cursor.epoch
    mac = changes_mac(bytes(device.key), str(device.pk), epoch, text)
    tail = {"epoch": epoch, "cursor": text, "now": moment(clock.now()), "mac": mac}
    return json_response({**page.as_dict(), **tail})


@router.get("/sync/held")
def list_held(request: HttpRequest) -> HttpResponse:
    """Commands that wait for a decision: one's own, and those of the people in one's scope."""
    return json_response({"items": queries.held_as_json(actor_of(request))})


def _answers(done: Replayed, language: str) -> dict[str, Any]:
    device, epoch, ids = done.device, str(company().epoch), done.received
    mac = command_mac(bytes(device.key), str(device.pk), epoch, done.position, ids)
    return {
        "answers": [answer.said(command_id, language) for command_id, answer in done.answers],
        "receipt": {
            "device": str(device.pk),
            "epoch": epoch,
            "position": done.position,
            "ids": ids,
            "mac": mac,
        },
        "known": {"contiguous": device.contiguous_seq, "above": device.seen_above},
        "epoch": epoch,
        "now": moment(clock.now()),
    }


def _asked(request: HttpRequest, actor: Actor) -> tuple[Device, int]:
    if set(request.GET) - {"device", "since", "limit", "app"}:
        raise invalid("query", "unknown_parameter", ONLY)
    text = request.GET.get("limit", str(feed.MOST))
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= feed.MOST):
        raise invalid("limit", "limit", BAD_LIMIT, most=feed.MOST)
    device_id = parse_uuid(request.GET.get("device", ""))
    if device_id is None:
        raise Problem(403, "device_unknown", queries.UNKNOWN)
    return queries.own_device(actor, device_id), int(text)
