"""A scope as SQL: the predicate no query goes without."""

from collections.abc import Iterable

from cers.model.access import Membership, Scope
from cers.model.query import Value

Clause = tuple[str, tuple[Value, ...]]
"""SQL with a `?` for each of the values beside it."""

NOTHING: Clause = ("1 = 0", ())


def scope_clause(scope: Scope) -> Clause:
    """The rows of any of the lake's tables that lie within a scope."""
    if scope.is_empty:
        return NOTHING
    types = _among("asmt_type", scope.assessment_types)
    return types if scope.statewide else _all_of(types, _any_of(_places(scope)))


def _places(scope: Scope) -> list[Clause]:
    organizations = (("district_id", scope.district_ids), ("school_id", scope.school_ids))
    clauses = [_among(column, ids) for column, ids in organizations if ids]
    return clauses + [_members(membership) for membership in scope.memberships]


def _members(membership: Membership) -> Clause:
    parts = [
        _among("school_id", {membership.school_id}),
        _among("student_id", membership.student_ids),
    ]
    if membership.subject is not None:
        parts.append(_among("subject", {membership.subject}))
    return _all_of(*parts)


def _among(column: str, values: Iterable[str]) -> Clause:
    ordered = tuple(sorted(values))
    return f"{column} IN ({', '.join('?' * len(ordered))})", ordered


def _all_of(*clauses: Clause) -> Clause:
    return _joined(" AND ", clauses)


def _any_of(clauses: Iterable[Clause]) -> Clause:
    return _joined(" OR ", clauses)


def _joined(word: str, clauses: Iterable[Clause]) -> Clause:
    parts = tuple(clauses)
    text = word.join(sql for sql, _ in parts)
    return f"({text})", tuple(value for _, values in parts for value in values)
