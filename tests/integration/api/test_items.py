"""Reports by item, recomputed from the rows in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Callable
from math import floor
from statistics import mean
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.endpoint import services
from tests.integration.api.conftest import MATH_STUDENTS, Api
from tests.integration.api.item_lake import items  # noqa: F401 (a fixture)
from tests.support.api import Answer
from tests.support.item_world import (
    BLOCK,
    CHOICE,
    CHOICES,
    EQUATION,
    ESSAY,
    FIELD_TEST,
    KEYS,
    MOST,
    OPTIONS,
    POSITIONS,
    RETIRED,
    UNKNOWN,
    UNUSED,
    VAGUE,
)
from tests.support.world import ODD_ID, SCHOOLS, Row, World, day

pytestmark = pytest.mark.usefixtures("items")

OF_SCHOOL = "/schools/{school_id}/assessments/{assessment_id}"
OF_GROUP = "/groups/{group_id}/assessments/{assessment_id}"
ITEMS, DISTRACTORS, TRAITS = "/items", "/items/distractors", "/writing-traits"
STUDENTS = "/items/{item_key}/students"
SHOWN = [CHOICE, CHOICES, EQUATION, VAGUE, RETIRED, ESSAY, UNKNOWN]
Keep = Callable[[Row], bool]


def everything(_: Row) -> bool:
    return True


def rows_of(world: World, school: str, keep: Keep = everything) -> dict[str, list[Row]]:
    """The item rows of exams at a school that count, by item."""
    kept = {exam["opportunity_id"] for exam in world.of(school, BLOCK) if keep(exam)}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in world.further["exam_items"]:
        if row["opportunity_id"] in kept:
            found[row["item_key"]].append(row)
    return found


def scored(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["score"] is not None and row["score"] != -1]


def asked(api: Api, tail: str, school: str, query: dict[str, str] | None = None) -> Any:
    username = "elpac-lea" if school == "S3" else "lea"
    answer = api.client(username).get(
        OF_SCHOOL + tail, query, school_id=school, assessment_id=BLOCK
    )
    assert answer.status == 200, answer.text
    return answer.body


def check_shares(shares: list[Row], values: list[float]) -> None:
    """The shares are those of the values, and their percentages add up."""
    counts = Counter(values)
    assert {each["points"]: each["count"] for each in shares} == {
        each["points"]: counts[each["points"]] for each in shares
    }
    assert sum(each["count"] for each in shares) == len(values)
    assert sum(each["percent"] for each in shares) == (100 if values else 0)
    for each in shares:
        assert abs(each["percent"] - 100 * each["count"] / (len(values) or 1)) < 1


@pytest.mark.parametrize("school", SCHOOLS)
def test_results_by_item_are_what_their_rows_say(api: Api, school: str) -> None:
    body, rows = asked(api, ITEMS, school), rows_of(api.world, school)
    assert body["results"] == len(api.world.of(school, BLOCK))
    assert [each["key"] for each in body["items"]] == SHOWN
    for each in body["items"]:
        mine = rows[each["key"]]
        points = [row["score"] for row in scored(mine)]
        without = [row for row in mine if row not in scored(mine)]
        assert each["scored"] == len(points)
        assert each["unscored"] == sum(row["is_selected"] is True for row in without)
        assert each["unscored"] + each["not_answered"] == len(without)
        assert each["average_points"] == pytest.approx(mean(points))
        check_shares(each["points"], points)
        most = MOST.get(each["key"])
        assert each["max_points"] == most
        if most is None:
            assert each["full_credit"] is None
        else:
            assert [share["points"] for share in each["points"]] == list(range(int(most) + 1))
            assert each["full_credit"]["count"] == points.count(most)
            assert each["full_credit"]["percent"] == each["points"][-1]["percent"]


def test_an_item_is_described_by_its_package_and_its_subject(api: Api) -> None:
    found = {each["key"]: each for each in asked(api, ITEMS, "S1")["items"]}
    choice = found[CHOICE]
    assert choice["position"] == 1
    assert choice["claim"] == {"code": "1", "name": "Claim 1"}
    assert choice["target"] == {"code": "A-5", "name": "A", "description": "Adds"}
    assert choice["depth_of_knowledge"] == {"level": 1, "name": "Recall"}
    assert choice["standards"] == [
        {"code": "5.NF.1", "description": "Adds fractions"},
        {"code": "5.NF.9", "description": ""},
    ]
    assert (choice["math_practice"], choice["calculator"]) == ("4", False)
    assert choice["answer_key"] == ["B"]
    difficulties = [found[key]["difficulty"] for key in (CHOICE, CHOICES, EQUATION, ESSAY)]
    assert difficulties == ["easy", "moderate", "difficult", None]
    essay = found[ESSAY]
    assert (essay["writing_purpose"], essay["answer_key"]) == ("Opinion", [])
    assert essay["claim"] == {"code": "9", "name": "9"}
    assert essay["target"] == {"code": "Z", "name": "Z", "description": ""}
    unknown = found[UNKNOWN]
    assert (unknown["position"], unknown["claim"], unknown["type"]) == (12, None, "")
    assert found[VAGUE]["position"] == POSITIONS[VAGUE]


def test_field_tests_and_unused_items_are_left_out(api: Api) -> None:
    shown = {each["key"] for each in asked(api, ITEMS, "S1")["items"]}
    assert not shown & {FIELD_TEST, UNUSED}


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ({"sessions": "ca-1"}, lambda exam: exam["session_id"] == "ca-1"),
        ({"completeness": "Partial"}, lambda exam: exam["completeness"] == "Partial"),
        ({"gender": "Female,undefined"}, lambda exam: exam["gender"] in ("Female", None)),
        ({"ethnicities": "Asian"}, lambda exam: "Asian" in (exam["ethnicities"] or ())),
        ({"off_grade": "hide"}, lambda exam: exam["grade"] == "05"),
        ({"sessions": "none"}, lambda _: False),
    ],
    ids=["session", "completeness", "gender", "ethnicity", "grade", "nobody"],
)
def test_filters_choose_the_exams_whose_items_count(
    api: Api, query: dict[str, str], keep: Keep
) -> None:
    rows = rows_of(api.world, "S1", keep)
    for tail in (ITEMS, DISTRACTORS, TRAITS):
        for each in asked(api, tail, "S1", query)["items"]:
            assert each["scored"] == len(scored(rows[each["key"]]))
    body = (
        api.client("lea")
        .get(OF_SCHOOL + STUDENTS, query, school_id="S1", assessment_id=BLOCK, item_key=CHOICE)
        .body
    )
    assert len(body["students"]) == len(rows[CHOICE])


def options_of(row: Row, several: bool) -> set[str]:
    parts = set((row["response"] or "").split(",")) & set("ABCDEF")
    return parts if several or len(parts) == 1 else set()


@pytest.mark.parametrize("school", SCHOOLS)
def test_distractors_count_who_chose_what(api: Api, school: str) -> None:
    body, rows = asked(api, DISTRACTORS, school), rows_of(api.world, school)
    assert [each["key"] for each in body["items"]] == [CHOICE, CHOICES, VAGUE]
    assert body["most_options"] == 6
    full = {each["key"]: each["full_credit"] for each in asked(api, ITEMS, school)["items"]}
    assert all(each["full_credit"] == full[each["key"]] for each in body["items"])
    for each in body["items"]:
        key, several = each["key"], each["type"] == "MS"
        chosen = [options_of(row, several) for row in scored(rows[key])]
        assert "".join(option["option"] for option in each["options"]) == OPTIONS[key]
        assert {o["option"] for o in each["options"] if o["correct"]} == KEYS[key]
        for option in each["options"]:
            count = sum(option["option"] in one for one in chosen)
            assert option["count"] == count
            if several:
                assert option["percent"] == floor(100 * count / len(chosen) + 0.5)
        assert each["scored"] == len(chosen)
        assert each["other"]["count"] == sum(not one for one in chosen)
        if not several:
            every = [*each["options"], each["other"]]
            assert sum(share["count"] for share in every) == len(chosen)
            assert sum(share["percent"] for share in every) == 100


def test_writing_traits_of_a_block_are_what_its_essays_say(api: Api) -> None:
    body, rows = asked(api, TRAITS, "S1"), rows_of(api.world, "S1")[ESSAY]
    (essay,) = body["items"]
    assert body["purposes"] == []
    assert essay["scored"] == len(scored(rows))
    names = {
        "Evidence/Elaboration": ("evidence_elaboration", 4),
        "Organization/Purpose": ("organization_purpose", 4),
        "Conventions": ("conventions", 2),
    }
    *traits, transformed = essay["traits"]
    assert [(each["category"], each["max_points"]) for each in traits] == [
        (name, most) for name, (_, most) in names.items()
    ]
    for each in traits:
        column = names[each["category"]][0]
        check_trait(each, [row[column] for row in rows if row.get(column) not in (None, -1)])
    complete = [row for row in rows if all(row.get(c) not in (None, -1) for c, _ in names.values())]
    sums = [
        row["conventions"]
        + {0.0: 0, 0.5: 1}[
            (half := row["evidence_elaboration"] + row["organization_purpose"]) % 2 / 2
        ]
        + half // 2
        for row in complete
    ]
    assert (transformed["category"], transformed["max_points"]) == ("Transformed Points", 6)
    check_trait(transformed, sums)
    codes = Counter(row["condition_code"] for row in rows if row.get("condition_code"))
    assert {each["code"]: each["count"] for each in essay["condition_codes"]} == codes


def check_trait(trait: Row, values: list[float]) -> None:
    assert trait["scored"] == len(values)
    tenth = floor(sum(values) * 10 / len(values) + 0.5) / 10 if values else None
    assert trait["average_points"] == tenth
    assert [each["points"] for each in trait["points"]] == list(range(int(trait["max_points"]) + 1))
    check_shares(trait["points"], values)


@pytest.mark.parametrize(("school", "assessment"), [("S1", ODD_ID), ("S2", "M5-2025")])
def test_writing_traits_of_a_summative_assessment_are_by_purpose(
    api: Api, school: str, assessment: str
) -> None:
    body = (
        api.client("lea").get(OF_SCHOOL + TRAITS, school_id=school, assessment_id=assessment).body
    )
    kept = {exam["opportunity_id"] for exam in api.world.of(school, assessment)}
    rows = [
        row
        for row in api.world.scores
        if row["score_type"] == "trait" and row["opportunity_id"] in kept
    ]
    assert body["items"] == []
    assert [each["purpose"] for each in body["purposes"]] == [
        {"code": "OPIN", "name": "Opinion"},
        {"code": "INFO", "name": "Informational"},
    ]
    for each in body["purposes"]:
        mine = [row for row in rows if f"_{each['purpose']['code']}_" in row["score_code"]]
        assert each["essays"] == len({row["opportunity_id"] for row in mine})
        assert [trait["category"] for trait in each["traits"]] == [
            "Organization/Purpose",
            "Conventions",
            "Evidence/Elaboration",
        ]
        for trait, code in zip(each["traits"], ("ORG", "CON", "EVI"), strict=True):
            values = [row["raw_score"] for row in mine if row["score_code"].endswith(code)]
            check_trait(trait, [float(value) for value in values if value is not None])
        codes = {
            (row["opportunity_id"], row["condition_code"]) for row in mine if row["condition_code"]
        }
        counts = Counter(code for _, code in codes)
        assert {found["code"]: found["count"] for found in each["condition_codes"]} == counts


@pytest.mark.parametrize("key", [CHOICE, CHOICES, EQUATION, ESSAY])
def test_every_students_answer_is_as_delivered(api: Api, key: str) -> None:
    body = (
        api.client("lea")
        .get(OF_SCHOOL + STUDENTS, school_id="S1", assessment_id=BLOCK, item_key=key)
        .body
    )
    exams = {exam["opportunity_id"]: exam for exam in api.world.of("S1", BLOCK)}
    rows = {row["opportunity_id"]: row for row in rows_of(api.world, "S1")[key]}
    assert body["item"]["key"] == key
    assert [each["opportunity_id"] for each in body["students"]] == sorted(
        rows,
        key=lambda id_: (
            exams[id_]["last_name"].casefold(),
            exams[id_]["first_name"].casefold(),
            exams[id_]["student_id"],
            id_,
        ),
    )
    for each in body["students"]:
        row, exam = rows[each["opportunity_id"]], exams[each["opportunity_id"]]
        assert (each["student_id"], each["last_name"]) == (exam["student_id"], exam["last_name"])
        assert (each["completed_on"], each["session_id"]) == (
            day(exam).isoformat(),
            exam["session_id"],
        )
        assert each["enrolled_grade"] == exam["grade"]
        assert each["school"] == {"id": "S1", "name": SCHOOLS["S1"][0]}
        check_answer(each, row, MOST[key])
        assert each["max_points"] == MOST[key]


def check_answer(answer: Row, row: Row, most: float | None, longest: int = 4000) -> None:
    points = row["score"] if row["score"] not in (None, -1) else None
    assert answer["points"] == points
    assert answer["correctness"] == (None if points is None or not most else points / most)
    text = row["response"]
    assert answer["response"] == (text if text is None else text[:longest])
    assert answer["truncated"] == (text is not None and len(text) > longest)
    assert answer["answered"] == (row["is_selected"] is True)
    if row["item_key"] in OPTIONS:
        options = set((text or "").split(",")) & set("ABCDEF")
        assert answer["options"] == sorted(options)
    else:
        assert answer["options"] is None
    if row["item_key"] == ESSAY:
        assert answer["traits"]["conventions"] == row.get("conventions")
        assert answer["traits"]["condition_code"] == row.get("condition_code")
    else:
        assert answer["traits"] is None


def test_one_students_exam_shows_every_item_in_full(api: Api) -> None:
    for exam in api.world.of("S1", BLOCK)[:15]:
        body = post(api, "lea", exam).body
        rows = [
            row
            for row in api.world.further["exam_items"]
            if row["opportunity_id"] == exam["opportunity_id"] and row["item_key"] != FIELD_TEST
        ]
        assert [each["key"] for each in body["items"]] == [row["item_key"] for row in rows]
        assert body["student_id"] == exam["student_id"]
        assert body["school"]["id"] == "S1"
        assert body["points"] == sum(max(row["score"] or 0, 0) for row in rows)
        most = [MOST.get(row["item_key"]) for row in rows]
        assert body["max_points"] == (None if None in most else sum(filter(None, most)))
        for each, row in zip(body["items"], rows, strict=True):
            assert each["position"] == row["position"]
            check_answer(each, row, MOST.get(row["item_key"]), longest=10_000)


def post(api: Api, username: str, exam: Row, **changes: str) -> Answer:
    names = ("student_id", "assessment_id", "opportunity_id")
    body = {name: exam[name] for name in names} | changes
    return api.client(username).post("/students/items", body)


def test_a_group_is_its_students(api: Api) -> None:
    body = api.client("teacher").get(OF_GROUP + ITEMS, group_id="g1", assessment_id=BLOCK).body
    rows = rows_of(api.world, "S1", lambda exam: exam["student_id"] in MATH_STUDENTS)
    assert body["group"]["id"] == "g1"
    for each in body["items"]:
        assert each["scored"] == len(scored(rows[each["key"]]))
    for tail in (DISTRACTORS, TRAITS):
        route = OF_GROUP + tail
        found = api.client("teacher").get(route, group_id="g1", assessment_id=BLOCK).body["items"]
        assert {each["key"]: each["scored"] for each in found} == {
            each["key"]: len(scored(rows[each["key"]])) for each in found
        }


def test_a_teacher_sees_the_answers_of_groups_and_of_nobody_else(api: Api) -> None:
    answers = (
        api.client("teacher")
        .get(OF_SCHOOL + STUDENTS, school_id="S1", assessment_id=BLOCK, item_key=CHOICE)
        .body["students"]
    )
    seen = {each["student_id"] for each in answers}
    assert seen
    assert seen <= MATH_STUDENTS | {"S1-004", "S1-005"}
    for exam in api.world.of("S1", BLOCK):
        expected = 200 if exam["student_id"] in MATH_STUDENTS | {"S1-004", "S1-005"} else 404
        if expected == 200 or exam["student_id"].endswith("1"):
            assert post(api, "teacher", exam).status == expected


def test_what_is_out_of_scope_is_not_found(api: Api) -> None:
    exam = api.world.of("S3", BLOCK)[0]
    for username in ("lea", "site", "teacher", "no-groups", "state"):
        assert post(api, username, exam).code == "not-found"
        answer = api.client(username).get(OF_SCHOOL + ITEMS, school_id="S3", assessment_id=BLOCK)
        assert answer.code == "not-found"


def test_an_exam_is_only_found_by_all_of_its_names(api: Api) -> None:
    one, other = api.world.of("S1", BLOCK)[:2]
    assert post(api, "lea", one, opportunity_id=other["opportunity_id"]).code == "not-found"
    assert post(api, "lea", one, student_id=other["student_id"]).code == "not-found"
    assert post(api, "lea", one, assessment_id="M6-NEVER").code == "not-found"
    deleted = next(
        exam
        for exam in api.world.exams
        if exam["deleted"] and (exam["school_id"], exam["assessment_id"]) == ("S1", BLOCK)
    )
    assert post(api, "lea", deleted).code == "not-found"


@pytest.mark.parametrize("tail", [ITEMS, DISTRACTORS])
def test_summative_answers_are_never_shown(api: Api, tail: str) -> None:
    answer = api.client("lea").get(OF_SCHOOL + tail, school_id="S1", assessment_id=ODD_ID)
    assert answer.code == "not-found"
    answer = api.client("lea").get(
        OF_SCHOOL + STUDENTS, school_id="S1", assessment_id=ODD_ID, item_key="300-1"
    )
    assert answer.code == "not-found"
    assert post(api, "lea", api.world.of("S1", ODD_ID)[0]).code == "not-found"


def test_a_subject_without_traits_has_no_trait_report(api: Api) -> None:
    answer = api.client("lea").get(OF_SCHOOL + TRAITS, school_id="S1", assessment_id="ELPAC-5")
    assert answer.code == "not-found"


@pytest.mark.parametrize("tail", [ITEMS, DISTRACTORS, TRAITS])
def test_nothing_is_shown_of_before_2018(api: Api, tail: str) -> None:
    path = {"school_id": "S1", "assessment_id": BLOCK}
    assert api.client("lea").get(OF_SCHOOL + tail, {"school_year": "2017"}, **path).status == 404
    body = api.client("lea").get(OF_SCHOOL + tail, {"school_year": "2018"}, **path).body
    assert body["results"] == 0
    assert {each["scored"] for each in body["items"]} == {0}


@pytest.mark.parametrize("key", ["no-such", FIELD_TEST, "300-1"])
def test_an_item_of_another_assessment_is_not_found(api: Api, key: str) -> None:
    answer = api.client("lea").get(
        OF_SCHOOL + STUDENTS, school_id="S1", assessment_id=BLOCK, item_key=key
    )
    assert answer.code == "not-found"


@pytest.mark.parametrize("body", [{}, {"student_id": "S1-001"}, {"student": "S1-001"}, []])
def test_a_body_names_student_assessment_and_opportunity(api: Api, body: object) -> None:
    assert api.client("lea").post("/students/items", body).code == "bad-parameter"


def records(api: Api) -> list[Row]:
    every = [item for item in api.audit.scan()["Items"] if item["pk"].startswith("RECORD#")]
    return sorted(every, key=lambda record: str(record["at"]))


@pytest.mark.parametrize("tail", [ITEMS, DISTRACTORS, TRAITS])
def test_reports_that_count_are_recorded_without_students(api: Api, tail: str) -> None:
    before = len(records(api))
    body = asked(api, tail, "S1")
    (record,) = records(api)[before:]
    assert (record["route"], record["rows"]) == (f"/v1{OF_SCHOOL}{tail}", body["results"])
    assert (record["assessment_id"], record["school_year"]) == (BLOCK, 2026)
    assert "students" not in record


def test_answers_are_recorded_with_the_students_who_gave_them(api: Api) -> None:
    before = len(records(api))
    body = (
        api.client("teacher")
        .get(OF_GROUP + STUDENTS, group_id="g1", assessment_id=BLOCK, item_key=CHOICE)
        .body
    )
    exam = api.world.of("S1", BLOCK)[0]
    post(api, "lea", exam)
    of_item, of_exam = records(api)[before:]
    assert set(of_item["students"].split()) == {each["student_id"] for each in body["students"]}
    assert of_item["group_id"] == "g1"
    assert of_exam["students"].split() == [exam["student_id"]]
    assert (of_exam["school_ids"], of_exam["district_id"]) == (["S1"], "D1")
    assert of_exam["assessment_id"] == BLOCK


@pytest.mark.parametrize("tail", [ITEMS, DISTRACTORS, TRAITS, STUDENTS, "/targets", None])
def test_without_its_record_nothing_leaves(api: Api, tail: str | None) -> None:
    def refuse(**_: object) -> None:
        error = {"Error": {"Code": "ProvisionedThroughputExceededException", "Message": ""}}
        raise ClientError(error, "TransactWriteItems")  # type: ignore[arg-type]

    events = services().audit._table.meta.client.meta.events
    events.register("before-call.dynamodb.TransactWriteItems", refuse)
    try:
        if tail is None:
            answer = post(api, "lea", api.world.of("S1", BLOCK)[0])
        else:
            path = {"item_key": CHOICE} if tail == STUDENTS else {}
            assessment = ODD_ID if tail == "/targets" else BLOCK
            answer = api.client("lea").get(
                OF_SCHOOL + tail, school_id="S1", assessment_id=assessment, **path
            )
    finally:
        events.unregister("before-call.dynamodb.TransactWriteItems", refuse)
    assert (answer.status, answer.code) == (503, "unavailable")
    assert set(answer.body) == {"error"}
