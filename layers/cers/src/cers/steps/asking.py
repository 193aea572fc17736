"""Asking the lake on somebody's behalf: about whom, within which scope, checked and recorded.

Whatever lies outside the session's scope is answered like something that does not exist. Rows are
checked against the scope once more before anything is made of them, and a response with students'
results is recorded before it is returned.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from cers.model.access import Group
from cers.model.audit import Action, students_by_district
from cers.model.errors import NotFoundError
from cers.model.filters import Filters
from cers.model.organization import School
from cers.model.query import Engine, Query, Row
from cers.model.roles import Permission
from cers.model.scope import Scope
from cers.reports import results as questions
from cers.reports.definition import Definition
from cers.reports.population import GroupPopulation, Population, SchoolPopulation
from cers.reports.results import Sitting
from cers.reports.rows import AssessmentRow
from cers.steps.audit_records import record_of
from cers.steps.checked import checked
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.steps.transfers import with_transfers


def school_in_scope(session: Session, sources: Sources, school_id: str) -> School:
    """A school of which the session may see anything.

    Raises:
        NotFoundError: there is no such school in scope.
    """
    school = sources.reference.organizations().schools.get(school_id)
    if school is None or not session.scope.reaches_school(school.id, school.district_id):
        raise NotFoundError("there is no such school among those you may see")
    return school


def school_population(session: Session, sources: Sources, school_id: str) -> Population:
    """The results at a school.

    Raises:
        NotFoundError: there is no such school in scope.
    """
    return SchoolPopulation(school_in_scope(session, sources, school_id))


def group_population(session: Session, sources: Sources, group_id: str) -> Population:
    """The results of a group.

    It is one the caller is listed in, one at a school whose every result the caller sees, or one
    the caller made.

    Raises:
        NotFoundError: there is no such group, or none of these.
    """
    group = _group(session, sources, group_id)
    school = sources.reference.organizations().schools.get(group.school_id) if group else None
    if (
        group is None
        or school is None
        or not session.scope.reaches_school(school.id, school.district_id)
    ):
        raise NotFoundError("there is no such group among those you may see")
    return GroupPopulation(group, school)


def _group(session: Session, sources: Sources, group_id: str) -> Group | None:
    for group in session.groups:
        if group.id == group_id:
            return group
    if session.assignment.may(Permission.INDIVIDUAL_RESULTS):
        assigned = sources.groups.group(group_id)
        if assigned is not None and _holds(session.scope, sources, assigned.school_id):
            return assigned
    if session.assignment.may(Permission.OWN_GROUPS):
        return _own_group(session, sources, group_id)
    return None


def _own_group(session: Session, sources: Sources, group_id: str) -> Group | None:
    """The group with an id that the caller made; those of school years before have gone."""
    group = sources.groups.own_group(session.identity.username, group_id)
    current = session.tenant.current_year
    return group if group is not None and group.school_year == current else None


def _holds(scope: Scope, sources: Sources, school_id: str) -> bool:
    school = sources.reference.organizations().schools.get(school_id)
    return school is not None and scope.holds_school(school.id, school.district_id)


def definition_of(session: Session, sources: Sources, assessment_id: str) -> Definition:
    """An assessment with its subject.

    Raises:
        NotFoundError: there is no such assessment, or none of a type in scope.
    """
    assessment = sources.reference.assessments().get(assessment_id)
    if assessment is None or assessment.type not in session.scope.assessment_types:
        raise NotFoundError("there is no such assessment among those you may see")
    return Definition(assessment, sources.reference.subjects().get(assessment.subject))


def assessment_rows(
    session: Session, engine: Engine, population: Population, filters: Filters
) -> list[AssessmentRow]:
    """The assessments with results in a population, counted by school year and school."""
    query = questions.assessments(session.scope, population, filters)
    return cast("list[AssessmentRow]", checked(engine, query))


@dataclass(frozen=True, slots=True)
class Asked:
    """One assessment of a population, asked about in one session from one state of the lake."""

    session: Session
    sources: Sources
    engine: Engine
    definition: Definition
    sitting: Sitting
    _districts: dict[str, set[str]] = field(default_factory=dict)
    """Student -> the districts of the rows that were answered."""

    @property
    def population(self) -> Population:
        """Whose results it is about."""
        return self.sitting.population

    def rows(self, question: Callable[[Scope, Sitting], Query]) -> list[Row]:
        """What the lake answers, checked against the scope."""
        rows = checked(self.engine, question(self.session.scope, self.sitting))
        for row in rows:
            if "student_id" in row:
                here = self._districts.setdefault(str(row["student_id"]), set())
                here.add(str(row["district_id"]))
        return rows

    def record(self, rows: int, student_ids: Iterable[str] = ()) -> None:
        """Record the view these results are about to become; `student_ids` it names."""
        named = (
            {"student_id": student_id, "district_id": district_id}
            for student_id in set(student_ids)
            for district_id in self._districts.get(student_id, ())
        )
        record_view(
            self.session,
            self.sources,
            self.population,
            assessment_id=self.sitting.assessment_id,
            school_year=self.sitting.school_year,
            rows=rows,
            snapshots=self.engine.snapshots,
            students=students_by_district(named),
        )


def asked(
    session: Session,
    sources: Sources,
    population: Population,
    assessment_id: str,
    school_year: int | None,
    filters: Filters,
) -> Asked:
    """One assessment of a population; without a school year, in the newest one with results.

    Raises:
        NotFoundError: there is no such assessment in scope.
    """
    definition = definition_of(session, sources, assessment_id)
    assessment, engine = definition.assessment, sources.engine.pinned()
    opened = with_transfers(session, engine, population, filters)
    session, population = opened.session, opened.population
    if school_year is None:
        school_year = _newest_year(session, engine, population, assessment_id, definition)
    sitting = Sitting(population, assessment.id, assessment.type, school_year, filters)
    return Asked(session, sources, engine, definition, sitting)


def record_view(
    session: Session,
    sources: Sources,
    population: Population,
    *,
    assessment_id: str = "",
    school_year: int | None = None,
    rows: int,
    snapshots: tuple[str, ...],
    students: Mapping[str, frozenset[str]] | None = None,
    action: Action = Action.VIEW,
) -> None:
    """Record that results of a population are about to leave.

    `students` are those the answer names, by district.
    """
    sources.audit.record(
        record_of(
            session,
            action,
            at=sources.now(),
            district_ids=tuple(sorted({*(population.district_ids or ()), *(students or ())})),
            school_ids=(population.school.id,),
            students=students,
            group_id=population.group.id if population.group else "",
            assessment_id=assessment_id,
            school_year=school_year,
            rows=rows,
            snapshots=snapshots,
        )
    )


def _newest_year(
    session: Session,
    engine: Engine,
    population: Population,
    assessment_id: str,
    definition: Definition,
) -> int:
    """The newest school year with results; the assessment's own where there are none."""
    rows = assessment_rows(session, engine, population, Filters())
    years = (row["school_year"] for row in rows if row["assessment_id"] == assessment_id)
    return max(years, default=definition.assessment.school_year)
