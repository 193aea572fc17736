"""Wide score files on their way from landing to a snapshot."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from cers.model.dataset import Dataset
from cers.model.delivery import Counts, DeliveryStatus
from tests.support.exams import SUMMATIVE, a_reference
from tests.support.ingest import World
from tests.support.wide import a_row, a_table


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        world = World()
        world.know(a_reference())
        yield world


def test_a_table_of_results_is_published_but_for_its_bad_rows(world: World) -> None:
    rows = [a_row(1), a_row(2, Sex="?"), a_row(3, AssessmentName=SUMMATIVE)]
    receipt = world.deliver("ets/results/2026/results.csv", a_table(rows))
    assert receipt.status is DeliveryStatus.PUBLISHED
    assert receipt.counts == Counts(records=3, accepted=2, rejected=1)
    assert set(receipt.datasets) == {Dataset(2026, "ica").id, Dataset(2026, "sum").id}
    assert [(each.code, each.where) for each in receipt.findings] == [("unknown-gender", "line 3")]


def test_a_table_of_a_layout_is_read_by_its_name_or_header(world: World) -> None:
    receipt = world.deliver("ets/scores/sbac/results.csv", a_table([a_row(1)]))
    assert receipt.counts == Counts(records=1, accepted=1)
    refused = world.deliver("ets/scores/results.dat", b"what is this?\n")
    assert refused.status is DeliveryStatus.REJECTED
    assert [each.code for each in refused.findings] == ["unknown-layout"]
