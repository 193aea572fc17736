"""Pieces of SQL conditions: a text of our own, and a `?` for each value that is bound to it."""

from collections.abc import Iterable

from cers.model.query import Value

Clause = tuple[str, tuple[Value, ...]]
"""SQL with a `?` for each of the values beside it."""

NOTHING: Clause = ("1 = 0", ())
EVERYTHING: Clause = ("1 = 1", ())


def among(column: str, values: Iterable[Value]) -> Clause:
    """A column is one of some values; of none it never is."""
    ordered = tuple(sorted(values, key=str))
    if not ordered:
        return NOTHING
    return f"{column} IN ({', '.join('?' * len(ordered))})", ordered


def beyond(column: str, values: Iterable[Value]) -> Clause:
    """A column is none of some values."""
    ordered = tuple(sorted(values, key=str))
    if not ordered:
        return EVERYTHING
    return f"{column} NOT IN ({', '.join('?' * len(ordered))})", ordered


def compared(column: str, sign: str, value: Value) -> Clause:
    """A column compared with a value."""
    return f"{column} {sign} ?", (value,)


def all_of(*clauses: Clause) -> Clause:
    """All of these hold."""
    return _joined(" AND ", clauses) if clauses else EVERYTHING


def any_of(*clauses: Clause) -> Clause:
    """At least one of these holds."""
    return _joined(" OR ", clauses) if clauses else NOTHING


def _joined(word: str, clauses: tuple[Clause, ...]) -> Clause:
    text = word.join(sql for sql, _ in clauses)
    return f"({text})", tuple(value for _, values in clauses for value in values)
