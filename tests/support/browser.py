"""A headless Chromium for tests: found on the machine, or installed by `python -m ... install`."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Runs as root in a container, and calls nobody by itself."""

HINT = "no Chromium found: run `python -m tests.support.browser install`"


def find() -> Path | None:
    """The browser to use: CERS_CHROMIUM, one on the path, or Playwright's own."""
    named = os.environ.get("CERS_CHROMIUM")
    if named:
        return Path(named)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return _playwrights_own()


def _playwrights_own() -> Path | None:
    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def launch(playwright: Playwright, executable: Path) -> Browser:
    """A headless browser that keeps to itself."""
    return playwright.chromium.launch(
        executable_path=executable, headless=True, args=list(ARGUMENTS)
    )


def install() -> Path | None:
    """Playwright's Chromium, or the distribution's where that cannot be had."""
    found = find()
    if found:
        return found
    commands = (
        [[sys.executable, "-m", "playwright", "install", "--with-deps", "chromium"]],
        [["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]],
    )
    for steps in commands:
        if all(_succeeds(step) for step in steps) and (found := find()):
            return found
    return None


def _succeeds(command: list[str]) -> bool:
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, check=False, timeout=900).returncode == 0


def main(arguments: list[str]) -> int:
    """`install` makes sure there is a browser; without arguments says which one is used."""
    found = install() if arguments == ["install"] else find()
    sys.stdout.write(f"{found}\n" if found else f"{HINT}\n")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
