"""Questions about items, writing traits and targets. Each answers within a scope."""

from collections.abc import Iterable

from cers.model.query import Query, Reach, Value
from cers.model.scope import Scope
from cers.reports.clauses import EVERYTHING, Clause, all_of, among, compared
from cers.reports.question import ask
from cers.reports.results import Sitting, of_parts


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
