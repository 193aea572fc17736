"""The reference tables that SQL joins results with, as Parquet."""

from collections.abc import Mapping, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from cers.lake.schema import published_schema
from cers.model.accommodation import Accommodations
from cers.model.assessment import Assessment
from cers.model.norm import Bucket, Norms, NormTable
from cers.model.organization import Organizations
from cers.model.tables import ACCOMMODATIONS, ASSESSMENTS, DISTRICTS, NORMS, SCHOOLS, Table

Row = Mapping[str, object]

NORM_TABLE_COLUMNS: Final = (
    "assessment_id",
    "start_date",
    "end_date",
    "count",
    "mean",
    "standard_deviation",
    "min_score",
    "max_score",
    "landed_at",
)


def organization_files(organizations: Organizations) -> dict[str, bytes]:
    """The tables of schools and districts, by table name."""
    return {
        SCHOOLS.name: _parquet(SCHOOLS, organizations.schools),
        DISTRICTS.name: _parquet(DISTRICTS, organizations.districts),
    }


def assessment_files(assessments: Mapping[str, Assessment]) -> dict[str, bytes]:
    """The table of assessments, by table name."""
    return {ASSESSMENTS.name: _parquet(ASSESSMENTS, assessments)}


def accommodation_files(accommodations: Accommodations) -> dict[str, bytes]:
    """The table of accommodations, by table name."""
    rows = {
        (year, code, language): {
            "code": code,
            "school_year": year,
            "language": language,
            "label": label.text,
            "landed_at": label.landed_at,
        }
        for year, of_year in accommodations.items()
        for code, accommodation in of_year.items()
        for language, label in accommodation.labels.items()
    }
    return {ACCOMMODATIONS.name: _written(ACCOMMODATIONS, [rows[key] for key in sorted(rows)])}


def norm_files(norms: Norms) -> dict[str, bytes]:
    """The table of percentiles in force, by table name."""
    tables = [table for id_ in sorted(norms.current) for table in norms.current[id_]]
    rows = [_percentile(table, bucket) for table in tables for bucket in table.buckets]
    return {NORMS.name: _written(NORMS, rows)}


def _percentile(table: NormTable, bucket: Bucket) -> Row:
    return {
        **{name: getattr(table, name) for name in NORM_TABLE_COLUMNS},
        "percentile_rank": bucket.percentile.rank,
        "score": bucket.percentile.score,
        "min_inclusive": bucket.min_inclusive,
        "max_exclusive": bucket.max_exclusive,
        "closed": bucket.closed,
    }


def _parquet(table: Table, things: Mapping[str, object]) -> bytes:
    """One row a thing, by its attributes, in the order of the ids; equal things, equal bytes."""
    ordered = [things[id_] for id_ in sorted(things)]
    return _written(
        table, [{name: getattr(each, name) for name in table.column_names} for each in ordered]
    )


def _written(table: Table, rows: Sequence[Row]) -> bytes:
    columns = {name: [row[name] for row in rows] for name in table.column_names}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns, published_schema(table)), sink, compression="zstd")
    return sink.getvalue().to_pybytes()
