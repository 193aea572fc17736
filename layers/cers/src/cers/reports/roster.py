"""The roster: the results of one assessment at a school, student by student."""

from collections.abc import Iterable, Mapping, Sequence

from cers.model.statistics import error_band
from cers.reports.definition import Definition
from cers.reports.documents import (
    AssessmentResults,
    Band,
    ClaimResult,
    PopulationDocument,
    Roster,
    Status,
    StudentResult,
)
from cers.reports.levels import level
from cers.reports.rows import RosterRow, ScoreRow

INVALID = "IN"
"""The administration condition of an invalidated result."""

_Scores = Mapping[tuple[str, str, str], ScoreRow]
"""Student, opportunity and claim -> row."""


def roster(
    population: PopulationDocument,
    assessment: AssessmentResults,
    definition: Definition,
    results: Sequence[RosterRow],
    scores: Iterable[ScoreRow],
) -> Roster:
    """These results with their claim scores, by last name, first name and student id."""
    claims = {
        (row["student_id"], row["opportunity_id"], row["score_code"]): row
        for row in scores
        if row["score_type"] == "claim"
    }
    return Roster(
        **population,
        assessment=assessment,
        school_year=assessment["school_year"],
        total=len(results),
        students=[_student(definition, row, claims) for row in sorted(results, key=_by_name)],
    )


def _by_name(row: RosterRow) -> tuple[str, str, str, str]:
    last, first = row["last_name"] or "", row["first_name"] or ""
    return last.casefold(), first.casefold(), row["student_id"], row["opportunity_id"]


def _student(definition: Definition, row: RosterRow, claims: _Scores) -> StudentResult:
    return StudentResult(
        student_id=row["student_id"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        completed_on=row["completed_on"].isoformat(),
        session_id=row["session_id"],
        enrolled_grade=row["grade"],
        status=_status(row),
        level=level(definition.overall, row["achievement_level"]),
        scale_score=row["scale_score"],
        standard_error=row["standard_error"],
        error_band=_band(row),
        claims=_claims(definition, row, claims),
    )


def _status(row: RosterRow) -> Status:
    condition = row["administration_condition"]
    return Status(
        completeness=row["completeness"],
        administration_condition=condition,
        valid=condition != INVALID,
    )


def _band(row: RosterRow) -> Band | None:
    band = error_band(row["scale_score"], row["standard_error"])
    return Band(low=band.low, high=band.high) if band else None


def _claims(definition: Definition, row: RosterRow, claims: _Scores) -> list[ClaimResult]:
    results = []
    for claim in definition.claims:
        score = claims.get((row["student_id"], row["opportunity_id"], claim.code))
        results.append(
            ClaimResult(
                code=claim.code,
                level=level(definition.claim, score and score["achievement_level"]),
                scale_score=score and score["scale_score"],
            )
        )
    return results
