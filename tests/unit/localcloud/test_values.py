"""Values as Athena writes them."""

import datetime as dt
import math
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localcloud.athena.values import as_text, column_info, java_double


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (1.0, "1.0"),
        (0.1, "0.1"),
        (100.5, "100.5"),
        (0.001, "0.001"),
        (0.000999, "9.99E-4"),
        (9999999.0, "9999999.0"),
        (10000000.0, "1.0E7"),
        (12345678.9, "1.23456789E7"),
        (-1e-7, "-1.0E-7"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
    ],
)
def test_doubles_as_java_writes_them(value: float, expected: str):
    assert java_double(value) == expected


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_double_reads_back_and_has_java_s_form(value: float):
    text = java_double(value)
    assert float(text) == value
    assert re.fullmatch(r"-?\d+\.\d+(E-?\d+)?", text)
    assert ("E" in text) == (value != 0 and not 1e-3 <= abs(value) < 1e7)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, "true"),
        (7, "7"),
        (Decimal("1.50"), "1.50"),
        ("text", "text"),
        ("", ""),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, 999999), "2026-01-02 03:04:05.999"),  # noqa: DTZ001
        (dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "2026-01-02 00:00:00.000 UTC"),
        (["a", None, 1.0], "[a, null, 1.0]"),
        ({"a": 1, "b": None}, "{a=1, b=null}"),
        (b"\x01\xff", "01 ff"),
    ],
)
def test_values_as_athena_writes_them(value: object, expected: str | None):
    assert as_text(value) == expected


@pytest.mark.parametrize(
    ("duckdb_type", "athena_type"),
    [
        ("HUGEINT", "bigint"),
        ("VARCHAR", "varchar"),
        ("VARCHAR[]", "array"),
        ("TIMESTAMP_S", "timestamp"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp with time zone"),
        ("STRUCT(a INTEGER)", "row"),
        ("MAP(VARCHAR, INTEGER)", "map"),
        ("FLOAT", "float"),
    ],
)
def test_types_as_athena_names_them(duckdb_type: str, athena_type: str):
    assert column_info("x", duckdb_type).type == athena_type


def test_decimals_say_their_precision():
    info = column_info("x", "DECIMAL(10,2)")
    assert (info.type, info.precision, info.scale) == ("decimal", 10, 2)
