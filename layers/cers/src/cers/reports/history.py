"""A student's history: results by assessment, the latest of each, and the trend over the years.

Of several results on one assessment the one completed last is the latest, and of those completed
on the same day the one with the greatest opportunity id: the rule of all reports.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cers.model.assessment import Assessment
from cers.model.subject import Subject
from cers.reports.definition import Definition
from cers.reports.documents import (
    Coded,
    FoundStudent,
    HistoryCard,
    HistoryResult,
    PartialScores,
    StudentHistory,
    Trend,
    TrendPoint,
)
from cers.reports.levels import ranged
from cers.reports.listing import known_or_unknown, order
from cers.reports.roster import Background, ResultRows, by_code
from cers.reports.rows import HistoryRow, HistoryScoreRow

TREND_TYPES = ("sum", "ica")
"""The types whose scores of successive years can be compared; blocks are about other things."""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Assessments and subjects, as results name them."""

    assessments: Mapping[str, Assessment]
    subjects: Mapping[str, Subject]

    def of(self, row: HistoryRow) -> Definition:
        """What is known of a result's assessment."""
        assessment = known_or_unknown(row, self.assessments)
        return Definition(assessment, self.subjects.get(assessment.subject))


def history(
    student: FoundStudent,
    school_years: Iterable[int],
    rows: Sequence[HistoryRow],
    scores: Iterable[HistoryScoreRow],
    definitions: Definitions,
    background: Background,
    *,
    in_review: int,
) -> StudentHistory:
    """The history of a student, made from these results.

    `school_years` are those to choose from; `in_review` of the results are under review.
    """
    parts = by_code(scores)
    results = [
        _result(
            row,
            definitions.of(row),
            ResultRows(student["school"]["id"], definitions.of(row), parts, background),
        )
        for row in sorted(rows, key=_moment, reverse=True)
    ]
    return StudentHistory(
        student=student,
        school_years=sorted(set(school_years), reverse=True),
        subjects=_different(each["assessment"]["subject"] for each in results),
        types=_different(each["assessment"]["type"] for each in results),
        cards=_cards(results),
        results=results,
        trends=_trends(rows, definitions, background),
        scores=_scores(rows, definitions),
        in_review=in_review,
    )


def _moment(row: HistoryRow) -> tuple[str, str, str]:
    return row["completed_on"].isoformat(), row["opportunity_id"], row["assessment_id"]


def _result(row: HistoryRow, definition: Definition, made: ResultRows) -> HistoryResult:
    described = definition.with_results(row["school_year"], 1, [row["completed_on"]])
    return HistoryResult(**made.result(row), assessment=described)


def _cards(newest_first: Sequence[HistoryResult]) -> list[HistoryCard]:
    by_assessment: dict[str, list[HistoryResult]] = defaultdict(list)
    for result in newest_first:
        by_assessment[result["assessment"]["id"]].append(result)
    cards = [HistoryCard(latest=same[0], results=len(same)) for same in by_assessment.values()]
    cards.sort(key=lambda card: order(card["latest"]["assessment"]))
    cards.sort(key=lambda card: card["latest"]["assessment"]["school_year"], reverse=True)
    return cards


def _different(named: Iterable[Coded]) -> list[Coded]:
    by_code_of = {each["code"]: each for each in named}
    return [by_code_of[code] for code in sorted(by_code_of)]


def _scores(rows: Iterable[HistoryRow], definitions: Definitions) -> list[PartialScores]:
    """One for each subject and type, as the newest of these results has them."""
    newest = {(row["subject"], row["asmt_type"]): row for row in sorted(rows, key=_moment)}
    return [_named(definitions.of(row)) for _, row in sorted(newest.items())]


def _named(definition: Definition) -> PartialScores:
    return PartialScores(
        subject=definition.assessment.subject,
        type=definition.assessment.type,
        claims=[Coded(code=each.code, name=each.name) for each in definition.claims],
        alternates=list(definition.alternates),
    )


def _trends(
    rows: Iterable[HistoryRow], definitions: Definitions, background: Background
) -> list[Trend]:
    """One for each subject and type, of the latest scored result of each school year."""
    latest: dict[tuple[str, str], dict[int, HistoryRow]] = defaultdict(dict)
    for row in sorted(rows, key=_moment):
        if row["asmt_type"] in TREND_TYPES and row["scale_score"] is not None:
            latest[row["subject"], row["asmt_type"]][row["school_year"]] = row
    return [
        _trend([years[year] for year in sorted(years)], definitions, background)
        for _, years in sorted(latest.items())
    ]


def _trend(rows: Sequence[HistoryRow], definitions: Definitions, background: Background) -> Trend:
    described = definitions.of(rows[-1]).with_results(rows[-1]["school_year"], len(rows), [])
    return Trend(
        subject=described["subject"],
        type=described["type"],
        points=[_point(row, definitions.of(row), background) for row in rows],
    )


def _point(row: HistoryRow, definition: Definition, background: Background) -> TrendPoint:
    made = ResultRows(row["school_id"], definition, {}, background).result(row)
    return TrendPoint(
        school_year=row["school_year"],
        grade=definition.assessment.grade or row["assessment_grade"],
        assessment_id=row["assessment_id"],
        scale_score=row["scale_score"] or 0.0,
        standard_error=row["standard_error"],
        error_band=made["error_band"],
        level=made["level"],
        cuts=[cut.low for cut in definition.assessment.cuts[1:]],
        levels=ranged(definition.overall, definition.assessment.cuts),
    )
