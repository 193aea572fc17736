"""The content of items: from a delivery to the store, and one item read without the others."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from threading import RLock
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from cers.model.delivery import Counts, DeliveryStatus
from cers.model.errors import UpstreamError
from cers.model.item_content import ItemCatalogue, ItemContent, Paragraph
from cers.steps.reference_merge import merge_items
from cers.stores.item_catalogue import KEPT_SHARDS, ItemContentStore
from cers.stores.item_content_documents import shard_of
from cers.stores.offline import offline_reference
from cers.stores.reference import ReferenceStore
from tests.support.cloud import LAKE, REGION, create_table
from tests.support.ingest import World
from tests.support.item_files import choice, document, essay, lines
from tests.support.packed import BUNDLES, PACKED
from tests.support.reference_files import BLOCK, ITEM, LANDED, SUBJECT, SUMMATIVE, codes, package

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

PUBLISHED, REJECTED = DeliveryStatus.PUBLISHED, DeliveryStatus.REJECTED
DIFFERENT = {"NumberOfAnswerOptions": "2", "AnswerKey": "A"}


def content(key: str, text: str = "x", days: int = 0) -> ItemContent:
    return ItemContent(key, "SA", (Paragraph(text),), LANDED + timedelta(days=days))


Merge = Callable[[ItemCatalogue], ItemCatalogue]


def adding(*contents: ItemContent) -> Merge:
    return lambda known: known.with_changes({each.key: each for each in contents})


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        yield World()


def snapshots() -> "Table":
    return boto3.resource("dynamodb", region_name=REGION).Table("cers-snapshots")


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    """An empty lake with its pointers, and nothing else."""
    with mock_aws():
        client = boto3.client("s3", region_name=REGION)
        client.create_bucket(Bucket=LAKE, CreateBucketConfiguration={"LocationConstraint": REGION})
        create_table("cers-snapshots")
        yield client


def fresh(s3: "S3Client") -> ItemContentStore:
    """A store that knows nothing yet, as a new process has it."""
    return ItemContentStore(s3, LAKE, snapshots())


class Reads:
    """Which objects are read from now on."""

    def __init__(self, s3: "S3Client") -> None:
        self.keys: list[str] = []
        events = s3.meta.events
        events.register("provide-client-params.s3.GetObject", self._note)

    def _note(self, params: dict[str, Any], **_: object) -> None:
        self.keys.append(params["Key"])


def test_delivered_items_are_found_as_they_were_delivered(world: World) -> None:
    receipt = world.deliver("ets/items/autumn.json", document(choice(), essay()))
    assert (receipt.status, receipt.counts) == (PUBLISHED, Counts(records=2, accepted=2))
    assert receipt.message.startswith("Items processed: 2, created: 2")
    assert codes(receipt.findings) == ["unknown-item"]
    found = fresh(world.cloud.s3).content("200-2")
    assert found is not None
    assert (found.type, found.stem) == ("WER", (Paragraph("Write about Łupek."),))
    assert found.landed_at == receipt.landed_at
    assert fresh(world.cloud.s3).content("200-9") is None


def test_an_item_of_a_known_assessment_is_compared_with_it(world: World) -> None:
    world.deliver("ets/subjects/geo.xml", SUBJECT.encode())
    world.deliver("ets/assessments/geo.csv", package({**SUMMATIVE, **ITEM, **DIFFERENT}))
    assert world.deliver("ets/items/one.json", document(choice())).findings == ()
    receipt = world.deliver("ets/items/two.json", document(choice(answer_key="B")))
    assert (receipt.status, codes(receipt.findings)) == (PUBLISHED, ["mismatched-item"])


def test_a_file_may_be_packed(world: World) -> None:
    receipt = world.deliver("ets/items/one.jsonl.gz", PACKED["gz"](lines(essay())))
    assert (receipt.status, receipt.counts.accepted) == (PUBLISHED, 1)


def test_a_bundle_is_taken_file_by_file(world: World) -> None:
    files = [
        ("a/choice.json", document(choice())),
        ("essay.jsonl", lines(essay())),
        ("bad.ndjson", lines(essay(stem=None))),
        ("readme.txt", b"about these items"),
    ]
    receipt = world.deliver("ets/items/all.tar.gz", BUNDLES["tar.gz"](files))
    assert receipt.counts == Counts(records=3, accepted=2, rejected=1, skipped=1)
    assert {"missing-value", "skipped-file"} < set(codes(receipt.findings))
    assert fresh(world.cloud.s3).content("200-1") is not None


def test_a_faulty_file_changes_nothing(world: World) -> None:
    world.deliver("ets/items/good.json", document(essay()))
    receipt = world.deliver("ets/items/bad.json", document(essay(stem="new"), choice(stem=[])))
    assert (receipt.status, receipt.counts) == (REJECTED, Counts(records=2, rejected=2))
    found = fresh(world.cloud.s3).content("200-2")
    assert found is not None
    assert found.stem == (Paragraph("Write about Łupek."),)


def test_delivered_again_nothing_is_written(world: World) -> None:
    world.deliver("ets/items/one.json", document(choice(), essay()))
    before = objects(world.cloud.s3)
    receipt = world.deliver("ets/items/two.json", document(choice(), essay()))
    assert receipt.message.startswith("Items processed: 2, created: 0, updated: 0, unchanged: 2")
    later = objects(world.cloud.s3)
    world.process_one(world.landed[0], replay=True)
    assert objects(world.cloud.s3) == later
    assert before <= later


def objects(s3: "S3Client") -> set[str]:
    listed = s3.list_objects_v2(Bucket=LAKE, Prefix="reference/items-content/")
    return {each["Key"] for each in listed.get("Contents", [])}


def test_the_same_catalogue_comes_of_any_order(s3: "S3Client") -> None:
    versions = [content("200-1", text, days) for text, days in (("a", 0), ("b", 1), ("c", 1))]
    states = set()
    for number, order in enumerate(permutations(versions)):
        bucket = f"order-{number}"
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
        store = ItemContentStore(s3, bucket, snapshots())
        snapshots().delete_item(Key={"pk": "REFERENCE#items-content", "sk": "CURRENT"})
        for each in order:
            store.update(merging(each))
        states.add(store.content("200-1"))
    assert states == {versions[2]}


def merging(each: ItemContent) -> Merge:
    return lambda known: merge_items(known, {each.key: each}).value


def test_one_item_is_read_without_the_others_and_only_once(s3: "S3Client") -> None:
    many = [content(f"200-{number}") for number in range(100)]
    fresh(s3).update(adding(*many))
    store, reads = fresh(s3), Reads(s3)
    assert store.content("200-7") == many[7]
    assert len(reads.keys) == 2  # the index, and one shard of some 250
    assert store.content("200-7") == many[7]
    assert store.content("absent") is None
    assert len(reads.keys) <= 3
    body = s3.get_object(Bucket=LAKE, Key=reads.keys[1])["Body"].read()
    assert len(body) < 2_000


def test_what_was_read_is_kept_within_bounds(s3: "S3Client") -> None:
    many = [content(f"200-{number}") for number in range(60)]
    store = fresh(s3)
    store.update(adding(*many))
    assert len({shard_of(each.key) for each in many}) > KEPT_SHARDS
    assert [store.content(each.key) for each in many] == many
    reads = Reads(s3)
    assert store.content(many[-1].key) == many[-1]
    assert reads.keys == []
    assert store.content(many[0].key) == many[0]


def test_a_delivery_rewrites_only_the_shards_of_its_items(s3: "S3Client") -> None:
    many = [content(f"200-{number}") for number in range(100)]
    fresh(s3).update(adding(*many))
    before, reads = objects(s3), Reads(s3)
    fresh(s3).update(adding(content("200-7", "changed", 1)))
    assert len(reads.keys) == 2
    assert len(objects(s3) - before) == 2  # a shard and the index
    assert fresh(s3).content("200-8") == many[8]


def test_a_reader_sees_what_is_current_at_once(s3: "S3Client") -> None:
    reader = fresh(s3)
    assert reader.content("200-1") is None
    fresh(s3).update(adding(content("200-1", "first")))
    assert reader.content("200-1") == content("200-1", "first")
    fresh(s3).update(adding(content("200-1", "second", 1)))
    assert reader.content("200-1") == content("200-1", "second", 1)


def test_no_update_is_lost_among_many_writers(s3: "S3Client") -> None:
    lock = RLock()

    def add(number: int) -> None:
        table = snapshots()
        events = table.meta.client.meta.events
        events.register("before-call", lambda **_: _take(lock))
        events.register("after-call", lambda **_: lock.release())
        store = ItemContentStore(s3, LAKE, table)
        store.update(adding(content(f"200-{number}")))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(8)))
    store = fresh(s3)
    assert [store.content(f"200-{number}") is not None for number in range(8)] == [True] * 8


def _take(lock: Any) -> None:
    # An event handler that returns something answers the call.
    lock.acquire()


def test_what_cannot_be_read_just_now_is_worth_another_attempt(s3: "S3Client") -> None:
    store = fresh(s3)
    snapshots().delete()
    with pytest.raises(UpstreamError):
        store.content("200-1")


def test_the_offline_store_keeps_items_too() -> None:
    store = offline_reference()
    store.item_contents.update(adding(content("200-1")))
    assert store.item_contents.content("200-1") == content("200-1")


def test_it_is_known_which_types_of_assessments_have_an_item(world: World) -> None:
    world.deliver("ets/subjects/geo.xml", SUBJECT.encode())
    both, block_only = {**BLOCK, **ITEM}, {**BLOCK, **ITEM, "FullItemKey": "200-3"}
    world.deliver("ets/assessments/geo.csv", package({**SUMMATIVE, **ITEM}, both, block_only))
    store = ReferenceStore(world.cloud.s3, LAKE, snapshots())
    assert store.item_types("200-1") == {"sum", "iab"}
    assert store.item_types("200-3") == {"iab"}
    assert store.item_types("200-9") == frozenset()
    reads = Reads(world.cloud.s3)
    assert store.item_types("200-1") == {"sum", "iab"}
    assert reads.keys == []
    later = {**SUMMATIVE, **ITEM, "FullItemKey": "200-3", "AssessmentId": "GEO-5-LATER"}
    world.deliver("ets/assessments/later.csv", package(later))
    assert store.item_types("200-3") == {"sum", "iab"}


def test_which_types_have_an_item_is_found_without_reading_all_items(world: World) -> None:
    world.deliver("ets/subjects/geo.xml", SUBJECT.encode())
    world.deliver("ets/assessments/geo.csv", package({**SUMMATIVE, **ITEM}))
    store, reads = ReferenceStore(world.cloud.s3, LAKE, snapshots()), Reads(world.cloud.s3)
    store.item_types("200-1")
    assert len(reads.keys) == 2  # the index of assessments, and one document of uses
