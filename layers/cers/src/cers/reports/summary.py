"""The summary of one assessment at a school, from its rows.

Every result that was not reset counts, whatever its status, and a student with two results counts
twice; `students` says how many different ones there are. `scored` are the results with a level,
which percentages are of; averages are of the results with a scale score.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cers.model import statistics
from cers.reports.definition import Definition
from cers.reports.documents import (
    AlternateSummary,
    AssessmentResults,
    Average,
    ClaimSummary,
    PopulationDocument,
    ScoreRange,
    Sitting,
    Summary,
)
from cers.reports.levels import distribution, met, with_ranges
from cers.reports.rows import ResultRow, ScoreRow

_Scores = Mapping[tuple[str, str], Sequence[ScoreRow]]
"""Score type and code -> rows."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a summary says beside its figures.

    `sessions` are those to choose from, which may be more than those of the results; `in_review` is
    how many of the results are under review, `views` names the further reports there are.
    """

    sessions: list[Sitting]
    in_review: int
    views: list[str]


def summary(
    population: PopulationDocument,
    assessment: AssessmentResults,
    definition: Definition,
    results: Sequence[ResultRow],
    scores: Iterable[ScoreRow],
    beside: Beside,
) -> Summary:
    """The summary of these results and of their claim and alternate scores."""
    overall, cuts = definition.overall, definition.assessment.cuts
    levels = distribution(overall, _levels(results))
    by_code = _by_code(scores)
    return Summary(
        **population,
        assessment=assessment,
        school_year=assessment["school_year"],
        grade_assessed=definition.assessment.grade,
        results=len(results),
        students=len({row["student_id"] for row in results}),
        scored=sum(level["count"] for level in levels),
        average=_average(results),
        score_range=ScoreRange(
            min=cuts[0].low if cuts else None, max=cuts[-1].high if cuts else None
        ),
        standard_cutoff=overall.standard_cutoff if overall else None,
        levels=with_ranges(overall, levels, cuts),
        met=met(overall, levels),
        claims=_claims(definition, by_code),
        alternates=_alternates(definition, by_code),
        sessions=beside.sessions,
        in_review=beside.in_review,
        views=beside.views,
    )


def sessions_of(results: Iterable[ResultRow]) -> list[Sitting]:
    """The test sessions of some results, the latest first."""
    by_session: dict[str, list[date]] = defaultdict(list)
    for row in results:
        if row["session_id"] is not None:
            by_session[row["session_id"]].append(row["completed_on"])
    newest_first = sorted(by_session.items(), key=lambda each: each[0])
    newest_first.sort(key=lambda each: max(each[1]), reverse=True)
    return [
        Sitting(id=id_, results=len(days), latest_completed=max(days).isoformat())
        for id_, days in newest_first
    ]


def _claims(definition: Definition, scores: _Scores) -> list[ClaimSummary]:
    summaries = []
    for claim in definition.claims:
        levels = _levels(scores.get(("claim", claim.code), ()))
        summaries.append(
            ClaimSummary(
                code=claim.code,
                name=claim.name,
                scored=len(levels),
                levels=distribution(definition.claim, levels),
            )
        )
    return summaries


def _alternates(definition: Definition, scores: _Scores) -> list[AlternateSummary]:
    summaries = []
    for alternate in definition.alternates:
        rows = scores.get(("alternate", alternate["code"]), ())
        levels = _levels(rows)
        summaries.append(
            AlternateSummary(
                **alternate,
                scored=len(levels),
                average=_average(rows),
                levels=distribution(definition.alternate, levels),
            )
        )
    return summaries


def _by_code(scores: Iterable[ScoreRow]) -> _Scores:
    found: dict[tuple[str, str], list[ScoreRow]] = defaultdict(list)
    for row in scores:
        found[row["score_type"], row["score_code"]].append(row)
    return found


def _levels(rows: Iterable[ResultRow | ScoreRow]) -> list[int]:
    levels = (row["achievement_level"] for row in rows)
    return [level for level in levels if level is not None]


def _average(rows: Iterable[ResultRow | ScoreRow]) -> Average:
    scores = (row["scale_score"] for row in rows)
    figures = statistics.average([score for score in scores if score is not None])
    return Average(scale_score=figures.scale_score, standard_error=figures.standard_error)
