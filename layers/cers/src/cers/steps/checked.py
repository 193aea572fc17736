"""The last look at rows before anything is made of them."""

from cers.model.errors import CersError
from cers.model.query import Engine, Query, Row


class OutOfScopeError(CersError):
    """A row came back that lies outside the scope: a fault of ours, and nothing leaves."""


def checked(engine: Engine, query: Query) -> list[Row]:
    """The answer to a query, every row of it judged once more.

    Raises:
        OutOfScopeError: a row lies outside the query's scope.
    """
    rows = engine.rows(query)
    if not all(query.admits(row) for row in rows):
        raise OutOfScopeError(f"{query.name} answered with rows outside the scope")
    return rows
