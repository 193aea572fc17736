"""Norms: CSV to tables of percentiles, or every fault in them.

The first row of a table describes it and may have a percentile besides; each further row has one
percentile.
"""

import re
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from cers.feeds.norms import rules
from cers.feeds.norms.tables import IDENTITY, RANK, SCORE, Key, Line, read_tables
from cers.feeds.numbers import parse_integer, parse_number
from cers.feeds.reading import Findings, Parsed, at_line, quoted
from cers.model.delivery import Counts
from cers.model.norm import NormTable, Percentile
from cers.model.reference import Missing
from cers.model.rule import Rule

ID_LENGTH: Final = 250
LEAST_RANKS: Final = 3
HIGHEST_RANK: Final = 100
Found = tuple[int, NormTable]
"""A table and its first line."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_norms(
    data: bytes, assessment_ids: Collection[str], landed_at: datetime
) -> Parsed[tuple[NormTable, ...]]:
    """The norm tables of a file; any error refuses the file.

    Tables of assessments that are not known yet are left out and wait.
    """
    findings = Findings(rules.FILE)
    rows = read_tables(data, findings)
    whole = not findings.failed
    found = [
        (lines[0].number, table)
        for key, lines in rows.items()
        if (table := _Reader(lines, findings, whole=whole).read(key, landed_at)) is not None
    ]
    _check_overlaps(found, findings)
    if findings.failed:
        return Parsed.refused(findings, len(rows))
    waiting = [pair for pair in found if pair[1].assessment_id not in assessment_ids]
    accepted = tuple(table for _, table in found if table.assessment_id in assessment_ids)
    missing = _wait(waiting, findings)
    counts = Counts(records=len(found), accepted=len(accepted), waiting=len(waiting))
    return Parsed(accepted or None, counts, findings.all(), missing)


def _check_overlaps(found: Sequence[Found], findings: Findings) -> None:
    """Compare each table with the one before it, by its days, that lasts longest."""
    longest: dict[str, Found] = {}
    for line, table in sorted(found, key=lambda each: (each[1].start_date, each[0])):
        before = longest.get(table.assessment_id)
        if before and before[1].overlaps(table):
            message = f"The table at {at_line(before[0])} is for some of the same days."
            findings.add(rules.OVERLAP, message, at_line(line), "start_date")
        if before is None or before[1].end_date < table.end_date:
            longest[table.assessment_id] = (line, table)


def _wait(waiting: Sequence[Found], findings: Findings) -> frozenset[Missing]:
    for line, table in waiting:
        message = f"The assessment {quoted(table.assessment_id)} is not known yet."
        findings.add(rules.ASSESSMENT, message, at_line(line), "assessment_id")
    return frozenset(Missing("assessment", table.assessment_id) for _, table in waiting)


class _Reader:
    """Reads one table from its rows; if not `whole`, some that could not be read are lacking."""

    def __init__(self, lines: Sequence[Line], findings: Findings, *, whole: bool) -> None:
        self._lines = lines
        self._findings = findings
        self._whole = whole
        self._faults = 0

    def read(self, key: Key, landed_at: datetime) -> NormTable | None:
        """The table, or None where it has faults."""
        first, *others = self._lines
        assessment_id = self._text(key[0])
        start, end = self._date(first, "start_date"), self._date(first, "end_date")
        if start and end and start > end:
            self._note(rules.DATE_ORDER, "It ends before it starts.", first, "end_date")
        low, high = self._range(first)
        count = self._count(first)
        mean = self._number(first, "mean")
        deviation = self._deviation(first)
        for line in others:
            self._check_agreement(first, line)
        percentiles = self._percentiles(low, high)
        if self._faults or start is None or end is None or low is None or high is None:
            return None
        return NormTable(
            assessment_id, start, end, low, high, percentiles, landed_at, landed_at,
            count, mean, deviation,
        )  # fmt: skip

    def _range(self, line: Line) -> tuple[float | None, float | None]:
        low = self._number(line, "min_score", required=True)
        high = self._number(line, "max_score", required=True)
        if low is not None and high is not None and low >= high:
            self._note(rules.SCORE_RANGE, "It must be below max_score.", line, "min_score")
            return None, None
        return low, high

    def _percentiles(self, low: float | None, high: float | None) -> tuple[Percentile, ...]:
        first = self._lines[0]
        found: list[Percentile] = []
        for line in self._lines:
            if line is first and not line.get(RANK) and not line.get(SCORE):
                continue
            rank, score = self._rank(line), self._number(line, SCORE, required=True)
            if rank is None or score is None:
                continue
            self._check_order(Percentile(rank, score), found, line)
            if low is not None and high is not None and not low <= score <= high:
                message = f"{score:g} is not between {low:g} and {high:g}."
                self._note(rules.OUT_OF_RANGE, message, line, SCORE)
            found.append(Percentile(rank, score))
        if len(found) < LEAST_RANKS and self._whole and not self._faults:
            message = f"Give at least {LEAST_RANKS} ranks; there are {len(found)}."
            self._note(rules.TOO_FEW, message, first, RANK)
        return tuple(found)

    def _check_order(self, one: Percentile, above: Sequence[Percentile], line: Line) -> None:
        if not above:
            return
        if one.rank <= above[-1].rank:
            message = f"{one.rank} should be greater than {above[-1].rank}, the rank above it."
            self._note(rules.RANK_ORDER, message, line, RANK)
        if one.score < above[-1].score:
            message = f"{one.score:g} should not be less than {above[-1].score:g} above it."
            self._note(rules.SCORE_ORDER, message, line, SCORE)

    def _check_agreement(self, first: Line, line: Line) -> None:
        """The description may be repeated, but not changed."""
        for name in IDENTITY:
            if line.get(name) not in ("", first.get(name)):
                message = "It contradicts the first row of the table: leave it empty."
                self._note(rules.MISMATCH, message, line, name)

    def _text(self, value: str) -> str:
        if len(value) > ID_LENGTH:
            message = f"The text has {len(value)} characters: use at most {ID_LENGTH}."
            self._note(rules.TOO_LONG, message, self._lines[0], "assessment_id")
        return value

    def _date(self, line: Line, name: str) -> date | None:
        value = line.get(name)
        try:
            if _DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        self._invalid(line, name, "a date such as 2026-05-31")
        return None

    def _rank(self, line: Line) -> int | None:
        value = line.get(RANK)
        rank = parse_integer(value)
        if not value:
            self._note(rules.MISSING_VALUE, "Give the score its rank.", line, RANK)
        elif rank is None or not 0 <= rank <= HIGHEST_RANK:
            self._invalid(line, RANK, f"a whole number from 0 to {HIGHEST_RANK}")
            return None
        return rank

    def _count(self, line: Line) -> int | None:
        value = line.get("count")
        count = parse_integer(value)
        if value and (count is None or count < 0):
            self._invalid(line, "count", "a whole number")
        return count

    def _deviation(self, line: Line) -> float | None:
        deviation = self._number(line, "standard_deviation")
        if deviation is not None and deviation < 0:
            self._invalid(line, "standard_deviation", "a number from 0 up")
        return deviation

    def _number(self, line: Line, name: str, *, required: bool = False) -> float | None:
        value = line.get(name)
        number = parse_number(value)
        if value and number is None:
            self._invalid(line, name, "a number")
        elif required and not value:
            self._note(rules.MISSING_VALUE, "Give it a value.", line, name)
        return number

    def _invalid(self, line: Line, name: str, expected: str) -> None:
        message = f"{quoted(line.get(name))} should be {expected}."
        self._note(rules.INVALID, message, line, name)

    def _note(self, rule: Rule, message: str, line: Line, name: str) -> None:
        self._faults += 1
        self._findings.add(rule, message, at_line(line.number), name)
