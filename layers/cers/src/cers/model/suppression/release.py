"""From the rows of a report to what somebody beyond their own results may see of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cers.model.statistics import percentages
from cers.model.suppression.cells import Cell, Family, Key, Table
from cers.model.suppression.figures import Details, Grouping
from cers.model.suppression.hiding import hidden_rows

LEAST: Final = 11
"""Results of fewer students are never shown beyond one's own; it may be set higher, not lower."""

LEAST_WIDE: Final = 1000
WIDE_STEP: Final = 50
"""Rows of the whole state are rounded to this, and shown of so many students or more."""


@dataclass(frozen=True, slots=True)
class Suppressed:
    """What is not shown, and why, in words for the reader."""

    reason: str


@dataclass(frozen=True, slots=True)
class LevelCount:
    """How many students are at levels `first` to `last`; of most rows these are the same."""

    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a row. Averages are whole scale points, except in one's own rows.

    A `rounded` row has about so many students, and their levels as whole percentages tell.
    """

    n: int
    levels: tuple[LevelCount, ...] | Suppressed | None = None
    mean: float | None = None
    standard_error: float | None = None
    rounded: bool = False


Released = Mapping[Key, Shown | Suppressed]


def release(family: Family, least: int = LEAST, standard: int | None = None) -> Released:
    """What is shown of each row; `standard` is the lowest level that meets the standard.

    Raises:
        ValueError: `least` is too low.
    """
    return release_together([family], least, standard)[0]


def release_together(
    families: Sequence[Family], least: int = LEAST, standard: int | None = None
) -> list[Released]:
    """What is shown of several measures of the same students, such as claims.

    A row of one is about the students of the row with that key in the others, so it is hidden in
    all of them or in none.

    Raises:
        ValueError: `least` is too low.
    """
    if least < LEAST:
        raise ValueError(f"results of fewer than {LEAST} students are never shown")
    tables = [Table(family) for family in families]
    hidden: set[Key] = set()
    while True:
        decided = [_decided(table, least, standard, hidden) for table in tables]
        pairs = list(zip(tables, decided, strict=True))
        found = {key for table, details in pairs for key in _keys(table, details)}
        if found <= hidden or len(families) == 1:
            return [_released(table, details, least) for table, details in pairs]
        hidden |= found


def release_wide(cells: Iterable[Cell]) -> Released:
    """What is shown of rows of the whole state, which belong to no family.

    They are rounded so far that what districts add up to cannot be told from them, and hidden
    where they are too small for that.
    """
    return {cell.key: _wide(cell) for cell in cells}


def too_few(least: int) -> str:
    """Why a row is hidden. Which of the two it is, is not said: it would narrow the number down."""
    return (
        f"Fewer than {least} students, or a group of fewer than {least} "
        "could be worked out from this one"
    )


WITHHELD: Final = (
    "These results would tell about single students: nearly all of this group are at one level, "
    "or results of a smaller group could be worked out from them"
)
TOO_FEW_WIDE: Final = f"Fewer than {LEAST_WIDE} students in the whole state"


def _keys(table: Table, details: Details) -> Iterator[Key]:
    """The rows that are hidden."""
    for place in details.hidden:
        if not table.is_derived(place):
            yield table.family.cells[place].key


def _decided(table: Table, least: int, standard: int | None, hidden: set[Key]) -> Details:
    beforehand = {place for place, cell in enumerate(table.family.cells) if cell.key in hidden}
    details = Details(table, hidden_rows(table, least, beforehand), standard)
    while table.family.level_count and (further := details.protect()):
        details.hidden |= hidden_rows(table, least, details.hidden | further)
    return details


def _released(table: Table, details: Details, least: int) -> Released:
    return {
        cell.key: _row(cell, place in details.hidden, details.coarse.get(place), least)
        for place, cell in enumerate(table.family.cells)
    }


def _row(cell: Cell, hidden: bool, grouping: Grouping | None, least: int) -> Shown | Suppressed:
    if cell.exempt:
        return Shown(cell.n, _each_level(cell), cell.mean, cell.standard_error)
    if cell.n == 0:
        return Shown(0)
    if hidden or cell.n < least:
        return Suppressed(too_few(least))
    if grouping is not None and len(grouping) == 1:
        return Shown(cell.n, Suppressed(WITHHELD))
    levels = _each_level(cell) if grouping is None else _grouped(cell, grouping)
    return Shown(cell.n, levels, _whole(cell.mean), _whole(cell.standard_error))


def _wide(cell: Cell) -> Shown | Suppressed:
    if cell.exempt:
        return Shown(cell.n, _each_level(cell), cell.mean, cell.standard_error)
    if cell.n == 0:
        return Shown(0)
    if cell.n < LEAST_WIDE:
        return Suppressed(TOO_FEW_WIDE)
    n = round(cell.n / WIDE_STEP) * WIDE_STEP
    levels = tuple(
        LevelCount(level, level, round(percent * n / 100))
        for level, percent in enumerate(percentages(cell.level_counts or ()), 1)
    )
    mean, error = _whole(cell.mean), _whole(cell.standard_error)
    return Shown(n, levels or None, mean, error, rounded=True)


def _each_level(cell: Cell) -> tuple[LevelCount, ...] | None:
    if cell.level_counts is None:
        return None
    return tuple(LevelCount(level, level, n) for level, n in enumerate(cell.level_counts, 1))


def _grouped(cell: Cell, grouping: Grouping) -> tuple[LevelCount, ...]:
    counts = cell.level_counts or ()
    return tuple(
        LevelCount(group[0] + 1, group[-1] + 1, sum(counts[level] for level in group))
        for group in grouping
    )


def _whole(figure: float | None) -> float | None:
    return None if figure is None else float(round(figure))
