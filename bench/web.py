"""What the web client weighs, and how soon a user sees and gets something done.

`python -m bench.web [--site URL] [--repeats 5]`: builds the client and weighs it; then serves it in
front of a sandbox of 900 students (or of a site that runs), pages compressed as by CloudFront and
answers as by API Gateway, and opens the results of an assessment at a school in headless Chromium:
as it is, and over a slow mobile line (1.6 Mb/s, 150 ms) on a processor four times slower.
Beside each stands the time in which the same browser fetches the same answers all at once, without
working anything out: the least such a page can cost on that line. Sorting and filtering are timed
from the event to the next picture that shows the effect. Prints figures, asserts nothing.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from bench.web_browser import Load, entered, interactions, load, weight
from bench.web_build import Build
from bench.web_front import compressing
from localcloud.process import CloudProcess
from tests.e2e.web.asking import Asking
from tests.e2e.web.screens import SCREENS, SITE, named
from tests.support import browser as chromium

STUDENTS: Final = 900
TARGETS: Final = {False: 1000, True: 2500}
"""Milliseconds until the first report is to be seen: as it is, and over the slow line."""


def show_weight(build: Build) -> None:
    """Print what is fetched, in kilobytes after gzip."""
    first, all_ = build.first(), build.all()
    print(f"build {build.seconds:.1f} s; kilobytes after gzip{'JS':>17}{'CSS':>8}")
    print(f"  {'first route (budget 60 and 15)':<44}{first.js:>6.1f}{first.css:>8.1f}")
    for name, each in sorted(build.pages().items(), key=lambda pair: -pair[1].js):
        print(f"  {'and for ' + name:<44}{each.js:>6.1f}{each.css:>8.1f}")
    print(f"  {'everything':<44}{all_.js:>6.1f}{all_.css:>8.1f}")


def show_loads(browser: Browser, site: str, path: str, repeats: int) -> None:
    """Print how soon the first report is seen, with nothing kept from before."""
    print(f"\nfirst report, empty cache, median of {repeats} (ms)")
    heads = f"{'first paint':>12}{'report':>9}{'target':>8}{'transfer':>10}{'ratio':>7}{'KB':>7}"
    print(f"  {'':<24}{heads}")
    for slow, name in ((False, "this machine"), (True, "slow 4G, processor / 4")):
        loads = [load(browser, site, SITE, path, slow=slow) for _ in range(repeats)]
        print(f"  {name:<24}{_line(loads, TARGETS[slow])}")


def _line(loads: list[Load], target: int) -> str:
    first = statistics.median(each.first_paint for each in loads)
    report = statistics.median(each.report for each in loads)
    transfer = statistics.median(each.transfer for each in loads)
    ratio = statistics.median(each.report / each.transfer for each in loads)
    size = loads[0].kilobytes
    return f"{first:>12.0f}{report:>9.0f}{target:>8}{transfer:>10.0f}{ratio:>7.2f}{size:>7.0f}"


def show_interactions(browser: Browser, site: str, path: str) -> None:
    """Print how long a user waits for a picture after doing something."""
    print("\nfrom event to picture, median of 5 (ms)")
    for rows, target in ((200, 100), (500, 200)):
        taken = interactions(browser, site, SITE, path, rows)
        listed = ", ".join(f"{name} {each:.0f}" for name, each in taken.items())
        print(f"  {f'{rows} students (target {target})':<44}{listed}")


def show_screens(browser: Browser, site: str) -> None:
    """Print what each screen fetches in all when nothing is kept from before."""
    print("\nover the wire for a whole screen, empty cache (KB)")
    for user in dict.fromkeys(each.user for each in SCREENS):
        with entered(browser, site, user) as visitor:
            ask = Asking(visitor) if user else None
            for screen in (each for each in SCREENS if each.user == user):
                path = screen.find(ask)  # type: ignore[arg-type]
                print(f"  {screen.name:<44}{weight(visitor, path):>6.0f}")


@contextmanager
def sandbox(pages: Path) -> Iterator[str]:
    """A sandbox that serves a build of the client."""
    with (
        tempfile.NamedTemporaryFile() as log,
        CloudProcess(Path(log.name), load=True, students=STUDENTS, pages=pages) as cloud,
    ):
        yield cloud.web_url


@contextmanager
def chosen(site: str | None, pages: Path) -> Iterator[str]:
    """A site that runs already, or a sandbox of our own."""
    if site:
        yield site
        return
    with sandbox(pages) as own:
        yield own


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    executable = chromium.find()
    if executable is None:
        parser.error(chromium.HINT)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build = Build(Path(folder) / "dist")
        show_weight(build)
        with chosen(options.site, build.folder) as own, compressing(own) as site:
            browser = chromium.launch(playwright, executable)
            with entered(browser, site, SITE) as visitor:
                path = named("school-results").find(Asking(visitor))
            show_loads(browser, site, path, options.repeats)
            show_interactions(browser, site, path)
            show_screens(browser, site)
            browser.close()


if __name__ == "__main__":
    main()
