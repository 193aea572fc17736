"""What the reference data says of one assessment: its names, scorings, claims and ranges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cers.model.assessment import Assessment
from cers.model.subject import AssessmentType, Claim, Scoring, Subject
from cers.reports.documents import AssessmentResults, Coded


@dataclass(frozen=True, slots=True)
class Definition:
    """An assessment with its subject; the subject is None where it is not known (any more)."""

    assessment: Assessment
    subject: Subject | None

    @property
    def type(self) -> AssessmentType | None:
        """What the subject says of this type of assessment."""
        if self.subject is None:
            return None
        return self.subject.assessment_types.get(self.assessment.type)

    @property
    def overall(self) -> Scoring | None:
        """How the overall score is reported, with the levels of the assessment's school year."""
        return self._in_year(self.type.overall if self.type else None)

    @property
    def claim(self) -> Scoring | None:
        """How claims are reported, where they are."""
        return self._in_year(self.type.claim if self.type else None)

    @property
    def alternate(self) -> Scoring | None:
        """How alternate scores are reported, where there are any."""
        return self._in_year(self.type.alternate if self.type else None)

    def _in_year(self, scoring: Scoring | None) -> Scoring | None:
        """History keeps its names: what levels are called later on makes no difference."""
        return scoring.in_year(self.assessment.school_year) if scoring else None

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims that are scored on this type of assessment, in the subject's order."""
        if self.subject is None or self.claim is None:
            return ()
        scored = (each for each in self.subject.claims if each.scorable)
        return tuple(sorted(scored, key=lambda each: each.order))

    @property
    def alternates(self) -> tuple[Coded, ...]:
        """The alternate scores of this type of assessment, in the subject's order."""
        if self.subject is None or self.alternate is None:
            return ()
        ordered = sorted(self.subject.alternates, key=lambda each: each.order)
        return tuple(Coded(code=each.code, name=each.name) for each in ordered)

    def with_results(
        self, school_year: int, results: int, completed: Iterable[date]
    ) -> AssessmentResults:
        """The assessment as answers show it, with what is known of its results."""
        assessment = self.assessment
        latest = max(completed, default=None)
        return AssessmentResults(
            id=assessment.id,
            label=assessment.label or assessment.name,
            name=assessment.name,
            subject=Coded(
                code=assessment.subject,
                name=self.subject.name if self.subject else assessment.subject,
            ),
            grade=assessment.grade,
            type=Coded(code=assessment.type, name=self.type.name if self.type else assessment.type),
            school_year=school_year,
            results=results,
            latest_completed=latest.isoformat() if latest else None,
        )
