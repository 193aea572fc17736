"""What lists, summaries and dashboards must say of some exams, worked out from the files."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.e2e.figures_arithmetic import average, percentages
from tests.e2e.figures_exams import Exam, Score
from tests.e2e.figures_reference import (
    GRADES,
    TYPES,
    Assessment,
    Document,
    Group,
    Reference,
    Scale,
    Subject,
)

OVERALL, CLAIM, ALTERNATE = "OverallScoring", "ClaimScoring", "AltScoring"


@dataclass(frozen=True, slots=True)
class Population:
    """Whose results a report is about: a school's, or those of a group there."""

    school: str
    group: Group | None = None

    def of(self, exams: Iterable[Exam], reference: Reference) -> list[Exam]:
        """Its exams."""
        return [each for each in exams if each.school == self.school and self._has(each, reference)]

    def _has(self, exam: Exam, reference: Reference) -> bool:
        if self.group is None:
            return True
        subject = reference.assessments[exam.assessment].subject
        return exam.student in self.group.students and self.group.subject in (None, subject)

    def document(self, reference: Reference) -> Document:
        """What reports say of it."""
        group = self.group and {
            "name": self.group.name,
            "school_year": self.group.school_year,
            "subject": self.group.subject,
        }
        return {"school": reference.schools[self.school], "group": group}


def described(reference: Reference, assessment_id: str, exams: Sequence[Exam]) -> Document:
    """An assessment with what exams of one school year say of it."""
    assessment = reference.assessments[assessment_id]
    subject = reference.subjects[assessment.subject]
    return {
        "id": assessment_id,
        "label": assessment.label,
        "name": assessment.name,
        "subject": {"code": subject.code, "name": subject.name},
        "grade": assessment.grade,
        "type": {"code": assessment.type, "name": subject.type_name(assessment.type)},
        "school_year": exams[0].school_year if exams else assessment.school_year,
        "results": len(exams),
        "latest_completed": max((each.completed_on for each in exams), default=None),
    }


def listed(
    reference: Reference, population: Population, year: int, exams: Sequence[Exam]
) -> Document:
    """The assessments of a population in a school year; `exams` are those of every year."""
    theirs = population.of(exams, reference)
    taken = _by_assessment(each for each in theirs if each.school_year == year)
    entries = [described(reference, name, same) for name, same in taken.items()]
    entries.sort(key=lambda entry: _place(reference.assessments[entry["id"]]))
    latest = max((entry["latest_completed"] for entry in entries), default=None)
    return {
        **population.document(reference),
        "school_years": sorted({each.school_year for each in theirs}, reverse=True),
        "school_year": year,
        "latest": next((e["id"] for e in entries if e["latest_completed"] == latest), None),
        "assessments": entries,
    }


def grades(reference: Reference, school: str, exams: Iterable[Exam]) -> Document:
    """The grades assessed at a school."""
    found: dict[str, list[Exam]] = {}
    for each in Population(school).of(exams, reference):
        found.setdefault(reference.assessments[each.assessment].grade, []).append(each)
    return {
        "school": reference.schools[school],
        "grades": [
            {
                "grade": grade,
                "school_years": sorted({each.school_year for each in same}, reverse=True),
                "results": len(same),
            }
            for grade, same in sorted(found.items(), key=lambda pair: GRADES.index(pair[0]))
        ],
    }


def summary(
    reference: Reference,
    population: Population,
    assessment_id: str,
    exams: Sequence[Exam],
    every: Sequence[Exam],
) -> Document:
    """How exams of one assessment and school year went; `every` are those of all sessions."""
    assessment = reference.assessments[assessment_id]
    subject = reference.subject_of(assessment_id)
    scale = _scale(subject, assessment, OVERALL)
    assert scale is not None
    levels = _distribution(scale, [each.overall for each in exams])
    cut = len(scale.levels) == len(assessment.ranges)
    for level, (low, high) in zip(levels, assessment.ranges, strict=False):
        level.update(low=low if cut else None, high=high if cut else None)
    return {
        **population.document(reference),
        "assessment": described(reference, assessment_id, exams),
        "grade_assessed": assessment.grade,
        "results": len(exams),
        "students": len({each.student for each in exams}),
        "scored": sum(each.overall.level is not None for each in exams),
        "average": average(each.overall.value for each in exams),
        "score_range": {"min": assessment.ranges[0][0], "max": assessment.ranges[-1][1]},
        "standard_cutoff": scale.cutoff,
        "levels": levels,
        "met": _met(scale, levels),
        "claims": _claims(subject, assessment, exams),
        "alternates": _alternates(subject, assessment, exams),
        "sessions": _sessions(every),
    }


