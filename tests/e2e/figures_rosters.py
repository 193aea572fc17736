"""What rosters, searches and histories must say of some exams, worked out from the files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from tests.e2e.figures_arithmetic import band
from tests.e2e.figures_compare import AnyOrder
from tests.e2e.figures_exams import Exam, Score
from tests.e2e.figures_norms import percentile
from tests.e2e.figures_reference import GRADES, TYPES, Document, Reference, Scale, takes
from tests.e2e.figures_reports import (
    ALTERNATE,
    CLAIM,
    OVERALL,
    Population,
    described,
)

ETHNICITIES: Final = frozenset(
    {
        "HispanicOrLatinoEthnicity", "AmericanIndianOrAlaskaNative", "Asian",
        "BlackOrAfricanAmerican", "White", "NativeHawaiianOrOtherPacificIslander",
        "DemographicRaceTwoOrMoreRaces", "Filipino",
    }
)  # fmt: skip


def _text(name: str) -> Callable[[Exam], Any]:
    return lambda exam: exam.about.get(name) or None


def _truth(name: str) -> Callable[[Exam], Any]:
    return lambda exam: {"Yes": True, "No": False}.get(exam.about.get(name, ""))


def _ethnicities(exam: Exam) -> AnyOrder:
    return AnyOrder(each for each in ETHNICITIES if exam.about.get(each) == "Yes")


FIELDS: Final[Mapping[str, Callable[[Exam], Any]]] = {
    "ethnicities": _ethnicities,
    "elas": _text("EnglishLanguageAcquisitionStatus"),
    "language": _text("LanguageCode"),
    "migrant": _truth("MigrantStatus"),
    "gender": lambda exam: exam.about["Sex"].capitalize(),
    "iep": _truth("IDEAIndicator"),
    "section_504": _truth("Section504Status"),
    "military_connected": _text("MilitaryConnectedStudentIndicator"),
}
"""What is shown of a student and where it comes from; the first four to everybody, the others to
those who see whole organizations, and nothing else to anybody (California's policy)."""

FOR_EVERYBODY: Final = ("ethnicities", "elas", "language", "migrant")
FOR_ORGANIZATIONS: Final = tuple(FIELDS)


def roster(
    reference: Reference,
    population: Population,
    assessment_id: str,
    exams: Sequence[Exam],
    fields: Sequence[str],
) -> Document:
    """The results of one assessment and school year, student by student."""
    return {
        **population.document(reference),
        "assessment": described(reference, assessment_id, exams),
        "total": len(exams),
        "students": [
            result(reference, exam, population.school, fields)
            for exam in sorted(exams, key=lambda exam: exam.by_name)
        ],
    }


def result(reference: Reference, exam: Exam, school: str, fields: Sequence[str]) -> Document:
    """One result as a report about a school shows it."""
    assessment = reference.assessments[exam.assessment]
    subject = reference.subject_of(exam.assessment)
    overall, claim, alternate = (
        subject.scale(assessment.type, scoring, assessment.school_year)
        for scoring in (OVERALL, CLAIM, ALTERNATE)
    )
    claims = subject.claims() if claim else []
    alternates = subject.alternates() if alternate else []
    return {
        "student_id": exam.student,
        "opportunity_id": exam.opportunity,
        "first_name": exam.about["FirstName"],
        "last_name": exam.about["LastOrSurname"],
        "completed_on": exam.completed_on,
        "session_id": exam.session,
        "enrolled_grade": exam.grade,
        "status": {
            "completeness": exam.completeness,
            "administration_condition": exam.condition,
            "valid": exam.condition != "IN",
        },
        **_score(exam.overall, overall),
        "claims": [_claim(exam, each["code"], claim) for each in claims],
        "alternates": [_alternate(exam, each["code"], alternate) for each in alternates],
        "school": reference.school(exam.school),
        "transfer": exam.school != school,
        "off_grade": not takes(assessment.subject, assessment.grade, exam.grade),
        "percentile": percentile(
            reference.norms.get(exam.assessment, ()), exam.completed_on, exam.overall.value
        ),
        "accommodations": AnyOrder(exam.accommodations),
        "student": {name: FIELDS[name](exam) for name in fields},
    }


def found(reference: Reference, exams: Sequence[Exam]) -> Document:
    """A student as a search shows him or her: as of the latest of these results."""
    latest = max(exams, key=lambda exam: exam.latest)
    return {
        "student_id": latest.student,
        "first_name": latest.about["FirstName"],
        "last_name": latest.about["LastOrSurname"],
        "grade": latest.grade,
        "school": reference.school(latest.school),
        "results": len(exams),
        "latest_completed": latest.completed_on,
    }


def history(reference: Reference, exams: Sequence[Exam], fields: Sequence[str]) -> Document:
    """All that a student took, of these results."""
    student = found(reference, exams)
    newest_first = sorted(exams, key=_day, reverse=True)
    results = [
        {
            **result(reference, exam, student["school"]["id"], fields),
            "assessment": described(reference, exam.assessment, [exam]),
        }
        for exam in newest_first
    ]
    return {
        "student": student,
        "school_years": sorted({each.school_year for each in exams}, reverse=True),
        "subjects": _different(each["assessment"]["subject"] for each in results),
        "types": _different(each["assessment"]["type"] for each in results),
        "cards": _cards(reference, results),
        "results": results,
        "trends": _trends(reference, exams),
        "scores": _names_of_scores(reference, newest_first),
    }


def _names_of_scores(reference: Reference, newest_first: Iterable[Exam]) -> list[Document]:
    """The claims and alternates of each subject and type, as the newest result has them."""
    named: dict[tuple[str, str], Document] = {}
    for exam in newest_first:
        assessment = reference.assessments[exam.assessment]
        subject = reference.subject_of(exam.assessment)
        claim, alternate = (
            subject.scale(assessment.type, scoring, assessment.school_year)
            for scoring in (CLAIM, ALTERNATE)
        )
        names = {
            "subject": assessment.subject,
            "type": assessment.type,
            "claims": subject.claims() if claim else [],
            "alternates": subject.alternates() if alternate else [],
        }
        named.setdefault((assessment.subject, assessment.type), names)
    return [named[key] for key in sorted(named)]


def _day(exam: Exam) -> tuple[str, str, str]:
    return exam.completed_on, exam.opportunity, exam.assessment


def _level(number: int | None, scale: Scale | None) -> Document | None:
    return None if number is None or scale is None else scale.levels[number]


def _score(score: Score, scale: Scale | None) -> Document:
    return {
        "level": _level(score.level, scale),
        "scale_score": score.value,
        "standard_error": score.error,
        "error_band": band(score.value, score.error),
    }


def _claim(exam: Exam, code: str, scale: Scale | None) -> Document:
    score = exam.scores.get(code, Score())
    return {"code": code, "level": _level(score.level, scale), "scale_score": score.value}


def _alternate(exam: Exam, code: str, scale: Scale | None) -> Document:
    return {"code": code, **_score(exam.scores.get(code, Score()), scale)}


def _different(named: Iterable[Document]) -> list[Document]:
    by_code = {each["code"]: each for each in named}
    return [by_code[code] for code in sorted(by_code)]


def _cards(reference: Reference, newest_first: Iterable[Document]) -> list[Document]:
    """One for each assessment: those of the newest year first, then as in lists."""
    cards: dict[str, Document] = {}
    for each in newest_first:
        card = cards.setdefault(each["assessment"]["id"], {"latest": each, "results": 0})
        card["results"] += 1

    def place(name: str) -> tuple[int, str, int, int, str]:
        assessment = reference.assessments[name]
        year = cards[name]["latest"]["assessment"]["school_year"]
        grade, kind = GRADES.index(assessment.grade), TYPES.index(assessment.type)
        return -year, assessment.subject, grade, kind, assessment.label.casefold()

    return [cards[name] for name in sorted(cards, key=place)]


def _trends(reference: Reference, exams: Iterable[Exam]) -> list[Document]:
    """The latest scored result of each year, of the assessments that compare from year to year."""
    latest: dict[tuple[str, str], dict[int, Exam]] = {}
    for exam in sorted(exams, key=_day):
        assessment = reference.assessments[exam.assessment]
        if assessment.type != "iab" and exam.overall.value is not None:
            years = latest.setdefault((assessment.subject, assessment.type), {})
            years[exam.school_year] = exam
    return [
        {
            "subject": described(reference, last.assessment, [])["subject"],
            "type": described(reference, last.assessment, [])["type"],
            "points": [_point(reference, years[year]) for year in sorted(years)],
        }
        for _, years in sorted(latest.items())
        if (last := years[max(years)])
    ]


def _point(reference: Reference, exam: Exam) -> Document:
    assessment = reference.assessments[exam.assessment]
    subject = reference.subject_of(exam.assessment)
    scale = subject.scale(assessment.type, OVERALL, assessment.school_year)
    return {
        "school_year": exam.school_year,
        "grade": assessment.grade,
        "assessment_id": exam.assessment,
        **_score(exam.overall, scale),
        "cuts": [low for low, _ in assessment.ranges[1:]],
        "levels": [
            {**(_level(number, scale) or {}), "low": low, "high": high}
            for number, (low, high) in enumerate(assessment.ranges, start=1)
        ],
    }
