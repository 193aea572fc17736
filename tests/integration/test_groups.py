"""Group files end to end on moto: who gets into a group, and which version of it counts."""

import gzip
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from moto import mock_aws

from cers.model.access import Group
from cers.model.dataset import Dataset
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt
from cers.model.organization import Organizations
from cers.model.reference import Reference
from cers.steps.ingest import ingest
from cers.steps.ingest_together import Work, ingest_together
from tests.support.exams import a_reference, an_exam_xml
from tests.support.ingest import World
from tests.support.people import (
    D1,
    D2,
    LANDED,
    LEA,
    S1,
    S2,
    S3,
    TEACHER,
    Staff,
    group_file,
    landed_when,
    organizations,
    rows,
    staff_file,
)
from tests.support.registrations import extract, student

PUBLISHED = DeliveryStatus.PUBLISHED
QUARANTINED = DeliveryStatus.QUARANTINED
REJECTED = DeliveryStatus.REJECTED

OURS = ["0000000001", "0000000002", "0000000003"]
"""Students with a result from the school S1."""

STRANGER = "9999999999"


def reference() -> Reference:
    """The organizations of the people builders, subjects and assessments of the exam builders."""
    known = a_reference()
    ours, theirs = organizations(), known.organizations
    places = Organizations(
        {**theirs.districts, **ours.districts}, {**theirs.schools, **ours.schools}
    )
    return Reference(known.subjects, known.assessments, places, "people")


def exam(school: str, district: str, student_id: str) -> bytes:
    return an_exam_xml(
        student={"StudentIdentifier": student_id},
        relations={"SchoolId": school, "DistrictId": district},
        opportunity={"oppId": f"opp-{student_id}-{school}"},
    )


def exams(*some: tuple[str, str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for school, district, student_id in some:
            bundle.writestr(f"{student_id}.xml", exam(school, district, student_id))
    return buffer.getvalue()


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        made = World()
        made.know(reference())
        made.deliver("ets/exams/tested.zip", exams(*((S1, D1, each) for each in OURS)))
        yield made


def at(world: World, key: str, data: bytes, moment: datetime) -> Delivery:
    return landed_when(world.land(key, data), moment)


def groups(world: World, login: str) -> list[Group]:
    return world.stores.people.access.groups_of(login)


def students(world: World, login: str) -> list[set[str]]:
    return [set(group.student_ids) for group in groups(world, login)]


def test_a_group_is_there_once_its_file_is_published(world: World) -> None:
    data = group_file(*rows("Oaks", S1, OURS[:2], "Teacher.One", "ELA"))
    receipt = world.deliver("ets/groups/oaks.csv", data)

    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=3, accepted=3)
    assert receipt.findings == ()
    (group,) = groups(world, "teacher.one")
    assert (group.name, group.school_id, group.school_year) == ("Oaks", S1, 2026)
    assert (group.subject, group.student_ids) == ("ELA", set(OURS[:2]))
    assert groups(world, "somebody") == []


def test_a_file_replaces_the_groups_it_names_and_no_other(world: World) -> None:
    first = group_file(*rows("Oaks", S1, OURS, "a"), *rows("Elms", S1, OURS, "a"))
    second = group_file(*rows("OAKS", S1, OURS[:1], "b"))
    ingest(at(world, "ets/groups/1.csv", first, LANDED), world.stores)
    ingest(at(world, "ets/groups/2.csv", second, LANDED + timedelta(hours=1)), world.stores)

    assert [(group.name, len(group.student_ids)) for group in groups(world, "a")] == [("Elms", 3)]
    assert [(group.name, set(group.student_ids)) for group in groups(world, "b")] == [
        ("OAKS", {OURS[0]})
    ]


def test_in_whatever_order_files_are_processed_the_last_one_landed_counts(world: World) -> None:
    files = [
        group_file(*rows("Oaks", S1, OURS[:1], "a")),
        group_file(*rows("Oaks", S1, OURS[:2], "b"), *rows("Elms", S1, OURS, "a")),
        group_file(*rows("Oaks", S1, OURS[:3], "a"), *rows("Elms", S1, OURS[:1], "b")),
    ]
    ends = set()
    for number, order in enumerate(permutations(range(3))):
        start = LANDED + timedelta(days=number)
        landed = [
            at(world, f"ets/groups/{number}-{each}.csv", data, start + timedelta(seconds=each))
            for each, data in enumerate(files)
        ]
        for each in (*order, order[0]):
            ingest(landed[each], world.stores, replay=True)
        ends.add(repr([(g.name, sorted(g.student_ids)) for x in "ab" for g in groups(world, x)]))

    assert len(ends) == 1
    assert [(g.name, len(g.student_ids)) for g in groups(world, "a")] == [("Oaks", 3)]
    assert [(g.name, len(g.student_ids)) for g in groups(world, "b")] == [("Elms", 1)]


def test_a_file_of_many_groups_that_is_outdated_in_one_says_so(world: World) -> None:
    newer = group_file(*rows("Oaks", S1, OURS, "b"))
    older = group_file(*rows("Oaks", S1, [STRANGER], "a"), *rows("Elms", S1, OURS, "a"))
    ingest(at(world, "ets/groups/new.csv", newer, LANDED), world.stores)
    receipt = ingest(at(world, "ets/groups/old.csv", older, LANDED - timedelta(1)), world.stores)

    assert receipt is not None
    assert "1 groups are kept as a later file has them" in receipt.message
    assert receipt.counts.waiting == 0
    assert [group.name for group in groups(world, "a")] == ["Elms"]


def test_a_student_who_does_not_belong_to_the_school_does_not_get_into_its_group(
    world: World,
) -> None:
    data = group_file(*rows("Oaks", S1, [OURS[0], STRANGER], "a"))
    delivery = world.land("ets/groups/oaks.csv", data)
    ingest(delivery, world.stores)
    world.work()
    receipt = world.receipt(delivery)

    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=3, accepted=2, waiting=1)
    assert [(each.code, each.where) for each in receipt.findings] == [
        ("student-not-at-school", "line 4")
    ]
    assert students(world, "a") == [{OURS[0]}]
    assert STRANGER not in world.everything_a_vendor_reads()


