"""Questions of comparison rows, which ask the file of aggregate results."""

from collections.abc import Iterator
from typing import Final

from cers.model.query import Query
from cers.model.scope import Scope
from cers.reports.comparison import StateCount, own, within_district
from cers.reports.population import SchoolPopulation
from cers.reports.results import Sitting
from tests.support.world import ODD_ID, organizations

SITTINGS: Final = tuple(
    Sitting(SchoolPopulation(organizations().schools["S1"]), *each)
    for each in ((ODD_ID, "sum", 2026), ("M5-IAB", "iab", 2026))
)
KNOWN: Final = {"S1": frozenset({"S1-001", "S1-005", "O'Hara"}), "S2": frozenset({"S2-003"})}


def of_comparisons(scope: Scope) -> Iterator[Query]:
    """What is asked of one's own results, of everybody's in a district, and of the state's."""
    types, window = scope.assessment_types, scope.window
    districts = frozenset[str]() if scope.is_empty else frozenset({"D1"})
    here = Scope(types, district_ids=districts, window=window)
    everywhere = Scope(types, not scope.is_empty, window=window)
    for sitting in SITTINGS:
        yield own(scope, sitting, sitting.population.clause)
        yield within_district(here, sitting, "D1", ["S1"], KNOWN)
        yield within_district(here, sitting, "D1", ["S1", "S2"], {})
        for snapshot in ("2026-sum/s1", ""):
            yield StateCount(everywhere, sitting).query(snapshot)
