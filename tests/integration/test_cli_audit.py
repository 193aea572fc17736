"""`cers audit verify` on moto: it ends well on what nobody touched, and says what was touched."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from moto import mock_aws

from cers.cli.main import cli
from cers.steps.audit_seal import seal
from cers.stores.audit import AuditStore
from cers.stores.audit_chains import AuditChains
from tests.support.audit import items, key, record
from tests.support.cloud import REGION, create_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOW = datetime.now(UTC)
STUDENT = "7777777777"


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator["Table"]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        made = create_table("cers-audit")
        for day in range(3):
            store = AuditStore(made)
            at = NOW - timedelta(days=day)
            for number in range(4):
                store.record(record(number, at=at, student_ids=(STUDENT,)))
        seal(AuditChains(made), NOW)
        yield made


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["audit", "verify", *arguments])


def test_what_nobody_touched_is_whole(table: "Table") -> None:
    result = verify()
    end = AuditChains(table).seals_head()
    assert result.exit_code == 0
    assert "12 records in 3 chains, 1 seals" in result.output
    assert f"the last seal is {end}" in result.output
    assert "Nobody has touched them." in result.output


def test_an_empty_table_is_whole(table: "Table") -> None:
    for item in items(table):
        table.delete_item(Key=key(item))
    assert verify().exit_code == 0


@pytest.mark.usefixtures("table")
def test_since_a_day_only_what_was_begun_then_is_verified() -> None:
    day = (NOW - timedelta(days=1)).date().isoformat()
    result = verify("--since", day)
    assert result.exit_code == 0
    assert "8 records in 2 chains" in result.output


@pytest.mark.parametrize("since", [(), ("--since", NOW.date().isoformat())])
def test_a_changed_record_is_named_with_its_chain_and_number(
    table: "Table", since: tuple[str, ...]
) -> None:
    found = [item for item in items(table) if item["pk"].startswith(f"RECORD#{NOW.date()}")]
    item = next(each for each in found if each["sequence"] == 2)
    table.put_item(Item={**item, "username": "somebody-else"})
    result = verify(*since)
    assert result.exit_code == 1
    (line,) = (line for line in result.output.splitlines() if "the content was changed" in line)
    assert line.split()[:2] == [item["pk"].removeprefix("RECORD#"), "2"]
    assert STUDENT not in result.output
    assert "somebody-else" not in result.output


def test_a_removed_record_is_named_with_its_chain_and_number(table: "Table") -> None:
    item = next(each for each in items(table) if each.get("request_id") == "request-1")
    table.delete_item(Key=key(item))
    result = verify()
    assert result.exit_code == 1
    (line,) = (line for line in result.output.splitlines() if "missing" in line)
    assert line.split()[:2] == [item["pk"].removeprefix("RECORD#"), "1"]


def test_a_day_that_is_none_is_refused() -> None:
    assert verify("--since", "yesterday").exit_code == 2
