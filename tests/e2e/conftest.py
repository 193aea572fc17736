"""The browser that all end-to-end tests of a process share."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support import browser as chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium.find()
    if executable is None:
        pytest.skip(chromium.HINT)
    with sync_playwright() as playwright:
        launched = chromium.launch(playwright, executable)
        yield launched
        launched.close()
