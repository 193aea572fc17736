"""Registrations end to end on moto: what is published, when it moves on, and who is at a school."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pyarrow.parquet as pq
import pytest
from moto import mock_aws

from cers.lake.runs import Runs
from cers.lake.student_files import with_delivery
from cers.model.dataset import bucket_of
from cers.model.delivery import Counts, DeliveryStatus, Feed
from cers.model.errors import ConflictError
from cers.model.student import StudentManifest
from cers.model.tables import STUDENT_REGISTRATIONS, STUDENTS
from cers.model.vendor import VendorGrant
from cers.steps.answer import utc_now
from cers.steps.enrollment import enrollment_in
from cers.steps.ingest import ingest
from cers.steps.update_students import (
    GRACE,
    StudentStores,
    StudentUpdate,
    collect_students,
    update_students,
)
from cers.stores.students import StudentSnapshots
from tests.support.cloud import DATABASE, LAKE
from tests.support.exams import a_reference, an_exam_xml
from tests.support.ingest import World
from tests.support.registrations import (
    LANDED,
    OTHER_SCHOOL,
    PLACES,
    SCHOOL,
    SECOND_SCHOOL,
    batches,
    extract,
    organizations,
    student,
)

PUBLISHED = DeliveryStatus.PUBLISHED
QUARANTINED = DeliveryStatus.QUARANTINED
REJECTED = DeliveryStatus.REJECTED
IDA = "0012345678"
KEY = "ets/students/extract.csv"

Row = dict[str, Any]


@pytest.fixture(params=[1, 3])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    with mock_aws():
        made = World(student_buckets=request.param)
        made.know(replace(a_reference(), organizations=organizations()))
        yield made


def day(number: int, **changes: str) -> bytes:
    """An extract of one student, as of a day of February."""
    return extract(student(InfoUpdate=f"2026-02-{number:02d}", **changes))


def current(world: World) -> StudentManifest:
    manifest = world.stores.students.snapshots.current()
    assert manifest is not None
    return manifest


def students(world: World) -> dict[str, Row]:
    """The published students by id, each looked for in the bucket it belongs to."""
    found = {}
    manifest = current(world)
    for file in manifest.files:
        if file.table == STUDENTS.name:
            body = world.cloud.s3.get_object(Bucket=LAKE, Key=file.key)["Body"].read()
            for row in pq.read_table(io.BytesIO(body)).to_pylist():
                assert bucket_of(row["student_id"], manifest.bucket_count) == file.bucket
                found[row["student_id"]] = row
    return found


def glue_locations(world: World) -> dict[str, str]:
    partitions = world.cloud.glue.get_partitions(DatabaseName=DATABASE, TableName="students")
    return {
        each["Values"][0]: each["StorageDescriptor"]["Location"]
        for each in partitions["Partitions"]
    }


def published_locations(world: World) -> dict[str, str]:
    return {
        str(file.bucket): f"s3://{LAKE}/{file.key.removesuffix('part.parquet')}"
        for file in current(world).files
        if file.table == STUDENTS.name
    }


def test_registrations_are_published_and_glue_shows_them(world: World) -> None:
    rows = [student(SSID=f"{number:010d}") for number in range(1, 8)]
    receipt = world.deliver(KEY, extract(*rows))
    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=7, accepted=7)
    assert receipt.message == "Students updated: 7 of 7 rows; 7 accepted."
    assert set(students(world)) == {row["SSID"] for row in rows}
    assert glue_locations(world) == published_locations(world)


def test_a_transfer_moves_the_current_school(world: World) -> None:
    world.deliver(KEY, day(2))
    world.deliver(KEY, day(20, ResponsibleSchoolIdentifier=OTHER_SCHOOL, GradeLevelWhenAssessed=""))
    row = students(world)[IDA]
    assert (row["school_id"], row["school_since"]) == (OTHER_SCHOOL, date(2026, 2, 20))
    assert row["previous_school_id"] == SCHOOL
    assert row["previous_district_id"] != row["district_id"]
    assert row["grade"] == "05"


def test_what_comes_late_changes_only_what_is_still_unknown(world: World) -> None:
    world.deliver(KEY, day(20, GradeLevelWhenAssessed=""))
    receipt = world.deliver(KEY, day(2, ResponsibleSchoolIdentifier=OTHER_SCHOOL, FirstName="Eda"))
    assert receipt.status is PUBLISHED
    row = students(world)[IDA]
    assert (row["school_id"], row["previous_school_id"]) == (SCHOOL, OTHER_SCHOOL)
    assert (row["first_name"], row["grade"]) == ("Ida", "05")


def test_a_replay_changes_nothing(world: World) -> None:
    delivery = world.land(KEY, day(2))
    ingest(delivery, world.stores)
    before = current(world)
    receipt = ingest(delivery, world.stores, replay=True)
    assert receipt is not None
    assert receipt.message == "Students updated: 0 of 1 rows; 1 accepted."
    assert current(world) == before


def test_only_the_buckets_of_changed_students_are_written_anew(world: World) -> None:
    rows = [student(SSID=f"{number:010d}") for number in range(1, 12)]
    world.deliver(KEY, extract(*rows))
    before = {(file.table, file.bucket): file for file in current(world).files}
    world.deliver(KEY, day(28, SSID="0000000001"))
    after = {(file.table, file.bucket): file for file in current(world).files}
    touched = bucket_of("0000000001", world.student_buckets)
    assert {where for where in before if before[where] != after[where]} == {
        (STUDENTS.name, touched), (STUDENT_REGISTRATIONS.name, touched),
    }  # fmt: skip
    assert len(students(world)) == 11


def test_rows_of_an_unknown_school_are_taken_over_when_it_arrives(world: World) -> None:
    new = "99100106100009"
    delivery = world.land(KEY, extract(student(), student(SSID="0000000002",
                          ResponsibleSchoolIdentifier=new)))  # fmt: skip
    ingest(delivery, world.stores)
    receipt = world.receipt(delivery)
    assert receipt.counts == Counts(records=2, accepted=1, waiting=1)
    assert "1 waiting for a school" in receipt.message
    known = organizations()
    more = organizations({new: known.schools[SCHOOL].district_id})
    world.know(replace(a_reference(), organizations=more))
    ingest(delivery, world.stores, replay=True)
    assert world.receipt(delivery).counts == Counts(records=2, accepted=2)
    assert students(world)["0000000002"]["school_id"] == new


def test_a_delivery_is_replayed_by_itself_when_its_school_arrives(world: World) -> None:
    new = {"entityType": "INSTITUTION", "entityId": "S9", "entityName": "Nine",
           "parentEntityId": "D9", "parentEntityType": "DISTRICT"}  # fmt: skip
    district = {"entityType": "DISTRICT", "entityId": "D9", "entityName": "Nine",
                "parentEntityId": "CA", "parentEntityType": "STATE"}  # fmt: skip
    delivery = world.land(KEY, day(2, ResponsibleSchoolIdentifier="S9"))
    ingest(delivery, world.stores)
    assert world.receipt(delivery).status is QUARANTINED
    assert world.stores.students.snapshots.current() is None
    world.deliver("ets/organizations/o.json", json.dumps([district, new]).encode())
    assert world.receipt(delivery).status is PUBLISHED
    assert students(world)[IDA]["district_id"] == "D9"


def test_nothing_to_take_over_is_rejected(world: World) -> None:
    receipt = world.deliver(KEY, day(2, SSID="12"))
    assert receipt.status is REJECTED
    assert receipt.counts == Counts(records=1, rejected=1)
    assert world.stores.students.snapshots.current() is None


def test_two_schools_on_one_day_are_pointed_out(world: World) -> None:
    rows = [
        student(),
        student(SSID="0000000002"),
        student(ResponsibleSchoolIdentifier=OTHER_SCHOOL),
    ]
    delivery = world.land(KEY, extract(*rows))
    ingest(delivery, world.stores)
    (finding,) = world.findings(delivery)
    assert (finding["code"], finding["where"]) == ("two-schools", "line 4")
    assert students(world)[IDA]["school_id"] == OTHER_SCHOOL


def test_nothing_a_vendor_reads_and_no_key_tells_of_a_student(world: World) -> None:
    rows = [student(), student(Birthdate="x", Sex="?"), student(SSID="9", InfoUpdate="x"),
            student(ResponsibleSchoolIdentifier="unknown"), student(DeleteStudent="Y")]  # fmt: skip
    world.deliver(KEY, extract(*rows))
    keys = [each["Key"] for each in world.cloud.s3.list_objects_v2(Bucket=LAKE).get("Contents", [])]
    told = world.everything_a_vendor_reads() + "\n".join(keys)
    assert not [word for word in (IDA, "Vogel", "Ida", "2015-09-30") if word in told]


# ---- concurrency and crashes


class Rival(StudentSnapshots):
    """Has somebody else commit first, the first time."""

    def __init__(self, snapshots: StudentSnapshots, act: Callable[[], None], times: int) -> None:
        self._snapshots = snapshots
        self._act = act
        self._times = times

    def __getattribute__(self, name: str) -> Any:
        if name in {"commit", "_snapshots", "_act", "_times"}:
            return super().__getattribute__(name)
        return getattr(super().__getattribute__("_snapshots"), name)

    def commit(self, manifest: StudentManifest) -> None:
        if self._times:
            self._times -= 1
            self._act()
        self._snapshots.commit(manifest)


def update(world: World, tmp_path: Any, stores: StudentStores, data: bytes) -> StudentUpdate:
    runs = Runs(tmp_path, world.student_buckets, column="student_id")
    for batch in batches(data):
        runs.add(STUDENT_REGISTRATIONS, with_delivery(batch.rows, LANDED, "delivery"))
    runs.close()
    return update_students(runs, "delivery", stores, lambda _: None, utc_now)


def test_who_comes_second_merges_into_what_came_first(world: World, tmp_path: Any) -> None:
    def rival() -> None:
        world.deliver(KEY, day(10, SSID="0000000002"))

    snapshots = Rival(world.stores.students.snapshots, rival, 2)
    stores = replace(world.stores.students, snapshots=snapshots)
    assert update(world, tmp_path, stores, day(2)).changed == 1
    assert set(students(world)) == {IDA, "0000000002"}
    assert glue_locations(world) == published_locations(world)


def test_a_commit_on_an_old_parent_is_refused_and_changes_nothing(world: World) -> None:
    world.deliver(KEY, day(2))
    first = current(world)
    late = replace(first, id="late", parent="")
    with pytest.raises(ConflictError):
        world.stores.students.snapshots.commit(late)
    assert current(world) == first


def test_a_commit_whose_answer_got_lost_succeeds(world: World) -> None:
    world.deliver(KEY, day(2))
    again = current(world)
    world.stores.students.snapshots.commit(again)
    assert current(world) == again


def test_buckets_that_came_to_be_counted_otherwise_are_a_conflict(
    world: World, tmp_path: Any
) -> None:
    world.deliver(KEY, day(2))
    other = World.__new__(World)
    other.student_buckets = world.student_buckets + 1
    with pytest.raises(ConflictError):
        update(other, tmp_path, world.stores.students, day(3))


class Stop(Exception):
    """The function dies."""


class Dies:
    """A catalog that cannot be reached."""

    def follow(self, _current: object) -> None:
        raise Stop


def test_after_a_crash_behind_the_commit_the_retry_mends_the_catalog(world: World) -> None:
    delivery = world.land(KEY, day(2))
    broken = replace(world.stores.students, catalog=Dies())  # type: ignore[arg-type]
    with pytest.raises(Stop):
        ingest(delivery, replace(world.stores, students=broken))
    assert glue_locations(world) == {}
    receipt = ingest(delivery, world.stores)
    assert receipt is not None
    assert receipt.status is PUBLISHED
    assert glue_locations(world) == published_locations(world)


def test_files_nobody_reads_any_more_are_collected_after_the_grace(world: World) -> None:
    for number in range(2, 6):
        world.deliver(KEY, day(number))
    stores = world.stores.students
    assert len(stores.snapshots.history()) == 4
    assert collect_students(stores, utc_now()) == 0
    assert collect_students(stores, utc_now() + GRACE + timedelta(minutes=1)) == 9
    assert len(stores.snapshots.history()) == 1
    assert students(world)[IDA]["updated_on"] == date(2026, 2, 5)
    assert collect_students(stores, utc_now() + GRACE + timedelta(minutes=1)) == 0


# ---- who is at a school


def test_enrolled_students_are_at_their_school(world: World) -> None:
    rows = [
        student(SSID=f"{number:010d}", ResponsibleSchoolIdentifier=school)
        for number, school in enumerate((SCHOOL, SCHOOL, SECOND_SCHOOL, OTHER_SCHOOL, ""))
    ]
    world.deliver(KEY, extract(*rows))
    asked = [row["SSID"] for row in rows] + ["9999999999"]
    enrollment = enrollment_in(world.stores)
    assert enrollment.at_school(SCHOOL, asked) == {"0000000000", "0000000001"}
    assert enrollment.at_school(OTHER_SCHOOL, asked) == {"0000000003"}
    assert enrollment.at_school("unheard of", asked) == frozenset()
    assert enrollment.at_school(SCHOOL, []) == frozenset()
    assert enrollment.schools_of(asked) == {
        row["SSID"]: school for row in rows if (school := row["ResponsibleSchoolIdentifier"])
    }


def test_before_anything_was_delivered_nobody_is_anywhere(world: World) -> None:
    enrollment = enrollment_in(world.stores)
    assert enrollment.at_school(SCHOOL, ["0000000001"]) == frozenset()
    assert enrollment.schools_of(["0000000001"]) == {}


def deliver_exam(world: World, number: int, id_: str, school: str, **opportunity: str) -> None:
    xml = an_exam_xml(
        opportunity={"oppId": f"opp-{number}", **opportunity},
        student={"StudentIdentifier": id_},
        relations={"SchoolId": school, "DistrictId": PLACES[school]},
    )
    assert world.deliver(f"ets/exams/{number}.xml", xml).status is PUBLISHED


def test_tested_students_are_at_the_school_they_were_tested_in(world: World) -> None:
    deliver_exam(world, 1, "0000000001", SCHOOL)
    deliver_exam(world, 2, "0000000002", SECOND_SCHOOL)
    deliver_exam(world, 3, IDA, OTHER_SCHOOL)
    world.deliver(KEY, day(2))
    asked = ["0000000001", "0000000002", IDA, "0000000009"]
    enrollment = enrollment_in(world.stores)
    assert enrollment.at_school(SCHOOL, asked) == {"0000000001", IDA}
    assert enrollment.at_school(SECOND_SCHOOL, asked) == {"0000000002"}
    assert enrollment.at_school(OTHER_SCHOOL, asked) == {IDA}
    assert enrollment.schools_of(asked) == {IDA: SCHOOL}


def test_a_withdrawn_exam_ties_nobody_to_a_school(world: World) -> None:
    deliver_exam(world, 1, "0000000001", SCHOOL)
    deliver_exam(world, 1, "0000000001", SCHOOL, status="reset", statusDate="2026-04-01T10:00:00")
    assert enrollment_in(world.stores).at_school(SCHOOL, ["0000000001"]) == frozenset()


def test_a_view_of_the_enrollment_does_not_change(world: World) -> None:
    world.deliver(KEY, day(2))
    enrollment = enrollment_in(world.stores)
    assert enrollment.at_school(SCHOOL, [IDA]) == {IDA}
    world.deliver(KEY, day(3, ResponsibleSchoolIdentifier=OTHER_SCHOOL))
    assert enrollment.at_school(SCHOOL, [IDA]) == {IDA}
    assert enrollment_in(world.stores).at_school(SCHOOL, [IDA]) == frozenset()


def test_only_a_vendor_of_the_state_registers_students() -> None:
    grant = VendorGrant(frozenset(Feed), district_ids=frozenset(PLACES.values()))
    assert not grant.may_deliver(Feed.STUDENTS)
    assert VendorGrant.of_the_state().may_deliver(Feed.STUDENTS)
