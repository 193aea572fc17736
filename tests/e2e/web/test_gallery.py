"""The components as they look: each exhibit of the gallery against the picture kept of it.

Pictures are compared where Chromium and its fonts are those they were taken with (`taken.json`);
they are kept at a quarter of their size, so that a pixel's shade does not matter and a shift does.
Anywhere, every part must lie within its exhibit, be readable in full and clear of its neighbours.
After a change that was meant: CERS_TAKE_PICTURES=1 pytest tests/e2e/web/test_gallery.py, and look.
"""

import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser, Page

from tests.e2e.web.visitor import Visitor

KEPT = Path(__file__).with_name("gallery")
TAKEN = KEPT / "taken.json"
"""With which browser and fonts the pictures were taken."""

TAKE = bool(os.environ.get("CERS_TAKE_PICTURES"))
SMALLER = 4
SHADE = 40
"""Of 255: what a pixel may differ before it counts."""

SHARE = 0.004
"""Of the pixels of an exhibit: how many may count."""

MODES: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 360, "height": 800}},
}

FONTS = """
() => ["sans-serif", getComputedStyle(document.body).fontFamily, "monospace"].map((family) => {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `100px ${family}`;
  return Math.round(pen.measureText("Grade 5 ELA, Standard Met, Ñandú 0123").width);
})
"""

FAULTS = """
(exhibit) => {
  const outer = exhibit.getBoundingClientRect();
  const faults = [];
  const named = (each) => `${each.tagName.toLowerCase()}.${each.getAttribute("class") ?? ""}`;
  for (const each of exhibit.querySelectorAll("*")) {
    const box = each.getBoundingClientRect();
    const hidden = !each.checkVisibility() || box.width < 2 || each.closest(".usa-sr-only, svg");
    if (hidden || each.closest(".table-scroll")) continue;
    const out = box.right > outer.right + 1 || box.left < outer.left - 1;
    if (out) faults.push(`${named(each)} sticks out`);
    const clips = ["hidden", "clip"].includes(getComputedStyle(each).overflowX);
    const cut = clips && each.scrollWidth > each.clientWidth + 1;
    if (cut) faults.push(`${named(each)} is cut off`);
  }
  const parts = [...exhibit.children].map((each) => each.getBoundingClientRect());
  parts.slice(1).forEach((box, place) => {
    const before = parts[place];
    const apart = box.left >= before.right - 1 || box.top >= before.bottom - 1;
    if (!apart) faults.push(`part ${place + 1} lies on the one before`);
  });
  return [...new Set(faults)];
}
"""


@dataclass
class Gallery:
    """The gallery as shown in one mode."""

    mode: str
    page: Page

    def names(self) -> list[str]:
        """Its exhibits."""
        shown = self.page.locator("[data-exhibit]")
        names: list[str] = shown.evaluate_all("all => all.map(each => each.dataset.exhibit)")
        return names

    def picture(self, name: str) -> Image.Image:
        """An exhibit at a quarter of its size."""
        section = self.page.locator(f'[data-exhibit="{name}"]')
        taken = Image.open(io.BytesIO(section.screenshot(animations="disabled", caret="hide")))
        size = (max(1, taken.width // SMALLER), max(1, taken.height // SMALLER))
        return taken.convert("RGB").resize(size, Image.Resampling.BOX)

    def faults(self) -> dict[str, list[str]]:
        """What lies where it must not, by exhibit."""
        all_ = {name: self._faults(name) for name in self.names()}
        return {name: found for name, found in all_.items() if found}

    def _faults(self, name: str) -> list[str]:
        found: list[str] = self.page.locator(f'[data-exhibit="{name}"]').evaluate(FAULTS)
        return found

    def changes(self) -> dict[str, str]:
        """Exhibits that do not look as kept, and how far."""
        all_ = {name: differs(self.picture(name), self.kept(name)) for name in self.names()}
        return {name: why for name, why in all_.items() if why}

    def kept(self, name: str) -> Image.Image | None:
        """The picture kept of an exhibit."""
        path = self.path(name)
        return Image.open(path).convert("RGB") if path.exists() else None

    def path(self, name: str) -> Path:
        """Where it is kept."""
        return KEPT / self.mode / f"{re.sub(r'[^a-z]+', '-', name.lower())}.png"

    def keep(self) -> None:
        """Takes the pictures anew."""
        for name in self.names():
            path = self.path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            self.picture(name).quantize(64).save(path, optimize=True)


def differs(now: Image.Image, kept: Image.Image | None) -> str:
    """Empty where two pictures are alike."""
    if kept is None:
        return "there is no picture of it"
    if abs(now.height - kept.height) > 1 or abs(now.width - kept.width) > 1:
        return f"it is {now.size}, and was {kept.size}"
    blurred = (each.filter(ImageFilter.BoxBlur(1)) for each in (now, kept.resize(now.size)))
    apart = ImageChops.difference(*blurred).convert("L")
    counted = sum(apart.histogram()[SHADE:])
    share = counted / (now.width * now.height)
    return f"{share:.1%} of it has changed" if share > SHARE else ""


@pytest.fixture(scope="module", params=MODES)
def gallery(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Gallery]:
    """The gallery in each of the modes."""
    with browser.new_context(**{"locale": "en-US", **MODES[request.param]}) as context:
        page = context.new_page()
        page.emulate_media(reduced_motion="reduce")
        Visitor(page, site).open("/gallery")
        page.evaluate("document.fonts.ready")
        yield Gallery(request.param, page)


def taken_with(browser: Browser, page: Page) -> dict[str, Any]:
    """What pictures depend on besides the client."""
    return {"chromium": browser.version, "fonts": page.evaluate(FONTS)}


def test_every_part_is_within_its_exhibit_and_in_full(gallery: Gallery) -> None:
    assert len(gallery.names()) >= 15
    assert gallery.faults() == {}


def test_every_exhibit_looks_as_it_did(gallery: Gallery, browser: Browser) -> None:
    here = taken_with(browser, gallery.page)
    if TAKE:
        gallery.keep()
        TAKEN.write_text(json.dumps(here) + "\n", encoding="utf-8")
    if here != json.loads(TAKEN.read_text(encoding="utf-8")):
        pytest.skip("the pictures were taken with another browser or other fonts")
    assert gallery.changes() == {}


def test_a_component_that_changes_its_looks_is_noticed(gallery: Gallery, browser: Browser) -> None:
    if taken_with(browser, gallery.page) != json.loads(TAKEN.read_text(encoding="utf-8")):
        pytest.skip("the pictures were taken with another browser or other fonts")
    before = gallery.changes()
    sheet = "document.styleSheets[0]"
    rule = ".bar-block:first-child { opacity: .4 }"
    gallery.page.evaluate(f"{sheet}.insertRule({rule!r}, {sheet}.cssRules.length)")
    changed = set(gallery.changes()) - set(before)
    gallery.page.evaluate(f"{sheet}.deleteRule({sheet}.cssRules.length - 1)")
    assert "StackedBar" in changed


def test_a_part_that_sticks_out_is_noticed(gallery: Gallery) -> None:
    part = gallery.page.locator('[data-exhibit="StackedBar"] .bar').first
    part.evaluate("each => { each.style.width = '200vw'; }")
    found = gallery.faults()
    part.evaluate("each => { each.style.width = ''; }")
    assert any("sticks out" in each for each in found["StackedBar"])
