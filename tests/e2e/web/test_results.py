"""An educator reads an assessment's results, narrows them, and makes a group of some students."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.web.asking import Asking, results_path
from tests.e2e.web.visitor import Visitor

SCHOOL = "Maple Grove Elementary"
LABEL = "Grade 3 ELA - Summative"
SOON = 20_000
"""Milliseconds in which results that are asked for anew have come."""


@pytest.fixture
def coordinator(visitor: Visitor) -> Visitor:
    """A coordinator of an LEA."""
    return visitor.enter("lea.larksmere")


@pytest.fixture
def asking(coordinator: Visitor) -> Asking:
    """What the API tells the coordinator."""
    return Asking(coordinator)


@pytest.fixture
def path(asking: Asking) -> str:
    """The address of a summative assessment's results at a school."""
    population = f"/schools/{asking.school(SCHOOL)}"
    return results_path(population, asking.assessment(population, LABEL))


@pytest.fixture
def no_groups_left(asking: Asking) -> Iterator[None]:
    """Deletes what the test made."""
    before = {each["id"] for each in own_groups(asking)}
    yield
    for each in own_groups(asking):
        if each["id"] not in before:
            asking.delete(f"/own-groups/{each['id']}")


def own_groups(asking: Asking) -> list[dict[str, Any]]:
    return [each for each in asking.get("/groups")["groups"] if each["kind"] == "own"]


def figure(visitor: Visitor, term: str) -> Locator:
    """A figure at the top of the report."""
    facts = visitor.page.locator(".fact")
    return facts.filter(has=visitor.page.locator("dt", has_text=re.compile(f"^{term}"))).locator(
        "strong"
    )


def names(visitor: Visitor) -> list[str]:
    """The students of the table, from the top."""
    return visitor.page.locator(".data-table tbody th").all_inner_texts()


def test_from_the_list_to_the_figures_which_are_those_of_the_api(
    coordinator: Visitor, asking: Asking, path: str
) -> None:
    page = coordinator.page
    school = path.split("/assessments")[0]
    coordinator.open(school).heading(SCHOOL)
    page.get_by_label("Subject", exact=True).select_option("ELA")
    page.get_by_label("Assessment type").select_option("sum")
    page.get_by_label("Grade assessed").select_option("03")
    expect(page.locator(".rows li")).to_have_count(1)
    assert "subject=ELA&type=sum&grade=03" in coordinator.path()
    assert coordinator.violations() == []
    page.get_by_role("link", name=LABEL).click()
    coordinator.heading(LABEL)

    summary, comparison = asking.get(f"{path}/summary"), asking.get(f"{path}/comparison")
    expect(figure(coordinator, "Results")).to_have_text(str(summary["results"]))
    expect(figure(coordinator, "At or above")).to_have_text(f"{summary['met']['percent']}%")
    rows = page.locator(".level-table").first.locator("tbody tr")
    assert [row.split("\t")[-2] for row in rows.all_inner_texts()] == [
        str(each["count"]) for each in summary["levels"]
    ]
    compared = page.locator(".compared li")
    expect(compared).to_have_count(len(comparison["rows"]))
    expect(compared.last).to_contain_text("Whole state")
    expect(page.locator(".view-off", has_text="Items")).to_contain_text("Only interim")
    page.get_by_text("Number", exact=True).click()
    expect(page.locator(".bar").first).to_contain_text(
        str(max(each["count"] for each in summary["levels"]))
    )
    coordinator.page.reload()
    coordinator.heading(LABEL)
    expect(page.get_by_label("Number", exact=True)).to_be_checked()
    assert coordinator.violations() == []


def test_filters_are_chosen_by_keyboard_and_stand_in_the_address(
    coordinator: Visitor, asking: Asking, path: str
) -> None:
    page = coordinator.page
    coordinator.open(path).heading(LABEL)
    coordinator.tab_to(page.get_by_text("More filters")).press("Enter")
    coordinator.tab_to(page.get_by_role("checkbox", name="Female", exact=True)).press("Space")
    tag = page.get_by_role("button", name=re.compile("Remove.*Gender: Female"))
    expect(tag).to_be_visible()
    assert coordinator.path().endswith("gender=Female")
    some = asking.get(f"{path}/summary", gender="Female")["results"]
    expect(figure(coordinator, "Results")).to_have_text(str(some), timeout=SOON)
    assert coordinator.violations() == []
    page.reload()
    coordinator.heading(LABEL)
    expect(figure(coordinator, "Results")).to_have_text(str(some))
    tag.click()
    every = asking.get(f"{path}/summary")["results"]
    expect(figure(coordinator, "Results")).to_have_text(str(every), timeout=SOON)
    assert "gender" not in coordinator.path()


