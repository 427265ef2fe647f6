"""Opening hours: the forms that real data contains, with exact minutes."""

import pytest

from outrider.customers.opening_hours import parse

H = 60
WORKDAYS, SATURDAY, SUNDAY = range(5), 5, 6


def week(**days):
    """A week from spans in hours: ``week(mo_fr=[(9, 12)])``."""
    names = ["mo", "tu", "we", "th", "fr", "sa", "su"]
    found: list[tuple[tuple[int, int], ...]] = [()] * 7
    for key, spans in days.items():
        first, _, last = key.partition("_")
        for day in range(names.index(first), names.index(last or first) + 1):
            found[day] = tuple((int(start * H), int(end * H)) for start, end in spans)
    return tuple(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Mo-Fr 09:00-12:00,14:00-19:00; Sa 09:00-13:00; PH off",
            week(mo_fr=[(9, 12), (14, 19)], sa=[(9, 13)]),
        ),
        ("24/7", week(mo_su=[(0, 24)])),
        ("Mo-Su 12:00-24:00", week(mo_su=[(12, 24)])),
        ("09:00-00:00", week(mo_su=[(9, 24)])),
        ("Mo-Sa 18:00-02:00", week(mo_sa=[(18, 26)])),
        ("06:00-05:00", week(mo_su=[(6, 29)])),
        ("01:00-01:00", week(mo_su=[(1, 25)])),
        (
            "Mo-Th 07:30-13:30, Mo,We,Th 14:30-18:30; Fr 07:30-18:30",
            week(
                mo=[(7.5, 13.5), (14.5, 18.5)],
                tu=[(7.5, 13.5)],
                we_th=[(7.5, 13.5), (14.5, 18.5)],
                fr=[(7.5, 18.5)],
            ),
        ),
        (
            "Mo 09:00-24:00; Tu-Sa 00:00-01:00,09:00-24:00",
            week(mo=[(9, 24)], tu_sa=[(0, 1), (9, 24)]),
        ),
        ("Sa-Mo 10:00-11:00", week(mo=[(10, 11)], sa_su=[(10, 11)])),
        ("Mo-Fr 10:00-20:00; We off", week(mo_tu=[(10, 20)], th_fr=[(10, 20)])),
        ("Mo-Sa 11:00-00:00; So 17:00-00:00", week(mo_sa=[(11, 24)], su=[(17, 24)])),
        ("Mo-su 09:00-19:00", week(mo_su=[(9, 19)])),
        ("Tu-Fr 09:00-17:00;\nSa 10:00-16:00", week(tu_fr=[(9, 17)], sa=[(10, 16)])),
        ("Fr-Sa 12:00-15, 19:00-00:00", week(fr_sa=[(12, 15), (19, 24)])),
        (
            "Mon - Fri 11am - 11pm, Sat 12am - 11pm, Sun 2pm - 10pm",
            week(mo_fr=[(11, 23)], sa=[(0, 23)], su=[(14, 22)]),
        ),
        ("closed", week()),
        ("Mo-Fr", week(mo_fr=[(0, 24)])),
        ("Mo-Fr 09:00-13:00,12:00-18:00", week(mo_fr=[(9, 18)])),
        ("周一至周五 9:00-18:00；周六、周日 休息", week(mo_fr=[(9, 18)])),
        ("周一至周五 9：00－18：00,周六日 10点-17点半", week(mo_fr=[(9, 18)], sa_su=[(10, 17.5)])),
        ("星期一到五 9:00-18:00", week(mo_fr=[(9, 18)])),
        ("每天 8:00~22:00", week(mo_su=[(8, 22)])),
        ("上午8点至晚上10点", week(mo_su=[(8, 22)])),
        ("24小时营业", week(mo_su=[(0, 24)])),
    ],
)
def test_plain_weeks_are_read_exactly(text, expected):
    hours = parse(text)
    assert (hours.week, hours.flags, hours.text) == (expected, (), text)


@pytest.mark.parametrize(
    ("text", "expected", "flags"),
    [
        ("Mo-Sa 18:00+", week(mo_sa=[(18, 24)]), ("open_end",)),
        ("Mo 09:00-24:00; Dec 25 off; Jan 1 off", week(mo=[(9, 24)]), ("seasonal",)),
        ("Mo-Sa 09:00-20:00; 01 Apr-30 Sep: Su 11:00-17:00", week(mo_sa=[(9, 20)]), ("seasonal",)),
        ("Mo-Sa 09:00-23:00; Sa 17:00-23:00 off", week(mo_sa=[(9, 23)]), ("partly_off",)),
        (
            "Su-Do 11:00-24:00 Fr-Sa 11:00-01:00",
            week(mo_th=[(11, 24)], fr_sa=[(11, 25)], su=[(11, 24)]),
            ("separator_missing",),
        ),
        ("8:00-12:00 14:00-18:00", week(mo_su=[(8, 12), (14, 18)]), ("separator_missing",)),
        (
            'Tu-Th 12:00-14:00; SH off; Su,PH off || "größere Reservierungen"',
            week(tu_th=[(12, 14)]),
            ("fallback", "school_holidays"),
        ),
        ("Mo-Fr 10:00-20:00; Sa[1] 10:00-12:00", week(mo_fr=[(10, 20)]), ("nth_weekday",)),
    ],
)
def test_what_is_more_than_a_week_is_left_out_and_named(text, expected, flags):
    hours = parse(text)
    assert (hours.week, hours.flags) == (expected, flags)


@pytest.mark.parametrize(
    "text",
    [
        "sunrise-sunset",
        '"for request only"',
        "+423 232 48 18",
        "May-Sep: 14:00-22:00",
        "看心情",
        "25:61-99:99",
        "\x00",
        "Mo-",
    ],
)
def test_what_cannot_be_read_is_kept_and_flagged(text):
    hours = parse(text)
    assert hours.week is None
    assert hours.flags != ()
    assert hours.text == text


def test_empty_text_is_no_hours_and_no_fault():
    assert (parse("").week, parse("  ").week, parse("").flags) == (None, None, ())


def test_a_very_long_text_is_not_looked_at():
    assert parse("Mo 09:00-10:00;" * 1000).flags == ("too_long",)


def test_holidays_stand_apart():
    assert parse("Mo-Fr 09:00-18:00; PH off").holidays == ()
    assert parse("Mo-Fr 09:00-18:00; Su,PH 10:00-14:00").holidays == ((600, 840),)
    assert parse("Mo-Fr 09:00-18:00").holidays is None
