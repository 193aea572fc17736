"""Gathers accepted exams as columns of the staged tables."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, cast

import pyarrow as pa

from cers.feeds.batch import ExamBatch
from cers.feeds.exams.exam import Exam
from cers.feeds.exams.fields import Row
from cers.feeds.exams.item_rows import ItemColumns, ItemRows, joined, size
from cers.lake.arrays import Columns, Repeated, record_batch
from cers.model.dataset import Dataset
from cers.model.delivery import Counts
from cers.model.finding import Finding
from cers.model.reference import Missing
from cers.model.tables import EXAM_ITEMS, EXAM_SCORES, EXAM_TARGETS, EXAMS, LINEAGE, TABLES, Table

_LINEAGE: Final = tuple(column.name for column in LINEAGE)
_EXAM_COLUMNS: Final = tuple(name for name in EXAMS.column_names if name not in _LINEAGE)


def _shared(table: Table) -> tuple[str, ...]:
    """The columns a table repeats from the exam."""
    shared = set(_EXAM_COLUMNS) & set(table.column_names) - _own_names(table)
    return tuple(name for name in _EXAM_COLUMNS if name in shared)


def _own_names(table: Table) -> set[str]:
    """Columns that are named like one of the exam's but are the part's own, such as scores."""
    names = [name for name in table.column_names if name not in _LINEAGE]
    return set(names[names.index("opportunity_id") + 1 : names.index("deleted")])


_PARTS: Final = (EXAM_SCORES, EXAM_TARGETS, EXAM_ITEMS)
_SHARED: Final = {table.name: _shared(table) for table in _PARTS}
_OWN: Final = {
    table.name: tuple(name for name in table.column_names if name in _own_names(table))
    for table in _PARTS
}


class _Gathered:
    """The accepted exams of one dataset."""

    def __init__(self) -> None:
        self._exams: list[Row] = []
        self._parts: dict[str, list[Row]] = {EXAM_SCORES.name: [], EXAM_TARGETS.name: []}
        self._sizes: dict[str, list[int]] = {table: [] for table in _SHARED}
        self._items: list[ItemColumns | ItemRows] = []

    def add(self, exam: Exam) -> None:
        self._exams.append(exam.row)
        for table, rows in ((EXAM_SCORES.name, exam.scores), (EXAM_TARGETS.name, exam.targets)):
            self._parts[table] += rows
            self._sizes[table].append(len(rows))
        self._items.append(exam.items)
        self._sizes[EXAM_ITEMS.name].append(size(exam.items))

    def tables(self) -> dict[str, pa.RecordBatch]:
        columns = self._columns()
        return {table.name: record_batch(table, columns[table.name]) for table in TABLES}

    def _columns(self) -> dict[str, Columns]:
        return {
            EXAMS.name: _columns((*_EXAM_COLUMNS, *self._lineage()), self._exams),
            EXAM_ITEMS.name: {**self._repeated(EXAM_ITEMS.name), **joined(self._items)},
            **{
                table: {**self._repeated(table), **_columns(_OWN[table], rows)}
                for table, rows in self._parts.items()
            },
        }

    def _repeated(self, table: str) -> dict[str, Repeated]:
        """The exam's columns, each value as often as the exam has rows in the table."""
        sizes = self._sizes[table]
        return {
            name: Repeated([row[name] for row in self._exams], sizes)
            for name in (*_SHARED[table], *self._lineage())
        }

    def _lineage(self) -> tuple[str, ...]:
        """The lineage columns, if the exams carry them because they came in several deliveries."""
        return tuple(name for name in _LINEAGE if name in self._exams[0])


def _columns(names: Iterable[str], rows: Sequence[Row]) -> dict[str, list[object]]:
    return {name: [row[name] for row in rows] for name in names}


class Outcome(StrEnum):
    """What becomes of a member of a delivery, as counts name it."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WAITING = "waiting"
    SKIPPED = "skipped"


class BatchBuilder:
    """Collects exams, counts and findings until they make a batch."""

    def __init__(self) -> None:
        self._datasets: dict[Dataset, _Gathered] = {}
        self._outcomes: Counter[Outcome] = Counter()
        self._findings: list[Finding] = []
        self._missing: set[Missing] = set()
        self._ignored: Counter[tuple[str, str]] = Counter()
        self._names: dict[int, str] = {}
        self.size = 0
        """How many members it tells of."""

    def accept(self, exam: Exam, name: str = "") -> None:
        """Take a good exam; `name` is that of the bundle's file it stood in."""
        self._names[cast(int, exam.row["record_number"])] = name
        delivery_id = cast(str, exam.row.get("delivery_id", ""))
        self._ignored.update((delivery_id, each) for each in exam.ignored)
        dataset = exam.dataset
        if dataset not in self._datasets:
            self._datasets[dataset] = _Gathered()
        self._datasets[dataset].add(exam)

    def note(
        self, outcome: Outcome, findings: Iterable[Finding] = (), missing: Iterable[Missing] = ()
    ) -> None:
        """Take what became of a member."""
        self._outcomes[outcome] += 1
        self.size += 1
        self._findings += findings
        self._missing.update(missing)

    def build(self, progress: float) -> ExamBatch:
        """The batch so far."""
        tables: Mapping[Dataset, Mapping[str, pa.RecordBatch]] = {
            dataset: gathered.tables() for dataset, gathered in sorted(self._datasets.items())
        }
        return ExamBatch(
            tables,
            self._counts(),
            tuple(self._findings),
            frozenset(self._missing),
            progress,
            self._names,
            self._ignored,
        )

    def _counts(self) -> Counts:
        told = {outcome.value: self._outcomes[outcome] for outcome in Outcome}
        return Counts(records=self.size - told[Outcome.SKIPPED], **told)
