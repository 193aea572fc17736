"""How much of the levels is shown of each row that is shown, so that hidden ones stay hidden.

A row's levels are shown one by one; or as below and at the standard; or not at all. The less is
shown, the less can be worked out about what is hidden.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import Final

from cers.model.suppression.cells import Table
from cers.model.suppression.hiding import WIDTH, price_of
from cers.model.suppression.moves import TRIES, Freedom, Move, Sums
from cers.model.suppression.walk import Change, Walk

Grouping = tuple[tuple[int, ...], ...]
"""Levels, from 0, of which only the sums are shown."""

_Number = tuple[int, int | None]
"""A row and one of its levels, from 0; None stands for its students."""

_Walks = list[tuple[Walk, int]]
"""Tables that look the same, and the direction in which a number was carried in them."""

_NEARLY_ALL_PERCENT: Final = 95
_PATIENCE: Final = 3


@dataclass(frozen=True, slots=True)
class _Target:
    """A number and the direction to carry it in."""

    place: int
    level: int | None
    sign: int


class Details:
    """What is shown of the levels of rows; of those not in `coarse`, every level."""

    def __init__(self, table: Table, hidden: set[int], standard: int | None) -> None:
        self.hidden = hidden
        self.coarse: dict[int, Grouping] = {}
        self._table = table
        self._levels = table.family.level_count
        self._standard = standard
        self._sums = Sums(table.equations)
        self._low = [list(counts) for counts in table.levels]
        self._high = [list(counts) for counts in table.levels]
        self._n_low, self._n_high = list(table.n), list(table.n)
        for place in filter(self._is_open, range(len(table.family.cells))):
            if self._is_nearly_of_one_level(place):
                self.coarse[place] = self._groupings[-1]

    def protect(self) -> set[int]:
        """Coarsen until nothing hidden can be narrowed down; rows that must be hidden for that.

        Where there are such rows, hide them and come again.
        """
        done: set[_Number] = set()
        while to_do := [each for each in self._not_shown() if each not in done]:
            for number in to_do:
                while walks := self._too_short_walks(*number):
                    if self._coarsen_for(*number, walks):
                        continue
                    if further := self._to_hide_for(*number, walks):
                        return further
                    if self._coarsen_around(number[0]):
                        continue
                    if further := self._nearest(number[0], self._is_open):
                        return further
                    break
            done.update(to_do)
        return set()

    @cached_property
    def _groupings(self) -> list[Grouping]:
        """What there is besides all levels, the finer first."""
        every = tuple(range(self._levels))
        standard = self._standard
        grouped = [] if standard is None else [(every[: standard - 1], every[standard - 1 :])]
        return [each for each in grouped if all(each)] + [(every,)]

    def _not_shown(self) -> Iterator[_Number]:
        for place in sorted(self.hidden):
            yield place, None
            for level in range(self._levels):
                yield place, level
        for place, grouping in sorted(self.coarse.items()):
            for group in grouping:
                if len(group) > 1:
                    yield from ((place, level) for level in group)

    def _is_open(self, place: int) -> bool:
        fixed = self._table.is_fixed(place) or self._table.is_derived(place)
        return not fixed and place not in self.hidden

    def _is_nearly_of_one_level(self, place: int) -> bool:
        counts = self._table.levels[place]
        return bool(counts) and max(counts) * 100 >= _NEARLY_ALL_PERCENT * sum(counts)

    # ---- carrying a number as far as it goes

    def _too_short_walks(self, place: int, level: int | None) -> _Walks:
        """The walks up and down, where together they do not carry a number far enough."""
        walks = []
        for sign in (1, -1):
            if self._spread(place, level) >= WIDTH:
                return []
            walks.append((self._carry(place, level, sign), sign))
        return [] if self._spread(place, level) >= WIDTH else walks

    def _spread(self, place: int, level: int | None) -> int:
        if level is None:
            return self._n_high[place] - self._n_low[place]
        return self._high[place][level] - self._low[place][level]

    def _carry(self, place: int, level: int | None, sign: int) -> Walk:
        walk = Walk(self._table, self.hidden)
        if level is None:
            for each in range(self._levels):
                self._repeat(walk, _Target(place, None, sign), Change(each))
            return walk
        target = _Target(place, level, sign)
        self._repeat(walk, target, Change(level))
        for other in range(self._levels):
            if other != level:
                self._exchange(walk, target, Change(level, other))
        return walk

    def _repeat(self, walk: Walk, target: "_Target", change: Change) -> None:
        """Walk on with changes of one kind while they carry the target."""
        freedom = self._freedom(walk, change)
        while (missing := WIDTH - self._spread(target.place, target.level)) > 0:
            move = self._move(target.place, target.sign, freedom)
            if move is None:
                return
            walk.make(move, change, missing)
            self._note(walk, move, change)

    def _exchange(self, walk: Walk, target: "_Target", change: Change) -> None:
        """Exchange levels; where none is left to exchange, first gain students at the other."""
        self._repeat(walk, target, change)
        gain, missing = Change(change.levels[1]), WIDTH - self._spread(target.place, target.level)
        while target.sign > 0 and missing > 0 and target.place in self.hidden:
            move = self._move(target.place, 1, self._freedom(walk, gain))
            if move is None:
                return
            walk.make(move, gain, missing)
            self._note(walk, move, gain)
            self._repeat(walk, target, change)
            before, missing = missing, WIDTH - self._spread(target.place, target.level)
            if missing == before:
                return

    def _move(self, place: int, sign: int, freedom: Freedom, tries: int = TRIES) -> Move | None:
        if freedom.price(place) is None or freedom.room(place, sign) < 1:
            return None
        return self._sums.move(place, sign, freedom, tries)

    def _note(self, walk: Walk, move: Move, change: Change) -> None:
        for place in move:
            for level in change.levels:
                count = walk.values[place][level]
                self._low[place][level] = min(self._low[place][level], count)
                self._high[place][level] = max(self._high[place][level], count)
            students = sum(walk.values[place])
            self._n_low[place] = min(self._n_low[place], students)
            self._n_high[place] = max(self._n_high[place], students)

    def _freedom(self, walk: Walk, change: Change) -> Freedom:
        def price(place: int) -> float | None:
            if place in self.hidden or self._table.is_derived(place):
                return 0.0
            return 0.0 if self._is_open(place) and self._blurs(place, change) else None

        return Freedom(price, partial(walk.room, change))

    def _blurs(self, place: int, change: Change) -> bool:
        """Whether what is shown of a row stays the same with a change."""
        groups = self.coarse.get(place, ())
        return len(change.levels) > 1 and any(set(change.levels) <= set(each) for each in groups)

    # ---- showing less

    def _coarsen_for(self, place: int, level: int | None, walks: _Walks) -> bool:
        """Coarsen what opens a way on; False where coarsening opens none."""
        if level is None:
            return False
        for tries, trial in product((TRIES, _PATIENCE * TRIES), self._groupings):
            for other in next(group for group in trial if level in group):
                for walk, sign in walks:
                    freedom = self._blurring(walk, Change(level, other), trial)
                    move = None if other == level else self._move(place, sign, freedom, tries)
                    if move is not None and self._coarsen(move, Change(level, other), trial):
                        return True
        return False

    def _blurring(self, walk: Walk, change: Change, trial: Grouping) -> Freedom:
        free = self._freedom(walk, change)

        def price(place: int) -> float | None:
            if free.price(place) is not None or not self._is_open(place):
                return free.price(place)
            return (1.5 + self._table.n[place].bit_length() / 50) / len(trial)

        return Freedom(price, free.room)

    def _coarsen(self, move: Move, change: Change, grouping: Grouping) -> bool:
        sharp = [place for place in move if self._is_open(place) and not self._blurs(place, change)]
        self.coarse.update(dict.fromkeys(sharp, grouping))
        return bool(sharp)

    def _to_hide_for(self, place: int, level: int | None, walks: _Walks) -> set[int]:
        """Rows whose hiding opens a way on."""
        levels = range(self._levels) if level is None else (level,)
        for walk, sign in walks:
            for change in map(Change, levels):
                move = self._move(place, sign, self._hiding(walk, change))
                if found := set(filter(self._is_open, move or ())):
                    return found
        return set()

    def _hiding(self, walk: Walk, change: Change) -> Freedom:
        free = self._freedom(walk, change)

        def price(place: int) -> float | None:
            known = free.price(place)
            return price_of(self._table, place) if self._is_open(place) else known

        return Freedom(price, free.room)

    def _coarsen_around(self, place: int) -> bool:
        """Show no levels of the nearest rows that show some; False if no connected one does."""
        nothing = self._groupings[-1]
        found = self._nearest(
            place, lambda each: self._is_open(each) and self.coarse.get(each) != nothing
        )
        self.coarse.update(dict.fromkeys(found, nothing))
        return bool(found)

    def _nearest(self, place: int, wanted: Callable[[int], bool]) -> set[int]:
        places = {place}
        while (wider := places | set(self._table.around(places))) != places:
            if found := set(filter(wanted, wider)):
                return found
            places = wider
        return set()
