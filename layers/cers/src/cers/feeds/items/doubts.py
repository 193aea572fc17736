"""Warnings of a file, so few of each rule that they can never refuse it."""

from collections import Counter
from typing import Final

from cers.feeds.reading import Findings
from cers.model.rule import Rule

SHOWN: Final = 100


class Doubts:
    """Passes the first warnings of each rule on and counts the others."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._counts: Counter[Rule] = Counter()

    def add(self, rule: Rule, message: str, where: str = "", element: str = "") -> None:
        """Take a warning."""
        self._counts[rule] += 1
        if self._counts[rule] <= SHOWN:
            self._findings.add(rule, message, where, element)

    def close(self) -> None:
        """Say how many there are beyond those shown."""
        for rule, count in self._counts.items():
            if count > SHOWN:
                self._findings.add(rule, f"The same holds for {count - SHOWN:,} more places.")
