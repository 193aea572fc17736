"""What is asked of the lake for printed reports: of some students at a time."""

from dataclasses import dataclass

from cers.model.query import Query, Reach
from cers.model.scope import Scope
from cers.reports.clauses import EVERYTHING, Clause, all_of, among, compared
from cers.reports.question import ask


@dataclass(frozen=True, slots=True)
class Students:
    """Some students, with the results of a school year and of those before it.

    `district_ids` are where their results are looked for; None stands for anywhere.
    """

    student_ids: frozenset[str]
    school_year: int
    district_ids: frozenset[str] | None

    @property
    def clause(self) -> Clause:
        """Their rows; the districts are named because files are sorted by them."""
        places = (
            EVERYTHING if self.district_ids is None else among("district_id", self.district_ids)
        )
        return all_of(
            among("student_id", self.student_ids),
            compared("school_year", "<=", self.school_year),
            places,
        )

    def reach(self, scope: Scope) -> Reach:
        """Where their rows lie."""
        return Reach(None, scope.assessment_types, self.district_ids)


def wanted(
    scope: Scope, whose: Clause, district_ids: frozenset[str] | None, school_year: int
) -> Query:
    """Every result of a school year of those who are to be reported on."""
    reach = Reach(frozenset({school_year}), scope.assessment_types, district_ids)
    clauses = {"population": whose}
    return ask("extract_exams", scope, reach, {"school_year": school_year}, clauses)


def results(scope: Scope, students: Students) -> Query:
    """Their results, of every school year up to the one reported on."""
    clauses = {"population": students.clause, "filters": EVERYTHING}
    return ask("history", scope, students.reach(scope), {}, clauses)


def scores(scope: Scope, students: Students) -> Query:
    """The claim and alternate scores of those results."""
    return ask("history_scores", scope, students.reach(scope), {}, {"population": students.clause})


def traits(scope: Scope, students: Students) -> Query:
    """The writing traits of the results of the school year reported on."""
    year = students.school_year
    reach = Reach(frozenset({year}), scope.assessment_types, students.district_ids)
    clauses = {"population": students.clause}
    return ask("printed_traits", scope, reach, {"school_year": year}, clauses)
