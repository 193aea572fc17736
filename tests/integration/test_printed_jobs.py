"""Printed reports as they are kept: what was written is what is read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from moto import mock_aws

from cers.model.aggregate_job import Status
from cers.model.owned_job import Owner
from cers.model.printed_job import (
    Content,
    Language,
    Made,
    Order,
    PrintedJob,
    Wanted,
    Whose,
)
from cers.stores.export_jobs import ExportJobStore
from cers.stores.printed_jobs import PrintedJobStore
from tests.support.cloud import create_table

NOW = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=UTC)
JOB = PrintedJob(
    id="p1",
    owner=Owner("ann#PRINTED#p2/ä", "sub", "a1", "POST /v1/printed-reports", "r1"),
    name="Spring",
    wanted=Wanted(
        whose=Whose(student_id="s1"),
        school_year=2026,
        assessment_types=("iab", "sum"),
        subjects=("Math",),
        language=Language.SPANISH,
        accommodations=True,
        transfers=True,
        order=Order.ID,
    ),
    created_at=NOW,
    status=Status.PENDING,
)
SCHOOL = tuple(
    Content(year, kind, subject, "D1", "S1", student_ids=tuple(f"{n:010}" for n in range(1500)))
    for year in range(2017, 2027)
    for kind in ("iab", "ica", "sum")
    for subject in ("ELA", "ELPAC", "Math")
)
"""Far more than any group has."""


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PrintedJobStore, ExportJobStore]]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        table = create_table("cers-settings")
        yield PrintedJobStore(table), ExportJobStore(table)


@pytest.mark.parametrize(
    "whose", [Whose(student_id="s1"), Whose(group_id="g1"), Whose(school_id="S1", grade="05")]
)
def test_what_was_kept_is_what_is_found_by_owner_and_by_id(
    stores: tuple[PrintedJobStore, ExportJobStore], whose: Whose
) -> None:
    store, _ = stores
    job = replace(JOB, wanted=replace(JOB.wanted, whose=whose))
    store.add(job)
    assert store.one(job.owner.username, "p1") == job == store.find("p1")
    arrived = Content(2025, "sum", "ELA", "D2", "S8", arrived=True)
    made = Made("f" * 32, 5_000_000_000, (arrived, *SCHOOL))
    done = replace(
        job,
        status=Status.COMPLETED,
        students=1500,
        students_done=1500,
        pages=6000,
        files=7,
        failure="x",
        made=made,
    )
    assert store.advance(done)
    assert store.find("p1") == done


def test_other_kinds_of_jobs_are_not_mixed_up_with_it(
    stores: tuple[PrintedJobStore, ExportJobStore],
) -> None:
    store, exports = stores
    store.add(JOB)
    assert exports.every(JOB.owner.username) == []
    assert exports.find("p1") is None
    store.delete(JOB)
    assert store.every(JOB.owner.username) == []
    assert not store.advance(replace(JOB, status=Status.RUNNING))
