"""What is written down, and that nothing leaves without it."""

import logging

import pytest
from botocore.exceptions import ClientError

from cers.steps.audit_verify import verify_chain, whole_trail
from cers.stores.audit_chains import AuditChains
from chalicelib.endpoint import services
from tests.integration.api.conftest import Api
from tests.support.api import Answer
from tests.support.world import LONG_AGO, ODD_ID, Row

SUMMARY = "/schools/{school_id}/assessments/{assessment_id}/summary"
ROSTER = "/schools/{school_id}/assessments/{assessment_id}/students"


def ask(api: Api, route: str) -> Answer:
    return api.client("teacher").get(route, school_id="S1", assessment_id=ODD_ID)


def records(api: Api) -> list[Row]:
    """Every record, the oldest first."""
    items = [item for item in api.audit.scan()["Items"] if item["pk"].startswith("RECORD#")]
    return sorted(items, key=lambda record: str(record["at"]))


@pytest.mark.parametrize("route", [SUMMARY, ROSTER])
def test_a_view_is_recorded_with_who_saw_what(api: Api, route: str) -> None:
    before = len(records(api))
    body = ask(api, route).body
    (record,) = records(api)[before:]
    total = body["results"] if route == SUMMARY else body["total"]
    assert record["action"] == "view"
    assert (record["username"], record["subject"]) == ("teacher", "sub-of-teacher")
    assert (record["role"], record["organization_id"]) == ("TEST_ADMINISTRATOR", "S1")
    assert (record["school_ids"], record["assessment_id"]) == (["S1"], ODD_ID)
    assert record["district_id"] == "D1"
    assert (record["school_year"], record["rows"]) == (2026, total)
    assert "2026-sum/s1" in record["snapshots"]
    assert record["route"] == f"/v1{route}"


def test_the_record_of_a_roster_names_its_students_and_that_of_a_summary_does_not(
    api: Api,
) -> None:
    students = {each["student_id"] for each in ask(api, ROSTER).body["students"]}
    ask(api, SUMMARY)
    roster, summary = records(api)[-2:]
    assert set(roster["students"].split()) == students
    assert "students" not in summary


@pytest.mark.parametrize("route", [SUMMARY, ROSTER])
def test_without_its_record_nothing_leaves(api: Api, route: str) -> None:
    table = services().audit._table

    def refuse(**_: object) -> None:
        error = {"Error": {"Code": "ProvisionedThroughputExceededException", "Message": ""}}
        raise ClientError(error, "TransactWriteItems")  # type: ignore[arg-type]

    events = table.meta.client.meta.events
    events.register("before-call.dynamodb.TransactWriteItems", refuse)
    try:
        answer = ask(api, route)
    finally:
        events.unregister("before-call.dynamodb.TransactWriteItems", refuse)
    assert (answer.status, answer.code) == (503, "unavailable")
    assert answer.headers["Retry-After"].isdigit()
    assert set(answer.body) == {"error"}


def test_what_the_api_wrote_down_can_be_verified(api: Api) -> None:
    ask(api, ROSTER)
    store = AuditChains(api.audit)
    trail = whole_trail(store, LONG_AGO.date())
    outcomes = [verify_chain(store, trail, chain) for chain in trail.chains]
    assert not trail.strays
    assert sum(each.items for each in outcomes) == len(records(api))
    assert not [fault for each in outcomes for fault in each.faults]


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


def test_a_record_holds_no_name_of_a_student(api: Api) -> None:
    body = ask(api, ROSTER).body
    written = repr(records(api)[-1])
    for student in body["students"]:
        assert student["last_name"] not in written
        assert student["first_name"] not in written


def test_what_was_refused_is_recorded_and_names_nothing_asked_for(api: Api) -> None:
    before = {(str(each["pk"]), str(each["sk"])) for each in api.audit.scan()["Items"]}
    assert (
        api.client("elpac-lea").get("/schools/{school_id}/assessments", school_id="S1").status
        == 404
    )
    assert api.client("teacher").post("/access-log/search", {"from": "x", "to": "y"}).status in (
        400,
        403,
    )
    new = [
        each
        for each in api.audit.scan()["Items"]
        if (str(each["pk"]), str(each["sk"])) not in before and "action" in each
    ]
    assert [each["action"] for each in new][:1] == ["refused"]
    assert all("S1" not in str(each.get("school_ids", "")) for each in new)
