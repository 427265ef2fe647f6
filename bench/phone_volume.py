"""People, shops and a visit type for the pushing phones; prints them as one line of JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command

from bench.handset import PASSWORD
from outrider.engine.entities import actions
from outrider.engine.identity.models import Company, Person
from outrider.engine.identity.queries import actor_for, system_actor


def make(phones: int, shops: int) -> dict[str, Any]:
    """One rep with so many shops for each phone."""
    call_command("migrate", verbosity=0)
    Company.objects.update_or_create(pk=1, defaults={"name": "Bench"})
    system = system_actor()
    team: Any = actions.create("department", system, {"name": "Sales"})[0]
    steps = [
        {"key": "front", "kind": "photo", "name": {"en": "Front"}, "required": False, "config": {}},
        {"key": "note", "kind": "note", "name": {"en": "Note"}, "required": True, "config": {}},
        {"key": "summary", "kind": "summary", "name": {"en": "Summary"}, "required": True, "config": {}},
    ]
    kind: Any = actions.create(
        "visit_type", system, {"name": {"en": "Visit"}, "steps": steps, "is_default": True, "min_minutes": 0}
    )[0]
    made = [_phone(index, shops, team, kind) for index in range(phones)]
    return {"phones": made, "rows": {"customers": phones * shops, "people": phones}}


def _phone(index: int, count: int, team: Any, kind: Any) -> dict[str, Any]:
    system = system_actor()
    mobile = f"1990001{index:04d}"
    values = {"name": f"Rep {index}", "mobile": mobile, "roles": ["rep"], "department": str(team.pk)}
    rep: Any = actions.create("person", system, values)[0]
    actions.perform("person.set_password", {"password": PASSWORD}, actor=system, record_id=rep.pk)
    consent = {"policy": "location", "version": "2"}
    actions.perform("consent.give", consent, actor=actor_for(Person.objects.get(pk=rep.pk)))
    shops = []
    for n in range(count):
        pin = {"lat": 41.15 + 0.002 * n, "lng": -8.61 + 0.01 * index, "datum": "WGS-84", "source": "bench"}
        shop: Any = actions.create(
            "customer", system,
            {"name": f"Shop {index}-{n}", "owner": str(rep.pk), "department": str(team.pk), "pin": pin},
        )[0]  # fmt: skip
        shops.append({"id": str(shop.pk), "lat": pin["lat"], "lng": pin["lng"]})
    return {"mobile": mobile, "customers": shops, "visit_type": str(kind.pk)}


if __name__ == "__main__":
    print(json.dumps(make(*map(int, sys.argv[1:]))))
