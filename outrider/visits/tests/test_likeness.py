"""The same photo used twice: what is found, what it weighs, who reads what of it."""

from __future__ import annotations

import io
import random
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageEnhance

from outrider.engine.files.declarations import file_readers
from outrider.engine.messaging.models import Notice
from outrider.visits import rules
from outrider.visits.models import Review, VisitPhoto
from outrider.visits.queries import day_of, visit_detail
from outrider.visits.queries.review import review_detail
from outrider.visits.tests.conftest import NOON, Cast
from outrider.visits.tests.test_results import bring


def shelf(seed: int, size: tuple[int, int] = (640, 480), light: float = 1.0, quality: int = 85) -> bytes:
    """A shelf of coloured goods; another size, light or compression is another file of the same picture."""
    chance, image = random.Random(seed), Image.new("RGB", (640, 480), "white")  # a picture
    draw = ImageDraw.Draw(image)
    for row in range(8):
        for column in range(9):
            shade = tuple(chance.randrange(20, 235) for _ in range(3))
            draw.rectangle((column * 72, row * 60, column * 72 + 68, row * 60 + 56), fill=shade)
    data = io.BytesIO()
    ImageEnhance.Brightness(image.resize(size)).enhance(light).save(data, "JPEG", quality=quality)
    return data.getvalue()


def show(cast: Cast, shop: Any, data: bytes, who: str = "wang", **more: Any) -> Any:
    """A visit with one photo whose file is here."""
    digest = bring(cast, who, data)
    visit = cast.check_in(who, shop, **more)
    cast.step(who, visit, "front", "photo", photos=[cast.photo(digest)])
    return visit


@pytest.mark.parametrize("flips", [0, 1, 3, 6])
def test_every_look_within_six_bits_shares_a_band_neighbour(flips: int) -> None:
    chance = random.Random(flips)  # a picture's look
    for _ in range(200):
        one = chance.getrandbits(64)
        other = one
        for bit in chance.sample(range(64), flips):
            other ^= 1 << bit
        looks = f"{one:016x}", f"{other:016x}"
        pairs = zip(*(rules.bands(look) for look in looks), strict=True)
        assert any(b in rules.band_neighbours(a or 0) for a, b in pairs)
        assert rules.bits_apart(*looks) == flips


