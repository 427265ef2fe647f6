"""A phone's side of the wire, without the phone's own store: sign in with a device, push, pull."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from outrider.kernel.ids import uuid7

PASSWORD = "bench-password-1"
COMMANDS_OF_A_VISIT = 4
PAGE = 500


class Handset:
    """One phone that is signed in; its requests raise on 5xx."""

    def __init__(self, address: str, mobile: str) -> None:
        parts = urlsplit(address)
        self.connection = http.client.HTTPConnection(str(parts.hostname), parts.port)
        self.headers = {"X-Outrider-App": "rep", "Content-Type": "application/json"}
        self.cookies: dict[str, str] = {}
        self.device, self.sequence, self.cursor = str(uuid7()), 1, ""
        self.headers["X-CSRF-Token"] = self.call("GET", "/api/auth/session")[1]["csrf"]
        body = {"mobile": mobile, "password": PASSWORD, "device": {"id": self.device, "label": "bench"}}
        status, signed = self.call("POST", "/api/auth/sign-in", body)
        if status != 200:
            raise RuntimeError(f"sign-in: {signed}")
        self.headers["X-CSRF-Token"], self.epoch = signed["csrf"], signed["company"]["epoch"]

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """One request with the cookies so far: status and decoded answer."""
        headers = {**self.headers, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        response = self.connection.getresponse()
        data = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update({k: m.value for k, m in SimpleCookie(value).items()})
        if response.status >= 500:
            raise RuntimeError(f"{path}: {response.status} {data[:300]!r}")
        return response.status, json.loads(data)

    def push(self, commands: list[dict[str, Any]]) -> bool:
        """One batch; whether all of it was applied."""
        report = {
            "queued": len(commands),
            "oldest_unsent_at": None,
            "persisted": True,
            "quota_free": None,
            "missing": 0,
        }
        message = {"device": self.device, "epoch": self.epoch, "app_version": "bench", "report": report,
                   "commands": commands}  # fmt: skip
        status, answer = self.call("POST", "/api/sync/commands", message)
        return status == 200 and all(a["status"].startswith("applied") for a in answer["answers"])

    def pull(self) -> tuple[int, int]:
        """Everything since the last pull: rows and pages."""
        rows = pages = 0
        while True:
            query = f"device={self.device}&limit={PAGE}&since={self.cursor}"
            status, page = self.call("GET", f"/api/sync/changes?{query}")
            if status != 200:
                raise RuntimeError(f"pull: {page}")
            rows, pages, self.cursor = rows + sum(map(len, page["rows"].values())), pages + 1, page["cursor"]
            if not page["more"]:
                return rows, pages

    def visits(self, phone: dict[str, Any], first: int, count: int) -> list[dict[str, Any]]:
        """The commands of some visits at the phone's shops, from the ``first`` one on, an hour or more ago."""
        began = datetime.now(UTC) - timedelta(hours=3)
        made = []
        for number in range(first, first + count):
            shop = phone["customers"][number % len(phone["customers"])]
            for act in _visit(shop, phone["visit_type"], began + timedelta(seconds=10 * number)):
                made.append({**act, "seq": self.sequence, "monotonic_ms": self.sequence * 10})
                self.sequence += 1
        return made


def _visit(shop: dict[str, Any], visit_type: str, at: datetime) -> Iterator[dict[str, Any]]:
    """Check in, a note, a summary, check out: four commands without photos."""
    visit = str(uuid7())
    fix = {
        "lat": shop["lat"], "lng": shop["lng"], "datum": "WGS-84", "accuracy": 12.0, "altitude": None,
        "heading": None, "speed": None, "at": at.isoformat(), "source": "browser",
    }  # fmt: skip
    location = {"status": "located", "fixes": [fix]}
    summary: dict[str, Any] = {
        "text": "ok",
        "chips": [],
        "purpose_met": "yes",
        "next_step": "",
        "next_on": None,
    }
    acts = [
        ("visit.check_in", {
            "customer_id": shop["id"], "plan_id": None, "visit_type_id": visit_type, "planned": False,
            "purpose": "", "at": at.isoformat(), "location": location,
        }),
        *(
            ("visit.complete_step", {
                "result_id": str(uuid7()), "step_key": key, "kind": key,
                "at": (at + timedelta(seconds=after)).isoformat(), "data": data, "photos": [],
            })
            for key, after, data in (("note", 2, {"text": "shelf full"}), ("summary", 4, summary))
        ),
        ("visit.check_out", {
            "at": (at + timedelta(seconds=6)).isoformat(), "location": location, "edited": False,
            "missing_reason": None,
        }),
    ]  # fmt: skip
    for verb, payload in acts:
        yield {
            "id": str(uuid7()), "verb": verb, "payload": {"visit_id": visit, **payload}, "seen_version": None,
            "photos": [], "device_time": at.isoformat(), "boot_id": visit,
        }  # fmt: skip
