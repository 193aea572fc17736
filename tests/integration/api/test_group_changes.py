"""Assigned groups as coordinators keep them, by hand and by file."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from cers.model.access import Group
from cers.stores.access import GroupVersion, group_id
from chalicelib.endpoint import services
from tests.integration.api.conftest import Api
from tests.integration.api.test_audit import records
from tests.integration.api.test_group_lists import MANAGING
from tests.support.api import Answer, ApiClient
from tests.support.educators import educator, everywhere, is_within
from tests.support.people import group_file, rows
from tests.support.world import SCHOOLS

ONE = "/groups/{group_id}"
_NUMBERS = count(1)


def wanted(school: str = "S1", **other: Any) -> dict[str, Any]:
    """A good group with a name of its own."""
    return {
        "school_id": school,
        "school_year": 2026,
        "name": f"Group {next(_NUMBERS)}",
        "subject": "Math",
        "student_ids": [f"{school}-001", f"{school}-002"],
        "usernames": ["Ann", "bob@district.example"],
        **other,
    }


def made(client: ApiClient, **other: Any) -> dict[str, Any]:
    answer = client.post("/groups", wanted(**other))
    assert answer.status == 201, answer.text
    body: dict[str, Any] = client.get(ONE, group_id=answer.body["id"]).body
    return body


def changed(group: dict[str, Any], **other: Any) -> dict[str, Any]:
    """What a group is, said once more, with something else said of it."""
    return {
        "version": group["version"],
        "name": group["name"],
        "subject": group["subject"],
        "student_ids": [each["student_id"] for each in group["members"]],
        "usernames": group["usernames"],
        **other,
    }


@pytest.fixture
def site(api: Api) -> ApiClient:
    return educator(api.access, "SITE_CAASPP_COORDINATOR", "S1")


@pytest.mark.parametrize("school", [*SCHOOLS, "S9"])
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_groups_are_kept_by_coordinators_of_the_school_and_by_nobody_else(
    api: Api, role: str, place: str, school: str
) -> None:
    client = educator(api.access, role, place)
    answer = client.post("/groups", wanted(school))
    if role not in MANAGING:
        expected = (403, "not-permitted")
    elif school not in SCHOOLS or not is_within(place, school):
        expected = (404, "not-found")
    else:
        assert answer.status == 201
        assert api.access.group(answer.body["id"]) is not None
        return
    assert (answer.status, answer.code) == expected


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_so_are_they_changed_and_deleted(
    api: Api, site: ApiClient, role: str, place: str, method: str
) -> None:
    group = made(site)
    client = educator(api.access, role, place)
    body = changed(group, subject=None) if method == "PUT" else None
    answer = client.send(method, ONE, None, body, group_id=group["id"])
    if role not in MANAGING:
        assert (answer.status, answer.code) == (403, "not-permitted")
    elif not is_within(place, "S1"):
        assert (answer.status, answer.code) == (404, "not-found")
    else:
        assert answer.status == 200
        return
    assert api.access.group(group["id"]) is not None


def test_a_group_is_there_for_its_users_at_once(api: Api, site: ApiClient) -> None:
    teacher = educator(api.access, "TEST_ADMINISTRATOR", "S1", "new.teacher")
    assert not teacher.get("/groups").body["groups"]
    group = made(site, usernames=["New.Teacher"])
    (seen,) = teacher.get("/groups").body["groups"]
    assert (seen["id"], seen["students"]) == (group["id"], 2)

    answer = site.put(ONE, changed(group, usernames=[]), group_id=group["id"])
    assert answer.status == 200
    assert not teacher.get("/groups").body["groups"]


def test_students_must_be_the_schools_own_and_are_named_by_their_places(site: ApiClient) -> None:
    students = ["S1-001", "S2-001", "9999999999", "S1-002", "S1-001"]
    answer = site.post("/groups", wanted(student_ids=students))
    assert (answer.status, answer.code) == (400, "bad-parameter")
    assert answer.body["error"]["message"].endswith("list: 2, 3")
    assert "S2-001" not in answer.text
    assert "9999999999" not in answer.text


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("name", ""),
        ("name", "x" * 256),
        ("name", "tab\tbed"),
        ("subject", "Alchemy"),
        ("school_year", 2014),
        ("school_year", 2028),
        ("student_ids", [f"S1-{n}" for n in range(201)]),
        ("student_ids", "S1-001"),
        ("student_ids", [1]),
        ("student_ids", None),
        ("usernames", [f"user{n}" for n in range(101)]),
        ("usernames", ["x" * 256]),
        ("hobby", "chess"),
    ],
)
def test_what_no_group_may_be_is_refused_by_name(site: ApiClient, member: str, value: Any) -> None:
    answer = site.post("/groups", wanted(**{member: value}))
    assert (answer.status, answer.code) == (400, "bad-parameter")
    assert answer.body["error"]["message"].startswith(member)


def test_a_name_is_taken_whatever_its_case(site: ApiClient) -> None:
    group = made(site, name="Oaks and Elms")
    again = site.post("/groups", wanted(name="OAKS AND ELMS"))
    assert (again.status, again.code) == (409, "conflict")
    other = made(site, name="Firs")
    renamed = site.put(ONE, changed(other, name="Oaks and elms"), group_id=other["id"])
    assert (renamed.status, renamed.code) == (409, "conflict")
    assert site.get(ONE, group_id=other["id"]).status == 200
    assert site.put(ONE, changed(group, name="oaks AND elms"), group_id=group["id"]).status == 200


def test_a_group_that_gets_a_new_name_leaves_the_old_one_behind(site: ApiClient) -> None:
    group = made(site)
    answer = site.put(ONE, changed(group, name="Renamed"), group_id=group["id"])
    assert answer.body["id"] == group_id("S1", 2026, "Renamed")
    assert site.get(ONE, group_id=group["id"]).status == 404
    assert group["id"] not in {each["id"] for each in site.get("/groups").body["groups"]}
    assert made(site, name=group["name"])["id"] == group["id"]


def test_of_two_who_change_a_group_the_second_is_told(site: ApiClient) -> None:
    group = made(site)
    first = site.put(ONE, changed(group, subject=None), group_id=group["id"])
    second = site.put(ONE, changed(group, subject="ELPAC"), group_id=group["id"])
    assert (first.status, second.status, second.code) == (200, 409, "conflict")
    assert site.get(ONE, group_id=group["id"]).body["subject"] is None


def file_of(group: dict[str, Any], landed: datetime, *students: str) -> bool:
    """A group file that landed at some moment is processed now; whether it counts."""
    version = f"{landed.isoformat(timespec='seconds')}#{'0' * 32}#000000"
    stated = Group(group["id"], group["name"], "S1", 2026, None, frozenset(students))
    written = services().access.put_groups([GroupVersion(stated, frozenset(), version)])
    return group["id"] in written


def test_of_a_file_and_a_coordinator_the_later_one_counts(api: Api, site: ApiClient) -> None:
    group, now = made(site), datetime.now(UTC)
    assert not file_of(group, now - timedelta(minutes=1), "S1-009")
    assert len(site.get(ONE, group_id=group["id"]).body["members"]) == 2

    assert file_of(group, now + timedelta(minutes=1), "S1-009")
    kept = site.get(ONE, group_id=group["id"]).body
    assert [each["student_id"] for each in kept["members"]] == ["S1-009"]

    stale = site.put(ONE, changed(group), group_id=group["id"])
    assert (stale.status, stale.code) == (409, "conflict")
    assert site.put(ONE, changed(kept, subject="Math"), group_id=group["id"]).status == 200
    assert not file_of(group, now + timedelta(minutes=1), "S1-001"), "not even by a clock ahead"
    assert api.access.group(group["id"]).subject == "Math"  # type: ignore[union-attr]


def test_what_was_deleted_comes_back_by_a_later_file_only(api: Api, site: ApiClient) -> None:
    group, now = made(site, usernames=["gone"]), datetime.now(UTC)
    answer = site.delete(ONE, group_id=group["id"])
    assert (answer.status, answer.body["students"]) == (200, 2)
    assert site.delete(ONE, group_id=group["id"]).status == 404
    assert api.access.groups_of("gone") == []
    assert group["id"] not in {each["id"] for each in site.get("/groups").body["groups"]}

    assert not file_of(group, now - timedelta(minutes=1), "S1-001")
    assert api.access.group(group["id"]) is None
    assert file_of(group, now + timedelta(minutes=1), "S1-001")
    assert api.access.group(group["id"]) is not None


def test_every_change_is_recorded_with_its_students(api: Api, site: ApiClient) -> None:
    before = len(records(api))
    answer = site.post("/groups", wanted())
    (record,) = records(api)[before:]
    assert (record["action"], record["route"]) == ("change", "/v1/groups")
    assert (record["group_id"], record["school_ids"]) == (answer.body["id"], ["S1"])
    assert record["students"].split() == ["S1-001", "S1-002"]
    assert record["detail"] == "create an assigned group of 2 students and 2 users"


def imported(client: ApiClient, *lines: str) -> Answer:
    return client.post("/groups/import", {"csv": group_file(*lines).decode()})


def test_a_file_replaces_the_groups_it_names(api: Api, site: ApiClient) -> None:
    before = len(records(api))
    answer = imported(
        site,
        *rows("Imported A", "S1", ["S1-001", "S1-002"], "ann", "Math"),
        *rows("Imported B", "S1", ["S1-003"], "ann", "ELPAC"),
    )
    assert answer.status == 200
    assert answer.body["findings"] == []
    assert [(e["name"], e["students"]) for e in answer.body["groups"]] == [
        ("Imported A", 2),
        ("Imported B", 1),
    ]
    assert {group.name for group in api.access.groups_of("ann")} >= {"Imported A", "Imported B"}
    (record,) = records(api)[before:]
    assert record["students"].split() == ["S1-001", "S1-002", "S1-003"]

    again = imported(site, *rows("imported a", "S1", ["S1-004"], "ben", "Math"))
    assert again.body["groups"][0]["id"] == answer.body["groups"][0]["id"]
    assert api.access.group(again.body["groups"][0]["id"]).student_ids == {"S1-004"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Firs,S1,2026,Math,S2-001,", "student-not-at-school"),
        ("Firs,S1,2026,Math,9999999999,", "student-not-at-school"),
        ("Firs,S2,2026,Math,S2-001,", "unknown-school"),
        ("Firs,S9,2026,Math,S2-001,", "unknown-school"),
        ("Firs,S1,1999,Math,S1-001,", "invalid-school-year"),
        ("Firs,S1,2026,Alchemy,S1-001,", "unknown-subject"),
        ("Firs,S1,2026", "field-count"),
    ],
)
def test_with_one_fault_nothing_of_a_file_is_taken(
    api: Api, site: ApiClient, line: str, code: str
) -> None:
    answer = imported(site, *rows("Untaken", "S1", ["S1-001"], "ann"), line)
    assert answer.status == 200
    assert answer.body["groups"] == []
    assert [each["code"] for each in answer.body["findings"]] == [code]
    assert [each["where"] for each in answer.body["findings"]] == ["line 4"]
    assert {each["severity"] for each in answer.body["findings"]} == {"error"}
    assert "S2-001" not in answer.text
    assert "9999999999" not in answer.text
    assert api.access.group(group_id("S1", 2026, "Untaken")) is None


@pytest.mark.parametrize("csv", [None, 5, "x" * (200 * 1024 + 1)])
def test_what_is_no_file_is_refused(site: ApiClient, csv: Any) -> None:
    answer = site.post("/groups/import", {"csv": csv})
    assert (answer.status, answer.code) == (400, "bad-parameter")


def test_a_text_that_is_no_unicode_is_a_finding(site: ApiClient) -> None:
    answer = site.post("/groups/import", '{"csv": "\\ud800"}')
    assert [each["code"] for each in answer.body["findings"]] == ["not-utf-8"]


@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_files_are_taken_from_coordinators_alone_and_about_their_own_schools(
    api: Api, role: str, place: str
) -> None:
    answer = imported(educator(api.access, role, place), *rows("Far", "S3", ["S3-001"], "x"))
    if role not in MANAGING:
        assert (answer.status, answer.code) == (403, "not-permitted")
    else:
        assert answer.status == 200
        assert bool(answer.body["groups"]) == is_within(place, "S3")


def test_one_change_can_follow_another_without_a_look_in_between(site: ApiClient) -> None:
    made_now = site.post("/groups", wanted(name="Chain")).body
    group = site.get(ONE, group_id=made_now["id"]).body
    assert made_now["version"] == group["version"]

    renamed = site.put(ONE, changed(group, name="Chained"), group_id=group["id"]).body
    assert renamed["version"] not in ("", made_now["version"])
    again = changed(group, name="Chained twice", version=renamed["version"])
    answer = site.put(ONE, again, group_id=renamed["id"])
    assert answer.status == 200
    assert answer.body["version"] == site.get(ONE, group_id=answer.body["id"]).body["version"]
    late = site.put(ONE, {**again, "version": renamed["version"]}, group_id=answer.body["id"])
    assert (late.status, late.code) == (409, "conflict")
