"""A scope: which results somebody may see, as sets of places, students and open school years.

Deny by default: an empty scope reaches nothing, and summative results that nothing opens are shut.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

SUMMATIVE = "sum"
"""The assessment type whose results are held back until they are released."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Summative results of one school year and subject that are open.

    They are those of `district_ids`; or, where that is None, of every district but `withheld`.
    """

    school_year: int
    subject: str
    district_ids: frozenset[str] | None = None
    withheld: frozenset[str] = frozenset()

    def admits(self, row: Mapping[str, object]) -> bool:
        """Whether a summative result is one of these."""
        if (row["school_year"], row["subject"]) != (self.school_year, self.subject):
            return False
        if self.district_ids is None:
            return row["district_id"] not in self.withheld
        return row["district_id"] in self.district_ids


@dataclass(frozen=True, slots=True)
class Window:
    """Which summative results are open at all, whoever asks; interim ones always are.

    All of school years before `current_year` are, and of that year and later ones those that one
    of the `openings` admits. The default is shut.
    """

    current_year: int = 0
    openings: tuple[Opening, ...] = ()

    def admits(self, row: Mapping[str, object]) -> bool:
        """Whether a result is open."""
        if row["asmt_type"] != SUMMATIVE:
            return True
        year = row["school_year"]
        before = isinstance(year, int) and year < self.current_year
        return before or any(opening.admits(row) for opening in self.openings)


@dataclass(frozen=True, slots=True)
class Membership:
    """Results a group opens: these students', at this school, in this subject (None: any).

    Where `school_id` is None the students are those of a school in scope who have moved there, and
    their results lie anywhere.
    """

    school_id: str | None
    subject: str | None
    student_ids: frozenset[str]

    def opens(self, row: Mapping[str, object]) -> bool:
        """Whether a row is of one of these results; a row of counts names no student."""
        if self.school_id is not None and row["school_id"] != self.school_id:
            return False
        if self.subject is not None and row["subject"] != self.subject:
            return False
        return "student_id" not in row or row["student_id"] in self.student_ids

    def enrolls(self, row: Mapping[str, object]) -> bool:
        """Whether a row is what registrations say of one of these students, now at this school."""
        here = self.school_id is not None and row["school_id"] == self.school_id
        return here and row["student_id"] in self.student_ids


@dataclass(frozen=True, slots=True)
class Scope:
    """The results somebody may see: of these assessment types, in one of these places, and open.

    Empty means nothing: a scope without places, or without assessment types, reaches no result.
    """

    assessment_types: frozenset[str] = frozenset()
    statewide: bool = False
    district_ids: frozenset[str] = frozenset()
    school_ids: frozenset[str] = frozenset()
    memberships: tuple[Membership, ...] = ()
    window: Window = field(default_factory=Window)

    @property
    def is_empty(self) -> bool:
        """Whether it reaches nothing at all."""
        places = self.district_ids or self.school_ids or self.memberships
        return not self.assessment_types or not (self.statewide or places)

    def covers(self, row: Mapping[str, object]) -> bool:
        """Whether a row of a report lies within the scope, judged without the SQL predicate.

        A row of counts has no `student_id`: it is judged by type, year, place and subject.
        """
        if row["asmt_type"] not in self.assessment_types or not self.window.admits(row):
            return False
        if self.statewide or row["district_id"] in self.district_ids:
            return True
        return row["school_id"] in self.school_ids or any(
            membership.opens(row) for membership in self.memberships
        )

    def enrolls(self, row: Mapping[str, object]) -> bool:
        """Whether a registered student now attends a school in scope, judged without the SQL.

        The row has `student_id`, `school_id` and `district_id`. Which results are open does not
        matter here. Whom only earlier results open, having moved there, attends a school in scope.
        """
        if self.is_empty:
            return False
        if self.statewide or row["district_id"] in self.district_ids:
            return True
        return row["school_id"] in self.school_ids or any(
            membership.enrolls(row) for membership in self.memberships
        )

    def reaches_school(self, school_id: str, district_id: str) -> bool:
        """Whether any result at a school could lie within the scope."""
        if self.is_empty:
            return False
        return (
            self.statewide
            or district_id in self.district_ids
            or school_id in self.school_ids
            or any(each.school_id == school_id for each in self.memberships)
        )

    def holds_school(self, school_id: str, district_id: str) -> bool:
        """Whether every result at a school lies within the scope, but for types and the window."""
        if self.is_empty:
            return False
        return self.statewide or district_id in self.district_ids or school_id in self.school_ids

    def with_memberships(self, *more: Membership) -> "Scope":
        """The scope and what further memberships open."""
        return replace(self, memberships=(*self.memberships, *more))
