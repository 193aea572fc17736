"""Made-up exams, staged as ingest stages them, and what should be published of them.

`expected` is the merge rule, and what follows from it, told once more in plain Python.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cers.lake.schema import staged_schema
from cers.model.dataset import Dataset, bucket_of
from cers.model.snapshot import StagedDelivery, StagedFile
from cers.model.tables import (
    EXAM_ITEMS,
    EXAM_SCORES,
    EXAM_TARGETS,
    EXAMS,
    PUBLISHED_TABLES,
    TABLES,
    TESTED_STUDENTS,
    Table,
)
from tests.support.tested import results_by_student

DATASET = Dataset(2026, "sum")
START = datetime(2026, 4, 1, tzinfo=UTC)

Row = dict[str, object]


@dataclass(frozen=True)
class Exam:
    """One delivered version of an exam; `opportunity` names it, `score` is its content."""

    opportunity: int
    status_day: int = 0
    district: int = 1
    score: int = 2500
    items: int = 2
    deleted: bool = False


@dataclass(frozen=True)
class Drop:
    """A delivery: when it landed, in seconds, and its exams in delivered order."""

    number: int
    landed: int
    exams: tuple[Exam, ...]

    @property
    def id(self) -> str:
        """The delivery's id."""
        return f"delivery-{self.number:04d}"

    @property
    def landed_at(self) -> datetime:
        """The delivery's landing time."""
        return START + timedelta(seconds=self.landed)


_FILLERS: Mapping[str, object] = {
    "string": "x",
    "int": 1,
    "bigint": 1,
    "double": 1.0,
    "boolean": False,
    "date": START.date(),
    "timestamp": START,
    "array<string>": ["a", "b"],
}


def _filled(table: Table, values: Row) -> Row:
    row = {c.name: None if c.nullable else _FILLERS[c.type] for c in table.columns}
    return {name: values.get(name, default) for name, default in row.items()}


def _common(exam: Exam, number: int) -> Row:
    return {
        "district_id": f"{exam.district:014d}",
        "school_id": f"{exam.district:010d}{exam.opportunity % 3:04d}",
        "grade": f"{3 + exam.opportunity % 5:02d}",
        "student_id": f"{exam.opportunity * 7919 % 10_000:010d}",
        "subject": "Math",
        "assessment_id": f"(SBAC)Math-{exam.opportunity % 2}",
        "opportunity_id": f"opportunity-{exam.opportunity}",
        "deleted": exam.deleted,
        "status_date": START + timedelta(days=exam.status_day),
        "record_number": number,
        "record_digest": sha256(repr(exam).encode()).hexdigest(),
    }


def rows_of(exam: Exam, number: int) -> dict[str, list[Row]]:
    """The rows of one exam, by table, without lineage."""
    common = _common(exam, number)
    names = [f"Claim{claim}" for claim in (1, 2)]
    scores = [{**common, "score_type": "claim", "score_code": name} for name in names]
    targets = [{**common, "claim_code": names[0], "target_code": "A"}]
    items = [
        {**common, "item_key": f"200-{position}", "position": position, "score": 1.0}
        for position in range(exam.items)
    ]
    return {
        EXAMS.name: [_filled(EXAMS, {**common, "scale_score": float(exam.score)})],
        EXAM_SCORES.name: [_filled(EXAM_SCORES, row) for row in scores],
        EXAM_TARGETS.name: [_filled(EXAM_TARGETS, row) for row in targets],
        EXAM_ITEMS.name: [_filled(EXAM_ITEMS, row) for row in items],
    }


def stage(drop: Drop, directory: Path, *, parts: int = 1, label: str = "") -> StagedDelivery:
    """Write a delivery's staged files below `directory`; their keys are their relative paths."""
    files = []
    numbered = list(enumerate(drop.exams))
    for part in range(parts):
        some = [rows_of(exam, number) for number, exam in numbered[part::parts]]
        for table in TABLES:
            rows = [row for each in some for row in each[table.name]]
            key = f"staged/{drop.id}{label}/{table.name}-{part:04d}.parquet"
            path = directory / key
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(rows, schema=staged_schema(table)), path)
            files.append(StagedFile(table.name, key, len(rows)))
    return StagedDelivery(DATASET, drop.id, drop.landed_at, tuple(files))


def _rank(drop: Drop, number: int, exam: Exam) -> tuple[object, ...]:
    digest = sha256(repr(exam).encode()).hexdigest()
    return (exam.status_day, drop.landed_at, number, digest, drop.id)


def expected(drops: Iterable[Drop], bucket_count: int = 1) -> dict[tuple[str, int], list[Row]]:
    """The rows of every table and bucket that the merge rule demands; none without rows."""
    best: dict[int, tuple[Drop, int, Exam]] = {}
    for drop in drops:
        for number, exam in enumerate(drop.exams):
            challenger = (drop, number, exam)
            champion = best.get(exam.opportunity)
            if champion is None or _rank(*challenger) > _rank(*champion):
                best[exam.opportunity] = challenger
    tables: dict[tuple[str, int], list[Row]] = {}
    for drop, number, exam in best.values():
        lineage = {"landed_at": drop.landed_at, "delivery_id": drop.id}
        for name, rows in rows_of(exam, number).items():
            bucket = bucket_of(f"{exam.district:014d}", bucket_count)
            tables.setdefault((name, bucket), []).extend({**row, **lineage} for row in rows)
    for (name, bucket), rows in list(tables.items()):
        if name == EXAMS.name:
            tables[TESTED_STUDENTS.name, bucket] = results_by_student(rows)
    orders = {table.name: table.order for table in PUBLISHED_TABLES}
    return {
        where: sorted(rows, key=lambda row: [str_or_int(row[c]) for c in orders[where[0]]])
        for where, rows in tables.items()
        if rows
    }


def str_or_int(value: object) -> str | int:
    """A sort key's value, for the type checker."""
    assert isinstance(value, str | int)
    return value


def exam_count(drops: Sequence[Drop]) -> int:
    """How many exams the deliveries hold."""
    return sum(len(drop.exams) for drop in drops)
