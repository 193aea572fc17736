"""Reference data through the whole of ingest: packed, bundled, in any order, and waited for."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import permutations

import pytest
from moto import mock_aws

from cers.model.delivery import Counts, DeliveryStatus, Receipt
from cers.steps.ingest import ingest
from tests.support.ingest import World
from tests.support.packed import BUNDLES, PACKED
from tests.support.reference_files import (
    ACCOMMODATIONS,
    BLOCK,
    ITEM,
    NORMS,
    SUBJECT,
    SUMMATIVE,
    art,
    codes,
    node,
    package,
)
from tests.support.samples import needs_samples, sample

PUBLISHED = DeliveryStatus.PUBLISHED
QUARANTINED = DeliveryStatus.QUARANTINED
REJECTED = DeliveryStatus.REJECTED

WITH_ITEM = {**SUMMATIVE, **ITEM}
PACKAGES = [
    ("deep/down/five.csv", package(WITH_ITEM)),
    ("block.csv", package(BLOCK)),
]
DISTRICT = ("a district.json", art(node("DISTRICT", "01")))


def three_levels(number: int) -> list[tuple[str, bytes]]:
    """A district, a group of schools in it and a school of the group, each in a file."""
    district, group, school = f"D{number}", f"G{number}", f"S{number}"
    of_district = {"parentEntityType": "DISTRICT"}
    of_group = {"parentEntityType": "GROUPOFINSTITUTIONS"}
    return [
        ("a district.json", art(node("DISTRICT", district))),
        ("a group.json", art(node("GROUPOFINSTITUTIONS", group, district, **of_district))),
        ("a school.json", art(node("INSTITUTION", school, group, **of_group))),
    ]


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        yield World()


def deliver_subject(world: World) -> None:
    assert world.deliver("ets/subjects/geo.xml", SUBJECT.encode()).status is PUBLISHED


def places(receipt: Receipt) -> list[tuple[str, str]]:
    return [(each.code, each.where) for each in receipt.findings]


@pytest.mark.parametrize("kind", BUNDLES)
def test_every_file_of_a_bundle_is_taken_and_what_is_none_is_left_aside(
    world: World, kind: str
) -> None:
    deliver_subject(world)
    others = [("README.md", b"hi"), ("hier.csv", b"state,district\n"), (".DS_Store", b"x")]
    data = BUNDLES[kind]([*PACKAGES, *others])
    receipt = world.deliver("ets/assessments/all", data)
    assert receipt.status is PUBLISHED
    assert receipt.counts == Counts(records=2, accepted=2, skipped=2)
    assert places(receipt) == [("skipped-file", "README.md"), ("skipped-file", "hier.csv")]
    assert receipt.message == "2 of 2 definitions in 2 files taken over; 2 skipped."
    known = world.stores.reference.load().assessments
    assert set(known) == {"GEO-5", "GEO-5-BLOCK"}
    assert set(known["GEO-5"].items) == {"200-1"}


def test_one_file_may_be_packed_by_itself(world: World) -> None:
    for kind, pack in PACKED.items():
        receipt = world.deliver(f"ets/subjects/geo.{kind}", pack(SUBJECT.encode()))
        assert (receipt.status, receipt.counts) == (PUBLISHED, Counts(records=1, accepted=1))
        assert receipt.message.startswith("Subjects processed: 1, ")


def test_a_faulty_file_of_a_bundle_is_refused_whole_and_the_others_are_taken(
    world: World,
) -> None:
    deliver_subject(world)
    twice = package(WITH_ITEM, {**WITH_ITEM, "AssessmentName": "Another"})
    columns = b"AssessmentId,AssessmentName\nx,y\n"
    data = BUNDLES["zip"]([("a/twice.csv", twice), ("columns.csv", columns), PACKAGES[1]])
    receipt = world.deliver("ets/assessments/all.zip", data)
    assert receipt.status is PUBLISHED
    assert receipt.counts.accepted == 1
    assert receipt.counts.rejected == receipt.counts.records - 1 == 2
    assert set(places(receipt)) == {
        ("duplicate-item", "a/twice.csv, line 3"),
        ("mismatched-value", "a/twice.csv, line 3"),
        ("missing-columns", "columns.csv, line 1"),
    }
    assert set(world.stores.reference.assessments()) == {"GEO-5-BLOCK"}


def test_a_file_that_is_too_large_does_not_keep_the_others_of_its_bundle(world: World) -> None:
    large = b" " * ((16 << 20) + 1)
    data = BUNDLES["tar"]([("large.json", large), DISTRICT])
    receipt = world.deliver("ets/organizations/all.tar", data)
    assert (receipt.status, places(receipt)) == (PUBLISHED, [("too-large", "large.json")])
    assert receipt.counts == Counts(records=2, accepted=1, rejected=1)


@pytest.mark.parametrize("at_once", [1, 500])
def test_the_order_of_organizations_in_a_bundle_does_not_matter(
    world: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr("cers.steps.ingest_reference.BATCH_FILES", at_once)
    for number, order in enumerate(permutations(range(3))):
        files = three_levels(number)
        data = BUNDLES["tar.gz"]([files[place] for place in order])
        receipt = world.deliver("ets/organizations/all.tgz", data)
        assert (receipt.status, receipt.findings) == (PUBLISHED, ())
        assert receipt.counts == Counts(records=3, accepted=3)
        school = world.stores.reference.organizations().schools[f"S{number}"]
        assert school.district_id == f"D{number}"


def test_an_organization_whose_parent_is_nowhere_is_refused_once(world: World) -> None:
    lost = ("lost.json", art(node("INSTITUTION", "0901", "09", parentEntityType="DISTRICT")))
    receipt = world.deliver(
        "ets/organizations/all.zip", BUNDLES["zip"]([lost, three_levels(1)[2], DISTRICT])
    )
    assert receipt.counts == Counts(records=3, accepted=1, rejected=2)
    assert [code for code, _ in places(receipt)] == ["unknown-parent", "unknown-parent"]


def test_a_bundle_without_a_file_of_the_feed_is_refused(world: World) -> None:
    data = BUNDLES["zip"]([("subject.xml", SUBJECT.encode()), ("a.csv", b"AssessmentId\n")])
    receipt = world.deliver("ets/accommodations/all.zip", data)
    assert receipt.status is REJECTED
    assert codes(receipt.findings) == ["skipped-file", "skipped-file", "no-files"]


def test_a_damaged_bundle_is_refused_with_the_way_to_mend_it(world: World) -> None:
    data = BUNDLES["zip"](PACKAGES)[:-30]
    receipt = world.deliver("ets/assessments/all.zip", data)
    assert (receipt.status, codes(receipt.findings)) == (REJECTED, ["corrupt-archive"])
    assert "send it again" in receipt.findings[0].message


def test_files_of_a_bundle_wait_for_their_subject_and_are_taken_when_it_comes(
    world: World,
) -> None:
    delivery = world.land("ets/assessments/all.zip", BUNDLES["zip"](PACKAGES))
    ingest(delivery, world.stores)
    assert world.receipt(delivery).status is QUARANTINED
    assert world.receipt(delivery).counts == Counts(records=2, waiting=2)
    deliver_subject(world)
    assert world.receipt(delivery).status is PUBLISHED
    assert world.receipt(delivery).counts == Counts(records=2, accepted=2)


def test_norms_wait_for_their_assessment_and_then_rank_scores(world: World) -> None:
    delivery = world.land("ets/norms/geo.csv", NORMS.encode())
    ingest(delivery, world.stores)
    assert world.receipt(delivery).status is QUARANTINED
    assert codes(world.receipt(delivery).findings) == ["unknown-assessment"] * 2
    deliver_subject(world)
    world.deliver("ets/assessments/geo.csv", package(WITH_ITEM))
    receipt = world.receipt(delivery)
    assert (receipt.status, receipt.counts) == (PUBLISHED, Counts(records=2, accepted=2))
    assert receipt.message.startswith("Norm tables processed: 2, created: 2")
    norms = world.stores.reference.norms()
    assert norms.percentile("GEO-5", date(2026, 2, 1), 1500) == 50
    assert norms.percentile("GEO-5", date(2026, 5, 1), 1299) == 10


def test_a_norm_table_for_days_of_an_earlier_one_is_refused_alone(world: World) -> None:
    deliver_subject(world)
    world.deliver("ets/assessments/geo.csv", package(WITH_ITEM, BLOCK))
    world.deliver("ets/norms/geo.csv", NORMS.encode())
    shorter = NORMS.replace("2026-01-01", "2026-01-02").replace(
        "GEO-5,2026-04", "GEO-5-BLOCK,2026-04"
    )
    receipt = world.deliver("ets/norms/shorter.csv", shorter.encode())
    assert receipt.counts == Counts(records=2, accepted=1, rejected=1)
    assert codes(receipt.findings) == ["overlapping-dates"]
    assert "GEO-5 2026-01-02/2026-03-31" in receipt.findings[0].message
    norms = world.stores.reference.norms()
    assert norms.percentile("GEO-5", date(2026, 1, 1), 1500) == 50
    assert norms.percentile("GEO-5-BLOCK", date(2026, 4, 1), 1500) == 30


def test_accommodations_become_part_of_what_exams_are_checked_against(world: World) -> None:
    before = world.stores.reference.load().fingerprint
    receipt = world.deliver("ets/accommodations/2026.xml", ACCOMMODATIONS.encode())
    assert (receipt.status, receipt.counts) == (PUBLISHED, Counts(records=3, accepted=3))
    assert receipt.message.startswith("3 accommodations processed, created: 3")
    reference = world.stores.reference.load()
    assert reference.fingerprint != before
    assert set(reference.accommodations[2026]) == {"SIGN_0", "SIGN_1", "ABACUS"}
    assert reference.accommodations[2026]["SIGN_1"].label("spa") == "Señas"
    world.deliver("ets/accommodations/again.xml", ACCOMMODATIONS.encode())
    assert world.stores.reference.load().fingerprint == reference.fingerprint


def test_accommodations_of_another_year_leave_the_earlier_ones_alone(world: World) -> None:
    world.deliver("ets/accommodations/2026.xml", ACCOMMODATIONS.encode())
    next_year = ACCOMMODATIONS.replace('"2026"', '"2026-27"').replace("Abacus", "Soroban")
    world.deliver("ets/accommodations/2027.xml", next_year.encode())
    known = world.stores.reference.accommodations()
    assert known[2026]["ABACUS"].label() == "Abacus"
    assert known[2027]["ABACUS"].label() == "Soroban"


def bundled(files: Sequence[tuple[str, bytes]]) -> bytes:
    return BUNDLES["tar.zst"](files)


def test_many_files_of_one_bundle_are_taken(world: World) -> None:
    districts = [
        (f"{number % 9}/{number}.json", art(node("DISTRICT", f"{number:04}")))
        for number in range(1200)
    ]
    receipt = world.deliver("ets/organizations/all.tar.zst", bundled(districts))
    assert receipt.counts == Counts(records=1200, accepted=1200)
    assert len(world.stores.reference.organizations().districts) == 1200


@needs_samples
def test_each_feed_finds_its_own_files_in_the_generated_sample(world: World) -> None:
    data = sample("generated", "trt-small.tar.gz").read_bytes()
    accepted = {"subjects": 5, "assessments": 76, "organizations": 4, "accommodations": 27}
    for feed, count in accepted.items():
        receipt = world.deliver(f"ets/{feed}/trt-small.tar.gz", data)
        assert receipt.status is PUBLISHED, receipt.findings
        assert receipt.counts.accepted == receipt.counts.records == count
