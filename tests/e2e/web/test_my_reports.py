"""My Reports in a browser: exports and printed reports, from asking for them to deleting them."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.web.asking import Asking, results_path
from tests.e2e.web.visitor import Visitor

MADE_MS = 60_000
"""A printer or exporter that starts cold takes some seconds."""


def test_an_export_is_asked_for_waited_for_downloaded_and_deleted(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.enter("lea.larksmere").open("/reports/export").heading("New export").page
    page.get_by_text("Some schools", exact=True).click()
    page.get_by_role("button", name="Create export").click()
    expect(page.get_by_text("Choose at least one school.")).to_be_visible()
    page.get_by_label("Find schools").fill("maple")
    page.get_by_role("checkbox", name="Maple Grove Elementary").check()
    name = "Maple for the browser tests"
    page.get_by_label("Name").fill(name)
    assert (visitor.violations(), visitor.overflow()) == ([], 0)
    page.get_by_role("button", name="Create export").click()

    visitor.heading("My Reports")
    assert visitor.path() == "/reports?tab=exports"
    row = page.get_by_role("row", name=name)
    expect(row.get_by_text("Ready")).to_be_visible(timeout=MADE_MS)
    assert visitor.violations() == []
    with page.expect_download() as started:
        row.get_by_role("button", name=f"Download {name}").click()
    file = tmp_path / "export.csv"
    started.value.save_as(file)
    made = next(each for each in Asking(visitor).get("/exports")["exports"] if each["name"] == name)
    assert len(file.read_text(encoding="utf-8-sig").splitlines()) == made["rows"] + 1

    row.get_by_role("button", name=f"Delete {name}").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("row", name=name)).to_have_count(0)
    assert name not in [each["name"] for each in Asking(visitor).get("/exports")["exports"]]


def test_one_student_s_report_is_printed_at_once(visitor: Visitor, tmp_path: Path) -> None:
    visitor.enter("site.maple.grove")
    ask = Asking(visitor)
    school = f"/schools/{ask.get('/organizations')['schools'][0]['id']}"
    taken = ask.get(f"{school}/assessments")["assessments"][0]["id"]
    students = ask.get(f"{results_path(school, taken)}/students")["students"]
    page = visitor.open(f"/students/{students[0]['reference']}").page
    page.get_by_role("button", name="Print student report").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("School year")).to_be_visible()
    dialog.get_by_text("Spanish", exact=True).click()
    assert visitor.violations() == []
    dialog.get_by_role("button", name="Create").click()
    with page.expect_download(timeout=MADE_MS) as started:
        dialog.get_by_role("link", name="Download PDF").click(timeout=MADE_MS)
    file = tmp_path / "report.pdf"
    started.value.save_as(file)
    assert file.read_bytes().startswith(b"%PDF")
    dialog.get_by_role("link", name="Go to My Reports").click()
    expect(page.get_by_role("row").filter(has_text="One student").first).to_be_visible()
    assert visitor.violations() == []


def test_each_role_has_the_lists_it_can_fill_and_is_told_where(visitor: Visitor) -> None:
    page = visitor.enter("teacher.maple.grove").open("/reports").heading("My Reports").page
    tabs = page.get_by_role("navigation", name="Kinds of reports").get_by_role("link")
    assert tabs.all_inner_texts() == ["Printed reports"]
    visitor.open("/reports/export")
    expect(page.get_by_text("Your role does not include this")).to_be_visible()

    visitor.enter("lea.coppermere").open("/reports?tab=exports")
    expect(page.get_by_text("No exports yet")).to_be_visible()
    page.get_by_role("link", name="New export").last.click()
    visitor.heading("New export")
