"""What is wrong with rows: masks first, findings in the end, a bounded number of them a file."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from cers.feeds.wide.arrow import Array, pc, repeated
from cers.feeds.wide.values import is_any
from cers.model.finding import Finding, Severity
from cers.model.rule import Rule

LISTED: Final = 10_000
"""How many findings of one rule a file may have; of the others we say how many they are."""

Message = str | Callable[[int], str]
"""What a finding says, for every row alike or by the row's place in the batch."""


@dataclass(frozen=True, slots=True)
class _Fault:
    rule: Rule
    element: str
    message: Message
    mask: Array

    def finding(self, row: int, where: str) -> Finding:
        message = self.message if isinstance(self.message, str) else self.message(row)
        return self.rule.finding(message, where, self.element)


class Faults:
    """What is wrong with the rows of one batch."""

    def __init__(self, rows: int) -> None:
        self._none = repeated(False, rows)
        self._faults: list[_Fault] = []

    def add(self, rule: Rule, element: str, message: Message, mask: Array) -> None:
        """Note a fault of the rows where the mask is true, if there are any."""
        if is_any(mask):
            self._faults.append(_Fault(rule, element, message, mask.fill_null(False)))

    def rows(self, severity: Severity) -> Array:
        """Where there is a fault of some severity."""
        mask: Array = self._none
        for fault in self._faults:
            if fault.rule.severity is severity:
                mask = pc.or_(mask, fault.mask)
        return mask

    def by_rule(self) -> dict[Rule, list[_Fault]]:
        """The faults of each rule, in the order they were noted."""
        sorted_out: dict[Rule, list[_Fault]] = {}
        for fault in self._faults:
            sorted_out.setdefault(fault.rule, []).append(fault)
        return sorted_out


class Listing:
    """Which findings of a file are listed, and how many there are beyond."""

    def __init__(self) -> None:
        self._found: Counter[Rule] = Counter()

    def count(self, rule: Rule, found: int = 1) -> bool:
        """Count findings of a rule; whether the first of them is to be listed."""
        self._found[rule] += found
        return self._found[rule] - found < LISTED

    def of_batch(self, faults: Faults, where: Callable[[int], str]) -> list[tuple[int, Finding]]:
        """The findings of a batch that are listed, each with its row; `where` says where it is."""
        placed: list[tuple[int, Finding]] = []
        for rule, same in faults.by_rule().items():
            placed += self._of_rule(rule, same, where)
        return sorted(placed, key=_by_row)

    def rest(self) -> list[Finding]:
        """How many findings of each rule were not listed."""
        return [
            rule.finding(
                f"{count - LISTED:,} more findings of this kind are not listed: mend the listed "
                "ones and their like."
            )
            for rule, count in self._found.items()
            if count > LISTED
        ]

    def _of_rule(
        self, rule: Rule, faults: list[_Fault], where: Callable[[int], str]
    ) -> Iterator[tuple[int, Finding]]:
        left = max(LISTED - self._found[rule], 0)
        self._found[rule] += sum(fault.mask.true_count for fault in faults)
        rows = chain.from_iterable(_first(fault, left) for fault in faults)
        for row, fault in sorted(rows, key=_by_row)[:left]:
            yield row, fault.finding(row, where(row))


def _first(fault: _Fault, count: int) -> list[tuple[int, _Fault]]:
    rows = pc.indices_nonzero(fault.mask).slice(0, count).to_pylist()
    return [(row, fault) for row in rows if row is not None]


def _by_row(placed: tuple[int, object]) -> int:
    return placed[0]
