"""The numbers on a report, recomputed from the rows in plain Python."""

import statistics
from collections import Counter
from math import isclose, sqrt
from typing import Any

import pytest

from tests.integration.api.conftest import Api
from tests.support.world import ODD_ID, SCHOOLS, Row, assessments, day, subjects

LIST = "/schools/{school_id}/assessments"
SUMMARY = LIST + "/{assessment_id}/summary"
ROSTER = LIST + "/{assessment_id}/students"
COORDINATORS = (
    "gender",
    "ethnicities",
    "elas",
    "language",
    "migrant",
    "military_connected",
    "iep",
    "section_504",
)
"""The student fields that a coordinator sees in California."""
CASES = [(school, each) for school in SCHOOLS for each in assessments()]


def asked(api: Api, route: str, school: str, assessment: str) -> Any:
    """Asked by somebody who sees every result of that school."""
    username = "elpac-lea" if school == "S3" else "lea"
    answer = api.client(username).get(route, school_id=school, assessment_id=assessment)
    assert answer.status == 200
    return answer.body


def near(found: float | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return isclose(found, expected, rel_tol=1e-9)


def check_average(found: dict[str, float | None], rows: list[Row]) -> None:
    scores = [row["scale_score"] for row in rows if row["scale_score"] is not None]
    mean = statistics.mean(scores) if scores else None
    error = statistics.stdev(scores) / sqrt(len(scores)) if len(scores) > 1 else None
    assert near(found["scale_score"], mean)
    assert near(found["standard_error"], error)


def check_levels(found: list[dict[str, Any]], rows: list[Row], count: int) -> None:
    counts = Counter(row["achievement_level"] for row in rows)
    del counts[None]
    assert {each["level"]: each["count"] for each in found} == {
        number: counts[number] for number in range(1, count + 1)
    }
    assert sum(each["percent"] for each in found) == (100 if counts.total() else 0)
    for each in found:
        exact = 100 * each["count"] / (counts.total() or 1)
        assert abs(each["percent"] - exact) < 1


@pytest.mark.parametrize(("school", "assessment"), CASES)
def test_a_summary_is_what_its_rows_say(api: Api, school: str, assessment: str) -> None:
    body, rows = asked(api, SUMMARY, school, assessment), api.world.of(school, assessment)
    definition = assessments()[assessment]
    scored = [row for row in rows if row["achievement_level"] is not None]
    assert (body["results"], body["scored"]) == (len(rows), len(scored))
    assert body["students"] == len({row["student_id"] for row in rows})
    check_average(body["average"], rows)
    check_levels(body["levels"], rows, len(definition.cuts))
    assert [(each["low"], each["high"]) for each in body["levels"]] == [
        (cut.low, cut.high) for cut in definition.cuts
    ]
    assert body["score_range"] == {"min": 2200, "max": 2739}
    assert body["grade_assessed"] == definition.grade


@pytest.mark.parametrize(("school", "assessment"), CASES)
def test_met_counts_the_levels_from_the_cutoff(api: Api, school: str, assessment: str) -> None:
    body, rows = asked(api, SUMMARY, school, assessment), api.world.of(school, assessment)
    if assessments()[assessment].type == "iab":
        assert (body["met"], body["standard_cutoff"]) == (None, None)
        return
    levels = [row["achievement_level"] for row in rows if row["achievement_level"]]
    count = sum(level >= 3 for level in levels)
    assert body["standard_cutoff"] == 3
    assert body["met"]["count"] == count
    shown = [each["percent"] for each in body["levels"] if each["level"] >= body["standard_cutoff"]]
    assert body["met"]["percent"] == sum(shown)
    assert abs(body["met"]["percent"] - 100 * count / (len(levels) or 1)) < 2


@pytest.mark.parametrize(("school", "assessment"), CASES)
def test_claims_and_alternates_are_what_their_rows_say(
    api: Api, school: str, assessment: str
) -> None:
    body = asked(api, SUMMARY, school, assessment)
    subject = subjects()[assessments()[assessment].subject]
    interim_block = assessments()[assessment].type == "iab"
    claims = [] if interim_block else ["3", "SOCK_2", "1"]
    if subject.code == "ELPAC":
        claims = ["RD"]
    assert [each["code"] for each in body["claims"]] == claims
    assert [each["code"] for each in body["alternates"]] == [a.code for a in subject.alternates]
    kinds = (("claim", body["claims"], 3), ("alternate", body["alternates"], 4))
    for kind, found, levels in kinds:
        for each in found:
            rows = scores(api, school, assessment, kind, each["code"])
            assert each["scored"] == sum(row["achievement_level"] is not None for row in rows)
            check_levels(each["levels"], rows, levels)
            if kind == "alternate":
                check_average(each["average"], rows)


def scores(api: Api, school: str, assessment: str, kind: str, code: str) -> list[Row]:
    return [
        row
        for row in api.world.scores
        if (row["school_id"], row["assessment_id"]) == (school, assessment)
        and (row["score_type"], row["score_code"]) == (kind, code)
        and not row["deleted"]
    ]


@pytest.mark.parametrize(("school", "assessment"), CASES)
def test_a_roster_shows_each_result_as_it_was_delivered(
    api: Api, school: str, assessment: str
) -> None:
    body, rows = asked(api, ROSTER, school, assessment), api.world.of(school, assessment)
    parts = {
        (row["opportunity_id"], row["score_type"], row["score_code"]): row
        for row in api.world.scores
    }
    shown = [tuple(sorted(flat(each).items(), key=str)) for each in body["students"]]
    delivered = [
        tuple(sorted(flat(expected(row, each, parts)).items(), key=str))
        for row, each in zip(by_student(rows), by_student_shown(body), strict=True)
    ]
    assert sorted(shown, key=str) == sorted(delivered, key=str)


def by_student(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row["student_id"], str(row["scale_score"])))


