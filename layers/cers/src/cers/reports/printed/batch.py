"""Reports that become one file, and how many of them fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cers.reports.printed.page import Batch, Blocks, Labels, Report, Scored
from cers.reports.printed.voice import year_of
from cers.reports.printed.words import Words
from cers.reports.printed.words_en import ENGLISH
from cers.reports.printed.words_es import SPANISH

WORDS: Final[Mapping[str, Words]] = {each.language: each for each in (ENGLISH, SPANISH)}
"""The languages there are reports in, by code."""

MOST_PAGES: Final = 1000
"""Of one file (source: the page cut-off of RDW's report processor)."""

_DOUBT: Final = 1.15
"""By what factor the pages of many reports may differ from what is expected."""


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


def in_files(reports: Sequence[Report]) -> list[Sequence[Report]]:
    """Reports in their order, by the files they are expected to make.

    What may fit one file is tried as one: it is split if it turns out to be longer.
    """
    if sum(map(_pages_expected, reports)) <= MOST_PAGES * _DOUBT:
        return [reports] if reports else []
    files: list[list[Report]] = [[]]
    expected = 0.0
    for report in reports:
        pages = _pages_expected(report)
        if files[-1] and expected + pages > MOST_PAGES / _DOUBT:
            files.append([])
            expected = 0.0
        files[-1].append(report)
        expected += pages
    return list(files)


def _pages_expected(report: Report) -> float:
    """About how many pages a report has (measured on the pages of the sandbox)."""
    return 0.3 + sum(map(_section_pages, report["sections"]))


def _section_pages(section: Scored | Blocks) -> float:
    if section["kind"] == "scored":
        return 1.8 if section["parts"] or section["trend"] else 1.2
    return 0.25 + 0.06 * len(section["rows"])
