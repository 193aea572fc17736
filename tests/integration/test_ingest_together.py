"""Single exam files, many at once, on moto: the outcome of each is the one it would have alone."""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

import boto3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from cers.model.assessment import Assessment
from cers.model.dataset import Dataset
from cers.model.delivery import Counts, Delivery, DeliveryStatus
from cers.model.organization import Organizations
from cers.model.reference import Missing, Reference
from cers.steps.ingest import ingest
from cers.steps.ingest_together import ingest_together
from cers.steps.small_files import SMALL_BYTES, Work
from cers.steps.waiting import replay_waiting
from tests.support.cloud import LAKE
from tests.support.exams import ICA, SUMMATIVE, a_reference, an_exam_xml
from tests.support.ingest import RECEIPTS, World

ICA_2026 = Dataset(2026, "ica")
PUBLISHED, DUPLICATE = DeliveryStatus.PUBLISHED, DeliveryStatus.DUPLICATE
LINEAGE = {"landed_at", "delivery_id", "record_number"}

Row = dict[str, object]


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        made = World()
        made.know(a_reference())
        yield made


def exam(number: int, **changes: object) -> bytes:
    return an_exam_xml(opportunity={"oppId": f"opp-{number}"}, **changes)


def refused(number: int) -> bytes:
    return exam(number, student={"Sex": "X", "Birthdate": "28.02.2015"})


def land(world: World, *files: bytes) -> list[Delivery]:
    return [world.land(f"ets/exams/{n}.xml", data) for n, data in enumerate(files)]


def together(world: World, deliveries: list[Delivery], *, replay: bool = False) -> None:
    outcomes = ingest_together([Work(each, replay) for each in deliveries], world.stores)
    assert all(each.id in outcomes for each in deliveries)
    for each in deliveries:
        outcomes.result(each.id)


def published(world: World, *datasets: Dataset) -> dict[str, list[Row]]:
    """What is published, by dataset and table; lineage by names that any two worlds share."""
    names = {each.id: each.key for each in world.landed}
    found = {}
    for dataset in datasets or (ICA_2026, Dataset(2026, "sum"), Dataset(2025, "ica")):
        for (table, _), rows in world.cloud.published(dataset).items():
            found[f"{dataset.id} {table}"] = [_named(row, names) for row in rows]
    return found


def _named(row: Row, names: Mapping[str, str]) -> Row:
    """A row with the key of its delivery; what is made of other tables has none."""
    if "delivery_id" not in row:
        return row
    return {**row, "delivery_id": names[str(row["delivery_id"])], "landed_at": None}


def without_lineage(found: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    return {
        table: [{name: row[name] for name in row if name not in LINEAGE} for row in rows]
        for table, rows in found.items()
    }


def a_bundle(files: list[bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for number, data in enumerate(files):
            bundle.writestr(f"{number}.xml", data)
    return buffer.getvalue()


@st.composite
def some_files(draw: st.DrawFn) -> list[bytes]:
    """Files of which no two are versions of one exam, since a bundle lands all at one moment."""
    names = ["good", "sum", "old", "refused", "broken", "unknown"]
    kinds = draw(st.lists(st.sampled_from(names), min_size=1, max_size=8))
    makers = {
        "good": exam,
        "sum": lambda n: exam(n, test={"name": SUMMATIVE, "assessmentType": "Summative"}),
        "old": lambda n: exam(n, test={"academicYear": "2025"}),
        "refused": refused,
        "broken": lambda n: exam(n)[: 100 + n],
        "unknown": lambda n: exam(n, relations={"SchoolId": "99999999999999"}),
    }
    return [makers[kind](number) for number, kind in enumerate(kinds)]


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=some_files(), data=st.data())
def test_files_are_published_and_answered_alike_alone_together_and_in_a_bundle(
    files: list[bytes], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(files)), max_size=2)))
    answers, rows = [], []
    for way in ("alone", "together", "bundle"):
        with mock_aws():
            world = World()
            world.know(a_reference())
            if way == "bundle":
                world.deliver("ets/exams/all.zip", a_bundle(files))
                rows.append(published(world))
                continue
            deliveries = land(world, *files)
            if way == "alone":
                for each in deliveries:
                    ingest(each, world.stores)
            else:
                for start, end in zip([0, *cuts], [*cuts, len(files)], strict=True):
                    together(world, deliveries[start:end])
            world.work()
            rows.append(published(world))
            receipts = [world.receipt(each) for each in deliveries]
            answers.append(
                [
                    (each.status, each.message, each.counts, each.datasets, each.findings)
                    for each in receipts
                ]
            )
    alone, in_batches, in_bundle = rows
    assert in_batches == alone
    assert without_lineage(in_bundle) == without_lineage(alone)
    assert answers[0] == answers[1]


