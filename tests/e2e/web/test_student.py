"""An educator follows one student over the years and into the answers of an interim test."""

import csv
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.e2e.web.asking import Asking, results_path
from tests.e2e.web.visitor import Visitor

SCHOOL = "Otter Creek Middle"
LABEL = "Grade 7 ELA - Summative"


@pytest.fixture
def coordinator(visitor: Visitor) -> Visitor:
    """A coordinator of an LEA."""
    return visitor.enter("lea.larksmere")


@pytest.fixture
def asking(coordinator: Visitor) -> Asking:
    """What the API tells the coordinator."""
    return Asking(coordinator)


@pytest.fixture
def history(asking: Asking) -> Any:
    """The history of a student with a trend and with interim results."""
    population = f"/schools/{asking.school(SCHOOL)}"
    path = results_path(population, asking.assessment(population, LABEL))
    for each in asking.get(f"{path}/students")["students"]:
        found = asking.post("/students/history", {"reference": each["reference"]})
        trend = any(len(trend["points"]) > 1 for trend in found["trends"])
        if trend and interim(found):
            return found
    raise AssertionError(f"no student of {LABEL} has a trend and interim results")


def interim(history: Any) -> list[Any]:
    """The results whose answers can be seen."""
    return [each for each in history["results"] if each["assessment"]["type"]["code"] != "sum"]


def test_a_history_shows_every_result_and_where_scores_went(
    coordinator: Visitor, history: Any, tmp_path: Path
) -> None:
    page = coordinator.page
    student = history["student"]
    coordinator.open(f"/students/{student['reference']}")
    coordinator.heading(f"{student['last_name']}, {student['first_name']}")
    assert page.title().startswith("Student history"), "no name where a browser keeps it"
    expect(page.locator(".lead")).to_contain_text(student["student_id"])
    rows = page.locator(".history-table > .table-scroll tbody tr")
    expect(rows).to_have_count(len(history["results"]))

    trends = [each for each in history["trends"] if len(each["points"]) > 1]
    expect(page.locator(".trend-picture")).to_have_count(len(trends))
    (chart, points) = (page.locator(".trend").first, trends[0]["points"])
    expect(chart.locator(".trend-mark")).to_have_count(len(points) + 1)
    for each in points:
        written = f"{each['scale_score']:.0f} ± {each['standard_error']:.0f}"
        expect(chart.locator(".trend-table")).to_contain_text(written)
    levels = {name["name"] for each in points for name in each["levels"]}
    expect(chart.locator(".trend-levels li")).to_have_count(len(levels))
    assert coordinator.violations() == []

    year = history["results"][0]["assessment"]["school_year"]
    own = [e for e in history["results"] if e["assessment"]["school_year"] == year]
    page.get_by_label("School year", exact=True).select_option(str(year))
    expect(rows).to_have_count(len(own))
    page.get_by_label("Claims", exact=True).check()
    assert parse_qs(urlparse(page.url).query) == {"year": [str(year)], "scores": ["claims"]}
    page.reload()
    coordinator.settle()
    expect(rows).to_have_count(len(own))
    name = next(e["claims"][0]["name"] for e in history["scores"] if e["claims"])
    expect(page.get_by_role("columnheader", name=name).first).to_be_visible()

    coordinator.open(f"/students/{student['reference']}?subject=ELA")
    saved = coordinator.download("Download CSV", tmp_path)
    assert student["last_name"].casefold() not in saved.name.casefold()
    english = [e for e in history["results"] if e["assessment"]["subject"]["code"] == "ELA"]
    with saved.open(encoding="utf-8-sig", newline="") as opened:
        found = list(csv.DictReader(opened))
    assert sorted((row["Date"], row["Assessment"], row["Scale score"]) for row in found) == sorted(
        (e["completed_on"], e["assessment"]["label"], f"{e['scale_score']:g}") for e in english
    )


def test_responses_are_reached_from_the_history_and_open_item_by_item(
    coordinator: Visitor, asking: Asking, history: Any
) -> None:
    page = coordinator.page
    reference = history["student"]["reference"]
    result = interim(history)[0]
    asked = {
        "reference": reference,
        "assessment_id": result["assessment"]["id"],
        "opportunity_id": result["opportunity_id"],
    }
    exam = asking.post("/students/items", asked)
    coordinator.open(f"/students/{reference}?type={result['assessment']['type']['code']}")
    name = f"Responses to {result['assessment']['label']}"
    coordinator.tab_to(page.get_by_role("link", name=name, exact=True).first).press("Enter")
    expect(page.locator(".lead")).to_contain_text(name)
    coordinator.settle()
    assert page.title().startswith("Student responses")
    rows = page.locator(".item-table > .table-scroll > table > tbody > tr")
    expect(rows).to_have_count(len(exam["items"]))
    expect(page.locator(".fact").first).to_contain_text(
        f"{exam['points']:g} of {exam['max_points']:g}"
    )
    outcomes = ["Full credit" if e["correctness"] == 1 else "credit" for e in exam["items"]]
    for index, outcome in enumerate(outcomes):
        expect(rows.nth(index)).to_contain_text(outcome)
    opens = page.get_by_role("button", name=re.compile("^Details of item")).first
    coordinator.tab_to(opens).press("Enter")
    expect(page.locator(".item-detail")).to_be_visible()
    expect(opens).to_be_focused()
    assert coordinator.violations() == []

    # Where an address leaves the assessment out, the history is asked.
    coordinator.open(f"/students/{reference}/exams/{result['opportunity_id']}")
    expect(page.locator(".lead")).to_contain_text(name)


def test_there_are_no_responses_to_summative_tests_and_none_of_students_unknown(
    coordinator: Visitor, history: Any
) -> None:
    page = coordinator.page
    reference = history["student"]["reference"]
    summative = next(e for e in history["results"] if e["assessment"]["type"]["code"] == "sum")
    coordinator.open(f"/students/{reference}/exams/{summative['opportunity_id']}")
    expect(page.get_by_text("Responses are only shown for interim assessments")).to_be_visible()
    assert coordinator.violations() == []
    coordinator.open("/students/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    coordinator.heading("This student cannot be shown")
    expect(page.get_by_role("link", name="Go to the home page")).to_be_visible()
    assert coordinator.violations() == []


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 320, "height": 700}}])
def test_on_a_phone_the_trend_keeps_the_size_of_its_text(
    coordinator: Visitor, history: Any
) -> None:
    coordinator.open(f"/students/{history['student']['reference']}")
    coordinator.page.locator(".trend-picture").first.wait_for()
    assert coordinator.overflow() == 0
    text = coordinator.page.locator(".trend-picture .trend-step text").first
    height = text.evaluate("each => each.getBoundingClientRect().height")
    assert height >= 12
