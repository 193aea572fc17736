"""References stand for students wherever the API names them, and open nothing by themselves."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from cers.steps.student_references import StudentReferences
from chalicelib.endpoint import services
from tests.integration.api.conftest import Api
from tests.integration.api.test_audit import records
from tests.support.references import references
from tests.support.world import ODD_ID, Row

HISTORY, ITEMS = "/students/history", "/students/items"


def named(answer: Any) -> Iterator[dict[str, Any]]:
    """Every part of an answer that names a student."""
    match answer:
        case dict():
            if "student_id" in answer:
                yield answer
            for each in answer.values():
                yield from named(each)
        case list():
            for each in answer:
                yield from named(each)


def interim(api: Api, school: str) -> Row:
    """An interim exam of somebody at a school."""
    return next(
        row
        for row in api.world.exams
        if (row["school_id"], row["assessment_id"]) == (school, "M5-IAB") and not row["deleted"]
    )


def answers(api: Api) -> Iterator[tuple[str, Any]]:
    """Every answer that names students."""
    site, school = api.client("site"), {"school_id": "S1"}
    exam = interim(api, "S1")
    about = {key: exam[key] for key in ("student_id", "assessment_id", "opportunity_id")}
    report = "/schools/{school_id}/assessments/{assessment_id}"
    yield "roster", site.get(f"{report}/students", school_id="S1", assessment_id=ODD_ID).body
    yield "search", site.post("/students/search", {"name": "First"}).body
    yield "history", site.post(HISTORY, {"student_id": "S1-001"}).body
    yield "group", site.get("/groups/{group_id}", group_id="g2").body
    yield "candidates", site.post("/students/candidates", school).body
    yield "an exam's items", site.post(ITEMS, about).body


def test_wherever_a_student_is_named_the_reference_stands_beside_the_id(api: Api) -> None:
    made = references()
    for what, answer in answers(api):
        found = list(named(answer))
        assert found, what
        for each in found:
            assert each["reference"] == made.of(each["student_id"]), what


@pytest.mark.parametrize("username", ["lea", "site", "teacher", "no-groups", "elpac-lea"])
@pytest.mark.parametrize("student", ["S1-001", "S1-004", "S2-001", "S3-002", "nobody"])
def test_a_reference_shows_exactly_what_the_id_does(api: Api, username: str, student: str) -> None:
    client = api.client(username)
    by_id = client.post(HISTORY, {"student_id": student})
    by_reference = client.post(HISTORY, {"reference": references().of(student)})
    assert by_reference.status == by_id.status
    if by_id.status == 200:
        assert by_reference.body == by_id.body
    else:
        assert by_reference.body["error"] | {"request_id": ""} == by_id.body["error"] | {
            "request_id": ""
        }


def test_an_exam_is_found_by_reference_too(api: Api) -> None:
    exam = interim(api, "S1")
    about = {key: exam[key] for key in ("assessment_id", "opportunity_id")}
    reference = references().of(exam["student_id"])
    by_id = api.client("site").post(ITEMS, {**about, "student_id": exam["student_id"]})
    assert by_id.status == 200
    assert api.client("site").post(ITEMS, {**about, "reference": reference}).body == by_id.body
    stranger = api.client("elpac-site").post(ITEMS, {**about, "reference": reference})
    assert (stranger.status, stranger.code) == (404, "not-found")


@pytest.mark.parametrize("reference", ["x", "S1-001", "A" * 35, "ä", "../..", "%00", "A" * 400])
def test_what_is_no_reference_is_answered_like_a_stranger_and_recorded(
    api: Api, reference: str
) -> None:
    client = api.client("site")
    stranger = client.post(HISTORY, {"student_id": "S3-002"})
    before = len(records(api))
    answer = client.post(HISTORY, {"reference": reference})
    assert (answer.status, answer.code) == (404, "not-found")
    assert answer.body["error"]["message"] == stranger.body["error"]["message"]
    (record,) = records(api)[before:]
    assert record["action"] == "refused"
    assert reference not in str(record.get("detail", ""))


def test_the_reference_of_another_deployment_is_nobodys(api: Api) -> None:
    class Other:
        def text(self) -> str:
            return "another key"

    foreign = StudentReferences(Other()).of("S1-001")
    assert api.client("site").post(HISTORY, {"reference": foreign}).status == 404


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"student_id": "S1-001", "reference": "x"},
        {"student_id": "", "reference": ""},
        {"reference": None},
        {"reference": 5},
        {"reference": "A" * 401},
        {"reference": "a\nb"},
    ],
)
def test_a_student_is_named_once(api: Api, given: dict[str, Any]) -> None:
    for route in (HISTORY, ITEMS):
        exam = {"assessment_id": "M5-IAB", "opportunity_id": "x"} if route == ITEMS else {}
        answer = api.client("site").post(route, given | exam)
        assert (answer.status, answer.code) == (400, "bad-parameter"), route


def test_without_the_key_nobody_is_named(api: Api) -> None:
    secrets = boto3.client("secretsmanager")
    services.cache_clear()
    known = secrets.get_secret_value(SecretId="cers-student-references")["SecretString"]
    secrets.delete_secret(SecretId="cers-student-references", ForceDeleteWithoutRecovery=True)
    try:
        answer = api.client("site").post(HISTORY, {"student_id": "S1-001"})
        assert (answer.status, answer.code) == (503, "unavailable")
        assert "S1-001" not in answer.text
    finally:
        secrets.create_secret(Name="cers-student-references", SecretString=known)
        services.cache_clear()
    assert api.client("site").post(HISTORY, {"student_id": "S1-001"}).status == 200
