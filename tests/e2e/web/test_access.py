"""The client for everybody: axe, keyboard, reflow, language, focus."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.web.pages import DASH, ELA, Client, StudentTable, results_path, school_path
from tests.e2e.web.stub import ROOT, Refusal, Stub

AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDE = {"width": 1280, "height": 900}
MODES: dict[str, dict[str, object]] = {
    "light": {"viewport": WIDE},
    "dark": {"viewport": WIDE, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "forced colours": {"viewport": WIDE, "forced_colors": "active"},
    "spanish": {"viewport": WIDE},
}
SCREENS = {
    "schools": "/",
    "school": school_path(),
    "school without results": school_path(query={"year": "2024"}),
    "results": results_path(),
    "claims as a table": results_path(query={"claims": "table", "show": "number"}),
    "composites": results_path("(CERS)ELPAC-G5"),
    "reporting categories": results_path("(CERS)ELA-G5-IAB-RI"),
    "no results": results_path("(CERS)ELA-G6-NONE"),
    "nobody at that level": results_path("(CERS)MATH-G4-TINY", {"level": "1"}),
    "out of reach": school_path("elsewhere"),
    "no such page": "/no/such/page",
}


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture
def context_options(mode: str) -> dict[str, object]:
    return MODES[mode]


def violations(page: Page) -> list[str]:
    """What axe finds wrong, in one line each."""
    page.locator(".loading").wait_for(state="detached")
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    found = page.evaluate(
        "tags => axe.run(document, {resultTypes: ['violations'], runOnly: tags})"
        ".then(r => r.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).slice(0, 3)}`))",
        RULES,
    )
    return list(found)


def axe_source() -> str:
    """axe-core, which is installed with the client's tools."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run `npm --prefix web ci`")
    return Path(AXE).read_text()


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, int(wider))


def speak(page: Page, mode: str) -> None:
    if mode == "spanish":
        page.get_by_role("button", name="Español").click()
        expect(page.locator("html")).to_have_attribute("lang", "es")


def test_every_screen_is_accessible_and_fits_its_window(
    client: Client, page: Page, mode: str
) -> None:
    client.open().heading("Choose who to be")
    speak(page, mode)
    assert (violations(page), overflow(page)) == ([], 0)
    page.get_by_role("button").filter(has_text="Sees every result of the district").click()
    for name, path in SCREENS.items():
        page.locator(".rows, .notice, .facts, .page a.usa-button").first.wait_for()
        # Within one session, as the client goes by itself: no reload.
        page.evaluate(
            "to => {history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate'))}",
            path,
        )
        assert (name, violations(page), overflow(page)) == (name, [], 0)


def test_signing_in_and_its_errors_are_accessible(
    client: Client, page: Page, stub: Stub, mode: str
) -> None:
    stub.sandbox = False
    client.open()
    speak(page, mode)
    assert (violations(page), overflow(page)) == ([], 0)
    page.locator("[type=submit]").click()
    assert (violations(page), overflow(page)) == ([], 0)
    page.locator("[name=username]").fill("stranger")
    page.locator("[name=password]").fill("wrong")
    page.locator("[type=submit]").click()
    page.get_by_role("alert").wait_for()
    assert (violations(page), overflow(page)) == ([], 0)


def test_errors_and_waiting_are_accessible(
    client: Client, page: Page, stub: Stub, mode: str
) -> None:
    stub.broken["/sandbox"] = Refusal(503, {"status": "loading", "progress": 0.4, "message": ""})
    client.open()
    speak(page, mode)
    page.get_by_role("progressbar").wait_for()
    assert (violations(page), overflow(page)) == ([], 0)
    stub.broken = {"/organizations": Refusal(500, {"error": {"code": "internal"}})}
    page.get_by_role("button").filter(has_text="Sees every result of the district").click()
    page.get_by_role("alert").wait_for()
    assert (violations(page), overflow(page)) == ([], 0)


