"""Pictures of every screen, to be looked at: `python -m tests.e2e.web.shots <folder>`."""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.web.pages import Client, results_path, school_path
from tests.e2e.web.stub import Running
from tests.support import browser as chromium

TALLEST = 2600
"""Pixels of a page that are worth looking at; student tables go on and on."""

VIEWS: dict[str, dict[str, object]] = {
    "light": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 800}},
}
PLACES: dict[str, tuple[str, str]] = {
    "home": ("/", "Find a school"),
    "school": (school_path(), "Maple Elementary"),
    "results": (results_path(), "Grade 5 ELA"),
    "claims-table": (results_path(query={"claims": "table", "show": "number"}), "Grade 5 ELA"),
    "alternates": (results_path("(CERS)ELPAC-G5"), "Grades 3-5 ELPAC"),
    "block": (results_path("(CERS)ELA-G5-IAB-RI"), "Read Informational Texts"),
    "tiny": (results_path("(CERS)MATH-G4-TINY"), "Grade 4 Mathematics"),
    "empty": (results_path("(CERS)ELA-G6-NONE"), "Grade 6 ELA"),
    "missing": (school_path("nowhere"), "School"),
    "unknown": ("/no/such/page", "There is no such page"),
}


def _shoot(browser: Browser, running: Running, view: str, folder: Path) -> None:
    context = browser.new_context(**VIEWS[view])  # type: ignore[arg-type]
    page = context.new_page()
    client = Client(page, running.stub.web_url)

    def take(name: str) -> None:
        page.wait_for_load_state("networkidle")
        width, height = page.evaluate("[innerWidth, document.body.scrollHeight]")
        page.screenshot(
            path=folder / f"{name}-{view}.png",
            full_page=True,
            clip={"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)},
        )

    running.stub.sandbox = False
    client.open().heading("Sign in").sign_in("site", "wrong")
    page.get_by_role("alert").wait_for()
    take("sign-in")
    running.stub.sandbox = True
    client.open().heading("Choose who to be")
    take("roles")
    client.choose_role("Holds two roles")
    take("choice")
    for name, (path, heading) in PLACES.items():
        _enter(client, path).heading(heading)
        take(name)
    context.close()


def _enter(client: Client, path: str) -> Client:
    client.open(path).heading("Choose who to be")
    return client.choose_role("Sees every result of the district")


def main(folder: Path, after: Callable[[], None] = lambda: None) -> None:
    """Takes all pictures in every view."""
    folder.mkdir(parents=True, exist_ok=True)
    executable = chromium.find()
    if executable is None:
        sys.exit(chromium.HINT)
    running = Running()
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright, executable)
        for view in VIEWS:
            _shoot(browser, running, view, folder)
        browser.close()
    running.stop()
    after()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "build/shots"))
