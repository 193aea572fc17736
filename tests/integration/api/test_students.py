"""Finding students, and their histories: only what is in scope, recomputed from the rows."""

from typing import Any

import pytest

from tests.integration.api.conftest import MATH_STUDENTS, Api
from tests.support.world import SCHOOLS, Row, assessments, day

SEARCH, HISTORY = "/students/search", "/students/history"


def visible(api: Api, username: str, student: str) -> list[Row]:
    """What each user of the tests may see of a student, said once more from scratch."""
    rows = [row for row in api.world.exams if row["student_id"] == student and not row["deleted"]]
    match username:
        case "state":
            return [row for row in rows if row["asmt_type"] == "sum"]
        case "lea":
            return [row for row in rows if row["district_id"] == "D1"]
        case "site":
            return [row for row in rows if row["school_id"] == "S1"]
        case "teacher":
            every = {"S1-004", "S1-005"}
            return [
                row
                for row in rows
                if row["school_id"] == "S1"
                and (
                    row["student_id"] in every
                    or (row["student_id"] in MATH_STUDENTS and row["subject"] == "Math")
                )
            ]
        case _:
            return []


USERS = ("lea", "site", "teacher", "no-groups")
STUDENTS = ("S1-001", "S1-004", "S1-007", "S2-001", "S2-003", "S3-002")


@pytest.mark.parametrize("username", USERS)
@pytest.mark.parametrize("student", STUDENTS)
def test_a_history_has_every_result_in_scope_and_no_other(
    api: Api, username: str, student: str
) -> None:
    answer = api.client(username).post(HISTORY, {"student_id": student})
    rows = visible(api, username, student)
    if not rows:
        assert answer.code == "not-found"
        return
    found = [(e["assessment"]["id"], e["opportunity_id"]) for e in answer.body["results"]]
    assert sorted(found) == sorted((row["assessment_id"], row["opportunity_id"]) for row in rows)
    assert answer.body["student"]["results"] == len(rows)
    days = [each["completed_on"] for each in answer.body["results"]]
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize("username", USERS)
@pytest.mark.parametrize("student", STUDENTS)
def test_a_student_is_found_by_id_exactly_where_there_is_a_history(
    api: Api, username: str, student: str
) -> None:
    body = api.client(username).post(SEARCH, {"student_id": student}).body
    rows = visible(api, username, student)
    assert [each["student_id"] for each in body["students"]] == ([student] if rows else [])
    for each in body["students"]:
        latest = max(rows, key=lambda row: row["completed_at"])
        assert each["results"] == len(rows)
        assert each["latest_completed"] == day(latest).isoformat()


@pytest.mark.parametrize("username", ["lea", "site", "teacher"])
@pytest.mark.parametrize("name", ["van", "ADA", "Ång", "o'h", "zhu first1", "first2"])
def test_names_are_found_by_their_beginnings(api: Api, username: str, name: str) -> None:
    body = api.client(username).post(SEARCH, {"name": name}).body
    for each in body["students"]:
        names = {each["first_name"].lower(), each["last_name"].lower()}
        assert all(any(n.startswith(word) for n in names) for word in name.lower().split())
        assert visible(api, username, each["student_id"])
    if username == "lea":
        assert body["students"] or name == "zhu first1"


