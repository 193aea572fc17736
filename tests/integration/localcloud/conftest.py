"""A local cloud for each module that wants one, and the helpers of its tests."""

import io
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from localcloud.cloud import LocalCloud

PARQUET = {
    "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
    "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    "SerdeInfo": {
        "SerializationLibrary": "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    },
}


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A cloud made from the templates that deploy, without its functions."""
    with LocalCloud(with_functions=False) as running:
        yield running


@pytest.fixture(scope="module")
def small_cloud() -> Iterator[LocalCloud]:
    """A cloud made from the small templates beside these tests, functions at work."""
    template = Path(__file__).parent / "project" / "template.yaml"
    with LocalCloud(template=template, retry_seconds=1) as running:
        yield running


class Lake:
    """Writes Parquet and registers tables."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._cloud = cloud

    def put(self, key: str, table: pa.Table) -> int:
        buffer = io.BytesIO()
        pq.write_table(table, buffer)
        body = buffer.getvalue()
        self._cloud.clients.s3.put_object(Bucket="cers-lake", Key=key, Body=body)
        return len(body)

    def create(self, name: str, columns: dict[str, str], keys: dict[str, str]) -> None:
        self._columns = [{"Name": each, "Type": kind} for each, kind in columns.items()]
        self._cloud.clients.glue.create_table(
            DatabaseName="cers",
            TableInput={
                "Name": name,
                "TableType": "EXTERNAL_TABLE",
                "PartitionKeys": [{"Name": each, "Type": kind} for each, kind in keys.items()],
                "StorageDescriptor": self.storage(name),
            },
        )

    def add_partition(self, name: str, values: list[str], folder: str) -> None:
        self._cloud.clients.glue.create_partition(
            DatabaseName="cers",
            TableName=name,
            PartitionInput={"Values": values, "StorageDescriptor": self.storage(folder)},
        )

    def storage(self, folder: str) -> Any:
        return {"Columns": self._columns, "Location": f"s3://cers-lake/{folder}/", **PARQUET}


@pytest.fixture(scope="module")
def lake(cloud: LocalCloud) -> Lake:
    return Lake(cloud)


class Athena:
    """Runs a query to its end."""

    def __init__(self, cloud: LocalCloud, workgroup: str = "cers") -> None:
        self.client = cloud.clients.athena
        self.workgroup = workgroup

    def run(self, sql: str, *parameters: str, **more: Any) -> dict[str, Any]:
        return self.wait(self.start(sql, *parameters, **more))

    def start(self, sql: str, *parameters: str, **more: Any) -> str:
        if parameters:
            more["ExecutionParameters"] = list(parameters)
        started = self.client.start_query_execution(
            QueryString=sql,
            **{
                "QueryExecutionContext": {"Database": "cers"},
                "WorkGroup": self.workgroup,
                **more,
            },
        )
        return started["QueryExecutionId"]

    def wait(self, query_id: str) -> dict[str, Any]:
        until(lambda: self.execution(query_id)["Status"]["State"] not in ("QUEUED", "RUNNING"))
        return self.execution(query_id)

    def execution(self, query_id: str) -> dict[str, Any]:
        return self.client.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]

    def results(self, sql: str, *parameters: str) -> dict[str, Any]:
        execution = self.run(sql, *parameters)
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        query_id = execution["QueryExecutionId"]
        return self.client.get_query_results(QueryExecutionId=query_id)["ResultSet"]

    def rows(self, sql: str, *parameters: str) -> list[list[str | None]]:
        rows = self.results(sql, *parameters)["Rows"]
        return [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows[1:]]

    def failure(self, sql: str, *parameters: str) -> str:
        status = self.run(sql, *parameters)["Status"]
        assert status["State"] == "FAILED", status
        assert status["AthenaError"]["ErrorMessage"] == status["StateChangeReason"]
        return status["StateChangeReason"]


@pytest.fixture(scope="module")
def athena(cloud: LocalCloud) -> Athena:
    return Athena(cloud)


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Waits for a condition to hold."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
