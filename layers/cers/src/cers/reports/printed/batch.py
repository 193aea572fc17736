"""Reports that become one file, and how many of them fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cers.reports.printed.page import Batch, Labels, Report
from cers.reports.printed.voice import year_of
from cers.reports.printed.words import Words
from cers.reports.printed.words_en import ENGLISH
from cers.reports.printed.words_es import SPANISH

WORDS: Final[Mapping[str, Words]] = {each.language: each for each in (ENGLISH, SPANISH)}
"""The languages there are reports in, by code."""

MOST_PAGES: Final = 1000
"""Of one file (source: the page cut-off of RDW's report processor)."""

_TABLE_ROWS: Final = 12
"""Rows that surely fit a page."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A PDF file and how many pages it has."""

    data: bytes
    count: int


def batch_of(reports: Sequence[Report], words: Words, school_year: int, *, made_up: bool) -> Batch:
    """Reports as one file; `made_up` says on every page that nobody in them exists."""
    return Batch(
        title=words.batch_title.format(year=year_of(school_year)),
        author=words.author,
        language=words.language,
        note=words.made_up if made_up else "",
        labels=Labels(page=words.page),
        students=list(reports),
    )


def pages_needed(report: Report) -> int:
    """How many pages a report surely fits on; most need fewer."""
    return 1 + sum(
        3 if section["kind"] == "scored" else 1 + len(section["rows"]) // _TABLE_ROWS
        for section in report["sections"]
    )
