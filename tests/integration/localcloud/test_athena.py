"""Athena executes: types, parameters, failures, pruning, paging, result files."""

import datetime as dt
import decimal

import pyarrow as pa
import pytest
from moto.athena.models import athena_backends

from localcloud.aws import ACCOUNT, REGION
from localcloud.cloud import LocalCloud
from tests.integration.localcloud.conftest import Athena, Lake, until

COLUMNS = {
    "id": "bigint",
    "name": "string",
    "score": "double",
    "taken": "timestamp",
    "born": "date",
    "tags": "array<string>",
    "passed": "boolean",
    "points": "int",
}
MOMENT = dt.datetime(2025, 1, 2, 3, 4, 5, 678901, tzinfo=dt.UTC)


def _rows(year: int) -> pa.Table:
    return pa.table(
        {
            "id": pa.array([1, 2, 3], pa.int64()),
            "name": ["Ann", 'O"Neil, "Bo"', None],
            "score": [1.5, 12345678.9, 0.0001],
            "taken": pa.array([MOMENT] * 3, pa.timestamp("us", tz="UTC")),
            "born": pa.array([dt.date(year - 15, 5, 6)] * 3),
            "tags": [["x", "y"], [], None],
            "passed": [True, False, None],
            "points": pa.array([1, 2, 3], pa.int32()),
        }
    )


@pytest.fixture(scope="module", autouse=True)
def table(lake: Lake) -> None:
    """Two partitions; the older file was written before there was a column `passed`."""
    lake.create("t", COLUMNS, {"school_year": "int", "kind": "string"})
    lake.put("t/2025/0.parquet", _rows(2025))
    lake.put("t/2024/0.parquet", _rows(2024).drop_columns("passed"))
    lake.add_partition("t", ["2025", "sum"], "t/2025")
    lake.add_partition("t", ["2024", "a/b=c"], "t/2024")


def test_names_and_types_and_writes_values_as_athena_does(athena: Athena):
    found = athena.results("SELECT * FROM t WHERE school_year = 2025 ORDER BY id")
    info = found["ResultSetMetadata"]["ColumnInfo"]
    assert [(each["Name"], each["Type"]) for each in info] == [
        ("id", "bigint"),
        ("name", "varchar"),
        ("score", "double"),
        ("taken", "timestamp"),
        ("born", "date"),
        ("tags", "array"),
        ("passed", "boolean"),
        ("points", "integer"),
        ("school_year", "integer"),
        ("kind", "varchar"),
    ]
    rows = [[cell.get("VarCharValue") for cell in row["Data"]] for row in found["Rows"]]
    moment = "2025-01-02 03:04:05.679"
    assert rows[0] == [each["Name"] for each in info]
    assert rows[1:] == [
        ["1", "Ann", "1.5", moment, "2010-05-06", "[x, y]", "true", "1", "2025", "sum"],
        ["2", 'O"Neil, "Bo"', "1.23456789E7", moment, "2010-05-06", "[]", "false", "2", "2025",
         "sum"],
        ["3", None, "1.0E-4", moment, "2010-05-06", None, None, "3", "2025", "sum"],
    ]  # fmt: skip


def test_writes_the_result_where_athena_does(athena: Athena, cloud: LocalCloud):
    execution = athena.run("SELECT id, name FROM t WHERE school_year = 2025 ORDER BY id")
    location = execution["ResultConfiguration"]["OutputLocation"]
    assert location == f"s3://cers-athena-results/{execution['QueryExecutionId']}.csv"
    key = location.removeprefix("s3://cers-athena-results/")
    body = cloud.clients.s3.get_object(Bucket="cers-athena-results", Key=key)["Body"].read()
    assert body.decode() == '"id","name"\n"1","Ann"\n"2","O""Neil, ""Bo"""\n"3",\n'
    metadata = cloud.clients.s3.head_object(Bucket="cers-athena-results", Key=f"{key}.metadata")
    assert metadata["ServerSideEncryption"] == "aws:kms"


