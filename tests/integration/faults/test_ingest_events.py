"""Events that come twice, never, garbled or in vain, and deliveries that cannot be processed.

The numbers are those of the fault cases in docs/security.md.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery, DeliveryStatus
from cers.steps.answer import utc_now
from cers.steps.ingest import ingest
from cers.steps.small_files import Work
from cers.steps.sweep import sweep
from tests.support.exams import a_reference, an_exam_xml
from tests.support.ingest import LANDING, World
from tests.support.ingest_function import (
    ATTEMPTS,
    IngestFunction,
    break_calls,
    created,
    ingest_function,
)

ICA_2026 = Dataset(2026, "ica")
PUBLISHED = DeliveryStatus.PUBLISHED


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        made = World()
        made.know(a_reference())
        yield made


@pytest.fixture
def function(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[IngestFunction]:
    with ingest_function(world, monkeypatch) as made:
        yield made


def exam(number: int, **changes: object) -> bytes:
    return an_exam_xml(opportunity={"oppId": f"opp-{number}"}, **changes)


def land(world: World, count: int, name: str = "") -> list[Delivery]:
    return [world.land(f"ets/exams/{name}{number}.xml", exam(number)) for number in range(count)]


def published(world: World) -> list[str]:
    """The opportunities that are published, each as often as it is."""
    rows = world.cloud.published(ICA_2026).get(("exams", 0), [])
    return sorted(str(row["opportunity_id"]) for row in rows)


@pytest.mark.parametrize("seed", range(3))
def test_i01_an_event_that_comes_often_in_any_batches_is_processed_once(
    world: World, function: IngestFunction, seed: int
) -> None:
    chance = random.Random(seed)
    deliveries = land(world, 3)
    events = [created(each) for each in deliveries for _ in range(chance.randint(1, 16))]
    chance.shuffle(events)
    answers = set()
    while events:
        some = [events.pop() for _ in range(min(len(events), chance.randint(1, 12)))]
        assert function.call(*some) == []
        if chance.random() < 0.5:
            world.work()
            receipts = [world.stores.receipts.get(each) for each in deliveries]
            answers |= {(r.delivery_id, r.status, r.message) for r in receipts if r}
    world.work()
    assert published(world) == ["opp-0", "opp-1", "opp-2"]
    assert {world.receipt(each).status for each in deliveries} == {PUBLISHED}
    assert len({message for _, _, message in answers}) <= 1


def test_i03_the_version_an_event_names_is_read_though_a_newer_one_is_there(
    world: World, function: IngestFunction
) -> None:
    old = world.land("ets/exams/a.xml", exam(1))
    new = world.land("ets/exams/a.xml", exam(2))
    assert function.call(created(old)) == []
    world.work()
    assert published(world) == ["opp-1"]
    assert world.stores.receipts.get(new) is None


def test_i03_an_object_that_is_gone_ends_there_and_no_one_tries_forever(
    world: World, function: IngestFunction
) -> None:
    good = world.land("ets/exams/good.xml", exam(1))
    gone = world.land("ets/exams/gone.xml", exam(2))
    world.cloud.s3.delete_object(Bucket=LANDING, Key=gone.key, VersionId=gone.version_id)
    nameless = Delivery(LANDING, "ets/exams/never-there.xml", "")
    bundle = Delivery(LANDING, "ets/exams/never-there.zip", "v1")
    assert function.call(*map(created, (gone, good, nameless, bundle))) == []
    world.work()
    assert published(world) == ["opp-1"]
    assert world.stores.ledger.find(gone.id) is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        "null",
        '{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"cers-landing"}',
        '{"Records":[]}',
        '{"detail-type":"Object Created","detail":{"version":"9","bucket":"cers-landing"}}',
        '{"detail-type":"Object Deleted","detail":{}}',
        '{"delivery":{"bucket":1}}',
        created(Delivery(LANDING, "ets/exams/folder/", "v1")),
        created(Delivery("another-bucket", "ets/exams/a.xml", "v1")),
    ],
)
def test_i04_what_is_no_event_of_ours_is_put_aside_and_harms_no_other(
    world: World, function: IngestFunction, body: str
) -> None:
    good = world.land("ets/exams/good.xml", exam(1))
    assert function.call(body, created(good), body) == []
    world.work()
    assert world.receipt(good).status is PUBLISHED


LONGEST = "ets/exams/" + "é" * 505 + ".xml"


@pytest.mark.parametrize(
    "key",
    [
        "ets/exams/with space.xml",
        "ets/exams/a+b%20c%2Fd=e&f;g.xml",
        "ets/exams/éß😀/2026.xml",
        "ets/exams/..xml",
        LONGEST,
    ],
)
def test_i05_whatever_a_key_looks_like_the_right_object_is_read_once(
    world: World, function: IngestFunction, key: str
) -> None:
    assert len(LONGEST.encode()) == 1024
    read: Counter[str] = Counter()
    function.s3().meta.events.register(
        "provide-client-params.s3.GetObject", lambda params, **_: read.update([params["Key"]])
    )
    delivery = world.land(key, exam(1))
    assert function.call(created(delivery)) == []
    world.work()
    receipt = world.receipt(delivery)
    assert (receipt.status, receipt.name) == (PUBLISHED, key.split("/", 2)[2])
    assert len(delivery.findings_key.encode()) <= 1024
    assert read[key] == 1


def test_i06_only_the_poison_message_of_a_batch_comes_back(
    world: World, function: IngestFunction
) -> None:
    deliveries = land(world, 10)
    poison = deliveries[3]
    mend = break_calls(function.s3(), lambda _, params: params.get("Key") == poison.key)
    assert function.call(*map(created, deliveries)) == [3]
    world.work()
    good = [each for each in deliveries if each is not poison]
    assert {world.receipt(each).status for each in good} == {PUBLISHED}
    mend()
    assert function.call(created(poison), attempt=2) == []
    world.work()
    assert published(world) == [f"opp-{number}" for number in range(10)]


def test_i06_when_everything_fails_everything_comes_back(
    world: World, function: IngestFunction
) -> None:
    deliveries = land(world, 10)
    mend = break_calls(function.s3(), lambda operation, _: operation == "PutObject")
    assert function.call(*map(created, deliveries)) == list(range(10))
    mend()
    assert function.call(*map(created, deliveries), attempt=2) == []
    world.work()
    assert published(world) == [f"opp-{number}" for number in range(10)]


def test_i07_poison_ends_dead_with_an_answer_and_is_published_once_it_is_redriven(
    world: World, function: IngestFunction
) -> None:
    sqs = world.sqs
    dead = sqs.create_queue(QueueName="cers-ingest-dlq")["QueueUrl"]
    policy = {
        "deadLetterTargetArn": "arn:aws:sqs:us-west-2:123456789012:cers-ingest-dlq",
        "maxReceiveCount": ATTEMPTS,
    }
    sqs.set_queue_attributes(
        QueueUrl=world.ingest_url, Attributes={"RedrivePolicy": json.dumps(policy)}
    )
    delivery = world.land("ets/exams/poison.xml", exam(1, student={"FirstName": "Zyxcanary"}))
    downloads: Counter[str] = Counter()

    def is_hit(operation: str, params: dict[str, Any]) -> bool:
        downloads.update([operation] if params.get("Key") == delivery.key else [])
        return operation == "GetObject" and params["Key"] == delivery.key

    mend = break_calls(function.s3(), is_hit)
    sqs.send_message(QueueUrl=world.ingest_url, MessageBody=created(delivery))
    consumer = function.consumer()
    for _ in range(ATTEMPTS):
        assert consumer.poll(wait=0) == 1
    assert consumer.poll(wait=0) == 0
    receipt = world.receipt(delivery)
    assert receipt.status is DeliveryStatus.FAILED
    assert "operators" in receipt.message
    assert "Zyxcanary" not in world.everything_a_vendor_reads()
    assert downloads == {"GetObject": ATTEMPTS, "HeadObject": 1}, "giving up fetches nothing"

    mend()
    [letter] = sqs.receive_message(QueueUrl=dead)["Messages"]
    sqs.send_message(QueueUrl=world.ingest_url, MessageBody=letter["Body"])
    assert consumer.poll(wait=0) == 1
    world.work()
    assert world.receipt(delivery).status is PUBLISHED
    assert published(world) == ["opp-1"]


def test_i07_giving_up_on_a_repeated_event_takes_nothing_back(
    world: World, function: IngestFunction
) -> None:
    [delivery] = land(world, 1)
    assert function.call(created(delivery)) == []
    world.work()
    break_calls(function.s3(), lambda operation, _: operation == "GetObject")
    assert function.call(created(delivery), attempt=ATTEMPTS) == []
    assert world.receipt(delivery).status is PUBLISHED


class Killed(BaseException):
    """The process is gone, as after its time or its memory."""


class Killer:
    """Ends the process before the call of some number; from then on nothing of it can call."""

    def __init__(self) -> None:
        self._left = 0
        self._armed = False

    def arm(self, call: int) -> None:
        self._left, self._armed = call, True

    def disarm(self) -> bool:
        """Whether anything was killed."""
        self._armed = False
        return self._left <= 0

    def __call__(self, **_: object) -> None:
        self._left -= 1
        if self._armed and self._left <= 0:
            raise Killed


@pytest.fixture
def killer() -> Iterator[Killer]:
    """Hears of every call of every client made afterwards, on moto."""
    with mock_aws():
        boto3.setup_default_session(region_name="us-west-2")
        session = boto3.DEFAULT_SESSION
        assert session is not None
        made = Killer()
        session.events.register("before-call", made)
        yield made
        boto3.DEFAULT_SESSION = None


FATES = {
    PUBLISHED: {},
    DeliveryStatus.REJECTED: {"student": {"Sex": "X"}},
    DeliveryStatus.QUARANTINED: {"test": {"name": "Unheard-of"}},
}


@pytest.mark.parametrize("fates", [*([each] for each in FATES), list(FATES)])
def test_i08_dying_at_any_call_is_made_good_by_the_next_attempt(
    killer: Killer, fates: list[DeliveryStatus]
) -> None:
    """A file alone takes the way of bundles, several that of single files."""
    world = World()
    world.know(a_reference())

    def attempt(deliveries: list[Delivery]) -> None:
        if len(deliveries) == 1:
            ingest(deliveries[0], world.stores)
        else:
            world.process(*map(Work, deliveries))

    for call in range(1, 200):
        files = [exam(1000 * place + call, **FATES[fate]) for place, fate in enumerate(fates)]
        deliveries = [
            world.land(f"ets/exams/{call}-{place}.xml", data) for place, data in enumerate(files)
        ]
        killer.arm(call)
        with suppress(Killed):
            attempt(deliveries)
        killed = killer.disarm()
        attempt(deliveries)
        world.work()
        assert [world.receipt(each).status for each in deliveries] == fates, call
        if not killed:
            break
    assert call > 10
    once = sorted(f"opp-{number}" for number in range(1, call + 1))
    assert published(world) == (once if PUBLISHED in fates else [])


def test_i08_what_died_before_it_said_anything_is_found_by_the_sweep(world: World) -> None:
    [delivery] = land(world, 1)
    later = lambda: utc_now() + timedelta(hours=1)  # noqa: E731
    assert sweep(LANDING, world.stores, clock=later).sent == 1
    world.work()
    assert world.receipt(delivery).status is PUBLISHED


def test_i17_deliveries_whose_event_never_came_are_found_by_the_sweep(
    world: World, function: IngestFunction
) -> None:
    chance = random.Random(17)
    deliveries = land(world, 30)
    announced = [each for each in deliveries if chance.random() >= 0.2]
    assert function.call(*map(created, announced)) == []
    world.work()
    assert len(published(world)) == len(announced) < len(deliveries)
    assert sweep(LANDING, world.stores).sent == 0, "events get their time first"
    later = lambda: utc_now() + timedelta(minutes=11)  # noqa: E731
    assert sweep(LANDING, world.stores, clock=later).sent == len(deliveries) - len(announced)
    world.work()
    assert len(published(world)) == len(deliveries)


def test_bundles_of_a_batch_are_shared_among_invocations(
    world: World, function: IngestFunction
) -> None:
    bundles = [world.land(f"ets/exams/{number}.zip", exam(number)) for number in range(4)]
    single = world.land("ets/exams/single.xml", exam(9))
    size = 20 << 20
    events = [created(each, size) for each in bundles]
    assert function.call(*events, created(single)) == []
    done = [each for each in bundles if world.stores.receipts.get(each)]
    assert len(done) == 2, "forty megabytes are enough for one"
    assert world.stores.ledger.find(single.id) is not None
    world.work()
    assert {world.receipt(each).status for each in (*bundles, single)} == {PUBLISHED}


def test_with_little_time_left_no_second_bundle_is_begun(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ingest_function(world, monkeypatch, time_left=300) as function:
        bundles = [world.land(f"ets/exams/{number}.zip", exam(number)) for number in range(3)]
        assert function.call(*map(created, bundles)) == []
        assert len([each for each in bundles if world.stores.receipts.get(each)]) == 1
        world.work()
        assert {world.receipt(each).status for each in bundles} == {PUBLISHED}