@pytest.mark.django_db
class TestTheSamePhoto:
    def test_the_same_file_in_two_shops_asks_a_person_and_refuses_nothing(self, cast: Cast) -> None:
        show(cast, cast.customer("wang", "学府便利"), shelf(1))
        second = show(cast, cast.customer("wang", "好邻居"), shelf(1))
        second.refresh_from_db()
        assert "photo_reused" in second.flagged
        review = Review.objects.get()
        assert (review.kind, review.visit_id, review.grounds[0]["code"]) == (
            "photo",
            second.pk,
            "photo_same_elsewhere",
        )
        evidence = visit_detail(cast.chen, second, "zh-Hans")["evidence"]
        assert "这张照片与11月23日在“学府便利”的照片相同" in evidence["sentences"]
        assert [one["group"] for one in evidence["signals"]][-1] == "photo"
        assert Notice.objects.get(person=cast.wang.id).kind == "review_asked"

    def test_another_size_light_and_compression_are_found_by_the_look(self, cast: Cast) -> None:
        show(cast, cast.customer("wang", "学府便利"), shelf(2))
        other = show(cast, cast.customer("zhao", "好邻居"), shelf(2, (500, 375), 1.1, 60), "zhao")
        other.refresh_from_db()
        photo = VisitPhoto.objects.get(visit=other.pk)
        assert photo.like is not None
        assert photo.apart is not None
        assert photo.apart <= rules.ALIKE_BITS
        assert "photo_alike" in other.flagged
        assert Review.objects.get().rep_id == cast.zhao.id

    def test_another_shelf_is_another_picture(self, cast: Cast) -> None:
        show(cast, cast.customer("wang", "学府便利"), shelf(3))
        show(cast, cast.customer("wang", "好邻居"), shelf(4))
        assert not VisitPhoto.objects.filter(like__isnull=False).exists()
        assert Review.objects.count() == 0

    def test_a_new_shot_of_the_same_shelf_is_no_contradiction(self, cast: Cast) -> None:
        shop = cast.customer("wang")
        show(cast, shop, shelf(5), at=NOON - timedelta(days=7))
        again = show(cast, shop, shelf(5, light=1.08))
        assert Review.objects.count() == 0
        again.refresh_from_db()
        assert "photo_alike" not in again.flagged
        sentences = visit_detail(cast.chen, again, "zh-Hans")["evidence"]["sentences"]
        assert any("同一货架的新照片本来就会像" in sentence for sentence in sentences)

    def test_the_very_file_of_an_earlier_visit_is_one_at_the_same_shop_too(self, cast: Cast) -> None:
        shop = cast.customer("wang")
        show(cast, shop, shelf(6), at=NOON - timedelta(days=7))
        show(cast, shop, shelf(6))
        assert Review.objects.get().grounds[0]["code"] == "photo_same_here"

    def test_shots_of_one_visit_are_never_compared(self, cast: Cast) -> None:
        visit = cast.check_in("wang", cast.customer("wang"))
        for light in (1.0, 1.05):
            digest = bring(cast, "wang", shelf(7, light=light))
            cast.step("wang", visit, "front", "photo", photos=[cast.photo(digest)])
        assert not VisitPhoto.objects.filter(like__isnull=False).exists()

    def test_a_look_is_remembered_for_ninety_days_a_file_for_ever(self, cast: Cast) -> None:
        first, second = cast.customer("wang", "学府便利"), cast.customer("wang", "好邻居")
        show(cast, first, shelf(8))
        from outrider.engine.entities.models import writing

        with writing():
            VisitPhoto.objects.update(business_date=NOON.date() - timedelta(days=91))
        show(cast, second, shelf(8, light=1.05))
        assert Review.objects.count() == 0
        show(cast, second, shelf(8))
        assert Review.objects.get().grounds[0]["code"] == "photo_same_elsewhere"

    def test_the_phones_look_counts_until_the_file_is_here(self, cast: Cast) -> None:
        show(cast, cast.customer("wang", "学府便利"), shelf(9))
        look = VisitPhoto.objects.get().dhash
        visit = cast.check_in("wang", cast.customer("wang", "好邻居"))
        data = shelf(10)
        import hashlib

        digest = hashlib.sha256(data).hexdigest()
        cast.step("wang", visit, "front", "photo", photos=[cast.photo(digest, dhash=look)])
        assert VisitPhoto.objects.get(visit=visit.pk).like is not None
        bring(cast, "wang", data)
        photo = VisitPhoto.objects.get(visit=visit.pk)
        assert (photo.dhash == look, photo.like, photo.held) == (False, None, True)

    def test_a_wall_looks_like_every_other_and_is_compared_with_none(self, cast: Cast) -> None:
        from outrider.visits.tests.test_results import picture

        show(cast, cast.customer("wang", "学府便利"), picture(10))
        show(cast, cast.customer("wang", "好邻居"), picture(12))
        assert set(VisitPhoto.objects.values_list("dhash", "band_0")) == {("", None)}

    def test_a_decision_is_the_photos_verdict_and_a_verdict_on_the_wall_the_decision(
        self, cast: Cast
    ) -> None:
        show(cast, cast.customer("wang", "学府便利"), shelf(11))
        shop = cast.customer("wang", "好邻居")
        show(cast, shop, shelf(11))
        cast.do(
            "chen", "review.decide", record=Review.objects.get().pk, decision="rejected", reason="用了别店的"
        )
        assert VisitPhoto.objects.exclude(verdict="").get().verdict_reason == "用了别店的"
        third = show(cast, cast.customer("wang", "万佳"), shelf(11))
        photo = VisitPhoto.objects.get(visit=third.pk)
        cast.do("chen", "photo.judge", record=photo.pk, verdict="ok")
        review = Review.objects.get(visit=third.pk)
        assert (review.status, review.decision) == ("decided", "accepted")

    def test_the_card_shows_both_pictures(self, cast: Cast) -> None:
        show(cast, cast.customer("wang", "学府便利"), shelf(12))
        show(cast, cast.customer("wang", "好邻居"), shelf(12, light=1.05))
        card = next(card for card in day_of(cast.chen, "zh-Hans")["queue"] if card["kind"] == "photo")
        assert card["facts"]["other"]["digest"] != card["facts"]["digest"]
        assert card["facts"]["of"] == f"review:{card['record_id']}"

    def test_what_is_out_of_sight_keeps_its_name_but_shows_its_picture(self, cast: Cast) -> None:
        show(cast, cast.customer("sun", "江北老店"), shelf(13), "sun")
        visit = show(cast, cast.customer("wang", "好邻居"), shelf(13))
        review = Review.objects.select_related("visit").get()
        told = {
            name: review_detail(cast.people[name], review, "zh-Hans")["pairs"][0]
            for name in ("wang", "director")
        }
        assert told["director"]["other"]["customer"] == "江北老店"
        assert (told["wang"]["other"]["customer"], told["wang"]["other"]["rep"]) == (None, None)
        assert "在另一家门店的照片相同" in told["wang"]["text"]
        assert "江北老店" not in str(review.grounds)
        may = file_readers.get("review")
        digest = VisitPhoto.objects.filter(visit=visit.pk).get().digest
        allowed = {name for name, actor in cast.people.items() if may(actor, review.pk, digest)}
        assert allowed == {"wang", "chen", "director", "office", "admin"}
        assert not may(cast.wang, review.pk, "f" * 64)
