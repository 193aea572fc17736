"""What reading a registration extract yields, batch by batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from cers.lake.schema import staged_schema
from cers.model.delivery import Counts
from cers.model.finding import Finding
from cers.model.reference import Missing
from cers.model.tables import STUDENT_REGISTRATIONS


def no_rows() -> pa.RecordBatch:
    """No registration at all."""
    return pa.RecordBatch.from_pylist([], schema=staged_schema(STUDENT_REGISTRATIONS))


@dataclass(frozen=True, slots=True)
class StudentBatch:
    """Some of a delivery's rows: those accepted, and what is to be said of the others.

    `rows` are staged rows of `student_registrations`, numbered through all files of the delivery.
    They stand in the file `member`, whose first line has the record number `before` + 1.
    `progress` is the share of the delivery read so far, from 0 to 1.
    """

    rows: pa.RecordBatch = field(default_factory=no_rows)
    counts: Counts = field(default_factory=Counts)
    findings: Sequence[Finding] = ()
    missing: frozenset[Missing] = field(default_factory=frozenset)
    progress: float = 1.0
    member: str = ""
    before: int = 0
