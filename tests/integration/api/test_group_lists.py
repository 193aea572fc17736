"""The groups that everybody is shown, and whom a group names."""

import pytest

from tests.integration.api.conftest import ANY_STUDENTS, MATH_STUDENTS, Api
from tests.integration.api.test_audit import records
from tests.support.educators import educator, everywhere, is_within
from tests.support.references import references
from tests.support.world import SCHOOLS

GROUPS = {
    "g1": ("S1", {"teacher"}),
    "g2": ("S1", {"teacher", "state"}),
    "g3": ("S2", {"teacher"}),
    "g4": ("S1", {"somebody"}),
}
"""Group -> its school, and the users it lists."""

WHOLE = {
    "STATE_USER",
    "SUPERINTENDENT",
    "LEA_CAASPP_COORDINATOR",
    "LEA_ELPAC_COORDINATOR",
    "EDUCATOR_DISTRICT",
    "SITE_CAASPP_COORDINATOR",
    "SITE_ELPAC_COORDINATOR",
    "EDUCATOR_TEST_SITE",
}
"""Who sees all of their organization."""

TEACHING = {
    "TEST_ADMINISTRATOR",
    "CAASPP_TEST_EXAMINER",
    "ELPAC_TEST_EXAMINER",
    "IA_ADMINISTRATOR_ONLY",
    "EDUCATOR_ROSTER",
}
MANAGING = {
    "LEA_CAASPP_COORDINATOR",
    "LEA_ELPAC_COORDINATOR",
    "SITE_CAASPP_COORDINATOR",
    "SITE_ELPAC_COORDINATOR",
}


@pytest.mark.parametrize("school", [*SCHOOLS, "S9"])
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_of_a_school_exactly_those_groups_are_listed_that_somebody_may_open(
    api: Api, role: str, place: str, school: str
) -> None:
    client = educator(api.access, role, place)
    answer = client.get("/groups", {"school_id": school})
    if role not in WHOLE | TEACHING:
        assert (answer.status, answer.code) == (403, "not-permitted")
        return
    if role in TEACHING or school not in SCHOOLS or not is_within(place, school):
        # Nobody here is listed in a group, so a teaching role reaches no school at all.
        assert (answer.status, answer.code) == (404, "not-found")
        return
    expected = {group for group, (at, _) in GROUPS.items() if at == school}
    shown = {each["id"] for each in answer.body["groups"]}
    assert expected <= shown
    assert {each["school"]["id"] for each in answer.body["groups"]} <= {school}
    assert {each["may_change"] for each in answer.body["groups"]} <= {role in MANAGING}
    for group in GROUPS:
        opened = client.get("/groups/{group_id}", group_id=group)
        if group in shown:
            assert opened.status == 200


@pytest.mark.parametrize("group", [*GROUPS, "g9"])
@pytest.mark.parametrize(("role", "place"), list(everywhere()))
def test_a_group_opens_to_those_who_see_its_school_and_to_nobody_else(
    api: Api, role: str, place: str, group: str
) -> None:
    answer = educator(api.access, role, place).get("/groups/{group_id}", group_id=group)
    inside = group in GROUPS and is_within(place, GROUPS[group][0])
    assert answer.status == (200 if role in WHOLE and inside else 404)
    if answer.status == 200:
        managed = role in MANAGING
        assert (answer.body["usernames"] is not None) == managed
        assert (answer.body["version"] is not None) == managed


@pytest.mark.parametrize("role", sorted(TEACHING))
def test_who_is_listed_sees_the_groups_of_their_own_school(api: Api, role: str) -> None:
    client = educator(api.access, role, "S1", f"listed.{role}".lower())
    name = f"listed.{role}".lower()
    api.access.put_group(f"l1-{role}"[:24], "Own", "S1", 2026, "Math", {"S1-001"}, [name])
    api.access.put_group(f"l2-{role}"[:24], "Far", "S2", 2026, None, {"S2-001"}, [name])
    shown = client.get("/groups").body["groups"]
    assert [each["name"] for each in shown] == ["Own"]
    assert shown[0] == {
        "id": f"l1-{role}"[:24],
        "kind": "assigned",
        "name": "Own",
        "school": {
            "id": "S1",
            "name": "Oak Elementary",
            "district": {"id": "D1", "name": "Alder Unified"},
        },
        "school_year": 2026,
        "subject": "Math",
        "students": 1,
        "may_change": False,
    }
    assert client.get("/groups/{group_id}", group_id=f"l2-{role}"[:24]).status == 404
    assert client.get("/groups/{group_id}", group_id="g1").status == 404


