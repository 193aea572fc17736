"""A table that looks like the true one, reached from it move by move."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cers.model.suppression.cells import Table
from cers.model.suppression.moves import Move, reach

_ANY: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """What a step of +1 does to a row: a student more at level `gained`, one less at `lost`.

    Without `lost` the row has a student more.
    """

    gained: int
    lost: int | None = None

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels it changes."""
        return (self.gained,) if self.lost is None else (self.gained, self.lost)


class Walk:
    """The level counts of every row, beginning with the true ones."""

    def __init__(self, table: Table, hidden: set[int]) -> None:
        self.values = [list(counts) for counts in table.levels]
        self._table = table
        self._hidden = hidden

    def make(self, move: Move, change: Change, wanted: int) -> None:
        """Make a move as often as it can be made, up to `wanted` times."""
        times = reach(move, lambda place, step: self.room(change, place, step), wanted)
        for place, step in move.items():
            self.values[place][change.gained] += step * times
            if change.lost is not None:
                self.values[place][change.lost] -= step * times

    def room(self, change: Change, place: int, step: int) -> int:
        """How often a row can take a step: no count below 0, and hidden rows keep a student."""
        return min(self._rooms(change, place, step), default=_ANY)

    def _rooms(self, change: Change, place: int, step: int) -> Iterator[int]:
        counts = self.values[place]
        if step < 0:
            yield counts[change.gained]
        if change.lost is not None:
            if step > 0:
                yield counts[change.lost]
        elif step < 0 and place in self._hidden and not self._table.is_derived(place):
            yield sum(counts) - 1
