"""Publishing on moto: crashes, rivals, readers and the catalog."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from moto import mock_aws

from cers.model.dataset import Dataset
from cers.model.errors import ConflictError
from tests.support.cloud import Cloud, Crash, Wire, locations_of
from tests.support.staging import DATASET, Drop, Exam, expected


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with mock_aws():
        yield Cloud()


FIRST = Drop(1, 0, (Exam(1, district=1), Exam(2, district=2), Exam(3, district=5)))
SECOND = Drop(2, 1, (Exam(1, district=5, status_day=1), Exam(4, district=2)))
THIRD = Drop(3, 2, (Exam(2, district=2, status_day=1, deleted=True, items=0),))


def test_what_waits_is_published_and_forgotten(cloud: Cloud) -> None:
    cloud.drop(FIRST)
    cloud.drop(SECOND)
    result = cloud.publish(bucket_count=3)
    assert cloud.published() == expected([FIRST, SECOND], 3)
    assert (result.rows_in, result.rows_published, result.superseded) == (5, 4, 1)
    manifest = cloud.current()
    assert manifest is not None
    assert (result.snapshot_id, manifest.parent) == (manifest.id, "")
    assert result.bytes_written == sum(file.bytes for file in manifest.files)
    assert cloud.told == [FIRST.id, SECOND.id]
    assert cloud.own.pending.count(DATASET) == 0
    assert cloud.own.snapshots.datasets() == [DATASET]
    assert cloud.locations() == locations_of(manifest)


def test_publishing_again_writes_nothing_but_mends_the_catalog(cloud: Cloud) -> None:
    cloud.drop(FIRST)
    first = cloud.publish()
    old = cloud.current()
    cloud.drop(SECOND)
    cloud.publish()
    assert old is not None
    cloud.own.catalog.point_at(old)
    cloud.drop(FIRST)
    again = cloud.publish()
    assert (first.snapshot_id, again.snapshot_id) == (old.id, None)
    manifest = cloud.current()
    assert manifest is not None
    assert cloud.locations() == locations_of(manifest)
    cloud.own.catalog.point_at(old)
    assert cloud.publish().deliveries == ()
    assert cloud.locations() == locations_of(manifest)


def test_datasets_do_not_touch_each_other(cloud: Cloud) -> None:
    other = Dataset(2025, "ica")
    cloud.drop(FIRST)
    cloud.drop(THIRD, other)
    cloud.publish()
    cloud.publish(other)
    assert cloud.published() == expected([FIRST])
    assert cloud.published(other) == expected([THIRD])
    assert set(cloud.own.snapshots.datasets()) == {DATASET, other}


def test_dying_at_any_call_leaves_a_whole_snapshot_and_a_retry_completes(cloud: Cloud) -> None:
    cloud.drop(FIRST)
    cloud.publish(bucket_count=2)
    base = cloud.current()
    assert base is not None
    waiting = [cloud.drop(SECOND), cloud.drop(THIRD)]
    new = expected([FIRST, SECOND, THIRD], 2)
    wire = Wire()
    stores = cloud.stores(wire)
    for call in range(1, 1000):
        dataset = Dataset(2100 + call, "sum")
        cloud.own.snapshots.commit(replace(base, dataset=dataset), "")
        for each in waiting:
            cloud.wait(replace(each, dataset=dataset))
        cloud.told.clear()
        wire.arm(call)
        try:
            cloud.publish(dataset, stores)
        except Crash:
            where = f"died at call {call}, {wire.calls[call - 1]}"
        else:
            break
        left = cloud.current(dataset)
        assert left is not None
        assert left.files == base.files or cloud.published(dataset) == new, where
        assert left.files != base.files or not cloud.told, where
        cloud.publish(dataset)
        done = cloud.current(dataset)
        assert done is not None
        assert done == left or cloud.published(dataset) == new, where
        assert done.files != base.files, where
        assert set(cloud.told) == {SECOND.id, THIRD.id}, where
        assert cloud.locations(dataset) == locations_of(done), where
        assert cloud.own.pending.count(dataset) == 0, where
    assert call > 40


def test_a_write_repeated_after_a_lost_answer_is_no_conflict(cloud: Cloud) -> None:
    wire = Wire(repeats={"PutObject", "PutItem"})
    stores = cloud.stores(wire)
    cloud.drop(FIRST)
    cloud.publish(stores=stores)
    cloud.drop(SECOND)
    cloud.publish(stores=stores)
    assert wire.calls.count("PutItem") >= 5
    assert cloud.published() == expected([FIRST, SECOND])
    assert len(cloud.own.snapshots.history(DATASET)) == 2


def test_a_commit_is_known_as_its_own_even_when_others_came_on_top(cloud: Cloud) -> None:
    stores = [cloud.stores().snapshots for _ in range(2)]
    cloud.drop(FIRST)
    cloud.publish()
    first = cloud.current()
    assert first is not None
    second, third, rival = (
        replace(first, id=name, created_at=first.created_at + timedelta(seconds=1))
        for name in ("second", "third", "rival")
    )
    second, rival = replace(second, parent=first.id), replace(rival, parent=first.id)
    stores[0].commit(second, first.id)
    stores[1].commit(replace(third, parent=second.id), second.id)
    stores[0].commit(second, first.id)
    assert stores[0].current_id(DATASET) == "third"
    with pytest.raises(ConflictError):
        stores[0].commit(rival, first.id)
    assert {each.id for each in stores[0].history(DATASET)} == {first.id, "second", "third"}


def test_concurrent_publishers_lose_nothing(cloud: Cloud) -> None:
    writers, rounds = 4, 4
    drops = [
        Drop(
            number,
            number,
            tuple(Exam(n % 7, status_day=number % 3) for n in range(number, number + 3)),
        )
        for number in range(writers * rounds)
    ]

    def write(writer: int) -> None:
        stores = cloud.stores(serialized=True)
        for number in range(writer, len(drops), writers):
            cloud.drop(drops[number])
            cloud.publish(stores=stores)

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    cloud.publish()
    assert cloud.published() == expected(drops)
    assert set(cloud.told) == {drop.id for drop in drops}
    manifest = cloud.current()
    assert manifest is not None
    assert cloud.locations() == locations_of(manifest)


def test_readers_only_see_whole_snapshots(cloud: Cloud) -> None:
    steps = [
        Drop(
            number, number, tuple(Exam(n, status_day=number, score=2400 + number) for n in range(4))
        )
        for number in range(6)
    ]
    states = [{}, *(expected(steps[: n + 1]) for n in range(len(steps)))]
    done = Event()
    seen: list[int] = []

    def read() -> None:
        while not done.is_set():
            seen.append(states.index(cloud.published()))

    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(read)
        for drop in steps:
            cloud.drop(drop)
            cloud.publish()
        done.set()
        reader.result()
    assert seen == sorted(seen)
    assert states.index(cloud.published()) == len(steps)