def test_each_file_has_its_own_receipt_findings_and_ledger_row(world: World) -> None:
    good, bad, waiting = land(
        world, exam(1), refused(2), exam(3, relations={"SchoolId": "99999999999999"})
    )
    together(world, [good, bad, waiting])
    world.work()
    statuses = [world.receipt(each).status for each in (good, bad, waiting)]
    assert statuses == [PUBLISHED, DeliveryStatus.REJECTED, DeliveryStatus.QUARANTINED]
    assert world.receipt(good).counts == Counts(records=1, accepted=1)
    assert {each["code"] for each in world.findings(bad)} == {"unknown-gender", "invalid-date"}
    assert [each["code"] for each in world.findings(waiting)] == ["unknown-school"]
    known = world.stores.ledger.find_many(each.id for each in (good, bad, waiting))
    assert [known[each.id][1].status for each in (good, bad, waiting)] == statuses


def test_they_share_one_set_of_staged_files_and_one_place_in_line(world: World) -> None:
    deliveries = land(world, *(exam(number) for number in range(20)))
    together(world, deliveries)
    staged = world.cloud.s3.list_objects_v2(Bucket=LAKE, Prefix="staged/")["Contents"]
    assert len(staged) == 4
    [waiting] = world.stores.pending.of(ICA_2026, 100)
    assert sorted(waiting.delivery_ids) == sorted(each.id for each in deliveries)
    world.work()
    assert {world.receipt(each).status for each in deliveries} == {PUBLISHED}
    assert len(published(world)["2026-ica exams"]) == 20


def test_an_accepted_file_is_answered_once_unless_its_publication_takes_long(world: World) -> None:
    world.cloud.s3.put_bucket_versioning(
        Bucket=RECEIPTS, VersioningConfiguration={"Status": "Enabled"}
    )
    quick, slow = land(world, exam(1), exam(2))
    together(world, [quick, slow])
    assert world.stores.receipts.get(quick) is None
    together(world, [slow])  # as the sweep has it done
    assert world.receipt(slow).status is DeliveryStatus.ACCEPTED
    world.work()
    listed = world.cloud.s3.list_object_versions(Bucket=RECEIPTS)["Versions"]
    written = Counter(each["Key"] for each in listed)
    assert written[quick.receipt_key] == 1
    assert written[slow.receipt_key] > 1
    assert world.receipt(slow).status is PUBLISHED


def test_a_file_that_was_staged_twice_with_different_others_is_published_once(
    world: World,
) -> None:
    one, two, three = land(world, exam(1), exam(2), exam(3))
    together(world, [one, two])
    together(world, [two, three])
    together(world, [two])
    world.work()
    rows = published(world)
    assert len(rows["2026-ica exams"]) == 3
    assert len(rows["2026-ica exam_items"]) == 6
    assert world.stores.pending.count(ICA_2026) == 0


def test_what_was_staged_last_counts_when_reference_data_changed_in_between() -> None:
    with mock_aws():
        world = World()
        before = a_reference()
        world.know(before)
        delivery, other = land(world, exam(1), exam(2))
        together(world, [delivery, other])
        [school] = before.organizations.schools.values()
        moved = replace(
            school, district_id="07654320000000", landed_at=school.landed_at.replace(2027)
        )
        districts = {
            "07654320000000": replace(
                next(iter(before.organizations.districts.values())), id="07654320000000"
            )
        }
        world.know(replace(before, organizations=Organizations(districts, {school.id: moved})))
        together(world, [delivery], replay=True)
        world.work()
        found = {
            row["delivery_id"]: row["district_id"] for row in published(world)["2026-ica exams"]
        }
        assert found == {delivery.key: "07654320000000", other.key: school.district_id}


class Poisoned(dict[str, Assessment]):
    """Reference data that breaks whoever reads one assessment."""

    def get(self, id_: str) -> Assessment | None:  # type: ignore[override]
        if id_ == "poison":
            raise RuntimeError("this should never happen")
        return super().get(id_)


