"""The target report, recomputed from the rows in plain Python."""

import statistics
from collections.abc import Callable
from math import sqrt
from typing import Any

import pytest

from tests.integration.api.conftest import Api
from tests.integration.api.item_lake import items  # noqa: F401 (a fixture)
from tests.integration.api.test_items import records
from tests.support.item_world import BLOCK, STRAY, TARGETS
from tests.support.world import ODD_ID, SCHOOLS, Row

pytestmark = pytest.mark.usefixtures("items")

OF_SCHOOL = "/schools/{school_id}/assessments/{assessment_id}/targets"
OF_GROUP = "/groups/{group_id}/assessments/{assessment_id}/targets"
Keep = Callable[[Row], bool]


def asked(
    api: Api, school: str, assessment: str = ODD_ID, query: dict[str, str] | None = None
) -> Any:
    username = "elpac-lea" if school == "S3" else "lea"
    answer = api.client(username).get(OF_SCHOOL, query, school_id=school, assessment_id=assessment)
    assert answer.status == 200, answer.text
    return answer.body


def rows_of(
    api: Api, school: str, assessment: str, target: tuple[str, str], keep: Keep
) -> list[Row]:
    kept = {exam["opportunity_id"] for exam in api.world.of(school, assessment) if keep(exam)}
    return [
        row
        for row in api.world.further["exam_targets"]
        if row["opportunity_id"] in kept and (row["claim_code"], row["target_code"]) == target
    ]


def expected(residuals: list[float | None], words: tuple[str, str, str]) -> str:
    """The rule in words: at or beyond one standard error, unless that is above 0.2."""
    known = [each for each in residuals if each is not None]
    if not known:
        return "no-results"
    if len(known) == 1:
        return "insufficient-data"
    mean, error = statistics.mean(known), statistics.stdev(known) / sqrt(len(known))
    if error > 0.2:
        return "insufficient-data"
    better, similar, worse = words
    return better if mean >= error else worse if mean <= -error else similar


def check(found: Row, rows: list[Row]) -> None:
    tested = len({row["student_id"] for row in rows})
    assert found["students_tested"] == tested
    assert found["caution"] == (tested < 50)
    assert found["relative_to_test"] == expected(
        [row["student_residual"] for row in rows], ("better", "similar", "worse")
    )
    assert found["relative_to_standard"] == expected(
        [row["standard_met_residual"] for row in rows], ("above", "near", "below")
    )


@pytest.mark.parametrize("assessment", [ODD_ID, "M5-2025"])
@pytest.mark.parametrize("school", SCHOOLS)
def test_each_target_is_judged_by_its_residuals(api: Api, school: str, assessment: str) -> None:
    body, exams = asked(api, school, assessment), api.world.of(school, assessment)
    students = {exam["student_id"] for exam in exams}
    assert (body["results"], body["students_tested"]) == (len(exams), len(students))
    assert (body["too_few"], body["minimum_students"]) == (False, 30)
    assert body["caution"] == (len(students) < 50)
    assert body["standard"] == {"level": 3, "name": "Met"}
    keys = [(each["claim"]["code"], each["target"]["code"]) for each in body["targets"]]
    # Of mathematics only claim 1, and 5 before 11.
    assert keys == [TARGETS[0], TARGETS[1], STRAY, TARGETS[2], TARGETS[3]]
    for key, each in zip(keys, body["targets"], strict=True):
        assert each["subgroup"] is None
        check(each, rows_of(api, school, assessment, key, lambda _: True))


def test_the_world_has_every_verdict(api: Api) -> None:
    verdicts = {
        each[relative]
        for school in SCHOOLS
        for each in asked(api, school)["targets"]
        for relative in ("relative_to_test", "relative_to_standard")
    }
    named = {"better", "similar", "worse", "above", "near", "below"}
    assert named | {"insufficient-data", "no-results"} == verdicts


def test_targets_have_names_where_the_subject_defines_them(api: Api) -> None:
    first, *_, last = asked(api, "S1")["targets"]
    assert first["claim"] == {"code": "1", "name": "Claim 1"}
    assert first["target"] == {"code": "A-5", "name": "A", "description": "Adds"}
    assert last["target"] == {"code": "D-5", "name": "D-5", "description": ""}


