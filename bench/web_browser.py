"""Times in a real browser: until the first report is seen, and from an event to its picture."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Browser, CDPSession, Page, Request, Route

from tests.e2e.web.visitor import Visitor

SLOW_BYTES_S: Final = 1.6e6 / 8
SLOW_LATENCY_MS: Final = 150
SLOW_CPU: Final = 4

ROW: Final = "table.data-table tbody tr"
HEADS: Final = "table.data-table thead button"
FIND: Final = "main .fields input[type=search]"

WATCH: Final = """
const note = () => { window.reportSeen ??= performance.now(); };
const seen = () => requestAnimationFrame(() => setTimeout(note));
const look = new MutationObserver(() => {
  if (!document.querySelector(ROW)) return;
  look.disconnect();
  seen();
});
look.observe(document, { childList: true, subtree: true });
""".replace("ROW", repr(ROW))

AFTER: Final = """
([selector, place, text]) => new Promise((resolve) => {
  const picture = () => [
    ...[...document.querySelectorAll("thead th")].map((each) => each.ariaSort),
    ...[...document.querySelectorAll(".table-head .count")].map((each) => each.textContent),
  ].join();
  const before = picture();
  const target = document.querySelectorAll(selector)[place];
  const started = performance.now();
  if (text === null) target.click();
  else {
    target.value = text;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const painted = () => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      if (picture() === before) painted();
      else resolve(performance.now() - started);
    };
    channel.port2.postMessage(null);
  });
  painted();
})
"""
"""Milliseconds from an event until the picture that shows its effect has been painted."""

FETCH_ALL: Final = """
async (requests) => {
  const started = performance.now();
  await Promise.all(requests.map(async ([url, headers]) =>
    (await fetch(url, { headers, cache: "reload" })).arrayBuffer()));
  return performance.now() - started;
}
"""


@dataclass(frozen=True)
class Load:
    """One load of a report with an empty cache, in milliseconds; kilobytes over the wire."""

    first_paint: float
    report: float
    transfer: float
    kilobytes: float


class Line:
    """What Chromium is told of the network and the processor, and what it counts."""

    def __init__(self, page: Page) -> None:
        self._cdp: CDPSession = page.context.new_cdp_session(page)
        self._cdp.send("Network.enable")
        self._cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._cdp.on("Network.loadingFinished", self._count)
        self.bytes = 0.0

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += event["encodedDataLength"]

    def network(self, *, slow: bool) -> None:
        """A slow mobile connection, or none."""
        conditions = {
            "offline": False,
            "latency": SLOW_LATENCY_MS if slow else 0,
            "downloadThroughput": SLOW_BYTES_S if slow else -1,
            "uploadThroughput": SLOW_BYTES_S / 2 if slow else -1,
        }
        self._cdp.send("Network.emulateNetworkConditions", conditions)

    def processor(self, times: int) -> None:
        """So many times slower."""
        self._cdp.send("Emulation.setCPUThrottlingRate", {"rate": times})


@contextmanager
def entered(browser: Browser, site: str, user: str) -> Iterator[Visitor]:
    """A fresh browser of somebody who is in."""
    with browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US") as context:
        context.set_default_timeout(60_000)
        page = context.new_page()
        visitor = Visitor(page, site)
        yield visitor.enter(user) if user else visitor


def load(browser: Browser, site: str, user: str, path: str, *, slow: bool) -> Load:
    """Opens a report as somebody who has never been there."""
    with entered(browser, site, user) as visitor:
        page = visitor.page
        line = Line(page)
        asked: list[Request] = []
        page.on("request", lambda each: asked.append(each))
        page.add_init_script(WATCH)
        line.network(slow=slow)
        line.processor(SLOW_CPU if slow else 1)
        page.goto(site + path)
        report = page.wait_for_function("() => window.reportSeen").json_value()
        first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        page.wait_for_load_state("networkidle")
        kilobytes = line.bytes / 1024
        line.processor(1)
        transfer = _transfer(page, site, asked)
        return Load(first, report, transfer, kilobytes)


def _transfer(page: Page, site: str, asked: list[Request]) -> float:
    """How long the same answers take all at once, with nothing to work out in between."""
    wanted = [
        [
            each.url,
            {name: text for name, text in each.headers.items() if name == "x-cers-assignment"},
        ]
        for each in asked
        if each.method == "GET" and each.url.startswith(site)
    ]
    measured: float = page.evaluate(FETCH_ALL, wanted)
    return measured


def weight(visitor: Visitor, path: str) -> float:
    """Kilobytes over the wire until a screen is complete, with an empty cache."""
    line = Line(visitor.page)
    visitor.open(path)
    visitor.page.wait_for_load_state("networkidle")
    return line.bytes / 1024


def with_rows(page: Page, rows: int) -> None:
    """Have the students' answer hold so many rows, by repeating those that there are."""

    def answer(route: Route) -> None:
        found = route.fetch()
        roster = found.json()
        some = roster["students"]
        roster["students"] = [_another(some[n % len(some)], n) for n in range(rows)]
        roster["total"] = rows
        route.fulfill(response=found, json=roster)

    page.route(lambda url: url.split("?")[0].endswith("/students"), answer)


def _another(student: dict[str, Any], n: int) -> dict[str, Any]:
    return {
        **student,
        "opportunity_id": f"{student['opportunity_id']}-{n}",
        "student_id": f"{n:010}",
        "last_name": f"{student['last_name']} {n:03}",
    }


def interactions(browser: Browser, site: str, user: str, path: str, rows: int) -> dict[str, float]:
    """Medians of five: milliseconds from an event to the picture that shows what it did."""
    with entered(browser, site, user) as visitor:
        page = visitor.page
        with_rows(page, rows)
        visitor.open(path)
        page.locator(ROW).first.wait_for()
        heads = page.locator(HEADS).count()
        sort = [_after(page, HEADS, n % heads) for n in range(5)]
        narrow = [_after(page, FIND, 0, text) for text in ("1", "12", "1", "", "2")]
        return {"sort": statistics.median(sort), "filter": statistics.median(narrow)}


def _after(page: Page, selector: str, place: int, text: str | None = None) -> float:
    taken: float = page.evaluate(AFTER, [selector, place, text])
    return taken
