"""The Glue catalog and the Athena workgroup of a published world."""

from collections.abc import Iterable, Sequence
from typing import Any

import boto3

from cers.model.snapshot import Manifest
from cers.model.tables import (
    PARTITIONS,
    PUBLISHED_TABLES,
    STUDENT_PARTITIONS,
    STUDENTS,
    Column,
    Table,
)
from cers.stores.catalog import Catalog

REGION = "us-west-2"
DATABASE = "cers"
WORKGROUP = "cers"
_FORM = "org.apache.hadoop.hive.ql.io.parquet"


def make_catalog(lake: str, results: str, manifests: Iterable[Manifest]) -> None:
    """Make the published tables known to Athena, as these snapshots have them."""
    glue = boto3.client("glue", region_name=REGION)
    glue.create_database(DatabaseInput={"Name": DATABASE})
    for table in PUBLISHED_TABLES:
        glue.create_table(DatabaseName=DATABASE, TableInput=table_input(lake, table))  # type: ignore[arg-type]
    students = table_input(lake, STUDENTS, STUDENT_PARTITIONS)
    glue.create_table(DatabaseName=DATABASE, TableInput=students)  # type: ignore[arg-type]
    for manifest in manifests:
        Catalog(glue, DATABASE, lake).point_at(manifest)
    boto3.client("athena", region_name=REGION).create_work_group(
        Name=WORKGROUP,
        Configuration={"ResultConfiguration": {"OutputLocation": f"s3://{results}/"}},
    )


def table_input(
    lake: str, table: Table, partitions: Sequence[Column] = PARTITIONS
) -> dict[str, Any]:
    """A table as Glue is told of it."""
    return {
        "Name": table.name,
        "TableType": "EXTERNAL_TABLE",
        "PartitionKeys": [{"Name": each.name, "Type": each.type} for each in partitions],
        "Parameters": {"classification": "parquet"},
        "StorageDescriptor": {
            "Columns": [{"Name": each.name, "Type": each.type} for each in table.columns],
            "Location": f"s3://{lake}/published/{table.name}/",
            "InputFormat": f"{_FORM}.MapredParquetInputFormat",
            "OutputFormat": f"{_FORM}.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": f"{_FORM}.serde.ParquetHiveSerDe"},
        },
    }
