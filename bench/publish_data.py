"""Exams by the hundred thousand, staged column-wise, for measuring what publishing them costs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cers.lake.schema import staged_schema
from cers.model.dataset import Dataset
from cers.model.snapshot import StagedDelivery, StagedFile
from cers.model.tables import EXAM_ITEMS, EXAM_SCORES, EXAMS, TABLES, Table

DATASET: Final = Dataset(2026, "sum")
START: Final = datetime(2026, 4, 1, tzinfo=UTC)
_PART_EXAMS: Final = 5_000
_CLAIMS: Final = ("1", "2", "3")
_SCHOOLS: Final = 2_000

Values = Any
"""A column of an Arrow table, or of numpy; their stubs do not meet."""


def deliver(root: Path, name: str, numbers: range, day: int, items: int) -> StagedDelivery:
    """Stage the exams of these numbers below `root`, as one delivery of that day."""
    files = []
    for part, start in enumerate(range(0, len(numbers), _PART_EXAMS)):
        some = numbers[start : start + _PART_EXAMS]
        for table, rows in _tables(some, day, items, np.random.default_rng(part)):
            key = f"staged/{name}/{table.name}-{part:04d}.parquet"
            (root / key).parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(rows, root / key, compression="zstd")
            files.append(StagedFile(table.name, key, rows.num_rows))
    return StagedDelivery(DATASET, name, START + timedelta(days=day), tuple(files))


def _tables(
    numbers: range, day: int, items: int, random: np.random.Generator
) -> list[tuple[Table, pa.Table]]:
    common = _common(numbers, day)
    codes: Mapping[str, Sequence[object]] = {
        EXAMS.name: [None],
        EXAM_SCORES.name: _CLAIMS,
        EXAM_ITEMS.name: range(items),
    }
    return [(table, _rows(table, common, codes.get(table.name, ()), random)) for table in TABLES]


def _common(numbers: range, day: int) -> Mapping[str, Values]:
    names = [sha256(f"{number}".encode()).hexdigest() for number in numbers]
    schools = [number % _SCHOOLS for number in numbers]
    moment = pa.scalar(START + timedelta(days=day), pa.timestamp("us", tz="UTC"))
    return {
        "district_id": pa.array([f"{school // 10:014d}" for school in schools]),
        "school_id": pa.array([f"{school:014d}" for school in schools]),
        "grade": pa.array([f"{3 + number % 6:02d}" for number in numbers]),
        "student_id": pa.array([f"{int(name[:8], 16):010d}" for name in names]),
        "assessment_id": pa.array([f"(SBAC)SBAC-MATH-{number % 6}" for number in numbers]),
        "opportunity_id": pa.array([name[:32] for name in names]),
        "deleted": pa.repeat(pa.scalar(False), len(names)),
        "status_date": pa.repeat(moment, len(names)),
        "record_number": pa.array(range(len(names))),
        "record_digest": pa.array([sha256(f"{n} {day}".encode()).hexdigest() for n in numbers]),
    }


def _rows(
    table: Table,
    common: Mapping[str, Values],
    codes: Sequence[object],
    random: np.random.Generator,
) -> pa.Table:
    """One row per exam and code."""
    count = len(common["grade"])
    exam: Values = pa.array(np.repeat(np.arange(count), len(codes)))
    code: Values = pa.array(np.tile(np.arange(len(codes)), count))
    own: Mapping[str, Values] = {
        "score_type": ["claim"] * len(codes),
        "score_code": list(codes),
        "item_key": [f"200-{number}" for number in codes],
        "position": list(codes),
    }
    columns: dict[str, Values] = {}
    for field in staged_schema(table):
        if field.name in common:
            columns[field.name] = common[field.name].take(exam)
        elif field.name in own:
            kinds: Values = pa.array(own[field.name], field.type)
            columns[field.name] = kinds.take(code)
        else:
            columns[field.name] = _filled(field, count * len(codes), random)
    return pa.table(columns, schema=staged_schema(table))


def _filled(field: Values, count: int, random: np.random.Generator) -> Values:
    """Values for a column nobody looks at; a third of the nullable ones has none."""
    kind: Values = field.type
    if field.nullable and sha256(field.name.encode()).digest()[0] % 3 == 0:
        return pa.nulls(count, kind)
    if pa.types.is_string(kind):
        pool: Values = pa.array([f"{number:08d}" for number in range(500)])
        return pool.take(pa.array(random.integers(0, 500, count)))
    if pa.types.is_list(kind):
        lists: Values = pa.array([["Asian", "White"]])
        return lists.take(pa.array(np.zeros(count, np.int64)))
    if pa.types.is_floating(kind):
        return pa.array(random.normal(2500, 80, count).round(1))
    if pa.types.is_timestamp(kind):
        micros: Values = pa.array(random.integers(0, 10**13, count) + 1_775_000_000_000_000)
        return micros.cast(kind)
    numbers: Values = pa.array(random.integers(0, 100, count).astype(np.int32))
    return numbers.cast(kind)
