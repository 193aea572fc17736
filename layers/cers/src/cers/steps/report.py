"""Reports about a school: what is asked, within which scope, and what leaves.

Whatever lies outside the session's scope is answered like something that does not exist. Rows are
checked against the scope once more before anything is made of them, and a response with students'
results is recorded before it is returned.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, cast

from cers.model.access import Scope
from cers.model.assessment import Assessment
from cers.model.audit import View
from cers.model.errors import CersError, NotFoundError
from cers.model.organization import Organizations, School
from cers.model.query import Engine, Query, Row
from cers.model.subject import Subject
from cers.reports import school as questions
from cers.reports.definition import Definition
from cers.reports.documents import AssessmentResults, Roster, SchoolAssessments, Summary
from cers.reports.listing import listing
from cers.reports.roster import roster as roster_document
from cers.reports.rows import AssessmentRow, ResultRow, RosterRow, ScoreRow
from cers.reports.summary import summary as summary_document
from cers.steps.report_schools import school_document
from cers.steps.session import Session


class OutOfScopeError(CersError):
    """A row came back that lies outside the scope: a fault of ours, and nothing leaves."""


class Reference(Protocol):
    """The reference data reports are labelled with."""

    def organizations(self) -> Organizations:
        """Every district and school."""
        ...

    def subjects(self) -> Mapping[str, Subject]:
        """Subject definitions by code."""
        ...

    def assessments(self) -> Mapping[str, Assessment]:
        """Assessments by natural id."""
        ...


class Audit(Protocol):
    """Where views are recorded."""

    def record(self, view: View) -> None:
        """Record a view; it is durable when this returns."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Sources:
    """What reports are made from, and where views of them are recorded."""

    engine: Engine
    reference: Reference
    audit: Audit
    now: Callable[[], datetime] = _now


def school_assessments(
    session: Session, sources: Sources, school_id: str, school_year: int | None
) -> SchoolAssessments:
    """The assessments with results at a school, in one school year.

    Raises:
        NotFoundError: there is no such school in scope.
    """
    school, organizations = _school(session.scope, sources, school_id)
    rows = _assessment_rows(session.scope, sources.engine, school)
    years = sorted({row["school_year"] for row in rows}, reverse=True)
    chosen = school_year if school_year is not None else max(years, default=None)
    return SchoolAssessments(
        school=school_document(school, organizations),
        school_years=years,
        school_year=chosen,
        assessments=listing(
            [row for row in rows if row["school_year"] == chosen],
            sources.reference.assessments(),
            sources.reference.subjects(),
        ),
    )


def summary(
    session: Session,
    sources: Sources,
    school_id: str,
    assessment_id: str,
    school_year: int | None,
) -> Summary:
    """How a school's students did on one assessment.

    Raises:
        NotFoundError: there is no such school or assessment in scope.
    """
    asked = _asked(session, sources, school_id, assessment_id, school_year)
    results = cast("list[ResultRow]", asked.rows(questions.results))
    scores = cast("list[ScoreRow]", asked.rows(questions.scores))
    asked.record(len(results))
    return summary_document(
        school_document(asked.sitting.school, asked.organizations),
        asked.described(results),
        asked.definition,
        results,
        scores,
    )


def roster(
    session: Session,
    sources: Sources,
    school_id: str,
    assessment_id: str,
    school_year: int | None,
) -> Roster:
    """The results of one assessment at a school, student by student.

    Raises:
        NotFoundError: there is no such school or assessment in scope.
    """
    asked = _asked(session, sources, school_id, assessment_id, school_year)
    results = cast("list[RosterRow]", asked.rows(questions.roster))
    scores = cast("list[ScoreRow]", asked.rows(questions.scores))
    asked.record(len(results), {row["student_id"] for row in results})
    return roster_document(
        school_document(asked.sitting.school, asked.organizations),
        asked.described(results),
        asked.definition,
        results,
        scores,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """One sitting, asked about in one session from one state of the lake."""

    session: Session
    sources: Sources
    engine: Engine
    organizations: Organizations
    definition: Definition
    sitting: questions.Sitting

    def rows(self, question: Callable[[Scope, questions.Sitting], Query]) -> list[Row]:
        """What the lake answers, checked against the scope."""
        return _checked(self.engine, question(self.session.scope, self.sitting))

    def described(self, results: Sequence[ResultRow]) -> AssessmentResults:
        """The assessment with what its results say."""
        dates = (row["completed_on"] for row in results)
        return self.definition.with_results(self.sitting.school_year, len(results), dates)

    def record(self, rows: int, student_ids: Iterable[str] = ()) -> None:
        """Record the view these results are about to become."""
        identity, assignment = self.session.identity, self.session.assignment
        self.sources.audit.record(
            View(
                at=self.sources.now(),
                request_id=self.session.request_id,
                route=self.session.route,
                subject=identity.subject,
                username=identity.username,
                role=assignment.role.code,
                organization_id=assignment.organization_id,
                school_id=self.sitting.school.id,
                assessment_id=self.sitting.assessment_id,
                school_year=self.sitting.school_year,
                rows=rows,
                snapshots=self.engine.snapshots,
                student_ids=tuple(sorted(student_ids)),
            )
        )


def _asked(
    session: Session,
    sources: Sources,
    school_id: str,
    assessment_id: str,
    school_year: int | None,
) -> _Asked:
    school, organizations = _school(session.scope, sources, school_id)
    definition = _definition(session.scope, sources.reference, assessment_id)
    assessment, engine = definition.assessment, sources.engine.pinned()
    if school_year is None:
        school_year = _newest_year(session.scope, engine, school, assessment)
    sitting = questions.Sitting(school, assessment.id, assessment.type, school_year)
    return _Asked(session, sources, engine, organizations, definition, sitting)


def _school(scope: Scope, sources: Sources, school_id: str) -> tuple[School, Organizations]:
    organizations = sources.reference.organizations()
    school = organizations.schools.get(school_id)
    if school is None or not scope.reaches_school(school.id, school.district_id):
        raise NotFoundError("there is no such school among those you may see")
    return school, organizations


def _definition(scope: Scope, reference: Reference, assessment_id: str) -> Definition:
    assessment = reference.assessments().get(assessment_id)
    if assessment is None or assessment.type not in scope.assessment_types:
        raise NotFoundError("there is no such assessment among those you may see")
    return Definition(assessment, reference.subjects().get(assessment.subject))


def _newest_year(scope: Scope, engine: Engine, school: School, assessment: Assessment) -> int:
    """The newest school year with results; the assessment's own where there are none."""
    rows = _assessment_rows(scope, engine, school)
    years = (row["school_year"] for row in rows if row["assessment_id"] == assessment.id)
    return max(years, default=assessment.school_year)


def _assessment_rows(scope: Scope, engine: Engine, school: School) -> list[AssessmentRow]:
    return cast("list[AssessmentRow]", _checked(engine, questions.assessments(scope, school)))


def _checked(engine: Engine, query: Query) -> list[Row]:
    rows = engine.rows(query)
    if not all(query.scope.covers(row) for row in rows):
        raise OutOfScopeError(f"{query.name} answered with rows outside the scope")
    return rows
