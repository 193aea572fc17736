from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.model.reference import Missing
from cers.model.snapshot import StagedDelivery, StagedFile
from cers.stores.ledger import Ledger

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
DELIVERY = Delivery("landing", "ets/exams/a.zip", "v1")
RECEIPT = Receipt(
    DELIVERY.id, "ets", "exams", "a.zip", "v1", DeliveryStatus.ACCEPTED, "fine", NOW, NOW
)


@pytest.fixture
def table() -> Iterator["Table"]:
    with mock_aws():
        yield boto3.resource("dynamodb", region_name="us-west-2").create_table(
            TableName="deliveries",
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )


@pytest.fixture
def ledger(table: "Table") -> Ledger:
    return Ledger(table)


def test_it_finds_what_it_recorded(ledger: Ledger) -> None:
    assert ledger.find(DELIVERY.id) is None
    ledger.record(DELIVERY, RECEIPT)
    assert ledger.find(DELIVERY.id) == (DELIVERY, RECEIPT)


def test_a_status_moves_only_from_the_one_expected(ledger: Ledger) -> None:
    ledger.record(DELIVERY, RECEIPT)
    published = replace(RECEIPT, status=DeliveryStatus.PUBLISHED)
    assert ledger.move(DELIVERY, published, DeliveryStatus.ACCEPTED)
    assert not ledger.move(DELIVERY, RECEIPT, DeliveryStatus.ACCEPTED)
    assert ledger.find(DELIVERY.id) == (DELIVERY, published)


def test_a_status_never_moves_for_an_unknown_delivery(ledger: Ledger) -> None:
    assert not ledger.move(DELIVERY, RECEIPT, DeliveryStatus.ACCEPTED)
    assert ledger.find(DELIVERY.id) is None


def test_equal_bytes_recall_the_same_files_with_the_new_landing(ledger: Ledger) -> None:
    files = (StagedFile("exams", "staged/x.parquet", 3), StagedFile("exam_items", "y", 90))
    ledger.remember("d1", [StagedDelivery(Dataset(2026, "sum"), "first", NOW, files)])
    later = NOW.replace(hour=13)
    assert ledger.recall("d1", "second", later) == (
        "first",
        [StagedDelivery(Dataset(2026, "sum"), "second", later, files)],
    )
    assert ledger.recall("d2", "second", later) is None


def test_those_who_wait_are_found_by_what_arrives_and_then_forgotten(ledger: Ledger) -> None:
    school = Missing("school", "99100010000001")
    assessment = Missing("assessment", "SUM-ELA-3")
    ledger.wait("one", [school, assessment])
    ledger.wait("two", [school])
    other = Missing("school", "99100010000009")

    waiting = ledger.waiting([school, other])
    assert waiting == {school: ["one", "two"]}

    ledger.released(waiting)
    assert ledger.waiting([school]) == {}
    assert ledger.waiting([assessment]) == {assessment: ["one"]}


def test_more_deliveries_than_a_page_holds_are_all_found(ledger: Ledger) -> None:
    school = Missing("school", "s" * 900)
    names = {f"{number:04d}" + "x" * 900 for number in range(1200)}
    for name in names:
        ledger.wait(name, [school])
    assert set(ledger.waiting([school])[school]) == names


def test_a_delivery_is_published_when_all_its_datasets_are(ledger: Ledger) -> None:
    both = replace(RECEIPT, datasets=("2026-sum", "2026-iab"))
    ledger.record(DELIVERY, both)
    assert ledger.mark_published(DELIVERY.id, Dataset(2026, "sum")) is None
    assert ledger.mark_published(DELIVERY.id, Dataset(2026, "sum")) is None
    assert ledger.mark_published(DELIVERY.id, Dataset(2026, "iab")) == (DELIVERY, both)


def test_processing_a_delivery_anew_starts_its_publication_anew(ledger: Ledger) -> None:
    both = replace(RECEIPT, datasets=("2026-sum", "2026-iab"))
    ledger.record(DELIVERY, both)
    ledger.mark_published(DELIVERY.id, Dataset(2026, "sum"))
    ledger.record(DELIVERY, both)
    assert ledger.mark_published(DELIVERY.id, Dataset(2026, "iab")) is None


def test_nobody_publishes_an_unknown_delivery(ledger: Ledger) -> None:
    assert ledger.mark_published("unknown", Dataset(2026, "sum")) is None
    assert ledger.find("unknown") is None
