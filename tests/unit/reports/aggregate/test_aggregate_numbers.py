"""The numbers of aggregate reports, recounted from the rows in plain Python."""

import statistics
from collections.abc import Iterable
from datetime import UTC, datetime
from math import isclose, sqrt
from typing import Any

import pytest

from cers.model.aggregate import DIMENSIONS, LevelView, Places, ReportType, Subgroup
from cers.model.statistics import percentages
from cers.model.tenant import StudentField
from tests.support.aggregates import LEA, SITE, STATE, definition, row_at, table
from tests.support.crowd import CODES, SCHOOLS, crowd
from tests.support.plain_lake import PlainLake
from tests.support.recount import Expected, counted, figures, is_at, values
from tests.support.world import Row, World

EVERYWHERE = Places(
    districts=("D1", "D2"), schools=("S1", "S3"), state=True, all_districts=True,
    schools_of_districts=True,
)  # fmt: skip


@pytest.fixture(scope="module")
def world() -> World:
    return crowd(seed=3)


@pytest.fixture(scope="module")
def lake(world: World) -> PlainLake:
    return PlainLake(world)


def near(found: float | None, expected: float | None) -> bool:
    if found is None or expected is None:
        return found is expected
    return isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def check(found: Any, expected: Expected, levels: int = 4) -> None:
    assert found["students"] == expected.students
    average = found["average"] or {"scale_score": None, "standard_error": None}
    assert near(average["scale_score"], expected.mean)
    assert near(average["standard_error"], expected.error)
    shown = {each["first"]: each["count"] for each in found["levels"] or ()}
    if expected.students:
        assert shown == {level: expected.levels[level] for level in range(1, levels + 1)}
        shares = percentages([expected.levels[level] for level in range(1, levels + 1)])
        assert [each["percent"] for each in found["levels"]] == shares


def places_of(row: Any) -> tuple[str, str]:
    return row["organization"]["type"], row["organization"]["id"]


def wanted(exam: Row, years: Iterable[int], grades: Iterable[str], kind: str = "sum") -> bool:
    return (
        exam["asmt_type"] == kind
        and exam["school_year"] in years
        and exam["assessment_grade"] in grades
    )


def test_a_yearly_report_of_everything_is_what_its_rows_say(world: World, lake: PlainLake) -> None:
    asked = definition(
        places=EVERYWHERE,
        subjects=("Math", "ELPAC"),
        grades=("04", "05"),
        school_years=(2025, 2026),
        dimensions=DIMENSIONS,
    )
    found = table(asked, STATE, lake)
    exams = [e for e in counted(world.exams) if wanted(e, (2025, 2026), ("04", "05"))]
    expected: dict[Any, list[Row]] = {}
    for exam in exams:
        for kind, id_ in (
            ("state", ""),
            *(("district", each) for each in ("D1", "D2", "D3")),
            *(("school", each) for each in ("S1", "S2", "S3", "S4")),
        ):
            if is_at(exam, kind, id_):
                for dimension in ("overall", *DIMENSIONS):
                    for value in values(exam, dimension):
                        key = (kind, id_, exam["assessment_id"], dimension, value)
                        expected.setdefault(key, []).append(exam)
    shown = {}
    for row in found["rows"]:
        measure = found["measures"][row["measure"]]
        subgroup = row["subgroup"]
        assert measure["assessment"] is not None
        key = (
            *places_of(row), measure["assessment"]["id"], subgroup["dimension"], subgroup["value"],
        )  # fmt: skip
        assert key not in shown
        shown[key] = row
        assert not row["beyond"]
    assert shown.keys() == expected.keys()
    for key, row in shown.items():
        check(row, figures(expected[key]))
    assert len(shown) > 1000


def test_filters_are_applied_to_the_latest_result_and_not_before(
    world: World, lake: PlainLake
) -> None:
    asked = definition(
        places=Places(districts=("D1",), schools_of_districts=True),
        conditions=("Valid", "SD"),
        completeness=("Complete",),
    )
    found = table(asked, LEA, lake)
    here = counted(world.exams, lambda exam: exam["district_id"] == "D1")
    kept = [
        exam
        for exam in here
        if wanted(exam, (2026,), ("05",))
        and exam["subject"] == "Math"
        and exam["completeness"] == "Complete"
        and exam["administration_condition"] in ("Valid", "SD")
    ]
    for kind, id_ in (("district", "D1"), ("school", "S1"), ("school", "S2")):
        check(row_at(found, id_), figures([e for e in kept if is_at(e, kind, id_)]))


