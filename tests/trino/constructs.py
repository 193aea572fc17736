"""SQL tried on three engines: what reports may use, where DuckDB differs, and what is no SQL.

`t` stands for a few rows with numbers, texts and nulls. docs/local-cloud.md tells what was found.
"""

ROWS = (
    "(VALUES (1, 'b', CAST(0.5 AS double)), (2, 'a', CAST(2.5 AS double)), (NULL, 'B', NULL), "
    "(3, NULL, CAST(-2.5 AS double)), (5, 'Z', CAST(1e9 AS double)), "
    "(5, 'Ä', CAST(0.1 AS double))) AS t (n, s, f)"
)

_ALIKE = (
    "SELECT CAST(7 AS double) / 2 AS x",
    "SELECT -7 % 3 AS x, MOD(5, -3) AS y",
    "SELECT CAST(2.5 AS integer) AS x, CAST(' +7 ' AS integer) AS y",
    "SELECT ROUND(f) AS x, FLOOR(f) AS y, CEIL(f) AS z FROM t ORDER BY n, s",
    "SELECT ROUND(CAST(2.675 AS double), 2) AS x, ROUND(CAST(0.285 AS double), 2) AS y",
    "SELECT ROUND(15, -1) AS x, ABS(-3) AS y, SIGN(-3) AS z",
    "SELECT CAST(CAST(f AS decimal(18, 3)) AS double) AS x FROM t ORDER BY n, s",
    "SELECT POWER(2, 3) AS x, SQRT(2) AS y, CAST(TRUE AS integer) AS z",
    "SELECT COUNT(*) AS x, COUNT(n) AS y, COUNT(DISTINCT n) AS z FROM t",
    "SELECT SUM(n) AS x, AVG(n) AS y, SUM(f) AS z, AVG(f) AS w FROM t",
    "SELECT SUM(CASE WHEN n > 2 THEN 1 ELSE 0 END) AS x, COUNT_IF(n > 2) AS y FROM t",
    "SELECT COUNT(*) FILTER (WHERE n > 2) AS x, SUM(n) FILTER (WHERE n > 9) AS y FROM t",
    "SELECT MIN(s) AS x, MAX(s) AS y, BOOL_OR(n > 2) AS z, BOOL_AND(n > 2) AS w FROM t",
    "SELECT STDDEV(n) AS x, STDDEV_POP(n) AS y, VARIANCE(n) AS z FROM t",
    "SELECT MAX_BY(s, f) AS x, ARBITRARY(1) AS y FROM t",
    "SELECT n AS x FROM t ORDER BY n",
    "SELECT n AS x FROM t ORDER BY n DESC",
    "SELECT n AS x FROM t ORDER BY n NULLS FIRST",
    "SELECT s AS x FROM t ORDER BY s",
    "SELECT n AS x FROM t ORDER BY n, s OFFSET 1 LIMIT 2",
    "SELECT n + 1 AS x, COUNT(*) AS y FROM t GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 1",
    "SELECT n AS x, GROUPING(n) AS g FROM t GROUP BY GROUPING SETS ((n), ()) ORDER BY n, g",
    "SELECT s, ROW_NUMBER() OVER (ORDER BY n, s) AS x FROM t ORDER BY n, s",
    "SELECT s, RANK() OVER (ORDER BY n DESC) AS x FROM t ORDER BY n, s",
    "SELECT s, SUM(n) OVER (ORDER BY n) AS x FROM t ORDER BY n, s",
    "SELECT s, LAG(n, 1, 0) OVER (ORDER BY n, s) AS x FROM t ORDER BY n, s",
    "SELECT s, LAST_VALUE(s) OVER (PARTITION BY n ORDER BY s) AS x FROM t ORDER BY n, s",
    "SELECT s, NTILE(2) OVER (ORDER BY n, s) AS x FROM t ORDER BY n, s",
    "SELECT s, PERCENT_RANK() OVER (ORDER BY n) AS x FROM t ORDER BY n, s",
    "SELECT s, COUNT(*) OVER (PARTITION BY n) AS x FROM t ORDER BY n, s",
    "WITH a (k) AS (SELECT n FROM t) SELECT k AS x FROM a ORDER BY k",
    "SELECT n AS x FROM t UNION SELECT 9 ORDER BY x",
    "SELECT n AS x FROM t WHERE (n, s) IN (SELECT 1, 'b')",
    "SELECT n AS x FROM t WHERE s NOT IN ('x', NULL)",
    "SELECT x FROM UNNEST(ARRAY[1, 2]) AS u (x) ORDER BY x",
    "SELECT 'a' || NULL AS x, 'a' = 'a ' AS y, 'Z' < 'a' AS z, 'z' < 'ä' AS w",
    "SELECT LOWER('ÅNGSTRÖM İ') AS x, LENGTH('ä€😀') AS y, STRPOS('abc', 'c') AS z",
    "SELECT SUBSTR('abc', 2, 1) AS x, STARTS_WITH('abc', '') AS y, 'a_b' LIKE 'a\\_b' AS z",
    "SELECT CONTAINS(ARRAY['a'], 'a') AS x, CARDINALITY(ARRAY[1, 2]) AS y",
    "SELECT CAST(TIMESTAMP '2026-04-01 23:59:59.999' AS date) AS x",
    "SELECT EXTRACT(YEAR FROM DATE '2026-04-01') AS x, WEEK(DATE '2027-01-01') AS y",
    "SELECT DATE_DIFF('day', DATE '2026-04-01', DATE '2026-04-05') AS x",
    "SELECT COALESCE(NULL, 1) AS x, NULLIF(1, 1) AS y, IF(1 = 1, 'a', 'b') AS z",
    "SELECT 1 IS DISTINCT FROM NULL AS x, 1 IN (NULL, 1) AS y, TRUE AND NULL AS z",
)

