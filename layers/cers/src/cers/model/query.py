"""A question to the lake, always asked within a scope, and the port that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from cers.model.scope import Scope
from cers.model.tables import STUDENTS

Value = str | int | float | bool
"""What a `?` of a query stands for."""

Cell = str | int | float | bool | date | datetime | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Reach:
    """Which part of the lake a query can find anything in; None stands for all of it.

    It only saves reading: what the query answers is decided by its SQL. `district_ids` says where
    results may lie, `student_ids` of whom it asks what registrations say.
    """

    school_years: frozenset[int] | None = None
    assessment_types: frozenset[str] | None = None
    district_ids: frozenset[str] | None = None
    student_ids: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """SQL in the subset both engines accept, with a `?` for each of `values`.

    There is none without a scope; `cers.reports` is the only place that makes one.
    """

    name: str
    sql: str
    values: tuple[Value, ...]
    tables: tuple[str, ...]
    scope: Scope
    reach: Reach

    def admits(self, row: Row) -> bool:
        """Whether a row of the answer lies within the scope, judged without the SQL predicate.

        What registrations say of a student is judged by where the student is enrolled now, all
        else by where, when and of what subject a result is.
        """
        registered = STUDENTS.name in self.tables
        return self.scope.enrolls(row) if registered else self.scope.covers(row)


class Engine(Protocol):
    """What answers a query."""

    def rows(self, query: Query) -> list[Row]:
        """The rows, in the query's order.

        Raises:
            UpstreamError: the engine failed; the same query may succeed later.
        """
        ...

    def pinned(self) -> "Engine":
        """The same engine, answering all it is asked from one state of each dataset."""
        ...

    @property
    def snapshots(self) -> tuple[str, ...]:
        """What has been read so far, as `<dataset>/<snapshot>`; empty where it is not known."""
        ...