def test_custom_subgroups_may_overlap_and_leave_people_out(world: World, lake: PlainLake) -> None:
    both = {
        StudentField.GENDER: ("Female", "undefined"),
        StudentField.ETHNICITIES: ("Asian", "undefined"),
    }
    subgroups = (
        Subgroup("Girls", {StudentField.GENDER: ("Female",)}),
        Subgroup("Learners' plan", {StudentField.IEP: ("yes",), StudentField.ELAS: ("EL", "EO")}),
        Subgroup("Both", both),
    )
    found = table(definition(subgroups=subgroups), LEA, lake)
    here = counted(world.exams, lambda exam: exam["district_id"] == "D1")
    here = [e for e in here if wanted(e, (2026,), ("05",)) and e["subject"] == "Math"]
    check(row_at(found, "D1"), figures(here))
    for each in subgroups:
        members = [
            exam
            for exam in here
            if all(set(values(exam, f.value)) & set(wanted) for f, wanted in each.values.items())
        ]
        assert members
        check(row_at(found, "D1", ("custom", each.name)), figures(members))


@pytest.mark.parametrize("kind", ["claim", "alternate"])
def test_claims_and_alternates_are_those_of_the_latest_result(
    world: World, lake: PlainLake, kind: str
) -> None:
    subject = "Math" if kind == "claim" else "ELPAC"
    asked = definition(
        type=ReportType(kind), subjects=(subject,), dimensions=("ethnicities", "migrant")
    )
    found = table(asked, LEA, lake)
    here = counted(world.exams, lambda exam: exam["district_id"] == "D1")
    latest = {
        (e["assessment_id"], e["opportunity_id"]): e
        for e in here
        if wanted(e, (2026,), ("05",)) and e["subject"] == subject
    }
    expected: dict[Any, list[Row]] = {}
    for score in world.scores:
        exam = latest.get((score["assessment_id"], score["opportunity_id"]))
        if exam and score["score_type"] == kind and score["achievement_level"] is not None:
            for dimension in ("overall", "ethnicities", "migrant"):
                for value in values(exam, dimension):
                    expected.setdefault((score["score_code"], dimension, value), []).append(score)
    seen = set()
    for row in found["rows"]:
        code = found["measures"][row["measure"]]["code"]
        assert code is not None
        key = (code["code"], row["subgroup"]["dimension"], row["subgroup"]["value"])
        seen.add(key)
        check(row, figures(expected[key]), levels=3 if kind == "claim" else 4)
    assert seen == expected.keys()
    codes = CODES["Math"] if kind == "claim" else ("ORAL", "WRIT")
    assert {code for code, _, _ in seen} == set(codes)


def test_a_report_can_be_of_some_claims_only(lake: PlainLake) -> None:
    found = table(definition(type=ReportType.CLAIM, codes=("3",)), LEA, lake)
    assert [each["code"] for each in found["measures"]] == [{"code": "3", "name": "Claim 3"}]


@pytest.mark.parametrize(("caller", "kinds"), [(STATE, ("state", "district", "school"))])
def test_a_longitudinal_report_is_what_its_rows_say(
    world: World, lake: PlainLake, caller: Any, kinds: tuple[str, ...]
) -> None:
    asked = definition(
        type=ReportType.LONGITUDINAL,
        places=EVERYWHERE,
        subjects=("Math", "ELPAC"),
        grades=("05", "03", "04"),
        dimensions=("gender", "ethnicities"),
    )
    found = table(asked, caller, lake)
    steps = {(2024, "03"), (2025, "04"), (2026, "05")}
    taken = counted(
        world.exams,
        lambda e: (
            (e["school_year"], e["assessment_grade"]) in steps
            and e["grade"] == e["assessment_grade"]
        ),
    )
    compared = 0
    for line in found["lines"]:
        kind, id_ = places_of(line)
        assert kind in kinds
        here = [e for e in taken if e["subject"] == line["subject"] and is_at(e, kind, id_)]
        times = [e["student_id"] for e in here]
        dimension, value = line["subgroup"]["dimension"], line["subgroup"]["value"]
        group = [e for e in here if value in values(e, dimension)]
        for step in line["steps"]:
            measure = found["measures"][step["measure"]]
            mine = [
                e
                for e in group
                if (e["school_year"], e["assessment_grade"])
                == (measure["school_year"], measure["grade"])
            ]
            check(step["all"], figures(mine))
            cohort = [e for e in mine if times.count(e["student_id"]) == 3]
            if step["cohort"] is None:
                assert not cohort
            else:
                check(step["cohort"], figures(cohort))
                compared += len(cohort)
    assert compared > 100
    cuts = [(each["level"], each["low"], each["high"]) for each in found["measures"][0]["cuts"]]
    assert cuts == [(1, 2200, 2454), (2, 2455, 2527), (3, 2528, 2578), (4, 2579, 2739)]


