"""Learned pins: where three colleagues, or one on three days, checked in at the same other spot, the pin may be wrong.

The spot becomes a proposal that a manager decides like any other; whoever moves a pin has the check-ins of the last
30 days judged anew, as long as their positions are kept. A person's decision on a visit stands.
"""

from __future__ import annotations

from statistics import median
from typing import Any

from outrider.customers.actions import suggest_pin
from outrider.engine.entities.verbs import Write
from outrider.kernel.geo import distance_m
from outrider.tracking.actions import KEEP, observe_again
from outrider.tracking.queries import points_of
from outrider.visits import rules
from outrider.visits.actions.asking import ask_again_of_evidence
from outrider.visits.actions.common import act_of, derive, take_evidence
from outrider.visits.models import Visit

USABLE_M = 100  # a vaguer position says nothing of a door
SPOT_M = 100.0
MOST = 60


def learn_pin(write: Write, visit: Visit) -> None:
    """Propose the spot of a visit outside the fence once enough others were made there."""
    customer = visit.customer
    if visit.inside is not False or customer.pin_lat is None or customer.deleted_at is not None:
        return
    rows = Visit.objects.filter(
        customer=customer.pk,
        inside=False,
        accuracy_m__lte=USABLE_M,
        checked_in_at__gte=visit.checked_in_at - KEEP,
    ).order_by("-checked_in_at")[:MOST]
    stays = {row.pk: row for row in rows}
    points = points_of(stays)
    here = points.get(visit.pk)
    if here is None:
        return
    spot = {pk: point for pk, point in points.items() if distance_m(*here, *point) <= SPOT_M}
    if rules.pin_in_doubt((stays[pk].rep_id, stays[pk].business_date) for pk in spot):
        lat, lng = (median(point[axis] for point in spot.values()) for axis in (0, 1))
        suggest_pin(write, customer, lat, lng, SPOT_M)


def judge_again(write: Write, customer: Any) -> None:
    """The evidence of the last check-ins against the pin as it is now; what a person has decided stays."""
    rows = Visit.objects.select_for_update(of=("self",)).select_related("visit_type")
    recent = rows.filter(customer=customer.pk, review="", checked_in_at__gte=write.at - KEEP)
    for visit in recent.order_by("-checked_in_at")[:MOST]:
        judge_visit_again(write, visit, customer)


def judge_visit_again(write: Write, visit: Visit, customer: Any) -> None:
    """One visit's evidence against the pin as it is now, and whether a person must still look at it."""
    name = "could_not" if visit.status == "could_not" else "check_in"
    evidence = observe_again(write, act_of(visit, customer, name, visit.checked_in_at))
    if evidence is not None:
        take_evidence(visit, evidence)
        derive(write, visit)
        if visit.status != "open":
            ask_again_of_evidence(write, visit)
