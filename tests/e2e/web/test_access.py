"""Every screen is one that everybody can use: axe finds nothing, and nothing is cut off.

One page a user serves all of that user's screens. Each is loaded once and then shown as different
people have it: dark, in the colours of their system, on a narrow window (which is what 400 % zoom
of 1280 pixels is), in Spanish.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.e2e.web import screens
from tests.e2e.web.asking import Asking
from tests.e2e.web.screens import SCREENS, Screen
from tests.e2e.web.visitor import Visitor
from tests.e2e.web.watched import watched

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that colours alone can break."""

ANSWERS = re.compile(r"/api/v1/(?!me$|session/|sandbox/)")
"""What the API is asked for once somebody is in."""


class Pages:
    """A page for each user, entered once."""

    def __init__(self, browser: Browser, site: str) -> None:
        self._browser = browser
        self._site = site
        self._visitors: dict[str, Visitor] = {}
        self._askers: dict[str, Asking] = {}
        self._contexts: list[BrowserContext] = []
        self.complaints: dict[str, list[str]] = {}

    def of(self, user: str) -> Visitor:
        """The page of a user, who is in."""
        if user not in self._visitors:
            context = self._browser.new_context(locale="en-US", viewport=WIDE)  # type: ignore[arg-type]
            context.set_default_timeout(15_000)
            self._contexts.append(context)
            page = context.new_page()
            page.emulate_media(reduced_motion="reduce")
            self.complaints[user] = watched(page)
            self._visitors[user] = Visitor(page, self._site)
            if user:
                self._visitors[user].enter(user)
                self._askers[user] = Asking(self._visitors[user])
        return self._visitors[user]

    def address(self, screen: Screen) -> str:
        """Where a screen is; who is not in asks nothing."""
        self.of(screen.user)
        return screen.find(self._askers.get(screen.user))  # type: ignore[arg-type]

    def open(self, screen: Screen) -> Visitor:
        """The screen, loaded."""
        visitor = self.of(screen.user)
        self.complaints[screen.user].clear()
        return visitor.open(self.address(screen))

    def close(self) -> None:
        """Closes all of them."""
        for each in self._contexts:
            each.close()


@pytest.fixture(scope="module")
def pages(browser: Browser, site: str) -> Iterator[Pages]:
    opened = Pages(browser, site)
    yield opened
    opened.close()


def by_name(screen: Screen) -> str:
    return screen.name


def in_spanish(visitor: Visitor) -> list[str]:
    """What axe finds in the other language, and English it is not."""
    page = visitor.page
    page.get_by_role("button", name="Español", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    found = visitor.violations()
    page.get_by_role("button", name="English", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    return found


def narrow(visitor: Visitor) -> list[str]:
    """What axe finds on a narrow window, and whether the page is wider than it."""
    visitor.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    found = visitor.violations()
    if too_wide := visitor.overflow():
        found.append(f"{too_wide} pixels wider than the window")
    visitor.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return found


def test_every_route_has_a_screen_to_look_at() -> None:
    assert {each.route for each in SCREENS} == set(screens.routes())
    names = [each.name for each in SCREENS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("screen", SCREENS, ids=by_name)
def test_axe_finds_nothing_however_a_screen_is_shown(pages: Pages, screen: Screen) -> None:
    visitor = pages.open(screen)
    page = visitor.page
    found = {"light": visitor.violations()}
    page.emulate_media(color_scheme="dark")
    found["dark"] = visitor.violations(*COLOURS)
    page.emulate_media(color_scheme="light", forced_colors="active")
    found["forced colours"] = visitor.violations(*COLOURS)
    page.emulate_media(forced_colors="none")
    found["320 pixels"] = narrow(visitor)
    found["Spanish"] = in_spanish(visitor)
    assert {mode: each for mode, each in found.items() if each} == {}
    assert pages.complaints[screen.user] == []


@contextmanager
def answered(page: Page, handler: object) -> Iterator[None]:
    """Have the API's answers, once in, be others."""
    page.route(ANSWERS, handler)  # type: ignore[arg-type]
    yield
    page.unroute(ANSWERS)


def refuse(route: Route) -> None:
    """A fault of ours, with a reference to give to somebody."""
    error = {"code": "internal", "message": "it failed", "request_id": "ref-4711"}
    route.fulfill(status=500, json={"error": error})


LOST = [each for each in SCREENS if each.user and each.name != "nothing-there"]


@pytest.mark.parametrize("screen", LOST, ids=by_name)
def test_a_screen_whose_data_does_not_come_says_so_accessibly(pages: Pages, screen: Screen) -> None:
    address = pages.address(screen)
    visitor = pages.of(screen.user)
    with answered(visitor.page, refuse):
        visitor.open(address)
        visitor.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        found = visitor.violations()
        visitor.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    assert found == []
