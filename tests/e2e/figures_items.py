"""What reports by item must say of some exams, worked out from the files."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from tests.e2e.figures_arithmetic import half_up, percentages
from tests.e2e.figures_exams import TRAITS, Answer, Exam
from tests.e2e.figures_reference import Assessment, Document, Reference, Subject

CATEGORIES: Final = {"EVI": TRAITS[0], "ORG": TRAITS[1], "CON": TRAITS[2]}
MOST: Final = dict(zip(TRAITS, (4, 4, 2), strict=True))
"""What the codes of a summative assessment's traits stand for, and the most points of traits."""

OPTIONS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Row = Mapping[str, str]
"""An item as its package has it."""


def items(reference: Reference, assessment_id: str, exams: Sequence[Exam]) -> list[Document]:
    """The items of an interim assessment with the points students got, by position."""
    assessment = reference.assessments[assessment_id]
    return [
        {**_item(reference, assessment, row), **_points(row, _answers(row, exams))}
        for row in _by_position(assessment.items.values())
    ]


def distractors(reference: Reference, assessment_id: str, exams: Sequence[Exam]) -> list[Document]:
    """What students chose, of the items that have options."""
    assessment = reference.assessments[assessment_id]
    return [
        {**_item(reference, assessment, row), **_options(row, _answers(row, exams))}
        for row in _by_position(assessment.items.values())
        if row["ItemType"] in ("MC", "MS")
    ]


def essays(reference: Reference, assessment_id: str, exams: Sequence[Exam]) -> list[Document]:
    """The essays of an interim assessment, trait by trait."""
    assessment = reference.assessments[assessment_id]
    return [
        {**_item(reference, assessment, row), **_essay(row, _answers(row, exams))}
        for row in _by_position(assessment.items.values())
        if row["ItemType"] == "WER"
    ]


def purposes(subject: Subject, exams: Sequence[Exam]) -> list[Document]:
    """The essays of a summative assessment by what they were written for."""
    traits: dict[str, list[Mapping[str, str]]] = {}
    for trait in subject.traits():
        traits.setdefault(trait["purpose"], []).append(trait)
    return [
        {
            "purpose": {"code": purpose},
            "essays": sum(any(each["code"] in exam.raw for each in same) for exam in exams),
            "traits": [
                _trait(
                    CATEGORIES[each["category"]],
                    int(each["maxScore"]),
                    [exam.raw[each["code"]] for exam in exams if each["code"] in exam.raw],
                )
                for each in same
            ],
            "condition_codes": [],
        }
        for purpose, same in traits.items()
    ]


def item_students(reference: Reference, row: Row, exams: Iterable[Exam]) -> list[Document]:
    """What each student answered to one item."""
    return [
        {
            **_who(exam),
            "school": reference.school(exam.school),
            "max_points": float(row["MaxPoints"]),
            **_answer(row, answer),
        }
        for exam in sorted(exams, key=lambda exam: exam.by_name)
        for answer in _answers(row, [exam])
    ]


def student_items(reference: Reference, exam: Exam) -> Document:
    """What one student answered to each item of an exam, in the order of the exam."""
    assessment = reference.assessments[exam.assessment]
    answers = [each for each in exam.answers if each.key in assessment.items]
    answers.sort(key=lambda answer: answer.position)
    rows = [assessment.items[each.key] for each in answers]
    return {
        **_who(exam),
        "school": reference.schools[exam.school],
        "school_year": exam.school_year,
        "points": sum(each.points or 0 for each in answers),
        "max_points": sum(float(row["MaxPoints"]) for row in rows),
        "items": [
            {
                **_item(reference, assessment, row),
                **_answer(row, answer),
                "position": answer.position,
            }
            for row, answer in zip(rows, answers, strict=True)
        ],
    }


def spread(points: Sequence[float], most: float) -> list[Document]:
    """How many got each number of points there is."""
    counts = Counter(points)
    values = sorted({*range(int(most) + 1), most, *counts})
    shares = percentages([counts[value] for value in values])
    return [
        {"points": value, "count": counts[value], "percent": share}
        for value, share in zip(values, shares, strict=True)
    ]


def _by_position(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (int(row["ItemPosition"]), row["FullItemKey"]))


def _answers(row: Row, exams: Iterable[Exam]) -> list[Answer]:
    key = row["FullItemKey"]
    return [answer for exam in exams for answer in exam.answers if answer.key == key]


