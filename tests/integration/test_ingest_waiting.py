"""Deliveries that wait for reference data are sent on in time, and not more often than needed."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from moto import mock_aws

from cers.model.delivery import Counts, Delivery, DeliveryStatus
from cers.model.organization import Organizations, School
from cers.model.reference import Missing, Reference
from cers.steps.ingest import ingest
from cers.steps.sweep import sweep
from cers.steps.waiting import replay_waiting
from tests.support.exams import DISTRICT, LANDED, a_reference, an_exam_xml
from tests.support.ingest import LANDING, World

SCHOOLS = [f"0123456000010{number}" for number in range(4)]


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        made = World()
        made.know(with_schools(0))
        yield made


def with_schools(count: int) -> Reference:
    """Reference data in which so many of the schools are known."""
    reference = a_reference()
    schools = {id_: School(id_, id_, DISTRICT, LANDED) for id_ in SCHOOLS[:count]}
    return replace(
        reference, organizations=Organizations(reference.organizations.districts, schools)
    )


def a_bundle(schools: list[str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for number, school in enumerate(schools):
            data = an_exam_xml(
                opportunity={"oppId": f"opp-{number}"}, relations={"SchoolId": school}
            )
            bundle.writestr(f"{number}.xml", data)
    return buffer.getvalue()


def arrive(world: World, number: int) -> None:
    """A school becomes known."""
    world.know(with_schools(number + 1))
    replay_waiting([Missing("school", SCHOOLS[number])], world.stores)


def sent_on(world: World) -> int:
    """How many messages wait in the ingest queue."""
    name = "ApproximateNumberOfMessages"
    answer = world.sqs.get_queue_attributes(QueueUrl=world.ingest_url, AttributeNames=[name])
    return int(answer["Attributes"][name])


def waiting_bundle(world: World, schools: list[str]) -> Delivery:
    delivery = world.land("ets/exams/a.zip", a_bundle(schools))
    ingest(delivery, world.stores)
    assert world.receipt(delivery).counts.waiting == len(schools)
    return delivery


def test_a_bundle_is_read_again_once_when_the_last_thing_it_waits_for_arrives(
    world: World,
) -> None:
    delivery = waiting_bundle(world, SCHOOLS)
    for number in range(3):
        arrive(world, number)
        assert sent_on(world) == 0
    arrive(world, 3)
    assert sent_on(world) == 1
    world.work()
    receipt = world.receipt(delivery)
    assert (receipt.status, receipt.counts) == (
        DeliveryStatus.PUBLISHED,
        Counts(records=4, accepted=4),
    )
    assert sweep(LANDING, world.stores).sent == 0


def test_what_has_become_good_gets_in_with_the_next_sweep_whatever_is_still_missing(
    world: World,
) -> None:
    delivery = waiting_bundle(world, SCHOOLS)
    for number in range(3):
        arrive(world, number)
    assert sweep(LANDING, world.stores).sent == 1
    world.work()
    assert world.receipt(delivery).counts == Counts(records=4, accepted=3, waiting=1)
    assert sweep(LANDING, world.stores).sent == 0, "once, until something more arrives"
    arrive(world, 3)
    world.work()
    assert world.receipt(delivery).counts == Counts(records=4, accepted=4)


def test_who_waits_for_one_thing_is_sent_on_at_once(world: World) -> None:
    delivery = waiting_bundle(world, SCHOOLS[:1])
    arrive(world, 0)
    assert sent_on(world) == 1
    world.work()
    assert world.receipt(delivery).status is DeliveryStatus.PUBLISHED


def test_many_things_that_arrive_in_one_file_send_a_bundle_on_once(world: World) -> None:
    waiting_bundle(world, SCHOOLS)
    world.know(with_schools(4))
    replay_waiting([Missing("school", each) for each in SCHOOLS], world.stores)
    assert sent_on(world) == 1


def test_reference_data_that_nobody_waits_for_sends_nobody_on(world: World) -> None:
    waiting_bundle(world, SCHOOLS[:2])
    replay_waiting([Missing("school", "unheard-of")], world.stores)
    assert sent_on(world) == 0
