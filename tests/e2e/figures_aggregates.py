"""What aggregate reports must say of some exams, worked out from the files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from tests.e2e.figures_arithmetic import average, percentages
from tests.e2e.figures_exams import Exam, Score
from tests.e2e.figures_reference import Document, Reference, Scale, takes
from tests.e2e.figures_reports import ALTERNATE, CLAIM, OVERALL
from tests.e2e.figures_rosters import FIELDS

UNDEFINED: Final = "undefined"
YEARS: Final = (2026, 2025, 2024)


class Place(NamedTuple):
    """An organization of a report; the state's id is empty."""

    type: str
    id: str


class Key(NamedTuple):
    """What a row is about: `item` is an assessment, or the grade of a step."""

    place: Place
    school_year: int
    subject: str
    item: str
    code: str
    dimension: str
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """A school year of a longitudinal report, and the grade that is reported of it."""

    school_year: int
    grade: str


def values_of(dimension: str) -> Callable[[Exam], Sequence[str]]:
    """How an exam counts by a dimension: under each ethnicity, and once by any other field."""

    def values(exam: Exam) -> Sequence[str]:
        if dimension == "enrolled_grade":
            return [exam.grade]
        said = FIELDS[dimension](exam)
        if isinstance(said, list):
            return said or [UNDEFINED]
        if isinstance(said, bool):
            return ["yes" if said else "no"]
        return [said or UNDEFINED]

    return values


def defined(
    report: str,
    kind: str,
    subjects: Sequence[str],
    grades: Sequence[str],
    organizations: Document,
    dimensions: Sequence[str],
) -> Document:
    """The definition of a report about every school year, as it is asked for."""
    return {
        "type": report.removesuffix("s"),
        "assessment_type": kind,
        "subjects": list(subjects),
        "grades": list(grades),
        "school_years": list(YEARS),
        "organizations": organizations,
        "dimensions": list(dimensions),
    }


def wanted(reference: Reference, exams: Iterable[Exam], definition: Document) -> "Aggregates":
    """The exams that a report is about."""
    assessments = reference.assessments
    asked = [
        each
        for each in exams
        if (assessment := assessments[each.assessment]).type == definition["assessment_type"]
        and assessment.subject in definition["subjects"]
        and assessment.grade in definition["grades"]
    ]
    return Aggregates(reference, asked)


def every_district(reference: Reference) -> list[Place]:
    """The state and each of its districts."""
    districts = {each["district"]["id"] for each in reference.schools.values()}
    return [Place("state", ""), *(Place("district", each) for each in sorted(districts))]


def latest_scored(exams: Iterable[Exam]) -> list[Exam]:
    """Of each student, assessment and school year the latest exam, of those with a result."""
    return _latest(exams, lambda exam: (exam.student, exam.assessment, exam.school_year))