_OTHERWISE_IN_DUCKDB = (
    "SELECT 7 / 2 AS x",
    "SELECT 1 / 0 AS x",
    "SELECT 1.5 AS x",
    "SELECT n * 1.5 AS x FROM t ORDER BY n, s",
    "SELECT ROUND(2.5) AS x",
    "SELECT CAST(CAST(2.5 AS double) AS integer) AS x",
    "SELECT CAST(CAST(1 AS double) AS varchar) AS x",
    "SELECT FLOOR(7) AS x",
    "SELECT SIGN(CAST(-3.5 AS double)) AS x",
    "SELECT GREATEST(1, NULL) AS x",
    "SELECT LEAST(1, NULL) AS x",
    "SELECT CONCAT('a', NULL) AS x",
    "SELECT SUBSTR('abc', 0) AS x",
    "SELECT SUBSTR('abc', -5) AS x",
    "SELECT SPLIT_PART('a-b', '-', 3) AS x",
    "SELECT REPLACE('abc', '', 'x') AS x",
    "SELECT CAST('abc' AS varchar(2)) AS x",
    "SELECT CONTAINS(ARRAY['a', NULL], 'b') AS x",
    "SELECT ARRAY[1, 2][3] AS x",
    "SELECT DATE '2026-04-01' + INTERVAL '1' DAY AS x",
    "SELECT DATE '2026-04-02' - DATE '2026-04-01' AS x",
    "SELECT DATE_TRUNC('month', DATE '2026-04-05') AS x",
    "SELECT DATE_DIFF('month', DATE '2026-01-31', DATE '2026-02-15') AS x",
    "SELECT DATE_DIFF('day', TIMESTAMP '2026-04-01 23:00:00', TIMESTAMP '2026-04-02 01:00:00') "
    "AS x",
    "SELECT CAST(TIMESTAMP '2026-04-02 01:00:00' AT TIME ZONE 'America/Los_Angeles' AS date) AS x",
    "SELECT EXTRACT(DOW FROM DATE '2026-04-05') AS x",
    "SELECT SUM(n * 1.5) AS x FROM t",
    "SELECT MIN_BY(s, f) AS x FROM t",
)

_NO_TRINO = (
    "FROM t SELECT n",
    "SELECT n x, FROM t",
    "SELECT n AS x FROM t ORDER BY n LIMIT 2 OFFSET 1",
    "SELECT n AS x FROM t GROUP BY ALL",
    "SELECT n AS x FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY n) = 1",
    "SELECT DISTINCT ON (n) n AS x FROM t",
    "SELECT DISTINCT n AS x FROM t ORDER BY s",
    "SELECT * EXCLUDE (s) FROM t",
    "SELECT n, UNNEST(ARRAY[1]) AS x FROM t",
    "SELECT n AS m, COUNT(*) AS x FROM t GROUP BY m",
    "SELECT n AS m FROM t WHERE m > 1",
    "SELECT n AS m, COUNT(*) AS x FROM t GROUP BY n HAVING x > 1",
    "SELECT 1::integer AS x",
    "SELECT 1 = '1' AS x",
    "SELECT 1 = TRUE AS x",
    "SELECT DATE '2026-04-01' = '2026-04-01' AS x",
    "SELECT n AS x FROM t WHERE n IN ('1', '2')",
    "SELECT n AS x FROM t WHERE n BETWEEN '1' AND '2'",
    "SELECT COALESCE(1, 'x') AS x",
    "SELECT CASE WHEN TRUE THEN 1 ELSE 'x' END AS x",
    "SELECT CONTAINS(ARRAY[1], '1') AS x",
    "SELECT 'a' || 1 AS x",
    "SELECT IFNULL(1, 2) AS x",
    "SELECT SUM(n > 2) AS x FROM t",
    "SELECT AVG(DATE '2026-01-01') AS x",
    "SELECT MEDIAN(n) AS x FROM t",
    "SELECT STRING_AGG(s, ',') AS x FROM t",
    "SELECT FIRST(n) AS x FROM t",
    "SELECT LIST_CONTAINS(ARRAY['a'], 'a') AS x",
    "SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY n) AS x FROM t",
    "SELECT CAST('2.5' AS integer) AS x",
    "SELECT CAST('1e3' AS integer) AS x",
    "SELECT CAST('yes' AS boolean) AS x",
    "SELECT CAST('2026-04-01 10:00:00' AS date) AS x",
)


def _with_rows(statements: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each.replace("FROM t", f"FROM {ROWS}") for each in statements)


ALIKE = _with_rows(_ALIKE)
"""The same rows of the same types everywhere."""
OTHERWISE_IN_DUCKDB = _with_rows(_OTHERWISE_IN_DUCKDB)
"""Trino runs it, and DuckDB by itself answers otherwise."""
NO_TRINO = _with_rows(_NO_TRINO)
"""DuckDB runs it, and Trino does not."""
