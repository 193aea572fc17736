"""Whole stories, one a role, by keyboard alone: from the door to what each of them came for."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.e2e.web.asking import Asking
from tests.e2e.web.screens import SCREENS, TEACHER, Screen, group, results
from tests.e2e.web.visitor import Visitor

SOON = 20_000
KEYS = 400
"""So many times Tab is pressed at most: a class has many links."""


class Keyboard:
    """A visitor without a mouse."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page: Page = visitor.page

    def enter_as(self, role: str, place: str) -> None:
        """From the sandbox's door, by the card of a role."""
        self.visitor.open("/").heading("Choose who to be")
        first = self.page.get_by_role("region", name="Start here")
        card = first.get_by_role("button").filter(has_text=role).filter(has_text=place)
        expect(first).to_be_visible()
        if card.count() == 0:
            self.use(self.page.locator("summary").filter(has_text="Every other role"))
            others = self.page.get_by_role("region", name=role, exact=True)
            card = others.get_by_role("button").filter(has_text=place)
        self.use(card.first)
        expect(self.page.get_by_role("group", name="Your account")).to_contain_text(place)
        self.visitor.settle()

    def use(self, target: Locator, key: str = "Enter") -> None:
        """Goes to it by Tab and presses a key."""
        expect(target).to_be_visible()
        self.visitor.tab_to(target, KEYS).press(key)

    def link(self, name: str | re.Pattern[str]) -> None:
        """Follows a link of the page's content."""
        self.use(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def button(self, name: str | re.Pattern[str]) -> None:
        """Presses a button of the page's content."""
        self.use(self.page.get_by_role("main").get_by_role("button", name=name).first)

    def choose(self, label: str, option: str) -> None:
        """Types the beginning of an option into a list, as one may."""
        field = self.page.get_by_label(label, exact=True)
        self.visitor.tab_to(field, KEYS)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_contain_text(option)


@pytest.fixture
def keyboard(visitor: Visitor) -> Keyboard:
    return Keyboard(visitor)


@pytest.fixture
def nothing_left(visitor: Visitor) -> Iterator[None]:
    """Puts the sandbox back as it was."""
    yield
    answer = visitor.page.request.post(
        f"{visitor.base}/api/v1/sandbox/reset", data={}, headers={"X-CERS-Request": "1"}
    )
    assert answer.ok


@pytest.mark.usefixtures("nothing_left")
def test_a_teacher_finds_what_her_class_missed_and_makes_a_group_of_it(keyboard: Keyboard) -> None:
    page, visitor = keyboard.page, keyboard.visitor
    keyboard.enter_as("CAASPP Test Administrator", "Falcon Ridge High")
    asking = Asking(visitor)
    (hers,) = (each for each in asking.get("/groups")["groups"] if each["kind"] == "assigned")
    taken = asking.get(f"/groups/{hers['id']}/assessments")["assessments"]
    block = next(each for each in taken if each["type"]["code"] == "iab")

    keyboard.link(re.compile(re.escape(hers["name"])))
    visitor.heading(hers["name"])
    keyboard.link(re.compile(re.escape(block["label"])))
    visitor.heading(block["label"])

    # She wants every session of it, sorts, and reads on, item by item.
    keyboard.button("All sessions")
    visitor.settle()
    heading = page.locator("table.data-table thead").get_by_role("button").first
    keyboard.use(heading)
    assert "sort=" in visitor.path()
    keyboard.link("Items")
    expect(page.get_by_role("heading", name="Hardest items")).to_be_visible()
    hardest = page.get_by_role("region", name="Hardest items").get_by_role("link").first
    keyboard.use(hardest)
    expect(page.locator("tr.detail")).to_be_visible()

    # The wrong option that most chose, and who they are: a group in three key presses.
    keyboard.link("Answer options")
    keyboard.use(page.get_by_role("button", name=re.compile("most chosen")).first)
    section = page.get_by_role("region", name=re.compile("^Students who chose"))
    students = section.locator("tbody tr")
    expect(students.first).to_be_visible()
    chosen = students.count()
    keyboard.use(section.get_by_label("Select all rows"), "Space")
    keyboard.use(section.get_by_role("button", name="Make group"))
    dialog = page.get_by_role("dialog")
    keyboard.use(dialog.get_by_role("button", name="Save group"))
    keyboard.use(dialog.get_by_role("link", name="Open the group"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Students who chose")
    made = visitor.path().split("/")[-1].split("?")[0]
    assert len(asking.get(f"/groups/{made}")["members"]) == chosen


def test_a_site_coordinator_compares_takes_away_and_prints(
    keyboard: Keyboard, tmp_path: Path
) -> None:
    page, visitor = keyboard.page, keyboard.visitor
    keyboard.enter_as("Site CAASPP Coordinator", "Maple Grove Elementary")
    keyboard.link(re.compile("^Maple Grove Elementary"))
    visitor.heading("Maple Grove Elementary")
    keyboard.link(re.compile("Grade 3 ELA - Summative"))
    visitor.heading("Grade 3 ELA - Summative")
    compared = page.get_by_role("region", name="Compared with others")
    expect(compared.get_by_role("listitem")).to_have_count(3)
    expect(compared).to_contain_text("Larksmere Unified")

    asking = Asking(visitor)
    report = visitor.path().split("?")[0]
    expected = {each["student_id"] for each in asking.get(f"{report}/students")["students"]}
    button = page.get_by_role("region", name="Students").get_by_role("button", name="Download CSV")
    visitor.tab_to(button, KEYS)
    with page.expect_download() as started:
        visitor.press("Enter")
    saved = tmp_path / "results.csv"
    started.value.save_as(saved)
    with saved.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert {row["Student ID"] for row in rows} == expected

    # On paper: what it is, of whom, how many, and who printed it; nothing to press.
    page.emulate_media(media="print")
    printed = " ".join(page.locator(".only-print").all_inner_texts())
    assert f"{len(expected)} results" in printed
    assert re.search(r"Printed by .*Maple Grove Elementary", printed)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.get_by_role("main").get_by_role("button", name="Download CSV").is_hidden()
    assert page.locator(".page-actions").is_hidden()
    sheets = page.pdf(tagged=True)
    assert sheets.startswith(b"%PDF")


HEAD = "group_name,school_natural_id,school_year,subject_code,student_ssid,group_user_login\n"


def hand_in(keyboard: Keyboard, line: str) -> None:
    """Chooses a file of one group and has it imported."""
    page = keyboard.page
    button = page.get_by_role("button", name=re.compile("^Choose a(nother)? file"))
    keyboard.visitor.tab_to(button, KEYS)
    with page.expect_file_chooser() as chooser:
        keyboard.visitor.press("Enter")
    text = (HEAD + line).encode()
    file: FilePayload = {"name": "groups.csv", "mimeType": "text/csv", "buffer": text}
    chooser.value.set_files([file])
    keyboard.button("Import 1 group")


@pytest.mark.usefixtures("nothing_left")
def test_a_coordinator_mends_a_group_file_and_sees_who_looked_at_results(
    keyboard: Keyboard, browser: Browser
) -> None:
    page, visitor = keyboard.page, keyboard.visitor
    with browser.new_context(locale="en-US") as elsewhere:
        teacher = Visitor(elsewhere.new_page(), visitor.base).enter(TEACHER)
        teacher.open(results(group)(Asking(teacher)))

    keyboard.enter_as("LEA CAASPP Coordinator", "Larksmere Unified")
    school = Asking(visitor).school("Maple Grove Elementary")
    name = f"Reading {uuid4().hex[:6]}"
    keyboard.link(re.compile("^Student groups"))
    visitor.heading("Student groups")
    keyboard.link("Import a file")
    visitor.heading("Import student groups")
    hand_in(keyboard, f"{name},{school},26,All,,{TEACHER}\n")
    expect(
        page.get_by_role("heading", name="Nothing was imported: 1 fault was found")
    ).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("Give four digits")
    assert visitor.violations() == []
    hand_in(keyboard, f"{name},{school},2026,All,,{TEACHER}\n")
    expect(page.get_by_role("heading", name="1 group is imported.")).to_be_focused()
    keyboard.link("Groups of Maple Grove Elementary")
    visitor.heading("Student groups")
    expect(page.get_by_role("row").filter(has_text=name)).to_be_visible()

    keyboard.use(page.get_by_role("navigation", name="You are here").get_by_role("link").first)
    keyboard.link(re.compile("^Staff"))
    expect(page.get_by_role("row").filter(has_text=TEACHER).first).to_be_visible()
    keyboard.use(page.get_by_role("navigation", name="You are here").get_by_role("link").first)
    keyboard.link(re.compile("^Access log"))
    visitor.heading("Access log")
    looked = page.get_by_role("row").filter(has_text=TEACHER)
    expect(looked.filter(has_text="Looked at the students").first).to_be_visible(timeout=SOON)


@pytest.mark.usefixtures("nothing_left")
def test_a_state_user_has_a_report_made_shares_its_address_and_finds_it_again(
    keyboard: Keyboard,
) -> None:
    page, visitor = keyboard.page, keyboard.visitor
    keyboard.enter_as("State user", "Sandbox State")
    keyboard.link(re.compile("^Custom aggregate report"))
    visitor.heading("Custom aggregate report")
    interim = page.get_by_label("Interim comprehensive (ICA)")
    assert interim.count() == 0 or interim.is_disabled()
    for label in ("English Language Arts/Literacy", "Grade 3", "Every district"):
        keyboard.use(page.get_by_role("checkbox", name=label, exact=True), "Space")
    keyboard.button("Create report")
    rows = page.get_by_role("main").locator("table tbody tr")
    expect(rows.first).to_be_visible(timeout=2 * SOON)
    address, shown = visitor.path(), rows.all_inner_texts()
    assert "SSID" not in page.get_by_role("main").inner_text()
    pasted = Visitor(page.context.new_page(), visitor.base).open(address)
    there = pasted.page.get_by_role("main").locator("table tbody tr")
    expect(there).to_have_count(len(shown))
    assert there.all_inner_texts() == shown
    visitor.open("/reports").heading("My Reports")
    listed = page.get_by_role("main").locator(f'a[href^="{address.split("?")[0]}"]')
    expect(listed.first).to_be_visible()


PARTS = "main h1, main h2, main table, main .count, main .fact, main .tags"
"""What a report is made of, without the moments and notices around it."""

REPORTS = [
    each
    for each in SCREENS
    if re.match("school|group|student|aggregate|deliver|own-groups$|links|staff|avail", each.name)
]
WITH = {"school-results": "?show=number&sort=-score&level=2", "deliveries": "?feed=exams"}
"""State that is asked for in the address."""


@pytest.mark.parametrize("screen", REPORTS, ids=lambda each: each.name)
def test_reload_and_a_pasted_address_show_the_same(visitor: Visitor, screen: Screen) -> None:
    visitor.enter(screen.user)
    path = screen.find(Asking(visitor)) + WITH.get(screen.name, "")
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    shown = parts(visitor)
    address = visitor.path()
    visitor.page.reload()
    visitor.settle().page.wait_for_load_state("networkidle")
    assert parts(visitor) == shown
    assert visitor.path() == address
    pasted = Visitor(visitor.page.context.new_page(), visitor.base).open(address)
    pasted.page.wait_for_load_state("networkidle")
    assert parts(pasted) == shown


def parts(visitor: Visitor) -> list[str]:
    """What a report shows, part by part."""
    return visitor.page.locator(PARTS).all_inner_texts()
