"""Which rows are hidden: the small ones, and as few others as keep them from being worked out."""

from collections.abc import Iterable
from functools import partial
from typing import Final

from cers.model.suppression.cells import Sum, Table
from cers.model.suppression.moves import Freedom, Move, Sums, reach

WIDTH: Final = 5
"""A number counts as hidden if it can be two numbers that far apart, so never within ±2."""

_TOTAL: Final = 0.5


def hidden_rows(table: Table, threshold: int, beforehand: Iterable[int] = ()) -> set[int]:
    """The places of the rows whose number of students must not be shown."""
    hiding = _Hiding(table, threshold)
    hiding.hide(beforehand)
    hiding.hide(place for place in range(len(table.n)) if is_small(table, place, threshold))
    hiding.protect()
    return hiding.hidden


def is_small(table: Table, place: int, threshold: int) -> bool:
    """Whether a row is to be kept from the caller for its own sake."""
    return 0 < table.n[place] < threshold and not table.is_fixed(place)


def price_of(table: Table, place: int) -> float:
    """What hiding a row costs: one row, and rather a small one; a total only if need be.

    A total stands in many reports, so that another one could show what this one hides.
    """
    return 1.0 + table.n[place].bit_length() / 50 + _TOTAL * (place in table.totals)


class _Hiding:
    def __init__(self, table: Table, threshold: int) -> None:
        self.hidden: set[int] = set()
        self._table = table
        self._threshold = threshold
        self._sums = Sums(table.equations)
        self._to_protect: list[int] = []

    def hide(self, places: Iterable[int]) -> bool:
        """Hide what is not hidden yet, and may be; False where there is no such row."""
        new = {place for place in places if self._may_hide(place)} - self.hidden
        self.hidden |= new
        self._to_protect += sorted(new)
        return bool(new)

    def protect(self) -> None:
        """Hide further rows until none of those hidden can be narrowed down."""
        while self._to_protect:
            while self._to_protect:
                place = self._to_protect.pop(0)
                while self._spread(place) < WIDTH and self._hide_for(place):
                    pass
            self._hide_more_where_little_is_hidden()

    def _may_hide(self, place: int) -> bool:
        if self._table.is_derived(place):
            return is_small(self._table, place, self._threshold)
        return not self._table.is_fixed(place)

    def _hide_more_where_little_is_hidden(self) -> None:
        """Hidden rows of a sum whose rest is shown are a group themselves: none may be small."""
        while any(self.hide(self._to_add(each)) for each in self._table.sums):
            pass

    def _to_add(self, each: Sum) -> list[int]:
        """What to hide besides what is hidden of a sum; nothing where that is enough."""
        if self._table.is_derived(each.total) or each.total in self.hidden:
            return []
        left = sum(self._table.n[part] for part in each.parts if not self._is_shown(part))
        if not 0 < left < self._threshold:
            return []
        shown = filter(self._may_show, each.parts)
        total = filter(self._may_show, (each.total,))
        return sorted(shown, key=self._table.n.__getitem__)[:1] or list(total)

    def _is_shown(self, place: int) -> bool:
        return place not in self.hidden and not self._table.is_derived(place)

    def _may_show(self, place: int) -> bool:
        return self._may_hide(place) and place not in self.hidden

    def _spread(self, place: int) -> int:
        """How far apart the numbers are that a row could have, as far as it matters."""
        spread = 0
        for sign in (1, -1):
            values = list(self._table.n)
            spread += self._carried(place, sign, WIDTH - spread, values)
        return spread

    def _carried(self, place: int, sign: int, wanted: int, values: list[int]) -> int:
        freedom, room = self._freedom(values, paying=False), partial(self._room, values)
        carried = 0
        while carried < wanted and room(place, sign) > 0:
            move = self._sums.move(place, sign, freedom)
            if move is None:
                break
            times = reach(move, room, wanted - carried)
            for each, step in move.items():
                values[each] += step * times
            carried += times
        return carried

    def _hide_for(self, place: int) -> bool:
        """Hide what opens the cheapest way on from where a row can be carried now."""
        ways = [way for sign in (1, -1) if (way := self._way_on(place, sign)) is not None]
        cheapest = min(ways, key=lambda way: sum(map(self._price, way)), default={})
        return self.hide(cheapest) or self._hide_around(place)

    def _way_on(self, place: int, sign: int) -> Move | None:
        values = list(self._table.n)
        self._carried(place, sign, WIDTH, values)
        if self._room(values, place, sign) < 1:
            return None
        return self._sums.move(place, sign, self._freedom(values, paying=True))

    def _hide_around(self, place: int) -> bool:
        """Hide what is nearest; False if all that is connected is hidden."""
        places = {place}
        while (wider := places | set(self._table.around(places))) != places:
            if self.hide(wider):
                return True
            places = wider
        return False

    def _freedom(self, values: list[int], *, paying: bool) -> Freedom:
        def price(place: int) -> float | None:
            if place in self.hidden or self._table.is_derived(place):
                return 0.0
            return self._price(place) if paying and self._may_hide(place) else None

        return Freedom(price, partial(self._room, values))

    def _price(self, place: int) -> float:
        return price_of(self._table, place) if self._may_show(place) else 0.0

    def _room(self, values: list[int], place: int, step: int) -> int:
        """Rows without students are shown, so a hidden row is known to have some."""
        if step > 0:
            return WIDTH
        return values[place] if self._table.is_derived(place) else values[place] - 1
