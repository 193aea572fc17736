"""The students somebody looked at lately, as far as they are in scope still."""

from collections.abc import Collection
from typing import Final, Protocol, TypedDict

from cers.model.audit import Action, Viewed
from cers.model.roles import Permission
from cers.reports.documents import FoundStudent
from cers.steps.session import Session
from cers.steps.sources import Sources
from cers.steps.students import districts_in_scope, found_students, record_students, rows_of

MOST: Final = 10

ROUTES: Final = frozenset({"/v1/students/history", "/v1/students/items"})
"""The routes by which somebody looks at one student."""


class Views(Protocol):
    """Where it is written down who saw whom."""

    def of(
        self, subject: str, role: str, organization_id: str, routes: Collection[str]
    ) -> list[Viewed]:
        """The students one user saw by some routes under one assignment, latest first."""
        ...


class RecentStudent(FoundStudent):
    """A student, and when the caller last looked at him or her."""

    viewed_at: str


class RecentStudents(TypedDict):
    """The students somebody looked at, the latest first."""

    students: list[RecentStudent]


def recent_students(session: Session, sources: Sources, views: Views) -> RecentStudents:
    """The students whose history or answers the caller last saw under this assignment.

    Whoever has no result in scope any more is not among them. It is recorded like a search.

    Raises:
        NotPermittedError: the role sees no student's results.
    """
    session.require(Permission.INDIVIDUAL_RESULTS, Permission.GROUP_RESULTS)
    assignment, engine = session.assignment, sources.engine.pinned()
    viewed = views.of(
        session.identity.subject, assignment.role.code, assignment.organization_id, ROUTES
    )
    ids = frozenset(each.student_id for each in viewed)
    _, rows = rows_of(session, sources, engine, ids, _districts(session, sources, viewed))
    found = {each["student_id"]: each for each in found_students(sources, rows)}
    shown = [
        RecentStudent(**found[each.student_id], viewed_at=each.at)
        for each in viewed
        if each.student_id in found
    ][:MOST]
    named = {each["student_id"] for each in shown}
    record_students(
        session,
        sources,
        engine,
        Action.SEARCH,
        [row for row in rows if row["student_id"] in named],
        detail="students looked at lately",
    )
    return RecentStudents(students=shown)


def _districts(
    session: Session, sources: Sources, viewed: Collection[Viewed]
) -> frozenset[str] | None:
    """Where to look: in the scope's own districts; without such, where results lay when seen."""
    own = districts_in_scope(session, sources)
    return frozenset().union(*(each.district_ids for each in viewed)) if own is None else own
