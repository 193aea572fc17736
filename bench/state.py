"""Makes the lake of a whole state, for measuring: `python -m bench.state DIR --results 20000000`.

Five school years of summative results, comprehensive interims and, most of all, interim blocks, in
a state of a thousand LEAs of very unequal size and ten thousand schools (both grow with the
results). Students, scores, levels, points and residuals come from the sandbox's generators, files
from the lake's own writer: row groups, order, compression and the table of tested students are as
publish makes them. `exam_targets` and `exam_items`, which are two thirds of the rows, are written
for the first `--detailed` buckets only. Beside them are the students' registrations and, for each
dataset, the manifest. Equal options make equal files.
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from math import log2
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from bench.state_people import YEARS, People, make_people
from bench.state_results import KINDS, sheet
from bench.state_students import Column, Students
from bench.state_tables import Tables
from cers.lake.merge import derive
from cers.lake.schema import published_schema
from cers.lake.sorted_files import ROW_GROUP_ROWS, write
from cers.model.dataset import Dataset, bucket_of
from cers.model.snapshot import DataFile, Manifest, published_key
from cers.model.student import StudentManifest, student_key
from cers.model.tables import (
    EXAM_ITEMS,
    EXAM_SCORES,
    EXAM_TARGETS,
    EXAMS,
    STUDENTS,
    TESTED_STUDENTS,
    Table,
)
from sandbox.organizations import write_organizations

SEED: Final = 2026
WHEN: Final = datetime(2026, 7, 1, tzinfo=UTC)
SNAPSHOT: Final = "bench"
ORGANIZATIONS: Final = "organizations.json"
DONE: Final = "state.json"
"""Written last: what the state was made of."""

RESULTS: Final = 1_000_000
RESULTS_PER_BUCKET: Final = 600_000
"""How many buckets there are where nobody says so: 32 for 20 million results."""


class StateWriter:
    """Writes a state below a directory, under the keys the files have in the lake."""

    def __init__(self, directory: Path, people: People, buckets: int, detailed: int) -> None:
        self._directory = directory
        self._people = people
        self._students = Students(people)
        self._buckets = buckets
        self._detailed = detailed

    def dataset(self, dataset: Dataset) -> Manifest:
        """The files of a dataset and its manifest."""
        at = self._people.in_year(dataset.school_year)
        files = []
        for bucket in range(self._buckets):
            made = sheet(self._people, at, dataset.asmt_type, bucket, self._buckets)
            tables = Tables(self._students, made)
            details = (EXAM_TARGETS, EXAM_ITEMS) if bucket < self._detailed else ()
            for table in (EXAMS, EXAM_SCORES, *details):
                files.append(self._file(dataset, table, bucket, tables.of(table)))
            files.append(self._tested(dataset, bucket))
        manifest = Manifest(dataset, SNAPSHOT, "", WHEN, self._buckets, tuple(files))
        self._document(manifest.key, manifest.to_json())
        return manifest

    def registrations(self) -> StudentManifest:
        """The students enrolled in the last year, in their buckets."""
        at = self._people.in_year(YEARS[-1])
        ids = self._people.population.ssid
        enrolled = np.flatnonzero(at.enrolled)
        bucket = np.array([bucket_of(str(each), self._buckets) for each in ids[enrolled].tolist()])
        files = []
        for number in range(self._buckets):
            some = enrolled[bucket == number]
            some = some[np.argsort(ids[some])]
            key = student_key(STUDENTS.name, number, SNAPSHOT)
            rows = (
                _registered(self._students.registered(some[start : start + ROW_GROUP_ROWS], at))
                for start in range(0, len(some), ROW_GROUP_ROWS)
            )
            files.append(self._written(STUDENTS, number, key, rows))
        manifest = StudentManifest(SNAPSHOT, "", WHEN, self._buckets, tuple(files))
        self._document(manifest.key, manifest.to_json())
        return manifest

    def _file(
        self, dataset: Dataset, table: Table, bucket: int, rows: Iterable[pa.Table]
    ) -> DataFile:
        key = published_key(table.name, dataset, bucket, SNAPSHOT)
        return self._written(table, bucket, key, rows)

    def _written(self, table: Table, bucket: int, key: str, rows: Iterable[pa.Table]) -> DataFile:
        path = self._directory / key
        path.parent.mkdir(parents=True, exist_ok=True)
        count = write(table, rows, path)
        return DataFile(table.name, bucket, key, count, path.stat().st_size, "")

    def _tested(self, dataset: Dataset, bucket: int) -> DataFile:
        exams = self._directory / published_key(EXAMS.name, dataset, bucket, SNAPSHOT)
        made = derive(bucket, exams, self._directory)
        key = published_key(TESTED_STUDENTS.name, dataset, bucket, SNAPSHOT)
        (self._directory / key).parent.mkdir(parents=True, exist_ok=True)
        made.path.rename(self._directory / key)
        size = (self._directory / key).stat().st_size
        return DataFile(TESTED_STUDENTS.name, bucket, key, made.rows, size, "")

    def _document(self, key: str, document: dict[str, object]) -> None:
        path = self._directory / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, sort_keys=True), encoding="utf-8")


def _registered(columns: dict[str, Column]) -> pa.Table:
    """Rows of the students table."""
    count = len(columns["student_id"])
    lineage = {"landed_at": WHEN, "delivery_id": "ets/students/1", "updated_on": WHEN.date()}
    arrays = []
    for field in published_schema(STUDENTS):
        if field.name in lineage:
            arrays.append(pa.repeat(pa.scalar(lineage[field.name], field.type), count))
        elif field.name in columns:
            arrays.append(columns[field.name].cast(field.type))
        else:
            arrays.append(pa.nulls(count, field.type))
    return pa.table(arrays, schema=published_schema(STUDENTS))


def make_state(
    directory: Path, results: int, buckets: int, detailed: int, seed: int = SEED
) -> Iterator[Manifest]:
    """Write about so many results; the manifests one after another, as they are done."""
    people = make_people(results, buckets, seed)
    directory.mkdir(parents=True, exist_ok=True)
    writer = StateWriter(directory, people, buckets, detailed)
    write_organizations(people.state, directory / ORGANIZATIONS)
    writer.registrations()
    for year in YEARS:
        for kind in KINDS:
            yield writer.dataset(Dataset(year, kind))
    options = {"results": results, "buckets": buckets, "detailed": detailed, "seed": seed}
    (directory / DONE).write_text(json.dumps(options), encoding="utf-8")


def buckets_for(results: int) -> int:
    """How many buckets suit so many results."""
    return max(2, 1 << round(log2(max(1, results / RESULTS_PER_BUCKET))))


def detailed_for(buckets: int) -> int:
    """How many buckets have items and targets where nobody says so."""
    return max(1, buckets // 8)


def main() -> None:
    """Write a state and say what it costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--results", type=int, default=RESULTS)
    parser.add_argument("--buckets", type=int, help="by the results, if not given")
    parser.add_argument(
        "--detailed", type=int, help="buckets with items and targets; an eighth, if not given"
    )
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    buckets = options.buckets or buckets_for(options.results)
    detailed = options.detailed or detailed_for(buckets)
    began = time.monotonic()
    rows, size = dict.fromkeys((EXAMS.name,), 0), 0
    made = make_state(options.directory, options.results, buckets, detailed, options.seed)
    for manifest in made:
        for file in manifest.files:
            rows[file.table] = rows.get(file.table, 0) + file.rows
            size += file.bytes
        took = time.monotonic() - began
        print(
            f"{manifest.dataset.id}: {rows[EXAMS.name]:,} results, {size / 1e6:,.0f} MB, "
            f"{took:,.0f} s, peak memory {_peak_mb():,.0f} MB",
            flush=True,
        )
    for table, count in rows.items():
        print(f"{table:16} {count:,} rows")


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    # Arrow's allocator gives memory back later than it might.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    main()
