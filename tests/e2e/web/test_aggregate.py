"""Custom aggregate reports in a browser: built, shared, made, looked at, changed and saved."""

import csv
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.web.asking import Asking
from tests.e2e.web.visitor import Visitor

LEA = "lea.larksmere"
BASE = "type=yearly&kind=sum&subjects=ELA.Math&grades=03.04&years=2026"


def own_place(visitor: Visitor) -> str:
    """The district of the coordinator, as the address has it."""
    options = Asking(visitor).get("/aggregate-reports/options")
    return f"districts={options['organization']['id']}"


def create(visitor: Visitor) -> str:
    """Has the report of the page made; the id of the report."""
    visitor.page.get_by_role("button", name="Create report").click()
    visitor.page.wait_for_url(re.compile(r"/aggregate/[0-9a-f]+"))
    visitor.settle()
    return urlsplit(visitor.page.url).path.rsplit("/", 1)[1]


def rows_of(visitor: Visitor, report_id: str, subject: str) -> list[dict[str, Any]]:
    """The rows of a subject, as the API has them."""
    table = Asking(visitor).get(f"/aggregate-reports/{report_id}", limit="4000")["table"]
    of = [each["subject"]["code"] for each in table["measures"]]
    return [row for row in table["rows"] if of[row["measure"]] == subject]


def test_a_report_is_built_by_keyboard_and_its_address_brings_it_back(visitor: Visitor) -> None:
    page = visitor.enter(LEA).open("/aggregate").heading("Custom aggregate report").page
    page.get_by_role("button", name="Create report").click()
    expect(
        page.get_by_role("group", name="Subjects").get_by_text("Choose a subject.")
    ).to_be_visible()
    expect(page.get_by_role("group", name="Subjects").locator("input:focus")).to_be_visible()
    assert visitor.violations() == []

    for label in (
        "English Language Arts/Literacy",
        "Grade 3",
        "All schools of the chosen districts",
    ):
        visitor.tab_to(page.get_by_role("checkbox", name=label, exact=True)).press("Space")
    expect(page.get_by_role("checkbox", name="Kindergarten")).to_be_disabled()
    expect(
        page.get_by_text("Grades in gray have no assessment in the chosen subjects.")
    ).to_be_visible()
    expect(page.get_by_text(re.compile(r"about \d+ rows"))).to_be_visible()
    told = page.locator(".review-words").inner_text()
    assert "grade 3" in told and "its schools" in told

    visitor.open(visitor.path())
    expect(page.locator(".review-words")).to_have_text(told)
    expect(page.get_by_role("checkbox", name="Grade 3", exact=True)).to_be_checked()
    assert parse_qs(urlsplit(page.url).query)["grades"] == ["03"]

    page.get_by_role("combobox", name="Add a school or district").fill("maple")
    expect(page.get_by_role("option", name="Maple Grove")).to_be_visible()
    visitor.press("ArrowDown", "Enter")
    expect(page.get_by_role("button", name="Remove Maple Grove Elementary")).to_be_visible()


