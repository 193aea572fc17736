"""Groups that educators make for themselves: whom they may hold, and who may see them."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import boto3
import pytest

from cers.model.access import Group
from cers.model.dataset import bucket_of
from cers.model.snapshot import DataFile
from cers.model.student import StudentManifest, student_key
from cers.model.tables import STUDENTS
from cers.stores.access import group_fields, own_group_key
from cers.stores.students import StudentSnapshots
from tests.integration.api.conftest import ANY_STUDENTS, LAKE, MATH_STUDENTS, REGION, Api
from tests.integration.api.test_audit import records
from tests.integration.api.test_group_lists import TEACHING, WHOLE
from tests.support.api import ApiClient
from tests.support.educators import educator, everywhere, is_within
from tests.support.references import references
from tests.support.world import LONG_AGO, SCHOOLS, parquet

OWN = "/own-groups/{group_id}"
ONE = "/groups/{group_id}"
SUMMARY = "/groups/{group_id}/assessments/{assessment_id}/summary"
ROSTER = "/groups/{group_id}/assessments/{assessment_id}/students"
MAKING = (WHOLE | TEACHING) - {"STATE_USER", "SUPERINTENDENT"}
_NUMBERS = count(1)


def wanted(*students: str, school: str = "S1", **other: Any) -> dict[str, Any]:
    name = f"Mine {next(_NUMBERS)}"
    return {
        "school_id": school, "name": name, "subject": None, "student_ids": list(students), **other,
    }  # fmt: skip


def changed(group: dict[str, Any], *students: str) -> dict[str, Any]:
    return {
        "version": group["version"],
        "name": group["name"],
        "subject": group["subject"],
        "student_ids": list(students),
    }


@pytest.fixture(scope="module", autouse=True)
def _enrolled(api: Api) -> Iterator[None]:
    """Somebody is registered at a school without ever having been tested there."""
    s3 = boto3.client("s3", region_name=REGION)
    row = {
        "student_id": "NEW-1", "school_id": "S1", "district_id": "D1", "first_name": "Neo",
        "last_name": "Arrival", "grade": "05", "updated_on": LONG_AGO.date(),
    }  # fmt: skip
    bucket = bucket_of("NEW-1", 1)
    key, data = student_key(STUDENTS.name, bucket, "p1"), parquet(STUDENTS, [row])
    s3.put_object(Bucket=LAKE, Key=key, Body=data)
    file = DataFile(STUDENTS.name, bucket, key, 1, len(data), "")
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-snapshots")
    StudentSnapshots(s3, LAKE, table).commit(StudentManifest("p1", "", LONG_AGO, 1, (file,)))
    del api
    yield


def with_results(api: Api, school: str) -> set[str]:
    """Who has results from a school in this school year or the one before."""
    return {
        exam["student_id"]
        for exam in api.world.exams
        if exam["school_id"] == school and not exam["deleted"] and exam["school_year"] >= 2025
    }


@pytest.mark.parametrize("school", [*SCHOOLS, "S9"])
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_everybody_with_students_makes_groups_where_they_see_them(
    api: Api, role: str, place: str, school: str
) -> None:
    answer = educator(api.access, role, place).post(
        "/own-groups", wanted(f"{school}-001", school=school)
    )
    if role not in MAKING:
        assert (answer.status, answer.code) == (403, "not-permitted")
    elif role in TEACHING or school not in SCHOOLS or not is_within(place, school):
        # Nobody here is listed in a group, so a teaching role reaches no school at all.
        assert (answer.status, answer.code) == (404, "not-found")
    else:
        assert answer.status == 201
        assert (answer.body["kind"], answer.body["school_year"]) == ("own", 2026)


def test_a_teacher_picks_among_the_members_of_their_groups(api: Api) -> None:
    teacher = api.client("teacher")
    good = teacher.post("/own-groups", wanted("S1-001", "S1-005"))
    assert good.status == 201
    bad = teacher.post("/own-groups", wanted("S1-001", "S1-009", "S2-002"))
    assert (bad.status, bad.code) == (400, "bad-parameter")
    assert bad.body["error"]["message"].endswith("list: 2, 3")
    assert "S1-009" not in bad.text


def test_who_is_registered_at_the_school_may_be_picked_unwith_results(api: Api) -> None:
    answer = api.client("site").post("/own-groups", wanted("NEW-1", "S1-001"))
    assert answer.status == 201
    shown = api.client("site").get(ONE, group_id=answer.body["id"]).body["members"]
    assert shown[0] == {
        "student_id": "NEW-1", "reference": references().of("NEW-1"),
        "first_name": "Neo", "last_name": "Arrival", "grade": "05",
    }  # fmt: skip
    elsewhere = api.client("elpac-lea").post("/own-groups", wanted("NEW-1", school="S3"))
    assert elsewhere.status == 400


def test_a_group_is_its_owners_alone(api: Api) -> None:
    owner = api.client("site")
    made = owner.post("/own-groups", wanted("S1-001")).body
    body = owner.get(ONE, group_id=made["id"]).body
    for other in (api.client("lea"), api.client("state"), api.client("teacher")):
        assert other.get(ONE, group_id=made["id"]).status == 404
        assert made["id"] not in {each["id"] for each in other.get("/groups").body["groups"]}
    for other in (api.client("lea"), api.client("teacher")):
        assert other.put(OWN, changed(body, "S1-001"), group_id=made["id"]).status == 404
        assert other.delete(OWN, group_id=made["id"]).status == 404
    assert made["id"] in {each["id"] for each in owner.get("/groups").body["groups"]}


def test_reports_about_a_group_of_ones_own_stay_within_the_scope(api: Api) -> None:
    teacher = educator(api.access, "TEST_ADMINISTRATOR", "S1", "leaver")
    api.access.put_group("leave", "Leaving", "S1", 2026, "Math", {"S1-001", "S1-002"}, ["leaver"])
    api.access.put_group("stay", "Staying", "S1", 2026, None, {"S1-003"}, ["leaver"])
    made = teacher.post("/own-groups", wanted("S1-001", "S1-002", "S1-003")).body

    def seen() -> set[str]:
        body = teacher.get(ROSTER, group_id=made["id"], assessment_id="M5-2025").body
        return {each["student_id"] for each in body["students"]}

    before = {
        exam["student_id"]
        for exam in api.world.of("S1", "M5-2025")
        if exam["student_id"] in ("S1-001", "S1-002", "S1-003")
    }
    assert seen() == before
    api.access.put_group("leave", "Leaving", "S1", 2026, "Math", {"S1-001", "S1-002"}, [])
    assert seen() == before & {"S1-003"}
    members = teacher.get(ONE, group_id=made["id"]).body["members"]
    assert [each["student_id"] for each in members] == ["S1-003"]
    api.access.put_group("stay", "Staying", "S1", 2026, None, {"S1-003"}, [])
    assert teacher.get(SUMMARY, group_id=made["id"], assessment_id="M5-2025").status == 404


def test_of_two_changes_of_a_group_the_second_is_told(api: Api) -> None:
    site = api.client("site")
    made = site.post("/own-groups", wanted("S1-001")).body
    body = site.get(ONE, group_id=made["id"]).body
    assert site.put(OWN, changed(body, "S1-002"), group_id=made["id"]).status == 200
    again = site.put(OWN, changed(body, "S1-003"), group_id=made["id"])
    assert (again.status, again.code) == (409, "conflict")
    members = site.get(ONE, group_id=made["id"]).body["members"]
    assert [each["student_id"] for each in members] == ["S1-002"]


def test_one_change_of_ones_own_can_follow_another_without_a_look_in_between(api: Api) -> None:
    owner = api.client("site")
    group = owner.post("/own-groups", wanted("S1-001")).body
    assert group["version"] == owner.get(ONE, group_id=group["id"]).body["version"]
    for students in (("S1-001", "S1-002"), ("S1-002",)):
        answer = owner.put(OWN, changed(group, *students), group_id=group["id"])
        assert answer.status == 200
        assert answer.body["version"] != group["version"]
        group = answer.body
    assert owner.get(ONE, group_id=group["id"]).body["version"] == group["version"]


def test_a_group_that_was_deleted_is_gone(api: Api) -> None:
    site = api.client("site")
    made = site.post("/own-groups", wanted("S1-001")).body
    assert site.delete(OWN, group_id=made["id"]).status == 200
    assert site.delete(OWN, group_id=made["id"]).status == 404
    assert site.get(ONE, group_id=made["id"]).status == 404


def test_a_group_of_another_school_year_is_not_there_any_more(api: Api) -> None:
    site = api.client("site")
    old = Group("own-old", "Old", "S1", 2025, None, frozenset({"S1-001"}))
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-access")
    table.put_item(Item={**own_group_key("site", old.id), **group_fields(old), "version": "v"})
    assert "own-old" not in {each["id"] for each in site.get("/groups").body["groups"]}
    assert site.get(ONE, group_id="own-old").status == 404
    assert site.get(SUMMARY, group_id="own-old", assessment_id="M5-2025").status == 404
    assert site.delete(OWN, group_id="own-old").status == 404


def test_the_start_of_an_id_opens_no_group(api: Api) -> None:
    site = api.client("site")
    made = site.post("/own-groups", wanted("S1-001")).body
    assert site.get(ONE, group_id=made["id"][:-1]).status == 404


def found(client: ApiClient, school: str = "S1", **looked: Any) -> list[str]:
    """Every student found, page by page."""
    students: list[str] = []
    cursor = ""
    while True:
        body = {"school_id": school, "cursor": cursor, **looked}
        page = client.post("/students/candidates", body).body
        students += [each["student_id"] for each in page["students"]]
        if page["next"] is None:
            assert page["total"] == len(students)
            return students
        cursor = page["next"]


def test_a_coordinator_finds_who_was_tested_at_the_school(api: Api) -> None:
    assert set(found(api.client("site"))) == with_results(api, "S1")
    assert set(found(api.client("lea"), "S2")) == with_results(api, "S2")
    body = {"school_id": "S3"}
    assert api.client("lea").post("/students/candidates", body).status == 404


def test_a_teacher_finds_the_members_of_their_groups(api: Api) -> None:
    assert set(found(api.client("teacher"))) == MATH_STUDENTS | ANY_STUDENTS


def test_students_are_found_by_name_id_and_grade(api: Api) -> None:
    site = api.client("site")
    everybody = site.post("/students/candidates", {"school_id": "S1"}).body["students"]
    adams = {e["student_id"] for e in everybody if (e["last_name"] or "").lower() == "adams"}
    assert set(found(site, search="ADAMS")) == adams
    assert found(site, search="S1-00") == [
        e["student_id"] for e in everybody if e["student_id"].startswith("S1-00")
    ]
    fifth = {e["student_id"] for e in everybody if e["grade"] == "05"}
    assert set(found(site, grade="05")) == fifth
    names = [
        (f"{e['last_name']}, {e['first_name']}".casefold(), e["student_id"]) for e in everybody
    ]
    assert names == sorted(names)


def test_a_search_for_students_is_recorded_with_those_it_found(api: Api) -> None:
    before = len(records(api))
    students = found(api.client("site"), grade="04")
    (record,) = records(api)[before:]
    assert (record["action"], record["detail"]) == ("search", "students for a group")
    assert set(record["students"].split()) == set(students)


@pytest.mark.parametrize("cursor", ["x", "W10=", "WzEsMl0=", "é"])
def test_a_cursor_of_no_page_is_refused(api: Api, cursor: str) -> None:
    body = {"school_id": "S1", "cursor": cursor}
    answer = api.client("site").post("/students/candidates", body)
    assert (answer.status, answer.code) == (400, "bad-parameter")


def test_there_is_an_end_to_the_groups_of_one_educator(api: Api) -> None:
    client = educator(api.access, "SITE_CAASPP_COORDINATOR", "S1", "collector")
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-access")
    for number in range(100):
        group = Group(f"own-{number}", "Many", "S1", 2026, None, frozenset())
        table.put_item(
            Item={**own_group_key("collector", group.id), **group_fields(group), "version": "v"}
        )
    answer = client.post("/own-groups", wanted("S1-001"))
    assert (answer.status, answer.code) == (400, "bad-parameter")
