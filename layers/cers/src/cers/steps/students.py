"""Single students: who may be looked up, and what he or she took.

A student without any result in scope is answered like one who does not exist.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from cers.model.audit import Action, students_by_district
from cers.model.errors import InputError, NotFoundError
from cers.model.filters import Filters
from cers.model.organization import Organizations
from cers.model.query import Engine, Query, Row
from cers.model.roles import Level, Permission
from cers.reports import students as questions
from cers.reports.documents import FoundStudent, FoundStudents, Named, StudentHistory
from cers.reports.history import Definitions
from cers.reports.history import history as history_document
from cers.reports.rows import HistoryRow, HistoryScoreRow, TestedRow
from cers.reports.students import MOST_ROWS, Whereabouts
from cers.steps.asking import school_in_scope
from cers.steps.audit_records import record_of
from cers.steps.checked import checked
from cers.steps.report import background, in_review
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.steps.student_references import UNKNOWN_STUDENT
from cers.steps.transfers import with_transfers_of

PAGE = 50
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Search:
    """Whom to look for: by id or, where that is empty, by the beginnings of names."""

    student_id: str = ""
    name: str = ""
    school_id: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which results of a student to show; empty sets leave all of them."""

    school_years: frozenset[int] = frozenset()
    subjects: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()

    def takes(self, row: HistoryRow) -> bool:
        """Whether a result is one of these."""
        return (
            (not self.school_years or row["school_year"] in self.school_years)
            and (not self.subjects or row["subject"] in self.subjects)
            and (not self.types or row["asmt_type"] in self.types)
        )


def search(session: Session, sources: Sources, wanted: Search) -> FoundStudents:
    """The students in scope that match, those with the latest results first.

    Raises:
        InputError: it says neither an id nor enough of a name.
        NotFoundError: it names a school that is not in scope.
        NotPermittedError: the role sees no student's results.
    """
    session.require(Permission.INDIVIDUAL_RESULTS, Permission.GROUP_RESULTS)
    engine = sources.engine.pinned()
    query = _search_query(session, sources, wanted)
    rows = cast("list[TestedRow]", checked(engine, query))
    found = found_students(sources, rows)
    shown = found[:PAGE]
    ids = {each["student_id"] for each in shown}
    named = [row for row in rows if row["student_id"] in ids]
    record_students(session, sources, engine, Action.SEARCH, named)
    return FoundStudents(students=shown, more=len(found) > PAGE or len(rows) >= MOST_ROWS)


def history(
    session: Session, sources: Sources, student_id: str, chosen: Chosen, filters: Filters
) -> StudentHistory:
    """All that a student took, as far as it is in scope.

    Raises:
        NotFoundError: there is no such student with results in scope.
        NotPermittedError: the role sees no student's results.
    """
    session.require(Permission.INDIVIDUAL_RESULTS, Permission.GROUP_RESULTS)
    engine = sources.engine.pinned()
    session, where = whereabouts(session, sources, engine, student_id)
    every = cast(
        "list[HistoryRow]", checked(engine, questions.history(session.scope, where, filters))
    )
    rows = [row for row in every if chosen.takes(row)]
    kept = {(row["assessment_id"], row["opportunity_id"]) for row in rows}
    scores = cast(
        "list[HistoryScoreRow]", checked(engine, questions.history_scores(session.scope, where))
    )
    record_students(session, sources, engine, Action.VIEW, where.rows, results=len(rows))
    (student,) = found_students(sources, where.rows)
    return history_document(
        student,
        (row["school_year"] for row in where.rows),
        rows,
        [each for each in scores if (each["assessment_id"], each["opportunity_id"]) in kept],
        Definitions(sources.reference.assessments(), sources.reference.subjects()),
        background(session, sources),
        in_review=in_review(session, rows),
    )


def whereabouts(
    session: Session, sources: Sources, engine: Engine, student_id: str
) -> tuple[Session, Whereabouts]:
    """Where the results of a student lie that are in scope, with the session that opens them.

    Raises:
        NotFoundError: there are none.
    """
    districts = districts_in_scope(session, sources)
    wider, rows = rows_of(session, sources, engine, frozenset({student_id}), districts)
    if not rows:
        raise NotFoundError(UNKNOWN_STUDENT)
    return wider, Whereabouts(student_id, tuple(rows))


def rows_of(
    session: Session,
    sources: Sources,
    engine: Engine,
    student_ids: frozenset[str],
    districts: frozenset[str] | None,
) -> tuple[Session, list[TestedRow]]:
    """Where the results of students lie that are in scope, with the session that opens them.

    `districts` are those to look in, but for what transfers open: that may lie in any.
    """
    if not student_ids:
        return session, []
    schools = sources.reference.organizations().schools
    wider = with_transfers_of(session, engine, schools, student_ids)
    where = districts if wider is session else None
    query = questions.by_ids(wider.scope, where, student_ids)
    return wider, cast("list[TestedRow]", checked(engine, query))


def districts_in_scope(session: Session, sources: Sources) -> frozenset[str] | None:
    """The districts all results in scope lie in; None where they may lie in any."""
    assignment = session.assignment
    match assignment.role.level:
        case Level.DISTRICT:
            return frozenset({assignment.organization_id})
        case Level.SCHOOL:
            schools = sources.reference.organizations().schools
            school = schools.get(assignment.organization_id)
            return frozenset({school.district_id}) if school else frozenset()
        case _:
            return None


def _search_query(session: Session, sources: Sources, wanted: Search) -> Query:
    districts = districts_in_scope(session, sources)
    if wanted.student_id:
        return questions.by_ids(session.scope, districts, frozenset({wanted.student_id}))
    words = wanted.name.split()
    if not words or any(len(word) < SHORTEST_NAME for word in words):
        raise InputError(f"name: at least {SHORTEST_NAME} letters of each name, or a student_id")
    if wanted.school_id:
        school = school_in_scope(session, sources, wanted.school_id)
        districts = frozenset({school.district_id})
    return questions.by_name(session.scope, districts, words, wanted.school_id)


def found_students(sources: Sources, rows: Iterable[TestedRow]) -> list[FoundStudent]:
    """One entry a student, as of the latest result; the rows come newest first."""
    organizations, found = sources.reference.organizations(), dict[str, FoundStudent]()
    for row in rows:
        if row["student_id"] not in found:
            reference = sources.references.of(row["student_id"])
            found[row["student_id"]] = _student(row, reference, organizations)
        found[row["student_id"]]["results"] += row["results"]
    return list(found.values())


def _student(row: TestedRow, reference: str, organizations: Organizations) -> FoundStudent:
    school = organizations.schools.get(row["school_id"])
    return FoundStudent(
        student_id=row["student_id"],
        reference=reference,
        first_name=row["first_name"],
        last_name=row["last_name"],
        grade=row["grade"],
        school=Named(id=row["school_id"], name=school.name if school else row["school_id"]),
        results=0,
        latest_completed=row["latest_completed"].isoformat(),
    )


def record_students(
    session: Session,
    sources: Sources,
    engine: Engine,
    action: Action,
    named: Iterable[TestedRow],
    results: int = 0,
    detail: str = "",
) -> None:
    """Record that students are about to be named, in all the districts their results lie in."""
    students = students_by_district(cast("list[Row]", list(named)))
    sources.audit.record(
        record_of(
            session,
            action,
            at=sources.now(),
            district_ids=tuple(sorted(students)),
            students=students,
            rows=results,
            snapshots=engine.snapshots,
            detail=detail,
        )
    )
