"""The stage for the fault journeys: beside the cast, one rep with a shop of his own for every journey.

One server serves them all, so that each journey pays for its browser alone; nobody sees another's work.
"""

from __future__ import annotations

import json
from typing import Any

from tests.journeys import stage

NAMES = ("evicted", "killed", "tabs", "quota", "cut", "leaving", "restored")


def main() -> dict[str, Any]:
    """The usual stage, and a rep for each name."""
    made = stage.main()
    from outrider.engine.entities import actions  # local import: the stage sets Django up first
    from outrider.engine.identity.models import Department
    from outrider.engine.identity.queries import system_actor

    system = system_actor()
    east = Department.objects.get(name="城东")
    for index, name in enumerate(NAMES):
        values = {
            "name": f"业务员{name}",
            "mobile": f"1990001{index:04d}",
            "roles": ["rep"],
            "department": str(east.pk),
        }
        rep: Any = actions.create("person", system, values)[0]
        actions.perform("person.set_password", {"password": made["password"]}, actor=system, record_id=rep.pk)
        stage.clock_in(rep)
        pin = {"lat": stage.LAT, "lng": stage.LNG + 0.01 * index, "datum": "WGS-84", "source": "test"}
        shop: Any = actions.create("customer", system, {
            "name": f"便利店{name}", "owner": str(rep.pk), "kind": "outlet", "shop_type": "convenience", "pin": pin,
            "department": str(east.pk),
        })[0]  # fmt: skip
        made["people"][name] = {
            "id": str(rep.pk), "name": rep.name, "mobile": rep.mobile,
            "shop": {"id": str(shop.pk), "name": shop.name, "lat": pin["lat"], "lng": pin["lng"]},
        }  # fmt: skip
    return made


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
