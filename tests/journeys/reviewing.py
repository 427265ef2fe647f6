"""The stage for the journey of a review: Wang sends in Zhao's photo of another shop, and from far off."""

from __future__ import annotations

import io
import json
import random
from datetime import timedelta
from typing import Any

from PIL import Image, ImageDraw

from tests.journeys import stage


def shelf(light: int = 0) -> bytes:
    """A shelf of goods; ``light`` makes another file of the same picture."""
    chance, image = random.Random(1), Image.new("RGB", (960, 720), "white")
    draw = ImageDraw.Draw(image)
    for row in range(8):
        for column in range(9):
            shade = tuple(chance.randrange(20, 235) + light for _ in range(3))
            draw.rectangle((column * 107, row * 90, column * 107 + 100, row * 90 + 84), fill=shade)
    data = io.BytesIO()
    image.save(data, "JPEG", quality=88)
    return data.getvalue()


def check_in(actor: Any, visit_id: Any, shop: dict[str, Any], at: Any, north: float = 0) -> None:
    """A visit begins at a moment, with consent and a fix; ``north`` of the pin in degrees."""
    from outrider.engine.entities.actions import perform  # local import: the stage sets Django up first
    from outrider.kernel import clock

    fix = {"lat": shop["lat"] + north, "lng": shop["lng"], "accuracy": 15, "at": at}
    with clock.frozen(at):
        perform("consent.give", {"policy": "location", "version": "2"}, actor=actor)
        given = {"visit_id": visit_id, "customer_id": shop["id"], "at": at}
        perform("visit.check_in", {**given, "location": {"status": "located", "fixes": [fix]}}, actor=actor)


def visit(who: Any, shop: dict[str, Any], data: bytes, hours: int, north: float = 0) -> None:
    """A short visit some hours ago, with one photo whose file is here; ``north`` of the pin in degrees."""
    from outrider.engine.entities.actions import perform  # local import: the stage sets Django up first
    from outrider.engine.files.tests.pictures import bring_picture
    from outrider.engine.identity.queries import actor_for
    from outrider.kernel import clock
    from outrider.kernel.ids import uuid7

    actor, at, visit_id = actor_for(who), clock.now() - timedelta(hours=hours), uuid7()
    digest = bring_picture(actor, data)
    photo = {"photo_id": uuid7(), "digest": digest, "size": len(data), "taken_at": at + timedelta(minutes=2)}
    check_in(actor, visit_id, shop, at, north)
    with clock.frozen(at + timedelta(minutes=12)):
        step = {"visit_id": visit_id, "result_id": uuid7(), "step_key": "front", "kind": "photo"}
        perform(
            "visit.complete_step", {**step, "at": at + timedelta(minutes=2), "photos": [photo]}, actor=actor
        )
        out = {"visit_id": visit_id, "at": at + timedelta(minutes=12), "missing_reason": "赶时间"}
        perform("visit.check_out", out, actor=actor)


def main() -> dict[str, Any]:
    """The usual stage; Zhao was at a shop of his, Wang sends Zhao's photo from 1.8 km beside one of his own."""
    made = stage.main()
    from outrider.engine.entities.actions import create
    from outrider.engine.identity.models import Person
    from outrider.engine.identity.queries import system_actor

    people = {person.mobile: person for person in Person.objects.all()}
    wang, zhao = (people[made["people"][key]["mobile"]] for key in ("rep_wang", "rep_zhao"))
    pin = {"lat": stage.LAT - 0.01, "lng": stage.LNG, "datum": "WGS-84", "source": "test"}
    values = {"name": "学府便利", "owner": str(zhao.pk), "department": str(zhao.department_id), "pin": pin}
    shop: Any = create("customer", system_actor(), values)[0]
    visit(zhao, {"id": str(shop.pk), **pin}, shelf(), 5)
    visit(wang, made["shops"][0], shelf(6), 3, north=0.0162)
    return made


if __name__ == "__main__":
    print(json.dumps(main(), ensure_ascii=False))
