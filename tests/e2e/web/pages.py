"""The client's screens as a user works them: what there is to see and to press."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlencode

from playwright.sync_api import Download, Locator, Page, expect

DASH = "\N{EN DASH}"
"""Joins the ends of a range, and stands for what is not known."""

SCHOOL = "01000100000000"
ELA = "(CERS)ELA-G5-SUM (2026)"
MATH = "(CERS)MATH-G5-SUM"


def school_path(school: str = SCHOOL, query: Mapping[str, str] | None = None) -> str:
    """The address of a school."""
    return _address(f"/schools/{quote(school, safe='')}", query)


def results_path(
    test: str = ELA, query: Mapping[str, str] | None = None, school: str = SCHOOL
) -> str:
    """The address of an assessment's results."""
    return _address(f"/schools/{school}/assessments/{quote(test, safe='')}", query)


def _address(path: str, query: Mapping[str, str] | None) -> str:
    return f"{path}?{urlencode(query)}" if query else path


class Client:
    """The client in a browser page, below one base address."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    def open(self, path: str = "/") -> "Client":
        """Loads an address anew."""
        self.page.goto(self.base + path)
        return self

    def heading(self, text: str) -> "Client":
        """Waits for the screen with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)
        return self

    def choose_role(self, description: str) -> "Client":
        """Enters the sandbox by pressing a card of the role choice."""
        self.page.get_by_role("button").filter(has_text=description).click()
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()
        return self

    def sign_in(self, username: str, password: str) -> "Client":
        """Fills in the sign-in form."""
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        return self

    def path(self) -> str:
        """Path and query of the address."""
        return self.page.url.removeprefix(self.base)


class StudentTable:
    """The student table of a results page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.section = page.get_by_role("region", name="Students")
        self.table = page.locator("table.data-table")

    def ready(self) -> "StudentTable":
        """Waits until there are rows."""
        self.table.locator("tbody tr").first.wait_for()
        return self

    def column(self, heading: str) -> list[str]:
        """What the cells below a heading say."""
        headings = self.table.locator("thead th").all_inner_texts()
        place = [text.strip() for text in headings].index(heading) + 1
        cells = self.table.locator(f"tbody tr > :nth-child({place})")
        return [text.strip() for text in cells.all_inner_texts()]

    def heading(self, name: str) -> Locator:
        """The button in a column's heading."""
        return self.table.get_by_role("button", name=name, exact=True)

    def order(self, name: str) -> str | None:
        """How a column says it is sorted."""
        return self.table.get_by_role("columnheader", name=name, exact=True).get_attribute(
            "aria-sort"
        )

    def download(self, folder: Path) -> Path:
        """Presses Download CSV; where the file was saved."""
        with self.page.expect_download() as started:
            self.page.get_by_role("button", name="Download CSV").click()
        download: Download = started.value
        path = folder / download.suggested_filename
        download.save_as(path)
        return path
