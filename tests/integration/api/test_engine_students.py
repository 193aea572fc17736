"""Both engines on the students: those who were tested, and those who are registered."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import boto3
import pytest
from moto import mock_aws

from cers.model.dataset import Dataset, bucket_of
from cers.model.query import Query, Reach, Row
from cers.model.scope import Membership, Scope, Window
from cers.model.snapshot import DataFile, Manifest
from cers.model.student import StudentManifest, student_key
from cers.model.tables import STUDENTS
from cers.reports.scope import enrolled_clause, scope_clause
from cers.stores.athena_engine import AthenaEngine, Patience
from cers.stores.catalog import Catalog
from cers.stores.engines import Engines
from cers.stores.snapshot_engine import Limits, SnapshotEngine
from cers.stores.students import StudentCatalog, StudentSnapshots
from localcloud.patches.athena import patches
from localcloud.patches.patch import applied
from tests.support.catalog import make_catalog
from tests.support.cloud import create_table
from tests.support.world import LONG_AGO, SCHOOLS, World, parquet

LAKE, RESULTS = "cers-lake-of-students", "cers-athena-results-2"
REGION: Final = "us-west-2"
BUCKETS = 3
ALL = frozenset({"sum", "ica", "iab"})
SCOPES = {
    "statewide": Scope(ALL, statewide=True, window=Window(2100)),
    "district": Scope(ALL, district_ids=frozenset({"D1"}), window=Window(2100)),
    "groups": Scope(
        ALL,
        memberships=(Membership("S1", None, frozenset({"S1-001", "S1-002"})),),
        window=Window(2100),
    ),
    "nothing": Scope(),
}


def registered() -> list[dict[str, Any]]:
    """Three students of each school, one of whom has moved from S1 to S3, one to nowhere."""
    rows: list[dict[str, Any]] = [
        {"student_id": f"{school}-{number:03}", "school_id": school, "district_id": district}
        for school, (_, district) in SCHOOLS.items()
        for number in range(3)
    ]
    moved = {"S1-001": ("S3", "D2"), "S2-000": (None, None)}
    for row in rows:
        if row["student_id"] in moved:
            row["school_id"], row["district_id"] = moved[row["student_id"]]
    return [{**row, "updated_on": LONG_AGO.date(), "last_name": "O'Hara"} for row in rows]


@dataclass
class Pointers:
    """The current snapshots of the results."""

    manifests: list[Manifest]

    def current(self, dataset: Dataset) -> Manifest | None:
        return next((each for each in self.manifests if each.dataset == dataset), None)

    def datasets(self) -> list[Dataset]:
        return [each.dataset for each in self.manifests]


class Lake:
    """A published world and its registered students."""

    def __init__(self) -> None:
        self.s3 = boto3.client("s3", region_name=REGION)
        for bucket in (LAKE, RESULTS):
            self.s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
            )
        self.world = World.make(seed=5)
        self.manifests = self.world.publish(self.s3, LAKE)
        self.students = StudentSnapshots(self.s3, LAKE, create_table("cers-snapshots-2"))
        self.students.commit(self._registered())
        make_catalog(LAKE, RESULTS, self.manifests)
        glue = boto3.client("glue", region_name=REGION)
        StudentCatalog(Catalog(glue, "cers", LAKE)).follow(self.students.current)
        self.athena = boto3.client("athena", region_name=REGION)

    def _registered(self) -> StudentManifest:
        files = []
        for bucket in range(BUCKETS):
            rows = [r for r in registered() if bucket_of(r["student_id"], BUCKETS) == bucket]
            key, data = student_key("students", bucket, "p1"), parquet(STUDENTS, rows)
            self.s3.put_object(Bucket=LAKE, Key=key, Body=data)
            files.append(DataFile("students", bucket, key, len(rows), len(data), ""))
        return StudentManifest("p1", "", LONG_AGO, BUCKETS, tuple(files))

    def snapshot_engine(self) -> SnapshotEngine:
        return SnapshotEngine(
            self.s3, LAKE, Pointers(self.manifests), Limits(), students=self.students
        )

    def engines(self) -> tuple[SnapshotEngine, AthenaEngine]:
        patience = Patience(first=0.01, longest=0.05)
        return self.snapshot_engine(), AthenaEngine(self.athena, "cers", "cers", patience)


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    with pytest.MonkeyPatch.context() as patch, applied(patches()), mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        yield Lake()


def enrolled(scope: Scope, students: frozenset[str] | None = None) -> Query:
    clause, values = enrolled_clause(scope)
    columns = "student_id, school_id, district_id, last_name"
    sql = " ".join(("SELECT", columns, "FROM students WHERE", clause, "ORDER BY student_id"))
    return Query("enrolled", sql, values, ("students",), scope, Reach(student_ids=students))


def those_tested(scope: Scope, districts: frozenset[str] | None = None) -> Query:
    clause, values = scope_clause(scope)
    columns = (
        "school_year, asmt_type, district_id, school_id, subject, student_id, results, first_name"
    )
    sql = " ".join(
        (
            "SELECT",
            columns,
            "FROM tested_students WHERE",
            clause,
            "AND NOT deleted ORDER BY school_year, asmt_type, school_id, student_id, subject",
        )
    )
    return Query("tested", sql, values, ("tested_students",), scope, Reach(district_ids=districts))


def plain(rows: list[Row]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows]


@pytest.mark.parametrize("scope", SCOPES)
def test_both_engines_find_the_same_registered_students(lake: Lake, scope: str) -> None:
    snapshot, athena = (engine.rows(enrolled(SCOPES[scope])) for engine in lake.engines())
    assert plain(snapshot) == plain(athena)
    assert [row["student_id"] for row in snapshot] == sorted(
        row["student_id"] for row in registered() if SCOPES[scope].enrolls(row)
    )


@pytest.mark.parametrize("scope", SCOPES)
def test_both_engines_find_the_same_tested_students(lake: Lake, scope: str) -> None:
    snapshot, athena = (engine.rows(those_tested(SCOPES[scope])) for engine in lake.engines())
    assert plain(snapshot) == plain(athena)
    seen = [e for e in lake.world.exams if not e["deleted"] and SCOPES[scope].covers(e)]
    assert sum(int(str(row["results"])) for row in snapshot) == len(seen)
    assert {row["student_id"] for row in snapshot} == {exam["student_id"] for exam in seen}


def test_of_the_registered_only_the_buckets_of_those_asked_for_are_read(lake: Lake) -> None:
    read: set[str] = set()

    def note(params: dict[str, str], **_: object) -> None:
        read.add(params["Key"].partition("/snapshot=")[0])

    wanted = frozenset({"S1-000", "S3-002"})
    lake.s3.meta.events.register("provide-client-params.s3.GetObject", note)
    try:
        engine = lake.snapshot_engine().pinned()
        rows = engine.rows(enrolled(SCOPES["statewide"], wanted))
    finally:
        lake.s3.meta.events.unregister("provide-client-params.s3.GetObject", note)
    buckets = {bucket_of(student, BUCKETS) for student in wanted}
    data = {key for key in read if key.startswith("published/")}
    assert data == {f"published/students/bucket={bucket:02d}" for bucket in buckets}
    assert wanted <= {row["student_id"] for row in rows}
    assert engine.snapshots == ("students/p1",)


def test_without_registrations_nobody_is_enrolled(lake: Lake) -> None:
    engine = SnapshotEngine(lake.s3, LAKE, Pointers(lake.manifests))
    assert engine.rows(enrolled(SCOPES["statewide"])) == []
    empty = StudentSnapshots(lake.s3, LAKE, create_table("cers-snapshots-empty"))
    engine = SnapshotEngine(lake.s3, LAKE, Pointers(lake.manifests), students=empty)
    assert engine.rows(enrolled(SCOPES["statewide"])) == []


def test_a_snapshot_older_than_the_tested_students_has_none_of_them(lake: Lake) -> None:
    old = [
        replace(each, files=tuple(f for f in each.files if f.table != "tested_students"))
        for each in lake.manifests
    ]
    engine = SnapshotEngine(lake.s3, LAKE, Pointers(old))
    assert engine.rows(those_tested(SCOPES["statewide"])) == []


def test_registrations_of_named_students_need_no_athena(lake: Lake) -> None:
    class Unwanted:
        snapshots = ()

        def pinned(self) -> "Unwanted":
            return self

        def rows(self, query: Query) -> list[Row]:
            raise AssertionError(query.name)

    engines = Engines(lake.snapshot_engine(), Unwanted()).pinned()
    assert engines.rows(enrolled(SCOPES["statewide"], frozenset({"S1-000"})))
    with pytest.raises(AssertionError, match="enrolled"):
        engines.rows(enrolled(SCOPES["statewide"]))
    with pytest.raises(AssertionError, match="tested"):
        engines.rows(those_tested(SCOPES["statewide"]))
    assert engines.rows(those_tested(SCOPES["statewide"], frozenset({"D1"})))
