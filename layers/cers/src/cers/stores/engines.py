"""Which engine answers a query: the snapshot's files for one district, Athena beyond."""

from dataclasses import dataclass

from cers.model.query import Engine, Query, Row
from cers.model.tables import STUDENTS


@dataclass(frozen=True, slots=True)
class Engines:
    """Two engines as one."""

    district: Engine
    wide: Engine

    @property
    def snapshots(self) -> tuple[str, ...]:
        """What the district's engine has read."""
        return self.district.snapshots

    def pinned(self) -> "Engines":
        """Both, pinned."""
        return Engines(self.district.pinned(), self.wide.pinned())

    def rows(self, query: Query) -> list[Row]:
        """The answer of the engine that reads least for it."""
        return (self.district if _is_narrow(query) else self.wide).rows(query)


def _is_narrow(query: Query) -> bool:
    """Whether the query says which districts or, of registrations, which students it is about."""
    about_students = query.tables == (STUDENTS.name,)
    named = query.reach.student_ids if about_students else query.reach.district_ids
    return named is not None