def test_a_target_report_is_what_its_residuals_say(world: World, lake: PlainLake) -> None:
    asked = definition(type=ReportType.TARGET, dimensions=("gender", "ethnicities"))
    found = table(asked, LEA, lake)
    here = counted(world.exams, lambda exam: exam["district_id"] == "D1")
    latest = {
        (e["assessment_id"], e["opportunity_id"]): e
        for e in here
        if wanted(e, (2026,), ("05",)) and e["subject"] == "Math"
    }
    assert len(latest) >= 30
    expected: dict[Any, list[Row]] = {}
    for part in world.further["exam_targets"]:
        exam = latest.get((part["assessment_id"], part["opportunity_id"]))
        for dimension in ("overall", "gender", "ethnicities") if exam else ():
            for value in values(exam, dimension) if exam else ():
                key = (part["claim_code"], part["target_code"], dimension, value)
                expected.setdefault(key, []).append(part)
    assert found["targets"]
    for row in found["targets"]:
        assert row["claim"]["code"] == "1"
        subgroup = row["subgroup"]
        key = (
            row["claim"]["code"], row["target"]["code"], subgroup["dimension"], subgroup["value"],
        )  # fmt: skip
        parts = expected.pop(key)
        assert row["students_tested"] == len(parts)
        assert row["caution"] == (len(parts) < 50)
        names = {"above": "better", "near": "similar", "below": "worse"}
        to_test = standing([each["student_residual"] for each in parts])
        assert row["relative_to_test"] == names.get(to_test, to_test)
        to_standard = standing([each["standard_met_residual"] for each in parts])
        assert row["relative_to_standard"] == to_standard
    assert {claim for claim, *_ in expected} == {"3"}


def standing(residuals: list[float | None]) -> str:
    known = [each for each in residuals if each is not None]
    if not known:
        return "no-results"
    mean = statistics.fmean(known)
    error = statistics.stdev(known) / sqrt(len(known)) if len(known) > 1 else None
    if error is None or error > 0.2:
        return "insufficient-data"
    return "above" if mean >= error else "below" if mean <= -error else "near"


def test_too_few_students_have_no_target_report() -> None:
    lake = PlainLake(crowd(seed=5, students=8))
    asked = definition(type=ReportType.TARGET, places=Places(schools=("S1",)))
    found = table(asked, SITE, lake)
    assert found["targets"] == []
    (few,) = found["too_few"]
    assert few["students_tested"] < few["minimum_students"] == 30


# ---- by hand


def exam(student: str, score: float | None, level: int | None, **changes: Any) -> Row:
    known = {
        "school_year": 2026,
        "asmt_type": "sum",
        "bucket": 0,
        "district_id": "D1",
        "school_id": "S1",
        "grade": "05",
        "student_id": student,
        "subject": "Math",
        "assessment_id": "Math-sum-2026-05",
        "assessment_grade": "05",
        "opportunity_id": f"{student}-1",
        "completed_at": datetime(2026, 4, 1, tzinfo=UTC),
        "completeness": "Complete",
        "administration_condition": "Valid",
        "scale_score": score,
        "achievement_level": level,
        "deleted": False,
    }
    return known | changes


def only_row(*exams: Row, **changes: Any) -> Any:
    found = table(definition(**changes), LEA, PlainLake(World(exams=list(exams))))
    return row_at(found, "D1")


def test_of_three_scores_the_mean_and_its_error_are_known_by_hand() -> None:
    row = only_row(exam("a", 2400, 1), exam("b", 2500, 2), exam("c", 2600, 4))
    # The deviations are -100, 0 and 100: a variance of 10,000, and 100 over the root of 3.
    assert row["average"]["scale_score"] == 2500
    assert row["average"]["standard_error"] == pytest.approx(57.735026918962575, abs=1e-12)
    assert [each["count"] for each in row["levels"]] == [1, 1, 0, 1]
    assert [each["percent"] for each in row["levels"]] == [34, 33, 0, 33]


def test_one_score_has_a_mean_and_no_error() -> None:
    row = only_row(exam("a", 2400, 1))
    assert row["average"] == {"scale_score": 2400, "standard_error": None}


def test_equal_scores_have_an_error_of_nothing() -> None:
    row = only_row(*(exam(each, 2401.7, 1) for each in "abcdefg"))
    assert row["average"]["scale_score"] == pytest.approx(2401.7, rel=1e-12)
    assert row["average"]["standard_error"] == pytest.approx(0, abs=1e-4)


def test_without_a_score_or_a_level_nobody_is_counted() -> None:
    found = table(
        definition(), LEA, PlainLake(World(exams=[exam("a", None, 1), exam("b", 1, None)]))
    )
    assert found["rows"] == []


