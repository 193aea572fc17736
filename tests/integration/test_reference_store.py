import io
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pyarrow.parquet as pq
import pytest
from moto import mock_aws

from cers.feeds.accommodations import read_accommodations
from cers.feeds.norms import read_norms
from cers.model.delivery import Counts, Feed
from cers.model.errors import ConflictError
from cers.model.norm import Norms
from cers.model.organization import Organizations, School
from cers.model.reference import Missing
from cers.model.tables import REFERENCE_TABLES
from cers.steps.reference import ReferenceOutcome, apply_reference
from cers.steps.reference_tables import refresh_reference_tables
from cers.stores.reference import ReferenceStore
from cers.stores.reference_catalog import ReferenceCatalog
from cers.stores.reference_objects import ATTEMPTS
from tests.support.cloud import REGION, create_table
from tests.support.reference_files import (
    ACCOMMODATIONS,
    BLOCK,
    ITEM,
    LANDED,
    NORMS,
    SUBJECT,
    SUMMATIVE,
    art,
    changed,
    codes,
    node,
    package,
    subject,
)
from tests.support.samples import sample

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

D1 = node("DISTRICT", "01")
S1 = node("INSTITUTION", "0101", "01")
WITH_ITEM = {**SUMMATIVE, **ITEM}
LATER = LANDED + timedelta(days=1)


@dataclass
class Lake:
    """The lake bucket and the pointers, with stores that start knowing nothing."""

    s3: "S3Client"
    bucket: str
    table: "Table"
    lock: Any = field(default_factory=RLock)

    def store(self) -> ReferenceStore:
        return ReferenceStore(self.s3, self.bucket, self.table)

    def serialized_store(self) -> ReferenceStore:
        """A store for a thread of its own: moto's conditional writes are not atomic by threads."""
        table = boto3.resource("dynamodb", region_name=REGION).Table(self.table.name)
        events = table.meta.client.meta.events
        events.register("before-call", self._take)
        events.register("after-call", lambda **_: self.lock.release())
        return ReferenceStore(self.s3, self.bucket, table)

    def _take(self, **_: object) -> None:
        self.lock.acquire()

    def keys(self) -> set[str]:
        listed = self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return {each["Key"] for each in listed}

    def read(self, location: str) -> list[dict[str, Any]]:
        """The rows of the only file in a folder."""
        prefix = location.removeprefix(f"s3://{self.bucket}/")
        (key,) = [key for key in self.keys() if key.startswith(prefix)]
        body = self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(body)).to_pylist()
        return rows


@pytest.fixture(scope="module")
def s3() -> Iterator["S3Client"]:
    with mock_aws():
        yield boto3.client("s3", region_name=REGION)


@pytest.fixture
def lake(s3: "S3Client") -> Lake:
    """A bucket and a table of the test's own."""
    name = f"test-{uuid4()}"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    return Lake(s3, name, create_table(name))


Apply = Callable[..., ReferenceOutcome]


@pytest.fixture
def apply(lake: Lake) -> Apply:
    def to_a_new_store(feed: Feed, data: bytes, landed_at: Any = LANDED) -> ReferenceOutcome:
        (outcome,) = apply_reference(feed, [data], landed_at, lake.store())
        return outcome

    return to_a_new_store


def test_an_empty_store_knows_nothing(lake: Lake) -> None:
    store = lake.store()
    reference = store.load()
    assert (reference.subjects, reference.assessments) == ({}, {})
    assert reference.organizations == Organizations({}, {})
    assert (store.subjects(), store.assessments(), store.items("any")) == ({}, {}, {})
    assert lake.keys() == set()


