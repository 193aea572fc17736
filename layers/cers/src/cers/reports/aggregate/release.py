"""From counted figures to those somebody may see: suppression, of every row there is.

`Figures` is the only thing that documents are made of, and this is the only place that makes it.

Of organizations beyond the caller's own results less is shown, because reports that differ a
little could be compared: no combinations of student fields, no cohort but the state's as a whole,
and (see `cers.steps.aggregate_rights`) all results, however they were taken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cers.model.aggregate import Definition
from cers.model.errors import CersError
from cers.model.roles import Level
from cers.model.suppression import (
    Cell,
    Family,
    Kind,
    Relation,
    Shown,
    Suppressed,
    release_together,
    release_wide,
)
from cers.model.tenant import StudentField
from cers.reports.aggregate.layout import Layout, Place, Standing
from cers.reports.aggregate.tallies import (
    ALL_STUDENTS,
    COHORT,
    Group,
    Measure,
    Tallies,
    Tally,
)
from cers.reports.aggregate.values import CUSTOM, OVERALL

_REST: Final = "rest/"
_NOBODY: Final = Tally()


class ContradictionError(CersError):
    """The counts contradict one another: results changed between the questions of a report."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A row as it may be shown: whose results, of what, and what of them."""

    measure: Measure
    place: Place
    group: Group
    shown: Shown | Suppressed


def released(
    definition: Definition,
    layout: Layout,
    counted: Tallies,
    level_counts: Mapping[Measure, int],
    standard: Mapping[Measure, int | None],
) -> list[Figures]:
    """What may be shown of what was counted; `level_counts` says how many levels a measure has.

    Raises:
        ContradictionError: the counts contradict one another.
    """
    return [
        figures
        for together in _together(counted)
        for figures in _released(
            _Rows(definition, layout, counted), together, level_counts, standard
        )
    ]


def _together(counted: Tallies) -> Iterator[list[Measure]]:
    """Measures of the same students, such as the claims of one assessment."""
    by_item: dict[tuple[int, str, str], list[Measure]] = {}
    for each in sorted(counted):
        by_item.setdefault(each[:3], []).append(each)
    return iter(by_item.values())


def _released(
    rows: "_Rows",
    measures: Sequence[Measure],
    level_counts: Mapping[Measure, int],
    standard: Mapping[Measure, int | None],
) -> Iterator[Figures]:
    levels = max(max(level_counts[each], rows.highest_level(each)) for each in measures)
    try:
        families = [rows.family(each, levels) for each in measures]
        decided = release_together(families, standard=standard.get(measures[0]))
        rounded = [release_wide(rows.of_state(each, levels)) for each in measures]
    except ValueError as error:
        raise ContradictionError("results changed while the report was made") from error
    for measure, exact, of_state in zip(measures, decided, rounded, strict=True):
        for place, group in rows.shown(measure):
            key = tuple(group)
            yield Figures(measure, place, group, of_state[key] if key in of_state else exact[key])


class _Rows:
    """The rows of a report, and what they are decided on together with."""

    def __init__(self, definition: Definition, layout: Layout, counted: Tallies) -> None:
        self._definition = definition
        self._layout = layout
        self._counted = counted
        self._places = {place.key: place for place in layout.every}
        self._shown = {place.key for place in layout.shown}

    def shown(self, measure: Measure) -> Iterator[tuple[Place, Group]]:
        """The rows of a measure that are shown if they are not suppressed."""
        for group in self._counted[measure]:
            place = self._places[group.place]
            if group.place in self._shown and _may_be_asked(place, group):
                yield place, group

    def highest_level(self, measure: Measure) -> int:
        """The highest level that was delivered, whatever the subject defines."""
        return max((tally.highest_level for tally in self._counted[measure].values()), default=0)

    def of_state(self, measure: Measure, levels: int) -> Iterator[Cell]:
        """The rows of the whole state that are rounded, since nothing else guards them."""
        for group, tally in self._counted[measure].items():
            place = self._places[group.place]
            if self._layout.rounds_state and place.level is Level.STATE and place.is_beyond:
                yield _cell(group, tally, levels, place.standing)

    def family(self, measure: Measure, levels: int) -> Family:
        """The rows of a measure with everything that could tell about them."""
        counted = self._counted[measure]
        if not self._layout.reaches_beyond:
            return Family(tuple(_cell(g, t, levels, Standing.OWN) for g, t in counted.items()))
        making = _Family(self._layout, counted, levels)
        return making.made()


