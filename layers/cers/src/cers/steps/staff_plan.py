"""What a staff file changes: pure comparison of a statement with what holds now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cers.feeds.staff import StaffStatement
from cers.model.staff import StaffAssignment

FEW: Final = 3
"""So many assignments of a unit may go without a confirmation, if others stay."""

ByUnit = Mapping[str, tuple[StaffAssignment, ...]]


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """What is to be granted and revoked in each unit.

    `held` counts the assignments of a unit before, `named` those the statement has for it.
    """

    granted: ByUnit
    revoked: ByUnit
    held: Mapping[str, int]
    named: Mapping[str, int]

    @property
    def units(self) -> list[str]:
        """The units in which anything changes."""
        return sorted(self.granted.keys() | self.revoked.keys())

    def suspicious(self, most_percent: int) -> list[str]:
        """The units that would lose everything, or more than a share of what they have."""
        return [unit for unit in sorted(self.revoked) if self._is_suspicious(unit, most_percent)]

    def _is_suspicious(self, unit: str, most_percent: int) -> bool:
        lost = len(self.revoked[unit])
        if not self.named.get(unit):
            return True
        return lost > FEW and lost * 100 > most_percent * self.held[unit]


def compare(statement: StaffStatement, current: Iterable[StaffAssignment]) -> StaffPlan:
    """What makes the statement true, where `current` is all that holds within its scope.

    What the statement names but cannot grant yet is not revoked either.
    """
    held = {each.key: each for each in current}
    stated = {each.key: each for each in statement.assignments}
    granted = [each for key, each in stated.items() if held.get(key) != each]
    kept = stated.keys() | statement.waiting
    revoked = [each for key, each in held.items() if key not in kept]
    return StaffPlan(
        _by_unit(granted),
        _by_unit(revoked),
        Counter(each.unit for each in held.values()),
        Counter(each.unit for each in stated.values()),
    )


def _by_unit(assignments: Iterable[StaffAssignment]) -> ByUnit:
    found: dict[str, list[StaffAssignment]] = defaultdict(list)
    for each in assignments:
        found[each.unit].append(each)
    return {unit: tuple(some) for unit, some in found.items()}
