"""From the rows of a report to what somebody beyond their own results may see of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cers.model.suppression.cells import Cell, Family, Key, Table
from cers.model.suppression.figures import Details, Grouping
from cers.model.suppression.hiding import hidden_rows

LEAST: Final = 11
"""Results of fewer students are never shown beyond one's own; it may be set higher, not lower."""


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
    """What is shown of a row. Averages are whole scale points, except in one's own rows."""

    n: int
    levels: tuple[LevelCount, ...] | Suppressed | None = None
    mean: float | None = None
    standard_error: float | None = None


Released = Mapping[Key, Shown | Suppressed]


def release(
    family: Family,
    least: int = LEAST,
    standard: int | None = None,
    above: Released | None = None,
) -> Released:
    """What is shown of each row; `standard` is the lowest level that meets the standard.

    `above` is what was decided on already, such as a district's rows with those of the others
    before its schools are: it is shown here as it is there.

    Raises:
        ValueError: `least` is too low, or rows are missing from the family.
    """
    return release_together([family], least, standard, above)[0]


def release_together(
    families: Sequence[Family],
    least: int = LEAST,
    standard: int | None = None,
    above: Released | None = None,
) -> list[Released]:
    """What is shown of several measures of the same students, such as claims.

    A row of one is about the students of the row with that key in the others, so it is hidden in
    all of them or in none.
    """
    if least < LEAST:
        raise ValueError(f"results of fewer than {LEAST} students are never shown")
    before = above or {}
    hidden = {key for key, row in before.items() if isinstance(row, Suppressed)}
    tables = [Table(family, before.keys() - hidden) for family in families]
    while True:
        decided = [_decided(table, least, standard, hidden, before) for table in tables]
        found = {key for table, each in zip(tables, decided, strict=True) for key in _keys(table, each)}
        if found <= hidden or len(families) == 1:
            return [
                _released(table, details, least)
                for table, details in zip(tables, decided, strict=True)
            ]
        hidden |= found


def _keys(table: Table, details: Details) -> Iterator[Key]:
    """The rows that are hidden."""
    for place in details.hidden:
        if not table.is_derived(place):
            yield table.family.cells[place].key


def _decided(
    table: Table, least: int, standard: int | None, hidden: set[Key], above: Released
) -> Details:
    places = {cell.key: place for place, cell in enumerate(table.family.cells)}
    levels = table.family.level_count
    settled = {
        places[key]: _grouping(row, levels) for key, row in above.items() if key in places
    }
    details = Details(
        table,
        hidden_rows(table, least, {places[key] for key in hidden if key in places}),
        standard,
        {place: grouping for place, grouping in settled.items() if grouping is not None},
    )
    while table.family.level_count and (further := details.protect()):
        details.hidden |= hidden_rows(table, least, details.hidden | further)
    return details


def _grouping(row: Shown | Suppressed, levels: int) -> Grouping | None:
    """The sums of levels a row shows; None where it shows each, or is hidden."""
    if isinstance(row, Suppressed) or row.levels is None:
        return None
    if isinstance(row.levels, Suppressed):
        return (tuple(range(levels)),)
    if all(each.first == each.last for each in row.levels):
        return None
    return tuple(tuple(range(each.first - 1, each.last)) for each in row.levels)


def _released(table: Table, details: Details, least: int) -> Released:
    return {
        cell.key: _row(cell, place, details, least) for place, cell in enumerate(table.family.cells)
    }


def _row(cell: Cell, place: int, details: Details, least: int) -> Shown | Suppressed:
    if cell.exempt:
        return Shown(cell.n, _each_level(cell), cell.mean, cell.standard_error)
    if cell.n == 0:
        return Shown(0)
    if place in details.hidden or cell.n < least:
        return Suppressed(too_few(least))
    grouping = details.coarse.get(place)
    if grouping is None:
        return Shown(cell.n, _each_level(cell), _whole(cell.mean), _whole(cell.standard_error))
    if len(grouping) == 1:
        return Shown(cell.n, Suppressed(FIGURES_WITHHELD))
    levels = tuple(
        LevelCount(group[0] + 1, group[-1] + 1, sum((cell.level_counts or ())[k] for k in group))
        for group in grouping
    )
    return Shown(cell.n, levels, _whole(cell.mean), _whole(cell.standard_error))


def too_few(least: int) -> str:
    """Why a row is hidden. Which of the two it is, is not said: it would narrow the number down."""
    return (
        f"Fewer than {least} students, or a group of fewer than {least} "
        "could be worked out from this one"
    )


FIGURES_WITHHELD: Final = (
    "These results would tell about single students: nearly all of this group are at one level, "
    "or results of a smaller group could be worked out from them"
)


def _each_level(cell: Cell) -> tuple[LevelCount, ...] | None:
    if cell.level_counts is None:
        return None
    return tuple(LevelCount(k, k, count) for k, count in enumerate(cell.level_counts, 1))


def _whole(figure: float | None) -> float | None:
    return None if figure is None else float(round(figure))
