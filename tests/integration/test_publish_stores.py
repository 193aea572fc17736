"""The stores that publishing rests on."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from botocore.stub import Stubber
from moto import mock_aws

from cers.model.dataset import Dataset
from cers.model.errors import NotFoundError, UpstreamError
from cers.model.snapshot import DataFile, Manifest, StagedDelivery, StagedFile, published_key
from cers.model.tables import PUBLISHED_TABLES
from cers.stores.catalog import Catalog
from tests.support.cloud import DATABASE, LAKE, Cloud, locations_of
from tests.support.staging import DATASET, START


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield Cloud()


def waiting(number: int, files: int = 1) -> StagedDelivery:
    staged = tuple(StagedFile("exams", f"staged/{number}/{n}.parquet", n) for n in range(files))
    return StagedDelivery(DATASET, f"d{number}", START + timedelta(milliseconds=number), staged)


def test_what_waits_comes_in_landing_order_and_only_once(cloud: Cloud) -> None:
    pending = cloud.own.pending
    for number in (2, 0, 1, 0, 1000):
        pending.add(waiting(number))
    pending.add(replace(waiting(5), dataset=Dataset(2025, "iab")))
    assert pending.of(DATASET, 9) == [waiting(n) for n in (0, 1, 2, 1000)]
    assert pending.of(DATASET, 2) == [waiting(0), waiting(1)]
    assert pending.count(DATASET) == 4
    pending.remove([waiting(0), waiting(2), waiting(7)])
    assert pending.of(DATASET, 9) == [waiting(1), waiting(1000)]


def test_a_landing_time_in_another_zone_is_the_same_time(cloud: Cloud) -> None:
    pending = cloud.own.pending
    here = timezone(timedelta(hours=-7))
    pending.add(replace(waiting(1), landed_at=waiting(1).landed_at.astimezone(here)))
    pending.add(waiting(1))
    assert pending.of(DATASET, 9) == [waiting(1)]


def test_what_was_staged_anew_in_the_meantime_still_waits(cloud: Cloud) -> None:
    pending = cloud.own.pending
    pending.add(waiting(1))
    taken = pending.of(DATASET, 9)
    pending.add(waiting(1, files=2))
    pending.remove(taken)
    assert pending.of(DATASET, 9) == [waiting(1, files=2)]


def test_a_delivery_of_very_many_files_can_wait(cloud: Cloud) -> None:
    large = waiting(1, files=20_000)
    cloud.own.pending.add(large)
    assert cloud.own.pending.of(DATASET, 1) == [large]


def manifest(name: str, buckets: int) -> Manifest:
    files = tuple(
        DataFile(table.name, bucket, published_key(table.name, DATASET, bucket, name), 1, 1, "")
        for table in PUBLISHED_TABLES
        for bucket in range(buckets)
    )
    return Manifest(DATASET, name, "", datetime.now(UTC), buckets, files)


def test_the_catalog_is_moved_in_batches_and_back(cloud: Cloud) -> None:
    wide, narrow = manifest("wide", 130), manifest("narrow", 30)
    catalog = cloud.own.catalog
    for each, changes in ((wide, 650), (wide, 0), (narrow, 650), (wide, 650)):
        assert catalog.repair([each]) == changes
        assert cloud.locations() == locations_of(each)


def test_the_catalog_follows_a_pointer_that_moves_on_meanwhile(cloud: Cloud) -> None:
    old, new = manifest("old", 1), manifest("new", 2)
    pointers = iter([old, new, new])
    cloud.own.catalog.follow(lambda: next(pointers))
    assert cloud.locations() == locations_of(new)
    with pytest.raises(UpstreamError):
        cloud.own.catalog.follow(lambda: replace(old, id=f"{datetime.now(UTC)}"))


def test_what_glue_refuses_is_no_success(cloud: Cloud) -> None:
    refusal = {"Errors": [{"ErrorDetail": {"ErrorCode": "ConcurrentModificationException"}}]}
    table = cloud.glue.get_table(DatabaseName=DATABASE, Name="exams")["Table"]
    with Stubber(cloud.glue) as stub:
        stub.add_response("get_partitions", {"Partitions": []})
        stub.add_response("get_table", {"Table": {"Name": "exams", **_storage(table)}})
        stub.add_response("batch_create_partition", refusal)
        with pytest.raises(UpstreamError, match="ConcurrentModificationException"):
            Catalog(cloud.glue, DATABASE, LAKE).point_at(manifest("one", 1))


def _storage(table: object) -> dict[str, object]:
    assert isinstance(table, dict)
    return {"StorageDescriptor": table["StorageDescriptor"]}


def test_a_published_file_is_fetched_whole_or_in_part(cloud: Cloud, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.write_bytes(bytes(range(256)) * 40)
    files = cloud.own.files
    file = files.put(source, "exams", 0, "published/x", 3)
    files.fetch_data(file, target)
    assert target.read_bytes() == source.read_bytes()
    part = files.open(file)
    assert part.seek(-6, 2) == 10_234
    assert part.read(4) == b"\xfa\xfb\xfc\xfd"
    assert part.read() == b"\xfe\xff"
    assert part.read(1) == b""


def test_a_large_file_goes_up_and_comes_back_in_parts(cloud: Cloud, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    with source.open("wb") as file:
        file.seek(70 << 20)
        file.write(b"end")
    large = cloud.own.files.put(source, "exams", 0, "published/x", 3)
    head = cloud.s3.head_object(Bucket=LAKE, Key=large.key)
    assert head["ETag"].strip('"').endswith("-3")
    cloud.own.files.fetch_data(large, target)
    assert target.stat().st_size == large.bytes
    assert cloud.own.files.open(large).read(1) == b"\0"


def test_other_bytes_than_the_manifest_names_are_refused(cloud: Cloud, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"right")
    file = cloud.own.files.put(path, "exams", 0, "published/x", 3)
    cloud.s3.put_object(Bucket=LAKE, Key=file.key, Body=b"wrong")
    with pytest.raises(UpstreamError, match="published/x"):
        cloud.own.files.fetch_data(file, path)


def test_missing_objects_are_named(cloud: Cloud, tmp_path: Path) -> None:
    cloud.s3.put_object(Bucket=LAKE, Key="a", Body=b"1")
    missing = cloud.own.files.fetch_all({"a": tmp_path / "a", "b": tmp_path / "b"})
    assert list(missing) == ["b"]
    assert (tmp_path / "a").read_bytes() == b"1"
    with pytest.raises(NotFoundError):
        cloud.own.files.fetch("b", tmp_path / "b")