def test_what_was_applied_is_loaded_equal(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    apply(Feed.ASSESSMENTS, package(WITH_ITEM, BLOCK))
    apply(Feed.ORGANIZATIONS, art(D1, node("GROUPOFDISTRICTS", "G9"), S1))
    reference = lake.store().load()
    assert reference.subjects == {"Geo": subject()}
    assert set(reference.assessments) == {"GEO-5", "GEO-5-BLOCK"}
    item = reference.assessments["GEO-5"].items["200-1"]
    assert (item.standards, item.difficulty, item.landed_at) == (("5.G.1",), -0.25, None)
    assert reference.organizations.schools["0101"] == School("0101", "The 0101", "01", LANDED)
    assert set(reference.organizations.district_groups) == {"G9"}


def test_reports_read_assessments_without_touching_their_items(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    apply(Feed.ASSESSMENTS, package(WITH_ITEM))
    for key in sorted(lake.keys()):
        if key.startswith("reference/items/"):
            lake.s3.delete_object(Bucket=lake.bucket, Key=key)
    store = lake.store()
    assert store.assessments()["GEO-5"].label == "Grade 5 Geology"
    assert store.assessments()["GEO-5"].items == {}


def test_the_items_of_one_assessment_are_read_alone(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    apply(Feed.ASSESSMENTS, package(WITH_ITEM, BLOCK))
    store = lake.store()
    assert store.items("GEO-5")["200-1"].type == "MC"
    assert store.items("GEO-5-BLOCK") == {}
    assert store.items("GEO-5") == store.load().assessments["GEO-5"].items


def test_nothing_is_read_or_built_again_while_nothing_changes(lake: Lake, apply: Apply) -> None:
    apply(Feed.ORGANIZATIONS, art(D1, S1))
    store = lake.store()
    first = store.load()
    assert store.load() is first
    assert store.organizations() is first.organizations
    apply(Feed.ORGANIZATIONS, art({**S1, "entityName": "New"}), LATER)
    assert store.load().organizations.schools["0101"].name == "New"


def test_the_fingerprint_follows_the_content_alone(lake: Lake, apply: Apply) -> None:
    store = lake.store()
    seen = [store.load().fingerprint]
    deliveries = (
        (Feed.SUBJECTS, SUBJECT.encode()),
        (Feed.ASSESSMENTS, package(WITH_ITEM)),
        (Feed.ORGANIZATIONS, art(D1, S1)),
        (Feed.ASSESSMENTS, package({**WITH_ITEM, "AnswerKey": "C"})),
    )
    for day, (feed, data) in enumerate(deliveries):
        apply(feed, data, LANDED + timedelta(days=day))
        seen.append(store.load().fingerprint)
        apply(feed, data, LANDED + timedelta(days=day, hours=1))
        assert store.load().fingerprint == seen[-1]
    assert len(set(seen)) == len(seen)


def test_a_delivery_applied_again_writes_nothing(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    first = apply(Feed.ASSESSMENTS, package(WITH_ITEM, BLOCK))
    before = lake.keys()
    again = apply(Feed.ASSESSMENTS, package(WITH_ITEM, BLOCK))
    assert lake.keys() == before
    assert "created: 2, updated: 0, unchanged: 0, rejected: 0" in first.message
    assert "created: 0, updated: 0, unchanged: 2, rejected: 0" in again.message
    assert (
        first.arrived
        == again.arrived
        == {
            Missing("assessment", "GEO-5"),
            Missing("assessment", "GEO-5-BLOCK"),
        }
    )


def test_an_update_writes_only_the_items_that_changed(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    last_year = {**WITH_ITEM, "AssessmentId": "GEO-5-OLD", "AcademicYear": "2025"}
    apply(Feed.ASSESSMENTS, package(WITH_ITEM, last_year))
    before = lake.keys()
    apply(Feed.ASSESSMENTS, package({**WITH_ITEM, "AnswerKey": "D"}), LATER)
    assert sorted(key.split("/")[1] for key in lake.keys() - before) == ["assessments", "items"]


def test_an_older_delivery_that_comes_late_loses(lake: Lake, apply: Apply) -> None:
    apply(Feed.ORGANIZATIONS, art(D1, {**S1, "entityName": "New"}), LATER)
    outcome = apply(Feed.ORGANIZATIONS, art(D1, {**S1, "entityName": "Old"}), LANDED)
    assert lake.store().organizations().schools["0101"].name == "New"
    assert outcome.counts == Counts(records=2, accepted=2)
    assert "unchanged: 2" in outcome.message


def test_assessments_wait_for_their_subject_and_arrive_after_it(apply: Apply) -> None:
    waiting = apply(Feed.ASSESSMENTS, package(WITH_ITEM))
    assert waiting.counts == Counts(records=1, waiting=1)
    assert waiting.missing == {Missing("subject", "GEO")}
    arrived = apply(Feed.SUBJECTS, SUBJECT.encode()).arrived
    assert arrived == waiting.missing
    assert apply(Feed.ASSESSMENTS, package(WITH_ITEM)).counts == Counts(records=1, accepted=1)


def test_a_refused_file_changes_nothing_and_says_why(lake: Lake, apply: Apply) -> None:
    for feed in (Feed.SUBJECTS, Feed.ASSESSMENTS, Feed.ORGANIZATIONS):
        outcome = apply(feed, b"nothing of the kind")
        assert outcome.counts.accepted == 0
        assert outcome.findings
        assert not outcome.arrived
        assert "mend" in outcome.message
    assert lake.keys() == set()


def test_an_assessment_known_as_something_else_is_refused_alone(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    apply(Feed.ASSESSMENTS, package(WITH_ITEM))
    outcome = apply(Feed.ASSESSMENTS, package({**SUMMATIVE, "AssessmentGrade": "6"}, BLOCK), LATER)
    assert codes(outcome.findings) == ["identity-changed"]
    assert outcome.counts == Counts(records=2, accepted=1, rejected=1)
    assert outcome.arrived == {Missing("assessment", "GEO-5-BLOCK")}
    assert lake.store().load().assessments["GEO-5"].grade == "05"


def test_a_subject_code_in_another_case_is_refused(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    outcome = apply(Feed.SUBJECTS, changed(SUBJECT, ('code="Geo"', 'code="GEO"')), LATER)
    assert codes(outcome.findings) == ["subject-code-case"]
    assert outcome.counts == Counts(records=1, rejected=1)
    assert not outcome.arrived
    assert list(lake.store().subjects()) == ["Geo"]


def test_what_was_first_delivered_under_an_id_counts_whatever_comes_first(lake: Lake) -> None:
    first = package(WITH_ITEM)
    rival = package({**WITH_ITEM, "AssessmentGrade": "6", "AnswerKey": "C"})
    correction = package({**WITH_ITEM, "AnswerKey": "D"})
    landed = [
        (rival, LANDED + timedelta(days=1)),
        (correction, LANDED + timedelta(days=2)),
        (first, LANDED),
    ]
    store = lake.store()
    apply_reference(Feed.SUBJECTS, [SUBJECT.encode()], LANDED, store)
    refusals = []
    for data, landed_at in landed:
        (outcome,) = apply_reference(Feed.ASSESSMENTS, [data], landed_at, store)
        refusals.append(codes(outcome.findings))
        store = lake.store()
    assert refusals == [[], ["identity-changed"], []]
    late = store.load()
    assert late.assessments["GEO-5"].grade == "05"
    assert late.assessments["GEO-5"].items["200-1"].answer_key == "D"
    (aside,) = late.assessments["GEO-5"].rivals
    assert (aside.grade, aside.items["200-1"].answer_key) == ("06", "C")
    for data, landed_at in reversed(landed):
        apply_reference(Feed.ASSESSMENTS, [data], landed_at, store)
    assert store.load() == late


def test_what_is_set_aside_makes_no_difference_to_exams(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    apply(Feed.ASSESSMENTS, package(WITH_ITEM))
    before = lake.store().load().fingerprint
    outcome = apply(Feed.ASSESSMENTS, package({**WITH_ITEM, "AssessmentGrade": "6"}), LATER)
    assert outcome.counts == Counts(records=1, rejected=1)
    assert lake.store().load().fingerprint == before


def test_two_files_that_disagree_in_one_delivery_are_judged_alike_in_any_order(
    lake: Lake,
) -> None:
    files = [package(WITH_ITEM), package({**WITH_ITEM, "AssessmentGrade": "6"})]
    apply_reference(Feed.SUBJECTS, [SUBJECT.encode()], LANDED, lake.store())
    for order in (files, files[::-1]):
        outcomes = apply_reference(Feed.ASSESSMENTS, order, LANDED, lake.store())
        refused = [data for data, each in zip(order, outcomes, strict=True) if each.findings]
        assert refused == [files[1]]


def test_accommodations_and_norms_are_loaded_as_they_were_applied(lake: Lake, apply: Apply) -> None:
    apply(Feed.SUBJECTS, SUBJECT.encode())
    apply(Feed.ASSESSMENTS, package(WITH_ITEM))
    apply(Feed.ACCOMMODATIONS, ACCOMMODATIONS.encode())
    without_norms = lake.store().load().fingerprint
    apply(Feed.NORMS, NORMS.encode())
    store = lake.store()
    read = read_accommodations(ACCOMMODATIONS.encode(), LANDED).value
    assert read is not None
    assert store.accommodations() == {2026: {each.code: each for each in read}}
    tables = read_norms(NORMS.encode(), {"GEO-5"}, LANDED).value
    assert store.norms() == Norms({each.key: each for each in tables or ()})
    assert store.load().accommodations == store.accommodations()
    assert store.load().fingerprint == without_norms


def test_exams_are_no_reference_data(lake: Lake) -> None:
    with pytest.raises(ValueError, match="exams"):
        apply_reference(Feed.EXAMS, [b""], LANDED, lake.store())


def test_no_update_is_lost_among_many_writers(lake: Lake) -> None:
    def add(number: int) -> None:
        store = lake.serialized_store()
        school = node("INSTITUTION", f"01{number:02}", "01")
        apply_reference(Feed.ORGANIZATIONS, [art(D1, school)], LANDED, store)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, range(12)))
    assert set(lake.store().organizations().schools) == {f"01{at:02}" for at in range(12)}


def test_a_writer_that_always_comes_too_late_gives_up(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    others = lake.store()
    attempts: list[int] = []

    def merge(known: Organizations) -> Organizations:
        number = len(attempts)
        attempts.append(number)
        rival = School(f"{number}", "Rival", "01", LANDED)
        others.update_organizations(
            lambda now: Organizations(now.districts, {**now.schools, rival.id: rival})
        )
        return Organizations(known.districts, {**known.schools, "me": School("me", "", "", LANDED)})

    with pytest.raises(ConflictError):
        lake.store().update_organizations(merge)
    assert len(attempts) == ATTEMPTS
    assert "me" not in lake.store().organizations().schools


def test_a_writer_that_dies_before_the_pointer_moves_leaves_all_as_it_was(
    lake: Lake, apply: Apply
) -> None:
    apply(Feed.ORGANIZATIONS, art(D1, S1))
    store = lake.store()
    before = store.load()

    class Death(Exception):
        pass

    def die(**_: object) -> None:
        raise Death

    lake.table.meta.client.meta.events.register("before-call.dynamodb.PutItem", die)
    with pytest.raises(Death):
        apply(Feed.ORGANIZATIONS, art(node("DISTRICT", "02")), LATER)
    assert store.load() is before


class Glue:
    """The reference tables in a database of the test's own."""

    def __init__(self, lake: Lake) -> None:
        self.client = boto3.client("glue", region_name=REGION)
        self.database = lake.bucket
        self.client.create_database(DatabaseInput={"Name": self.database})
        self.catalog = ReferenceCatalog(self.client, self.database)
        for table in REFERENCE_TABLES:
            columns: Any = [{"Name": each.name, "Type": each.type} for each in table.columns]
            storage: Any = {"Location": f"s3://{lake.bucket}/{table.name}/", "Columns": columns}
            self.client.create_table(
                DatabaseName=self.database,
                TableInput={
                    "Name": table.name,
                    "TableType": "EXTERNAL_TABLE",
                    "StorageDescriptor": storage,
                },
            )

    def table(self, name: str) -> Any:
        return self.client.get_table(DatabaseName=self.database, Name=name)["Table"]

    def location(self, name: str) -> str:
        return str(self.table(name)["StorageDescriptor"]["Location"])


def test_the_catalog_follows_the_reference_data(lake: Lake, apply: Apply) -> None:
    glue = Glue(lake)
    apply(Feed.SUBJECTS, SUBJECT.encode())
    apply(Feed.ASSESSMENTS, package(WITH_ITEM))
    apply(Feed.ORGANIZATIONS, art(D1, S1))
    refresh_reference_tables(lake.store(), glue.catalog)
    assert lake.read(glue.location("schools")) == [
        {"id": "0101", "name": "The 0101", "district_id": "01", "landed_at": LANDED}
    ]
    (district,) = lake.read(glue.location("districts"))
    assert district["id"] == "01"
    (assessment,) = lake.read(glue.location("assessments"))
    assert (assessment["school_year"], assessment["min_score"], assessment["max_score"]) == (
        2026,
        1000.0,
        2000.0,
    )
    apply(Feed.ACCOMMODATIONS, ACCOMMODATIONS.encode())
    apply(Feed.NORMS, NORMS.encode())
    refresh_reference_tables(lake.store(), glue.catalog)
    assert [
        (row["school_year"], row["code"], row["language"], row["label"])
        for row in lake.read(glue.location("accommodations"))
    ] == [
        (2026, "ABACUS", "eng", "Abacus"),
        (2026, "SIGN_0", "eng", "No signs"),
        (2026, "SIGN_1", "eng", "Signs"),
        (2026, "SIGN_1", "spa", "Señas"),
    ]
    winter = [
        (row["percentile_rank"], row["min_inclusive"], row["max_exclusive"], row["closed"])
        for row in lake.read(glue.location("norms"))
        if row["start_date"] == date(2026, 1, 1)
    ]
    assert winter == [
        (25, 1000.0, 1480.5, False),
        (50, 1480.5, 1600.0, False),
        (75, 1600.0, 2000.0, True),
    ]
    assert glue.table("schools")["StorageDescriptor"]["Columns"]
    assert glue.table("schools")["TableType"] == "EXTERNAL_TABLE"


def test_refreshing_the_catalog_again_changes_nothing(lake: Lake, apply: Apply) -> None:
    glue = Glue(lake)
    apply(Feed.ORGANIZATIONS, art(D1, S1))
    refresh_reference_tables(lake.store(), glue.catalog)
    before = (lake.keys(), glue.table("schools"))
    refresh_reference_tables(lake.store(), glue.catalog)
    assert (lake.keys(), glue.table("schools")) == before


def test_a_refresh_that_is_overtaken_goes_round_again(lake: Lake, apply: Apply) -> None:
    glue = Glue(lake)
    apply(Feed.ORGANIZATIONS, art(D1, S1))

    class Slow(ReferenceCatalog):
        overtaken = False

        def point(self, table: str, location: str) -> None:
            if not self.overtaken:
                self.overtaken = True
                apply(Feed.ORGANIZATIONS, art({**S1, "entityName": "New"}), LATER)
                refresh_reference_tables(lake.store(), glue.catalog)
            super().point(table, location)

    refresh_reference_tables(lake.store(), Slow(glue.client, glue.database))
    assert [row["name"] for row in lake.read(glue.location("schools"))] == ["New"]


def test_reading_reference_data_needs_neither_pyarrow_nor_pandas() -> None:
    code = (
        "import sys, cers.stores.reference;"
        "sys.exit(bool({'pyarrow', 'pandas', 'awswrangler'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_whole_sample_catalogue_is_taken_over(lake: Lake, apply: Apply) -> None:
    for name in ("ELA_subject.xml", "Math_subject.xml"):
        apply(Feed.SUBJECTS, sample("subjects", name).read_bytes())
    data = sample("packages", "IAB_ICA_Combined.items.csv").read_bytes()
    first = apply(Feed.ASSESSMENTS, data)
    assert first.message.startswith("Assessments processed: 9, created: 9, updated: 0")
    assert apply(Feed.ASSESSMENTS, data).message.startswith(
        "Assessments processed: 9, created: 0, updated: 0, unchanged: 9"
    )
    catalogue = sample("packages", "2017v3.csv").read_bytes()
    outcome = apply(Feed.ASSESSMENTS, catalogue, LATER)
    assert outcome.counts == Counts(records=114, accepted=114)
    reference = lake.store().load()
    assert len({*reference.assessments} & {each.id for each in outcome.arrived}) == 114


def test_the_reference_files_of_the_generated_sample_are_all_taken_over(
    lake: Lake, apply: Apply, tmp_path: Path
) -> None:
    with tarfile.open(sample("generated", "trt-small.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
    folder = tmp_path / "trt-small" / "reference"
    for path in sorted(folder.glob("*_subject*.xml")):
        assert apply(Feed.SUBJECTS, path.read_bytes()).counts.accepted == 1
    for path in sorted(folder.glob("20*.csv")):
        counts = apply(Feed.ASSESSMENTS, path.read_bytes()).counts
        assert counts.accepted == counts.records > 0
    outcome = apply(Feed.ORGANIZATIONS, (folder.parent / "organizations.json").read_bytes())
    assert outcome.counts == Counts(records=4, accepted=4)
    reference = lake.store().load()
    assert set(reference.subjects) == {"ELA", "Math", "ELPAC", "Latin", "Science"}
    assert len(reference.assessments) == 13 + 5 + 2 + 42 + 14
    assert all(len(each.alternate_cuts) == 5 for each in reference.assessments.values()
               if each.subject == "Science")  # fmt: skip
