"""Results of groups, filters, sessions, grades, dashboards: recomputed from the rows."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import boto3
import pytest

from cers.model.accommodation import Accommodation, AccommodationLabel
from cers.stores.reference import ReferenceStore
from chalicelib.endpoint import services
from tests.integration.api.conftest import ANY_STUDENTS, LAKE, MATH_STUDENTS, REGION, Api
from tests.support.world import LONG_AGO, ODD_ID, Row, assessments, day

SCHOOL_ROSTER = "/schools/{school_id}/assessments/{assessment_id}/students"
GROUP = "/groups/{group_id}"
GROUP_ROSTER = GROUP + "/assessments/{assessment_id}/students"
GROUP_SUMMARY = GROUP + "/assessments/{assessment_id}/summary"

Keep = Callable[[Row], bool]


def exams(body: Any) -> set[tuple[str, str]]:
    return {(each["student_id"], each["completed_on"]) for each in body["students"]}


def kept(rows: list[Row], keep: Keep) -> set[tuple[str, str]]:
    return {(row["student_id"], day(row).isoformat()) for row in rows if keep(row)}


# ---- groups


def test_a_group_has_the_results_of_its_students_at_its_school(api: Api) -> None:
    body = api.client("teacher").get(GROUP_ROSTER, group_id="g1", assessment_id=ODD_ID).body
    rows = api.world.of("S1", ODD_ID)
    assert exams(body) == kept(rows, lambda row: row["student_id"] in MATH_STUDENTS)
    assert len(body["students"]) >= 3
    assert body["group"] == {"id": "g1", "name": "Math 5", "school_year": 2026, "subject": "Math"}
    assert body["school"]["id"] == "S1"


def test_a_groups_subject_keeps_out_the_others(api: Api) -> None:
    listed = api.client("teacher").get(GROUP + "/assessments", group_id="g1").body
    assert {each["subject"]["code"] for each in listed["assessments"]} == {"Math"}
    body = api.client("teacher").get(GROUP_ROSTER, group_id="g1", assessment_id="ELPAC-5").body
    assert body["students"] == []


def test_a_group_of_every_subject_has_them_all(api: Api) -> None:
    body = api.client("teacher").get(GROUP_SUMMARY, group_id="g2", assessment_id="ELPAC-5").body
    rows = [row for row in api.world.of("S1", "ELPAC-5") if row["student_id"] in ANY_STUDENTS]
    assert body["results"] == len(rows) > 0


@pytest.mark.parametrize(
    ("username", "group", "status"),
    [
        ("teacher", "g1", 200),
        ("teacher", "g3", 404),  # of another school than the assignment's
        ("teacher", "g4", 404),  # of somebody else
        ("teacher", "none", 404),
        ("no-groups", "g1", 404),
        ("site", "g4", 200),
        ("site", "g3", 404),
        ("lea", "g3", 200),
        ("elpac-lea", "g1", 404),
        ("elpac-site", "g1", 404),
        ("state", "g1", 200),
    ],
)
def test_a_group_is_open_to_its_users_and_to_who_sees_its_whole_school(
    api: Api, username: str, group: str, status: int
) -> None:
    answer = api.client(username).get(GROUP + "/assessments", group_id=group)
    assert answer.status == status


def test_a_state_user_sees_the_summative_results_of_a_group_only(api: Api) -> None:
    body = api.client("state").get(GROUP + "/assessments", group_id="g1").body
    assert {each["type"]["code"] for each in body["assessments"]} == {"sum"}


# ---- filters

FILTERS: list[tuple[dict[str, str], Keep]] = [
    ({"completeness": "Partial"}, lambda row: row["completeness"] == "Partial"),
    ({"conditions": "IN"}, lambda row: row["administration_condition"] == "IN"),
    ({"conditions": "Valid,NS"}, lambda row: row["administration_condition"] in ("Valid", "NS")),
    ({"enrolled_grades": "04"}, lambda row: row["grade"] == "04"),
    ({"off_grade": "hide"}, lambda row: row["grade"] == "05"),
    ({"sessions": "ca-1"}, lambda row: row["session_id"] == "ca-1"),
    ({"gender": "Female,undefined"}, lambda row: row["gender"] in ("Female", None)),
    ({"ethnicities": "Asian"}, lambda row: "Asian" in (row["ethnicities"] or [])),
    (
        {"ethnicities": "Asian,undefined"},
        lambda row: row["ethnicities"] is None or "Asian" in row["ethnicities"],
    ),
    ({"iep": "yes"}, lambda row: row["iep"] is True),
    ({"migrant": "no,undefined"}, lambda row: row["migrant"] in (False, None)),
    ({"language": "spa"}, lambda row: row["language"] == "spa"),
    (
        {"elas": "EL", "completeness": "Complete"},
        lambda row: row["elas"] == "EL" and row["completeness"] == "Complete",
    ),
]


@pytest.mark.parametrize(("query", "keep"), FILTERS, ids=[str(query) for query, _ in FILTERS])
def test_a_filter_keeps_what_it_says(api: Api, query: dict[str, str], keep: Keep) -> None:
    found, expected = set(), set()
    for school in ("S1", "S2"):
        path = {"school_id": school, "assessment_id": ODD_ID}
        found |= exams(api.client("lea").get(SCHOOL_ROSTER, query, **path).body)
        expected |= kept(api.world.of(school, ODD_ID), keep)
    assert found == expected
    assert found


@pytest.mark.parametrize(("query", "keep"), FILTERS, ids=[str(query) for query, _ in FILTERS])
def test_the_claims_of_a_summary_follow_its_filters(
    api: Api, query: dict[str, str], keep: Keep
) -> None:
    path = {"school_id": "S1", "assessment_id": ODD_ID}
    route = "/schools/{school_id}/assessments/{assessment_id}/summary"
    body = api.client("lea").get(route, query, **path).body
    rows = [row for row in api.world.of("S1", ODD_ID) if keep(row)]
    opportunities = {row["opportunity_id"] for row in rows}
    assert body["results"] == len(rows)
    for claim in body["claims"]:
        scored = [
            row
            for row in api.world.scores
            if row["opportunity_id"] in opportunities
            and (row["score_type"], row["score_code"]) == ("claim", claim["code"])
            and row["achievement_level"] is not None
        ]
        assert claim["scored"] == len(scored)


@pytest.mark.parametrize("name", ["gender", "iep", "section_504", "military_connected"])
def test_a_teacher_can_neither_see_nor_filter_by_what_coordinators_see(api: Api, name: str) -> None:
    path = {"group_id": "g1", "assessment_id": ODD_ID}
    client = api.client("teacher")
    assert client.get(GROUP_ROSTER, {name: "yes"}, **path).status == 400
    for each in client.get(GROUP_ROSTER, **path).body["students"]:
        assert each["student"].keys() == {"ethnicities", "elas", "language", "migrant"}


@pytest.mark.parametrize("name", ["english_learner", "economic_disadvantage"])
def test_nobody_sees_or_filters_by_a_field_that_is_switched_off(api: Api, name: str) -> None:
    path = {"school_id": "S1", "assessment_id": ODD_ID}
    assert api.client("lea").get(SCHOOL_ROSTER, {name: "yes"}, **path).status == 400
    students = api.client("lea").get(SCHOOL_ROSTER, **path).body["students"]
    assert all(name not in each["student"] for each in students)


@pytest.mark.parametrize(
    "query",
    [
        {"completeness": "Halfway"},
        {"conditions": "valid"},
        {"off_grade": "yes"},
        {"enrolled_grades": "99"},
        {"sessions": ",".join(f"s{n}" for n in range(60))},
        {"shoe_size": "9"},
    ],
)
def test_a_filter_nobody_knows_is_refused(api: Api, query: dict[str, str]) -> None:
    path = {"school_id": "S1", "assessment_id": ODD_ID}
    assert api.client("lea").get(SCHOOL_ROSTER, query, **path).code == "bad-parameter"


def test_the_filters_offered_are_those_that_are_taken(api: Api) -> None:
    path = {"school_id": "S1", "assessment_id": ODD_ID}
    client = api.client("site")
    options = client.get("/filters").body
    for each in options["student_fields"]:
        for value in each["values"]:
            query = {each["field"]: value["code"]}
            assert client.get(SCHOOL_ROSTER, query, **path).status == 200
    offered = {each["field"] for each in options["student_fields"]}
    assert offered == set(client.get(SCHOOL_ROSTER, **path).body["students"][0]["student"])


def test_filters_say_what_their_codes_are_called(api: Api) -> None:
    body = api.client("site").get("/filters").body
    fields = {each["field"]: each for each in body["student_fields"]}
    assert fields["elas"]["translations"]["es"]
    languages = {each["code"]: each for each in fields["language"]["values"]}
    assert languages["vie"] == {
        "code": "vie", "name": "Vietnamese", "translations": {"es": "Vietnamita"},
    }  # fmt: skip
    assert [each["name"] for each in body["completeness"]] == ["Partial", "Complete"]
    assert [each["code"] for each in body["assessment_types"]] == ["iab", "ica", "sum"]
    assert body["accommodations"] == []


def test_accommodations_are_named_once_they_are_delivered(api: Api) -> None:
    labels = {
        "eng": AccommodationLabel("Abacus", LONG_AGO),
        "spa": AccommodationLabel("Ábaco", LONG_AGO),
    }
    known = {2026: {"A": Accommodation("A", 2026, labels)}}
    table = boto3.resource("dynamodb", region_name=REGION).Table("cers-snapshots")
    store = ReferenceStore(boto3.client("s3", region_name=REGION), LAKE, table)
    store.update_accommodations(lambda _: known)
    services.cache_clear()
    assert api.client("teacher").get("/filters").body["accommodations"] == [
        {"code": "A", "name": "Abacus", "translations": {"es": "Ábaco"}}
    ]
    store.update_accommodations(lambda _: {})
    services.cache_clear()


# ---- sessions, lists, grades


def test_sessions_to_choose_from_stay_whichever_is_chosen(api: Api) -> None:
    path = {"group_id": "g1", "assessment_id": ODD_ID}
    client = api.client("teacher")
    every = client.get(GROUP_SUMMARY, **path).body
    one = client.get(GROUP_SUMMARY, {"sessions": every["sessions"][0]["id"]}, **path).body
    assert one["sessions"] == every["sessions"]
    assert one["results"] == every["sessions"][0]["results"]
    days = [each["latest_completed"] for each in every["sessions"]]
    assert days == sorted(days, reverse=True)
    rows = [row for row in api.world.of("S1", ODD_ID) if row["student_id"] in MATH_STUDENTS]
    counted = Counter(row["session_id"] for row in rows if row["session_id"])
    assert {each["id"]: each["results"] for each in every["sessions"]} == counted


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"types": "iab"}, {"M5-IAB"}),
        ({"subject": "ELPAC"}, {"ELPAC-5"}),
        ({"subject": "Math", "types": "sum,ica"}, {ODD_ID}),
        ({"grade": "06"}, set()),
    ],
)
def test_a_list_can_be_narrowed(api: Api, query: dict[str, str], found: set[str]) -> None:
    body = api.client("site").get("/schools/{school_id}/assessments", query, school_id="S1").body
    assert {each["id"] for each in body["assessments"]} == found


def test_the_assessment_completed_last_is_named(api: Api) -> None:
    body = api.client("site").get("/schools/{school_id}/assessments", school_id="S1").body
    last = {
        each: max((day(row) for row in api.world.of("S1", each)), default=date.min)
        for each in (ODD_ID, "ELPAC-5", "M5-IAB")
    }
    assert last[body["latest"]] == max(last.values())


def test_the_grades_of_a_school_are_those_it_was_assessed_in(api: Api) -> None:
    body = api.client("site").get("/schools/{school_id}/grades", school_id="S1").body
    every = [each for each in assessments() if each != "M6-NEVER"]
    results = sum(len(api.world.of("S1", each)) for each in every)
    assert body["grades"] == [{"grade": "05", "school_years": [2026, 2025], "results": results}]


# ---- dashboard


def latest_scored(rows: list[Row]) -> dict[str, Row]:
    """Each student's latest scored result; of equal times the greater opportunity."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: (row["completed_at"], row["opportunity_id"])):
        if row["achievement_level"] is not None and row["standard_error"] is not None:
            found[row["student_id"]] = row
    return found


@pytest.mark.parametrize(
    ("username", "route", "path", "members"),
    [
        ("teacher", "/groups/{group_id}/dashboard", {"group_id": "g1"}, MATH_STUDENTS),
        ("site", "/schools/{school_id}/dashboard", {"school_id": "S1"}, None),
    ],
)
def test_a_dashboard_counts_each_students_latest_scored_result(
    api: Api, username: str, route: str, path: dict[str, str], members: frozenset[str] | None
) -> None:
    body = api.client(username).get(route, **path).body
    rows = [
        row
        for row in api.world.of("S1", "M5-IAB")
        if members is None or row["student_id"] in members
    ]
    latest = latest_scored(rows)
    (card,) = body["cards"]
    assert card["students"] == len(latest) > 0
    counted = Counter(row["achievement_level"] for row in latest.values())
    shown = {each["level"]: each["count"] for each in card["levels"] if each["count"]}
    assert shown == counted
    assert sum(each["percent"] for each in card["levels"]) == 100
    assert body["size"] == (len(members) if members else None)
    assert body["school_year"] == 2026


def test_a_state_user_has_no_interim_dashboard(api: Api) -> None:
    body = api.client("state").get("/schools/{school_id}/dashboard", school_id="S1").body
    assert body["cards"] == []