def test_reads_only_the_partitions_and_columns_asked_for(athena: Athena):
    def scanned(sql: str) -> int:
        return athena.run(sql)["Statistics"]["DataScannedInBytes"]

    everything = scanned("SELECT * FROM t")
    one = scanned("SELECT * FROM t WHERE school_year = 2025")
    narrow = scanned("SELECT id FROM t WHERE school_year = 2025")
    none = scanned("SELECT * FROM t WHERE school_year = 2023")
    assert everything > one > narrow > none == 0
    assert scanned("SELECT id FROM t WHERE kind LIKE 's%'") == narrow


def test_a_column_an_old_file_lacks_is_null(athena: Athena):
    assert athena.rows("SELECT school_year, count(passed) FROM t GROUP BY 1 ORDER BY 1") == [
        ["2024", "0"],
        ["2025", "2"],
    ]


def test_partition_values_come_from_glue_whatever_they_hold(athena: Athena):
    assert athena.rows("SELECT DISTINCT kind FROM t ORDER BY kind") == [["a/b=c"], ["sum"]]


def test_parameters_are_literals_in_the_order_of_the_text(athena: Athena):
    sql = "SELECT id FROM t WHERE school_year IN (?, ?) AND name = ? AND born > ? ORDER BY id"
    assert athena.rows(sql, "2024", "2025", "'Ann'", "DATE '2010-01-01'") == [["1"]]


@pytest.mark.parametrize(
    "parameter", ["Ann", "x OR 1 = 1", "'x') OR (1 = 1", "(SELECT name FROM t)", ""]
)
def test_a_parameter_that_is_no_literal_fails(athena: Athena, parameter: str):
    reason = athena.failure("SELECT id FROM t WHERE name = ?", parameter or " ")
    assert reason.startswith("INVALID_PARAMETER_USAGE")


def test_a_question_mark_in_a_string_is_no_parameter(athena: Athena):
    assert athena.rows("SELECT '?' || name FROM t WHERE id = ? AND school_year = 2025", "1") == [
        ["?Ann"]
    ]


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("SELECT nothing FROM t", "COLUMN_NOT_FOUND"),
        ("SELECT points + 1 AS more, more * 2 FROM t", "COLUMN_NOT_FOUND"),
        ("SELECT points AS p, count(*) FROM t GROUP BY p", "COLUMN_NOT_FOUND"),
        ("SELECT * FROM nothing", "TABLE_NOT_FOUND"),
        ("SELECT * FROM other.t", "TABLE_NOT_FOUND"),
        ("SELEC 1", "SYNTAX_ERROR"),
        ("SELECT 1; SELECT 2", "SYNTAX_ERROR"),
        ("SELECT id::varchar FROM t", "SYNTAX_ERROR"),
        ("SELECT points / 0 FROM t", "DIVISION_BY_ZERO"),
        ("SELECT CAST(name AS integer) FROM t", "INVALID_CAST_ARGUMENT"),
        ("SELECT name + 1 FROM t", "TYPE_MISMATCH"),
        ("SELECT * FROM read_parquet('s3://cers-lake/t/2025/0.parquet')", "NOT_SUPPORTED"),
        ("SELECT * FROM duckdb_settings()", "NOT_SUPPORTED"),
        ("SELECT * FROM information_schema.tables", "NOT_SUPPORTED"),
        ("SELECT name ILIKE 'a%' FROM t", "NOT_SUPPORTED"),
        ("SELECT 100.0 * points / 3 FROM t", "NOT_SUPPORTED"),
        ("SELECT CAST(score AS varchar) FROM t", "NOT_SUPPORTED"),
        ("SELECT CAST(score AS integer) FROM t", "NOT_SUPPORTED"),
        ("SELECT format_datetime(taken, 'y') FROM t", "NOT_SUPPORTED"),
        ("EXPLAIN SELECT 1", "NOT_SUPPORTED"),
        ("INSERT INTO t SELECT * FROM t", "NOT_SUPPORTED"),
        ("MSCK REPAIR TABLE t", "NOT_SUPPORTED"),
    ],
)
def test_what_would_differ_or_fail_on_athena_fails_here(athena: Athena, sql: str, error: str):
    assert athena.failure(sql).startswith(f"{error}:")


