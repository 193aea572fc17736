"""Bundles that come twice are answered from memory, but only where that is the truth."""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from moto import mock_aws

from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt
from cers.model.organization import Organizations
from cers.steps.answer import utc_now
from cers.steps.ingest import give_up, ingest
from tests.support.cloud import LAKE
from tests.support.exams import a_reference, an_exam_xml
from tests.support.ingest import RECEIPTS, World

PUBLISHED, DUPLICATE = DeliveryStatus.PUBLISHED, DeliveryStatus.DUPLICATE


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        made = World()
        made.know(a_reference())
        yield made


def exam(number: int, **changes: object) -> bytes:
    return an_exam_xml(opportunity={"oppId": f"opp-{number}"}, **changes)


def a_bundle(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in members.items():
            bundle.writestr(f"{name}.xml", data)
    return buffer.getvalue()


PARTLY_GOOD = a_bundle(good=exam(1), bad=exam(2, student={"Sex": "X"}))


def staged_puts(world: World) -> Counter[str]:
    """Counts what is written into the lake from now on."""
    puts: Counter[str] = Counter()

    def count(params: dict[str, str], **_: object) -> None:
        if params["Bucket"] == LAKE and params["Key"].startswith("staged/"):
            puts.update([params["Key"]])

    world.cloud.s3.meta.events.register("provide-client-params.s3.PutObject", count)
    return puts


def test_a_repeated_bundle_has_the_first_ones_counts_and_findings_unread(world: World) -> None:
    first = world.deliver("ets/exams/first.zip", PARTLY_GOOD)
    assert first.counts == Counts(records=2, accepted=1, rejected=1)
    puts = staged_puts(world)
    again = world.land("ets/exams/again.zip", PARTLY_GOOD)
    world.process_one(again)
    world.work()
    receipt = world.receipt(again)
    assert receipt.status is DUPLICATE
    assert "first.zip" in receipt.message
    assert receipt.counts == first.counts
    assert (receipt.findings, receipt.findings_total) == (first.findings, first.findings_total)
    assert receipt.summary == first.summary
    assert [each["code"] for each in world.findings(again)] == ["unknown-gender"]
    assert puts == {}


def test_other_reference_data_may_come_to_something_else_so_bytes_are_read_again(
    world: World,
) -> None:
    world.deliver("ets/exams/first.zip", PARTLY_GOOD)
    reference = a_reference()
    [school] = reference.organizations.schools.values()
    another = replace(school, id="01234560000018")
    world.know(replace(reference, organizations=Organizations({}, {another.id: another})))
    puts = staged_puts(world)
    receipt = world.deliver("ets/exams/again.zip", PARTLY_GOOD)
    assert receipt.status is PUBLISHED
    assert puts


def test_bytes_that_waited_are_read_again(world: World) -> None:
    waiting = a_bundle(good=exam(1), unknown=exam(2, test={"name": "Unheard-of"}))
    world.deliver("ets/exams/first.zip", waiting)
    receipt = world.deliver("ets/exams/again.zip", waiting)
    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=2, accepted=1, waiting=1)


def test_a_delivery_that_failed_answers_for_no_other(world: World) -> None:
    first = world.land("ets/exams/first.zip", PARTLY_GOOD)
    ingest(first, world.stores)
    give_up(first, world.stores)
    assert world.receipt(first).status is DeliveryStatus.FAILED
    assert world.deliver("ets/exams/again.zip", PARTLY_GOOD).status is PUBLISHED


def test_one_vendors_file_says_nothing_of_anothers(world: World) -> None:
    world.access_table.put_item(
        Item={"pk": "VENDOR#other", "sk": "GRANT", "feeds": {"exams"}, "statewide": True}
    )
    world.deliver("ets/exams/secret-name.zip", PARTLY_GOOD)
    receipt = world.deliver("other/exams/mine.zip", PARTLY_GOOD)
    assert receipt.status is PUBLISHED
    assert "secret-name" not in receipt.message


def test_a_replay_reads_even_bytes_that_are_known(world: World) -> None:
    world.deliver("ets/exams/first.zip", PARTLY_GOOD)
    again = world.land("ets/exams/again.zip", PARTLY_GOOD)
    world.process_one(again)
    world.process_one(again, replay=True)
    world.work()
    assert world.receipt(again).status is PUBLISHED


def test_a_long_bundle_shows_how_far_it_has_come(world: World) -> None:
    world.cloud.s3.put_bucket_versioning(
        Bucket=RECEIPTS, VersioningConfiguration={"Status": "Enabled"}
    )
    members = {f"exam{number}": exam(number) for number in range(1500)}
    members["bad"] = exam(7, student={"Sex": "X"})
    delivery = world.land("ets/exams/long.zip", a_bundle(**members))
    started = utc_now()
    minutes = iter(range(1000))
    ingest(delivery, world.stores, clock=lambda: started + timedelta(minutes=next(minutes)))
    receipts = history(world, delivery)
    assert [each.status for each in receipts[:-1]] == [DeliveryStatus.PROCESSING] * 4
    progress = [each.progress for each in receipts]
    accepted = [each.counts.accepted for each in receipts]
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert accepted == [500, 1000, 1500, 1500, 1500]
    assert receipts[-2].counts.rejected == receipts[-2].findings_total == 1


def history(world: World, delivery: Delivery) -> list[Receipt]:
    """Every receipt a delivery had, in order."""
    s3 = world.cloud.s3
    listed = s3.list_object_versions(Bucket=RECEIPTS, Prefix=delivery.receipt_key)["Versions"]
    bodies = [
        s3.get_object(Bucket=RECEIPTS, Key=each["Key"], VersionId=each["VersionId"])["Body"].read()
        for each in reversed(listed)
    ]
    return [Receipt.from_json(json.loads(body)) for body in bodies]
