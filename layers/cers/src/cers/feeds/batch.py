"""What reading an exam delivery yields, batch by batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from cers.model.dataset import Dataset
from cers.model.delivery import Counts
from cers.model.finding import Finding
from cers.model.reference import Missing


@dataclass(frozen=True, slots=True)
class ExamBatch:
    """Some of a delivery's exams, as rows of the staged tables.

    `tables` maps dataset -> table name -> rows, for every table of a dataset. `progress` is the
    share of the delivery read so far, from 0 to 1. `names` says where accepted exams stood, by
    record number, where there is more to say than the number. `ignored` counts the exams
    that had a score of an unknown measure, by delivery id (if the rows tell theirs) and measure.
    """

    tables: Mapping[Dataset, Mapping[str, pa.RecordBatch]]
    counts: Counts
    findings: Sequence[Finding] = ()
    missing: frozenset[Missing] = field(default_factory=frozenset)
    progress: float = 1.0
    names: Mapping[int, str] = field(default_factory=dict)
    ignored: Mapping[tuple[str, str], int] = field(default_factory=dict)
