"""What comparison rows ask, and what they show.

Every row counts as aggregate reports do (`reports.aggregate.questions`): students with a scale
score and a level, each by the latest result. A row of the caller's own is asked for within the
caller's scope. All others are parts of two counts, which only suppression reads
(`comparison_release`): one within a district, by school, with those whom the caller knows apart;
and one of the whole state by district, which is the same whoever asks.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, cast

from cers.model.comparison import RowKind, Standing
from cers.model.query import Query, Reach
from cers.model.scope import Scope
from cers.model.statistics import percentages
from cers.model.subject import Scoring
from cers.model.suppression import LevelCount, Shown, Suppressed
from cers.reports.aggregate.rows import LevelsRow
from cers.reports.aggregate.tallies import LEVELS, Tally
from cers.reports.clauses import EVERYTHING, NOTHING, Clause, all_of, among, any_of, compared
from cers.reports.comparison_documents import (
    ComparedAssessment,
    ComparisonRow,
    Figures,
    LevelShare,
)
from cers.reports.definition import Definition
from cers.reports.documents import Average, Coded, Met, Named
from cers.reports.question import ask
from cers.reports.results import Sitting

_FILE: Final = "aggregate_results"
_OVERALL: Clause = ("''", ())
KNOWN: Final = "known"
"""The `subgroup` of students whom the caller knows."""


def own(scope: Scope, sitting: Sitting, whose: Clause) -> Query:
    """Results of a sitting that the caller sees one by one, counted."""
    return _counted(scope, sitting, sitting.reach(scope), wanted=whose, by_school=EVERYTHING)


def within_district(
    scope: Scope,
    sitting: Sitting,
    district_id: str,
    school_ids: Iterable[str],
    known: Mapping[str, frozenset[str]],
) -> Query:
    """Everybody's results of a district: some schools by themselves, and known students apart."""
    districts = frozenset({district_id})
    return _counted(
        scope,
        sitting,
        _reach(sitting, districts),
        wanted=among("district_id", districts),
        by_school=among("school_id", school_ids),
        value=_known(known),
    )


@dataclass(frozen=True, slots=True)
class StateCount:
    """The count of the whole state, by district."""

    scope: Scope
    sitting: Sitting

    def query(self, snapshot: str) -> Query:
        """The question; of no snapshot nothing is counted.

        The snapshot changes nothing else. It makes the question another one once results have
        changed: Athena takes an equal one for the same, and answers what it answered before.
        """
        return _counted(
            self.scope,
            self.sitting,
            _reach(self.sitting, None),
            wanted=EVERYTHING,
            by_school=NOTHING,
            kept=("? <> ''", (snapshot,)),
        )

    @property
    def name(self) -> str:
        """A name for what is asked, and of what is open, whatever the snapshot."""
        query = self.query("")
        return hashlib.sha256(repr((query.sql, query.values)).encode()).hexdigest()


def _counted(
    scope: Scope,
    sitting: Sitting,
    reach: Reach,
    *,
    wanted: Clause,
    by_school: Clause,
    value: Clause = _OVERALL,
    kept: Clause = EVERYTHING,
) -> Query:
    what = all_of(
        compared("asmt_type", "=", sitting.assessment_type),
        compared("school_year", "=", sitting.school_year),
        compared("assessment_id", "=", sitting.assessment_id),
        wanted,
    )
    clauses = {
        "value": value,
        "wanted": what,
        "kept": kept,
        "by_district": EVERYTHING,
        "by_school": by_school,
    }
    return ask(_FILE, scope, reach, {}, clauses)


def _reach(sitting: Sitting, district_ids: frozenset[str] | None) -> Reach:
    return Reach(
        frozenset({sitting.school_year}), frozenset({sitting.assessment_type}), district_ids
    )


def _known(known: Mapping[str, frozenset[str]]) -> Clause:
    each = [
        all_of(compared("school_id", "=", school_id), among("student_id", members))
        for school_id, members in sorted(known.items())
    ]
    sql, values = any_of(*each)
    return f"CASE WHEN {sql} THEN '{KNOWN}' ELSE '' END", values


