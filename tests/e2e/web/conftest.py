"""A browser at a running sandbox, and the rule that no page may break the security policy."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.web.visitor import ROOT, Visitor
from tests.e2e.web.watched import watched
from tests.support.sandbox import loaded_sandbox

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

DIST = ROOT / "web/dist/index.html"

@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sandbox answers: one that runs already (CERS_WEB_URL), or our own."""
    running = os.environ.get("CERS_WEB_URL")
    if running:
        yield running
        return
    if not DIST.exists():
        pytest.skip(
            "the client is not built: run `npm --prefix web ci && npm --prefix web run build`"
        )
    with loaded_sandbox(tmp_path_factory) as cloud:
        yield cloud.web_url


@pytest.fixture
def context_options() -> dict[str, object]:
    """How the browser is set up; a test may override it."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def context(browser: Browser, context_options: dict[str, object]) -> Iterator[BrowserContext]:
    opened = browser.new_context(**{"locale": "en-US", **context_options})  # type: ignore[arg-type]
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test if it throws, or does what the security policy forbids."""
    opened = context.new_page()
    # Intercepted from the start: asked for only at the key press, a busy browser may be too late.
    opened.on("filechooser", lambda _: None)
    complaints = watched(opened)
    yield opened
    assert complaints == []


@pytest.fixture
def visitor(page: Page, site: str) -> Visitor:
    """Somebody who has not entered yet."""
    return Visitor(page, site)
