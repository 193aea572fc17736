"""The students somebody looked at lately: their own views alone, and only what is in scope now."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from cers.stores.audit import AuditStore
from cers.stores.viewed_students import ViewedStudents
from chalicelib.endpoint import services
from tests.integration.api.conftest import Api
from tests.integration.api.test_audit import records
from tests.integration.api.test_students import visible
from tests.support import tokens
from tests.support.api import ApiClient
from tests.support.audit import record

RECENT, HISTORY, ITEMS = "/students/recent", "/students/history", "/students/items"
Found = list[dict[str, Any]]


PEOPLE = {
    "lea": ("LEA_CAASPP_COORDINATOR", "district", "D1"),
    "site": ("SITE_CAASPP_COORDINATOR", "school", "S1"),
    "teacher": ("TEST_ADMINISTRATOR", "school", "S1"),
}


@pytest.fixture
def mark() -> str:
    """What the names of a test's own users end with."""
    return uuid4().hex


@pytest.fixture
def people(api: Api, mark: str) -> dict[str, ApiClient]:
    """Users of this test alone, so that nobody has looked at anybody yet."""
    return {name: _entered(api, f"{name}-{mark}", *place) for name, place in PEOPLE.items()}


def _entered(api: Api, username: str, role: str, kind: str, place: str) -> ApiClient:
    held = api.access.assign(username, role, kind, place, "A place")
    return ApiClient(tokens.token(tokens.claims(username, role)), held.id)


def look(client: ApiClient, *students: str) -> None:
    for student in students:
        assert client.post(HISTORY, {"student_id": student}).status == 200


def recent(client: ApiClient) -> Found:
    answer = client.get(RECENT)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    found: Found = answer.body["students"]
    return found


def ids(found: Found) -> list[str]:
    return [each["student_id"] for each in found]


def test_whoever_looked_at_nobody_has_nobody(people: dict[str, ApiClient]) -> None:
    assert recent(people["site"]) == []


def test_the_last_ten_come_each_once_the_latest_first(
    api: Api, people: dict[str, ApiClient]
) -> None:
    site = people["site"]
    students = [
        f"S1-{number:03}" for number in range(12) if visible(api, "site", f"S1-{number:03}")
    ]
    looked = [*students, students[3], students[0]]
    look(site, *looked)
    found = recent(site)
    expected = list(dict.fromkeys(reversed(looked)))[:10]
    assert ids(found) == expected
    times = [each["viewed_at"] for each in found]
    assert times == sorted(times, reverse=True)
    for each in found:
        rows = visible(api, "site", each["student_id"])
        assert each["results"] == len(rows)
        assert each["last_name"] == max(rows, key=lambda row: row["completed_at"])["last_name"]


def test_an_exams_answers_count_as_a_look_and_a_search_does_not(
    api: Api, people: dict[str, ApiClient]
) -> None:
    exam = next(
        row
        for row in api.world.exams
        if (row["school_id"], row["assessment_id"]) == ("S1", "M5-IAB") and not row["deleted"]
    )
    about = {key: exam[key] for key in ("student_id", "assessment_id", "opportunity_id")}
    assert people["site"].post("/students/search", {"name": "First"}).body["students"]
    assert recent(people["site"]) == []
    assert people["site"].post(ITEMS, about).status == 200
    assert ids(recent(people["site"])) == [exam["student_id"]]


def test_what_others_saw_or_was_refused_is_not_ones_own(people: dict[str, ApiClient]) -> None:
    look(people["lea"], "S1-001", "S2-001")
    assert people["site"].post(HISTORY, {"student_id": "S2-001"}).status == 404
    assert recent(people["site"]) == []
    assert ids(recent(people["lea"])) == ["S2-001", "S1-001"]


def test_under_another_assignment_there_are_others(api: Api, mark: str) -> None:
    username = f"both-{mark}"
    roles = ["LEA_CAASPP_COORDINATOR", "SITE_CAASPP_COORDINATOR"]
    lea = api.access.assign(username, roles[0], "district", "D1", "A place")
    site = api.access.assign(username, roles[1], "school", "S1", "A place")
    token = tokens.token(tokens.claims(username, *roles))
    look(ApiClient(token, lea.id), "S1-001")
    assert ids(recent(ApiClient(token, lea.id))) == ["S1-001"]
    assert recent(ApiClient(token, site.id)) == []


def test_whoever_left_the_scope_is_gone(api: Api, people: dict[str, ApiClient], mark: str) -> None:
    def teach(*students: str) -> None:
        api.access.put_group(mark, "Short", "S1", 2026, None, students, [f"teacher-{mark}"])

    teach("S1-001", "S1-002")
    look(people["teacher"], "S1-001", "S1-002")
    assert ids(recent(people["teacher"])) == ["S1-002", "S1-001"]
    teach("S1-001")
    assert ids(recent(people["teacher"])) == ["S1-001"]
    teach()
    assert recent(people["teacher"]) == []


def test_the_answer_is_recorded_with_those_it_names(api: Api, people: dict[str, ApiClient]) -> None:
    look(people["site"], "S1-003", "S1-001")
    recent(people["site"])
    (record_,) = records(api)[-1:]
    assert (record_["action"], record_["route"]) == ("search", f"/v1{RECENT}")
    assert set(record_["students"].split()) == {"S1-001", "S1-003"}
    assert record_["detail"] == "students looked at lately"


def test_a_student_of_several_districts_is_one_student(api: Api) -> None:
    now = datetime(2026, 5, 2, 9, tzinfo=UTC)
    store = AuditStore(api.audit)
    for number, students in enumerate(
        ({"D1": frozenset({"a"}), "D2": frozenset({"a"})}, {"D1": frozenset({"b"})})
    ):
        store.record(
            record(
                number,
                now + timedelta(minutes=number),
                subject="sub-of-nobody",
                route=f"/v1{HISTORY}",
                district_ids=tuple(students),
                students_by_district=students,
            )
        )
    found = ViewedStudents(api.audit).of(
        "sub-of-nobody", "LEA_CAASPP_COORDINATOR", "D1", {f"/v1{HISTORY}", f"/v1{ITEMS}"}
    )
    assert [(each.student_id, each.district_ids) for each in found] == [
        ("b", frozenset({"D1"})),
        ("a", frozenset({"D1", "D2"})),
    ]


def test_the_state_finds_them_where_they_were_seen(api: Api) -> None:
    client = api.client("state")
    look(client, "S3-002", "S1-001")
    services.cache_clear()
    found = recent(client)
    assert ids(found)[:2] == ["S1-001", "S3-002"]
    for each in found[:2]:
        assert each["results"] == len(visible(api, "state", each["student_id"]))
