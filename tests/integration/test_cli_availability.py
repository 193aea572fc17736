"""`cers availability` on moto: what an operator says, and how it is shown."""

from collections.abc import Iterator

import boto3
import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from cers.cli.main import cli
from cers.model.availability import EVERY_DISTRICT, Availability, ReportKind
from cers.stores.availability import AvailabilityStore, Changed
from cers.stores.reference import ReferenceStore
from tests.support.cloud import LAKE, REGION, create_table
from tests.support.world import organizations, subjects

INDIVIDUAL, AGGREGATE = ReportKind


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[AvailabilityStore]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    with mock_aws():
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=LAKE, CreateBucketConfiguration={"LocationConstraint": REGION})
        reference = ReferenceStore(s3, LAKE, create_table("cers-snapshots"))
        reference.update_subjects(lambda _: subjects())
        reference.update_organizations(lambda _: organizations())
        yield AvailabilityStore(create_table("cers-settings"), 2026, seconds=0)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["availability", *arguments])


def said(store: AvailabilityStore) -> dict[tuple[str, str, str], Availability]:
    kept = store.as_of_now(None).by_slice
    return {(k.district_id, k.subject, k.kind.value): v.availability for k, v in kept.items()}


def changes(store: AvailabilityStore) -> list[Changed]:
    return store.history(2026, None, "", 100).changes


def test_everything_is_released_at_once(store: AvailabilityStore) -> None:
    result = run("set", "--school-year", "2026", "--status", "released")
    assert result.exit_code == 0, result.output
    assert "4 statements made: released." in result.output
    assert said(store) == {
        (EVERY_DISTRICT, subject, kind.value): Availability.RELEASED
        for subject in subjects()
        for kind in ReportKind
    }


def test_every_restriction_holds(store: AvailabilityStore) -> None:
    what = ("--subject", "Math", "--district", "D1", "--kind", "aggregate")
    result = run("set", "--school-year", "2026", "--status", "reviewing", *what)
    assert result.exit_code == 0, result.output
    assert said(store) == {("D1", "Math", "aggregate"): Availability.REVIEWING}


@pytest.mark.parametrize("what", [("--subject", "Alchemy"), ("--district", "D9")])
def test_what_nobody_knows_is_refused(store: AvailabilityStore, what: tuple[str, str]) -> None:
    result = run("set", "--school-year", "2026", "--status", "released", *what)
    assert result.exit_code == 2
    assert "there is no" in result.output
    assert said(store) == {}


def test_what_an_operator_says_is_kept_in_the_history(store: AvailabilityStore) -> None:
    what = ("--school-year", "2026", "--subject", "Math", "--kind", "individual")
    run("set", *what, "--status", "reviewing")
    run("set", *what, "--status", "released")
    later, first = changes(store)
    assert (first.before, first.statement.availability) == ("loading", "reviewing")
    assert (later.before, later.statement.availability) == ("reviewing", "released")
    assert later.changed_by.startswith("operator ")


def test_what_was_said_is_shown(store: AvailabilityStore) -> None:
    del store
    assert "Nothing was said of 2026" in run("show", "--school-year", "2026").output
    run("set", "--school-year", "2026", "--status", "released", "--subject", "Math")
    shown = run("show", "--school-year", "2026").output
    assert "every district" in shown
    assert "released" in shown
    assert "ELPAC" not in shown
    assert "Nothing was said of 2027" in run("show", "--school-year", "2027").output


def test_without_subjects_there_is_nothing_to_say_it_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=LAKE, CreateBucketConfiguration={"LocationConstraint": REGION})
        create_table("cers-snapshots")
        create_table("cers-settings")
        result = run("set", "--school-year", "2026", "--status", "released")
    assert result.exit_code == 2
    assert "deliver the reference data first" in result.output