def _item(reference: Reference, assessment: Assessment, row: Row) -> Document:
    """What the package says of an item, with the names the subject gives to that."""
    subject = reference.subjects[assessment.subject]
    claim, _, target = row["ClaimContentTarget"].partition("|")
    has_options = row["ItemType"] in ("MC", "MS")
    return {
        "key": row["FullItemKey"],
        "position": int(row["ItemPosition"]),
        "type": row["ItemType"],
        "claim": {"code": claim.strip(), "name": subject.claim_name(claim.strip())},
        "target": subject.target(claim.strip(), target.strip()),
        "depth_of_knowledge": {"level": int(row["DOK"])},
        "difficulty": subject.difficulty(assessment.grade, float(row["avg_b"])),
        "standards": [{"code": code} for code in row["CommonCore"].split(";") if code],
        "writing_purpose": row["PtWritingType"] or None,
        "math_practice": row["MathematicalPractice"] or None,
        "calculator": row["AllowCalculator"] == "Y",
        "max_points": float(row["MaxPoints"]),
        "answer_key": sorted(row["AnswerKey"].split(",")) if has_options else [],
    }


def _scored(answers: Iterable[Answer]) -> list[float]:
    return [each.points for each in answers if each.points is not None]


def _points(row: Row, answers: Sequence[Answer]) -> Document:
    points, most = _scored(answers), float(row["MaxPoints"])
    distribution = spread(points, most)
    full = [each for each in distribution if each["points"] >= most]
    without = [each for each in answers if each.points is None]
    return {
        "scored": len(points),
        "unscored": sum(each.answered for each in without),
        "not_answered": sum(not each.answered for each in without),
        "average_points": sum(points) / len(points) if points else None,
        "full_credit": {name: sum(each[name] for each in full) for name in ("count", "percent")},
        "points": distribution,
    }


def _options(row: Row, answers: Iterable[Answer]) -> Document:
    """Of one right option the counts add up; of several each option counts by itself."""
    scored = [_chosen(each) for each in answers if each.points is not None]
    letters = OPTIONS[: int(row["NumberOfAnswerOptions"])]
    counts = [sum(letter in chosen for chosen in scored) for letter in letters]
    other = sum(not set(chosen) & set(letters) for chosen in scored)
    if row["ItemType"] == "MC":
        shares = percentages([*counts, other])
    else:
        shares = [_percent(count, len(scored)) for count in (*counts, other)]
    return {
        "scored": len(scored),
        "options": [
            {
                "option": letter,
                "correct": letter in row["AnswerKey"].split(","),
                "count": count,
                "percent": share,
            }
            for letter, count, share in zip(letters, counts, shares, strict=False)
        ],
        "other": {"count": other, "percent": shares[-1]},
    }


def _chosen(answer: Answer) -> list[str]:
    return sorted(answer.response.split(",")) if answer.response else []


def _percent(count: int, total: int) -> int:
    return half_up(Fraction(100 * count, total)) if total else 0


def _essay(row: Row, answers: Sequence[Answer]) -> Document:
    worth = [points for each in answers if (points := _transformed(each)) is not None]
    codes = Counter(each.condition for each in answers if each.condition)
    traits = [
        _trait(name, MOST[name], [each.traits[name] for each in answers if name in each.traits])
        for name in TRAITS
    ]
    return {
        **_points(row, answers),
        "traits": [*traits, _trait("Transformed Points", 6, worth)],
        "condition_codes": [{"code": code, "count": codes[code]} for code in sorted(codes)],
    }


def _transformed(answer: Answer) -> float | None:
    """Conventions and the average of the other two traits, half a point rounded up."""
    if len(answer.traits) < len(TRAITS):
        return None
    evidence, organization, conventions = (Fraction(answer.traits[name]) for name in TRAITS)
    return float(conventions + half_up((evidence + organization) / 2))


def _trait(category: str, most: int, points: Sequence[float]) -> Document:
    mean = Fraction(sum(map(Fraction, points)), len(points)) if points else None
    return {
        "category": category,
        "max_points": most,
        "scored": len(points),
        "average_points": None if mean is None else half_up(10 * mean) / 10,
        "points": spread(points, most),
    }


def _who(exam: Exam) -> Document:
    return {
        "student_id": exam.student,
        "first_name": exam.about["FirstName"],
        "last_name": exam.about["LastOrSurname"],
        "opportunity_id": exam.opportunity,
        "completed_on": exam.completed_on,
        "session_id": exam.session,
        "enrolled_grade": exam.grade,
    }


def _answer(row: Row, answer: Answer) -> Document:
    has_options, most = row["ItemType"] in ("MC", "MS"), float(row["MaxPoints"])
    marks = [answer.traits.get(name) for name in TRAITS]
    names = ("evidence_elaboration", "organization_purpose", "conventions")
    return {
        "response": answer.response,
        "options": _chosen(answer) if has_options else None,
        "answered": answer.answered,
        "points": answer.points,
        "correctness": None if answer.points is None else answer.points / most,
        "traits": {
            **dict(zip(names, marks, strict=True)),
            "transformed_points": _transformed(answer),
            "condition_code": answer.condition,
        }
        if row["ItemType"] == "WER"
        else None,
    }
