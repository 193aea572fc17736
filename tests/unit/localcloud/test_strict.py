"""SQL that DuckDB takes and a real Trino refuses, or takes in another sense, is refused."""

import pytest

from localcloud.athena.catalog import Column, GlueTable
from localcloud.athena.errors import QueryError
from localcloud.athena.sql import parse_query, translate

COLUMNS = {
    "n": "int",
    "s": "string",
    "d": "date",
    "t": "timestamp",
    "f": "double",
    "b": "boolean",
    "a": "array<string>",
}
TABLE = GlueTable(
    "cers", "x", tuple(Column(name, kind) for name, kind in COLUMNS.items()), (), (), "s3://l/x/"
)


def translated(sql: str) -> str:
    return translate(parse_query(sql), "cers", lambda _database, _name: TABLE).sql


@pytest.mark.parametrize(
    "sql",
    [
        "FROM x SELECT n",
        "SELECT n FROM (FROM x)",
        "SELECT n, FROM x",
        "SELECT n FROM x WHERE n IN (1, 2, )",
        "SELECT n FROM x ORDER BY n LIMIT 2 OFFSET 1",
    ],
)
def test_words_out_of_place_are_no_sql(sql: str) -> None:
    with pytest.raises(QueryError, match="SYNTAX_ERROR"):
        translated(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT n FROM x GROUP BY ALL",
        "SELECT n, UNNEST(a) FROM x",
        "SELECT n FROM x WHERE n BETWEEN SYMMETRIC 2 AND 1",
        "SELECT a[1] FROM x",
        "SELECT SUBSTR(s, 0) FROM x",
        "SELECT SUBSTR(s, -5) FROM x",
        "SELECT SUBSTR(s, n) FROM x",
        "SELECT REPLACE(s, '', 'x') FROM x",
        "SELECT EXTRACT(DOW FROM d) FROM x",
        "SELECT t AT TIME ZONE 'America/Los_Angeles' FROM x",
        "SELECT TIMESTAMP '2026-04-01 00:00:00 America/Los_Angeles' FROM x",
        "SELECT DATE '2026-04-01 10:00:00' FROM x",
        "SELECT 0x1F FROM x",
        "SELECT d - d FROM x",
        "SELECT FLOOR(n) FROM x",
        "SELECT CEIL(COUNT(*)) FROM x",
        "SELECT SIGN(f) FROM x",
        "SELECT CAST(s AS boolean) FROM x",
    ],
)
def test_what_has_another_sense_is_refused(sql: str) -> None:
    with pytest.raises(QueryError, match="NOT_SUPPORTED"):
        translated(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT n FROM x WHERE n = '1'",
        "SELECT n FROM x WHERE s > 0",
        "SELECT n FROM x WHERE d >= '2026-04-01'",
        "SELECT n FROM x WHERE t BETWEEN '2026-04-01' AND '2026-04-02'",
        "SELECT n FROM x WHERE n IN (1, '2')",
        "SELECT n FROM x WHERE b = 1",
        "SELECT COALESCE(n, 'none') FROM x",
        "SELECT CASE WHEN b THEN n ELSE 'none' END FROM x",
        "SELECT IF(b, s, 0) FROM x",
        "SELECT NULLIF(s, 1) FROM x",
        "SELECT n FROM x WHERE CONTAINS(a, 1)",
        "WITH y AS (SELECT s, COUNT(*) AS c FROM x GROUP BY s) SELECT s FROM y WHERE c = '1'",
    ],
)
def test_types_of_different_kinds_do_not_go_together(sql: str) -> None:
    with pytest.raises(QueryError, match="TYPE_MISMATCH"):
        translated(sql)


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT IFNULL(n, 1) FROM x", "FUNCTION_NOT_FOUND: Function 'ifnull'"),
        ("SELECT NVL(n, 1) FROM x", "FUNCTION_NOT_FOUND: Function 'nvl'"),
        ("SELECT s || n FROM x", "FUNCTION_NOT_FOUND: Unexpected number"),
        ("SELECT CONCAT(s, d) FROM x", "FUNCTION_NOT_FOUND: Unexpected date"),
        ("SELECT SUM(b) FROM x", "FUNCTION_NOT_FOUND: Unexpected boolean"),
        ("SELECT AVG(d) FROM x", "FUNCTION_NOT_FOUND: Unexpected date"),
        ("SELECT n, COUNT(*) AS c FROM x GROUP BY n HAVING c > 1", "COLUMN_NOT_FOUND"),
        ("SELECT DISTINCT n FROM x ORDER BY s", "EXPRESSION_NOT_IN_DISTINCT"),
    ],
)
def test_what_trino_has_another_word_for(sql: str, error: str) -> None:
    with pytest.raises(QueryError, match=error):
        translated(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT n AS m FROM x ORDER BY m OFFSET 1 LIMIT 2",
        "SELECT n FROM (SELECT n FROM x LIMIT 1) OFFSET 1",
        "SELECT DISTINCT n AS m, s FROM x ORDER BY m, x.s, 1",
        "SELECT n, COUNT(*) AS c FROM x GROUP BY n HAVING COUNT(*) > 1 ORDER BY c",
        "SELECT n FROM x WHERE n = 1.5 OR f > 1 OR n IS NULL OR s = NULL OR b = (n = 1)",
        "SELECT n FROM x WHERE t >= DATE '2026-04-01' AND d IN (DATE '2026-04-01', NULL)",
        "SELECT n FROM x WHERE n IN (SELECT n FROM x) AND s IN ('a', 'b') AND CONTAINS(a, s)",
        "SELECT COALESCE(n, f, 0), CASE s WHEN 'a' THEN 1 ELSE NULL END, IF(b, 1) FROM x",
        "SELECT CASE WHEN n > 1 THEN 'a' WHEN s = 'x' THEN s END FROM x",
        "SELECT s || CAST(n AS varchar) || NULL, SUBSTR(s, 2, 1), REPLACE(s, 'a') FROM x",
        "SELECT FLOOR(f), CEIL(f / 2), SIGN(n), SUM(n), AVG(f), SUM(IF(b, 1, 0)) FROM x",
        "SELECT y FROM x CROSS JOIN UNNEST(a) AS u (y) WHERE element_at(a, 1) = y",
        "SELECT EXTRACT(YEAR FROM d), TRIM(LEADING 'x' FROM s), CAST(n AS boolean) FROM x",
    ],
)
def test_what_means_the_same_is_run(sql: str) -> None:
    assert translated(sql)