def test_the_csv_is_the_table_as_it_stands_and_no_name_is_in_the_address(
    coordinator: Visitor, asking: Asking, path: str, tmp_path: Path
) -> None:
    page = coordinator.page
    students = asking.get(f"{path}/students")["students"]
    wanted = students[0]["last_name"]
    coordinator.open(f"{path}?sort=-score").heading(LABEL)
    page.get_by_label("Find a student").fill(wanted)
    shown = [each for each in students if wanted.casefold() in each["last_name"].casefold()]
    expect(page.locator(".data-table tbody tr")).to_have_count(len(shown))
    assert wanted not in page.url
    page.get_by_label("Find a student").fill("")
    expect(page.locator(".data-table tbody tr")).to_have_count(len(students))
    file = coordinator.download("Download CSV", tmp_path)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [f"{row['Last name']}, {row['First name']}" for row in rows] == names(coordinator)
    by_id = {each["opportunity_id"]: each for each in students}
    assert len(rows) == len(by_id)
    for row in rows:
        each = by_id[row["Opportunity ID"]]
        assert row["Student ID"] == each["student_id"]
        assert float(row["Scale score"]) == each["scale_score"]
        assert row["Reading: level"] == str(each["claims"][0]["level"]["level"])
    link = page.locator(".data-table tbody th a").first.get_attribute("href")
    assert link is not None
    assert link.split("/")[-1] in {each["reference"] for each in students}


@pytest.mark.usefixtures("no_groups_left")
def test_a_level_becomes_a_group_in_three_actions(
    coordinator: Visitor, asking: Asking, path: str
) -> None:
    page = coordinator.page
    students = asking.get(f"{path}/students")["students"]
    chosen = {each["student_id"] for each in students if each["level"]["level"] == 2}
    coordinator.open(path).heading(LABEL)
    make = page.get_by_role("button", name="Make a group")
    expect(make).to_be_disabled()
    expect(page.get_by_role("group", name="Select students")).to_contain_text("Select students in")
    coordinator.tab_to(page.locator(".pick").nth(1)).press("Enter")
    coordinator.tab_to(make).press("Enter")
    expect(page.get_by_label("Name of the group")).to_have_value(re.compile(f".+, {LABEL}"))
    assert coordinator.violations() == []
    coordinator.tab_to(page.get_by_role("button", name="Save group")).press("Enter")
    opened = page.get_by_role("link", name="Open the group")
    expect(opened).to_be_visible()
    group = asking.get(f"/groups/{str(opened.get_attribute('href')).split('/')[-1]}")
    assert {each["student_id"] for each in group["members"]} == chosen
    opened.click()
    coordinator.heading(group["name"])


@pytest.mark.usefixtures("no_groups_left")
def test_a_group_begins_with_its_newest_session(
    coordinator: Visitor, asking: Asking, path: str
) -> None:
    summary = asking.get(f"{path}/summary")
    students = asking.get(f"{path}/students")["students"]
    newest = summary["sessions"][0]
    assert len(summary["sessions"]) > 1
    body: dict[str, object] = {
        "school_id": summary["school"]["id"],
        "name": "Everybody of grade 3",
        "subject": None,
        "student_ids": sorted({each["student_id"] for each in students}),
    }
    group = asking.post("/own-groups", body)
    coordinator.open(results_path(f"/groups/{group['id']}", summary["assessment"]["id"]))
    coordinator.heading(LABEL)
    page = coordinator.page
    expect(figure(coordinator, "Results")).to_have_text(str(newest["results"]), timeout=SOON)
    assert f"sessions={newest['id']}" in coordinator.path()
    page.get_by_role("button", name="All sessions").click()
    expect(figure(coordinator, "Results")).to_have_text(str(summary["results"]), timeout=SOON)
    page.get_by_role("button", name="Only the newest").click()
    expect(figure(coordinator, "Results")).to_have_text(str(newest["results"]), timeout=SOON)
    field = page.get_by_role("combobox", name="Assessment")
    coordinator.tab_to(field)
    page.keyboard.type("math")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text("Math")
    coordinator.press("ArrowDown", "Enter").heading("Grade 3 Math - Summative")
    assert newest["id"] not in coordinator.path()


def test_results_under_review_are_looked_at_and_not_taken_away(visitor: Visitor) -> None:
    asking = Asking(visitor.enter("lea.coppermere"))
    for school in asking.get("/organizations")["schools"]:
        population = f"/schools/{school['id']}"
        listed = asking.get(f"{population}/assessments")["assessments"]
        for each in (one for one in listed if one["type"]["code"] == "sum"):
            path = results_path(population, each["id"])
            if asking.get(f"{path}/summary")["in_review"]:
                visitor.open(path).heading(each["label"])
                expect(visitor.page.get_by_text("These results are under review")).to_be_visible()
                expect(visitor.page.get_by_text("cannot be downloaded.")).to_be_visible()
                expect(visitor.page.get_by_role("button", name="Download CSV")).to_have_count(0)
                return
    pytest.fail("the sandbox has nothing under review")


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 320, "height": 800}}])
def test_on_a_small_screen_nothing_is_wider_than_it(coordinator: Visitor, path: str) -> None:
    coordinator.open(f"{path}?percentiles=show&gender=Female").heading(LABEL)
    coordinator.page.get_by_text("More filters").click()
    assert coordinator.overflow() == 0
    assert coordinator.violations() == []
    coordinator.open(path.split("/assessments")[0]).heading(SCHOOL)
    assert coordinator.overflow() == 0