class _Family:
    """A family in the making: rows, and those nobody shows that make up the others with them."""

    def __init__(self, layout: Layout, counted: Mapping[Group, Tally], levels: int) -> None:
        self._layout = layout
        self._levels = levels
        self._places = {place.key: place for place in layout.every}
        self._tallies = {
            group: tally
            for group, tally in counted.items()
            if _may_be_asked(self._places[group.place], group)
        }
        self._subgroups = dict.fromkeys((g.dimension, g.value) for g in self._tallies)
        self._cells: dict[Group, Cell] = {}
        self._relations: list[Relation] = []

    def made(self) -> Family:
        for group in self._tallies:
            self._take(group)
        for place in self._layout.every:
            if place.is_beyond:
                self._of_places(place)
                self._of_subgroups(place)
                self._of_cohort(place)
        return Family(tuple(self._cells.values()), tuple(self._relations))

    def _of_places(self, total: Place) -> None:
        """A place is made up of those below it and, in a row by itself, the rest."""
        parts = self._layout.parts_of(total)
        if not parts:
            return
        for dimension, value in self._subgroups:
            if dimension == CUSTOM:
                continue
            whole = Group(total.key, ALL_STUDENTS, dimension, value)
            groups = [Group(each.key, ALL_STUDENTS, dimension, value) for each in parts]
            rest = Group(_REST + total.key, ALL_STUDENTS, dimension, value)
            left = self._tally(whole).without(map(self._tally, groups))
            self._cells[rest] = _cell(rest, left, self._levels, Standing.BEYOND)
            self._relate(whole, (*groups, rest))

    def _of_subgroups(self, place: Place) -> None:
        """All students are made up of those of each value of a dimension."""
        by_dimension: dict[str, list[Group]] = {}
        for dimension, value in self._subgroups:
            if dimension not in (OVERALL, CUSTOM):
                group = Group(place.key, ALL_STUDENTS, dimension, value)
                by_dimension.setdefault(dimension, []).append(group)
        whole = Group(place.key, ALL_STUDENTS, OVERALL, "")
        for dimension, groups in by_dimension.items():
            several = dimension == StudentField.ETHNICITIES.value
            self._relate(whole, groups, Kind.OVERLAPPING if several else Kind.PARTITION)

    def _of_cohort(self, place: Place) -> None:
        """A cohort is among all students, and the cohorts of other places are within it."""
        cohort = Group(place.key, COHORT, OVERALL, "")
        if cohort not in self._tallies:
            return
        self._relate(Group(place.key, ALL_STUDENTS, OVERALL, ""), (cohort,), Kind.WITHIN)
        within = [Group(each.key, COHORT, OVERALL, "") for each in self._layout.every]
        known = [each for each in within if each in self._tallies and each != cohort]
        if known:
            self._relate(cohort, known, Kind.WITHIN)

    def _relate(self, total: Group, parts: Iterable[Group], kind: Kind = Kind.PARTITION) -> None:
        every = tuple(parts)
        for group in (total, *every):
            self._take(group)
        self._relations.append(Relation(tuple(total), tuple(map(tuple, every)), kind))

    def _take(self, group: Group) -> None:
        if group not in self._cells:
            standing = self._places[group.place].standing
            self._cells[group] = _cell(group, self._tally(group), self._levels, standing)

    def _tally(self, group: Group) -> Tally:
        return self._tallies.get(group, _NOBODY)


def _may_be_asked(place: Place, group: Group) -> bool:
    """Whether a row is shown at all, however many students it has."""
    if not place.is_beyond:
        return True
    if group.series == COHORT:
        return place.level is Level.STATE and group.dimension == OVERALL
    return group.dimension != CUSTOM


def _cell(group: Group, tally: Tally, levels: int, standing: Standing) -> Cell:
    average = tally.average
    return Cell(
        key=tuple(group),
        n=tally.n,
        level_counts=tuple(tally.levels[:levels]),
        mean=average.scale_score,
        standard_error=average.standard_error,
        exempt=standing is Standing.OWN,
        known=standing is Standing.KNOWN,
    )