def dashboard(
    reference: Reference, population: Population, year: int, exams: Iterable[Exam]
) -> Document:
    """How the students of a population stand on the interim blocks of a school year."""
    theirs = population.of(exams, reference)
    blocks = _by_assessment(
        each
        for each in theirs
        if each.school_year == year
        and reference.assessments[each.assessment].type == "iab"
        and each.is_scored
        and each.overall.error is not None
    )
    names = sorted(blocks, key=lambda name: _place(reference.assessments[name]))
    return {
        **population.document(reference),
        "school_year": year,
        "size": len(population.group.students) if population.group else None,
        "cards": [_card(reference, name, blocks[name]) for name in names],
    }


def latest_of_students(exams: Iterable[Exam]) -> list[Exam]:
    """Of each student the latest exam."""
    latest: dict[str, Exam] = {}
    for each in sorted(exams, key=lambda exam: exam.latest):
        latest[each.student] = each
    return list(latest.values())


def _card(reference: Reference, assessment_id: str, exams: Sequence[Exam]) -> Document:
    assessment = reference.assessments[assessment_id]
    scale = _scale(reference.subject_of(assessment_id), assessment, OVERALL)
    assert scale is not None
    latest = latest_of_students(exams)
    return {
        "assessment": described(reference, assessment_id, latest),
        "students": len(latest),
        "levels": _distribution(scale, [each.overall for each in latest]),
    }


def _by_assessment(exams: Iterable[Exam]) -> dict[str, list[Exam]]:
    found: dict[str, list[Exam]] = {}
    for each in exams:
        found.setdefault(each.assessment, []).append(each)
    return found


def _place(assessment: Assessment) -> tuple[str, int, int, str, str]:
    """Where an assessment stands in lists."""
    grade, kind = GRADES.index(assessment.grade), TYPES.index(assessment.type)
    return assessment.subject, grade, kind, assessment.label.casefold(), assessment.id


def _scale(subject: Subject, assessment: Assessment, scoring: str) -> Scale | None:
    return subject.scale(assessment.type, scoring, assessment.school_year)


def _distribution(scale: Scale, scores: Iterable[Score]) -> list[Document]:
    counts = Counter(each.level for each in scores if each.level is not None)
    shares = percentages([counts[number] for number in scale.levels])
    return [
        {**level, "count": counts[number], "percent": share}
        for (number, level), share in zip(scale.levels.items(), shares, strict=True)
    ]


def _met(scale: Scale, levels: list[Document]) -> Document | None:
    cutoff = scale.cutoff
    if cutoff is None:
        return None
    above = [each for each in levels if each["level"] >= cutoff]
    return {name: sum(each[name] for each in above) for name in ("count", "percent")}


def _claims(subject: Subject, assessment: Assessment, exams: Sequence[Exam]) -> list[Document]:
    scale = _scale(subject, assessment, CLAIM)
    return [] if scale is None else [_part(each, scale, exams) for each in subject.claims()]


def _alternates(subject: Subject, assessment: Assessment, exams: Sequence[Exam]) -> list[Document]:
    scale = _scale(subject, assessment, ALTERNATE)
    if scale is None:
        return []
    return [
        {**_part(each, scale, exams), "average": average(_values(exams, each["code"]))}
        for each in subject.alternates()
    ]


def _values(exams: Iterable[Exam], code: str) -> list[float | None]:
    return [each.scores.get(code, Score()).value for each in exams]


def _part(coded: Document, scale: Scale, exams: Sequence[Exam]) -> Document:
    scores = [each.scores.get(coded["code"], Score()) for each in exams]
    return {
        **coded,
        "scored": sum(each.level is not None for each in scores),
        "levels": _distribution(scale, scores),
    }


def _sessions(exams: Iterable[Exam]) -> list[Document]:
    found: dict[str, list[str]] = {}
    for each in exams:
        if each.session:
            found.setdefault(each.session, []).append(each.completed_on)
    entries = [
        {"id": name, "results": len(days), "latest_completed": max(days)}
        for name, days in sorted(found.items())
    ]
    return sorted(entries, key=lambda entry: str(entry["latest_completed"]), reverse=True)
