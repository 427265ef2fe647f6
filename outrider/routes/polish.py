"""Improves the order of a day that the search found: turns, moves and swaps pieces of it, and shakes it.

PyVRP has no move that turns a piece of a single route around, and looks at a whole route again after each
change of it; on a day with few binding windows that is what is missing most. This is the other half: 2-opt,
Or-opt and exchanged neighbouring pieces over each stop's nearest others, with a queue of what changed
(Bentley 1992), and between local optima a double bridge (Martin, Otto and Felten 1991). A move that
shortens the way is walked with the clock before it is made; being late costs much but is no wall. The set of
stops stays as it is; lunch is had where it costs least.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from outrider.routes.problem import COST_PER_METRE, COST_PER_SECOND, Day
from outrider.routes.timing import END, START, Ways

NEAREST, LONGEST_PIECE, LONGEST_SHAKEN, PATIENCE = 10, 3, 12, 100
FAR, NEVER, HOUR = 10**7, 10**9, 3_600
WARM, OFTEN, SHARE = 0.02, 0.5, 4
# Being late costs ten times the time while searching, and is no answer.
LATE, STRICT, IMPOSSIBLE = 10 * COST_PER_SECOND, 10**6, 2**60
Move = tuple[int, int, list[int]]
# Clock and cost without lunch, clock and cost with it.
State = tuple[int, int, int, int]


@dataclass(slots=True)
class Line:
    """One line of descent: the order it stands at, the best one, and for how long nothing got better."""

    present: tuple[int, list[int]]
    best: tuple[int, list[int]]
    stale: int = 0


class Polish:
    """The numbers that orders are judged by. Node 0 is the start, the last one the end."""

    def __init__(self, day: Day, ways: Ways, keys: list[str]) -> None:
        self.day, self.keys, self.late = day, keys, LATE
        nodes = [START, *keys, END]
        legs = [[(0, 0) if a == b else ways.leg(a, b) or (FAR, FAR) for b in nodes] for a in nodes]
        self.seconds = [[leg[0] for leg in row] for row in legs]
        self.way = [[COST_PER_SECOND * s + COST_PER_METRE * m for s, m in row] for row in legs]
        inner = range(1, len(keys) + 1)
        self.near = [
            sorted((n for n in inner if n != node), key=self.way[node].__getitem__)[:NEAREST]
            for node in range(len(nodes))
        ]
        stops = {stop.key: stop for stop in day.stops}
        self.service = [0, *(stops[key].service_s for key in keys), 0]
        # The first and the last moment to begin at, for each window.
        begins = [
            sorted((opens, closes - stops[key].service_s) for opens, closes in stops[key].windows or ())
            for key in keys
        ]
        self.begins: list[list[tuple[int, int]]] = [[], *begins, []]
        self.fixed = day.start_s + sum(self.service) + (day.lunch.duration_s if day.lunch else 0)

    def improve(self, left: Callable[[int], float], seed: int) -> list[str]:
        """The best order found; ``left(shakes so far)`` is the share of the effort that is left.

        The same round the other way costs as much on the way and may be worlds apart on the clock, and no
        small move leads there: both directions are followed.
        """
        chance = random.Random(seed)  # noqa: S311  # a search, not a secret
        size = len(self.keys)
        lines = [self._line(list(range(size + 2))), self._line([0, *range(size, 0, -1), size + 1])]
        shakes = 0
        while size > 3 and (share := left(shakes)) > 0:
            self._step(lines[shakes % len(lines)], chance, share * WARM)
            shakes += 1
        best = min(lines, key=lambda line: line.best[0]).best[1]
        return [self.keys[node - 1] for node in best[1:-1]]

    def _line(self, order: list[int]) -> Line:
        found = (self.descend(order, order[1:-1]), order)
        return Line(found, found if self.in_time(found) else (IMPOSSIBLE, order))

    def _step(self, line: Line, chance: random.Random, warmth: float) -> None:
        """One shake and the descent after it; while it is warm, something worse is gone on from."""
        line.stale += 1
        trial = line.present[1].copy()
        found = (self.descend(trial, self._shake(trial, chance)), trial)
        if found[0] <= line.present[0] * (1 + warmth * chance.expovariate(1)):
            line.present = found
        if found[0] < line.best[0] and self.in_time(found):
            line.best, line.stale = found, 0
        elif line.stale > PATIENCE:
            line.present, line.stale = line.best, 0

    def in_time(self, found: tuple[int, list[int]]) -> bool:
        """Whether an order keeps every promise: its cost stays what it is however much lateness costs."""
        self.late = STRICT
        strict = self.judge(found[1], 1, None, None)
        self.late = LATE
        return strict == found[0]

    def _shake(self, order: list[int], chance: random.Random) -> list[int]:
        """Disturb the order in place; answers the nodes whose neighbours changed."""
        return self._swapped(order, chance) if chance.random() < OFTEN else self._rebuilt(order, chance)

    def _swapped(self, order: list[int], chance: random.Random) -> list[int]:
        """Two neighbouring pieces change places."""
        inner = len(order) - 2
        first = chance.randint(1, inner - 1)
        middle = min(inner, first + chance.randint(1, LONGEST_SHAKEN))
        last = min(inner + 1, middle + chance.randint(1, LONGEST_SHAKEN))
        order[first:last] = order[middle:last] + order[first:middle]
        turn = first + last - middle
        return [order[place] for place in {first - 1, first, turn - 1, turn, last - 1, last}]

    def _rebuilt(self, order: list[int], chance: random.Random) -> list[int]:
        """What lies around one stop is taken out and put back one by one, each where the way grows least."""
        way, inner = self.way, len(order) - 2
        centre = way[chance.randint(1, inner)]
        around = sorted(range(1, inner + 1), key=lambda node: centre[node] * chance.uniform(0.7, 1.3))
        out = around[: chance.randint(3, max(3, inner // SHARE))]
        gone = set(out)
        # Who loses a neighbour looks for a better place as well.
        touched = [n for a, b in pairwise(order) if (a in gone) != (b in gone) for n in (a, b)]
        order[:] = [node for node in order if node not in gone]
        chance.shuffle(out)
        for node in out:
            row = way[node]
            longer = [way[a][node] + row[b] - way[a][b] for a, b in pairwise(order)]
            place = longer.index(min(longer)) + 1
            touched += [order[place - 1], order[place], node]
            order.insert(place, node)
        return touched

    def descend(self, order: list[int], queue: list[int]) -> int:
        """Improve ``order`` in place until no move of a touched node does; its cost."""
        place = [0] * len(order)
        for position, node in enumerate(order):
            place[node] = position
        end = len(order) - 1
        states: list[State] = []
        cost = self.judge(order, 1, None, states)
        while queue:
            node = queue.pop()
            if not 0 < place[node] < end:
                continue
            for low, high, piece in self._moves(order, place, node):
                trial = order[:low] + piece + order[high:]
                found = self.judge(trial, low, states[low - 1], None, cost)
                if found < cost:
                    queue += [order[low - 1], order[high], order[low], order[high - 1], node]
                    queue += [piece[0], piece[-1]]
                    order[low:high] = piece
                    for position in range(low, high):
                        place[order[position]] = position
                    del states[low:]
                    cost = self.judge(order, low, states[low - 1], states)
                    break
        return cost

    def _moves(self, order: list[int], place: list[int], node: int) -> Iterator[Move]:
        """Moves of a node that make the way shorter: a stretch of the order and what stands there then."""
        yield from self._turns(order, place, node)
        yield from self._pieces(order, place, node)
        yield from self._swaps(order, place, node)

    def _turns(self, order: list[int], place: list[int], node: int) -> Iterator[Move]:
        """Turn what lies between two nodes, so that they become neighbours."""
        way, at = self.way, place[node]
        row, following, before = way[node], order[at + 1], order[at - 1]
        onward, back = row[following], way[before][node]
        for other in self.near[node]:
            near, there = row[other], place[other]
            if near >= onward and near >= back:
                break
            after, ahead = order[there + 1], order[there - 1]
            if onward + way[other][after] > near + way[following][after]:
                low, high = (at + 1, there + 1) if at < there else (there + 1, at + 1)
                yield low, high, order[low:high][::-1]
            if back + way[ahead][other] > near + way[before][ahead]:
                low, high = (at, there) if at < there else (there, at)
                yield low, high, order[low:high][::-1]

    def _pieces(self, order: list[int], place: list[int], node: int) -> Iterator[Move]:
        """Move a piece that begins or ends at the node next to another one, either way round."""
        way, row, at = self.way, self.way[node], place[node]
        for low, high in _spans(at, len(order) - 1):
            head, tail = order[low], order[high - 1]
            out, into = order[low - 1], order[high]
            gain = way[out][head] + way[tail][into] - way[out][into]
            far = head if node == tail else tail
            for other in self.near[node]:
                if row[other] >= gain:
                    break
                there = place[other]
                if low <= there < high:
                    continue
                for left in (there - 1, there):
                    if low - 1 <= left < high:
                        continue
                    # The node stands beside the other, the far end of its piece beside that one's neighbour.
                    a, b = order[left], order[left + 1]
                    if gain <= row[other] + way[far][b if left == there else a] - way[a][b]:
                        continue
                    piece = order[low:high]
                    if node != (head if left == there else tail):
                        piece.reverse()
                    if left < low:
                        yield left + 1, high, piece + order[left + 1 : low]
                    else:
                        yield low, left + 1, order[high : left + 1] + piece

    def _swaps(self, order: list[int], place: list[int], node: int) -> Iterator[Move]:
        """Two neighbouring pieces behind the node change places, none of them turned."""
        way, row, at, last = self.way, self.way[node], place[node], len(order) - 1
        second = order[at + 1]
        back = way[second]
        for other in self.near[node]:
            if row[other] >= row[second]:
                break
            middle = place[other]
            if middle <= at + 1:
                continue
            before = order[middle - 1]
            gain = row[second] - row[other] + way[before][other]
            for closing in self.near[second] if at + 1 < last else ():
                if back[closing] >= gain:
                    break
                high = place[closing] + 1
                if high <= middle or high > last:
                    continue
                beyond = order[high]
                if gain + way[closing][beyond] > back[closing] + way[before][beyond]:
                    yield at + 1, high, order[middle:high] + order[at + 1 : middle]

    def judge(
        self,
        order: list[int],
        first: int,
        state: State | None,
        states: list[State] | None,
        above: int = 2**60,
    ) -> int:
        """What ways, waiting and lateness cost, walking from place ``first`` on; no more exact than ``above``.

        Two clocks run: one has not had lunch yet, the other has had it where it cost least so far. ``state``
        are both at the place before; ``states`` collects them for each place.
        Size: the one hot loop of the search; a call for each of its parts would double its time.
        """
        seconds, way, lunch = self.seconds, self.way, self.day.lunch
        earliest, latest, length = (
            (lunch.earliest_s, lunch.latest_s, lunch.duration_s) if lunch else (FAR, -FAR, 0)
        )
        hungry, debt, fed, owed = state or (self.day.start_s, 0, NEVER, 0)
        if states is not None and state is None:
            states.append((hungry, debt, fed, owed))
        here = order[first - 1]
        for node in order[first:]:
            leg = seconds[here][node]
            # Waiting counts as the clock runs; the way adds what its metres cost beyond its seconds.
            extra = way[here][node] - COST_PER_SECOND * leg
            if earliest - HOUR <= hungry <= latest:
                eaten = (hungry if hungry > earliest else earliest) + length
                if debt + COST_PER_SECOND * eaten < owed + COST_PER_SECOND * fed:
                    fed, owed = eaten, debt
            if fed < NEVER:
                fed += leg
                owed += extra
            if hungry < NEVER:
                hungry += leg
                debt += extra
                if earliest - HOUR <= hungry <= latest:
                    eaten = (hungry if hungry > earliest else earliest) + length
                    if debt + COST_PER_SECOND * eaten < owed + COST_PER_SECOND * fed:
                        fed, owed = eaten, debt
                hungry, late = self._served(node, hungry)
                debt += late
                if lunch is not None and hungry > latest:
                    hungry = NEVER
            if fed < NEVER:
                fed, late = self._served(node, fed)
                owed += late
            here = node
            if debt > above and owed > above:
                return above
            if states is not None:
                states.append((hungry, debt, fed, owed))
        now, weight = (hungry, debt) if lunch is None else (fed, owed)
        if now >= NEVER:
            return 2**60
        if now > self.day.end_s:
            weight += self.late * (now - self.day.end_s)
        return weight + COST_PER_SECOND * (now - self.fixed)

    def _served(self, node: int, now: int) -> tuple[int, int]:
        """When a visit that is reached now is over, and what its lateness costs."""
        begins = self.begins[node]
        for opens, last in begins:
            if now <= last:
                return (now if now > opens else opens) + self.service[node], 0
        return now + self.service[node], self.late * (now - begins[-1][1]) if begins else 0


def _spans(at: int, last: int) -> list[tuple[int, int]]:
    """The pieces of up to three that begin or end at a place, without start and end."""
    spans = [(at, at + 1)]
    for length in range(2, LONGEST_PIECE + 1):
        if at + length <= last:
            spans.append((at, at + length))
        if at - length >= 0:
            spans.append((at - length + 1, at + 1))
    return spans


def for_seconds(seconds: float) -> Callable[[int], float]:
    """The share of a time that is left."""
    begin = time.perf_counter()
    return lambda shakes: 1 - (time.perf_counter() - begin) / seconds


def for_rounds(rounds: int) -> Callable[[int], float]:
    """The share of a number of shakes that is left."""
    return lambda shakes: 1 - shakes / rounds