def test_a_file_that_is_not_what_the_table_says_fails_without_showing_data(
    athena: Athena, lake: Lake
):
    lake.create("wrong", {"id": "bigint"}, {})
    lake.put("wrong/0.parquet", pa.table({"id": ["secret"]}))
    reason = athena.failure("SELECT * FROM wrong")
    assert reason.startswith("HIVE_BAD_DATA")
    assert "secret" not in reason


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("5 / 2", "2"),
        ("5e0 / 2", "2.5"),
        ("7 % 4", "3"),
        ("sum(points)", "6"),
        ("avg(points)", "2.0"),
        ("count_if(points > 1)", "2"),
        ("max_by(name, points) FILTER (WHERE name IS NOT NULL)", 'O"Neil, "Bo"'),
        ("array_agg(points ORDER BY points DESC)", "[3, 2, 1]"),
        ("min(date_trunc('month', born))", "2010-05-01"),
        ("min(date_add('day', 1, born))", "2010-05-07"),
        ("min(born + INTERVAL '1' DAY)", "2010-05-07"),
        ("max(date_trunc('hour', taken))", "2025-01-02 03:00:00.000"),
        ("max(CAST(taken AS date))", "2025-01-02"),
        ("CAST('abc' AS varchar(2))", "ab"),
        ("max(cardinality(tags))", "2"),
        ("CAST(round(max(score)) AS bigint)", "12345679"),
        ("max(concat(name, NULL))", None),
    ],
)
def test_expressions_mean_what_they_mean_in_trino(
    athena: Athena, expression: str, expected: str | None
):
    sql = f"SELECT DISTINCT {expression} FROM t WHERE school_year = 2025"  # noqa: S608 (above)
    assert athena.rows(sql) == [[expected]]


def test_joins_common_tables_unions_windows_and_unnest_run(athena: Athena):
    assert athena.rows(
        """
        WITH best AS (SELECT school_year, max(points) AS points FROM t GROUP BY school_year)
        SELECT t.id, row_number() OVER (ORDER BY t.school_year) AS n
        FROM t JOIN best ON t.school_year = best.school_year AND t.points = best.points
        UNION ALL
        SELECT id, 0 FROM t CROSS JOIN UNNEST(tags) AS u (tag) WHERE tag = 'y' AND kind = 'sum'
        ORDER BY n
        """
    ) == [["1", "0"], ["3", "1"], ["3", "2"]]


def test_pages_through_results(athena: Athena):
    query_id = athena.run("SELECT id FROM t ORDER BY id")["QueryExecutionId"]
    pages = athena.client.get_paginator("get_query_results").paginate(
        QueryExecutionId=query_id, PaginationConfig={"PageSize": 3}
    )
    found = [
        [row["Data"][0]["VarCharValue"] for row in page["ResultSet"]["Rows"]] for page in pages
    ]
    assert found == [["id", "1", "1"], ["2", "2", "3"], ["3"]]


def test_shows_the_catalog(athena: Athena):
    def lines(sql: str) -> list[str]:
        rows = athena.results(sql)["Rows"]
        return [row["Data"][0]["VarCharValue"].strip() for row in rows]

    assert "cers" in lines("SHOW DATABASES")
    assert {"exams", "t"} <= set(lines("SHOW TABLES IN cers"))
    assert lines("SHOW TABLES 'exam_s*'") == ["exam_scores"]
    assert lines("SHOW PARTITIONS t") == [
        "school_year=2024/kind=a/b=c",
        "school_year=2025/kind=sum",
    ]
    assert lines("DESCRIBE cers.t")[:2] == ["id", "name"]
    execution = athena.run("SHOW TABLES")
    assert execution["StatementType"] == "UTILITY"
    assert execution["ResultConfiguration"]["OutputLocation"].endswith(".txt")


def test_create_table_as_makes_a_table_and_drop_removes_it(athena: Athena, cloud: LocalCloud):
    athena.run(
        "CREATE TABLE cers.made WITH (format = 'PARQUET', "
        "external_location = 's3://cers-lake/made/') AS "
        "SELECT name, sum(points) AS points FROM t WHERE name = 'Ann' GROUP BY name"
    )
    assert athena.rows("SELECT * FROM made") == [["Ann", "2"]]
    made = cloud.clients.glue.get_table(DatabaseName="cers", Name="made")["Table"]
    assert made["StorageDescriptor"]["Columns"] == [
        {"Name": "name", "Type": "string"},
        {"Name": "points", "Type": "bigint"},
    ]
    athena.run("DROP TABLE made")
    assert athena.failure("SELECT * FROM made").startswith("TABLE_NOT_FOUND")


