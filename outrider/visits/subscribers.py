"""What visits do when something happens elsewhere: keep versions of types, hold photos, answer readers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from outrider.customers.actions import confirm_geocoded
from outrider.customers.events import PIN_MOVED
from outrider.customers.queries import owned
from outrider.engine.access.actor import Actor
from outrider.engine.entities.aside import present
from outrider.engine.entities.declaration import entities
from outrider.engine.entities.meta import parts
from outrider.engine.entities.queries import visible
from outrider.engine.entities.verbs import Write, on
from outrider.engine.entities.write import Happened
from outrider.engine.files.declarations import file_owners, file_readers
from outrider.engine.messaging.declarations import Commented, commented
from outrider.engine.sync.declarations import Ids, Slice, companions, slices
from outrider.tracking.events import SHIFT_ENDED, SHIFT_STARTED
from outrider.visits import stock
from outrider.visits.actions import file_arrived, judge_again, mark_off_shift
from outrider.visits.actions.types import keep_version, samples
from outrider.visits.events import CHECKED_OUT
from outrider.visits.models import Visit, VisitPhoto, VisitType
from outrider.visits.queries import cards, corrections, customer_cards, panels, waiting
from outrider.visits.queries.review import may_read_review_photo
from outrider.visits.steps import step_kinds

# A vaguer position does not vouch for a pin.
NEAR_ENOUGH_M = 100

assert stock
assert cards
assert corrections
assert customer_cards
assert panels
assert waiting  # importing them registers the step kind, the cards and the customer's panels


@on(
    "visit_type.create",
    "visit_type.update",
    "visit_type.restore",
    "visit_type.import",
    "visit_type.undo_import",
)
def type_saved(write: Write, happened: Happened) -> None:
    """Each set of steps is kept as a version."""
    if isinstance(happened.record, VisitType):
        keep_version(write, happened.record)


@on(SHIFT_STARTED, SHIFT_ENDED)
def shift_told(write: Write, happened: Happened) -> None:
    """A shift may be told of after the check-ins that it covers, or end before them: their marks follow it."""
    shift: Any = happened.record
    mark_off_shift(write, shift.person_id, shift.business_date)


@on(CHECKED_OUT)
def stood_there(write: Write, happened: Happened) -> None:
    """Who was inside the fence of a pin that came from an address has confirmed it."""
    visit: Any = happened.record
    if visit.inside and visit.accuracy_m is not None and visit.accuracy_m <= NEAR_ENOUGH_M:
        confirm_geocoded(write, visit.customer)


@on(PIN_MOVED)
def pin_moved(write: Write, happened: Happened) -> None:
    """A pin was corrected: the check-ins of the last 30 days are judged against it."""
    judge_again(write, happened.record)


def may_read_photo(actor: Actor, visit_id: UUID, digest: str) -> bool:
    """A visit's picture: who may read the visit, once the rep himself has brought the file."""
    named = VisitPhoto.objects.filter(visit=visit_id, digest=digest, held=True).exists()
    return named and visible(entities.get("visit"), actor).filter(pk=visit_id).exists()


def may_read_as_record(actor: Actor, photo_id: UUID, digest: str) -> bool:
    """The same picture through the photo's own record."""
    photo = VisitPhoto.objects.filter(pk=photo_id).first()
    return photo is not None and may_read_photo(actor, photo.visit_id, digest)


def may_read_sample(actor: Actor, type_id: UUID, digest: str) -> bool:
    """A sample picture: everybody who may read the visit type."""
    kind = visible(entities.get("visit_type"), actor).filter(pk=type_id).first()
    return kind is not None and digest in samples(kind.steps)


commented.add("visit", Commented("visit", lambda visit: str(visit.customer.name)))
file_owners.add("visit_photo", file_arrived)
file_readers.add("visit", may_read_photo)
file_readers.add("visit_photo", may_read_as_record)
file_readers.add("visit_type", may_read_sample)
file_readers.add("review", may_read_review_photo)
parts.add(
    "step_kinds",
    lambda actor, language: [kind.meta(language) for kind in present(step_kinds, lambda kind: kind.entity)],
)


# -- what a phone carries -------------------------------------------------------------------------------


def own_plans(person_id: UUID, today: date) -> Q:
    """A rep's own plans from a week ago on; a draft is its manager's."""
    return Q(rep=person_id, on__gte=today - timedelta(days=7)) & ~Q(status="draft")


def own_visits(person_id: UUID, today: date) -> Q:
    """A rep's own visits of the last 31 days, and one that is still open."""
    return Q(rep=person_id) & (Q(business_date__gte=today - timedelta(days=31)) | Q(status="open"))


def last_visits(person_id: UUID, customer_ids: Ids) -> list[tuple[str, QuerySet[Any]]]:
    """The last three visits of each own customer, whoever made them."""
    place = Window(RowNumber(), partition_by=F("customer"), order_by=F("checked_in_at").desc())
    rows = Visit.objects.filter(customer__in=owned(person_id, customer_ids))
    return [("visit", rows.annotate(place=place).filter(place__lte=3))]


def own_reviews(person_id: UUID, today: date) -> Q:
    """The reviews of a rep's own visits: of the last 31 days, and whatever is not decided yet."""
    recent = Q(business_date__gte=today - timedelta(days=31))
    return Q(rep=person_id) & (recent | Q(status__in=("open", "explained", "appealed")))


slices.add("review", Slice(rows=own_reviews))
slices.add("visit_plan", Slice(rows=own_plans))
slices.add("visit", Slice(rows=own_visits))
companions.add("customer", last_visits)
