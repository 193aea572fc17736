"""Students' answers to items: everybody's to one item, and one student's to every item."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import fsum
from typing import Final

from cers.model.assessment import Item
from cers.model.item_points import ESSAY, chosen, correctness, points
from cers.model.organization import School
from cers.reports.definition import Definition
from cers.reports.documents import AssessmentResults, Named
from cers.reports.documents import School as SchoolDocument
from cers.reports.item_documents import (
    Answer,
    ItemAnswer,
    ItemStudents,
    OfAssessment,
    StudentAnswer,
    StudentItems,
)
from cers.reports.items_described import WITH_OPTIONS, described, shown
from cers.reports.rows import ResponseRow, RosterRow
from cers.reports.writing_traits import essay_traits

LONGEST: Final = 4000
"""How much of a response is shown where there are many, which may not be more than a few MB."""

_Exams = Mapping[tuple[str, str], RosterRow]
"""Student and opportunity -> the exam."""

ReferenceOf = Callable[[str], str]
"""What stands for a student in addresses."""


def item_students(
    head: OfAssessment,
    definition: Definition,
    item: Item,
    results: Iterable[RosterRow],
    rows: Sequence[ResponseRow],
    schools: Mapping[str, School],
    reference_of: ReferenceOf,
) -> ItemStudents:
    """Every student's answer to one item, by last name, first name and student id."""
    exams = {(row["student_id"], row["opportunity_id"]): row for row in results}
    positions = [row["position"] for row in rows]
    position = item.position if item.position is not None else min(positions, default=None)
    return ItemStudents(
        **head,
        item=described(definition, item, position),
        students=[
            _student(
                item, exams[row["student_id"], row["opportunity_id"]], row, schools, reference_of
            )
            for row in sorted(rows, key=lambda row: _by_name(row, exams))
        ],
    )


def student_items(
    exam: RosterRow,
    school: SchoolDocument,
    assessment: AssessmentResults,
    definition: Definition,
    defined: Mapping[str, Item],
    rows: Sequence[ResponseRow],
    reference_of: ReferenceOf,
) -> StudentItems:
    """One exam of one student, item by item, in the order the student saw them."""
    items = {item.key: item for item in shown(defined, (row["item_key"] for row in rows))}
    mine = [row for row in rows if row["item_key"] in items]
    answers = [_item(definition, items[row["item_key"]], row) for row in mine]
    most = [items[row["item_key"]].max_points for row in mine]
    known = [each for each in most if each is not None]
    return StudentItems(
        student_id=exam["student_id"],
        reference=reference_of(exam["student_id"]),
        first_name=exam["first_name"],
        last_name=exam["last_name"],
        opportunity_id=exam["opportunity_id"],
        completed_on=exam["completed_on"].isoformat(),
        session_id=exam["session_id"],
        enrolled_grade=exam["grade"],
        school=school,
        assessment=assessment,
        school_year=exam["school_year"],
        points=fsum(each["points"] or 0 for each in answers),
        max_points=fsum(known) if len(known) == len(most) else None,
        items=answers,
    )


def _item(definition: Definition, item: Item, row: ResponseRow) -> ItemAnswer:
    return ItemAnswer(
        **described(definition, item, row["position"]), **_answer(item, row, longest=None)
    )


def _student(
    item: Item,
    exam: RosterRow,
    row: ResponseRow,
    schools: Mapping[str, School],
    reference_of: ReferenceOf,
) -> StudentAnswer:
    school = schools.get(exam["school_id"])
    return StudentAnswer(
        student_id=exam["student_id"],
        reference=reference_of(exam["student_id"]),
        first_name=exam["first_name"],
        last_name=exam["last_name"],
        opportunity_id=exam["opportunity_id"],
        completed_on=exam["completed_on"].isoformat(),
        session_id=exam["session_id"],
        enrolled_grade=exam["grade"],
        school=Named(id=exam["school_id"], name=school.name if school else exam["school_id"]),
        max_points=item.max_points,
        **_answer(item, row, longest=LONGEST),
    )


def _answer(item: Item, row: ResponseRow, longest: int | None) -> Answer:
    earned, text = points(row["score"]), row["response"]
    return Answer(
        response=text if text is None else text[:longest],
        truncated=text is not None and longest is not None and len(text) > longest,
        options=sorted(chosen(text)) if item.type in WITH_OPTIONS else None,
        answered=bool(row["is_selected"]),
        points=earned,
        correctness=correctness(earned, item.max_points),
        traits=essay_traits(row) if item.type == ESSAY else None,
    )


def _by_name(row: ResponseRow, exams: _Exams) -> tuple[str, str, str, str, int]:
    exam = exams[row["student_id"], row["opportunity_id"]]
    last, first = exam["last_name"] or "", exam["first_name"] or ""
    return (
        last.casefold(),
        first.casefold(),
        row["student_id"],
        row["opportunity_id"],
        row["position"],
    )