def test_unload_writes_parquet_and_a_manifest_and_never_over_something(
    athena: Athena, cloud: LocalCloud
):
    sql = "UNLOAD (SELECT id FROM t) TO 's3://cers-exports/out/' WITH (format = 'PARQUET')"
    execution = athena.run(sql)
    manifest = execution["Statistics"]["DataManifestLocation"]
    key = manifest.removeprefix("s3://cers-athena-results/")
    listed = cloud.clients.s3.get_object(Bucket="cers-athena-results", Key=key)["Body"].read()
    assert listed.decode().startswith("s3://cers-exports/out/")
    assert athena.failure(sql).startswith("HIVE_PATH_ALREADY_EXISTS")


def test_a_query_over_the_scan_limit_is_cancelled(athena: Athena, cloud: LocalCloud):
    athena.client.create_work_group(
        Name="thrifty",
        Configuration={
            "BytesScannedCutoffPerQuery": 10_000_000,
            "ResultConfiguration": {"OutputLocation": "s3://cers-athena-results/thrifty/"},
        },
    )
    limited = Athena(cloud, "thrifty")
    assert limited.run("SELECT * FROM t")["Status"]["State"] == "SUCCEEDED"
    _limit("thrifty", 100)
    status = limited.run("SELECT * FROM t")["Status"]
    assert status["State"] == "CANCELLED"
    assert status["StateChangeReason"] == "Bytes scanned limit was exceeded"


def _limit(workgroup: str, limit: int) -> None:
    """Sets a limit below what the API accepts, so that a small table can exceed it."""
    backend = athena_backends[ACCOUNT][REGION]
    backend.work_groups[workgroup].configuration["BytesScannedCutoffPerQuery"] = limit


def test_an_enforced_workgroup_decides_where_results_go(athena: Athena):
    execution = athena.run(
        "SELECT 1", ResultConfiguration={"OutputLocation": "s3://cers-exports/elsewhere/"}
    )
    location = execution["ResultConfiguration"]["OutputLocation"]
    assert location.startswith("s3://cers-athena-results/")


def test_the_same_token_starts_a_query_once(athena: Athena):
    token = "a-token-of-at-least-32-characters-in-all"
    first = athena.run("SELECT 1", ClientRequestToken=token)
    again = athena.run("SELECT 1", ClientRequestToken=token)
    assert first["QueryExecutionId"] == again["QueryExecutionId"]


def test_lists_and_describes_executions(athena: Athena):
    query_id = athena.run("SELECT 1")["QueryExecutionId"]
    listed = athena.client.list_query_executions(WorkGroup="cers", MaxResults=5)
    assert listed["QueryExecutionIds"][0] == query_id
    unknown = "00000000-0000-0000-0000-000000000000"
    found = athena.client.batch_get_query_execution(QueryExecutionIds=[query_id, unknown])
    assert [each["QueryExecutionId"] for each in found["QueryExecutions"]] == [query_id]
    assert found["UnprocessedQueryExecutionIds"][0]["QueryExecutionId"] == unknown


def test_results_of_a_failed_query_are_refused(athena: Athena):
    query_id = athena.run("SELECT nothing FROM t")["QueryExecutionId"]
    with pytest.raises(athena.client.exceptions.InvalidRequestException, match="FAILED"):
        athena.client.get_query_results(QueryExecutionId=query_id)


def test_a_running_query_can_be_stopped(athena: Athena):
    endless = "SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k, t l"
    query_id = athena.start(endless)
    until(lambda: athena.execution(query_id)["Status"]["State"] == "RUNNING")
    athena.client.stop_query_execution(QueryExecutionId=query_id)
    assert athena.wait(query_id)["Status"]["State"] == "CANCELLED"


def test_decimals_keep_their_scale(athena: Athena):
    [[text]] = athena.rows("SELECT CAST(3 AS decimal(10, 2))")
    assert decimal.Decimal(text or "") == decimal.Decimal("3.00")
    assert text == "3.00"
