"""Garbage collection: nothing that a kept snapshot leads to is ever deleted."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from moto import mock_aws

from cers.model.snapshot import Manifest
from cers.steps.collect import CollectResult, collect
from tests.support.cloud import LAKE, Cloud, Crash, Wire
from tests.support.staging import DATASET, Drop, Exam, expected

DROPS = [
    Drop(n, n, (Exam(n, district=n), Exam(0, district=1 + n % 2, status_day=n))) for n in range(4)
]
LATER = timedelta(days=8)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield Cloud()


def publish_all(cloud: Cloud) -> list[Manifest]:
    manifests = []
    for drop in DROPS:
        cloud.drop(drop)
        cloud.publish(bucket_count=3)
        manifest = cloud.current()
        assert manifest is not None
        manifests.append(manifest)
    return manifests


def run(cloud: Cloud, after: timedelta, keep: int) -> CollectResult:
    stores = cloud.own
    return collect(DATASET, stores.snapshots, stores.files, datetime.now(UTC) + after, keep=keep)


def keys(cloud: Cloud, prefix: str) -> set[str]:
    return {each.key for each in cloud.own.files.listing(prefix)}


def test_only_what_no_kept_snapshot_leads_to_is_deleted(cloud: Cloud) -> None:
    manifests = publish_all(cloud)
    cloud.s3.put_object(Bucket=LAKE, Key=f"{manifests[0].files[0].key}.orphan", Body=b"x")
    staged = keys(cloud, "staged/")
    result = run(cloud, LATER, keep=2)
    reachable = {file.key for manifest in manifests[-2:] for file in manifest.files}
    assert keys(cloud, "published/") == reachable
    assert keys(cloud, "manifests/") == {manifest.key for manifest in manifests[-2:]}
    assert keys(cloud, "staged/") == staged
    assert result.snapshots == 2
    assert cloud.published() == expected(DROPS, 3)
    history = cloud.own.snapshots.history(DATASET)
    assert [record.id for record in history] == [manifests[-1].id, manifests[-2].id]
    assert run(cloud, LATER, keep=2) == CollectResult(0, 0)


def test_nothing_young_is_deleted(cloud: Cloud) -> None:
    manifests = publish_all(cloud)
    before = keys(cloud, "")
    assert run(cloud, timedelta(days=6), keep=1) == CollectResult(0, 0)
    assert keys(cloud, "") == before
    assert len(cloud.own.snapshots.history(DATASET)) == len(manifests)


def test_the_current_snapshot_is_kept_even_when_a_dead_publisher_left_a_newer_one(
    cloud: Cloud,
) -> None:
    *_, last = publish_all(cloud)
    wire = Wire()
    snapshots = cloud.stores(wire).snapshots
    wire.arm(3)
    with pytest.raises(Crash):
        snapshots.commit(replace(last, id="dead", parent=last.id), last.id)
    assert wire.calls == ["PutObject", "PutItem", "PutItem"]
    assert len(cloud.own.snapshots.history(DATASET)) == len(DROPS) + 1
    run(cloud, LATER, keep=1)
    assert cloud.published() == expected(DROPS, 3)
    extra = Drop(9, 9, (Exam(77),))
    cloud.drop(extra)
    cloud.publish()
    assert cloud.published() == expected([*DROPS, extra], 3)
