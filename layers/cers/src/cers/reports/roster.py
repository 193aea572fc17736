"""The roster: the results of one assessment, student by student."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cers.model.assessment import grades_of
from cers.model.norm import Norms
from cers.model.organization import School
from cers.model.statistics import error_band
from cers.model.tenant import StudentField
from cers.reports.definition import Definition
from cers.reports.documents import (
    AlternateResult,
    AssessmentResults,
    Band,
    ClaimResult,
    Named,
    PopulationDocument,
    Roster,
    Status,
    StudentFieldValue,
    StudentResult,
)
from cers.reports.levels import level
from cers.reports.rows import RosterRow, ScoreRow

INVALID = "IN"
"""The administration condition of an invalidated result."""

_LISTS = frozenset({StudentField.ETHNICITIES})
"""The fields of which a student may have several values."""

Scores = Mapping[tuple[str, str, str, str], ScoreRow]
"""Student, opportunity, type of score and its code -> row."""


@dataclass(frozen=True, slots=True)
class Background:
    """What results are shown against: schools by id, norms, and the fields the caller sees.

    `reference_of` says what stands for a student in addresses.
    """

    schools: Mapping[str, School]
    norms: Norms
    fields: frozenset[StudentField]
    reference_of: Callable[[str], str]


def roster(
    population: PopulationDocument,
    assessment: AssessmentResults,
    definition: Definition,
    results: Sequence[RosterRow],
    scores: Iterable[ScoreRow],
    background: Background,
    in_review: int,
) -> Roster:
    """These results with their scores, by last name, first name and student id.

    `in_review` of them are under review.
    """
    made = ResultRows(population["school"]["id"], definition, by_code(scores), background)
    return Roster(
        **population,
        assessment=assessment,
        school_year=assessment["school_year"],
        total=len(results),
        in_review=in_review,
        students=[made.result(row) for row in sorted(results, key=_by_name)],
    )


def status(row: RosterRow) -> Status:
    """How an exam was taken."""
    condition = row["administration_condition"]
    return Status(
        completeness=row["completeness"],
        administration_condition=condition,
        valid=condition != INVALID,
    )


def band(score: float | None, standard_error: float | None) -> Band | None:
    """A score's error band, where both the score and its standard error are known."""
    found = error_band(score, standard_error)
    return Band(low=found.low, high=found.high) if found else None


def student_fields(row: RosterRow, seen: frozenset[StudentField]) -> dict[str, StudentFieldValue]:
    """What is known of a student, in the fields somebody sees."""
    return {each.value: _field(row, each) for each in StudentField if each in seen}


def _field(row: RosterRow, name: StudentField) -> StudentFieldValue:
    value: StudentFieldValue = row[name.value]
    if name in _LISTS:
        return _parts(value if isinstance(value, str) else None)
    return value


def _parts(joined: str | None) -> list[str]:
    return joined.split("|") if joined else []


def _by_name(row: RosterRow) -> tuple[str, str, str, str]:
    last, first = row["last_name"] or "", row["first_name"] or ""
    return last.casefold(), first.casefold(), row["student_id"], row["opportunity_id"]


def by_code(scores: Iterable[ScoreRow]) -> Scores:
    """Scores by what they belong to."""
    return {
        (row["student_id"], row["opportunity_id"], row["score_type"], row["score_code"]): row
        for row in scores
    }


@dataclass(frozen=True, slots=True)
class ResultRows:
    """What the rows of a report are made with; `school_id` is the school it is about."""

    school_id: str
    definition: Definition
    scores: Scores
    background: Background

    def result(self, row: RosterRow) -> StudentResult:
        """One row of it."""
        return StudentResult(
            student_id=row["student_id"],
            reference=self.background.reference_of(row["student_id"]),
            opportunity_id=row["opportunity_id"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            completed_on=row["completed_on"].isoformat(),
            session_id=row["session_id"],
            enrolled_grade=row["grade"],
            status=status(row),
            level=level(self.definition.overall, row["achievement_level"]),
            scale_score=row["scale_score"],
            standard_error=row["standard_error"],
            error_band=band(row["scale_score"], row["standard_error"]),
            claims=[self._claim(row, each.code) for each in self.definition.claims],
            alternates=[self._alternate(row, each["code"]) for each in self.definition.alternates],
            school=self._school(row["school_id"]),
            transfer=row["school_id"] != self.school_id,
            off_grade=self._off_grade(row["grade"]),
            percentile=self._percentile(row),
            accommodations=_parts(row["accommodation_codes"]),
            student=student_fields(row, self.background.fields),
        )

    def _claim(self, row: RosterRow, code: str) -> ClaimResult:
        score = self._score(row, "claim", code)
        return ClaimResult(
            code=code,
            level=level(self.definition.claim, score and score["achievement_level"]),
            scale_score=score and score["scale_score"],
        )

    def _alternate(self, row: RosterRow, code: str) -> AlternateResult:
        score = self._score(row, "alternate", code)
        scale, error = (score["scale_score"], score["standard_error"]) if score else (None, None)
        return AlternateResult(
            code=code,
            level=level(self.definition.alternate, score and score["achievement_level"]),
            scale_score=scale,
            standard_error=error,
            error_band=band(scale, error),
        )

    def _score(self, row: RosterRow, kind: str, code: str) -> ScoreRow | None:
        return self.scores.get((row["student_id"], row["opportunity_id"], kind, code))

    def _school(self, school_id: str) -> Named:
        school = self.background.schools.get(school_id)
        return Named(id=school_id, name=school.name if school else school_id)

    def _off_grade(self, enrolled: str) -> bool:
        assessment = self.definition.assessment
        return enrolled not in grades_of(assessment.subject, assessment.grade)

    def _percentile(self, row: RosterRow) -> int | None:
        score = row["scale_score"]
        if score is None:
            return None
        return self.background.norms.percentile(
            self.definition.assessment.id, row["completed_on"], score
        )
