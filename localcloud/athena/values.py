"""How Athena names types and writes values."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from localcloud.athena.errors import unsupported

_NAMES: Final = {
    "BOOLEAN": ("boolean", 0, 0),
    "TINYINT": ("tinyint", 3, 0),
    "SMALLINT": ("smallint", 5, 0),
    "INTEGER": ("integer", 10, 0),
    "BIGINT": ("bigint", 19, 0),
    "HUGEINT": ("bigint", 19, 0),
    "FLOAT": ("float", 17, 0),
    "DOUBLE": ("double", 17, 0),
    "VARCHAR": ("varchar", 2147483647, 0),
    "BLOB": ("varbinary", 1073741824, 0),
    "DATE": ("date", 0, 0),
    "TIME": ("time", 3, 0),
    "TIMESTAMP": ("timestamp", 3, 0),
    "TIMESTAMP_S": ("timestamp", 3, 0),
    "TIMESTAMP_MS": ("timestamp", 3, 0),
    "TIMESTAMP_NS": ("timestamp", 3, 0),
    "TIMESTAMP WITH TIME ZONE": ("timestamp with time zone", 3, 0),
    '"NULL"': ("unknown", 0, 0),
    "INTERVAL": ("interval day to second", 0, 0),
}
_DECIMAL: Final = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_LARGEST: Final = 2**63


@dataclass(frozen=True)
class ColumnInfo:
    """A result's column as GetQueryResults describes it."""

    name: str
    type: str
    precision: int = 0
    scale: int = 0

    def as_api(self) -> dict[str, Any]:
        """The column in the API's shape."""
        return {
            "CatalogName": "hive",
            "SchemaName": "",
            "TableName": "",
            "Name": self.name,
            "Label": self.name,
            "Type": self.type,
            "Precision": self.precision,
            "Scale": self.scale,
            "Nullable": "UNKNOWN",
            "CaseSensitive": self.type in ("varchar", "array", "map", "row", "string"),
        }


def column_info(name: str, duckdb_type: str) -> ColumnInfo:
    """How Athena describes a column of a DuckDB type."""
    decimal = _DECIMAL.fullmatch(duckdb_type)
    if decimal:
        return ColumnInfo(name, "decimal", int(decimal[1]), int(decimal[2]))
    if duckdb_type.endswith("]"):
        return ColumnInfo(name, "array")
    if duckdb_type.startswith("MAP("):
        return ColumnInfo(name, "map")
    if duckdb_type.startswith("STRUCT("):
        return ColumnInfo(name, "row")
    if duckdb_type not in _NAMES:
        raise unsupported(f"column {name} has the type {duckdb_type}")
    return ColumnInfo(name, *_NAMES[duckdb_type])


def as_text(value: Any) -> str | None:  # noqa: C901 (any value of a result)
    """A value as a result file holds it; None is null."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case int():
            return _integer(value)
        case float():
            return java_double(value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            return _timestamp(value)
        case date() | time():
            return value.isoformat()
        case str():
            return value
        case bytes():
            return value.hex(" ")
        case Mapping():
            return "{" + ", ".join(f"{k}={_inner(v)}" for k, v in value.items()) + "}"
        case Sequence():
            return "[" + ", ".join(_inner(each) for each in value) + "]"
        case _:
            raise unsupported(f"a result of type {type(value).__name__}")


def _inner(value: object) -> str:
    text = as_text(value)
    return "null" if text is None else text


def _integer(value: int) -> str:
    if not -_LARGEST <= value < _LARGEST:
        raise unsupported("an integer beyond bigint")
    return str(value)


def _timestamp(value: datetime) -> str:
    text = value.strftime("%Y-%m-%d %H:%M:%S") + f".{value.microsecond // 1000:03d}"
    return f"{text} UTC" if value.tzinfo else text


def java_double(value: float) -> str:
    """A double as Java writes it: plain from 0.001 up to ten million, scientific beyond."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0:
        return "-0.0" if math.copysign(1, value) < 0 else "0.0"
    if 1e-3 <= abs(value) < 1e7:
        return _with_point(format(Decimal(repr(value)), "f"))
    sign, digits, _ = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    power = Decimal(repr(value)).adjusted()
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"


def _with_point(text: str) -> str:
    return text if "." in text else f"{text}.0"
