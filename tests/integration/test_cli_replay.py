"""`cers replay` on moto: what it finds, what it sends, and that it asks first."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from cers.cli.main import cli
from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.runtime.events import ingest_request
from cers.stores.ledger import Ledger
from tests.support.cloud import REGION, create_table

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

MAY = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator["SQSClient"]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    with mock_aws():
        client = boto3.client("sqs", region_name=REGION)
        client.create_queue(QueueName="cers-ingest")
        ledger = Ledger(create_table("cers-deliveries"))
        for number in range(25):
            record(ledger, f"ets/exams/failed-{number:02d}.xml", DeliveryStatus.FAILED, MAY)
        record(ledger, "ets/exams/good.zip", DeliveryStatus.PUBLISHED, MAY)
        record(ledger, "ets/groups/old.csv", DeliveryStatus.FAILED, MAY.replace(month=1))
        record(ledger, "other/exams/theirs.xml", DeliveryStatus.REJECTED, MAY.replace(month=6))
        yield client


def record(ledger: Ledger, key: str, status: DeliveryStatus, landed_at: datetime) -> None:
    delivery = Delivery("cers-landing", key, "v1")
    vendor, feed, name = key.split("/")
    receipt = Receipt(delivery.id, vendor, feed, name, "v1", status, "m", landed_at, landed_at)
    ledger.record(delivery, receipt)


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(cli, ["replay", *arguments], input=answer)


def sent(sqs: "SQSClient") -> set[str]:
    """The keys that were sent to be replayed."""
    url = sqs.get_queue_url(QueueName="cers-ingest")["QueueUrl"]
    keys = set()
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            request = ingest_request(message["Body"])
            assert request
            assert request.replay
            assert json.loads(message["Body"])["delivery"]["version_id"] == "v1"
            keys.add(request.key)
    return keys


def test_those_of_a_status_are_shown_and_sent_once_confirmed(sqs: "SQSClient") -> None:
    result = run("--status", "failed", answer="y\n")
    assert result.exit_code == 0, result.output
    assert "26 deliveries" in result.output
    assert "and 6 more" in result.output
    keys = sent(sqs)
    assert len(keys) == 26
    assert "ets/exams/good.zip" not in keys


def test_nothing_is_sent_without_a_yes_or_in_a_dry_run(sqs: "SQSClient") -> None:
    refused = run("--status", "failed", answer="n\n")
    assert refused.exit_code == 1
    assert run("--status", "failed", "--dry-run").exit_code == 0
    assert sent(sqs) == set()


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["--vendor", "other"], {"other/exams/theirs.xml"}),
        (["--feed", "groups"], {"ets/groups/old.csv"}),
        (["--vendor", "ets", "--feed", "groups"], {"ets/groups/old.csv"}),
        (["--since", "2026-05-02"], {"other/exams/theirs.xml"}),
        (["--until", "2026-05-01"], {"ets/groups/old.csv"}),
        (["--since", "2026-05-01T12:00:00Z", "--status", "published"], {"ets/exams/good.zip"}),
        (["--until", "2026-05-01T12:00:00+00:00", "--status", "published"], set()),
    ],
)
def test_every_restriction_holds(sqs: "SQSClient", arguments: list[str], keys: set[str]) -> None:
    result = run(*arguments, "--yes")
    assert result.exit_code == 0, result.output
    assert sent(sqs) == keys


def test_a_limit_is_kept(sqs: "SQSClient") -> None:
    assert run("--status", "failed", "--limit", "3", "--yes").exit_code == 0
    assert len(sent(sqs)) == 3


def test_everything_is_never_meant_by_saying_nothing(sqs: "SQSClient") -> None:
    result = run("--yes")
    assert result.exit_code == 2
    assert "say which deliveries are meant" in result.output
    assert sent(sqs) == set()


def test_what_is_no_date_is_refused(sqs: "SQSClient") -> None:
    del sqs
    result = run("--since", "yesterday")
    assert result.exit_code == 2
    assert "no date" in result.output
