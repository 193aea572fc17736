"""The rows of a target report: one school or district, one assessment, its content targets.

All of it lies within the caller's own results, which is made sure of here.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, cast

from cers.model.aggregate import Definition
from cers.model.target_statistics import CAUTION_BELOW, MINIMUM_STUDENTS, Relative, Sums
from cers.model.tenant import UNDEFINED
from cers.reports.aggregate import documents
from cers.reports.aggregate.catalog import Catalog
from cers.reports.aggregate.layout import Layout, Place
from cers.reports.aggregate.rows import AggregateTargetRow, CountRow
from cers.reports.aggregate.table import Legend, organization
from cers.reports.aggregate.tallies import Measure
from cers.reports.aggregate.values import OVERALL, values_in
from cers.reports.items_described import claim_of, target_of
from cers.reports.targets import CLAIMS

_TO_TEST: Final = {Relative.ABOVE: "better", Relative.NEAR: "similar", Relative.BELOW: "worse"}


class Target(NamedTuple):
    """A target of an assessment, and the students it is reported of."""

    measure: Measure
    claim: str
    code: str
    dimension: str
    value: str


@dataclass(slots=True)
class TargetTally:
    """What adds up: students, and both kinds of residuals."""

    students: int = 0
    to_test: Sums = field(default_factory=Sums)
    to_standard: Sums = field(default_factory=Sums)

    def add(self, row: AggregateTargetRow) -> None:
        """Count a row as well."""
        self.students += row["students"]
        self.to_test += Sums(
            row["student_count"], row["student_total"] or 0.0, row["student_squares"] or 0.0
        )
        self.to_standard += Sums(
            row["standard_count"], row["standard_total"] or 0.0, row["standard_squares"] or 0.0
        )


def target_rows(
    definition: Definition,
    catalog: Catalog,
    layout: Layout,
    answers: Mapping[str, Sequence[CountRow]],
    known: Mapping[str, Collection[tuple[str, str]]],
    tested: Mapping[Measure, int],
    legend: Legend,
) -> list[documents.TargetRow]:
    """The rows of assessments that enough students took; `known` are the targets of their items.

    Raises:
        ValueError: it is not about one organization of the caller's own.
    """
    (place,) = layout.shown
    if place.is_beyond:
        raise ValueError("targets are reported of the caller's own organization")
    counted = _counted(definition, place, answers)
    groups = list(dict.fromkeys((t.dimension, t.value) for t in counted))
    rows = []
    for measure in legend:
        if tested[measure] < MINIMUM_STUDENTS:
            continue
        found = {(each.claim, each.code) for each in counted if each.measure == measure}
        for claim, code in sorted(found | set(known.get(measure.item, ()))):
            if claim in CLAIMS.get(measure.subject, (claim,)):
                for dimension, value in sorted(groups, key=_order(definition)):
                    key = Target(measure, claim, code, dimension, value)
                    tally = counted.get(key, TargetTally())
                    if tally.students or definition.show_empty or dimension == OVERALL:
                        rows.append(_row(catalog, place, key, tally, legend))
    return rows


def too_few(tested: Mapping[Measure, int], legend: Legend) -> list[documents.TooFew]:
    """The assessments that are not reported, since too few students took them."""
    return [
        documents.TooFew(
            measure=place, students_tested=tested[measure], minimum_students=MINIMUM_STUDENTS
        )
        for measure, place in legend.items()
        if tested[measure] < MINIMUM_STUDENTS
    ]


def _counted(
    definition: Definition, place: Place, answers: Mapping[str, Sequence[CountRow]]
) -> Mapping[Target, TargetTally]:
    counted: dict[Target, TargetTally] = defaultdict(TargetTally)
    first = next(iter(answers), None)
    for dimension, rows in answers.items():
        for row in cast("Iterable[AggregateTargetRow]", rows):
            if not _lies_at(place, row):
                continue
            values = [(dimension, v) for v in values_in(dimension, row["subgroup"], definition)]
            overall = [(OVERALL, "")] if dimension == first else []
            measure = Measure(row["school_year"], row["subject"], row["assessment_id"])
            for each in (*overall, *values):
                counted[Target(measure, row["claim_code"], row["target_code"], *each)].add(row)
    return counted


def _lies_at(place: Place, row: CountRow) -> bool:
    here = row["district_id"] == place.district_id
    return here and (place.id in (place.district_id, row["school_id"]))


def _order(definition: Definition) -> Callable[[tuple[str, str]], tuple[int, bool, str]]:
    dimensions = (OVERALL, *definition.dimensions, "custom")

    def place(group: tuple[str, str]) -> tuple[int, bool, str]:
        return dimensions.index(group[0]), group[1] == UNDEFINED, group[1]

    return place


def _row(
    catalog: Catalog, place: Place, key: Target, tally: TargetTally, legend: Legend
) -> documents.TargetRow:
    subject = catalog.subjects.get(key.measure.subject)
    to_test = tally.to_test.relative
    return documents.TargetRow(
        measure=legend[key.measure],
        organization=organization(place),
        claim=claim_of(subject, key.claim),
        target=target_of(subject, key.claim, key.code),
        subgroup=documents.Subgroup(dimension=key.dimension, value=key.value),
        students_tested=tally.students,
        caution=tally.students < CAUTION_BELOW,
        relative_to_test=_TO_TEST.get(to_test, to_test.value),
        relative_to_standard=tally.to_standard.relative.value,
    )
