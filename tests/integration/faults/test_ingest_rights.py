"""Vendors who deliver what or where they may not: refused, and nothing comes of it (case I-16)."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt
from cers.model.organization import Organizations
from cers.model.reference import Reference
from cers.model.vendor import STATEWIDE_FEEDS
from tests.support import people, wide
from tests.support.every_feed import FEEDS
from tests.support.exams import a_reference, an_exam_xml
from tests.support.ingest import World
from tests.support.people import D1, D2, S1, S3, Staff, group_file, staff_file
from tests.support.reference_files import ACCOMMODATIONS, NORMS, SUBJECT, package
from tests.support.registrations import extract, student

OURS, THEIRS = "0000000001", "0000000002"
"""Students of the two districts."""


def reference() -> Reference:
    known, ours = a_reference(), people.organizations()
    places = Organizations(
        {**known.organizations.districts, **ours.districts},
        {**known.organizations.schools, **ours.schools},
    )
    return Reference(known.subjects, known.assessments, places, "fingerprint")


def exam(student_id: str, school: str, district: str) -> bytes:
    return an_exam_xml(
        student={"StudentIdentifier": student_id},
        relations={"SchoolId": school, "DistrictId": district},
        opportunity={"oppId": f"opp-{student_id}"},
    )


def row(number: int, student_id: str, school: str) -> dict[str, str]:
    return wide.a_row(number, StudentIdentifier=student_id, SchoolId=school)


FILES = {
    Feed.SUBJECTS: SUBJECT.encode(),
    Feed.ASSESSMENTS: package({"AssessmentId": "x"}),
    Feed.ORGANIZATIONS: FEEDS["organizations (CALPADS)"].good,
    Feed.ACCOMMODATIONS: ACCOMMODATIONS.encode(),
    Feed.NORMS: NORMS.encode(),
    Feed.ITEMS: FEEDS["items"].good,
    Feed.STUDENTS: extract(student(SSID=OURS, ResponsibleSchoolIdentifier=S1)),
    Feed.GROUPS: group_file(f"Oaks,{S1},2026,All,{OURS},ann"),
    Feed.STAFF: staff_file(Staff("ann", people.TEACHER, S1), scope=D1),
    Feed.EXAMS: exam(OURS, S1, D1),
    Feed.RESULTS: wide.a_table([row(1, OURS, S1)]),
    Feed.SCORES: FEEDS["scores (caret)"].good,
}
"""A good file of every feed, about the first district where it is about one."""


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        made = World()
        made.know(reference())
        yield made


def grant(world: World, vendor: str, *feeds: Feed, **what: object) -> None:
    item = {"pk": f"VENDOR#{vendor}", "sk": "GRANT", "feeds": {each.value for each in feeds}}
    world.access_table.put_item(Item={**item, **what})  # type: ignore[arg-type]


def of_alder(world: World, *feeds: Feed) -> None:
    """Have a vendor that may deliver these feeds about the first district."""
    grant(world, "alder", *feeds, districts={D1})


def exams(world: World) -> set[tuple[str, str]]:
    """School and student of every published exam."""
    return {
        (str(each["school_id"]), str(each["student_id"]))
        for dataset in world.publish_stores.snapshots.datasets()
        for (name, _), rows in world.cloud.published(dataset).items()
        if name == "exams"
        for each in rows
    }


def codes(receipt: Receipt) -> list[str]:
    return [each.code for each in receipt.findings]


def check_nothing_came_of_it(world: World, before: Reference) -> None:
    assert exams(world) == set()
    assert world.stores.students.snapshots.current() is None
    assert world.stores.people.access.groups_of("ann") == []
    after = world.stores.reference.load()
    assert after.fingerprint == before.fingerprint
    users = world.cognito.list_users(UserPoolId=world.pool_id)["Users"]
    assert users == []


@pytest.mark.parametrize("vendor", ["stranger", "alder", "cers"])
def test_i16_a_feed_that_was_not_granted_is_refused_unread(world: World, vendor: str) -> None:
    granted = {"stranger": [], "alder": [Feed.GROUPS], "cers": [Feed.SUBJECTS, Feed.ASSESSMENTS]}
    if vendor == "alder":
        of_alder(world, *granted[vendor])
    before = world.stores.reference.load()
    for feed in set(Feed) - set(granted[vendor]):
        receipt = world.deliver(f"{vendor}/{feed}/file", FILES[feed])
        assert (feed, receipt.status, codes(receipt)) == (
            feed,
            DeliveryStatus.REJECTED,
            ["unauthorized"],
        )
        assert receipt.counts == Counts()
    world.know(reference())
    world.work()
    check_nothing_came_of_it(world, before)


def test_i16_what_speaks_for_all_is_not_for_a_vendor_of_one_district(world: World) -> None:
    of_alder(world, *Feed)
    before = world.stores.reference.load()
    receipts = {feed: world.deliver(f"alder/{feed}/file", FILES[feed]) for feed in STATEWIDE_FEEDS}
    assert [key for key, each in receipts.items() if codes(each) != ["unauthorized"]] == []
    assert {each.status for each in receipts.values()} == {DeliveryStatus.REJECTED}
    check_nothing_came_of_it(world, before)


def test_i16_rows_about_another_district_are_refused_and_ours_are_taken(world: World) -> None:
    of_alder(world, Feed.RESULTS)
    table = wide.a_table([row(1, OURS, S1), row(2, THEIRS, S3)])
    receipt = world.deliver("alder/results/mixed.csv", table)
    assert receipt.counts == Counts(records=2, accepted=1, rejected=1)
    assert [(each.code, each.where) for each in receipt.findings] == [("other-district", "line 3")]
    assert exams(world) == {(S1, OURS)}
    assert THEIRS not in world.everything_a_vendor_reads()


@pytest.mark.parametrize(
    ("feed", "data", "code"),
    [
        (Feed.EXAMS, exam(THEIRS, S3, D2), "other-district"),
        (Feed.RESULTS, wide.a_table([row(1, THEIRS, S3)]), "other-district"),
        (Feed.GROUPS, group_file(f"Oaks,{S3},2026,All,{THEIRS},ann"), "unauthorized"),
        (
            Feed.GROUPS,
            group_file(f"A,{S1},2026,All,{OURS},ann", f"B,{S3},2026,All,{THEIRS},ann"),
            "unauthorized",
        ),
        (Feed.STAFF, staff_file(Staff("ann", people.TEACHER, S3), scope=D2), "unauthorized"),
        (Feed.STAFF, staff_file(Staff("ann", people.TEACHER, S3), scope=D1), "out-of-scope"),
        (Feed.STAFF, staff_file(Staff("ann", people.STATE, "CA"), scope="state"), "unauthorized"),
    ],
    ids=["exams", "results", "groups", "groups of both", "scope", "row", "state"],
)
def test_i16_a_file_about_another_district_is_refused(
    world: World, feed: Feed, data: bytes, code: str
) -> None:
    of_alder(world, *Feed)
    before = world.stores.reference.load()
    receipt = world.deliver(f"alder/{feed}/file", data)
    assert receipt.status is DeliveryStatus.REJECTED
    assert code in codes(receipt)
    check_nothing_came_of_it(world, before)
    told = world.everything_a_vendor_reads()
    assert THEIRS not in told
    assert "ann@" not in told


@pytest.mark.parametrize("feed", [Feed.EXAMS, Feed.RESULTS, Feed.GROUPS])
def test_i16_what_waited_for_a_school_is_refused_if_it_turns_out_to_be_anothers(
    world: World, feed: Feed
) -> None:
    of_alder(world, *Feed)
    new = "22222220000009"
    data = {
        Feed.EXAMS: exam(THEIRS, new, D2),
        Feed.RESULTS: wide.a_table([row(1, THEIRS, new)]),
        Feed.GROUPS: group_file(f"Oaks,{new},2026,All,{THEIRS},ann"),
    }[feed]
    waiting = world.land(f"alder/{feed}/file", data)
    world.process_one(waiting)
    assert world.receipt(waiting).status is DeliveryStatus.QUARANTINED
    schools = f"County-District Code^Auth CDS Code^District Name^School Name\n2222222^{new}^B^New\n"
    world.deliver("ets/organizations/schools.csv", schools.encode())
    receipt = world.receipt(waiting)
    assert receipt.status is DeliveryStatus.REJECTED
    assert set(codes(receipt)) & {"other-district", "unauthorized"}
    assert exams(world) == set()
    assert world.stores.people.access.groups_of("ann") == []


FOREIGN_KEYS = (
    "ETS/exams/x.xml",
    "ets%2F/exams/x.xml",
    " ets/exams/x.xml",
    "ets\u200b/exams/x.xml",
    "./exams/x.xml",
    "../exams/x.xml",
    "VENDOR#ets/exams/x.xml",
    "alder/exams/../../ets/exams/x.xml",
    "alder/exams/ets/exams/x.xml",
)
"""Keys that only resemble those of the vendor who may deliver exams."""


def test_i16_only_the_very_prefix_has_the_grant(world: World) -> None:
    grant(world, "alder", Feed.GROUPS, districts={D1})
    receipts = {key: world.deliver(key, exam(OURS, S1, D1)) for key in FOREIGN_KEYS}
    assert [key for key, each in receipts.items() if codes(each) != ["unauthorized"]] == []
    assert exams(world) == set()


def test_i16_what_lands_in_no_feed_is_refused(world: World) -> None:
    for key in ("ets/x.xml", "exams/x.xml", "ets/exam/x.xml", "/ets/exams/x.xml"):
        receipt = world.deliver(key, exam(OURS, S1, D1))
        assert (key, receipt.status) == (key, DeliveryStatus.REJECTED)
        assert set(codes(receipt)) <= {"unknown-feed", "unauthorized"}
    assert exams(world) == set()


def test_i16_a_grant_taken_back_holds_for_replays_too(world: World) -> None:
    of_alder(world, Feed.EXAMS)
    waiting = world.land("alder/exams/a.xml", exam(OURS, "11111110000009", D1))
    world.process_one(waiting)
    assert world.receipt(waiting).status is DeliveryStatus.QUARANTINED
    of_alder(world, Feed.GROUPS)
    schools = "County-District Code^Auth CDS Code^District Name^School Name\n"
    schools += "1111111^11111110000009^Alder^New\n"
    world.deliver("ets/organizations/schools.csv", schools.encode())
    assert codes(world.receipt(waiting)) == ["unauthorized"]
    assert exams(world) == set()


def test_i16_the_same_bytes_of_another_vendor_do_not_lend_their_answer(world: World) -> None:
    of_alder(world, Feed.EXAMS)
    data = exam(THEIRS, S3, D2)
    assert world.deliver("ets/exams/a.xml", data).counts.accepted == 1
    refused: Delivery = world.land("alder/exams/a.xml", data)
    world.process_one(refused)
    world.work()
    assert world.receipt(refused).status is DeliveryStatus.REJECTED
    assert codes(world.receipt(refused)) == ["other-district"]
