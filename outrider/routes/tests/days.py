"""Days for the tests of routes: a small town and hypothesis' own."""

from __future__ import annotations

from hypothesis import strategies as st

from outrider.routes.problem import Day, Lunch, Place, Stop, Window

HOUR = 3_600
TOWN = Place(41.15, -8.61)


def at(north_m: float = 0, east_m: float = 0) -> Place:
    """A place so many metres from the town's centre."""
    return Place(TOWN.lat + north_m / 111_195, TOWN.lng + east_m / 83_700)


def stop(
    key: str, north_m: float = 0, east_m: float = 0, *windows: tuple[float, float], **more: object
) -> Stop:
    """A stop of 20 minutes; hours in whole hours of the day."""
    hours = tuple((int(a * HOUR), int(b * HOUR)) for a, b in windows) or None
    given = {"place": at(north_m, east_m), "service_s": 1_200, "windows": hours, **more}
    return Stop(key=key, **given)  # type: ignore[arg-type]


def day(*stops: Stop, **more: object) -> Day:
    """From 8:30 to 17:30 around the centre, without lunch."""
    given = {"start_s": 30_600, "end_s": 63_000, "start": TOWN, "end": TOWN, **more}
    return Day(stops=stops, **given)  # type: ignore[arg-type]


LUNCH_TIME = Lunch(int(11.5 * HOUR), 13 * HOUR, 2_700)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Window, ...] | None:
    """No hours, closed, or up to three windows, some of them nonsense."""
    if draw(st.integers(0, 3)) == 0:
        return None
    moments = st.integers(0, 26 * HOUR)
    return tuple(draw(st.lists(st.tuples(moments, moments), max_size=3)))


@st.composite
def any_day(draw: st.DrawFn) -> Day:
    """Anything that may be asked for: stops without a place or far away, hours that exclude each other."""
    stops = tuple(
        Stop(
            key=draw(st.sampled_from("abcdefghij")) if draw(st.integers(0, 9)) == 0 else f"s{number}",
            place=draw(
                st.none() | st.builds(at, st.integers(-9_000, 9_000), st.integers(-9_000, 9_000))
                | st.just(Place(31.2, 121.5))
            ),
            service_s=draw(st.integers(0, 3 * HOUR)),
            windows=draw(windows()),
            must=draw(st.booleans()),
            points=draw(st.integers(-5, 300)),
        )
        for number in range(draw(st.integers(0, 9)))
    )  # fmt: skip
    start = draw(st.integers(0, 23 * HOUR))
    lunch = draw(
        st.none()
        | st.builds(Lunch, st.integers(0, 20 * HOUR), st.integers(0, 20 * HOUR), st.integers(0, HOUR))
    )
    return Day(
        stops, start, draw(st.integers(start, 24 * HOUR)), draw(st.none() | st.just(TOWN)),
        draw(st.none() | st.just(at(2_000))), lunch,
    )  # fmt: skip
