from collections import Counter
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
from cers.model.snapshot import StagedFile
from cers.stores.ledger import Ledger
from cers.stores.memory import Memory
from cers.stores.waiting_rows import Waiter

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


def test_many_are_recorded_and_found_with_few_calls(table: "Table") -> None:
    calls: list[str] = []
    events = table.meta.client.meta.events
    events.register("before-call", lambda model, **_: calls.append(model.name))
    ledger = Ledger(table)
    deliveries = [Delivery("landing", f"ets/exams/{number}.xml", "v1") for number in range(250)]
    answers = {each.id: (each, replace(RECEIPT, delivery_id=each.id)) for each in deliveries}
    ledger.record_all(answers.values())
    assert ledger.find_many([*answers, "unknown"]) == answers
    assert Counter(calls) == {"BatchWriteItem": 10, "BatchGetItem": 3}


def test_a_status_moves_only_if_nobody_was_faster(ledger: Ledger) -> None:
    ledger.record(DELIVERY, RECEIPT)
    later = NOW.replace(hour=13)
    published = replace(RECEIPT, status=DeliveryStatus.PUBLISHED, updated_at=later)
    assert ledger.move(DELIVERY, RECEIPT, DeliveryStatus.PUBLISHED, later)
    assert ledger.find(DELIVERY.id) == (DELIVERY, published)
    assert not ledger.move(DELIVERY, RECEIPT, DeliveryStatus.PUBLISHED, later)
    anew = replace(RECEIPT, updated_at=later)
    ledger.record(DELIVERY, anew)
    assert not ledger.move(DELIVERY, RECEIPT, DeliveryStatus.PUBLISHED, later), "it was replayed"
    assert ledger.find(DELIVERY.id) == (DELIVERY, anew)


def test_a_status_never_moves_for_an_unknown_delivery(ledger: Ledger) -> None:
    assert not ledger.move(DELIVERY, RECEIPT, DeliveryStatus.PUBLISHED, NOW)
    assert ledger.find(DELIVERY.id) is None


def test_what_bytes_came_to_is_recalled_at_the_same_place_only(ledger: Ledger) -> None:
    files = (StagedFile("exams", "staged/x.parquet", 3), StagedFile("exam_items", "y", 90))
    alone = Memory("ets/exams", "d1", "f1", "first", {Dataset(2026, "sum"): files})
    with_others = Memory("ets/exams", "d2", "f1", "second")
    ledger.remember([alone, with_others])
    assert ledger.recall("ets/exams", "d1") == alone
    assert ledger.recall("other/exams", "d1") is None
    assert ledger.recall("ets/results", "d1") is None
    assert ledger.recall_many([("ets/exams", "d2"), ("ets/exams", "d3")]) == {
        ("ets/exams", "d2"): with_others
    }


def test_what_a_delivery_of_very_many_files_staged_can_be_remembered(ledger: Ledger) -> None:
    files = tuple(StagedFile("exams", f"staged/{n}.parquet", n) for n in range(20_000))
    memory = Memory("ets/exams", "d1", "f1", "first", {Dataset(2026, "sum"): files})
    ledger.remember([memory])
    assert ledger.recall("ets/exams", "d1") == memory


def test_those_who_wait_are_found_by_what_arrives_and_then_forgotten(ledger: Ledger) -> None:
    school = Missing("school", "99100010000001")
    assessment = Missing("assessment", "SUM-ELA-3")
    ledger.wait_all({"one": [school, assessment], "two": [school]})
    other = Missing("school", "99100010000009")

    waiting = ledger.waiting([school, other])
    assert waiting == {school: [Waiter("one", for_one=False), Waiter("two", for_one=True)]}

    ledger.released(waiting)
    assert ledger.waiting([school]) == {}
    assert ledger.still_waits("one")
    rest = ledger.waiting([assessment])
    assert rest == {assessment: [Waiter("one", for_one=False)]}
    ledger.released(rest)
    assert not ledger.still_waits("one")


def test_more_deliveries_than_a_page_holds_are_all_found(ledger: Ledger) -> None:
    school = Missing("school", "s" * 900)
    names = {f"{number:04d}" + "x" * 900 for number in range(1200)}
    ledger.wait_all({name: [school] for name in names})
    assert {each.delivery_id for each in ledger.waiting([school])[school]} == names


def test_who_is_postponed_is_so_until_he_is_sent_on(ledger: Ledger) -> None:
    ledger.postpone(["one", "two", "one"])
    ledger.sent_on(["two", "three"])
    assert ledger.postponed() == ["one"]


def test_a_delivery_is_published_when_all_its_datasets_are(ledger: Ledger) -> None:
    both = replace(RECEIPT, datasets=("2026-sum", "2026-iab"))
    ledger.record(DELIVERY, both)
    assert not ledger.mark_published(DELIVERY.id, Dataset(2026, "sum"))
    assert not ledger.mark_published(DELIVERY.id, Dataset(2026, "sum"))
    assert ledger.mark_published(DELIVERY.id, Dataset(2026, "iab"))


def test_processing_a_delivery_anew_starts_its_publication_anew(ledger: Ledger) -> None:
    both = replace(RECEIPT, datasets=("2026-sum", "2026-iab"))
    ledger.record(DELIVERY, both)
    ledger.mark_published(DELIVERY.id, Dataset(2026, "sum"))
    ledger.record(DELIVERY, both)
    assert not ledger.mark_published(DELIVERY.id, Dataset(2026, "iab"))


def test_nobody_publishes_an_unknown_delivery(ledger: Ledger) -> None:
    assert not ledger.mark_published("unknown", Dataset(2026, "sum"))
    assert ledger.find("unknown") is None


def test_the_whole_ledger_is_looked_through_by_status_and_prefix(ledger: Ledger) -> None:
    def record(key: str, status: DeliveryStatus) -> Delivery:
        delivery = Delivery("landing", key, "v1")
        ledger.record(delivery, replace(RECEIPT, delivery_id=delivery.id, status=status))
        return delivery

    failed = record("ets/exams/a.xml", DeliveryStatus.FAILED)
    record("ets/exams/b.xml", DeliveryStatus.PUBLISHED)
    other = record("ets2/exams/a.xml", DeliveryStatus.FAILED)
    ledger.wait(failed.id, [Missing("school", "1")])

    def found(*statuses: DeliveryStatus, prefix: str = "") -> set[str]:
        pages = ledger.find_all(statuses, prefix)
        return {delivery.key for _, known in pages for delivery, _ in known}

    assert len(found()) == 3
    assert found(DeliveryStatus.FAILED) == {failed.key, other.key}
    assert found(DeliveryStatus.FAILED, prefix="ets/") == {failed.key}
    assert sum(looked_at for looked_at, _ in ledger.find_all()) == 5
