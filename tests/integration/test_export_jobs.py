"""Exports as they are kept: what was written is what is read, and what is over stays as it is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from moto import mock_aws

from cers.model.aggregate_job import Status
from cers.model.export_job import Content, ExportJob, FileFormat, Made, Wanted
from cers.model.owned_job import Owner
from cers.model.tenant import StudentField
from cers.stores.export_jobs import ExportJobStore
from tests.support.cloud import create_table

NOW = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=UTC)
JOB = ExportJob(
    id="e1",
    owner=Owner("ann#EXPORT#e2/ä", "sub", "a1", "POST /v1/exports", "r1"),
    name="Spring",
    wanted=Wanted(2026, ("iab", "sum"), ("S1", "S2"), "D1", True, FileFormat.PARQUET),
    created_at=NOW,
    status=Status.PENDING,
)
MADE = Made(
    key="f" * 32,
    bytes=5_000_000_000,
    contents=(Content("iab", "Math", "D1"), Content("sum", "ELA", "D2")),
    fields=frozenset({StudentField.MIGRANT, StudentField.ETHNICITIES}),
)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[ExportJobStore]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        yield ExportJobStore(create_table("cers-settings"))


def test_what_was_kept_is_what_is_found_by_owner_and_by_id(store: ExportJobStore) -> None:
    store.add(JOB)
    assert store.one(JOB.owner.username, "e1") == JOB
    assert store.find("e1") == JOB
    done = replace(
        JOB, status=Status.COMPLETED, schools_done=2, rows=3_000_000, failure="x", made=MADE
    )
    assert store.advance(done)
    assert store.find("e1") == done


def test_nobody_finds_what_is_anothers(store: ExportJobStore) -> None:
    store.add(JOB)
    assert store.one("bob", "e1") is None
    assert store.every("bob") == []
    assert store.every("ann") == []
    assert store.find("e2") is None


def test_the_newest_is_first(store: ExportJobStore) -> None:
    for number in (2, 1, 3):
        store.add(replace(JOB, id=f"e{number}", created_at=NOW + timedelta(seconds=number)))
    assert [each.id for each in store.every(JOB.owner.username)] == ["e3", "e2", "e1"]


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.NO_RESULTS])
def test_what_is_over_is_not_changed_any_more(store: ExportJobStore, status: Status) -> None:
    over = replace(JOB, status=status)
    store.add(JOB)
    assert store.advance(over)
    assert not store.advance(replace(JOB, status=Status.RUNNING, schools_done=1))
    assert store.find("e1") == over


def test_what_was_deleted_does_not_come_back(store: ExportJobStore) -> None:
    store.add(JOB)
    store.delete(JOB)
    assert not store.advance(replace(JOB, status=Status.RUNNING))
    assert store.find("e1") is None
    assert store.every(JOB.owner.username) == []