def test_a_report_shows_what_the_api_counted_and_leads_back_to_its_query(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.enter(LEA)
    asked = f"{BASE}&{own_place(visitor)}&with=schools_of_districts&by=gender"
    page = visitor.open(f"/aggregate?{asked}").page
    report = create(visitor)
    counted = rows_of(visitor, report, "ELA")
    expect(page.get_by_text(f"{len(counted)} rows").first).to_be_visible()
    assert visitor.violations() == []
    assert visitor.overflow() == 0

    page.get_by_text("Order of columns").click()
    page.get_by_role("button", name="Move Subgroup to the left").click()
    page.get_by_text("Number", exact=True).click()
    page.get_by_role("button", name="Students tested").first.click()
    shown = parse_qs(urlsplit(page.url).query)
    assert shown["columns"] == ["organization.grade.subgroup.year"]
    assert (shown["show"], shown["ELA-sort"]) == (["number"], ["tested"])

    visitor.open(visitor.path())
    table = page.get_by_role("table").first
    heads = table.get_by_role("columnheader").all_inner_texts()
    assert [each.split("\xa0")[0] for each in heads[:4]] == [
        "Organization",
        "Grade assessed",
        "Subgroup",
        "School year",
    ]
    with (visitor.download("Download CSV", tmp_path)).open(encoding="utf-8-sig") as file:
        taken = list(csv.DictReader(file))
    students = [int(each["Students tested"]) for each in taken]
    assert students == sorted(each["students"] for each in counted)
    assert {each["Organization ID"] for each in taken} == {
        each["organization"]["id"] for each in counted
    }

    page.get_by_text("Chart", exact=True).click()
    expect(page.locator(".diverging").first).to_be_visible()
    assert visitor.violations() == []
    whole = visitor.download("Download all", tmp_path).read_text(encoding="utf-8-sig")
    assert whole.startswith("OrganizationName,")

    page.get_by_role("link", name="Change this report").click()
    visitor.heading("Custom aggregate report")
    back = parse_qs(urlsplit(page.url).query)
    assert {**back, "name": None} == {**parse_qs(asked), "name": None}


def test_what_lies_beyond_one_s_own_results_is_waited_for_and_says_why_it_is_hidden(
    visitor: Visitor,
) -> None:
    visitor.enter(LEA)
    page = visitor.open(
        f"/aggregate?{BASE}&{own_place(visitor)}&with=state.all_districts&by=gender"
    ).page
    expect(page.get_by_text("groups of fewer than 11 students are not shown")).to_be_visible()
    expect(page.get_by_text("It takes a few minutes.")).to_be_visible()
    create(visitor)
    expect(page.get_by_text("Fewer than 11 students").first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("rowheader", name="The whole state").first).to_be_visible()


def test_lines_over_the_years_are_switched_on_and_off_in_the_address(visitor: Visitor) -> None:
    visitor.enter(LEA)
    asked = "type=longitudinal&kind=sum&subjects=Math&grades=03.04.05&years=2026"
    asked += "&with=schools_of_districts"
    page = visitor.open(f"/aggregate?{asked}&{own_place(visitor)}").page
    create(visitor)
    page.get_by_text("Chart", exact=True).click()
    page.get_by_text("Cohort", exact=True).click()
    expect(
        page.get_by_text("The cohort is the students who have a result in every step")
    ).to_be_visible()
    line = page.locator(".trend-legend button").first
    expect(line).to_have_attribute("aria-pressed", "true")
    line.click()
    expect(line).to_have_attribute("aria-pressed", "false")
    visitor.open(visitor.path())
    expect(page.locator(".trend-legend button").first).to_have_attribute("aria-pressed", "false")
    assert visitor.violations() == []


def test_a_query_with_a_combination_is_saved_loaded_changed_and_deleted(visitor: Visitor) -> None:
    visitor.enter(LEA)
    page = visitor.open(f"/aggregate?{BASE}&{own_place(visitor)}").page
    page.get_by_text("Combinations of my own").click()
    page.get_by_role("button", name="Add a combination").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Use this combination").click()
    expect(dialog.get_by_text("Give the row a name.")).to_be_visible()
    dialog.get_by_label("Name of the row").fill("Girls. Not * boys")
    dialog.locator("summary", has_text="Gender").click()
    dialog.get_by_role("checkbox", name="Female").check()
    assert visitor.violations() == []
    dialog.get_by_role("button", name="Use this combination").click()
    expect(page.get_by_role("button", name="Change Girls. Not * boys")).to_be_visible()

    name = "A query of the browser tests"
    page.get_by_role("button", name="Save query").click()
    page.get_by_label("Name of the query").fill(name)
    visitor.press("Enter")
    expect(page.get_by_text(f"Query “{name}” saved.")).to_be_visible()
    page.get_by_role("checkbox", name="Grade 4", exact=True).uncheck()
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_text(f"Query “{name}” saved.")).to_be_visible()

    visitor.open("/reports?tab=queries")
    page.get_by_role("link", name=name).click()
    visitor.heading("Custom aggregate report")
    expect(page.get_by_role("button", name="Change Girls. Not * boys")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Grade 4", exact=True)).not_to_be_checked()
    page.get_by_role("button", name="Delete query").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete query").click()
    expect(page.get_by_text("Query deleted.")).to_be_visible()
    assert name not in [
        each["name"] for each in Asking(visitor).get("/aggregate-queries")["queries"]
    ]


@pytest.mark.parametrize(
    "context_options",
    [{"viewport": {"width": 320, "height": 800}, "locale": "es-ES", "color_scheme": "dark"}],
)
def test_builder_and_report_fit_a_narrow_screen_in_spanish_and_dark(visitor: Visitor) -> None:
    visitor.enter(LEA)
    asked = f"/aggregate?{BASE}&{own_place(visitor)}&by=gender&g1=Uno..gender.Female"
    page = visitor.open(asked).heading("Informe agregado personalizado").page
    assert (visitor.overflow(), visitor.violations()) == (0, [])
    page.get_by_role("button", name="Crear informe").click()
    page.wait_for_url(re.compile(r"/aggregate/[0-9a-f]+"))
    expect(page.get_by_role("table").first).to_be_visible()
    assert (visitor.overflow(), visitor.violations()) == (0, [])
