"""Ingest end to end on moto: every kind of answer a vendor can get."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from moto import mock_aws

from cers.model.dataset import Dataset
from cers.model.delivery import Counts, Delivery, DeliveryStatus
from cers.model.organization import Organizations
from cers.runtime.events import PublishRequest, publish_request
from cers.steps.answer import utc_now
from cers.steps.ingest import give_up, ingest
from cers.steps.sweep import sweep, tidy
from tests.support.exams import DISTRICT, ICA, SCHOOL, a_reference, an_exam_xml
from tests.support.ingest import LANDING, World

ICA_2026 = Dataset(2026, "ica")
PUBLISHED = DeliveryStatus.PUBLISHED
QUARANTINED = DeliveryStatus.QUARANTINED
REJECTED = DeliveryStatus.REJECTED


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


def published_rows(world: World, dataset: Dataset = ICA_2026) -> int:
    manifest = world.publish_stores.snapshots.current(dataset)
    return sum(file.rows for file in manifest.of("exams")) if manifest else 0


def test_a_good_exam_is_published(world: World) -> None:
    receipt = world.deliver("ets/exams/one.xml", exam(1))
    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=1, accepted=1)
    assert receipt.datasets == ("2026-ica",)
    assert published_rows(world) == 1


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: a_bundle(one=data)])
def test_packed_exams_are_read_whatever_they_are_called(world: World, pack) -> None:  # type: ignore[no-untyped-def]
    assert world.deliver("ets/exams/some name", pack(exam(1))).status is PUBLISHED


def test_a_bundle_keeps_its_good_exams_and_names_every_fault_of_the_bad(world: World) -> None:
    ten_faults = exam(
        2,
        student={
            "StudentIdentifier": "",
            "FirstName": "",
            "LastOrSurname": "",
            "Birthdate": "28.02.2015",
            "Sex": "X",
            "GradeLevelWhenAssessed": "99",
            "IDEAIndicator": "maybe",
            "LanguageCode": "xx",
            "EnglishLanguageAcquisitionStatus": "?",
            "MilitaryConnectedStudentIndicator": "?",
        },
    )
    delivery = world.land("ets/exams/b.zip", a_bundle(good=exam(1), bad=ten_faults))
    ingest(delivery, world.stores)
    world.work()

    receipt = world.receipt(delivery)
    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=2, accepted=1, rejected=1)
    assert "1 of 2 exams accepted; 1 refused" in receipt.message
    findings = world.findings(delivery)
    assert len(findings) == receipt.findings_total == 10
    assert {each["where"] for each in findings} == {"bad.xml"}
    assert {"StudentIdentifier", "Birthdate", "Sex"} <= {each["element"] for each in findings}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"Dear colleagues, attached are the scores.", "not-xml"),
        (b"<TDSReport><Test>", "not-xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><TDSReport>&b;</TDSReport>', "doctype-refused"),
        (b"<Subject/>", "wrong-root"),
    ],
)
def test_what_is_no_exam_is_refused_with_its_reason(world: World, data: bytes, code: str) -> None:
    receipt = world.deliver("ets/exams/odd.xml", data)
    assert receipt.status is REJECTED
    assert code in [finding.code for finding in receipt.findings]
    assert published_rows(world) == 0


def test_a_truncated_zip_is_refused_and_says_so(world: World) -> None:
    whole = a_bundle(one=exam(1), two=exam(2))
    receipt = world.deliver("ets/exams/cut.zip", whole[: len(whole) // 2])
    assert receipt.status is REJECTED
    assert receipt.findings[0].message


@pytest.mark.parametrize("key", ["stray.xml", "ets/stray.xml", "ets/grades/a.xml"])
def test_a_file_outside_every_feed_is_answered_and_kept(world: World, key: str) -> None:
    receipt = world.deliver(key, exam(1))
    assert receipt.status is REJECTED
    assert [finding.code for finding in receipt.findings] == ["unknown-feed"]
    assert "subjects, assessments, organizations" in receipt.findings[0].message
    assert world.cloud.s3.get_object(Bucket=LANDING, Key=key)["Body"].read() == exam(1)


def test_too_much_reference_data_at_once_is_refused(world: World) -> None:
    receipt = world.deliver("ets/organizations/all.json", b" " * ((16 << 20) + 1))
    assert receipt.status is REJECTED
    assert [finding.code for finding in receipt.findings] == ["too-large"]


def test_an_exam_of_an_unknown_school_waits_and_is_published_when_the_school_arrives(
    world: World,
) -> None:
    organizations = {
        "districts": [
            {
                "entityType": "DISTRICT",
                "entityId": "99900000000000",
                "entityName": "New District",
                "parentEntityType": "STATE",
                "parentEntityId": "CA",
                "stateAbbreviation": "CA",
            }
        ],
        "schools": [
            {
                "entityType": "INSTITUTION",
                "entityId": "99900000000001",
                "entityName": "New School",
                "parentEntityType": "DISTRICT",
                "parentEntityId": "99900000000000",
                "stateAbbreviation": "CA",
            }
        ],
    }
    early = world.land(
        "ets/exams/early.zip",
        a_bundle(known=exam(1), unknown=exam(2, relations={"SchoolId": "99900000000001"})),
    )
    ingest(early, world.stores)
    world.work()
    first = world.receipt(early)
    assert first.counts == Counts(records=2, accepted=1, waiting=1)
    assert published_rows(world) == 1

    answer = world.deliver("ets/organizations/new.json", json.dumps(organizations).encode())
    assert answer.status is PUBLISHED, answer.findings

    location = world.cloud.glue.get_table(DatabaseName="cers", Name="schools")["Table"]
    assert location["StorageDescriptor"]["Location"] != "s3://cers-lake/reference/tables/schools/"

    after = world.receipt(early)
    assert after.status is PUBLISHED
    assert after.counts == Counts(records=2, accepted=2)
    assert published_rows(world) == 2


def test_a_delivery_that_only_waits_is_quarantined(world: World) -> None:
    receipt = world.deliver("ets/exams/a.xml", exam(1, test={"name": "Not Yet Published"}))
    assert receipt.status is QUARANTINED
    assert receipt.counts == Counts(records=1, waiting=1)
    assert [finding.code for finding in receipt.findings] == ["unknown-assessment"]


def test_reference_data_that_arrives_while_an_exam_is_being_parked_still_frees_it() -> None:
    with mock_aws():
        world = World()
        full = a_reference()
        world.know(replace(full, organizations=Organizations({}, {})))
        delivery = world.land("ets/exams/a.xml", exam(1))
        wait = world.stores.ledger.wait

        def wait_while_the_school_arrives(delivery_id: str, missing) -> None:  # type: ignore[no-untyped-def]
            if missing:
                world.know(full)
            wait(delivery_id, missing)

        world.stores.ledger.wait = wait_while_the_school_arrives  # type: ignore[method-assign]
        ingest(delivery, world.stores)
        world.work()
        assert world.receipt(delivery).status is PUBLISHED


def test_an_event_that_repeats_changes_nothing(world: World) -> None:
    delivery = world.land("ets/exams/a.xml", exam(1))
    for _ in range(3):
        ingest(delivery, world.stores)
        world.work()
    before = world.receipt(delivery)
    assert ingest(delivery, world.stores) == before
    assert world.receipt(delivery) == before
    assert published_rows(world) == 1


def test_the_same_bytes_again_are_a_duplicate_with_the_first_counts(world: World) -> None:
    bundle = a_bundle(one=exam(1), two=exam(2))
    first = world.deliver("ets/exams/first.zip", bundle)
    second = world.deliver("ets/exams/second.zip", bundle)
    assert first.status is PUBLISHED
    assert second.status is DeliveryStatus.DUPLICATE
    assert second.counts == first.counts
    assert "first.zip" in second.message
    assert published_rows(world) == 2


def test_bytes_that_were_refused_are_read_again(world: World) -> None:
    bad = exam(1, student={"Sex": "X"})
    assert world.deliver("ets/exams/a.xml", bad).status is REJECTED
    again = world.deliver("ets/exams/b.xml", bad)
    assert again.status is REJECTED
    assert [finding.code for finding in again.findings] == ["unknown-gender"]


def test_a_delivery_in_two_datasets_is_published_when_both_are(world: World) -> None:
    bundle = a_bundle(this=exam(1), last=exam(2, test={"academicYear": "2025"}))
    receipt = world.deliver("ets/exams/two.zip", bundle)
    assert receipt.status is PUBLISHED
    assert receipt.datasets == ("2025-ica", "2026-ica")
    assert published_rows(world, Dataset(2025, "ica")) == 1


def test_the_sweep_finds_what_no_event_announced_and_what_got_stuck(world: World) -> None:
    silent = world.land("ets/exams/silent.xml", exam(1))
    stuck = world.land("ets/exams/stuck.xml", exam(2))
    ingest(stuck, world.stores)  # accepted, but its hint is lost:
    world.sqs.purge_queue(QueueUrl=world.publish_url)
    done = world.land("ets/exams/done.xml", exam(3, test={"name": "Unknown"}))
    ingest(done, world.stores)

    assert sweep(LANDING, world.stores).sent == 0, "events get their time first"
    later = lambda: utc_now() + timedelta(hours=1)  # noqa: E731
    swept = sweep(LANDING, world.stores, clock=later)
    assert (swept.seen, swept.sent) == (3, 2)
    world.work()
    assert world.receipt(silent).status is PUBLISHED
    assert world.receipt(stuck).status is PUBLISHED


def test_the_sweep_has_every_dataset_tidied(world: World) -> None:
    world.deliver("ets/exams/a.xml", exam(1))
    assert tidy(world.publish_stores.snapshots, world.stores) == 1
    [message] = world.sqs.receive_message(QueueUrl=world.publish_url)["Messages"]
    assert publish_request(message["Body"]) == PublishRequest(ICA_2026, tidy=True)


def test_a_version_that_is_gone_is_no_reason_to_try_forever(world: World) -> None:
    assert ingest(Delivery(LANDING, "ets/exams/gone.xml", "nope"), world.stores) is None


def test_whoever_waits_for_what_we_cannot_process_is_told(world: World) -> None:
    delivery = world.land("ets/exams/a.xml", exam(1))
    give_up(delivery, world.stores)
    assert world.receipt(delivery).status is DeliveryStatus.FAILED
    ingest(delivery, world.stores)
    world.work()
    assert world.receipt(delivery).status is PUBLISHED, "a failed delivery can be tried again"


def test_a_correction_wins_and_an_older_version_does_not(world: World) -> None:
    def version(date: str, score: str) -> bytes:
        return an_exam_xml(
            opportunity={"oppId": "opp-1", "statusDate": date},
            scores=(("Overall", "ScaleScore", score, "20"), ("Overall", "PerformanceLevel", "3")),
        )

    world.deliver("ets/exams/a.xml", version("2026-03-05T00:00:00", "2510"))
    world.deliver("ets/exams/b.xml", version("2026-03-04T00:00:00", "2520"))
    receipt = world.deliver("ets/exams/c.xml", version("2026-03-06T00:00:00", "2530"))
    assert receipt.status is PUBLISHED
    assert published_rows(world) == 1


def test_no_receipt_and_no_name_of_one_holds_a_students_data(world: World) -> None:
    canaries = {
        "StudentIdentifier": "9182736450",
        "FirstName": "Zyxcanary",
        "LastOrSurname": "Qwvcanary",
        "Birthdate": "19.19.2019",
        "Sex": "Canarysex",
        "GradeLevelWhenAssessed": "Canarygrade",
        "EnglishLanguageAcquisitionStatus": "Canaryelas",
        "LanguageCode": "Canarylang",
        "LEPExitDate": "Canarydate",
        "PrimaryDisabilityType": "Canarydisability",
    }
    data = exam(1, student=canaries, relations={"SchoolId": "unknown"})
    world.deliver("ets/exams/a.xml", data)
    world.deliver("ets/exams/b.zip", a_bundle(one=data, two=exam(2)))
    read = world.everything_a_vendor_reads()
    assert "unknown-gender" in read
    assert [value for value in canaries.values() if value in read] == []


def test_names_of_the_builder_are_what_this_file_takes_them_for(world: World) -> None:
    reference = world.stores.reference.load()
    assert ICA in reference.assessments
    assert reference.organizations.schools[SCHOOL].district_id == DISTRICT


def hints(world: World) -> int:
    counts = world.sqs.get_queue_attributes(
        QueueUrl=world.publish_url, AttributeNames=["ApproximateNumberOfMessages"]
    )
    return int(counts["Attributes"]["ApproximateNumberOfMessages"])


def test_only_the_first_in_line_asks_for_publication_and_all_are_published(world: World) -> None:
    deliveries = [world.land(f"ets/exams/{number}.xml", exam(number)) for number in range(5)]
    for delivery in deliveries:
        ingest(delivery, world.stores)
    front = world.stores.pending.of(ICA_2026, 1)[0].delivery_id
    assert (
        1
        <= hints(world)
        <= deliveries.index(next(each for each in deliveries if each.id == front)) + 1
    )
    world.work()
    assert {world.receipt(each).status for each in deliveries} == {PUBLISHED}
    assert published_rows(world) == 5


def test_whoever_comes_long_after_a_stuck_delivery_asks_for_himself(world: World) -> None:
    ingest(world.land("ets/exams/stuck.xml", exam(1)), world.stores)
    [stuck] = world.stores.pending.of(ICA_2026, 1)
    world.stores.pending.remove([stuck])
    world.stores.pending.add(replace(stuck, landed_at=stuck.landed_at - timedelta(hours=1)))
    world.sqs.purge_queue(QueueUrl=world.publish_url)
    late = world.land("ets/exams/late.xml", exam(2))
    ingest(late, world.stores)
    assert hints(world) == 1
    world.work()
    assert world.receipt(late).status is PUBLISHED
