"""Of whom printed reports are: looked up within what may be taken away, and nothing else.

Results in review may be looked at by some, and are on nobody's paper.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from cers.model.errors import InputError, NotFoundError
from cers.model.filters import Filters
from cers.model.printed_job import Kind, Whose
from cers.model.query import Engine
from cers.model.roles import Permission
from cers.reports.clauses import Clause
from cers.steps.asking import group_population, school_in_scope, school_population
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.steps.students import whereabouts
from cers.steps.transfers import with_transfers


@dataclass(frozen=True, slots=True)
class Found:
    """Whose results they are, with the session that opens them.

    `district_ids` are where they lie; None stands for anywhere.
    """

    session: Session
    clause: Clause
    district_ids: frozenset[str] | None


def for_paper(session: Session, types: Collection[str], *, transfers: bool) -> Session:
    """A session in which nothing is in scope but what may be taken away, of these types.

    Raises:
        NotPermittedError: the role sees no student's results.
        InputError: the role does not see all of the types.
    """
    session.require(Permission.INDIVIDUAL_RESULTS, Permission.GROUP_RESULTS)
    if not set(types) <= session.export_scope.assessment_types:
        raise InputError("types: your role does not see all of these")
    scope = replace(session.export_scope, assessment_types=frozenset(types))
    opened = session.tenant.transfer_access and transfers
    return replace(session, scope=scope, tenant=replace(session.tenant, transfer_access=opened))


def find(session: Session, sources: Sources, engine: Engine, whose: Whose) -> Found:
    """Whose results they are, in a session `for_paper`.

    Raises:
        NotFoundError: there is no such student, group or school among those in scope.
        NotPermittedError: the role prints nothing of whole schools.
    """
    return _FINDERS[whose.kind](session, sources, engine, whose)


def _student(session: Session, sources: Sources, engine: Engine, whose: Whose) -> Found:
    opened, where = whereabouts(session, sources, engine, whose.student_id)
    return Found(opened, where.clause, where.reach.district_ids)


def _group(session: Session, sources: Sources, engine: Engine, whose: Whose) -> Found:
    population = group_population(session, sources, whose.group_id)
    opened = with_transfers(session, engine, population, Filters())
    return Found(opened.session, opened.population.clause, opened.population.district_ids)


def _school(session: Session, sources: Sources, engine: Engine, whose: Whose) -> Found:
    session.require(Permission.INDIVIDUAL_RESULTS)
    school = school_in_scope(session, sources, whose.school_id)
    if not session.scope.holds_school(school.id, school.district_id):
        raise NotFoundError("there is no such school among those you may see")
    population = school_population(session, sources, school.id)
    opened = with_transfers(session, engine, population, Filters())
    return Found(opened.session, opened.population.clause, opened.population.district_ids)


_FINDERS: dict[Kind, Callable[[Session, Sources, Engine, Whose], Found]] = {
    Kind.STUDENT: _student,
    Kind.GROUP: _group,
    Kind.SCHOOL: _school,
}
