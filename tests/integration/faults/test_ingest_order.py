"""Deliveries in any order end the same: corrections (case I-02) and what waits (case I-15).

That what is published depends only on the set of deliveries is shown for the merge alone, with far
more histories, in `tests/unit/steps/test_publish.py`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from moto import mock_aws

from cers.model.delivery import Delivery, DeliveryStatus
from cers.model.tables import LINEAGE, TABLES
from cers.steps.enrollment import enrollment_in
from cers.steps.sweep import sweep
from tests.fuzz.profile import examples, fuzz
from tests.support import people, wide
from tests.support.exams import a_reference, an_exam_xml
from tests.support.ingest import LANDING, World
from tests.support.people import group_file, landed_when, staff_file
from tests.support.reference_files import (
    BLOCK,
    NORMS_HEADER,
    SUBJECT,
    SUMMATIVE,
    package,
)
from tests.support.registrations import extract, student

Row = dict[str, object]
LANDED = datetime(2026, 3, 10, tzinfo=UTC)
OWN = frozenset(column.name for column in LINEAGE) | {"record_digest", "record_number"}


@contextmanager
def a_world() -> Iterator[World]:
    with mock_aws():
        yield World()


def published(world: World, table: str = "exams") -> list[Row]:
    """Every row of a table, in all datasets."""
    return [
        row
        for dataset in world.publish_stores.snapshots.datasets()
        for (name, _), rows in world.cloud.published(dataset).items()
        for row in rows
        if name == table
    ]


def version(number: int, day: int) -> tuple[str, bytes]:
    """A version of one exam, in either feed; the student's name and score tell which it is."""
    status = f"2026-03-{day:02d}T00:00:00"
    if number % 2:
        row = wide.a_row(
            1, StatusDateTime=status, LastOrSurname=f"Name{number}", ScaleScore=f"25{number:02d}"
        )
        return f"ets/results/{number}.csv", wide.a_table([row])
    scores = (("Overall", "ScaleScore", f"25{number:02d}", "20"),)
    data = an_exam_xml(
        student={"LastOrSurname": f"Name{number}"},
        opportunity={"oppId": "opp-1", "statusDate": status},
        scores=scores,
    )
    return f"ets/exams/{number}.xml", data


VERSIONS = (version(1, 4), version(2, 6), version(3, 6), version(4, 5))
"""In the order they land: 2 and 3 are of one day, so that 3, which lands later, wins."""


def land_all(world: World) -> list[Delivery]:
    return [
        landed_when(world.land(key, data), LANDED + timedelta(hours=number))
        for number, (key, data) in enumerate(VERSIONS)
    ]


def check_winner(world: World) -> None:
    (row,) = published(world)
    assert (row["last_name"], row["scale_score"]) == ("Name3", 2503.0)


@pytest.mark.parametrize(
    ("order", "at_once"),
    [((0, 1, 2, 3), True), ((3, 2, 1, 0), False), ((1, 2, 0, 3), True)],
)
def test_i02_in_whatever_order_events_come_the_newest_version_and_its_student_win(
    order: Sequence[int], at_once: bool
) -> None:
    with a_world() as world:
        world.know(a_reference())
        deliveries = land_all(world)
        for place in order:
            world.process_one(deliveries[place])
            if not at_once:
                world.work()
        world.work()
        check_winner(world)
        assert {world.receipt(each).status for each in deliveries} == {DeliveryStatus.PUBLISHED}


def test_i02_the_oldest_version_delivered_again_last_changes_nothing() -> None:
    with a_world() as world:
        world.know(a_reference())
        for delivery in land_all(world):
            world.process_one(delivery)
        world.work()
        key, data = VERSIONS[0]
        again = landed_when(world.land(key, data), LANDED + timedelta(days=2))
        renamed = landed_when(
            world.land("ets/results/renamed.csv", data + b"\r\n"), LANDED + timedelta(days=3)
        )
        for delivery in (again, renamed, again):
            world.process_one(delivery)
            world.work()
        check_winner(world)
        statuses = (world.receipt(again).status, world.receipt(renamed).status)
        assert statuses == (DeliveryStatus.DUPLICATE, DeliveryStatus.PUBLISHED)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_i02_versions_of_one_key_count_by_their_own_dates(order: Sequence[int]) -> None:
    with a_world() as world:
        world.know(a_reference())
        versions = []
        for number, (_, data) in enumerate((VERSIONS[1], VERSIONS[3], version(6, 2))):
            delivery = world.land("ets/exams/exam.xml", data)
            versions.append(landed_when(delivery, LANDED + timedelta(hours=number)))
        for place in order:
            world.process_one(versions[place])
            world.work()
        (row,) = published(world)
        assert row["last_name"] == "Name2"


