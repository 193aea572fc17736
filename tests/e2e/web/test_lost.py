"""What becomes of a user's work when the connection, the session or the service is lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.web.asking import Asking
from tests.e2e.web.screens import LEA, TEACHER, group, results
from tests.e2e.web.visitor import Visitor

SUMMARY = re.compile(r"/api/v1/.*/summary")
STUDENTS = re.compile(r"/api/v1/.*/students(\?|$)")
NOBODY_MATCHES = "Zzyzx"


@pytest.fixture
def teacher(visitor: Visitor) -> Visitor:
    """A teacher who is in."""
    return visitor.enter(TEACHER)


@pytest.fixture
def report(teacher: Visitor) -> str:
    """The address of her group's results."""
    return results(group)(Asking(teacher))


def fault(status: int, code: str) -> dict[str, object]:
    return {
        "status": status,
        "json": {"error": {"code": code, "message": "no", "request_id": "ref-4711"}},
    }


def test_what_takes_long_says_so_and_arrives(teacher: Visitor, report: str) -> None:
    page = teacher.page
    held: list[Route] = []
    page.route(STUDENTS, lambda route: held.append(route))
    page.goto(teacher.base + report)
    section = page.get_by_role("region", name="Students")
    expect(section.get_by_role("status")).to_have_text("Loading…")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Loading…")
    for route in held:
        route.continue_()
    page.unroute(STUDENTS)
    expect(section.locator("tbody tr").first).to_be_visible()


def test_a_lost_connection_is_told_and_retried_where_one_is(teacher: Visitor, report: str) -> None:
    page = teacher.page
    page.route(SUMMARY, lambda route: route.abort("internetdisconnected"))
    address = f"{report}?show=number"
    teacher.open(address)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("No answer from the server")
    assert teacher.violations() == []
    page.unroute(SUMMARY)
    teacher.tab_to(alert.get_by_role("button", name="Try again")).press("Enter")
    expect(page.locator("table.data-table tbody tr").first).to_be_visible()
    assert teacher.path().startswith(address)


def test_a_fault_of_ours_names_the_reference_to_ask_about(teacher: Visitor, report: str) -> None:
    teacher.page.route(SUMMARY, lambda route: route.fulfill(**fault(500, "internal")))
    teacher.open(report)
    alert = teacher.page.get_by_role("alert")
    expect(alert).to_contain_text("Something went wrong on our side")
    expect(alert).to_contain_text("Reference: ref-4711")


def test_a_dialog_that_cannot_be_fetched_says_so_and_leaves_the_page_as_it_was(
    teacher: Visitor, report: str
) -> None:
    page = teacher.page
    page.route("**/assets/PrintDialog-*", lambda route: route.abort("internetdisconnected"))
    teacher.open(report)
    button = page.get_by_role("button", name="Score reports")
    teacher.tab_to(button).press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("No answer from the server")
    assert teacher.violations() == []
    teacher.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    page.unroute("**/assets/PrintDialog-*")
    teacher.press("Enter")
    expect(dialog.get_by_role("button", name="Create")).to_be_visible()


def test_what_was_selected_becomes_a_group_though_the_line_broke_meanwhile(
    teacher: Visitor, report: str
) -> None:
    page = teacher.page
    teacher.open(report)
    page.wait_for_load_state("networkidle")
    page.route("**/assets/**", lambda route: route.abort("internetdisconnected"))
    page.get_by_role("group", name="Select students").get_by_role(
        "button", name="Everyone shown"
    ).click()
    page.get_by_role("button", name="Make a group of").click()
    expect(page.get_by_role("dialog").get_by_label("Name of the group")).to_be_visible()


def test_what_is_not_there_or_not_for_this_role_leads_back(teacher: Visitor) -> None:
    teacher.open("/schools/99999999999999")
    alert = teacher.page.get_by_role("alert")
    expect(alert).to_contain_text("Nothing to show here")
    teacher.tab_to(alert.get_by_role("link", name="Go to schools")).press("Enter")
    expect(teacher.page.get_by_role("heading", level=1)).to_contain_text("Welcome")


def cover(page: Page) -> None:
    """Waits until the page is covered."""
    expect(page.get_by_role("dialog")).to_contain_text("Your session has ended")


