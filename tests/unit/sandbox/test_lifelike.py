"""The data as statistics: believable, and true to the scales and to who takes what."""

import json
import statistics
from collections import defaultdict
from datetime import date
from typing import Any

import pytest

MEANS = {
    ("ELA", "03"): 2421, ("ELA", "05"): 2495, ("ELA", "08"): 2554, ("ELA", "11"): 2590,
    ("Math", "03"): 2428, ("Math", "05"): 2488, ("Math", "08"): 2535, ("Math", "11"): 2564,
}  # fmt: skip


def summative(sandbox: Any, subject: str) -> list[Any]:
    return [
        each
        for each in sandbox.first
        if each.test["subject"] == subject
        and each.test["assessmentType"] == "Summative"
        and each.value("Overall") is not None
    ]


@pytest.mark.parametrize("place", MEANS, ids=" ".join)
def test_scores_lie_around_the_mean_of_their_grade(sandbox: Any, place: tuple[str, str]) -> None:
    subject, grade = place
    scores = [
        each.value("Overall") for each in summative(sandbox, subject) if each.test["grade"] == grade
    ]

    assert len(scores) > 60
    assert abs(statistics.mean(scores) - MEANS[place]) < 45
    assert 60 < statistics.stdev(scores) < 160


@pytest.mark.parametrize("subject", ["ELA", "Math", "ELPAC"])
def test_a_student_scores_much_as_the_year_before(sandbox: Any, subject: str) -> None:
    standing: dict[tuple[str, int], float] = {}
    for scores in by_grade_and_year(summative(sandbox, subject)).values():
        if len(scores) > 8:
            mean = statistics.mean(score for _, _, score in scores)
            spread = statistics.stdev(score for _, _, score in scores)
            standing |= {(who, year): (score - mean) / spread for who, year, score in scores}

    pairs = [
        (standing[who, year], standing[who, year + 1])
        for who, year in standing
        if (who, year + 1) in standing
    ]
    least = 0.5 if subject == "ELPAC" else 0.6
    assert len(pairs) > 60
    assert statistics.correlation(*zip(*pairs, strict=True)) > least


def by_grade_and_year(reports: list[Any]) -> dict[tuple[str, str], list[tuple[str, int, float]]]:
    groups = defaultdict(list)
    for each in reports:
        year = each.test["academicYear"]
        row = each.student["StudentIdentifier"], int(year), each.value("Overall")
        groups[each.test["grade"], year].append(row)
    return groups


def test_every_overall_level_follows_from_the_cuts_of_the_package(sandbox: Any) -> None:
    for each in sandbox.reports:
        row = sandbox.cuts[each.test["name"]]
        score = each.value("Overall")
        if score is None or row["AssessmentSubtype"] == "IAB":
            continue
        level = sum(score >= float(row[f"ScaledLow{number}"]) for number in range(1, 5))
        assert each.value("Overall", "PerformanceLevel") == level
        assert float(row["ScaledLow1"]) <= score <= float(row["ScaledHigh4"])


def test_every_category_follows_from_the_score_and_its_band(sandbox: Any) -> None:
    seen = set()
    for each in sandbox.reports:
        row = sandbox.cuts[each.test["name"]]
        if row["AssessmentSubject"] == "ELPAC" or each.value("Overall") is None:
            continue
        measures = {"SOCK_R", "2-W", "SOCK_LS", "4-CR", "1", "SOCK_2", "3"}
        if row["AssessmentSubtype"] == "IAB":
            measures = {"Overall"}
        standard = float(row["ScaledLow3"])
        for (measure, label), score in each.scores.items():
            if measure not in measures or label != "ScaleScore":
                continue
            value, band = float(score["value"]), 1.5 * float(score["standardError"])
            expected = 3 if value - band >= standard else 1 if value + band < standard else 2
            assert each.value(measure, "PerformanceLevel") == expected
            seen.add((row["AssessmentSubtype"], expected))
    assert len(seen) == 9


def test_claims_go_with_the_overall_score(sandbox: Any) -> None:
    for subject, claim in (("ELA", "SOCK_LS"), ("Math", "3")):
        pairs = [(each.value("Overall"), each.value(claim)) for each in summative(sandbox, subject)]
        assert statistics.correlation(*zip(*pairs, strict=True)) > 0.7


