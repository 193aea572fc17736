"""Populations: whose results a report is about. Never more than the scope lets through."""

from dataclasses import dataclass
from typing import Protocol

from cers.model.access import Group
from cers.model.organization import School
from cers.reports.clauses import Clause, all_of, among, any_of, compared


class Population(Protocol):
    """Whose results a report is about."""

    @property
    def school(self) -> School:
        """The school it belongs to."""
        ...

    @property
    def group(self) -> Group | None:
        """The group it is, if it is one."""
        ...

    @property
    def clause(self) -> Clause:
        """Its rows in any of the lake's tables."""
        ...

    @property
    def district_ids(self) -> frozenset[str] | None:
        """The districts its results lie in; None where they may be anywhere."""
        ...


@dataclass(frozen=True, slots=True)
class SchoolPopulation:
    """The results at a school and, of its students who came from elsewhere, those from there.

    `arrivals` are those students, `origins` the districts their earlier results lie in.
    """

    school: School
    arrivals: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()

    @property
    def group(self) -> None:
        """It is none."""
        return

    @property
    def clause(self) -> Clause:
        """The school's rows, and those of students who have come from elsewhere."""
        here = compared("school_id", "=", self.school.id)
        return any_of(here, among("student_id", self.arrivals)) if self.arrivals else here

    @property
    def district_ids(self) -> frozenset[str]:
        """The school's district and those of earlier results."""
        return frozenset({self.school.district_id}) | self.origins


@dataclass(frozen=True, slots=True)
class GroupPopulation:
    """The results of a group's students: at its school and, of `arrivals`, from elsewhere too."""

    group: Group
    school: School
    arrivals: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()

    @property
    def clause(self) -> Clause:
        """The rows of the group's students, in its subject if it has one."""
        members = among("student_id", self.group.student_ids)
        here = all_of(members, compared("school_id", "=", self.school.id))
        arrived = among("student_id", self.group.student_ids & self.arrivals)
        whose = any_of(here, arrived) if self.arrivals else here
        if self.group.subject is None:
            return whose
        return all_of(whose, compared("subject", "=", self.group.subject))

    @property
    def district_ids(self) -> frozenset[str]:
        """The school's district and those of earlier results."""
        return frozenset({self.school.district_id}) | self.origins
