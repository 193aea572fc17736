"""What the reports show, and that the address holds their state."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.web import figures
from tests.e2e.web.pages import DASH, ELA, MATH, Client, StudentTable, results_path, school_path
from tests.e2e.web.stub import Refusal, Stub


def enter_at(client: Client, path: str) -> Client:
    """Opens an address and enters as the district's coordinator."""
    client.open(path).heading("Choose who to be")
    return client.choose_role("Sees every result of the district")


def students_at(client: Client, path: str) -> StudentTable:
    """The student table at an address, once it has rows."""
    return StudentTable(enter_at(client, path).page).ready()


def ela() -> list[figures.Json]:
    test = next(test for test in figures.TESTS if test.id == ELA)
    return figures.students(test, 2026)


def names(rows: list[figures.Json]) -> list[str]:
    return [f"{row['last_name']}, {row['first_name']}" for row in rows]


def test_the_list_of_schools_follows_what_is_typed(lea: Client, page: Page) -> None:
    page.get_by_label("School name").fill("ocean")
    expect(page.get_by_text("2 schools")).to_be_visible()
    assert lea.path() == "/?search=ocean"
    page.get_by_label("School name").fill("nothing like it")
    expect(page.get_by_text("No school of yours matches")).to_be_visible()
    page.get_by_role("button", name="Show all schools").click()
    expect(page.get_by_text("12 schools")).to_be_visible()


