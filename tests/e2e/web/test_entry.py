"""The sandbox's door: who one may be, in which role and language, and how it is put back."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.web.asking import Asking
from tests.e2e.web.screens import LEA, TEACHER
from tests.e2e.web.visitor import Visitor

DOOR = "Choose who to be"
BOTH = "both.otter.creek"


def featured(page: Page) -> Locator:
    """The roles to start with."""
    return page.get_by_role("region", name="Start here").get_by_role("button")


def test_the_door_lists_every_role_and_one_key_press_enters(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/").heading(DOOR)
    users = page.request.get(f"{visitor.base}/api/v1/sandbox/users").json()["users"]
    first = [each for each in users if each["featured"]]
    assert len(first) >= 5
    expect(featured(page)).to_have_count(len(first))
    for card, user in zip(featured(page).all(), first, strict=True):
        expect(card).to_contain_text(user["organization"]["name"])
    expect(page.locator("details .card-button")).to_have_count(len(users))
    assert visitor.violations() == []

    coordinator = featured(page).filter(has_text="LEA CAASPP Coordinator")
    visitor.tab_to(coordinator).press("Enter")
    expect(page.get_by_role("group", name="Your account")).to_contain_text("Larksmere Unified")
    assert visitor.path() == "/"
    page.reload()
    expect(page.get_by_role("group", name="Your account")).to_contain_text("Larksmere Unified")

    visitor.tab_to(page.get_by_role("button", name="Sign out")).press("Enter")
    visitor.heading(DOOR)
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.reload()
    visitor.heading(DOOR)


def test_who_holds_two_roles_chooses_one_and_can_switch(visitor: Visitor) -> None:
    page = visitor.page
    visitor.enter(BOTH).open("/").heading("Choose a role")
    assert visitor.violations() == []
    cards = page.locator(".card-button")
    expect(cards).to_have_count(2)
    account = page.get_by_role("group", name="Your account")
    visitor.tab_to(cards.filter(has_text="ELPAC")).press("Enter")
    expect(account).to_contain_text("Site ELPAC Coordinator")
    visitor.settle()
    page.reload()
    expect(account).to_contain_text("Site ELPAC Coordinator")
    visitor.tab_to(page.get_by_role("button", name="Switch role")).press("Enter")
    visitor.heading("Choose a role")
    visitor.tab_to(cards.filter(has_text="CAASPP")).press("Enter")
    expect(account).to_contain_text("Test Administrator")
    expect(page.get_by_role("heading", name="Groups", exact=True)).to_be_visible()


def test_a_role_that_was_taken_away_leads_back_to_the_choice(visitor: Visitor) -> None:
    page = visitor.page
    visitor.enter(TEACHER).open("/help")
    gone = {"error": {"code": "assignment-not-held", "message": "gone", "request_id": "r"}}
    page.route("**/api/v1/groups*", lambda route: route.fulfill(status=403, json=gone))
    page.get_by_role("link", name="CERS").first.click()
    visitor.heading("Choose a role")


def test_the_language_is_remembered_by_the_browser(visitor: Visitor) -> None:
    page = visitor.page
    visitor.open("/").heading(DOOR)
    visitor.tab_to(page.get_by_role("button", name="Español")).press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    heading = page.get_by_role("heading", level=1)
    expect(heading).not_to_have_text(DOOR)
    spanish = heading.inner_text()
    page.reload()
    visitor.heading(spanish)
    other = page.context.new_page()
    later = Visitor(other, visitor.base).open("/help")
    expect(other.locator("html")).to_have_attribute("lang", "es")
    assert later.violations() == []


@pytest.mark.parametrize(("locale", "spoken"), [("es-MX", "es"), ("fr-FR", "en")])
def test_the_browsers_language_is_spoken_where_it_can_be(
    browser: Browser, site: str, locale: str, spoken: str
) -> None:
    with browser.new_context(locale=locale) as context:
        page = context.new_page()
        page.goto(site)
        expect(page.locator("html")).to_have_attribute("lang", spoken)


def test_while_the_sandbox_gets_ready_the_door_says_how_far_it_is(visitor: Visitor) -> None:
    page = visitor.page
    busy = {"status": "loading", "progress": 0.4}
    page.route("**/sandbox/users", lambda route: route.fulfill(status=503, json=busy))
    page.goto(visitor.base)
    expect(page.get_by_text("The sandbox is getting its data ready")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0.4")
    assert visitor.violations() == []
    page.unroute("**/sandbox/users")
    expect(featured(page).first).to_be_visible()  # by itself


def test_the_sandbox_says_what_it_is_and_is_put_back_as_it_was(visitor: Visitor) -> None:
    page = visitor.page
    asking = Asking(visitor.enter(LEA))
    (first, *_) = asking.get("/aggregate-queries")["queries"]
    asking.delete(f"/aggregate-queries/{first['id']}")
    visitor.open("/")
    banner = page.get_by_role("region", name="Sandbox notice")
    expect(banner).to_contain_text("made up")
    visitor.tab_to(banner.get_by_role("button", name="Reset sandbox")).press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Put the sandbox back as it was?")
    assert visitor.violations() == []
    visitor.press("Escape")
    expect(dialog).to_have_count(0)
    expect(banner.get_by_role("button")).to_be_focused()
    visitor.press("Enter")
    with page.expect_navigation():
        visitor.tab_to(dialog.get_by_role("button", name="Reset sandbox")).press("Enter")
    visitor.settle()
    kept = {each["id"] for each in asking.get("/aggregate-queries")["queries"]}
    assert first["id"] in kept
    assert visitor.path() == "/"
