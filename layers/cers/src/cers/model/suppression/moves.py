"""Other tables that would look the same: how far a number could be from what it is.

Whoever reads a report knows sums of numbers that are not shown. A *move* changes some of these so
that every known sum stays as it is: the reader cannot tell the table from the one the move leads
to. So far as moves can carry a number, so far it cannot be bounded, by whatever reasoning. What is
found here is therefore proof, while finding nothing proves nothing.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

Move = Mapping[int, int]
"""Number -> by how much it changes."""


@dataclass(frozen=True, slots=True)
class Equation:
    """Numbers with +1 or -1 each, whose sum is zero whatever they are.

    `slack` is one that stands in no other equation: it takes up what the others leave.
    """

    terms: tuple[tuple[int, int], ...]
    slack: tuple[int, int] | None = None


@dataclass(frozen=True)
class Freedom:
    """What a search may do with each number.

    `price` is None for a number that must stay, 0 for one that may change, and more for one that
    may if it is hidden first. `room` is how often a number can take a step up (1) or down (-1).
    """

    price: Callable[[int], float | None]
    room: Callable[[int, int], int]


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Steps made so far, and by how much each sum is off."""

    steps: Move
    off: Mapping[int, int]
    broken: frozenset[int]
    cost: float

    @property
    def rank(self) -> float:
        """The attempt with the least is looked at first."""
        return _COST * self.cost + _BROKEN * len(self.broken) + _STEP * len(self.steps)


TRIES: Final = 300
"""How many attempts a search looks at; most of those that succeed need a dozen."""

_COST: Final = 0.6
_BROKEN: Final = 0.8
_STEP: Final = -0.02
_SCARCE: Final = 0.5
"""What an attempt is ranked by: its price, the sums it has broken so far, its steps, and how soon
the numbers it changes have no room left. Found by trying what finds moves soonest."""


class Sums:
    """What is known of numbers that go by their places."""

    def __init__(self, equations: Iterable[Equation]) -> None:
        self._equations = list(equations)
        self._of: dict[int, list[tuple[int, int]]] = {}
        self._with_slack: dict[int, tuple[int, int]] = {}
        for index, equation in enumerate(self._equations):
            for number, sign in equation.terms:
                self._of.setdefault(number, []).append((index, sign))
            if equation.slack is not None:
                self._with_slack[equation.slack[0]] = (index, equation.slack[1])

    def move(self, number: int, sign: int, freedom: Freedom, tries: int = TRIES) -> Move | None:
        """A cheap move that changes a number in a direction."""
        search = _Search(self, freedom, number)
        order = count()
        start = search.after(_Attempt({}, {}, frozenset(), 0.0), number, sign, 0.0)
        queue = [(0.0, next(order), start)]
        seen = {frozenset(start.steps.items())}
        for _ in range(tries):
            if not queue:
                return None
            _, _, attempt = heapq.heappop(queue)
            if not attempt.broken:
                return search.whole(attempt)
            for other, step, price in search.mends(attempt):
                further = search.after(attempt, other, step, price)
                mark = frozenset(further.steps.items())
                if mark not in seen:
                    seen.add(mark)
                    heapq.heappush(queue, (further.rank, next(order), further))
        return None

    def equation(self, index: int) -> Equation:
        """One of the equations."""
        return self._equations[index]

    def of(self, number: int) -> Sequence[tuple[int, int]]:
        """The equations a number stands in, with its sign."""
        if number in self._with_slack:
            return (self._with_slack[number],)
        return self._of.get(number, ())


class _Search:
    def __init__(self, sums: Sums, freedom: Freedom, start: int) -> None:
        self._sums = sums
        self._freedom = freedom
        self._start = start

    def after(self, attempt: _Attempt, number: int, step: int, price: float) -> _Attempt:
        """An attempt with a further step, which may take back one made before."""
        steps, off, broken = dict(attempt.steps), dict(attempt.off), set(attempt.broken)
        steps[number] = steps.get(number, 0) + step
        if steps[number] == 0:
            del steps[number]
        for index, sign in self._sums.of(number):
            off[index] = off.get(index, 0) + sign * step
            if self._is_broken(index, off[index]):
                broken.add(index)
            else:
                broken.discard(index)
        return _Attempt(steps, off, frozenset(broken), attempt.cost + price)

    def whole(self, attempt: _Attempt) -> Move:
        """The steps with what the slacks take up."""
        move = dict(attempt.steps)
        for index, off in attempt.off.items():
            slack = self._slack(index)
            if off and slack is not None:
                move[slack[0]] = -off * slack[1]
        return move

    def mends(self, attempt: _Attempt) -> list[tuple[int, int, float]]:
        """The steps that mend one of the broken sums.

        It is the one whose mending breaks most: what is left then mostly follows from it.
        """
        best: list[tuple[int, int, float]] | None = None
        most = (0, 0)
        for index in sorted(attempt.broken):
            ways = self._ways(attempt, index)
            if len(ways) < 2:
                return ways
            weight = (min(len(self._sums.of(number)) for number, _, _ in ways), -len(ways))
            if best is None or weight > most:
                best, most = ways, weight
        return best or []

    def _ways(self, attempt: _Attempt, index: int) -> list[tuple[int, int, float]]:
        wanted = -1 if attempt.off[index] > 0 else 1
        ways = []
        for number, sign in self._sums.equation(index).terms:
            step = wanted * sign
            price = self._price(attempt, number, step)
            if price is not None:
                ways.append((number, step, price))
        return ways

    def _price(self, attempt: _Attempt, number: int, step: int) -> float | None:
        before = attempt.steps.get(number, 0)
        if number == self._start or before == step:
            return None
        price = self._freedom.price(number)
        if price is None or before != 0:
            return price
        room = self._freedom.room(number, step)
        return None if room < 1 else price + _SCARCE / (1 + room)

    def _slack(self, index: int) -> tuple[int, int] | None:
        slack = self._sums.equation(index).slack
        return None if slack is None or slack[0] == self._start else slack

    def _is_broken(self, index: int, off: int) -> bool:
        if off == 0:
            return False
        slack = self._slack(index)
        if slack is None:
            return True
        change = -off * slack[1]
        room = self._freedom.room(slack[0], 1 if change > 0 else -1)
        return self._freedom.price(slack[0]) is None or room < abs(change)


def reach(move: Move, room: Callable[[int, int], int], wanted: int) -> int:
    """How often a move can be made, up to `wanted` times."""
    rooms = (room(number, 1 if step > 0 else -1) // abs(step) for number, step in move.items())
    return min(wanted, *rooms)