class TestInOneMode:
    """What does not depend on colours or width."""

    @pytest.fixture
    def mode(self) -> str:
        return "light"

    def test_the_whole_way_to_a_student_by_keyboard(self, client: Client, page: Page) -> None:
        client.open().heading("Choose who to be")
        tab_to(page, "Sees every result of the district", "Enter")
        client.heading("Find a school")
        tab_to(page, "School name", None)
        page.keyboard.type("maple elem")
        expect(page.get_by_text("1 school", exact=True)).to_be_visible()
        tab_to(page, "Maple Elementary", "Enter")
        client.heading("Maple Elementary")
        tab_to(page, "Grade 5 ELA", "Enter")
        client.heading("Grade 5 ELA")
        table = StudentTable(page).ready()
        tab_to(page, "Find a student", None)
        page.keyboard.type("ito")
        tab_to(page, "Scale score", "Enter")
        assert table.order("Scale score") == "ascending"
        page.keyboard.press("Enter")
        assert table.order("Scale score") == "descending"
        with page.expect_download() as download:
            tab_to(page, "Download CSV", "Enter", backwards=True)
        assert download.value.suggested_filename.endswith(".csv")

    def test_focus_goes_to_the_heading_of_each_new_screen(self, lea: Client, page: Page) -> None:
        titles = {
            "Maple Elementary": f"Maple Elementary {DASH} CERS",
            "Grade 5 ELA": f"Grade 5 ELA, Maple Elementary {DASH} CERS",
        }
        for heading, title in titles.items():
            page.get_by_role("link", name=heading).first.click()
            lea.heading(heading)
            expect(page.get_by_role("heading", level=1)).to_be_focused()
            expect(page).to_have_title(title)

    def test_the_skip_link_comes_first_and_leads_to_the_heading(
        self, lea: Client, page: Page
    ) -> None:
        page.evaluate("document.activeElement.blur(); window.getSelection().removeAllRanges()")
        page.locator("body").press("Tab")
        for _ in range(30):
            if focused(page) == "Skip to main content":
                break
            page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        assert lea.path() == "/"

    def test_focus_can_be_seen_wherever_the_tab_key_leads(self, lea: Client, page: Page) -> None:
        lea.heading("Find a school")
        page.get_by_role("link", name="Maple Elementary").click()
        page.get_by_role("link", name="Grade 5 ELA").first.click()
        StudentTable(page).ready()
        seen: set[str] = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            name, width, style = page.evaluate(
                "() => {const e = document.activeElement, s = getComputedStyle(e);"
                "return [e === document.body ? '' : e.outerHTML.slice(0, 200),"
                "parseFloat(s.outlineWidth), s.outlineStyle]}"
            )
            if not name:
                break
            seen.add(name)
            assert width >= 2 and style != "none", name
        assert len(seen) > 15

    def test_a_count_is_announced_when_it_changes(self, lea: Client, page: Page) -> None:
        lea.heading("Find a school")
        page.get_by_label("School name").fill("juniper")
        expect(page.get_by_role("status")).to_have_text("2 schools")

    def test_the_language_is_kept_over_a_reload(self, lea: Client, page: Page) -> None:
        page.get_by_role("button", name="Español").click()
        lea.heading("Buscar una escuela")
        expect(page).to_have_title(f"Buscar una escuela {DASH} CERS")
        page.reload()
        lea.heading("Elija quién ser")
        expect(page.locator("html")).to_have_attribute("lang", "es")

    def test_a_report_can_be_read_at_400_percent(self, client: Client, page: Page) -> None:
        # 400 % of a window 1280 pixels wide leaves 320 CSS pixels.
        page.set_viewport_size({"width": 320, "height": 256})
        client.open(results_path(ELA)).choose_role("Sees every result of the district")
        StudentTable(page).ready()
        assert overflow(page) == 0
        region = page.get_by_role("group", name="Results by student")
        expect(region).to_have_attribute("tabindex", "0")

    def test_nothing_moves_for_who_wants_no_motion(self, client: Client, page: Page) -> None:
        page.emulate_media(reduced_motion="reduce")
        client.open()
        moving = page.evaluate(
            "() => {const bar = document.createElement('span'); bar.className = 'loading-bar';"
            "document.body.append(bar); return getComputedStyle(bar, '::after').animationName}"
        )
        assert moving == "none"


def focused(page: Page) -> str:
    """What the focused element says of itself."""
    return str(
        page.evaluate(
            "() => {const e = document.activeElement;"
            "if (!e.matches('a, button, input, select')) return '';"
            "return (e.labels?.[0]?.textContent || e.textContent).trim()}"
        )
    )


def tab_to(page: Page, text: str, press: str | None, *, backwards: bool = False) -> None:
    """Goes by the Tab key to what says this, and presses a key there."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if text in focused(page):
            if press:
                page.keyboard.press(press)
            return
    raise AssertionError(f"the Tab key never reaches {text!r}")
