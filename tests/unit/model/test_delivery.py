import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.csv_text import inert
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, FindingCount, Receipt
from cers.model.errors import InputError
from cers.model.finding import Finding, Severity


def a_delivery(key: str) -> Delivery:
    return Delivery("landing", key, "v1")


def test_a_key_names_its_vendor_feed_and_receipt() -> None:
    delivery = a_delivery("ets/exams/2026/spring run.zip")
    assert delivery.vendor == "ets"
    assert delivery.feed is Feed.EXAMS
    assert delivery.receipt_key == "ets/exams/2026/spring run.zip/v1.json"
    assert delivery.findings_key == "ets/exams/2026/spring run.zip/v1.findings.csv"


@pytest.mark.parametrize("key", ["exams.xml", "ets/exams.xml", "ets/grades/a.xml", "ets//a.xml"])
def test_a_key_outside_every_feed_is_refused_with_the_list_of_feeds(key: str) -> None:
    with pytest.raises(InputError, match=", ".join(Feed)):
        _ = a_delivery(key).feed


@pytest.mark.parametrize(
    "key", ["ets/exams/" + "é" * 505 + ".xml", "v" * 500 + "/" + "f" * 500 + "/a.xml"]
)
def test_the_answers_to_the_longest_keys_have_keys_too(key: str) -> None:
    delivery = Delivery("landing", key, "v" * 32)
    for answer in (delivery.receipt_key, delivery.findings_key):
        assert len(answer.encode()) <= 1024
        assert delivery.id in answer
    assert a_delivery("ets/exams/" + "é" * 505 + ".xml").receipt_key.startswith("ets/exams/")


def test_every_object_version_is_a_delivery_of_its_own() -> None:
    versions = {Delivery("landing", "ets/exams/a.xml", version).id for version in ("1", "2", "3")}
    assert len(versions) == 3
    assert all(len(each) == 32 for each in versions)


counts = st.builds(Counts, *(st.integers(0, 1000) for _ in range(5)))
texts = st.text(max_size=20)
receipts = st.builds(
    Receipt,
    delivery_id=texts,
    vendor=texts,
    feed=texts,
    name=texts,
    version_id=texts,
    status=st.sampled_from(DeliveryStatus),
    message=texts,
    landed_at=st.datetimes(timezones=st.just(UTC)),
    updated_at=st.datetimes(timezones=st.just(UTC)),
    digest=texts,
    counts=counts,
    findings=st.tuples(st.builds(Finding, texts, st.sampled_from(Severity), texts, texts, texts)),
    findings_total=st.integers(0, 9),
    datasets=st.tuples(texts),
    summary=st.tuples(
        st.builds(FindingCount, texts, st.sampled_from(Severity), st.integers(1), *([texts] * 3))
    ),
)


@given(receipts)
def test_a_receipt_survives_json(receipt: Receipt) -> None:
    assert Receipt.from_json(json.loads(json.dumps(receipt.to_json()))) == receipt


def test_a_receipt_from_before_there_were_summaries_is_read() -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    receipt = Receipt("id", "ets", "exams", "a", "v", DeliveryStatus.ACCEPTED, "m", now, now)
    document = receipt.to_json()
    del document["summary"]
    assert Receipt.from_json(document) == receipt
    assert list(receipt.to_json())[-2:] == ["summary", "findings"], "what is long comes last"


@given(counts, counts)
def test_counts_add_up_field_by_field(one: Counts, other: Counts) -> None:
    both = one + other
    assert both.records == one.records + other.records
    assert both.waiting == one.waiting + other.waiting
    assert both.skipped == one.skipped + other.skipped


@given(st.text())
def test_no_csv_value_starts_a_formula(text: str) -> None:
    written = inert(text)
    assert not written.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\0"))
    assert written.removeprefix("'") == text.removeprefix("'")


def test_a_receipt_moves_on_and_keeps_the_rest() -> None:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    receipt = Receipt("id", "ets", "exams", "a", "v", DeliveryStatus.ACCEPTED, "m", now, now)
    assert receipt.to_json()["status"] == "accepted"
    assert receipt.to_json()["landed_at"] == "2026-05-01T00:00:00+00:00"
