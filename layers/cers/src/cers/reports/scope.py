"""A scope as SQL: the predicate no query goes without."""

from collections.abc import Iterator

from cers.model.scope import SUMMATIVE, Membership, Opening, Scope, Window
from cers.reports.clauses import (
    EVERYTHING,
    NOTHING,
    Clause,
    all_of,
    among,
    any_of,
    beyond,
    compared,
)


def scope_clause(scope: Scope) -> Clause:
    """The rows of any of the lake's tables that lie within a scope."""
    if scope.is_empty:
        return NOTHING
    parts = [among("asmt_type", scope.assessment_types), *_open(scope)]
    if not scope.statewide:
        parts.append(any_of(*_places(scope)))
    return all_of(*parts)


def enrolled_clause(scope: Scope) -> Clause:
    """The rows of the students table whose current school lies within a scope."""
    if scope.is_empty:
        return NOTHING
    if scope.statewide:
        return EVERYTHING
    members = [
        all_of(among("student_id", each.student_ids), compared("school_id", "=", each.school_id))
        for each in scope.memberships
        if each.school_id is not None
    ]
    return any_of(
        among("district_id", scope.district_ids), among("school_id", scope.school_ids), *members
    )


def _open(scope: Scope) -> Iterator[Clause]:
    """What keeps back summative results that are not open, if the scope has any."""
    if SUMMATIVE in scope.assessment_types:
        yield any_of(*_window(scope.window))


def _window(window: Window) -> Iterator[Clause]:
    yield "asmt_type <> ?", (SUMMATIVE,)
    yield compared("school_year", "<", window.current_year)
    for opening in window.openings:
        yield _opening(opening)


def _opening(opening: Opening) -> Clause:
    if opening.district_ids is None:
        districts = beyond("district_id", opening.withheld)
    else:
        districts = among("district_id", opening.district_ids)
    year = compared("school_year", "=", opening.school_year)
    return all_of(year, compared("subject", "=", opening.subject), districts)


def _places(scope: Scope) -> Iterator[Clause]:
    for column, ids in (("district_id", scope.district_ids), ("school_id", scope.school_ids)):
        if ids:
            yield among(column, ids)
    for membership in scope.memberships:
        yield _members(membership)


def _members(membership: Membership) -> Clause:
    parts = [among("student_id", membership.student_ids)]
    if membership.school_id is not None:
        parts.append(among("school_id", {membership.school_id}))
    if membership.subject is not None:
        parts.append(among("subject", {membership.subject}))
    return all_of(*parts)
