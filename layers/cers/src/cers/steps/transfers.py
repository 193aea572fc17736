"""Transfer access: earlier results of students who have since moved to a school in scope.

It is off unless the state has switched it on. Then whoever sees the results of a student at the
school the student attends now, sees those from other schools too: of the same subjects, and as
long as the student attends it. Where a student is enrolled is what registrations say, never what a
group says. (Source: RDW's system configuration, "transfer-enabled".)
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast

from cers.model.filters import Filters
from cers.model.organization import School
from cers.model.query import Engine
from cers.model.scope import Membership, Scope
from cers.reports import students as questions
from cers.reports.population import GroupPopulation, Population, SchoolPopulation
from cers.reports.rows import EnrolledRow, TestedRow
from cers.steps.checked import checked
from cers.steps.session import Session


@dataclass(frozen=True, slots=True)
class Opened:
    """A session and a population with what transfers open."""

    session: Session
    population: Population


def with_transfers(
    session: Session, engine: Engine, population: Population, filters: Filters
) -> Opened:
    """What a population comes to with the earlier results of those who have moved to its school."""
    if not (session.tenant.transfer_access and filters.transfers):
        return Opened(session, population)
    school = population.school
    members = population.group.student_ids if population.group else None
    attending = enrolled(session.scope, engine, school, members)
    wider = _wider(session, school, attending)
    if wider is session:
        return Opened(session, population)
    elsewhere = [
        row for row in _tested(wider.scope, engine, attending) if row["school_id"] != school.id
    ]
    arrivals = frozenset(row["student_id"] for row in elsewhere)
    origins = frozenset(row["district_id"] for row in elsewhere)
    return Opened(wider, _with_arrivals(population, arrivals, origins))


def with_transfers_of(
    session: Session, engine: Engine, schools: Mapping[str, School], student_ids: frozenset[str]
) -> Session:
    """A session with the earlier results of those students who attend one of the schools.

    The session itself, where transfers open nothing.
    """
    if not session.tenant.transfer_access:
        return session
    query = questions.enrolment(session.scope, student_ids)
    attending: dict[str, set[str]] = defaultdict(set)
    for row in cast("list[EnrolledRow]", checked(engine, query)):
        if row["school_id"] in schools:
            attending[row["school_id"]].add(row["student_id"])
    wider = session
    for school_id, students in sorted(attending.items()):
        wider = _wider(wider, schools[school_id], frozenset(students))
    return wider


def enrolled(
    scope: Scope, engine: Engine, school: School, members: frozenset[str] | None
) -> frozenset[str]:
    """Who attends a school now, of some students or (None) of all."""
    rows = cast("list[EnrolledRow]", checked(engine, questions.enrolled(scope, school.id, members)))
    return frozenset(row["student_id"] for row in rows)


def _wider(session: Session, school: School, attending: frozenset[str]) -> Session:
    more = tuple(_memberships(session.scope, school, attending))
    return replace(session, scope=session.scope.with_memberships(*more)) if more else session


def _memberships(scope: Scope, school: School, attending: frozenset[str]) -> Iterator[Membership]:
    """What attending a school opens: all to who sees the school, else what one's groups do."""
    if not attending:
        return
    if scope.holds_school(school.id, school.district_id):
        yield Membership(None, None, attending)
        return
    for membership in scope.memberships:
        here = membership.student_ids & attending
        if membership.school_id == school.id and here:
            yield Membership(None, membership.subject, here)


def _tested(scope: Scope, engine: Engine, student_ids: frozenset[str]) -> list[TestedRow]:
    return cast("list[TestedRow]", checked(engine, questions.by_ids(scope, None, student_ids)))


def _with_arrivals(
    population: Population, arrivals: frozenset[str], origins: frozenset[str]
) -> Population:
    match population:
        case GroupPopulation():
            return replace(population, arrivals=arrivals, origins=origins)
        case SchoolPopulation():
            return replace(population, arrivals=arrivals, origins=origins)
        case _:
            return population