def test_students_of_another_school_are_out_of_reach_even_if_tested_there(world: World) -> None:
    receipt = world.deliver("ets/groups/x.csv", group_file(*rows("Elms", S2, OURS, "a")))

    assert receipt.status is PUBLISHED
    assert receipt.counts.waiting == 3
    assert students(world, "a") == [set()]


def test_rows_that_wait_for_a_student_are_loaded_when_a_registration_comes(world: World) -> None:
    data = group_file(*rows("Oaks", S1, [OURS[0], STRANGER], "a"))
    delivery = world.land("ets/groups/oaks.csv", data)
    ingest(delivery, world.stores)
    world.deliver(
        "ets/students/new.csv",
        extract(student(SSID=STRANGER, ResponsibleSchoolIdentifier=S1)),
    )

    assert students(world, "a") == [{OURS[0], STRANGER}]
    assert world.receipt(delivery).counts == Counts(records=3, accepted=3)
    assert world.receipt(delivery).findings == ()


def test_removal_does_not_wait_where_only_additions_have_to(world: World) -> None:
    first = group_file(*rows("Oaks", S1, OURS, "a"))
    second = group_file(f"Oaks,{S1},2026,,{STRANGER},")
    ingest(at(world, "ets/groups/1.csv", first, LANDED), world.stores)
    receipt = ingest(at(world, "ets/groups/2.csv", second, LANDED + timedelta(1)), world.stores)

    assert receipt is not None
    assert receipt.status is QUARANTINED
    assert groups(world, "a") == []


def test_groups_of_an_unknown_school_are_loaded_when_it_arrives(world: World) -> None:
    data = group_file(*rows("Oaks", S1, OURS, "a"), "Ferns,01234560000033,2026,,,b")
    delivery = world.land("ets/groups/oaks.csv", data)
    ingest(delivery, world.stores)

    assert world.receipt(delivery).counts == Counts(records=5, accepted=4, waiting=1)
    assert groups(world, "b") == []

    calpads = (
        "County-District Code^Auth CDS Code^District Name^School Name\n"
        "0123456^01234560000033^Cedar^Fern\n"
    )
    world.deliver("ets/organizations/new.csv", calpads.encode())

    assert world.receipt(delivery).counts == Counts(records=5, accepted=5)
    assert [group.name for group in groups(world, "b")] == ["Ferns"]


def test_any_fault_refuses_the_whole_file(world: World) -> None:
    data = group_file(*rows("Oaks", S1, OURS, "a"), f"Elms,{S1},1999,,,")
    receipt = world.deliver("ets/groups/oaks.csv", data)

    assert receipt.status is REJECTED
    assert receipt.counts == Counts(records=5, rejected=5)
    assert groups(world, "a") == []


def test_of_a_bundle_every_good_file_is_loaded_and_findings_name_the_other(world: World) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr("good.csv", group_file(*rows("Oaks", S1, OURS, "a")))
        bundle.writestr("bad.csv", group_file(f"Elms,{S1},1999,,,a"))
        bundle.writestr("later.csv", group_file(*rows("Oaks", S1, OURS[:1], "a")))
    receipt = world.deliver("ets/groups/all.zip", buffer.getvalue())

    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=7, accepted=6, rejected=1)
    assert [each.where for each in receipt.findings] == ["bad.csv, line 2"]
    assert students(world, "a") == [{OURS[0]}]


def test_a_gzip_of_one_file_is_read_and_a_broken_bundle_is_not(world: World) -> None:
    data = group_file(*rows("Oaks", S1, OURS, "a"))

    assert world.deliver("ets/groups/oaks.gz", gzip.compress(data)).status is PUBLISHED
    broken = world.deliver("ets/groups/cut.gz", gzip.compress(data)[:-9])
    assert (broken.status, broken.counts) == (REJECTED, Counts(records=1, rejected=1))


def grant(world: World, vendor: str, feeds: set[str], **what: object) -> None:
    item = {"pk": f"VENDOR#{vendor}", "sk": "GRANT", "feeds": feeds, **what}
    world.access_table.put_item(Item=item)  # type: ignore[arg-type]


