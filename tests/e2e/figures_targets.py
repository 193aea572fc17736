"""What target reports must say of some exams, worked out from the files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import fmean, stdev
from typing import Final

from tests.e2e.figures_exams import Exam
from tests.e2e.figures_reference import Document, Reference
from tests.e2e.figures_reports import OVERALL

FEWEST: Final = 30
"""A target report is made of at least so many students (source: the CERS guide)."""

CAUTION: Final = 50
LARGEST_ERROR: Final = 0.2
"""With fewer students figures are less reliable; a mean with a larger error says nothing."""

ONLY_CLAIM: Final = {"Math": "1"}
"""Of mathematics one claim alone is reported by target."""

TO_TEST: Final = {"above": "better", "near": "similar", "below": "worse"}

Values = Callable[[Exam], Sequence[str]]
"""What an exam says of a student field; a student may count for several values."""


def targets(
    reference: Reference,
    assessment_id: str,
    exams: Sequence[Exam],
    fields: Mapping[str, Values],
) -> Document:
    """How students did on each content target; subgroups are those of some student fields."""
    students = len({each.student for each in exams})
    assessment = reference.assessments[assessment_id]
    scale = reference.subject_of(assessment_id).scale(
        assessment.type, OVERALL, assessment.school_year
    )
    assert scale is not None
    assert scale.cutoff is not None
    standard = scale.levels[scale.cutoff]
    rows = _rows(reference, assessment_id, exams, fields) if students >= FEWEST else []
    return {
        "results": len(exams),
        "students_tested": students,
        "minimum_students": FEWEST,
        "too_few": students < FEWEST,
        "caution": students < CAUTION,
        "standard": {"level": scale.cutoff, "name": standard["name"]},
        "targets": sorted(rows, key=row_key),
    }


def row_key(row: Document) -> tuple[str, str, str, str]:
    """What a row of a target report is about."""
    subgroup = row["subgroup"] or {"field": "", "value": ""}
    return row["claim"]["code"], row["target"]["code"], subgroup["field"], subgroup["value"]


def verdict(residuals: Iterable[float | None]) -> str:
    """Where students stand, by the mean of their residuals and its standard error."""
    known = [each for each in residuals if each is not None]
    if not known:
        return "no-results"
    error = stdev(known) / len(known) ** 0.5 if len(known) > 1 else None
    if error is None or error > LARGEST_ERROR:
        return "insufficient-data"
    mean = fmean(known)
    if mean >= error:
        return "above"
    return "below" if mean <= -error else "near"


def measures(reference: Reference, assessment_id: str) -> set[str]:
    """Claim and target, in one, of the assessment's items that are reported."""
    assessment = reference.assessments[assessment_id]
    only = ONLY_CLAIM.get(assessment.subject)
    every = {row["ClaimContentTarget"] for row in assessment.items.values()}
    return {each for each in every if only in (None, each.partition("|")[0])}


def _rows(
    reference: Reference,
    assessment_id: str,
    exams: Sequence[Exam],
    fields: Mapping[str, Values],
) -> Iterator[Document]:
    subject = reference.subject_of(assessment_id)
    for measure in measures(reference, assessment_id):
        claim, _, target = measure.partition("|")
        for subgroup, members in _subgroups(exams, fields):
            covered = [each for each in members if measure in each.residuals]
            tested = len({each.student for each in covered})
            to_test = verdict(each.residuals[measure][0] for each in covered)
            yield {
                "claim": {"code": claim, "name": subject.claim_name(claim)},
                "target": subject.target(claim, target),
                "subgroup": subgroup,
                "students_tested": tested,
                "caution": tested < CAUTION,
                "relative_to_test": TO_TEST.get(to_test, to_test),
                "relative_to_standard": verdict(each.residuals[measure][1] for each in covered),
            }


def _subgroups(
    exams: Sequence[Exam], fields: Mapping[str, Values]
) -> Iterator[tuple[Document | None, list[Exam]]]:
    yield None, list(exams)
    for field, values in fields.items():
        for value in sorted({value for exam in exams for value in values(exam)}):
            subgroup = {"field": field, "value": value}
            yield subgroup, [exam for exam in exams if value in values(exam)]