def test_subgroups_are_judged_each_by_itself(api: Api) -> None:
    body = asked(api, "S1", query={"subgroups": "iep,ethnicities,gender"})
    groups = [each["subgroup"] for each in body["targets"]]
    size = len(groups) // 5
    assert groups[:size] == groups[size : 2 * size]
    assert groups[:size] == [
        None,
        *({"field": "gender", "value": v} for v in ("Female", "Male", "Nonbinary", "undefined")),
        *({"field": "ethnicities", "value": v} for v in ("Asian", "Filipino", "White")),
        {"field": "ethnicities", "value": "undefined"},
        *({"field": "iep", "value": v} for v in ("no", "yes", "undefined")),
    ]
    for each in body["targets"]:
        key = (each["claim"]["code"], each["target"]["code"])
        check(each, rows_of(api, "S1", ODD_ID, key, in_subgroup(each["subgroup"])))


def in_subgroup(subgroup: Row | None) -> Keep:
    if subgroup is None:
        return lambda _: True
    name, value = subgroup["field"], subgroup["value"]
    known = {"yes": True, "no": False, "undefined": None}.get(value, value)
    if name == "ethnicities":
        return lambda exam: value in (exam[name] or ["undefined"])
    return lambda exam: exam[name] == known


def test_a_student_of_several_ethnicities_is_in_the_row_of_each(api: Api) -> None:
    body = asked(api, "S1", query={"subgroups": "ethnicities"})
    whole, *parts = (each for each in body["targets"] if each["target"]["code"] == "A-5")
    assert sum(each["students_tested"] for each in parts) > whole["students_tested"]


def test_filters_choose_the_exams_that_count(api: Api) -> None:
    body = asked(api, "S1", query={"off_grade": "show", "iep": "yes,no"})
    for each in body["targets"]:
        key = (each["claim"]["code"], each["target"]["code"])
        check(each, rows_of(api, "S1", ODD_ID, key, lambda exam: exam["iep"] is not None))


def test_there_is_no_report_of_fewer_than_thirty_students(api: Api) -> None:
    body = asked(api, "S1", query={"sessions": "none"})
    assert (body["too_few"], body["targets"], body["students_tested"]) == (True, [], 0)
    answer = api.client("teacher").get(OF_GROUP, group_id="g1", assessment_id=ODD_ID).body
    assert (answer["too_few"], answer["targets"]) == (True, [])
    assert 0 < answer["students_tested"] < 30
    assert answer["caution"] is True


@pytest.mark.parametrize("fields", ["iep", "gender", "english_learner", "shoe_size"])
def test_a_subgroup_by_a_field_one_does_not_see_is_refused(api: Api, fields: str) -> None:
    answer = api.client("teacher").get(
        OF_SCHOOL, {"subgroups": fields}, school_id="S1", assessment_id=ODD_ID
    )
    assert answer.code == "bad-parameter"


@pytest.mark.parametrize("assessment", [BLOCK, "ELPAC-5-NEVER"])
def test_only_summative_assessments_are_reported_by_target(api: Api, assessment: str) -> None:
    answer = api.client("lea").get(OF_SCHOOL, school_id="S1", assessment_id=assessment)
    assert answer.code == "not-found"


def test_a_subject_that_does_not_report_targets_has_no_report(api: Api) -> None:
    answer = api.client("lea").get(OF_SCHOOL, school_id="S1", assessment_id="ELPAC-5")
    assert answer.code == "not-found"


def test_a_school_out_of_scope_is_not_found(api: Api) -> None:
    for username in ("site", "teacher", "no-groups", "lea"):
        answer = api.client(username).get(OF_SCHOOL, school_id="S3", assessment_id=ODD_ID)
        assert answer.code == "not-found"


def test_a_target_report_is_recorded_without_students(api: Api) -> None:
    before = len(records(api))
    body = asked(api, "S1", query={"subgroups": "gender"})
    (record,) = records(api)[before:]
    assert (record["route"], record["rows"]) == (f"/v1{OF_SCHOOL}", body["results"])
    assert "students" not in record