def by_student_shown(body: Any) -> list[Any]:
    return sorted(body["students"], key=lambda e: (e["student_id"], str(e["scale_score"])))


def expected(row: Row, shown: Any, parts: dict[tuple[str, str, str], Row]) -> dict[str, Any]:
    score, error = row["scale_score"], row["standard_error"]
    return {
        "student_id": row["student_id"],
        "reference": shown["reference"],  # what it stands for: test_references
        "opportunity_id": row["opportunity_id"],
        "first_name": row["first_name"],
        "last_name": row["last_name"],
        "completed_on": day(row).isoformat(),
        "session_id": row["session_id"],
        "enrolled_grade": row["grade"],
        "status": {
            "completeness": row["completeness"],
            "administration_condition": row["administration_condition"],
            "valid": row["administration_condition"] != "IN",
        },
        "level": row["achievement_level"] and {"level": row["achievement_level"]},
        "scale_score": score,
        "standard_error": error,
        "error_band": score and {"low": score - error, "high": score + error},
        "claims": [
            {
                "code": each["code"],
                "level": (claim := parts.get((row["opportunity_id"], "claim", each["code"])))
                and claim["achievement_level"]
                and {"level": claim["achievement_level"]},
                "scale_score": claim and claim["scale_score"],
            }
            for each in shown["claims"]
        ],
        "alternates": [
            composite(each["code"], parts.get((row["opportunity_id"], "alternate", each["code"])))
            for each in shown["alternates"]
        ],
        "school": {"id": row["school_id"], "name": SCHOOLS[row["school_id"]][0]},
        "transfer": False,
        "off_grade": row["grade"] != assessments()[row["assessment_id"]].grade,
        "percentile": None,
        "accommodations": row["accommodation_codes"] or [],
        "student": {
            name: row[name] or [] if name == "ethnicities" else row[name] for name in COORDINATORS
        },
    }


def composite(code: str, row: Row | None) -> dict[str, Any]:
    """An alternate score as it was delivered, its level by number."""
    score = row and row["scale_score"]
    error = row and row.get("standard_error")
    return {
        "code": code,
        "level": row and row["achievement_level"],
        "scale_score": score,
        "standard_error": error,
        "error_band": {"low": score - error, "high": score + error} if score and error else None,
    }


