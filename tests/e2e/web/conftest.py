"""A browser, the stub service, and the rule that no page may break the security policy."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.e2e.web.pages import Client
from tests.e2e.web.stub import DIST, Running, Stub


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    if not (DIST / "index.html").exists():
        pytest.skip(
            "the client is not built: run `npm --prefix web ci && npm --prefix web run build`"
        )
    served = Running()
    yield served
    served.stop()


@pytest.fixture
def stub(running: Running) -> Iterator[Stub]:
    running.stub.reset()
    yield running.stub
    running.stub.reset()


@pytest.fixture
def context_options() -> dict[str, object]:
    """How the browser is set up; a test may override it."""
    return {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def context(browser: Browser, context_options: dict[str, object]) -> Iterator[BrowserContext]:
    opened = browser.new_context(locale="en-US", **context_options)  # type: ignore[arg-type]
    opened.set_default_timeout(10_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test if it throws, or does what the security policy forbids."""
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        expected = "Failed to load resource" in message.text
        if message.type == "error" and not expected:
            complaints.append(message.text)

    opened = context.new_page()
    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []


@pytest.fixture
def client(page: Page, stub: Stub) -> Client:
    return Client(page, stub.web_url)


@pytest.fixture
def lea(client: Client) -> Client:
    """Inside, as a coordinator of a district of twelve schools."""
    client.open().heading("Choose who to be")
    return client.choose_role("Sees every result of the district")