def test_a_search_can_be_kept_to_one_school(api: Api) -> None:
    body = api.client("lea").post(SEARCH, {"name": "First", "school_id": "S2"}).body
    assert {each["school"]["name"] for each in body["students"]} == {SCHOOLS["S2"][0]}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "bad-parameter"),
        ({"name": "a"}, "bad-parameter"),
        ({"name": "adams b"}, "bad-parameter"),
        ({"name": "adams", "school_id": "S3"}, "not-found"),
        ({"name": "adams", "school_id": "nowhere"}, "not-found"),
        ({"student_id": 5}, "bad-parameter"),
        ({"surname": "adams"}, "bad-parameter"),
        ([], "bad-parameter"),
        ('{"name": "ab", "name": "cd"}', "bad-parameter"),
        ('{"name": "ab"', "bad-parameter"),
        ("[" * 100_000, "bad-parameter"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(api: Api, given: Any, code: str) -> None:
    assert api.client("lea").post(SEARCH, given).code == code


@pytest.mark.parametrize("name", ["' OR 1=1 --", "%%", "__", "\\\\ \\\\", 'ab"; DROP TABLE x'])
def test_no_name_is_taken_for_a_pattern_or_for_sql(api: Api, name: str) -> None:
    answer = api.client("lea").post(SEARCH, {"name": name})
    assert answer.status == 400 or answer.body["students"] == []


def test_a_card_shows_the_latest_result_and_counts_all(api: Api) -> None:
    for student in STUDENTS[:5]:
        body = api.client("lea").post(HISTORY, {"student_id": student}).body
        rows = visible(api, "lea", student)
        for card in body["cards"]:
            same = [r for r in rows if r["assessment_id"] == card["latest"]["assessment"]["id"]]
            latest = max(same, key=lambda row: (day(row), row["opportunity_id"]))
            assert card["results"] == len(same)
            assert card["latest"]["opportunity_id"] == latest["opportunity_id"]
        assert len(body["cards"]) == len({row["assessment_id"] for row in rows})


def test_a_trend_goes_through_the_latest_scored_results_of_each_year(api: Api) -> None:
    for student in STUDENTS[:5]:
        body = api.client("lea").post(HISTORY, {"student_id": student}).body
        rows = [
            row
            for row in visible(api, "lea", student)
            if row["asmt_type"] == "sum" and row["scale_score"] is not None
        ]
        expected = {}
        for row in sorted(rows, key=lambda row: (day(row), row["opportunity_id"])):
            expected[row["subject"], row["school_year"]] = row["scale_score"]
        shown = {
            (trend["subject"]["code"], point["school_year"]): point["scale_score"]
            for trend in body["trends"]
            for point in trend["points"]
        }
        assert shown == expected
        for trend in body["trends"]:
            for point in trend["points"]:
                cuts = assessments()[point["assessment_id"]].cuts
                assert point["cuts"] == [cut.low for cut in cuts[1:]]
                lows = [(cut.level, cut.low, cut.high) for cut in cuts]
                assert [(e["level"], e["low"], e["high"]) for e in point["levels"]] == lows


def test_a_history_names_the_parts_of_its_scores(api: Api) -> None:
    body = api.client("lea").post(HISTORY, {"student_id": "S1-004"}).body
    named = {(each["subject"], each["type"]): each for each in body["scores"]}
    for result in body["results"]:
        about = result["assessment"]
        names = named[about["subject"]["code"], about["type"]["code"]]
        for part in ("claims", "alternates"):
            codes = [each["code"] for each in names[part]]
            assert codes == [each["code"] for each in result[part]]
            assert all(each["name"] for each in names[part])


def test_a_history_can_be_narrowed(api: Api) -> None:
    body = api.client("lea").post(HISTORY, {"student_id": "S1-004", "school_years": [2025]}).body
    assert {each["assessment"]["school_year"] for each in body["results"]} <= {2025}
    assert 2026 in body["school_years"]
    body = api.client("lea").post(HISTORY, {"student_id": "S1-004", "types": ["iab"]}).body
    assert {each["assessment"]["type"]["code"] for each in body["results"]} <= {"iab"}
    filters = {"completeness": "Partial"}
    body = api.client("lea").post(HISTORY, {"student_id": "S1-004", "filters": filters}).body
    assert {each["status"]["completeness"] for each in body["results"]} <= {"Partial"}


def test_a_teacher_sees_the_fields_of_teachers_in_a_history(api: Api) -> None:
    body = api.client("teacher").post(HISTORY, {"student_id": "S1-004"}).body
    for each in body["results"]:
        assert each["student"].keys() == {"ethnicities", "elas", "language", "migrant"}


def test_searches_and_histories_are_recorded_with_the_students_they_name(api: Api) -> None:
    before = len(records(api))
    api.client("site").post(SEARCH, {"student_id": "S1-004"})
    api.client("site").post(HISTORY, {"student_id": "S1-004"})
    new = records(api)[before:]
    assert [each["action"] for each in new] == ["search", "view"]
    assert all("S1-004" in str(each["students"]) for each in new)


def records(api: Api) -> list[dict[str, Any]]:
    items = [item for item in api.audit.scan()["Items"] if "action" in item]
    return sorted(items, key=lambda item: str(item["at"]))
