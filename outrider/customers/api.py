"""What is around a place: the look-up before somebody creates a customer that a colleague has."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from outrider.customers import queries
from outrider.engine.access.actor import STAFF
from outrider.engine.access.policy import require_role
from outrider.engine.entities.http import Router, actor_of, json_response, only, signed_in
from outrider.kernel import geo
from outrider.kernel.errors import invalid
from outrider.kernel.text import T

router = Router(tags=["customers"], auth=signed_in)
BAD_PLACE = T("不是有效的经纬度(WGS-84)", "This is no place in WGS-84")


@router.get(
    "/customers/around", summary="Shops within 100 m and alike names, of anybody: name and owner only"
)
def around(request: HttpRequest, name: str = "", lat: str = "", lng: str = "") -> HttpResponse:
    """At most 20; a colleague's shop is a name, its owner and a distance."""
    only(request, "name", "lat", "lng", "app")
    actor = actor_of(request)
    require_role(actor, STAFF)
    place = _place(lat, lng)
    return json_response({"items": queries.around(actor, name[:120], *place)})


def _place(lat: str, lng: str) -> tuple[float | None, float | None]:
    if not lat and not lng:
        return None, None
    try:
        north, east = float(lat), float(lng)
        geo.check(north, east)
    except ValueError as error:
        raise invalid("lat", "place", BAD_PLACE) from error
    return north, east
