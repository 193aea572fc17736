"""An educator looks at results by item, by option, by writing trait and by target."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import expect

from tests.e2e.web.asking import Asking, results_path
from tests.e2e.web.visitor import Visitor

SCHOOL = "Maple Grove Elementary"
HIGH_SCHOOL = "Falcon Ridge High"
LARGE = "Grade 11 ELA - Summative"
"""More than the thirty students there that a target report is made of."""

ENOUGH_ITEMS = 6
"""Of fewer nothing is called hardest."""


@pytest.fixture
def coordinator(visitor: Visitor) -> Visitor:
    """A coordinator of an LEA."""
    return visitor.enter("lea.larksmere")


@pytest.fixture
def asking(coordinator: Visitor) -> Asking:
    """What the API tells the coordinator."""
    return Asking(coordinator)


@pytest.fixture
def interim(asking: Asking) -> str:
    """The address of an interim assessment's results with enough items, some with options."""
    population = f"/schools/{asking.school(SCHOOL)}"
    for each in asking.get(f"{population}/assessments")["assessments"]:
        if each["type"]["code"] == "sum":
            continue
        path = results_path(population, each["id"])
        if len(asking.get(f"{path}/items/distractors")["items"]) >= ENOUGH_ITEMS:
            return path
    raise AssertionError(f"no interim assessment of {SCHOOL} has enough items with options")


@pytest.fixture
def no_groups_left(asking: Asking) -> Iterator[None]:
    """Deletes what the test made."""
    before = own_groups(asking)
    yield
    for each in own_groups(asking) - before:
        asking.delete(f"/own-groups/{each}")


def own_groups(asking: Asking) -> set[str]:
    """The ids of one's own groups."""
    return {each["id"] for each in asking.get("/groups")["groups"] if each["kind"] == "own"}