def delivered(world: World, key: str, data: bytes) -> Receipt:
    delivery = world.land(key, data)
    ingest(delivery, world.stores)
    return world.receipt(delivery)


@pytest.mark.parametrize("feed", list(Feed))
def test_a_vendor_nobody_has_named_delivers_nothing(world: World, feed: Feed) -> None:
    receipt = delivered(world, f"stranger/{feed}/x.csv", group_file(*rows("Oaks", S1, OURS, "a")))

    assert receipt.status is REJECTED
    assert [each.code for each in receipt.findings] == ["unauthorized"]


def test_a_vendor_delivers_the_feeds_it_was_granted_about_its_own_districts(world: World) -> None:
    grant(world, "alder", {"groups"}, districts={D1})
    ours = group_file(*rows("Oaks", S1, OURS, "a"))
    theirs = group_file(*rows("Oaks", S1, OURS, "b"), *rows("Pines", S3, [], "b"))

    assert delivered(world, "alder/groups/1.csv", ours).status is PUBLISHED
    assert delivered(world, "alder/staff/1.csv", b"").findings[0].code == "unauthorized"
    refused = delivered(world, "alder/groups/2.csv", theirs)
    assert [(each.code, each.where) for each in refused.findings] == [("unauthorized", "line 6")]
    assert groups(world, "b") == []


def test_reference_data_is_the_business_of_statewide_vendors(world: World) -> None:
    grant(world, "alder", {feed.value for feed in Feed}, districts={D1})
    grant(world, "state", {"organizations"}, statewide=True)
    calpads = b"County-District Code^Auth CDS Code^District Name^School Name\n"
    calpads += b"1111111^11111110000009^Alder^Ash\n"

    assert delivered(world, "alder/organizations/x.csv", calpads).status is REJECTED
    assert delivered(world, "state/organizations/x.csv", calpads).status is PUBLISHED
    assert delivered(world, "state/groups/x.csv", group_file()).findings[0].code == "unauthorized"


def test_even_the_statewide_vendor_can_be_granted_less(world: World) -> None:
    grant(world, "ets", {"exams"}, statewide=True)

    assert delivered(world, "ets/groups/x.csv", group_file()).findings[0].code == "unauthorized"


def test_a_login_may_be_the_address_that_the_staff_file_gives(world: World) -> None:
    world.deliver("ets/groups/oaks.csv", group_file(*rows("Oaks", S1, OURS, "Ann@D.example")))
    assert groups(world, "ann") == []

    staff = [Staff("ann", TEACHER, S1, "ann@d.example"), Staff("bob", LEA, D1, "bob@d.example")]
    world.deliver("ets/staff/all.csv", staff_file(*staff))

    assert [group.name for group in groups(world, "Ann")] == ["Oaks"]
    assert groups(world, "bob") == []


def test_a_vendor_of_one_district_delivers_no_results_of_another(world: World) -> None:
    grant(world, "alder", {"exams"}, districts={D1})
    mixed = exams((S1, D1, "0000000007"), (S3, D2, "0000000008"))
    before = rows_of(world)
    delivery = world.land("alder/exams/mixed.zip", mixed)
    ingest(delivery, world.stores)
    world.work()
    receipt = world.receipt(delivery)

    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=2, accepted=1, rejected=1)
    assert [each.code for each in receipt.findings] == ["other-district"]
    assert rows_of(world) - before == {(S1, "0000000007")}

    same_bytes = world.deliver("ets/exams/mixed.zip", mixed)
    assert same_bytes.counts == Counts(records=2, accepted=2)
    assert rows_of(world) - before == {(S1, "0000000007"), (S3, "0000000008")}


def test_of_single_results_a_vendor_delivers_its_own_as_well(world: World) -> None:
    grant(world, "alder", {"exams"}, districts={D1})
    before = rows_of(world)
    ours, theirs = exam(S1, D1, "0000000007"), exam(S3, D2, "0000000008")

    assert delivered(world, "alder/exams/ours.xml", ours).counts.accepted == 1
    assert delivered(world, "alder/exams/theirs.xml", theirs).status is REJECTED
    world.work()
    assert rows_of(world) - before == {(S1, "0000000007")}


def test_files_of_a_vendor_of_one_district_are_not_read_together_with_others(
    world: World,
) -> None:
    grant(world, "alder", {"exams"}, districts={D1})
    theirs = world.land("alder/exams/theirs.xml", exam(S3, D2, "0000000008"))
    others = world.land("ets/exams/others.xml", exam(S3, D2, "0000000009"))
    outcomes = ingest_together([Work(theirs), Work(others)], world.stores)

    assert others.id in outcomes
    assert theirs.id not in outcomes


def rows_of(world: World) -> set[tuple[str, str]]:
    """The school and student of every published exam."""
    tables = world.cloud.published(Dataset(2026, "ica"))
    return {
        (row["school_id"], row["student_id"])
        for (table, _), some in tables.items()
        for row in some
        if table == "exams"
    }
