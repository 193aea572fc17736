"""Where rows stand in a delivery, by their numbers, remembered in next to nothing."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cers.feeds.wide.arrow import Array
from cers.feeds.wide.rows import Rows


def place(member: str, line: int) -> str:
    """How findings name a line, in a bundle or in the one file of a delivery."""
    return f"{member}, line {line}" if member else f"line {line}"


class RowNames(Mapping[int, str]):
    """Where each row of a batch stands, by its number; worked out only when asked."""

    def __init__(self, member: str, rows: Rows) -> None:
        self._member = member
        self._numbers = rows.numbers
        self._lines = rows.lines

    def __getitem__(self, number: int) -> str:
        index = self._numbers.index(number).as_py()
        if index < 0:
            raise KeyError(number)
        return place(self._member, self._lines[index].as_py())

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers.to_pylist())

    def __len__(self) -> int:
        return len(self._numbers)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows of one member from a number on; without arrays every line has its row."""

    member: str
    number: int
    shift: int
    numbers: Array = None
    lines: Array = None


class Places:
    """Remembers the lines of rows; arrays only for rows that take several lines."""

    def __init__(self) -> None:
        self._stretches: list[_Stretch] = []
        self._starts: list[int] = []

    def add(self, member: str, rows: Rows) -> None:
        """Take some rows of a member."""
        if not len(rows):
            return
        first, last = rows.numbers[0].as_py(), rows.numbers[-1].as_py()
        shift = rows.lines[0].as_py() - first
        if rows.lines[-1].as_py() - last != shift:
            self._keep(_Stretch(member, first, 0, rows.numbers, rows.lines))
        elif not self._continues(member, shift):
            self._keep(_Stretch(member, first, shift))

    def where(self, number: int) -> str:
        """Where the row with a number stands."""
        stretch = self._stretches[bisect_right(self._starts, number) - 1]
        if stretch.lines is None:
            return place(stretch.member, number + stretch.shift)
        return place(stretch.member, stretch.lines[stretch.numbers.index(number).as_py()].as_py())

    def _continues(self, member: str, shift: int) -> bool:
        """Whether rows with this shift need not be told apart from the ones before."""
        last = self._stretches[-1] if self._stretches else None
        return (
            last is not None and last.lines is None and (last.member, last.shift) == (member, shift)
        )

    def _keep(self, stretch: _Stretch) -> None:
        self._stretches.append(stretch)
        self._starts.append(stretch.number)