def rows_of(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file that was saved."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def by_full_credit(items: list[Any]) -> list[float]:
    """The share of full credit of each item, ascending."""
    return sorted(each["full_credit"]["count"] / each["scored"] for each in items)


def test_the_hardest_item_is_opened_from_the_top_and_shows_all_there_is_about_it(
    coordinator: Visitor, asking: Asking, interim: str, tmp_path: Path
) -> None:
    page = coordinator.page
    items = asking.get(f"{interim}/items")["items"]
    coordinator.open(f"{interim}/items")
    ranked = page.locator(".ranked").first.locator("li")
    first = ranked.first.get_by_role("link")
    position = int(first.inner_text().removeprefix("Item "))
    hardest = next(each for each in items if each["position"] == position)
    assert hardest["full_credit"]["count"] / hardest["scored"] == by_full_credit(items)[0]
    expect(ranked.first).to_contain_text(f"{hardest['full_credit']['percent']}%")

    coordinator.tab_to(first).press("Enter")
    detail = page.locator(".item-detail")
    expect(detail.get_by_role("heading", level=3)).to_be_focused()
    assert parse_qs(urlparse(page.url).query)["item"] == [hardest["key"]]
    answers = asking.get(f"{interim}/items/{hardest['key']}/students")["students"]
    expect(detail.locator("tbody tr")).to_have_count(len(answers))
    assert coordinator.violations() == []

    coordinator.tab_to(detail.get_by_role("tab", name="Student answers")).press("ArrowRight")
    content = asking.get(f"/items/{hardest['key']}/content")["content"]
    expect(detail).to_contain_text(content["stem"][0]["text"])
    expect(detail.get_by_role("tab", name="Item")).to_be_focused()
    coordinator.press("End")
    expect(detail).to_contain_text(hardest["claim"]["name"])
    page.reload()
    coordinator.settle()
    expect(detail.get_by_role("tab", name="Information")).to_have_attribute("aria-selected", "true")
    expect(detail).to_contain_text(hardest["key"])
    page.go_back()
    expect(detail).to_have_count(0)

    saved = rows_of(coordinator.download("Download CSV", tmp_path))
    by_key = {each["key"]: each for each in items}
    assert [row["Item"] for row in saved] == [str(each["position"]) for each in items]
    for row in saved:
        each = by_key[row["Item key"]]
        assert row["Full credit (n)"] == str(each["full_credit"]["count"])
        assert row["Full credit (%)"] == str(each["full_credit"]["percent"])
        assert row["Scored answers"] == str(each["scored"])
        assert row["1 point (n)"] == str(each["points"][1]["count"])


@pytest.mark.usefixtures("no_groups_left")
def test_those_who_chose_a_wrong_option_become_a_group(
    coordinator: Visitor, asking: Asking, interim: str
) -> None:
    page = coordinator.page
    item = asking.get(f"{interim}/items/distractors")["items"][0]
    wrong = [each for each in item["options"] if not each["correct"]]
    most = max(wrong, key=lambda each: int(each["count"]))
    answers = asking.get(f"{interim}/items/{item['key']}/students")["students"]
    chose = {
        each["student_id"]
        for each in answers
        if each["points"] is not None and most["option"] in each["options"]
    }
    coordinator.open(f"{interim}/options")
    row = page.locator(".data-table tbody tr").first
    for key in item["answer_key"]:
        named = re.compile(f"option {key}:.*{_share(item, key)}%.*\\(key\\)")
        expect(row.get_by_role("button", name=named)).to_be_visible()
    flagged = row.get_by_role("button", name=re.compile(f"option {most['option']}:.*most chosen"))
    expect(flagged).to_contain_text(f"{most['percent']}%")
    assert coordinator.violations() == []

    coordinator.tab_to(flagged).press("Enter")
    title = f"Students who chose {most['option']} on item {item['position']}"
    expect(page.get_by_role("heading", name=title)).to_be_focused()
    query = parse_qs(urlparse(page.url).query)
    assert (query["item"], query["option"]) == ([item["key"]], [most["option"]])
    section = page.get_by_role("region", name=title)
    expect(section.locator("tbody tr")).to_have_count(int(most["count"]))
    make = section.get_by_role("button", name="Make group")
    expect(make).to_be_disabled()
    expect(section).to_contain_text("Select students first.")
    assert coordinator.violations() == []
    coordinator.tab_to(section.get_by_label("Select all rows")).press("Space")
    make.press("Enter")
    expect(page.get_by_label("Name of the group")).to_have_value(title)
    page.get_by_role("button", name="Save group").press("Enter")
    opened = page.get_by_role("link", name="Open the group")
    expect(opened).to_be_visible()
    group = asking.get(f"/groups/{str(opened.get_attribute('href')).split('/')[-1]}")
    assert {each["student_id"] for each in group["members"]} == chose


def _share(item: Any, option: str) -> int:
    return next(int(each["percent"]) for each in item["options"] if each["option"] == option)


def test_targets_say_in_words_how_they_went_and_what_they_must_not_be_taken_for(
    coordinator: Visitor, asking: Asking, tmp_path: Path
) -> None:
    page = coordinator.page
    population = f"/schools/{asking.school(HIGH_SCHOOL)}"
    path = results_path(population, asking.assessment(population, LARGE))
    coordinator.open(f"{path}/targets")
    report = asking.get(f"{path}/targets")
    rows = page.locator(".data-table tbody tr")
    expect(rows).to_have_count(len(report["targets"]))
    expect(page.get_by_text("No target report is made of fewer than 30")).to_be_visible()
    expect(page.get_by_text("fewer than 50 students are less reliable")).to_be_visible()

    page.get_by_role("group", name="Show subgroups by").get_by_text("Gender").click()
    report = asking.get(f"{path}/targets", subgroups="gender")
    expect(rows).to_have_count(len(report["targets"]), timeout=20_000)
    assert parse_qs(urlparse(page.url).query)["subgroups"] == ["gender"]
    assert coordinator.violations() == []
    saved = rows_of(coordinator.download("Download CSV", tmp_path))
    words = {"insufficient-data": "Too little data", "no-results": "No results"}
    assert [
        (row["Target"], row["Students tested"], row["Relative to the entire test"]) for row in saved
    ] == [
        (
            each["target"]["name"],
            str(each["students_tested"]),
            words.get(each["relative_to_test"], each["relative_to_test"].capitalize()),
        )
        for each in report["targets"]
    ]
    assert {row["Subgroup"] for row in saved} >= {"All students", "Gender: Female"}

    small = f"/schools/{asking.school(SCHOOL)}"
    other = results_path(small, asking.assessment(small, "Grade 5 ELA - Summative"))
    tested = asking.get(f"{other}/targets")
    if tested["too_few"]:
        coordinator.open(f"{other}/targets")
        count = tested["students_tested"]
        expect(page.get_by_text(f"Too few students for a target report: {count}")).to_be_visible()


def test_writing_traits_are_those_of_the_api_and_a_missing_view_says_why(
    coordinator: Visitor, asking: Asking
) -> None:
    page = coordinator.page
    population = f"/schools/{asking.school(SCHOOL)}"
    listed = asking.get(f"{population}/assessments")["assessments"]
    writing = next(each for each in listed if "Writing" in each["label"])
    path = results_path(population, writing["id"])
    coordinator.open(f"{path}/writing?show=number")
    (essay, *_) = asking.get(f"{path}/writing-traits")["items"]
    rows = page.locator(".data-table tbody tr")
    expect(rows).to_have_count(len(essay["traits"]))
    for index, trait in enumerate(essay["traits"]):
        expect(rows.nth(index)).to_contain_text(trait["category"])
        average = f"{trait['average_points']:.1f} / {trait['max_points']:g}"
        expect(rows.nth(index)).to_contain_text(average)
    assert coordinator.violations() == []
    coordinator.open(f"{path}/targets")
    expect(page.get_by_text("This view does not exist for this assessment")).to_be_visible()
    expect(page.locator(".notice")).to_contain_text("Only summative")


@pytest.mark.parametrize("context_options", [{"viewport": {"width": 320, "height": 700}}])
def test_on_a_phone_an_open_item_is_no_wider_than_the_screen(
    coordinator: Visitor, asking: Asking, interim: str
) -> None:
    key = asking.get(f"{interim}/items")["items"][0]["key"]
    coordinator.open(f"{interim}/items?item={key}&tab=item")
    expect(coordinator.page.locator(".item-content")).to_be_visible()
    assert coordinator.overflow() == 0
    box = coordinator.page.locator(".item-detail").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    coordinator.open(f"{interim}/options")
    assert coordinator.overflow() == 0
