"""The state made for the benchmark is one that publish could have written."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.api_files import Files
from bench.state import make_state
from bench.state_people import YEARS
from cers.lake.files import published_batches
from cers.lake.schema import published_schema
from cers.model.dataset import bucket_of
from cers.model.query import Query, Reach
from cers.model.scope import Scope
from cers.model.snapshot import DataFile, Manifest
from cers.model.tables import (
    EXAM_ITEMS,
    EXAM_TARGETS,
    EXAMS,
    PUBLISHED_TABLES,
    TESTED_STUDENTS,
    Table,
)
from sandbox.assessments import catalogue
from tests.support.tested import results_by_student

RESULTS, BUCKETS = 20_000, 3
BY_NAME = {table.name: table for table in PUBLISHED_TABLES}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, list[Manifest]]]:
    folder = tmp_path_factory.mktemp("state")
    yield folder, list(make_state(folder, RESULTS, BUCKETS, detailed=1))


def rows(folder: Path, file: DataFile) -> pa.Table:
    table = BY_NAME[file.table]
    return pa.Table.from_batches(
        published_batches(table, folder / file.key), published_schema(table)
    )


def keys(table: Table, found: pa.Table, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    assert set(columns) <= set(table.column_names)
    return list(zip(*(found[name].to_pylist() for name in columns), strict=True))


def test_every_file_is_sorted_without_repetition_and_in_its_bucket(
    state: tuple[Path, list[Manifest]],
) -> None:
    folder, manifests = state
    for file in (file for manifest in manifests for file in manifest.files):
        table, found = BY_NAME[file.table], rows(folder, file)
        assert found.num_rows == file.rows
        assert (folder / file.key).stat().st_size == file.bytes
        order = keys(table, found, table.order)
        assert order == sorted(order)
        assert len(set(keys(table, found, table.key))) == file.rows
        for district in set(found["district_id"].to_pylist()):
            assert bucket_of(str(district), BUCKETS) == file.bucket


def test_most_results_are_of_interim_blocks_in_five_years(
    state: tuple[Path, list[Manifest]],
) -> None:
    _, manifests = state
    counts: Counter[str] = Counter()
    for manifest in manifests:
        counts[manifest.dataset.asmt_type] += sum(file.rows for file in manifest.of(EXAMS.name))
    assert {manifest.dataset.school_year for manifest in manifests} == set(YEARS)
    assert 0.8 * RESULTS < sum(counts.values()) < 1.2 * RESULTS
    assert counts["iab"] > counts["sum"] > counts["ica"] > 0


def test_scores_and_levels_are_those_of_the_assessments(
    state: tuple[Path, list[Manifest]],
) -> None:
    folder, manifests = state
    specs = {spec.id: spec for year in YEARS for spec in catalogue(year)}
    for manifest in manifests:
        for file in manifest.of(EXAMS.name):
            for row in rows(folder, file).to_pylist():
                spec = specs[row["assessment_id"]]
                assert (spec.type, spec.year) == (
                    manifest.dataset.asmt_type,
                    manifest.dataset.school_year,
                )
                assert row["subject"] == spec.subject
                if row["scale_score"] is not None:
                    assert spec.scale.low <= row["scale_score"] <= spec.scale.high
                    assert 1 <= row["achievement_level"] <= (3 if spec.type == "iab" else 4)


def test_tested_students_sum_the_exams_up(state: tuple[Path, list[Manifest]]) -> None:
    folder, manifests = state
    for manifest in manifests:
        exams, found = manifest.of(EXAMS.name), manifest.of(TESTED_STUDENTS.name)
        for one, other in zip(exams, found, strict=True):
            summed = results_by_student(rows(folder, one).to_pylist())
            assert rows(folder, other).to_pylist() == summed


def test_items_and_targets_are_in_the_detailed_buckets_only(
    state: tuple[Path, list[Manifest]],
) -> None:
    _, manifests = state
    for manifest in manifests:
        for table in (EXAM_ITEMS, EXAM_TARGETS):
            assert {file.bucket for file in manifest.of(table.name)} == {0}
    of = {manifest.dataset.id: manifest for manifest in manifests}
    assert sum(file.rows for file in of["2026-iab"].of(EXAM_ITEMS.name)) > 0
    assert sum(file.rows for file in of["2026-sum"].of(EXAM_TARGETS.name)) > 0


def test_the_same_options_make_the_same_files(
    state: tuple[Path, list[Manifest]], tmp_path: Path
) -> None:
    folder, manifests = state
    again = next(make_state(tmp_path, RESULTS, BUCKETS, detailed=1))
    assert again == manifests[0]
    for file in again.files:
        assert (tmp_path / file.key).read_bytes() == (folder / file.key).read_bytes()


def test_registered_students_are_in_their_buckets(state: tuple[Path, list[Manifest]]) -> None:
    folder, _ = state
    document = json.loads((folder / "manifests/students/bench.json").read_text())
    seen: list[str] = []
    for file in document["files"]:
        ids = pq.read_table(folder / file["key"], columns=["student_id"], partitioning=None)
        found = [str(each) for each in ids["student_id"].to_pylist()]
        assert found == sorted(found)
        assert {bucket_of(each, BUCKETS) for each in found} <= {file["bucket"]}
        seen += found
    assert len(seen) == len(set(seen)) > RESULTS / 50


def test_a_query_is_shown_the_files_it_reaches(state: tuple[Path, list[Manifest]]) -> None:
    folder, _ = state
    reach = Reach(frozenset({2026}), frozenset({"sum"}), frozenset({"99100100000000"}))
    query = Query("q", "SELECT 1", (), ("exams",), Scope(), reach)
    dropped, made = Files(folder).views(query)
    bucket = bucket_of("99100100000000", BUCKETS)
    assert dropped == "DROP VIEW IF EXISTS exams"
    assert made.count("part.parquet") == 1
    assert f"school_year=2026/asmt_type=sum/bucket={bucket:02d}/" in made
