"""The world with items in place of the one every test of the API begins with."""

from collections.abc import Iterator
from dataclasses import replace

import boto3
import pytest

from cers.stores.reference import ReferenceStore
from cers.stores.snapshots import SnapshotStore
from tests.integration.api.conftest import LAKE, REGION, Api
from tests.support.item_world import item_assessments, item_subjects, item_world
from tests.support.world import World


@pytest.fixture(scope="module")
def items(api: Api) -> Iterator[World]:
    """The rows that are published; `api` lets users in."""
    s3 = boto3.client("s3", region_name=REGION)
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-snapshots")
    snapshots, world = SnapshotStore(s3, LAKE, table), item_world()
    for manifest in world.publish(s3, LAKE):
        snapshots.commit(replace(manifest, id="s2", parent="s1"), "s1")
    reference = ReferenceStore(s3, LAKE, table)
    reference.update_subjects(lambda _: item_subjects())
    reference.update_assessments(lambda _: item_assessments())
    api.world = world
    yield world
