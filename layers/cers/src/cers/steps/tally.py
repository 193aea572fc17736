"""Findings as a receipt tells them: how many of each code, and the first ones in full."""

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import IO, Final

from cers.model.csv_text import inert
from cers.model.delivery import FindingCount, Receipt
from cers.model.finding import Finding, Severity

FINDING_COLUMNS: Final = ("severity", "code", "where", "element", "message")

_WEIGHTS: Final = {severity: weight for weight, severity in enumerate(Severity)}


class Tally:
    """Counts findings; what it holds does not grow with their number."""

    def __init__(self) -> None:
        self._shown: list[Finding] = []
        self._total = 0
        self._first: dict[str, Finding] = {}
        self._counts: dict[str, int] = {}

    def add(self, findings: Iterable[Finding]) -> None:
        """Count findings."""
        for finding in findings:
            self._total += 1
            if len(self._shown) < Receipt.SHOWN:
                self._shown.append(finding)
            self._first.setdefault(finding.code, finding)
            self._counts[finding.code] = self._counts.get(finding.code, 0) + 1

    def on(self, receipt: Receipt) -> Receipt:
        """The receipt with what was counted."""
        return replace(
            receipt,
            findings=tuple(self._shown),
            findings_total=self._total,
            summary=self._summary(),
        )

    def _summary(self) -> tuple[FindingCount, ...]:
        counts = [FindingCount.of(self._first[code], n) for code, n in self._counts.items()]
        kept = sorted(counts, key=lambda each: -each.count)[: Receipt.SUMMARIZED]
        return tuple(sorted(kept, key=lambda each: (_WEIGHTS[each.severity], -each.count)))


def write_heading(file: IO[str]) -> None:
    """Begin a CSV file of findings."""
    csv.writer(file).writerow(FINDING_COLUMNS)


def write_findings(file: IO[str], findings: Iterable[Finding]) -> None:
    """Add findings to a CSV file; no value of it can start a formula in a spreadsheet."""
    writer = csv.writer(file)
    for finding in findings:
        values = [str(getattr(finding, column)) for column in FINDING_COLUMNS]
        writer.writerow(inert(value) for value in values)


def as_csv(findings: Iterable[Finding]) -> str:
    """A few findings as a whole CSV file."""
    file = io.StringIO(newline="")
    write_heading(file)
    write_findings(file, findings)
    return file.getvalue()