def test_a_school_coordinator_need_not_name_the_school_and_a_district_must(api: Api) -> None:
    site = educator(api.access, "SITE_CAASPP_COORDINATOR", "S1")
    assert {"g1", "g2", "g4"} <= {each["id"] for each in site.get("/groups").body["groups"]}
    district = educator(api.access, "LEA_ELPAC_COORDINATOR", "D1")
    assert not district.get("/groups").body["groups"]


def test_groups_are_found_by_year_subject_and_name(api: Api) -> None:
    site = educator(api.access, "SITE_CAASPP_COORDINATOR", "S2")
    api.access.put_group("old", "Birches", "S2", 2024, "Math", {"S2-001"}, [])
    api.access.put_group("new", "Birches", "S2", 2026, "ELPAC", {"S2-001"}, [])

    def ids(**query: str) -> set[str]:
        return {each["id"] for each in site.get("/groups", query).body["groups"]}

    assert {"old", "new", "g3"} <= ids()
    assert ids(school_year="2024") == {"old"}
    assert ids(search="bIrCh") == {"old", "new"}
    assert ids(search="birch", subject="ELPAC") == {"new"}
    assert "g3" in ids(subject="ELPAC"), "a group of every subject is one of each"


def test_a_group_that_moved_to_another_school_is_not_listed_at_the_old_one(api: Api) -> None:
    api.access.put_group("moving", "Moving", "S1", 2026, None, set(), [])
    api.access.put_group("moving", "Moving", "S3", 2026, None, set(), [])
    site = educator(api.access, "SITE_CAASPP_COORDINATOR", "S1")
    assert "moving" not in {each["id"] for each in site.get("/groups").body["groups"]}


def test_a_group_names_its_students_as_the_latest_result_does_and_is_recorded(api: Api) -> None:
    before = len(records(api))
    body = api.client("site").get("/groups/{group_id}", group_id="g2").body
    assert [each["student_id"] for each in body["members"]] == sorted(ANY_STUDENTS)
    for member in body["members"]:
        results = [
            exam
            for exam in api.world.exams
            if exam["student_id"] == member["student_id"]
            and exam["school_id"] == "S1"
            and not exam["deleted"]
        ]
        latest = max(results, key=lambda exam: exam["completed_at"].date())
        same_day = [
            exam for exam in results if exam["completed_at"].date() == latest["completed_at"].date()
        ]
        shown = (member["first_name"], member["last_name"], member["grade"])
        assert shown in {(e["first_name"], e["last_name"], e["grade"]) for e in same_day}
    assert body["usernames"] == ["state", "teacher"]
    (record,) = records(api)[before:]
    assert (record["action"], record["group_id"], record["school_ids"]) == ("view", "g2", ["S1"])
    assert set(record["students"].split()) == ANY_STUDENTS


def test_a_student_whom_the_school_does_not_know_has_no_name_there(api: Api) -> None:
    body = api.client("site").get("/groups/{group_id}", group_id="g1").body
    assert {each["student_id"] for each in body["members"]} == MATH_STUDENTS
    (stranger,) = (each for each in body["members"] if each["student_id"] == "S2-001")
    assert stranger == {
        "student_id": "S2-001",
        "reference": references().of("S2-001"),
        "first_name": None,
        "last_name": None,
        "grade": None,
    }


def test_a_listed_user_is_told_neither_the_other_users_nor_the_version(api: Api) -> None:
    body = api.client("teacher").get("/groups/{group_id}", group_id="g2").body
    assert (body["usernames"], body["version"], body["may_change"]) == (None, None, False)
