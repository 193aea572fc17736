"""Writes infra/catalog.yaml: the Glue tables, as cers.model.tables defines them.

Run `python infra/make_catalog.py` after changing a table; a contract test compares.
"""

from pathlib import Path
from typing import Final

from cers.model.tables import (
    PARTITIONS,
    PUBLISHED_TABLES,
    REFERENCE_TABLES,
    STUDENT_PARTITIONS,
    STUDENTS,
    Column,
    Table,
)

CATALOG: Final = Path(__file__).with_name("catalog.yaml")

_HEAD: Final = """\
# Made by infra/make_catalog.py from cers.model.tables: change those, not this.
AWSTemplateFormatVersion: "2010-09-09"
Description: >-
  CERS catalog: the Glue database, its tables, and the Athena workgroup that reads them.
  Publish registers partitions, from the manifests; ingest those of the students, and points the
  reference tables.

Parameters:
  Prefix:
    Type: String
    Description: First part of every name
  GlueDatabase:
    Type: String
    Description: Name of the Glue database
    Default: cers
  AthenaScanLimitBytes:
    Type: Number
    Description: A query that would read more is cancelled
    Default: 107374182400
    MinValue: 10000000
  DataKeyArn:
    Type: String
    Description: The key that encrypts everything stored
  LakeBucket:
    Type: String
    Description: The bucket the tables lie in
  AthenaResultsBucket:
    Type: String
    Description: The bucket query results are written to

Resources:
  Database:
    Type: AWS::Glue::Database
    Properties:
      CatalogId: !Ref AWS::AccountId
      DatabaseInput:
        Name: !Ref GlueDatabase
        Description: Published assessment results and what they are read with

  Workgroup:
    Type: AWS::Athena::WorkGroup
    Properties:
      Name: !Ref Prefix
      Description: Every report query; clients cannot override its limits
      State: ENABLED
      WorkGroupConfiguration:
        EnforceWorkGroupConfiguration: true
        PublishCloudWatchMetricsEnabled: true
        RequesterPaysEnabled: false
        BytesScannedCutoffPerQuery: !Ref AthenaScanLimitBytes
        EngineVersion:
          SelectedEngineVersion: Athena engine version 3
        ResultConfiguration:
          OutputLocation: !Sub "s3://${AthenaResultsBucket}/"
          ExpectedBucketOwner: !Ref AWS::AccountId
          EncryptionConfiguration:
            EncryptionOption: SSE_KMS
            KmsKey: !Ref DataKeyArn
"""

_TAIL: Final = """\

Outputs:
  GlueDatabase:
    Value: !Ref Database
  AthenaWorkgroup:
    Value: !Ref Workgroup
"""

_TABLE: Final = """\

  {logical_id}Table:
    Type: AWS::Glue::Table
    Properties:
      CatalogId: !Ref AWS::AccountId
      DatabaseName: !Ref Database
      TableInput:
        Name: {name}
        Description: "{meaning}"
        TableType: EXTERNAL_TABLE
        Parameters:
          EXTERNAL: "TRUE"
          classification: parquet
          parquet.compression: ZSTD
{partition_keys}        StorageDescriptor:
          Location: !Sub "s3://${{LakeBucket}}/{folder}/"
          InputFormat: org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat
          OutputFormat: org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat
          Compressed: true
          SerdeInfo:
            SerializationLibrary: org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe
          Columns:
{columns}"""


def _columns(columns: tuple[Column, ...], indent: int) -> str:
    """Columns as YAML list items, `indent` spaces in."""
    pad = " " * indent
    return "".join(
        f"{pad}- Name: {column.name}\n"
        f"{pad}  Type: {column.type}\n"
        f'{pad}  Comment: "{column.meaning}"\n'
        for column in columns
    )


def _table(table: Table, folder: str, partitions: tuple[Column, ...] = ()) -> str:
    """One Glue table resource; `folder` is where it points before data does."""
    keys = f"        PartitionKeys:\n{_columns(partitions, 10)}" if partitions else ""
    return _TABLE.format(
        logical_id=table.name.title().replace("_", ""),
        name=table.name,
        folder=folder,
        meaning=table.meaning,
        partition_keys=keys,
        columns=_columns(table.columns, 12),
    )


def catalog() -> str:
    """The whole template."""
    published = [_table(table, f"published/{table.name}", PARTITIONS) for table in PUBLISHED_TABLES]
    # Ingest points them at the newest of the folders beside this empty one.
    reference = [_table(table, f"reference/tables/{table.name}/none") for table in REFERENCE_TABLES]
    students = _table(STUDENTS, f"published/{STUDENTS.name}", STUDENT_PARTITIONS)
    return "".join((_HEAD, *published, students, *reference, _TAIL))


if __name__ == "__main__":
    CATALOG.write_text(catalog(), encoding="utf-8")
