"""Questions about the results of a population. Each answers within a scope."""

from dataclasses import dataclass, field

from cers.model.filters import Filters
from cers.model.query import Query, Reach, Value
from cers.model.scope import Scope
from cers.reports.filters import filter_clause
from cers.reports.population import Population
from cers.reports.question import ask


@dataclass(frozen=True, slots=True)
class Sitting:
    """One assessment as a population took it in one school year."""

    population: Population
    assessment_id: str
    assessment_type: str
    school_year: int
    filters: Filters = field(default_factory=Filters)

    def reach(self, scope: Scope) -> Reach:
        """Where its rows lie."""
        return Reach(
            school_years=frozenset({self.school_year}),
            assessment_types=frozenset({self.assessment_type}) & scope.assessment_types,
            district_ids=self.population.district_ids,
        )

    @property
    def values(self) -> dict[str, Value]:
        """What its SQL files call it by."""
        return {
            "school_year": self.school_year,
            "asmt_type": self.assessment_type,
            "assessment_id": self.assessment_id,
        }


def assessments(scope: Scope, population: Population, filters: Filters) -> Query:
    """Which assessments have results, per school year."""
    reach = Reach(None, scope.assessment_types, population.district_ids)
    clauses = {"population": population.clause, "filters": filter_clause(filters)}
    return ask("assessments", scope, reach, {}, clauses)


def results(scope: Scope, sitting: Sitting) -> Query:
    """The results of one assessment, without names."""
    return of_exams("results", scope, sitting)


def roster(scope: Scope, sitting: Sitting) -> Query:
    """The results of one assessment, with names."""
    return of_exams("roster", scope, sitting)


def scores(scope: Scope, sitting: Sitting) -> Query:
    """The claim and alternate scores of one assessment, whatever the filters."""
    return of_parts("scores", scope, sitting)


def of_exams(name: str, scope: Scope, sitting: Sitting) -> Query:
    """A question to the table of exams, which alone has what filters ask for."""
    clauses = {"population": sitting.population.clause, "filters": filter_clause(sitting.filters)}
    return ask(name, scope, sitting.reach(scope), sitting.values, clauses)


def of_parts(name: str, scope: Scope, sitting: Sitting) -> Query:
    """A question to a table of parts of exams: scores, items or targets.

    Filters cannot be applied there: keep the parts of the exams that passed them.
    """
    clauses = {"population": sitting.population.clause}
    return ask(name, scope, sitting.reach(scope), sitting.values, clauses)


def dashboard(scope: Scope, population: Population, school_year: int, filters: Filters) -> Query:
    """How students stand on each interim block of a school year."""
    reach = Reach(
        frozenset({school_year}),
        frozenset({"iab"}) & scope.assessment_types,
        population.district_ids,
    )
    clauses = {"population": population.clause, "filters": filter_clause(filters)}
    return ask("dashboard", scope, reach, {"school_year": school_year}, clauses)
