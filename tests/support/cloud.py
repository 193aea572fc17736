"""What publishing needs of AWS, made by moto, with calls that can be watched and cut short."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

import boto3
import pyarrow.parquet as pq
from moto.dynamodb.models import dynamodb_backends

from cers.model.dataset import Dataset
from cers.model.snapshot import DataFile, Manifest, StagedDelivery
from cers.model.tables import PARTITIONS, PUBLISHED_TABLES
from cers.steps.publish import PublishOptions, PublishResult, PublishStores, publish
from cers.stores.catalog import Catalog
from cers.stores.lake_files import LakeFiles
from cers.stores.pending import PendingStore
from cers.stores.snapshots import SnapshotStore
from localcloud.aws import ACCOUNT
from localcloud.stacks.template import read_template
from tests.support.staging import DATASET, Drop, Row, stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

REGION: Final = "us-west-2"
STORAGE: Final = Path(__file__).parents[2] / "infra/storage.yaml"
LAKE = "cers-lake"
DATABASE = "cers"


class Crash(Exception):
    """The process dies here."""


@dataclass
class Wire:
    """Counts the calls of some clients, and dies before the `dies_at`th.

    That is the same as dying after the one before it: what was done is done.

    Of the operations in `repeats`, the answer to each first attempt gets lost.
    """

    dies_at: int | None = None
    repeats: set[str] = field(default_factory=set)
    calls: list[str] = field(default_factory=list)

    def arm(self, dies_at: int) -> None:
        """Start over, to die at this call."""
        self.dies_at = dies_at
        self.calls.clear()

    def watch(self, client: Any) -> None:
        """Watch a client's calls."""
        client.meta.events.register("before-call", self._before)
        client.meta.events.register_first("needs-retry", self._repeat)

    def _before(self, model: Any, **_: object) -> None:
        self.calls.append(model.name)
        if self.dies_at is not None and len(self.calls) >= self.dies_at:
            raise Crash

    def _repeat(self, operation: Any, attempts: int, **_: object) -> float | None:
        lost = operation.name in self.repeats and attempts == 1
        return 0.0 if lost else None


@cache
def _templates() -> dict[str, dict[str, Any]]:
    """What the storage template says of our tables, by the ending of their names."""
    resources = read_template(STORAGE)["Resources"].values()
    tables = [each["Properties"] for each in resources if each["Type"] == "AWS::DynamoDB::Table"]
    return {each["TableName"]["Fn::Sub"].removeprefix("${Prefix}"): each for each in tables}


def create_table(name: str) -> "Table":
    """A DynamoDB table as its template has it; one of no template of ours has no indexes."""
    wanted = _templates().get(name.removeprefix("cers"), _templates()["-snapshots"])
    known = ("KeySchema", "AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes")
    properties: Any = {key: wanted[key] for key in known if key in wanted}
    dynamodb = boto3.resource("dynamodb", region_name=REGION)
    return dynamodb.create_table(TableName=name, **properties)


