"""The SQL dialects: what reports may rely on, and what the local Athena must not run as DuckDB."""

from collections.abc import Callable

import pytest
from trino.exceptions import TrinoUserError

from cers.model.errors import UpstreamError
from cers.model.query import Cell, Query, Reach, Row
from cers.model.scope import Scope
from cers.model.tables import EXAMS
from tests.support.questions import typed
from tests.trino.constructs import ALIKE, NO_TRINO, OTHERWISE_IN_DUCKDB
from tests.trino.lake import Lake

Outcome = list[dict[str, tuple[type, Cell]]] | None


def outcome(rows: Callable[[Query], list[Row]], sql: str, *tables: str) -> Outcome:
    """The rows an engine answers with; None where it refuses."""
    try:
        return typed(rows(Query("construct", sql, (), tables, Scope(), Reach())))
    except (UpstreamError, TrinoUserError):
        return None


@pytest.mark.parametrize("sql", ALIKE)
def test_what_reports_may_use_means_the_same_everywhere(lake: Lake, sql: str) -> None:
    expected = outcome(lake.trino.rows, sql)
    assert expected is not None
    assert outcome(lake.snapshot.rows, sql) == expected
    assert outcome(lake.athena.rows, sql) == expected


@pytest.mark.parametrize("sql", OTHERWISE_IN_DUCKDB)
def test_where_duckdb_differs_the_local_athena_follows_trino_or_refuses(
    lake: Lake, sql: str
) -> None:
    expected = outcome(lake.trino.rows, sql)
    assert outcome(lake.snapshot.rows, sql) != expected
    assert outcome(lake.athena.rows, sql) in (expected, None)


@pytest.mark.parametrize("sql", NO_TRINO)
def test_what_trino_refuses_the_local_athena_refuses(lake: Lake, sql: str) -> None:
    assert outcome(lake.trino.rows, sql) is None
    assert outcome(lake.snapshot.rows, sql) is not None
    assert outcome(lake.athena.rows, sql) is None


def test_times_are_rounded_to_milliseconds_but_not_by_the_snapshot_engine(lake: Lake) -> None:
    sql = (
        "SELECT CAST(started_at AS date) AS x, COUNT(*) AS n FROM exams "
        "WHERE school_year = 2026 GROUP BY 1 ORDER BY 1"
    )
    expected = outcome(lake.trino.rows, sql, EXAMS.name)
    assert expected is not None
    assert len(expected) == 2
    assert outcome(lake.athena.rows, sql, EXAMS.name) == expected
    snapshot = outcome(lake.snapshot.rows, sql, EXAMS.name)
    assert snapshot is not None
    assert len(snapshot) == 1