def test_a_file_that_breaks_its_reader_fails_alone(world: World) -> None:
    reference = a_reference()
    poisoned = replace(reference, assessments=Poisoned(reference.assessments))

    class Store:
        def load(self) -> Reference:
            return poisoned

    stores = replace(world.stores, reference=Store())  # type: ignore[arg-type]
    files = [exam(number) for number in range(11)]
    files[4] = exam(4, test={"name": "poison"})
    deliveries = land(world, *files)
    outcomes = ingest_together([Work(each) for each in deliveries], stores)
    bad = deliveries.pop(4)
    with pytest.raises(RuntimeError):
        outcomes.result(bad.id)
    world.work()
    assert {world.receipt(each).status for each in deliveries} == {PUBLISHED}
    assert world.stores.ledger.find(bad.id) is None
    assert len(published(world)["2026-ica exams"]) == 10


def test_what_is_no_small_xml_file_of_exams_is_left_to_the_others(world: World) -> None:
    left = [
        world.land("ets/exams/a.zip", a_bundle([exam(1)])),
        world.land("ets/exams/no-ending", a_bundle([exam(1)])),
        world.land("ets/exams/empty.xml", b""),
        world.land("ets/exams/large.xml", exam(1) + b" " * SMALL_BYTES),
        world.land("ets/organizations/a.xml", exam(1)),
        world.land("ets/nothing/a.xml", exam(1)),
        world.land("stranger/exams/a.xml", exam(1)),
    ]
    outcomes = ingest_together([Work(each) for each in left], world.stores)
    assert [each.key for each in left if each.id in outcomes] == []


def test_a_large_file_is_not_even_asked_for_if_its_size_is_known(world: World) -> None:
    gone = Delivery("cers-landing", "ets/exams/a.xml", "no-such-version")
    known = ingest_together([Work(gone, size=SMALL_BYTES + 1)], world.stores)
    assert gone.id not in known
    outcomes = ingest_together([Work(gone)], world.stores)
    assert outcomes.result(gone.id) is None


def test_the_same_bytes_again_are_a_duplicate_in_the_same_batch_and_in_a_later_one(
    world: World,
) -> None:
    first, again, other = land(world, exam(1), exam(1), exam(2))
    together(world, [first, again, other])
    later = world.land("ets/exams/later.xml", exam(1))
    together(world, [later])
    world.work()
    assert sorted(world.receipt(each).status for each in (first, again)) == [DUPLICATE, PUBLISHED]
    receipt = world.receipt(later)
    assert (receipt.status, receipt.counts) == (DUPLICATE, Counts(records=1, accepted=1))
    assert "The same bytes were accepted before" in receipt.message
    [row] = [
        each for each in published(world)["2026-ica exams"] if each["opportunity_id"] == "opp-1"
    ]
    assert (
        row["delivery_id"] == max((first, again, later), key=lambda each: landed(world, each)).key
    )


def landed(world: World, delivery: Delivery) -> tuple[object, str]:
    return world.stores.landing.landed_at(delivery), delivery.id


def test_an_exam_that_waits_is_published_when_its_school_arrives() -> None:
    with mock_aws():
        world = World()
        full = a_reference()
        world.know(replace(full, organizations=Organizations({}, {})))
        deliveries = land(world, *(exam(number) for number in range(12)))
        together(world, deliveries)
        world.work()
        assert {world.receipt(each).status for each in deliveries} == {DeliveryStatus.QUARANTINED}
        world.know(full)
        [school] = full.organizations.schools
        replay_waiting([Missing("school", school)], world.stores)
        world.work()
        assert {world.receipt(each).status for each in deliveries} == {PUBLISHED}
        assert ICA in full.assessments


def test_a_file_costs_few_calls_when_many_are_processed_together() -> None:
    with mock_aws():
        boto3.setup_default_session(region_name="us-west-2")
        session = boto3.DEFAULT_SESSION
        assert session is not None
        calls: Counter[str] = Counter()
        session.events.register("before-call", lambda model, **_: calls.update([model.name]))
        world = World()
        world.know(a_reference())
        deliveries = land(world, *(exam(number) for number in range(100)))
        world.stores.reference.load()
        calls.clear()
        together(world, deliveries)
        world.work()
        boto3.DEFAULT_SESSION = None
    assert calls.total() < 4 * len(deliveries)
    assert calls["GetObject"] <= len(deliveries) + 8
    assert calls["PutObject"] <= len(deliveries) + 20