def test_a_session_that_ends_while_one_types_covers_the_page_and_keeps_what_was_typed(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.open("/").heading("Choose who to be")
    page.get_by_role("button").filter(has_text="LEA CAASPP Coordinator").first.click()
    field = page.get_by_label("Name or student ID (SSID)")
    visitor.tab_to(field)
    page.route("**/students/search", lambda route: route.fulfill(**fault(401, "unauthorized")))
    page.keyboard.type(NOBODY_MATCHES)
    cover(page)
    assert visitor.violations() == []
    page.emulate_media(media="print")
    expect(page.locator("main")).to_be_hidden()  # a covered page does not print
    page.emulate_media(media="screen")
    page.unroute("**/students/search")
    visitor.press("Escape")
    cover(page)
    visitor.tab_to(page.get_by_role("button", name="Sign in again")).press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(field).to_have_value(NOBODY_MATCHES)
    assert NOBODY_MATCHES not in visitor.path()


OPAQUE = re.compile(r"rgb\(\d+, \d+, \d+\)")


def backdrop(page: Page) -> str:
    """The colour of what lies between the dialog and the page."""
    colour: str = page.get_by_role("dialog").evaluate(
        "each => getComputedStyle(each, '::backdrop').backgroundColor"
    )
    return colour


def can_be_reached(what: Locator) -> bool:
    """Whether a mouse would meet it."""
    reached: bool = what.evaluate(
        """each => {
          const box = each.getBoundingClientRect();
          return each.contains(document.elementFromPoint(box.x + box.width / 2, box.y + 4));
        }"""
    )
    return reached


def test_two_minutes_before_the_end_one_is_asked_and_who_stays_stays(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    visitor.enter(LEA).open("/")
    dialog = page.get_by_role("dialog")
    page.clock.fast_forward("57:00")
    expect(dialog).to_have_count(0)
    page.clock.fast_forward("01:30")
    expect(dialog).to_contain_text("Are you still there?")
    expect(dialog.get_by_role("timer")).to_contain_text("2 minutes")
    assert visitor.violations() == []
    visitor.tab_to(dialog.get_by_role("button", name="Stay signed in")).press("Enter")
    expect(dialog).to_have_count(0)
    page.clock.fast_forward("45:00")
    expect(dialog).to_have_count(0)


def test_who_is_away_finds_the_page_covered_and_nothing_of_it_in_sight(visitor: Visitor) -> None:
    page = visitor.page
    page.clock.install()
    visitor.enter(LEA).open("/")
    page.clock.fast_forward("01:00:10")
    cover(page)
    assert OPAQUE.fullmatch(backdrop(page))
    assert not can_be_reached(page.get_by_role("heading", level=1))
    assert can_be_reached(page.get_by_role("dialog"))
    page.get_by_role("button", name="Leave this page").click()
    visitor.heading("Choose who to be")


def test_an_address_opened_before_entering_is_the_one_that_is_shown_after(
    teacher: Visitor, report: str
) -> None:
    page = teacher.page
    page.get_by_role("button", name="Sign out")
    page.context.clear_cookies()
    address = f"{report}?show=number&sort=-score"
    teacher.open(address).heading("Choose who to be")
    page.get_by_role("button").filter(has_text="Maple Grove Elementary").first.click()
    expect(page.locator("table.data-table tbody tr").first).to_be_visible()
    assert "show=number" in teacher.path()
    assert "sort=-score" in teacher.path()
    assert report in teacher.path()


def test_a_part_of_the_program_that_cannot_be_fetched_is_fetched_by_trying_again(
    teacher: Visitor,
) -> None:
    page = teacher.page
    teacher.open("/")
    program = re.compile(r"/HelpPage[^/]*$")
    page.route(program, lambda route: route.abort())
    page.get_by_role("link", name="Help").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("No answer from the server")
    page.unroute(program)
    alert.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help")
    assert teacher.path() == "/help"


def test_a_page_that_cannot_be_set_up_says_so(visitor: Visitor) -> None:
    visitor.page.route("**/settings.json", lambda route: route.abort())
    visitor.page.goto(visitor.base)
    expect(visitor.page.get_by_text("CERS cannot start")).to_be_visible()
