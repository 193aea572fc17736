"""An aggregate report as a whole: from the answers of the lake to its document."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cers.model.aggregate import Definition, ReportType, values_of
from cers.model.tenant import UNDEFINED, StudentField
from cers.reports.aggregate import documents
from cers.reports.aggregate.catalog import Catalog
from cers.reports.aggregate.layout import Layout
from cers.reports.aggregate.questions import TESTED
from cers.reports.aggregate.release import released
from cers.reports.aggregate.rows import CountRow
from cers.reports.aggregate.table import (
    legend_of,
    lines_document,
    measures_document,
    rows_document,
)
from cers.reports.aggregate.tallies import (
    ALL_STUDENTS,
    Group,
    Measure,
    Tallies,
    Tally,
    tallies,
)
from cers.reports.aggregate.targets import target_rows, too_few
from cers.reports.aggregate.values import CUSTOM, OVERALL

Answers = Mapping[str, Sequence[CountRow]]
"""Dimension -> what the lake answered."""

Targets = Mapping[str, Collection[tuple[str, str]]]
"""Assessment -> the claims and targets of its items."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report's document, and of how many results it was made."""

    table: documents.Table
    results: int


def make(
    definition: Definition, catalog: Catalog, layout: Layout, answers: Answers, targets: Targets
) -> Made:
    """The report these answers give.

    Raises:
        ContradictionError: the answers contradict one another: results changed between them.
    """
    if definition.type is ReportType.TARGET:
        return _targets(definition, catalog, layout, answers, targets)
    counted = _with_empty(definition, catalog, layout, tallies(definition, layout, answers))
    figures = released(definition, layout, counted, *_scorings(catalog, counted))
    legend = legend_of(catalog, counted)
    table = documents.Table(
        measures=measures_document(catalog, legend), rows=[], lines=[], targets=[], too_few=[]
    )
    made = (definition, catalog, layout.shown, figures, legend)
    if definition.type is ReportType.LONGITUDINAL:
        table["lines"] = lines_document(*made)
    else:
        table["rows"] = rows_document(*made)
    return Made(table, _results(answers))


def _targets(
    definition: Definition, catalog: Catalog, layout: Layout, answers: Answers, targets: Targets
) -> Made:
    residuals = {name: rows for name, rows in answers.items() if name != TESTED}
    counted = tallies(definition, layout, {OVERALL: answers[TESTED]})
    (place,) = layout.shown
    everybody = Group(place.key, ALL_STUDENTS, OVERALL, "")
    measures = {*counted, *catalog.measures()}
    tested = {each: counted.get(each, {}).get(everybody, Tally()).n for each in measures}
    legend = legend_of(catalog, measures)
    table = documents.Table(
        measures=measures_document(catalog, legend),
        rows=[],
        lines=[],
        targets=target_rows(definition, catalog, layout, residuals, targets, tested, legend),
        too_few=too_few(tested, legend),
    )
    return Made(table, sum(tested.values()))


def _results(answers: Answers) -> int:
    return max((sum(row["students"] for row in rows) for rows in answers.values()), default=0)


def _scorings(
    catalog: Catalog, counted: Tallies
) -> tuple[dict[Measure, int], dict[Measure, int | None]]:
    """How many levels each measure has, and from which on the standard is met."""
    scorings = {measure: catalog.scoring(measure) for measure in counted}
    levels = {each: len(scoring.levels) if scoring else 0 for each, scoring in scorings.items()}
    cutoffs = {each: scoring.standard_cutoff for each, scoring in scorings.items() if scoring}
    return levels, cutoffs


def _with_empty(
    definition: Definition, catalog: Catalog, layout: Layout, counted: Tallies
) -> dict[Measure, dict[Group, Tally]]:
    """What was counted of what is asked for and, if empty rows are, those where nobody was."""
    found = {
        measure: dict(groups) for measure, groups in counted.items() if catalog.is_wanted(measure)
    }
    if definition.show_empty:
        for measure in catalog.measures():
            groups = found.setdefault(measure, {})
            for group in _every_group(definition, layout):
                groups.setdefault(group, Tally())
    return found


def _every_group(definition: Definition, layout: Layout) -> Iterator[Group]:
    """Every row of a measure there could be. Of languages there are too many to show them all."""
    for place in layout.shown:
        yield Group(place.key, ALL_STUDENTS, OVERALL, "")
        for dimension in definition.dimensions:
            every = values_of(dimension)
            few = every if dimension != StudentField.LANGUAGE.value else (UNDEFINED,)
            for value in few:
                yield Group(place.key, ALL_STUDENTS, dimension, value)
        for each in definition.subgroups:
            yield Group(place.key, ALL_STUDENTS, CUSTOM, each.name)