SCHOOL, OTHER = people.S1, people.S3
REGISTERED, TESTED, LISTED = "0000000001", "0000000002", "0000000003"
"""Students: one registered, one with an exam, one with a row among the results."""

GEO = {
    "AssessmentName": "GEO-5", "Subject": "Geo", "TestGrade": "5", "GradeLevelWhenAssessed": "05",
    "ScaleScore": "1600", "ScaleScoreAchievementLevel": "2", "Claim1Score": "", "Claim2Score": "",
    "Claim1ScoreStandardError": "", "Claim1ScoreAchievementLevel": "",
}  # fmt: skip
CALPADS = (
    "County-District Code^Auth CDS Code^District Name^School Name\n"
    f"1111111^{people.S1}^Alder^Oak\n1111111^{people.S2}^Alder^Elm\n2222222^{people.S3}^Birch^Ash\n"
)


def an_exam_of_geology() -> bytes:
    return an_exam_xml(
        test={"name": "GEO-5", "subject": "GEO", "grade": "5", "assessmentType": "Summative"},
        student={"StudentIdentifier": TESTED, "GradeLevelWhenAssessed": "05"},
        relations={"SchoolId": SCHOOL, "DistrictId": people.D1},
        scores=(("Overall", "ScaleScore", "1500", "20"), ("Overall", "PerformanceLevel", "1")),
        items=[],
        accommodations=[],
    )


def deliveries() -> dict[str, bytes]:
    """One of each feed, each of which needs others."""
    registered = student(SSID=REGISTERED, ResponsibleSchoolIdentifier=SCHOOL)
    members = [f"Rocks,{SCHOOL},2026,All,{each},ann" for each in (REGISTERED, TESTED, LISTED)]
    row = wide.a_row(9, StudentIdentifier=LISTED, SchoolId=SCHOOL, **GEO)
    norms = "".join(
        f"GEO-5,2026-01-01,2026-06-30,,,,1000,2000,{rank},{score}\n"
        for rank, score in ((25, 1300), (50, 1500), (75, 1700))
    )
    return {
        "subjects/geo.xml": SUBJECT.encode(),
        "assessments/geo.csv": package(SUMMATIVE, BLOCK),
        "organizations/schools.csv": CALPADS.encode(),
        "students/all.csv": extract(registered),
        "exams/exam.xml": an_exam_of_geology(),
        "results/table.csv": wide.a_table([row]),
        "groups/rocks.csv": group_file(*members),
        "staff/all.csv": staff_file(people.Staff("ann", people.TEACHER, SCHOOL)),
        "norms/geo.csv": (NORMS_HEADER + norms).encode(),
    }


DELIVERIES = deliveries()


def state(world: World) -> dict[str, object]:
    """What users and vendors see in the end."""
    tables = {
        table.name: sorted(
            (
                {name: value for name, value in row.items() if name not in OWN}
                for row in published(world, table.name)
            ),
            key=repr,
        )
        for table in TABLES
    }
    reference = world.stores.reference.load()
    at_school = enrollment_in(world.stores).at_school(SCHOOL, {REGISTERED, TESTED, LISTED})
    return {
        "tables": tables,
        "assessments": sorted(reference.assessments),
        "schools": sorted(reference.organizations.schools),
        "at school": sorted(at_school),
        "groups": [
            (group.name, sorted(group.student_ids))
            for group in world.stores.people.access.groups_of("ann")
        ],
        "receipts": {
            each.key: (world.receipt(each).status.value, world.receipt(each).counts)
            for each in world.landed
        },
    }