class Cloud:
    """A lake bucket, the two tables and a Glue database, empty; to be made within mock_aws."""

    def __init__(self) -> None:
        self.s3 = boto3.client("s3", region_name=REGION)
        self.glue = boto3.client("glue", region_name=REGION)
        self.s3.create_bucket(Bucket=LAKE, CreateBucketConfiguration={"LocationConstraint": REGION})
        create_table("cers-deliveries")
        create_table("cers-snapshots")
        self.glue.create_database(DatabaseInput={"Name": DATABASE})
        for table in PUBLISHED_TABLES:
            self._create_glue_table(table.name)
        self.told: list[str] = []
        self.one_at_a_time = RLock()
        self.own = self.stores()

    def _create_glue_table(self, name: str) -> None:
        keys = [{"Name": column.name, "Type": column.type} for column in PARTITIONS]
        storage = {"Location": f"s3://{LAKE}/published/{name}/", "Columns": []}
        self.glue.create_table(
            DatabaseName=DATABASE,
            TableInput={"Name": name, "PartitionKeys": keys, "StorageDescriptor": storage},  # type: ignore[typeddict-item]
        )

    def stores(self, wire: Wire | None = None, *, serialized: bool = False) -> PublishStores:
        """Stores with clients of their own."""
        s3 = boto3.client("s3", region_name=REGION)
        glue = boto3.client("glue", region_name=REGION)
        dynamodb = boto3.resource("dynamodb", region_name=REGION)
        deliveries, snapshots = (
            dynamodb.Table(name) for name in ("cers-deliveries", "cers-snapshots")
        )
        for client in (s3, glue, dynamodb.meta.client):
            if wire:
                wire.watch(client)
        if serialized:
            self._serialize(dynamodb.meta.client)
        return PublishStores(
            PendingStore(deliveries),
            LakeFiles(s3, LAKE),
            SnapshotStore(s3, LAKE, snapshots),
            Catalog(glue, DATABASE, LAKE),
        )

    def _serialize(self, client: Any) -> None:
        """Let one call happen at a time: moto's conditional writes are not atomic by threads."""
        client.meta.events.register("before-call", lambda **_: _take(self.one_at_a_time))
        client.meta.events.register("after-call", lambda **_: self.one_at_a_time.release())

    def drop(self, drop: Drop, dataset: Dataset = DATASET) -> StagedDelivery:
        """Stage a delivery, and let it wait."""
        with TemporaryDirectory() as name:
            directory = Path(name)
            staged = stage(drop, directory)
            for file in staged.files:
                self.s3.upload_file(str(directory / file.key), LAKE, file.key)
        return self.wait(replace(staged, dataset=dataset))

    def wait(self, staged: StagedDelivery) -> StagedDelivery:
        """Let what is staged wait."""
        self.own.pending.add(staged)
        return staged

    def publish(
        self,
        dataset: Dataset = DATASET,
        stores: PublishStores | None = None,
        *,
        bucket_count: int = 1,
    ) -> PublishResult:
        """Publish, with these stores if any are given."""
        options = PublishOptions(bucket_count=bucket_count)
        return publish(dataset, stores or self.own, self.told.extend, options)

    def current(self, dataset: Dataset = DATASET) -> Manifest | None:
        """The current snapshot, as a reader sees it."""
        return self.own.snapshots.current(dataset)

    def rows(self, file: DataFile) -> list[Row]:
        """A published file's rows."""
        body = self.s3.get_object(Bucket=LAKE, Key=file.key)["Body"].read()
        rows: list[Row] = pq.read_table(io.BytesIO(body)).to_pylist()
        return rows

    def published(self, dataset: Dataset = DATASET) -> dict[tuple[str, int], list[Row]]:
        """The rows of every table and bucket of the current snapshot."""
        manifest = self.current(dataset)
        tables = {(f.table, f.bucket): self.rows(f) for f in manifest.files} if manifest else {}
        return {where: rows for where, rows in tables.items() if rows}

    def locations(self, dataset: Dataset = DATASET) -> dict[tuple[str, int], str]:
        """Where Glue says that each table's buckets lie."""
        found = {}
        for table in PUBLISHED_TABLES:
            pages = self.glue.get_paginator("get_partitions").paginate(
                DatabaseName=DATABASE,
                TableName=table.name,
                Expression=f"school_year = {dataset.school_year}",
            )
            for each in (each for page in pages for each in page["Partitions"]):
                _, asmt_type, bucket = each["Values"]
                if asmt_type == dataset.asmt_type:
                    found[table.name, int(bucket)] = each["StorageDescriptor"]["Location"]
        return found


def _take(lock: Any) -> None:
    # An event handler that returns something answers the call.
    lock.acquire()


def locations_of(manifest: Manifest) -> dict[tuple[str, int], str]:
    """Where Glue should say that a snapshot's files lie."""
    return {
        (file.table, file.bucket): f"s3://{LAKE}/{file.key.removesuffix('part.parquet')}"
        for file in manifest.files
    }


@contextmanager
def kept(region: str, *names: str) -> Iterator[None]:
    """Puts tables back as they were: moto looks at every item of a table for each question."""
    tables = [dynamodb_backends[ACCOUNT][region].tables[name] for name in names]
    before = [deepcopy(table.items) for table in tables]
    yield
    for table, items in zip(tables, before, strict=True):
        table.items = items
