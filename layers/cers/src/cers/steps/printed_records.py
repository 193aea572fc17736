"""What printed reports are made from: whom they are of, and everything those students took."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from cers.model.printed_job import Kind, Order, Wanted
from cers.model.query import Engine
from cers.reports.printed import questions
from cers.reports.printed.student import Exam, Record
from cers.reports.rows import ExtractRow, HistoryRow, HistoryScoreRow, PrintedTraitRow
from cers.steps.checked import checked
from cers.steps.printed_populations import Found

R = TypeVar("R", HistoryRow, HistoryScoreRow, PrintedTraitRow)


@dataclass(frozen=True, slots=True)
class Printable:
    """A student to report on, by the name of the latest result, and the exams to tell of.

    `kinds` are the subjects and types of those exams: what earlier results are compared with.
    """

    student_id: str
    last_name: str
    first_name: str
    exams: frozenset[Exam]
    kinds: frozenset[tuple[str, str]]


def printables(
    found: Found, engine: Engine, wanted: Wanted, grades: Mapping[str, str]
) -> list[Printable]:
    """The students to report on, in the order that is wanted; `grades` by assessment."""
    query = questions.wanted(
        found.session.scope, found.clause, found.district_ids, wanted.school_year
    )
    rows = cast("list[ExtractRow]", checked(engine, query))
    by_student: dict[str, list[ExtractRow]] = defaultdict(list)
    for row in rows:
        if not wanted.subjects or row["subject"] in wanted.subjects:
            by_student[row["student_id"]].append(row)
    chosen = [
        _printable(exams) for exams in by_student.values() if _is_chosen(exams, wanted, grades)
    ]
    by_id = wanted.order is Order.ID
    return sorted(chosen, key=_id if by_id else _name)


def records_of(
    found: Found, engine: Engine, school_year: int, students: Sequence[Printable]
) -> Iterator[Record]:
    """All that is to be told of some students, one by one in their order."""
    scope, ids = found.session.scope, frozenset(each.student_id for each in students)
    asked = questions.Students(ids, school_year, found.district_ids)
    rows = _by_student(cast("list[HistoryRow]", checked(engine, questions.results(scope, asked))))
    scores = _by_student(
        cast("list[HistoryScoreRow]", checked(engine, questions.scores(scope, asked)))
    )
    traits = _by_student(
        cast("list[PrintedTraitRow]", checked(engine, questions.traits(scope, asked)))
    )
    for each in students:
        mine = each.student_id
        yield Record(
            student_id=mine,
            school_year=school_year,
            exams=each.exams,
            rows=[row for row in rows[mine] if (row["subject"], row["asmt_type"]) in each.kinds],
            scores=scores[mine],
            traits=traits[mine],
        )


def _is_chosen(rows: Iterable[ExtractRow], wanted: Wanted, grades: Mapping[str, str]) -> bool:
    """Whether a student is of the grade: a school's students are those with such results."""
    if wanted.whose.kind is not Kind.SCHOOL:
        return True
    return any(grades.get(row["assessment_id"]) == wanted.whose.grade for row in rows)


def _printable(rows: Sequence[ExtractRow]) -> Printable:
    latest = max(rows, key=lambda row: (row["completed_on"], row["opportunity_id"]))
    return Printable(
        student_id=latest["student_id"],
        last_name=latest["last_name"] or "",
        first_name=latest["first_name"] or "",
        exams=frozenset((row["assessment_id"], row["opportunity_id"]) for row in rows),
        kinds=frozenset((row["subject"], row["asmt_type"]) for row in rows),
    )


def _name(each: Printable) -> tuple[str, str, str]:
    return each.last_name.casefold(), each.first_name.casefold(), each.student_id


def _id(each: Printable) -> tuple[str, str, str]:
    return each.student_id, "", ""


def _by_student(rows: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row["student_id"]].append(row)
    return found
