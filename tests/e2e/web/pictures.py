"""Takes the pictures of the README, of a sandbox's made-up data.

`make pictures`, or `python -m tests.e2e.web.pictures --site URL` with a sandbox that runs.
"""

from __future__ import annotations

import argparse
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from localcloud.process import CloudProcess
from tests.e2e.web.asking import Asking
from tests.e2e.web.screens import named
from tests.e2e.web.visitor import ROOT, Visitor
from tests.support import browser as chromium

FOLDER: Final = ROOT / "docs" / "images"
STUDENTS: Final = 3000
COLOURS: Final = 128
"""Enough for flat colours, and a third of the bytes."""


@dataclass(frozen=True)
class Picture:
    """A screen as it is shown; what `below` names is moved to the top."""

    screen: str
    scheme: Literal["light", "dark"] = "light"
    height: int = 900
    below: str = ""
    query: str = ""


PICTURES: Final = (
    Picture("home-site", height=820),
    Picture("school-results", height=1100),
    Picture("school-view-items", "dark", below=".extremes, main section.panel"),
    Picture("school-view-options", below="main section.panel"),
    Picture("student"),
    Picture("aggregate-report", "dark", query="?view=chart"),
    Picture("availability"),
    Picture("deliveries"),
)


def take(browser: Browser, site: str, picture: Picture) -> bytes:
    """The picture as a PNG file of few colours."""
    screen = named(picture.screen)
    with browser.new_context(
        locale="en-US",
        viewport={"width": 1280, "height": picture.height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    ) as context:
        visitor = Visitor(context.new_page(), site).enter(screen.user)
        visitor.open(screen.find(Asking(visitor)) + picture.query)
        visitor.page.wait_for_load_state("networkidle")
        if picture.below:
            top = visitor.page.locator(picture.below).first
            top.evaluate("each => window.scrollTo(0, each.getBoundingClientRect().top - 24)")
        taken = visitor.page.screenshot(animations="disabled", caret="hide")
    out = io.BytesIO()
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@contextmanager
def chosen(site: str | None) -> Iterator[str]:
    """A site that runs, or a sandbox of our own."""
    if site:
        yield site
        return
    with (
        tempfile.NamedTemporaryFile() as log,
        CloudProcess(Path(log.name), load=True, students=STUDENTS) as cloud,
    ):
        yield cloud.web_url


def main() -> None:
    """Take all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", help="a sandbox that runs already")
    site = parser.parse_args().site
    executable = chromium.find()
    if executable is None:
        parser.error(chromium.HINT)
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chosen(site) as running, sync_playwright() as playwright:
        browser = chromium.launch(playwright, executable)
        for picture in PICTURES:
            (FOLDER / f"{picture.screen}.png").write_bytes(take(browser, running, picture))
        browser.close()


if __name__ == "__main__":
    main()