def test_standard_errors_grow_towards_the_ends_of_the_scale(sandbox: Any) -> None:
    middle, ends = [], []
    for each in summative(sandbox, "Math"):
        distance = abs(each.value("Overall") - 2500)
        error = float(each.scores["Overall", "ScaleScore"]["standardError"])
        (ends if distance > 200 else middle if distance < 80 else []).append(error)

    assert statistics.mean(ends) > 1.2 * statistics.mean(middle)


def test_abler_students_earn_more_points(sandbox: Any) -> None:
    earned = defaultdict(list)
    for each in sandbox.first:
        points = [float(item["score"]) for item in each.items if item["isSelected"] == "1"]
        if len(points) > 5:
            earned[each.value("Overall", "PerformanceLevel")].append(statistics.mean(points))

    below, near, above = (statistics.mean(earned[level]) for level in (1, 2, 3))
    assert below < near < above


def test_only_english_learners_take_the_elpac(sandbox: Any) -> None:
    takers = [each for each in sandbox.reports if each.test["subject"] == "ELPAC"]

    assert takers
    assert {each.student["EnglishLanguageAcquisitionStatus"] for each in takers} == {"EL"}
    assert {each.student["LEPStatus"] for each in takers} == {"Yes"}


def test_the_overall_elpac_score_weighs_oral_and_written_language(sandbox: Any) -> None:
    for each in summative(sandbox, "ELPAC"):
        share = 0.7 if each.test["grade"] == "KG" else 0.5
        mixed = share * each.value("1") + (1 - share) * each.value("2")
        assert abs(each.value("Overall") - mixed) <= 1


def test_every_exam_is_taken_at_a_school_that_exists_and_has_the_grade(sandbox: Any) -> None:
    path = sandbox.directory / "ets" / "organizations" / "organizations.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    schools = {each["entityId"]: each for each in document["institutions"]}
    districts = {each["entityId"] for each in document["districts"]}
    served = {school.id: school.grades for school in sandbox.world.state.schools}

    assert all(each["parentEntityId"] in districts for each in schools.values())
    for each in sandbox.reports:
        school = schools[each.student["SchoolId"]]
        assert school["parentEntityId"] == each.student["DistrictId"]
        low, high = served[each.student["SchoolId"]]
        grade = each.student["GradeLevelWhenAssessed"]
        assert low <= (0 if grade == "KG" else int(grade)) <= high
        assert each.student["SchoolId"].startswith("99")


def test_students_go_up_a_grade_a_year(sandbox: Any) -> None:
    grades: dict[str, dict[int, int]] = defaultdict(dict)
    for each in sandbox.first:
        grade = each.student["GradeLevelWhenAssessed"]
        year = int(each.test["academicYear"])
        grades[each.student["StudentIdentifier"]][year] = 0 if grade == "KG" else int(grade)

    for years in grades.values():
        assert len({grade - year for year, grade in years.items()}) == 1


def test_what_describes_a_student_is_consistent_with_the_year(sandbox: Any) -> None:
    for each in sandbox.first:
        born = date.fromisoformat(each.student["Birthdate"])
        grade = each.student["GradeLevelWhenAssessed"]
        age = int(each.test["academicYear"]) - 1 - born.year
        assert age - (0 if grade == "KG" else int(grade)) in (5, 6)
        exit_date = each.student.get("LEPExitDate")
        if exit_date:
            assert exit_date > each.student["LimitedEnglishProficiencyEntryDate"]


def test_awkward_names_survive(sandbox: Any) -> None:
    names = {each.student["LastOrSurname"] for each in sandbox.reports}
    names |= {each.student["FirstName"] for each in sandbox.reports}

    assert {"Null", "Na"} & names
    assert any("'" in name for name in names)
    assert any("-" in name for name in names)
    assert any(not name.isascii() for name in names)


def test_times_are_in_order_and_within_the_school_year(sandbox: Any) -> None:
    for each in sandbox.reports:
        exam, year = each.exam, int(each.test["academicYear"])
        assert exam["startDate"] < exam["dateCompleted"] <= exam["statusDate"]
        assert f"{year - 1}-09-01" <= exam["startDate"] < f"{year}-07-01"


def test_exams_are_of_the_size_that_vendors_send(sandbox: Any) -> None:
    sizes = defaultdict(list)
    for each in sandbox.first:
        sizes[each.dataset[5:]].append(each.size)

    assert 4_000 < statistics.mean(sizes["sum"]) < 9_000
    assert 8_000 < statistics.mean(sizes["iab"]) < 20_000
