"""The shipped reference data on its way in: by the command line, and through the pipeline."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import boto3
import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from cers.cli.main import cli
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt
from cers.reference_data import ShippedFile, shipped_files
from cers.steps.ingest import ingest
from cers.stores.receipts import ReceiptStore
from tests.support.cloud import REGION
from tests.support.ingest import LANDING, RECEIPTS, World

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
FILES = list(shipped_files())


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def s3() -> "S3Client":
    client = boto3.client("s3", region_name=REGION)
    for bucket in (LANDING, RECEIPTS):
        client.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
    client.put_bucket_versioning(Bucket=LANDING, VersioningConfiguration={"Status": "Enabled"})
    return client


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["reference", *arguments])


def landed(s3: "S3Client") -> dict[str, bytes]:
    listed = s3.list_objects_v2(Bucket=LANDING).get("Contents", [])
    keys = [each["Key"] for each in listed]
    return {key: s3.get_object(Bucket=LANDING, Key=key)["Body"].read() for key in keys}


def publish(s3: "S3Client", file: ShippedFile, status: DeliveryStatus) -> None:
    key = f"cers/{file.feed}/{file.name}"
    delivery = Delivery(LANDING, key, "v1")
    digest = sha256(file.data).hexdigest()
    receipt = Receipt(
        delivery.id, "cers", file.feed, file.name, "v1", status, "As it is.", NOW, NOW, digest,
        Counts(1, 1),
    )  # fmt: skip
    ReceiptStore(s3, RECEIPTS).put(delivery, receipt)


def test_every_shipped_file_lands_below_its_feed(s3: "S3Client") -> None:
    result = run("deliver", "--no-wait")
    assert result.exit_code == 0, result.output
    assert landed(s3) == {f"cers/{each.feed}/{each.name}": each.data for each in FILES}


def test_what_was_published_before_stays_out_unless_asked_for(s3: "S3Client") -> None:
    first, second = FILES[:2]
    publish(s3, first, DeliveryStatus.PUBLISHED)
    publish(s3, second, DeliveryStatus.REJECTED)

    result = run("deliver", "--no-wait")
    assert "1 files were delivered before" in result.output
    assert f"cers/subjects/{first.name}" not in landed(s3)
    assert f"cers/subjects/{second.name}" in landed(s3)

    run("deliver", "--no-wait", "--again", first.name)
    assert f"cers/subjects/{first.name}" in landed(s3)


def test_some_files_may_be_chosen_and_landed_elsewhere(s3: "S3Client") -> None:
    run("deliver", "--no-wait", "--vendor", "state", "CAST.xml", "assessments-2026.csv")
    assert set(landed(s3)) == {
        "state/subjects/CAST.xml",
        "state/assessments/assessments-2026.csv",
    }


def test_a_name_that_is_not_shipped_is_refused(s3: "S3Client") -> None:
    result = run("deliver", "--no-wait", "Latin.xml")
    assert result.exit_code == 2
    assert "no shipped file is called Latin.xml" in result.output
    assert landed(s3) == {}


@pytest.mark.usefixtures("s3")
def test_receipts_are_waited_for_and_shown() -> None:
    result = run("deliver", "--timeout", "0", "CAST.xml")
    assert result.exit_code == 3
    assert "cers/subjects/CAST.xml" in result.output
    assert "no receipt yet" in result.output


def test_the_list_shows_ranges_years_and_what_is_left() -> None:
    lines = [" ".join(line.split()) for line in run("list").output.splitlines()]
    assert "ELA sum, ica 03 2015-2020 overall 2114 2367 2432 2490 2623" in lines
    assert "ELA sum, ica 03 2021-2026 overall 2115 2367 2432 2490 2650" in lines
    assert "ALTELPAC sum 09-10 2022-2026 overall 701 744 760 799" in lines
    assert any("CAST score ranges" in line for line in lines)


def test_the_files_can_be_written_to_look_at(tmp_path: Path) -> None:
    result = run("write", str(tmp_path / "files"))
    assert result.exit_code == 0
    written = {path.name: path.read_bytes() for path in (tmp_path / "files").glob("*/*")}
    assert written == {each.name: each.data for each in FILES}


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_files_may_be_delivered_in_any_order(seed: int | None) -> None:
    files = list(FILES) if seed is None else Random(seed).sample(FILES, len(FILES))
    world = World()
    deliveries = [world.land(f"cers/{each.feed}/{each.name}", each.data) for each in files]
    for delivery in deliveries:
        ingest(delivery, world.stores)
    world.work()
    for delivery in deliveries:
        receipt = world.receipt(delivery)
        assert receipt.status is DeliveryStatus.PUBLISHED, receipt
        assert receipt.counts.accepted == receipt.counts.records, receipt
    store = world.stores.reference
    assert len(store.subjects()) == 9
    assert len(store.assessments()) == 2 * 2 * 7 * 12 + 11 * 8 + 7 * 5
    assert store.assessments()["ELPAC-SUM-11-2026"].max_score == 1950


def test_nothing_but_subjects_and_assessments_is_taken_from_the_prefix_of_shipped_data() -> None:
    world = World()
    for feed in set(Feed) - {Feed.SUBJECTS, Feed.ASSESSMENTS}:
        receipt = world.deliver(f"cers/{feed}/a.csv", b"a")
        assert receipt.status is DeliveryStatus.REJECTED
        assert receipt.message == "Nothing was taken over."
