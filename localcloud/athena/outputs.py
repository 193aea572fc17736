"""Where queries write: result files, and the Parquet of UNLOAD and CREATE TABLE AS."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from moto.s3.models import S3Backend, s3_backends

from localcloud.athena import catalog
from localcloud.athena.errors import QueryError, unsupported
from localcloud.athena.results import Result
from localcloud.athena.statements import CreateTable
from localcloud.aws import ACCOUNT

_HIVE_TYPES: Final = {
    "string": "string",
    "large_string": "string",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "float": "float",
    "double": "double",
    "bool": "boolean",
    "date32[day]": "date",
    "timestamp[us]": "timestamp",
    "timestamp[ms]": "timestamp",
    "binary": "binary",
}


@dataclass(frozen=True)
class Outputs:
    """A place for results: an `s3://` location that ends in a slash, and its encryption."""

    location: str
    encryption: dict[str, str]

    def write_result(self, query_id: str, result: Result) -> str:
        """Writes a result's files; answers with the URI of the main one."""
        main = f"{self.location}{query_id}{result.extension}"
        if result.manifest is not None:
            self._put(self.manifest(query_id), "\n".join(result.manifest).encode())
        else:
            self._put(main, result.file())
        self._put(f"{main}.metadata", result.metadata())
        return main

    def manifest(self, query_id: str) -> str:
        """Where the list of written files lies."""
        return f"{self.location}{query_id}-manifest.csv"

    def _put(self, uri: str, body: bytes) -> None:
        put(uri, body, self.encryption)


def put(uri: str, body: bytes, encryption: dict[str, str]) -> None:
    """Stores an object, as the local S3 does."""
    parts = urlsplit(uri)
    key_id = encryption.get("KmsKey")
    _s3(parts.netloc).put_object(
        parts.netloc,
        parts.path.lstrip("/"),
        body,
        encryption="aws:kms" if key_id else None,
        kms_key_id=key_id,
    )


def _s3(bucket: str) -> S3Backend:
    backend = s3_backends[ACCOUNT]["aws"]
    if bucket not in backend.buckets:
        raise QueryError(f"GENERIC_USER_ERROR: no bucket {bucket}")
    return backend


@dataclass(frozen=True)
class ParquetWriter:
    """Writes the Parquet of one query."""

    outputs: Outputs
    query_id: str

    def write(self, table: pa.Table, location: str, compression: Any) -> list[str]:
        """Writes rows as one file below a location that must be empty; no rows, no file."""
        folder = location if location.endswith("/") else f"{location}/"
        self._check_empty(folder)
        if table.num_rows == 0:
            return []
        buffer = io.BytesIO()
        pq.write_table(table, buffer, compression=compression)
        uri = f"{folder}{self.query_id}_{uuid4()}"
        put(uri, buffer.getvalue(), self.outputs.encryption)
        return [uri]

    @staticmethod
    def _check_empty(folder: str) -> None:
        parts = urlsplit(folder)
        prefix = parts.path.lstrip("/")
        if any(key.startswith(prefix) for key in _s3(parts.netloc).buckets[parts.netloc].keys):
            raise QueryError(f"HIVE_PATH_ALREADY_EXISTS: {folder} is not empty")

    def create(self, statement: CreateTable, schema: pa.Schema, location: str) -> None:
        """Registers what was written as a table."""
        columns = [{"Name": each.name.lower(), "Type": _hive_type(each)} for each in schema]
        definition: dict[str, Any] = {
            "Name": statement.table,
            "TableType": "EXTERNAL_TABLE",
            "Parameters": {"EXTERNAL": "TRUE", "classification": "parquet"},
            "StorageDescriptor": {
                "Columns": columns,
                "Location": location,
                "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": (
                        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
                    )
                },
            },
        }
        catalog.glue().create_table(statement.database, statement.table, definition)

    def default_location(self) -> str:
        """Where a table goes that names no location."""
        return f"{self.outputs.location}tables/{self.query_id}/"


def _hive_type(field: pa.Field[Any]) -> str:
    kind = field.type
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"array<{_hive_type(kind.value_field)}>"
    if str(kind) not in _HIVE_TYPES:
        raise unsupported(f"column {field.name} of type {kind} in a new table")
    return _HIVE_TYPES[str(kind)]
