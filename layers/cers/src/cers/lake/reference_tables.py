"""The reference tables that SQL joins results with, as Parquet."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from cers.lake.schema import published_schema
from cers.model.assessment import Assessment
from cers.model.organization import Organizations
from cers.model.tables import ASSESSMENTS, DISTRICTS, SCHOOLS, Table


def organization_files(organizations: Organizations) -> dict[str, bytes]:
    """The tables of schools and districts, by table name."""
    return {
        SCHOOLS.name: _parquet(SCHOOLS, organizations.schools),
        DISTRICTS.name: _parquet(DISTRICTS, organizations.districts),
    }


def assessment_files(assessments: Mapping[str, Assessment]) -> dict[str, bytes]:
    """The table of assessments, by table name."""
    return {ASSESSMENTS.name: _parquet(ASSESSMENTS, assessments)}


def _parquet(table: Table, things: Mapping[str, object]) -> bytes:
    """One row a thing, by its attributes, in the order of the ids; equal things, equal bytes."""
    ordered = [things[id_] for id_ in sorted(things)]
    columns = {name: [getattr(each, name) for each in ordered] for name in table.column_names}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns, published_schema(table)), sink, compression="zstd")
    return sink.getvalue().to_pybytes()