def tally_of(rows: Iterable[LevelsRow]) -> Tally:
    """Rows of counts, added up."""
    return sum_of(map(_tally, rows))


def _tally(row: LevelsRow) -> Tally:
    levels = cast("Mapping[str, int]", row)
    return Tally(
        n=row["students"],
        scores=row["students"],
        total=Fraction(row["total"] or 0),
        squares=Fraction(row["squares"] or 0),
        levels=[levels[f"level_{level}"] for level in LEVELS],
    )


def sum_of(tallies: Iterable[Tally]) -> Tally:
    """Several counts as one."""
    every = Tally()
    for tally in tallies:
        every.add(tally)
    return every


def as_it_is(tally: Tally, scoring: Scoring | None) -> Shown:
    """What is shown of results the caller sees one by one: everything."""
    levels = max(len(scoring.levels) if scoring else 0, tally.highest_level)
    average = tally.average
    return Shown(
        n=tally.n,
        levels=tuple(LevelCount(k, k, tally.levels[k - 1]) for k in range(1, levels + 1)),
        mean=average.scale_score,
        standard_error=average.standard_error,
    )


def assessment_document(definition: Definition) -> ComparedAssessment:
    """What is compared."""
    known = definition.with_results(definition.assessment.school_year, 0, ())
    return ComparedAssessment(
        id=known["id"],
        label=known["label"],
        name=known["name"],
        subject=Coded(**known["subject"]),
        grade=known["grade"],
        type=Coded(**known["type"]),
    )


def row_document(
    kind: RowKind,
    organization: Named | None,
    found: Shown | Suppressed | Standing,
    scoring: Scoring | None,
    *,
    beyond: bool,
    partial: bool,
) -> ComparisonRow:
    """A row, made of what may be shown and nothing else; `found` says why where nothing may."""
    return ComparisonRow(
        kind=kind.value,
        organization=organization,
        beyond=beyond,
        standing=_standing(found).value,
        partial=partial,
        rounded=isinstance(found, Shown) and found.rounded,
        **_figures(found, scoring),
    )


def _standing(found: Shown | Suppressed | Standing) -> Standing:
    match found:
        case Shown():
            return Standing.SHOWN
        case Suppressed():
            return Standing.SUPPRESSED
        case _:
            return found


def _figures(found: Shown | Suppressed | Standing, scoring: Scoring | None) -> Figures:
    if not isinstance(found, Shown):
        return Figures(results=None, average=None, levels=None, met=None)
    average = Average(scale_score=found.mean, standard_error=found.standard_error)
    counts = found.levels if isinstance(found.levels, tuple) and found.n else ()
    return Figures(
        results=found.n,
        average=average if found.mean is not None else None,
        levels=_each_level(counts),
        met=_met(counts, scoring),
    )


def _each_level(counts: Sequence[LevelCount]) -> list[LevelShare] | None:
    """How many are at each level; None where they are shown more coarsely than that."""
    if not counts or any(each.first < each.last for each in counts):
        return None
    return [
        LevelShare(level=each.first, count=each.count, percent=share)
        for each, share in zip(counts, _shares(counts), strict=True)
    ]


def _met(counts: Sequence[LevelCount], scoring: Scoring | None) -> Met | None:
    """Those at or above the standard, where it is one and the counts do not reach over it."""
    cutoff = scoring.standard_cutoff if scoring else None
    if cutoff is None or not counts or any(each.first < cutoff <= each.last for each in counts):
        return None
    above = [
        (each.count, share)
        for each, share in zip(counts, _shares(counts), strict=True)
        if each.first >= cutoff
    ]
    return Met(count=sum(n for n, _ in above), percent=sum(share for _, share in above))


def _shares(counts: Sequence[LevelCount]) -> list[int]:
    return percentages([each.count for each in counts])
