"""What is written down, and that nothing leaves without it."""

import logging

import pytest
from botocore.exceptions import ClientError

from chalicelib.endpoint import services
from tests.integration.api.conftest import Api
from tests.support.api import Answer
from tests.support.world import ODD_ID, Row

SUMMARY = "/schools/{school_id}/assessments/{assessment_id}/summary"
ROSTER = "/schools/{school_id}/assessments/{assessment_id}/students"


def ask(api: Api, route: str) -> Answer:
    return api.client("teacher").get(route, school_id="S1", assessment_id=ODD_ID)


def records(api: Api) -> list[Row]:
    return api.audit.scan()["Items"]


@pytest.mark.parametrize("route", [SUMMARY, ROSTER])
def test_a_view_is_recorded_with_who_saw_what(api: Api, route: str) -> None:
    before = {record["sk"] for record in records(api)}
    body = ask(api, route).body
    (record,) = (each for each in records(api) if each["sk"] not in before)
    total = body["results"] if route == SUMMARY else body["total"]
    assert record["pk"] == f"AUDIT#{record['at'][:10]}"
    assert record["sk"].endswith(f"#{record['request_id']}")
    assert (record["username"], record["subject"]) == ("teacher", "sub-of-teacher")
    assert (record["role"], record["organization_id"]) == ("TEST_ADMINISTRATOR", "S1")
    assert (record["school_id"], record["assessment_id"]) == ("S1", ODD_ID)
    assert (record["school_year"], record["rows"]) == (2026, total)
    assert "2026-sum/s1" in record["snapshots"]
    assert record["route"] == f"/v1{route}"


def test_the_record_of_a_roster_names_its_students_and_that_of_a_summary_does_not(
    api: Api,
) -> None:
    students = {each["student_id"] for each in ask(api, ROSTER).body["students"]}
    ask(api, SUMMARY)
    newest = sorted(records(api), key=lambda record: record["at"])[-2:]
    assert set(newest[0]["student_ids"]) == students
    assert "student_ids" not in newest[1]


@pytest.mark.parametrize("route", [SUMMARY, ROSTER])
def test_without_its_record_nothing_leaves(api: Api, route: str) -> None:
    table = services().sources.audit._table  # type: ignore[attr-defined]

    def refuse(**_: object) -> None:
        error = {"Error": {"Code": "ProvisionedThroughputExceededException", "Message": ""}}
        raise ClientError(error, "PutItem")  # type: ignore[arg-type]

    events = table.meta.client.meta.events
    events.register("before-call.dynamodb.PutItem", refuse)
    try:
        answer = ask(api, route)
    finally:
        events.unregister("before-call.dynamodb.PutItem", refuse)
    assert (answer.status, answer.code) == (503, "unavailable")
    assert answer.headers["Retry-After"].isdigit()
    assert set(answer.body) == {"error"}


def test_a_refused_request_leaves_no_record(api: Api) -> None:
    before = len(records(api))
    api.client("teacher").get(ROSTER, school_id="S2", assessment_id=ODD_ID)
    assert len(records(api)) == before


def test_the_log_says_nothing_about_anybody(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "api"):
        body = ask(api, ROSTER).body
    plain = logging.makeLogRecord({}).__dict__.keys() | {"message", "asctime"}
    said = {name for record in caplog.records for name in record.__dict__.keys() - plain}
    assert said == {"route", "status", "milliseconds", "request_id"}
    written = repr([record.__dict__ for record in caplog.records])
    for student in body["students"]:
        for value in (student["student_id"], student["last_name"], student["first_name"]):
            assert value not in written
    assert "teacher" not in written
