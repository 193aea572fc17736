"""Whole stories, one a role, by keyboard alone: from the door to what each of them came for."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.e2e.web.asking import Asking
from tests.e2e.web.screens import SCREENS, Screen
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
    (group,) = (each for each in asking.get("/groups")["groups"] if each["kind"] == "assigned")
    taken = asking.get(f"/groups/{group['id']}/assessments")["assessments"]
    block = next(each for each in taken if each["type"]["code"] == "iab")

    keyboard.link(re.compile(re.escape(group["name"])))
    visitor.heading(group["name"])
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


@pytest.mark.usefixtures("nothing_left")
def test_a_coordinator_imports_groups_mends_the_file_and_sees_who_looked(
    keyboard: Keyboard,
) -> None:
    page, visitor = keyboard.page, keyboard.visitor
    keyboard.enter_as("LEA CAASPP Coordinator", "Larksmere Unified")
    school = Asking(visitor).school("Maple Grove Elementary")
    head = "group_name,school_natural_id,school_year,subject_code,student_ssid,group_user_login\n"
    name = f"Reading {uuid4().hex[:6]}"

    keyboard.link(re.compile("^Student groups"))
    visitor.heading("Student groups")
    keyboard.link(re.compile("Import"))
    choose = page.get_by_role("button", name=re.compile("Choose a file|Choose files")).first

    def hand_in(line: str) -> None:
        visitor.tab_to(choose, KEYS)
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Enter")
        file: FilePayload = {
            "name": "groups.csv",
            "mimeType": "text/csv",
            "buffer": (head + line).encode(),
        }
        chooser.value.set_files([file])

    hand_in(f"{name},{school},20266,All,,teacher.maple.grove\n")
    expect(page.get_by_role("main")).to_contain_text("school_year", timeout=SOON)
    assert visitor.violations() == []


@pytest.mark.usefixtures("nothing_left")
def test_a_state_user_reports_on_districts_and_sees_nothing_interim(keyboard: Keyboard) -> None:
    page, visitor = keyboard.page, keyboard.visitor
    keyboard.enter_as("State user", "Sandbox State")
    keyboard.link(re.compile("^Custom aggregate report"))
    visitor.heading("Custom aggregate report")
    interim = page.get_by_label("Interim comprehensive (ICA)")
    assert interim.count() == 0 or interim.is_disabled()
    assert visitor.violations() == []


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
