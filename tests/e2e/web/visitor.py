"""A visitor of the sandbox in a real browser: enters, goes to an address, looks around."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from playwright.sync_api import Download, Locator, Page, expect

ROOT: Final = Path(__file__).parents[3]
AXE: Final = ROOT / "web/node_modules/axe-core/axe.min.js"
RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SHOWN_IN_FULL: Final = """
() => Promise.all(document.getAnimations()
  .filter((each) => each.effect?.getTiming().iterations !== Infinity)
  .map((each) => each.finished.catch(() => undefined)))
"""
"""What fades in has its colours only afterwards."""


class Visitor:
    """Somebody in a browser page at the sandbox's address."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    def enter(self, username: str, role: str = "") -> Visitor:
        """Opens a session as one of the sandbox's users; `role` chooses among several roles."""
        answer = self.page.request.post(
            f"{self.base}/api/v1/sandbox/enter",
            data={"username": username},
            headers={"X-CERS-Request": "1"},
        )
        assert answer.ok, f"entering as {username}: {answer.status}"
        if role:
            self.open("/")
            self.page.get_by_role("button").filter(has_text=role).first.click()
            expect(self.page.get_by_role("button", name="Switch role")).to_be_visible()
        return self

    def open(self, path: str) -> Visitor:
        """Loads an address and waits until nothing is loading any more."""
        self.page.goto(self.base + path)
        return self.settle()

    def settle(self) -> Visitor:
        """Waits until the page's heading is there and nothing is loading."""
        self.page.get_by_role("heading", level=1).first.wait_for()
        expect(self.page.locator(".loading:not([data-exhibit] *)")).to_have_count(0)
        return self

    def heading(self, text: str) -> Visitor:
        """Waits for the screen with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)
        return self.settle()

    def path(self) -> str:
        """Path and query of the address."""
        return self.page.url.removeprefix(self.base)

    def press(self, *keys: str) -> Visitor:
        """Presses keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def tab_to(self, target: Locator, most: int = 120) -> Visitor:
        """Presses Tab until the target has the focus, as who has no mouse must."""
        for _ in range(most):
            if target.evaluate("each => each === document.activeElement"):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{most} times Tab did not reach {target}")

    def download(self, name: str, folder: Path) -> Path:
        """Presses a button that saves a file; where it lies."""
        with self.page.expect_download() as started:
            self.page.get_by_role("button", name=name).first.click()
        found: Download = started.value
        path = folder / found.suggested_filename
        found.save_as(path)
        return path

    def violations(self, *rules: str) -> list[str]:
        """What axe finds wrong, a line each; all of it, or what some rules find."""
        self.settle()
        self.page.evaluate(SHOWN_IN_FULL)
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe())
        found = self.page.evaluate(
            "only => axe.run(document, {resultTypes: ['violations'], runOnly: only})"
            ".then(r => r.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).slice(0, 3)}`))",
            {"type": "rule", "values": list(rules)} if rules else RULES,
        )
        return list(found)

    def overflow(self) -> int:
        """Pixels by which the page is wider than its window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return width


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