def after(order: Sequence[str], pauses: Sequence[bool]) -> dict[str, object]:
    """The end state after these deliveries; between them the queues are worked off, or not."""
    with a_world() as world:
        for name, pause in zip(order, pauses, strict=True):
            world.process_one(world.land(f"ets/{name}", DELIVERIES[name]))
            if pause:
                world.work()
        world.work()
        sweep(LANDING, world.stores, grace=timedelta(days=1))
        world.work()
        found = state(world)
        found["receipts"] = dict(sorted(found["receipts"].items()))  # type: ignore[attr-defined]
        return found


@pytest.fixture(scope="module")
def in_order() -> dict[str, object]:
    """The end state if everything comes after what it needs."""
    return after(list(DELIVERIES), [True] * len(DELIVERIES))


def test_i15_in_order_everything_is_accepted(in_order: dict[str, object]) -> None:
    receipts = in_order["receipts"]
    assert isinstance(receipts, dict)
    assert {status for status, _ in receipts.values()} == {"published"}
    assert all(counts.accepted == counts.records for _, counts in receipts.values())
    assert in_order["groups"] == [("Rocks", [REGISTERED, TESTED, LISTED])]
    tables = in_order["tables"]
    assert isinstance(tables, dict)
    assert len(tables["exams"]) == 2


BACKWARDS = tuple(reversed(DELIVERIES))


@fuzz(1)
@given(st.permutations(list(DELIVERIES)), st.lists(st.booleans(), min_size=9, max_size=9))
@example(BACKWARDS, [True] * 9)
def test_i15_in_any_order_the_end_is_the_same_and_nothing_is_sent_again(
    in_order: dict[str, object], order: Sequence[str], pauses: Sequence[bool]
) -> None:
    assert after(order, pauses) == in_order


NEEDED = ("subjects/geo.xml", "assessments/geo.csv", "organizations/schools.csv")
ORDERS = list(permutations(NEEDED)) if examples(1) > 1 else [NEEDED, NEEDED[::-1]]


@pytest.mark.parametrize("name", ["exams/exam.xml", "results/table.csv", "norms/geo.csv"])
@pytest.mark.parametrize("order", ORDERS)
def test_i15_what_waits_for_several_things_is_answered_and_gets_in_with_the_last(
    name: str, order: Sequence[str]
) -> None:
    with a_world() as world:
        waiting = world.land(f"ets/{name}", DELIVERIES[name])
        world.process_one(waiting)
        world.work()
        assert world.receipt(waiting).status is DeliveryStatus.QUARANTINED
        for each in order:
            world.process_one(world.land(f"ets/{each}", DELIVERIES[each]))
            world.work()
        receipt = world.receipt(waiting)
        assert receipt.status is DeliveryStatus.PUBLISHED
        assert receipt.counts.accepted == receipt.counts.records == 1
        assert len(world.landed) == 1 + len(order)


def test_i15_a_group_takes_in_who_has_a_result_by_the_next_sweep() -> None:
    with a_world() as world:
        for name in (*NEEDED, "groups/rocks.csv"):
            world.process_one(world.land(f"ets/{name}", DELIVERIES[name]))
        world.work()
        rocks = world.landed[-1]
        assert world.receipt(rocks).counts.waiting == 3
        world.process_one(world.land("ets/exams/exam.xml", DELIVERIES["exams/exam.xml"]))
        world.work()
        assert sweep(LANDING, world.stores).sent == 1
        world.work()
        counts = world.receipt(rocks).counts
        assert (counts.accepted, counts.waiting) == (1, 2)
        assert sweep(LANDING, world.stores).sent == 0, "once, until there are more results"
        elsewhere = an_exam_of_geology().replace(b"opp-1", b"opp-7")
        elsewhere = elsewhere.replace(SCHOOL.encode(), people.S2.encode())
        world.process_one(world.land("ets/exams/elsewhere.xml", elsewhere))
        world.work()
        assert sweep(LANDING, world.stores).sent == 0, "results of other schools say nothing"