def test_a_long_list_of_schools_goes_on_by_pages(client: Client, page: Page) -> None:
    client.open().choose_role("Sees summative results of the whole state")
    expect(page.get_by_text("50 of 120 schools")).to_be_visible()
    page.get_by_role("button", name="Show more schools").click()
    expect(page.get_by_text("100 of 120 schools")).to_be_visible()
    page.get_by_role("button", name="Show more schools").click()
    expect(page.get_by_text("120 schools", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Show more schools")).to_have_count(0)


def test_a_school_lists_its_assessments_by_subject(client: Client, page: Page) -> None:
    enter_at(client, school_path())
    for test in figures.TESTS:
        subject = page.get_by_role("region", name=test.subject[1])
        expect(subject.get_by_role("link", name=test.label, exact=False).first).to_be_visible()
    expect(page.get_by_text(f"{len(figures.TESTS)} assessments")).to_be_visible()


def test_filters_of_a_school_stand_in_its_address(client: Client, page: Page) -> None:
    enter_at(client, school_path())
    page.get_by_label("Subject").select_option("ELA")
    page.get_by_label("Assessment type").select_option("iab")
    expect(page.get_by_text("1 assessment", exact=True)).to_be_visible()
    assert client.path() == school_path(query={"subject": "ELA", "type": "iab"})


def test_a_year_without_results_says_so_and_back_returns(client: Client, page: Page) -> None:
    enter_at(client, school_path())
    page.get_by_label("School year").select_option("2024")
    expect(page.get_by_text(f"No assessment results have arrived for 2023{DASH}24")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("7 assessments")).to_be_visible()


def test_the_figures_are_those_of_the_service(client: Client, page: Page) -> None:
    enter_at(client, results_path())
    test = next(test for test in figures.TESTS if test.id == ELA)
    expected = figures.summary(figures.school(0), test, 2026)
    average = expected["average"]
    written = f"{average['scale_score']:.0f} ± {average['standard_error']:.0f}"
    expect(page.locator(".fact").filter(has_text="Average scale score")).to_contain_text(written)
    table = page.get_by_role("table", name="Achievement levels")
    for level in expected["levels"]:
        row = table.get_by_role("row").filter(has_text=f"{level['level']}{level['name']}")
        expect(row).to_contain_text(f"{level['low']}{DASH}{level['high']}")
        assert row.get_by_role("cell").all_inner_texts()[1:] == [
            str(level["count"]),
            f"{level['percent']}%",
        ]
    expect(page.get_by_text(f"{expected['met']['percent']}% reached Met Standard")).to_be_visible()


def test_the_cut_is_marked_between_the_levels_it_parts(client: Client, page: Page) -> None:
    enter_at(client, results_path())
    page.locator(".bar").first.wait_for()
    parts = page.locator(".bar").first.locator("> *")
    classes = [part.get_attribute("class") or "" for part in parts.all()]
    assert [re.sub(r"bar-block is-level-", "", name) for name in classes] == [
        "1", "2", "bar-cut", "3", "4",
    ]  # fmt: skip
    assert parts.nth(2).evaluate("node => node.offsetWidth") == 4


def test_percent_and_number_change_places_and_stay_in_the_address(
    client: Client, page: Page
) -> None:
    enter_at(client, results_path())
    page.get_by_label("Number").check()
    assert client.path() == results_path(query={"show": "number"})
    expect(page.locator(".bar-block").first).not_to_contain_text("%")


def test_claims_read_the_same_as_bars_and_as_a_table(client: Client, page: Page) -> None:
    enter_at(client, results_path())
    page.locator(".level-list strong").first.wait_for()
    bars = page.locator(".level-list strong").all_inner_texts()
    page.get_by_label("Table", exact=True).check()
    cells = page.get_by_role("table", name="Claims").locator("tbody td")
    assert [text for text in cells.all_inner_texts() if "%" in text] == bars


@pytest.mark.parametrize(
    "column", ["Student", "Level", "Scale score", "Reading", "Date", "Session"]
)
def test_every_column_sorts_both_ways(client: Client, column: str) -> None:
    table = students_at(client, results_path())
    table.heading(column).click()
    if column == "Student":
        table.heading(column).click()
    assert table.order(column) == "ascending"
    up = table.column(column)
    table.heading(column).click()
    assert table.order(column) == "descending"
    down = table.column(column)
    assert sorted(up) == sorted(down)
    known = [text for text in down if text != DASH]
    assert down == known + [DASH] * (len(down) - len(known))
    assert up != down


def test_scores_sort_as_numbers_and_missing_ones_come_last(client: Client) -> None:
    table = students_at(client, results_path(query={"sort": "-score"}))
    texts = table.column("Scale score")
    scores = [int(text.split(" ")[0]) for text in texts if text != DASH]
    assert scores == sorted(scores, reverse=True)
    assert texts[-1] == DASH


def test_reload_back_and_paste_show_the_same_table(client: Client, page: Page) -> None:
    path = results_path(query={"sort": "-score", "level": "2"})
    before = students_at(client, path).column("Student")
    page.reload()
    page.get_by_role("button", name="Continue as").click()
    assert StudentTable(page).ready().column("Student") == before
    page.get_by_role("navigation").get_by_role("link", name="Maple Elementary").click()
    client.heading("Maple Elementary")
    page.go_back()
    assert StudentTable(page).ready().column("Student") == before
    assert client.path() == path


def test_a_students_name_is_found_but_never_put_into_the_address(
    client: Client, page: Page, stub: Stub
) -> None:
    table = students_at(client, results_path())
    page.get_by_label("Find a student").fill("castaneda")
    expect(table.section.get_by_text(re.compile(r"^\d+ of 86 results$"))).to_be_visible()
    found = table.column("Student")
    assert found and all(name.startswith("Castañeda") for name in found)
    assert "castaneda" not in page.url
    page.reload()
    page.get_by_role("button", name="Continue as").click()
    assert table.ready().column("Student") == found
    assert not any("castaneda" in request.lower() for request in stub.requests)


def test_a_filter_that_fits_nobody_offers_the_way_back(client: Client, page: Page) -> None:
    table = students_at(client, results_path())
    page.get_by_label("Find a student").fill("zzz")
    expect(page.get_by_text("No student matches what you chose")).to_be_visible()
    page.get_by_role("button", name="Show everybody").click()
    assert len(table.ready().column("Student")) == 86


def test_the_csv_holds_the_rows_on_the_screen_with_their_ids(
    client: Client, tmp_path: Path
) -> None:
    table = students_at(client, results_path())
    path = table.download(tmp_path)
    assert path.name == "maple-elementary-grade-5-ela-2026.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as saved:
        rows = list(csv.DictReader(saved))
    delivered = {row["student_id"]: row for row in ela()}
    assert [row["Student ID"] for row in rows] and len(rows) == len(delivered)
    for row in rows:
        student = delivered[row["Student ID"]]
        assert row["Last name"].removeprefix("'") == student["last_name"]
        assert row["Scale score"] == str(student["scale_score"] or "")
        assert row["Assessment ID"] == ELA
        assert row["Reading: level name"] in ("", *figures.CLAIM_LEVELS)


def test_the_csv_follows_filter_and_order_and_runs_no_formula(
    client: Client, tmp_path: Path
) -> None:
    table = students_at(client, results_path(query={"sort": "-name", "level": "4"}))
    shown = table.column("Student")
    with table.download(tmp_path).open(encoding="utf-8-sig", newline="") as saved:
        rows = list(csv.DictReader(saved))
    assert {row["Level"] for row in rows} == {"4"}
    assert [
        f"{row['Last name'].removeprefix(chr(39))}, {row['First name']}" for row in rows
    ] == shown
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())


def test_a_table_of_hundreds_goes_by_pages_and_is_whole_on_paper(
    client: Client, page: Page
) -> None:
    table = students_at(client, results_path(MATH))
    assert len(table.column("Student")) == 200
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    assert client.path() == results_path(MATH, {"page": "2"})
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert table.table.locator("tbody tr").count() == 480
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(table.table.locator("tbody tr")).to_have_count(200)


def test_paper_shows_the_report_and_who_printed_it_without_the_tools(
    client: Client, page: Page
) -> None:
    students_at(client, results_path(query={"level": "1"}))
    page.emulate_media(media="print")
    expect(page.get_by_text("Printed by Lea Sandoval, LEA CAASPP Coordinator")).to_be_visible()
    expect(page.get_by_text("Shown: 1 Did Not Meet Standard")).to_be_visible()
    expect(page.get_by_role("button", name="Download CSV")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()


def test_a_failed_request_says_what_to_do_and_can_be_tried_again(
    client: Client, page: Page, stub: Stub
) -> None:
    failed = {"error": {"code": "internal", "message": "", "request_id": "r-77"}}
    stub.broken["/summary"] = Refusal(500, failed)
    enter_at(client, results_path())
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Something went wrong on our side")
    expect(alert).to_contain_text("Reference: r-77")
    stub.broken.clear()
    page.get_by_role("button", name="Try again").click()
    client.heading("Grade 5 ELA")


def test_no_connection_is_told_from_an_error(client: Client, page: Page, stub: Stub) -> None:
    stub.broken["/students"] = None
    enter_at(client, results_path()).heading("Grade 5 ELA")
    expect(page.get_by_role("alert")).to_contain_text("No answer from the server")
    expect(page.get_by_role("table", name="Achievement levels")).to_be_visible()


@pytest.mark.parametrize("path", [school_path("elsewhere"), results_path("no-such-test")])
def test_what_is_out_of_reach_looks_like_what_does_not_exist(
    client: Client, page: Page, path: str
) -> None:
    enter_at(client, path)
    expect(page.get_by_role("alert")).to_contain_text("Nothing to show here")
    page.get_by_role("link", name="Go to schools").click()
    client.heading("Find a school")


def test_an_assessment_without_results_is_no_error(client: Client, page: Page) -> None:
    enter_at(client, results_path("(CERS)ELA-G6-NONE")).heading("Grade 6 ELA")
    expect(page.get_by_text("No results yet")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_few_results_come_with_a_caution(client: Client, page: Page) -> None:
    enter_at(client, results_path("(CERS)MATH-G4-TINY"))
    expect(page.get_by_text("With only 3 results")).to_be_visible()


def test_a_wide_table_fits_on_a_sheet_of_paper(client: Client, page: Page) -> None:
    students_at(client, results_path())
    page.emulate_media(media="print")
    # A letter sheet between margins of 1.5 cm is 703 CSS pixels wide.
    page.set_viewport_size({"width": 703, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 703
