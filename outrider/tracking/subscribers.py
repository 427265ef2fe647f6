"""What a phone carries of working days: one's own shifts and corrections of a month and one's own days off."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from outrider.engine.sync.declarations import Slice, slices


def own_shifts(person_id: UUID, today: date) -> Q:
    """A person's shifts of the last 31 days."""
    return Q(person=person_id, business_date__gte=today - timedelta(days=31))


def own_days_off(person_id: UUID, today: date) -> Q:
    """A person's days off from a week ago on."""
    return Q(person=person_id, on__gte=today - timedelta(days=7))


def own_corrections(person_id: UUID, today: date) -> Q:
    """What a person asked to correct of the last 31 days."""
    return Q(person=person_id, on__gte=today - timedelta(days=31))


slices.add("shift", Slice(rows=own_shifts))
slices.add("day_off", Slice(rows=own_days_off))
slices.add("shift_correction", Slice(rows=own_corrections))
