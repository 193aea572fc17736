"""A vendor hands in files in a browser, watches them through, reads what was found and mends it."""

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.e2e.web.visitor import Visitor

HEADER = "group_name,school_natural_id,school_year,subject_code,student_ssid,group_user_login\n"
FORM = re.compile(r"^http://[^/]+/cers-landing/?$")
"""Where files are sent: S3, not the site."""

SOON = 20_000


@pytest.fixture
def vendor(visitor: Visitor) -> Visitor:
    """Somebody at the vendor, on the page of deliveries."""
    return visitor.enter("vendor").open("/deliveries").heading("Deliveries")


@pytest.fixture
def school(visitor: Visitor) -> str:
    """The id of a school that there is."""
    visitor.enter("lea.larksmere")
    request = visitor.page.request
    (held,) = request.get(f"{visitor.base}/api/v1/me").json()["assignments"]
    headers = {"X-CERS-Assignment": held["id"]}
    answer = request.get(f"{visitor.base}/api/v1/organizations", headers=headers)
    return str(answer.json()["schools"][0]["id"])


def groups(name: str, *lines: str) -> FilePayload:
    """A file of groups that nobody has handed in before."""
    text = HEADER + "".join(f"{line}\n" for line in lines)
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


def hand_in(vendor: Visitor, *files: FilePayload) -> None:
    """Choose what the files hold and then the files, by keyboard."""
    page = vendor.page
    vendor.tab_to(page.get_by_label("What the files hold"))
    page.keyboard.type("Groups")
    expect(page.locator(".upload-what")).to_contain_text("CSV of six columns")
    vendor.tab_to(page.get_by_role("button", name="Choose files"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(list(files))


def row(page: Page, name: str) -> Locator:
    """The line of a file that is being handed in."""
    return page.locator(".upload-row").filter(has_text=name)


@contextmanager
def routed(page: Page, handler: object) -> Iterator[None]:
    """Have what is sent to S3 go another way."""
    page.route(FORM, handler)  # type: ignore[arg-type]
    yield
    page.unroute(FORM)


def test_a_vendor_hands_in_files_and_sees_them_through(vendor: Visitor, school: str) -> None:
    vendor.enter("vendor").open("/deliveries")
    page = vendor.page
    name = f"classes {uuid4().hex[:6]}.csv"
    good = groups(name, f"{name},{school},2026,All,,nobody.yet")
    empty: FilePayload = {"name": "empty.csv", "mimeType": "text/csv", "buffer": b""}
    letter: FilePayload = {"name": "letter.docx", "mimeType": "", "buffer": b"x"}
    hand_in(vendor, good, empty, letter)
    refused = page.get_by_role("alert")
    expect(refused.get_by_role("heading", name="2 files were not sent")).to_be_focused()
    expect(refused).to_contain_text("empty.csv It is empty")
    expect(refused).to_contain_text("letter.docx Its name does not end with .csv")
    expect(row(page, name)).to_contain_text("Published", timeout=SOON)
    assert vendor.violations() == []
    listed = page.get_by_role("row").filter(has_text=name)
    expect(listed).to_contain_text("1 of 1 accepted")
    expect(listed).to_contain_text("Published")
    vendor.tab_to(row(page, name).get_by_role("link", name="See what was found")).press("Enter")
    vendor.heading(name)
    expect(page.locator(".way .way-done")).to_have_count(3)
    expect(page.get_by_text("Nothing was found to be wrong.")).to_be_visible()
    page.go_back()
    vendor.heading("Deliveries")
    expect(row(page, name)).to_contain_text("Published")  # what was sent is still in sight


def test_findings_say_what_is_wrong_and_can_be_narrowed_and_taken_away(
    vendor: Visitor, tmp_path: Path
) -> None:
    page = vendor.page
    name = f"faulty {uuid4().hex[:6]}.csv"
    lines = [f"Group {n},nowhere,20{n:02},All,,teacher" for n in range(130)]
    hand_in(vendor, groups(name, *lines, "No year,99,,All,,teacher"))
    expect(row(page, name)).to_contain_text("Refused", timeout=SOON)
    row(page, name).get_by_role("link", name="See what was found").click()
    vendor.heading(name)
    expect(page.locator(".way .way-stopped")).to_contain_text("refused")
    assert vendor.violations() == []
    assert vendor.overflow() == 0
    found = page.get_by_role("region", name="Every finding, in the order of the file")
    total = int(re.sub(r"\D", "", found.get_by_role("status").inner_text().split("of")[1]))
    assert total > 100
    found.get_by_role("button", name="Show more").click()
    expect(found.get_by_role("status")).to_have_text(f"{total} of {total} findings")
    kind = page.locator(".kind").filter(has_text="missing-value")
    vendor.tab_to(kind.get_by_role("link", name="Show only missing-value")).press("Enter")
    assert "code=missing-value" in vendor.path()
    expect(found.get_by_role("heading")).to_be_focused()
    expect(found.get_by_role("status")).to_have_text("1 of 1 findings")
    expect(found.locator("tbody tr")).to_have_count(1)
    page.reload()
    vendor.heading(name)
    expect(found.locator("tbody tr")).to_have_count(1)
    saved = vendor.download("Download all findings (CSV)", tmp_path)
    with saved.open(newline="", encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == total
    page.get_by_role("button", name="Process it again").click()
    page.get_by_role("dialog").get_by_role("button", name="Process it again").press("Enter")
    expect(page.get_by_text("It will be processed again in a moment.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_line_that_breaks_off_loses_nothing(vendor: Visitor, school: str) -> None:
    vendor.enter("vendor").open("/deliveries")
    page = vendor.page
    name = f"broken {uuid4().hex[:6]}.csv"
    file = groups(name, f"{name},{school},2026,All,,nobody.yet")
    with routed(page, lambda route: route.abort("connectionreset")):
        hand_in(vendor, file)
        expect(row(page, name)).to_contain_text("The connection broke off and nothing arrived")
        expect(page.get_by_text(f"{name} was not handed in.")).to_be_visible()
    assert vendor.violations() == []

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    with routed(page, lose_the_answer):
        again = row(page, name).get_by_role("button", name="Try again")
        vendor.tab_to(again).press("Enter")
        expect(row(page, name)).to_contain_text("Published", timeout=SOON)
    page.get_by_label("Find a file by its name").fill(name.upper())
    rows = page.get_by_role("region", name="What was handed in").locator("tbody tr")
    expect(rows).to_have_count(1)  # it was handed in once
    assert name.split()[1] not in vendor.path()


def test_an_operator_sees_everybodys_deliveries_and_narrows_them_in_the_address(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.enter("operator").open("/deliveries?feed=exams&status=published&vendor=ets")
    rows = page.get_by_role("region", name="What was handed in").locator("tbody tr")
    expect(rows.first).to_contain_text("Exams")
    assert all("Published" in text and "ets" in text for text in rows.all_inner_texts())
    expect(page.get_by_role("button", name="Choose files")).to_have_count(0)
    shown = rows.count()
    page.reload()
    visitor.settle()
    expect(rows).to_have_count(shown)
    page.get_by_label("Status").select_option("Failed on our side")
    expect(page.get_by_text("No file fits these filters")).to_be_visible()
    assert "status=failed" in visitor.path()
    page.get_by_role("button", name="Clear filters").first.click()
    expect(rows.first).to_be_visible()
    assert visitor.path() == "/deliveries"
    page.set_viewport_size({"width": 320, "height": 800})
    assert visitor.violations() == []
    assert visitor.overflow() == 0
