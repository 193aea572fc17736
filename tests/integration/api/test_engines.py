"""The two engines: the same questions on the same data, and the same answers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import duckdb
import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from cers.model.dataset import Dataset
from cers.model.errors import UpstreamError
from cers.model.filters import Filters
from cers.model.query import Query, Reach
from cers.model.snapshot import Manifest
from cers.reports import results as questions
from cers.stores.athena_engine import AthenaEngine, Patience, literal
from cers.stores.catalog import Catalog
from cers.stores.engines import Engines
from cers.stores.snapshot_engine import Limits, SnapshotEngine
from cers.stores.students import StudentCatalog
from localcloud.patches.athena import patches
from localcloud.patches.patch import applied
from tests.support.catalog import make_catalog
from tests.support.parts import Registered, world_with_parts
from tests.support.questions import SCHOOL, SCOPES, every_query, typed
from tests.support.world import ODD_ID

LAKE, RESULTS, REGION = "cers-lake-of-engines", "cers-athena-results", "us-west-2"


class Pointers:
    """The current snapshots, and how often somebody looked."""

    def __init__(self, manifests: list[Manifest]) -> None:
        self.now = {manifest.dataset: manifest for manifest in manifests}
        self.looked = 0

    def current(self, dataset: Dataset) -> Manifest | None:
        self.looked += 1
        return self.now.get(dataset)

    def datasets(self) -> list[Dataset]:
        return list(self.now)


class Lake:
    """A published world with both engines on it."""

    def __init__(self) -> None:
        self.s3 = boto3.client("s3", region_name=REGION)
        for bucket in (LAKE, RESULTS):
            self.s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
            )
        self.world = world_with_parts()
        self.pointers = Pointers(self.world.publish(self.s3, LAKE))
        self.registered = Registered(self.s3, LAKE)
        make_catalog(LAKE, RESULTS, self.pointers.now.values())
        glue = boto3.client("glue", region_name=REGION)
        StudentCatalog(Catalog(glue, "cers", LAKE)).follow(self.registered.current)
        self.athena = boto3.client("athena", region_name=REGION)
        self.engine = self.snapshot_engine()

    def snapshot_engine(self, limits: Limits | None = None) -> SnapshotEngine:
        return SnapshotEngine(self.s3, LAKE, self.pointers, limits, self.registered)

    def athena_engine(self) -> AthenaEngine:
        return AthenaEngine(self.athena, "cers", "cers", Patience(first=0.01, longest=0.05))


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    with pytest.MonkeyPatch.context() as patch, applied(patches()), mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "test")
        yield Lake()


@pytest.mark.parametrize("scope", SCOPES)
def test_both_engines_give_the_same_rows_with_the_same_types(lake: Lake, scope: str) -> None:
    snapshot, athena = lake.snapshot_engine(), lake.athena_engine()
    found = 0
    for query in every_query(SCOPES[scope]):
        rows = snapshot.rows(query)
        assert typed(rows) == typed(athena.rows(query))
        assert all(query.admits(row) for row in rows)
        found += len(rows)
    assert (found > 0) == (scope != "nothing")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
def test_no_value_is_ever_taken_for_sql(lake: Lake, text: str) -> None:
    sitting = questions.Sitting(SCHOOL, text, "sum", 2026)
    assert lake.engine.rows(questions.roster(SCOPES["district"], sitting)) == []


@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "'; DROP TABLE exams; --", "\\' OR '1'='1", "?", ":x"]
)
def test_nor_by_athena(lake: Lake, text: str) -> None:
    sitting = questions.Sitting(SCHOOL, text, "sum", 2026)
    assert lake.athena_engine().rows(questions.roster(SCOPES["district"], sitting)) == []


def test_values_become_literals_that_cannot_end_early() -> None:
    assert literal("O'Hara") == "'O''Hara'"
    assert literal("''") == "''''''"
    assert (literal(2026), literal(True), literal(1.5)) == ("2026", "true", "1.5")


def test_only_the_files_of_the_districts_bucket_and_of_the_year_are_read(lake: Lake) -> None:
    read: list[str] = []

    def note(params: dict[str, str], **_: object) -> None:
        read.append(params["Key"])

    lake.s3.meta.events.register("provide-client-params.s3.GetObject", note)
    try:
        sitting = questions.Sitting(SCHOOL, ODD_ID, "sum", 2026)
        lake.snapshot_engine().rows(questions.results(SCOPES["statewide"], sitting))
    finally:
        lake.s3.meta.events.unregister("provide-client-params.s3.GetObject", note)
    (folder,) = {key.rpartition("/snapshot=")[0] for key in read}
    assert folder.startswith("published/exams/school_year=2026/asmt_type=sum/bucket=")


def test_a_pointer_is_trusted_for_a_moment_and_a_manifest_for_a_whole_request(lake: Lake) -> None:
    sitting = questions.Sitting(SCHOOL, ODD_ID, "sum", 2026)
    query = questions.results(SCOPES["statewide"], sitting)
    pointers = Pointers(list(lake.pointers.now.values()))
    fresh = SnapshotEngine(lake.s3, LAKE, pointers, Limits(pointer_seconds=0))
    request = fresh.pinned()
    before = request.rows(query)
    dataset = Dataset(2026, "sum")
    pointers.now[dataset] = replace(pointers.now[dataset], id="s2", files=())
    assert before == request.rows(query) != []
    assert request.snapshots == ("2026-sum/s1",)
    assert fresh.rows(query) == []
    patient = SnapshotEngine(lake.s3, LAKE, pointers, Limits(pointer_seconds=3600))
    looked = pointers.looked
    for _ in range(3):
        patient.rows(query)
    assert pointers.looked == looked + 1


def test_without_any_snapshot_there_are_no_rows(lake: Lake) -> None:
    engine = SnapshotEngine(lake.s3, LAKE, Pointers([]))
    for query in every_query(SCOPES["statewide"]):
        assert engine.rows(query) == []


def test_a_file_that_is_gone_is_somebody_elses_fault_and_worth_a_retry(lake: Lake) -> None:
    manifests = [
        replace(each, files=tuple(replace(f, key=f.key + ".gone") for f in each.files))
        for each in lake.pointers.now.values()
    ]
    engine = SnapshotEngine(lake.s3, LAKE, Pointers(manifests))
    with pytest.raises(UpstreamError):
        engine.rows(next(every_query(SCOPES["statewide"])))


@pytest.mark.parametrize("key", ["published/a'b.parquet", "staged/x.parquet", "published/../x"])
def test_a_manifest_cannot_name_files_that_are_none_of_a_snapshot(lake: Lake, key: str) -> None:
    manifests = [
        replace(each, files=tuple(replace(f, key=key) for f in each.files))
        for each in lake.pointers.now.values()
    ]
    with pytest.raises(UpstreamError):
        SnapshotEngine(lake.s3, LAKE, Pointers(manifests)).rows(
            next(every_query(SCOPES["statewide"]))
        )


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_parquet('lake://published/other.parquet')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "ATTACH '/tmp/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 8",
        "SET enable_external_access = true",
        "SELECT * FROM 'https://example.org/x.parquet'",
    ],
)
def test_duckdb_is_shut_in(lake: Lake, sql: str) -> None:
    cursor = lake.snapshot_engine()._cursor()
    with pytest.raises(duckdb.Error):
        cursor.execute(sql).fetchall()


def test_athena_reads_every_page_of_a_result(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    query = questions.roster(SCOPES["district"], questions.Sitting(SCHOOL, ODD_ID, "sum", 2026))
    whole, original = lake.athena_engine().rows(query), lake.athena.get_query_results
    monkeypatch.setattr(
        lake.athena, "get_query_results", lambda **given: original(**given, MaxResults=3)
    )
    assert lake.athena_engine().rows(query) == whole
    assert len(whole) > 6


def test_a_failed_query_is_an_upstream_error_that_quotes_nothing(lake: Lake) -> None:
    query = questions.assessments(SCOPES["district"], SCHOOL, Filters())
    broken = replace(query, sql=query.sql.replace("exams", "nowhere"))
    with pytest.raises(UpstreamError, match=r"^results cannot be read just now$"):
        lake.athena_engine().rows(broken)


@pytest.mark.parametrize(
    "operation", ["StartQueryExecution", "GetQueryExecution", "GetQueryResults"]
)
def test_a_throttled_athena_is_an_upstream_error(lake: Lake, operation: str) -> None:
    def throttle(**_: object) -> None:
        raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, operation)

    event = f"before-call.athena.{operation}"
    lake.athena.meta.events.register(event, throttle)
    try:
        with pytest.raises(UpstreamError):
            lake.athena_engine().rows(questions.assessments(SCOPES["district"], SCHOOL, Filters()))
    finally:
        lake.athena.meta.events.unregister(event, throttle)


def test_a_query_that_never_ends_is_stopped() -> None:
    stopped: list[str] = []

    class Endless:
        def start_query_execution(self, **_: object) -> dict[str, str]:
            return {"QueryExecutionId": "q1"}

        def get_query_execution(self, **_: object) -> Any:
            return {"QueryExecution": {"Status": {"State": "RUNNING"}}}

        def stop_query_execution(self, QueryExecutionId: str) -> None:
            stopped.append(QueryExecutionId)

    waited: list[float] = []
    engine = AthenaEngine(Endless(), "cers", "cers", sleep=waited.append)  # type: ignore[arg-type]
    with pytest.raises(UpstreamError, match="takes too long"):
        engine.rows(questions.assessments(SCOPES["district"], SCHOOL, Filters()))
    assert stopped == ["q1"]
    assert waited == sorted(waited)
    assert 25 <= sum(waited) < 27


def test_the_wider_question_goes_to_athena() -> None:
    class Named:
        snapshots = ()

        def __init__(self, name: str) -> None:
            self.name = name

        def pinned(self) -> "Named":
            return self

        def rows(self, query: Query) -> Any:
            del query
            return [{"engine": self.name}]

    engines = Engines(Named("district"), Named("wide")).pinned()
    near = questions.assessments(SCOPES["statewide"], SCHOOL, Filters())
    wide = replace(near, reach=Reach())
    assert engines.rows(near) == [{"engine": "district"}]
    assert engines.rows(wide) == [{"engine": "wide"}]
