"""One student's exam, item by item: where it lies, what is asked, and what leaves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from cers.model.assessment import Assessment
from cers.model.audit import students_by_district
from cers.model.errors import NotFoundError
from cers.model.item_points import has_results
from cers.model.organization import Organizations, School
from cers.model.query import Engine
from cers.model.roles import Permission
from cers.model.scope import SUMMATIVE
from cers.reports import items_questions as questions
from cers.reports.item_documents import StudentItems
from cers.reports.items_questions import OneExam
from cers.reports.items_students import student_items as document
from cers.reports.population import SchoolPopulation
from cers.reports.rows import ResponseRow, RosterRow
from cers.reports.students import Whereabouts
from cers.steps.asking import definition_of, record_view
from cers.steps.checked import checked
from cers.steps.items import NO_ITEMS
from cers.steps.report_schools import school_document
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.steps.students import whereabouts


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which exam is asked for."""

    student_id: str
    assessment_id: str
    opportunity_id: str


def student_items(session: Session, sources: Sources, wanted: Wanted) -> StudentItems:
    """What one student answered to every item of one interim exam.

    Raises:
        NotPermittedError: the role sees no results of students.
        NotFoundError: there is no such exam in scope, or none with results by item.
    """
    session.require(Permission.INDIVIDUAL_RESULTS, Permission.GROUP_RESULTS)
    engine = sources.engine.pinned()
    definition = definition_of(session, sources, wanted.assessment_id)
    if definition.assessment.type == SUMMATIVE:
        raise NotFoundError(NO_ITEMS)
    session, where = whereabouts(session, sources, engine, wanted.student_id)
    one, exam = _exam(session, engine, definition.assessment, wanted, where)
    rows = cast("list[ResponseRow]", checked(engine, questions.answers(session.scope, one)))
    organizations = sources.reference.organizations()
    school = _school(organizations, exam)
    record_view(
        session,
        sources,
        SchoolPopulation(school),
        assessment_id=wanted.assessment_id,
        school_year=one.school_year,
        rows=1,
        snapshots=engine.snapshots,
        students=students_by_district([exam]),
    )
    return document(
        exam,
        school_document(school, organizations),
        definition.with_results(one.school_year, 1, [exam["completed_on"]]),
        definition,
        sources.reference.items(wanted.assessment_id),
        rows,
        sources.references.of,
    )


def _exam(
    session: Session, engine: Engine, assessment: Assessment, wanted: Wanted, where: Whereabouts
) -> tuple[OneExam, RosterRow]:
    """The exam; of several years with one of that name, in the newest."""
    for one in _candidates(assessment, wanted, where):
        rows = cast("list[RosterRow]", checked(engine, questions.exam(session.scope, one)))
        if rows:
            return one, rows[0]
    raise NotFoundError("there is no such exam among those you may see")


def _candidates(assessment: Assessment, wanted: Wanted, where: Whereabouts) -> Iterator[OneExam]:
    """The exam in each school year it may lie in, newest first."""
    lying = [
        row
        for row in where.rows
        if (row["asmt_type"], row["subject"]) == (assessment.type, assessment.subject)
    ]
    districts = frozenset(row["district_id"] for row in lying)
    for year in sorted({row["school_year"] for row in lying}, reverse=True):
        if has_results(assessment.type, year):
            yield OneExam(
                wanted.student_id,
                wanted.opportunity_id,
                assessment.id,
                assessment.type,
                year,
                districts,
            )


def _school(organizations: Organizations, exam: RosterRow) -> School:
    """The school of an exam, in the district it was in at test time."""
    found = organizations.schools[exam["school_id"]]
    return School(found.id, found.name, exam["district_id"], found.landed_at, found.group_id)
