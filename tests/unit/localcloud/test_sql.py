"""Statements: what they ask for, and parameters put where they belong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.athena import statements
from localcloud.athena.errors import QueryError
from localcloud.athena.sql import bind


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_a_quoted_text_is_bound_as_it_is(text: str):
    quoted = "'" + text.replace("'", "''") + "'"
    assert bind("SELECT ? AS x", [quoted]) == f"SELECT {quoted} AS x"


def test_parameters_are_bound_in_the_order_of_the_text():
    sql = "SELECT '?' FROM (SELECT ? AS a) WHERE b = ? -- and ?"
    assert bind(sql, ["1", "-2"]) == "SELECT '?' FROM (SELECT 1 AS a) WHERE b = (-2) -- and ?"


@pytest.mark.parametrize(
    "parameter",
    ["1", "-1.5", "'x'", "TRUE", "NULL", "DATE '2026-01-01'", "TIMESTAMP '2026-01-01 00:00:00'",
     "ARRAY[1, 2]", "CAST('1' AS bigint)"],
)  # fmt: skip
def test_literals_are_parameters(parameter: str):
    assert "?" not in bind("SELECT ?", [parameter])


@pytest.mark.parametrize(
    "parameter",
    ["name", "1; DROP TABLE x", "1 OR 1=1", "'a' || 'b'", "(SELECT 1)", "f(1)", "'", "--", "a.b",
     "'x') UNION (SELECT 'y'"],
)  # fmt: skip
def test_anything_else_is_refused(parameter: str):
    with pytest.raises(QueryError, match="INVALID_PARAMETER_USAGE"):
        bind("SELECT ?", [parameter])


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SHOW DATABASES", statements.Show("databases")),
        ("show tables in `cers` 'e*'", statements.Show("tables", "cers", pattern="e*")),
        ("SHOW PARTITIONS cers.exams;", statements.Show("partitions", "cers", "exams")),
        ("-- why\nDESCRIBE exams", statements.Show("describe", "", "exams")),
        ("DROP TABLE IF EXISTS `a`.`b`", statements.DropTable("a", "b", missing_ok=True)),
        ("/* x */ DROP TABLE b", statements.DropTable("", "b", missing_ok=False)),
    ],
)
def test_statements_about_the_catalog(sql: str, expected: statements.Statement):
    assert statements.parse(sql) == expected


def test_unload_keeps_what_looks_like_a_comment_in_a_string():
    found = statements.parse("UNLOAD (SELECT '--' AS x) TO 's3://b/k/' WITH (format='PARQUET')")
    assert isinstance(found, statements.Unload)
    assert found.location == "s3://b/k/"
    assert found.tree.sql() == "SELECT '--' AS x"


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "-- nothing",
        "SHOW GRANTS",
        "DROP DATABASE x",
        "CREATE VIEW v AS SELECT 1 AS x",
        "CREATE TABLE t WITH (format = 'ORC') AS SELECT 1 AS x",
        "CREATE TABLE t WITH (partitioned_by = ARRAY['x']) AS SELECT 1 AS x",
        "UNLOAD (SELECT 1 AS x) TO 's3://b/'",
        "DELETE FROM t",
        "ALTER TABLE t ADD COLUMNS (x int)",
        "GRANT ALL ON t TO u",
    ],
)
def test_other_statements_are_refused(sql: str):
    with pytest.raises(QueryError, match=r"NOT_SUPPORTED|SYNTAX_ERROR"):
        statements.parse(sql)


@pytest.mark.parametrize(
    ("sql", "kind"),
    [("select 1", "DML"), ("UNLOAD (x)", "DML"), ("show tables", "UTILITY"), ("drop x", "DDL")],
)
def test_kinds(sql: str, kind: str):
    assert statements.kind_of(sql) == kind
