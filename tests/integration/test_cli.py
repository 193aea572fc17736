import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import boto3
import pytest
from click.testing import CliRunner, Result
from moto import mock_aws
from rich.console import Console

from cers.cli.connection import connect
from cers.cli.main import cli
from cers.cli.submit import wait
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt
from cers.stores.receipts import ReceiptStore

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        client = boto3.client("s3", region_name="us-west-2")
        for bucket in ("cers-landing", "cers-receipts"):
            client.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}
            )
        client.put_bucket_versioning(
            Bucket="cers-landing", VersioningConfiguration={"Status": "Enabled"}
        )
        yield client


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def answer(s3: "S3Client", name: str, status: DeliveryStatus) -> None:
    delivery = Delivery("cers-landing", f"ets/exams/{name}", "v1")
    receipt = Receipt(
        delivery.id, "ets", "exams", name, "v1", status, "As it is.", NOW, NOW, "d", Counts(1, 1)
    )
    ReceiptStore(s3, "cers-receipts").put(delivery, receipt)


def test_submit_lands_a_file_below_the_vendors_feed(s3: "S3Client", tmp_path: Path) -> None:
    file = tmp_path / "exam.xml"
    file.write_bytes(b"<TDSReport/>")
    result = run("submit", str(file), "--feed", "exams")
    assert result.exit_code == 0, result.output
    landed = s3.get_object(Bucket="cers-landing", Key="ets/exams/exam.xml")
    assert landed["Body"].read() == b"<TDSReport/>"


def test_waiting_in_vain_ends_with_its_own_exit_code(s3: "S3Client", tmp_path: Path) -> None:
    del s3
    file = tmp_path / "exam.xml"
    file.write_bytes(b"<TDSReport/>")
    result = run("submit", str(file), "--feed", "exams", "--wait", "--timeout", "0.1")
    assert result.exit_code == 3
    assert "no final receipt yet" in result.output


def test_waiting_shows_how_far_a_long_delivery_has_come(
    s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    store = ReceiptStore(s3, "cers-receipts")
    delivery = Delivery("cers-landing", "ets/exams/long.zip", "v1")
    receipt = Receipt(
        delivery.id, "ets", "exams", "long.zip", "v1", DeliveryStatus.PROCESSING, "m", NOW, NOW
    )

    def make_progress() -> None:
        for accepted in (1200, 3400):
            counts = Counts(accepted + 5, accepted, 5)
            store.put(delivery, replace(receipt, counts=counts, progress=accepted / 5000))
            time.sleep(1)
        store.put(delivery, replace(receipt, status=DeliveryStatus.PUBLISHED, progress=1.0))

    console = Console(file=StringIO(), force_terminal=True, width=120)
    names = {"landing_bucket": "cers-landing", "receipts_bucket": "cers-receipts", "vendor": "ets"}
    connection = connect(None, **names)
    thread = Thread(target=make_progress)
    thread.start()
    [answer] = wait(console, connection, [delivery], timeout=20)
    thread.join()
    assert answer is not None
    assert answer.status is DeliveryStatus.PUBLISHED
    assert isinstance(console.file, StringIO)
    shown = console.file.getvalue()
    places = [
        shown.index(text)
        for text in (
            "long.zip: sent",
            "long.zip: processing, 1,200 accepted and 5 refused",
            "long.zip: processing, 3,400 accepted and 5 refused",
        )
    ]
    assert places == sorted(places)


def test_an_unknown_feed_is_refused_before_anything_is_sent(s3: "S3Client", tmp_path: Path) -> None:
    file = tmp_path / "exam.xml"
    file.write_bytes(b"<TDSReport/>")
    result = run("submit", str(file), "--feed", "grades")
    assert result.exit_code == 2
    assert "'exams'" in result.output
    assert "Contents" not in s3.list_objects_v2(Bucket="cers-landing")


def test_receipts_are_listed_and_one_is_shown_in_full(s3: "S3Client") -> None:
    answer(s3, "a.zip", DeliveryStatus.PUBLISHED)
    answer(s3, "b.zip", DeliveryStatus.REJECTED)
    listed = run("receipts")
    assert listed.exit_code == 0
    assert "a.zip" in listed.output
    assert "b.zip" in listed.output
    shown = run("receipts", "b.zip")
    assert "As it is." in shown.output
    assert "a.zip" not in shown.output


def test_no_receipts_is_said_plainly(s3: "S3Client") -> None:
    del s3
    assert "No receipts below ets/." in run("receipts").output