def test_empty_rows_are_shown_where_they_are_asked_for() -> None:
    lake = PlainLake(World(exams=[exam("a", 2400, 1, gender="Male")]))
    found = table(definition(show_empty=True, dimensions=("gender",)), LEA, lake)
    assert row_at(found, "D1", ("gender", "Female"))["students"] == 0
    shown = [each["subgroup"]["value"] for each in found["rows"]]
    assert shown == ["", "Male", "Female", "Nonbinary", "undefined"]


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_results_the_later_counts_and_at_the_same_moment_the_greater_opportunity(
    order: int,
) -> None:
    later = datetime(2026, 5, 1, tzinfo=UTC)
    tie = [
        exam("a", 2400, 1, opportunity_id="a-9"),
        exam("a", 2500, 2, opportunity_id="a-10"),
        exam("b", 2400, 1, opportunity_id="b-9"),
        exam("b", 2700, 4, opportunity_id="b-1", completed_at=later),
    ]
    row = only_row(*tie[::order])
    assert row["students"] == 2
    assert row["average"]["scale_score"] == (2400 + 2700) / 2


def test_a_later_result_without_a_score_changes_nothing() -> None:
    later = datetime(2026, 5, 1, tzinfo=UTC)
    unscored = exam("a", None, None, opportunity_id="a-2", completed_at=later)
    reset = exam("a", 2700, 4, opportunity_id="a-3", completed_at=later, deleted=True)
    assert only_row(exam("a", 2400, 1), unscored, reset)["average"]["scale_score"] == 2400


def test_who_moved_within_the_state_counts_once_where_the_latest_result_lies() -> None:
    later = datetime(2026, 5, 1, tzinfo=UTC)
    moved = exam(
        "a", 2500, 2, opportunity_id="a-2", school_id="S3", district_id="D2", completed_at=later
    )
    lake = PlainLake(World(exams=[exam("a", 2400, 1), moved]))
    places = Places(state=True, all_districts=True)
    found = table(definition(places=places, show_empty=True), STATE, lake)
    assert [row_at(found, each)["students"] for each in ("", "D1", "D2")] == [1, 0, 1]


def test_levels_can_be_grouped_at_the_standard() -> None:
    exams = [exam(str(n), 2400, level) for n, level in enumerate((1, 1, 2, 3, 4))]
    row = only_row(*exams, levels=LevelView.GROUPED)
    assert row["levels"] == [
        {"first": 1, "last": 2, "count": 3, "percent": 60},
        {"first": 3, "last": 4, "count": 2, "percent": 40},
    ]


def test_a_level_the_subject_does_not_define_is_still_counted() -> None:
    row = only_row(exam("a", 2400, 1), exam("b", 2400, 6))
    assert [each["count"] for each in row["levels"]] == [1, 0, 0, 0, 0, 1]


def test_the_cohort_is_of_an_organization_and_of_every_step() -> None:
    def taken(student: str, year: int, grade: str, school: str, score: float) -> Row:
        return exam(
            student, score, 1, school_year=year, assessment_grade=grade, grade=grade,
            assessment_id=f"Math-sum-{year}-{grade}", opportunity_id=f"{student}-{year}",
            school_id=school, district_id=SCHOOLS[school],
        )  # fmt: skip

    exams = [
        taken("stays", 2025, "04", "S1", 2400), taken("stays", 2026, "05", "S1", 2500),
        taken("moves", 2025, "04", "S2", 2410), taken("moves", 2026, "05", "S1", 2510),
        taken("comes", 2026, "05", "S1", 2520),
        taken("leaves", 2025, "04", "S1", 2430),
        taken("away", 2025, "04", "S3", 2440), taken("away", 2026, "05", "S1", 2540),
        taken("repeats", 2025, "05", "S1", 2450), taken("repeats", 2026, "05", "S1", 2550),
    ]  # fmt: skip
    places = Places(state=True, districts=("D1",), schools=("S1",))
    asked = definition(type=ReportType.LONGITUDINAL, grades=("04", "05"), places=places)
    found = table(asked, STATE, PlainLake(World(exams=exams)))
    by_place = {each["organization"]["id"]: each["steps"] for each in found["lines"]}
    counts = {
        place: [(step["all"]["students"], step["cohort"]["students"]) for step in steps]
        for place, steps in by_place.items()
    }
    assert counts == {"": [(4, 3), (5, 3)], "D1": [(3, 2), (5, 2)], "S1": [(2, 1), (5, 1)]}
    assert by_place["S1"][1]["cohort"]["average"]["scale_score"] == 2500
