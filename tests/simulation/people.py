"""Who is in one seed: a manager with a few reps in a department of their own, and their shops."""

from __future__ import annotations

import base64
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.simulation.settings")
django.setup()

from outrider.engine.entities import actions
from outrider.engine.files.tests.pictures import picture
from outrider.engine.identity.models import Department
from outrider.engine.identity.queries import system_actor
from outrider.kernel import clock
from tests.journeys import stage
from tests.world.cast import PASSWORD, mobile

# The same morning in every run: what a seed does follows from nothing but the seed.
MORNING = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
REPS = 4
SHOPS = 3


def company() -> dict[str, Any]:
    """The tables, the company, its goods and its visit type; what every seed needs to know."""
    with clock.frozen(MORNING - timedelta(days=2)):
        made = stage.main()
    photo = base64.b64encode(picture(size=(80, 60), quality=30)).decode()
    admin = made["people"]["admin"]["mobile"]
    return {"admin": admin, "password": PASSWORD, "morning": MORNING.isoformat(), "picture": photo}


def department(seed: int) -> dict[str, Any]:
    """One manager, his reps and their shops, new for this seed."""
    with clock.frozen(MORNING - timedelta(days=1)):
        system = system_actor()
        above = str(Department.objects.get(name="总部").pk)
        place: Any = actions.create("department", system, {"name": f"片区{mobile()[-4:]}", "parent": above})[
            0
        ]
        manager = _person(f"主管{seed}", "manager", place)
        reps = [_person(f"业务员{seed}-{number}", "rep", place) for number in range(REPS)]
        shops = [_shop(f"便利店{seed}-{rep.name[-1]}-{n}", rep, place) for rep in reps for n in range(SHOPS)]
    return {
        "manager": {"id": str(manager.pk), "mobile": manager.mobile},
        "reps": [{"id": str(rep.pk), "mobile": rep.mobile} for rep in reps],
        "shops": [str(shop.pk) for shop in shops],
    }


def _person(name: str, role: str, place: Any) -> Any:
    values = {"name": name, "mobile": mobile(), "roles": [role], "department": str(place.pk)}
    person: Any = actions.create("person", system_actor(), values)[0]
    actions.perform("person.set_password", {"password": PASSWORD}, actor=system_actor(), record_id=person.pk)
    return person


def _shop(name: str, rep: Any, place: Any) -> Any:
    values = {
        "name": name, "owner": str(rep.pk), "kind": "outlet", "shop_type": "convenience", "grade": "A",
        "department": str(place.pk),
    }  # fmt: skip
    return actions.create("customer", system_actor(), values)[0]