def flat(value: Any) -> dict[str, Any]:
    """A result with levels reduced to their numbers."""
    result = {**value, "level": value["level"] and value["level"]["level"]}
    result["claims"] = [
        (each["code"], each["level"] and each["level"]["level"], each["scale_score"])
        for each in value["claims"]
    ]
    result["alternates"] = [
        tuple({**each, "level": _number(each["level"])}.values()) for each in value["alternates"]
    ]
    return result


def _number(level: Any) -> Any:
    return level["level"] if isinstance(level, dict) else level


def test_a_roster_is_sorted_by_name_whatever_its_case(api: Api) -> None:
    students = asked(api, ROSTER, "S1", ODD_ID)["students"]
    names = [
        (each["last_name"].casefold(), each["first_name"].casefold(), each["student_id"])
        for each in students
    ]
    assert len(names) > 5
    assert names == sorted(names)


def test_a_list_starts_with_the_newest_year_that_has_results(api: Api) -> None:
    body = api.client("site").get(LIST, school_id="S1").body
    assert body["school_years"] == [2026, 2025]
    assert body["school_year"] == 2026
    assert {each["school_year"] for each in body["assessments"]} == {2026}


def test_a_list_says_when_each_assessment_was_last_completed(api: Api) -> None:
    for each in api.client("site").get(LIST, school_id="S1").body["assessments"]:
        latest = max(day(exam) for exam in api.world.of("S1", each["id"]))
        assert each["latest_completed"] == latest.isoformat()


def test_a_list_goes_by_subject_then_type(api: Api) -> None:
    body = api.client("site").get(LIST, school_id="S1").body
    assert [each["id"] for each in body["assessments"]] == ["ELPAC-5", ODD_ID, "M5-IAB"]


def test_an_assessment_nobody_took_has_an_empty_report(api: Api) -> None:
    body = asked(api, SUMMARY, "S1", "M6-NEVER")
    assert (body["results"], body["scored"], body["school_year"]) == (0, 0, 2026)
    assert body["average"] == {"scale_score": None, "standard_error": None}
    assert body["met"] == {"count": 0, "percent": 0}
    assert body["assessment"]["latest_completed"] is None
    assert asked(api, ROSTER, "S1", "M6-NEVER")["students"] == []


def test_a_year_without_results_has_an_empty_report(api: Api) -> None:
    client = api.client("site")
    path = {"school_id": "S1", "assessment_id": ODD_ID}
    assert client.get(SUMMARY, {"school_year": "2019"}, **path).body["results"] == 0


def test_a_school_without_any_results_in_scope_has_an_empty_list(api: Api) -> None:
    api.access.put_group("g7", "New", "S1", 2026, "Science", {"S1-001"}, ["no-groups"])
    try:
        body = api.client("no-groups").get(LIST, school_id="S1").body
    finally:
        api.access.put_group("g7", "New", "S1", 2026, "Science", (), ())
    assert (body["school_years"], body["school_year"], body["assessments"]) == ([], None, [])


def test_schools_come_page_by_page_each_of_them_once(api: Api) -> None:
    client, seen, query = api.client("state"), [], {"limit": "1"}
    for _ in range(len(SCHOOLS)):
        page = client.get("/organizations", query).body
        seen += [school["name"] for school in page["schools"]]
        assert page["total"] == len(SCHOOLS)
        query = {"limit": "1", "cursor": str(page["next"])}
    assert page["next"] is None
    assert seen == sorted(name for name, _ in SCHOOLS.values())


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("PINE", {"S2"}),
        ("elem", {"S1", "S2"}),
        ("birch", {"S3"}),
        ("S", {"S1", "S2", "S3"}),
        ("D2", {"S3"}),
    ],
)
def test_schools_are_found_by_name_district_or_id(api: Api, search: str, found: set[str]) -> None:
    page = api.client("state").get("/organizations", {"search": search}).body
    assert {school["id"] for school in page["schools"]} == found
