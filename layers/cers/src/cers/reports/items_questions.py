"""Questions about items, writing traits and targets. Each answers within a scope."""

from collections.abc import Iterable
from dataclasses import dataclass

from cers.model.query import Query, Reach, Value
from cers.model.scope import Scope
from cers.reports.clauses import EVERYTHING, Clause, all_of, among, compared
from cers.reports.question import ask
from cers.reports.results import Sitting, of_parts


@dataclass(frozen=True, slots=True)
class OneExam:
    """One student's exam, and the districts its results may lie in."""

    student_id: str
    opportunity_id: str
    assessment_id: str
    assessment_type: str
    school_year: int
    district_ids: frozenset[str]

    def reach(self, scope: Scope) -> Reach:
        """Where its rows lie."""
        return Reach(
            school_years=frozenset({self.school_year}),
            assessment_types=frozenset({self.assessment_type}) & scope.assessment_types,
            district_ids=self.district_ids,
        )

    @property
    def values(self) -> dict[str, Value]:
        """What SQL files call its assessment by."""
        return {
            "school_year": self.school_year,
            "asmt_type": self.assessment_type,
            "assessment_id": self.assessment_id,
        }

    @property
    def clause(self) -> Clause:
        """Its rows in any of the lake's tables."""
        return all_of(
            compared("student_id", "=", self.student_id),
            compared("opportunity_id", "=", self.opportunity_id),
        )


def items(scope: Scope, sitting: Sitting) -> Query:
    """The points of every item of one assessment, whatever the filters."""
    return of_parts("items", scope, sitting)


def traits(scope: Scope, sitting: Sitting) -> Query:
    """The writing trait scores of one summative assessment, whatever the filters."""
    return of_parts("traits", scope, sitting)


def targets(scope: Scope, sitting: Sitting) -> Query:
    """The residuals of one assessment by target, whatever the filters."""
    return of_parts("targets", scope, sitting)


def responses(scope: Scope, sitting: Sitting, item_keys: Iterable[str]) -> Query:
    """What students answered to some items, whatever the filters."""
    return _of_items("items_responses", scope, sitting, item_keys)


def essays(scope: Scope, sitting: Sitting, item_keys: Iterable[str]) -> Query:
    """The writing traits of some items, whatever the filters."""
    return _of_items("items_traits", scope, sitting, item_keys)


def _of_items(name: str, scope: Scope, sitting: Sitting, item_keys: Iterable[str]) -> Query:
    clauses = {
        "population": sitting.population.clause,
        "which": among("item_key", item_keys),
    }
    return ask(name, scope, sitting.reach(scope), sitting.values, clauses)


def exam(scope: Scope, one: OneExam) -> Query:
    """The result of one exam."""
    clauses = {"population": one.clause, "filters": EVERYTHING}
    return ask("roster", scope, one.reach(scope), one.values, clauses)


def answers(scope: Scope, one: OneExam) -> Query:
    """What the student answered to every item of one exam."""
    clauses = {"population": one.clause, "which": EVERYTHING}
    return ask("items_responses", scope, one.reach(scope), one.values, clauses)
