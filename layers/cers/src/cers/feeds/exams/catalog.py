"""What the reference data says of an assessment, arranged for looking up scores and items."""

from dataclasses import dataclass
from typing import Final

from cers.model.assessment import Assessment, ScoreRange
from cers.model.reference import Missing, Reference
from cers.model.subject import Subject

OVERALL: Final = "Overall"


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a measure's scale scores must lie; None where there is no bound."""

    score_type: str
    low: float | None = None
    high: float | None = None

    def holds(self, score: float) -> bool:
        """Whether a scale score lies on it, both ends included."""
        low = self.low is None or score >= self.low
        return low and (self.high is None or score <= self.high)


@dataclass(frozen=True, slots=True)
class Expected:
    """An assessment with its subject: the scales, traits, targets and items an exam may have.

    `scales` maps Overall, claims and alternate scores to their scale; `traits` a trait to its
    highest score; `targets` a measure such as `2-W|3-4` to its claim and target.
    """

    assessment: Assessment
    subject: Subject
    scales: dict[str, Scale]
    traits: dict[str, int]
    targets: dict[str, tuple[str, str]]


class Catalog:
    """Looks assessments up; what was looked up once is kept arranged."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self._expected: dict[str, Expected | Missing] = {}

    def expected(self, assessment_id: str) -> Expected | Missing:
        """What an exam of the assessment may have, or the reference data that is missing."""
        known = self._expected.get(assessment_id)
        if known is None:
            known = _arrange(assessment_id, self.reference)
            if isinstance(known, Expected):
                self._expected[assessment_id] = known
        return known


def _arrange(assessment_id: str, reference: Reference) -> Expected | Missing:
    assessment = reference.assessments.get(assessment_id)
    if assessment is None:
        return Missing("assessment", assessment_id)
    subject = reference.subjects.get(assessment.subject)
    if subject is None:
        return Missing("subject", assessment.subject)
    return Expected(
        assessment,
        subject,
        _scales(assessment, subject),
        {trait.code: trait.max_score for trait in subject.traits},
        {
            f"{item.claim}|{item.target}": (item.claim, item.target)
            for item in assessment.items.values()
            if item.claim and item.target
        },
    )


def _scales(assessment: Assessment, subject: Subject) -> dict[str, Scale]:
    scales = {OVERALL: _scale("overall", assessment.cuts)}
    for alternate, cuts in zip(
        subject.alternates,
        (*assessment.alternate_cuts, *((),) * len(subject.alternates)),
        strict=False,
    ):
        scales[alternate.code] = _scale("alternate", cuts)
    scoring = subject.assessment_types.get(assessment.type)
    claim = scoring.claim if scoring else None
    bounds = (claim.min_score, claim.max_score) if claim else (None, None)
    for each in subject.claims:
        if each.scorable:
            scales[each.code] = Scale("claim", *bounds)
    return scales


def _scale(score_type: str, cuts: tuple[ScoreRange, ...]) -> Scale:
    return Scale(score_type, cuts[0].low, cuts[-1].high) if cuts else Scale(score_type)