@dataclass(frozen=True, slots=True)
class Aggregates:
    """Reports made of some exams: those of the caller's district, or of the whole state."""

    reference: Reference
    exams: Sequence[Exam]

    def yearly(self, places: Sequence[Place], dimensions: Sequence[str]) -> dict[Key, Document]:
        """The overall results of each assessment."""
        return dict(self._rows(places, dimensions, OVERALL))

    def claims(self, places: Sequence[Place], dimensions: Sequence[str]) -> dict[Key, Document]:
        """The results of each claim."""
        return dict(self._rows(places, dimensions, CLAIM))

    def alternates(self, places: Sequence[Place], dimensions: Sequence[str]) -> dict[Key, Document]:
        """The results of each alternate score."""
        return dict(self._rows(places, dimensions, ALTERNATE))

    def longitudinal(
        self, places: Sequence[Place], dimensions: Sequence[str], steps: Sequence[Step]
    ) -> dict[Key, Document]:
        """The overall results of each step: of everybody, and of who has one in every step."""
        exams = self._of_steps(steps)
        found = {}
        for place in places:
            here = [each for each in exams if self.lies_in(each, place)]
            cohort = _in_every_step(here, len(steps))
            for step in steps:
                theirs = [each for each in here if self._step(each) == step]
                if theirs:
                    scale = self._scale(theirs[0].assessment, OVERALL)
                    for dimension, value, some in _subgroups(theirs, dimensions):
                        found[
                            Key(place, step.school_year, self._subject(some[0]), step.grade, "",
                                dimension, value)
                        ] = {
                            "all": _figures(scale, [each.overall for each in some]),
                            "cohort": _cohort(scale, some, cohort),
                        }  # fmt: skip
        return found

    def lies_in(self, exam: Exam, place: Place) -> bool:
        """Whether an exam was taken in an organization."""
        district = self.reference.schools[exam.school]["district"]["id"]
        return (
            place.id in {"state": {""}, "district": {district}, "school": {exam.school}}[place.type]
        )

    def _rows(
        self, places: Sequence[Place], dimensions: Sequence[str], scoring: str
    ) -> Iterator[tuple[Key, Document]]:
        """A row for each place, assessment, score and subgroup with anybody in it."""
        by_assessment: dict[tuple[str, int], list[Exam]] = {}
        for each in latest_scored(self.exams):
            by_assessment.setdefault((each.assessment, each.school_year), []).append(each)
        for (assessment, year), exams in by_assessment.items():
            scale, subject = self._scale(assessment, scoring), self._subject(exams[0])
            for place in places:
                here = [each for each in exams if self.lies_in(each, place)]
                for code in self._codes(assessment, scoring):
                    measured = [each for each in here if _score(each, code).level is not None]
                    for dimension, value, some in _subgroups(measured, dimensions):
                        key = Key(place, year, subject, assessment, code, dimension, value)
                        yield key, _figures(scale, [_score(each, code) for each in some])

    def _codes(self, assessment: str, scoring: str) -> list[str]:
        subject = self.reference.subject_of(assessment)
        coded = {OVERALL: [{"code": ""}], CLAIM: subject.claims(), ALTERNATE: subject.alternates()}
        return [each["code"] for each in coded[scoring]]

    def _scale(self, assessment_id: str, scoring: str) -> Scale:
        assessment = self.reference.assessments[assessment_id]
        subject = self.reference.subjects[assessment.subject]
        scale = subject.scale(assessment.type, scoring, assessment.school_year)
        assert scale is not None
        return scale

    def _subject(self, exam: Exam) -> str:
        return self.reference.assessments[exam.assessment].subject

    def _step(self, exam: Exam) -> Step:
        return Step(exam.school_year, self.reference.assessments[exam.assessment].grade)

    def _of_steps(self, steps: Sequence[Step]) -> list[Exam]:
        """The latest exam of each student and step, of students who were in its grade."""
        fitting = [
            each
            for each in self.exams
            if self._step(each) in steps
            and takes(self._subject(each), self._step(each).grade, each.grade)
        ]
        return _latest(fitting, lambda exam: (exam.student, self._step(exam)))


def _latest(exams: Iterable[Exam], key: Callable[[Exam], object]) -> list[Exam]:
    found: dict[object, Exam] = {}
    for each in sorted(exams, key=lambda exam: exam.latest):
        if each.is_scored:
            found[key(each)] = each
    return list(found.values())


def _in_every_step(exams: Iterable[Exam], steps: int) -> set[str]:
    counts = Counter(each.student for each in exams)
    return {student for student, count in counts.items() if count == steps}


def _subgroups(
    exams: Sequence[Exam], dimensions: Sequence[str]
) -> Iterator[tuple[str, str, list[Exam]]]:
    """All of them, and those of each value of each dimension."""
    if exams:
        yield "overall", "", list(exams)
    for dimension in dimensions:
        values = values_of(dimension)
        for value in {value for exam in exams for value in values(exam)}:
            yield dimension, value, [exam for exam in exams if value in values(exam)]


def _score(exam: Exam, code: str) -> Score:
    return exam.scores.get(code, Score()) if code else exam.overall


def _cohort(scale: Scale, exams: Iterable[Exam], cohort: set[str]) -> Document | None:
    scores = [each.overall for each in exams if each.student in cohort]
    return _figures(scale, scores) if scores else None


def _figures(scale: Scale, scores: Sequence[Score]) -> Document:
    counts: Mapping[int | None, int] = Counter(each.level for each in scores)
    shares = percentages([counts[level] for level in scale.levels])
    return {
        "students": len(scores),
        "average": average(each.value for each in scores),
        "levels": [
            {"first": level, "last": level, "count": counts[level], "percent": share}
            for level, share in zip(scale.levels, shares, strict=True)
        ],
        "suppressed": None,
    }
