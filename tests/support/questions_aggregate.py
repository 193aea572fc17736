"""Questions of the aggregate reports' SQL files, of every type of report."""

from collections.abc import Iterator
from typing import Any, Final

from cers.model.aggregate import Definition, Places, ReportType, Subgroup
from cers.model.query import Query
from cers.model.roles import Level
from cers.model.scope import Scope
from cers.model.tenant import StudentField
from cers.reports.aggregate.layout import Layout, Place, Standing
from cers.reports.aggregate.questions import Inquiry

STATE: Final = Place(Level.STATE, "", "State", "", Standing.OWN)
DISTRICTS: Final = tuple(
    Place(Level.DISTRICT, each, each, each, Standing.OWN) for each in ("D1", "D2")
)
SCHOOL: Final = Place(Level.SCHOOL, "S1", "Oak", "D1", Standing.OWN)

LAYOUTS: Final = (
    Layout((STATE, *DISTRICTS, SCHOOL), (), None),
    Layout((DISTRICTS[0], SCHOOL), (), "D1"),
)


def _definition(report: ReportType, **changes: Any) -> Definition:
    known: dict[str, Any] = {
        "name": report.value,
        "type": report,
        "places": Places(districts=("D1",)),
        "assessment_type": "sum",
        "subjects": ("Math",),
        "grades": ("05",),
        "school_years": (2026,),
    }
    return Definition(**(known | changes))


DEFINITIONS: Final = {
    "aggregate_results": (
        _definition(
            ReportType.YEARLY,
            subjects=("Math", "ELPAC"),
            school_years=(2025, 2026),
            dimensions=("gender", "ethnicities", "iep", "enrolled_grade"),
        ),
        _definition(
            ReportType.YEARLY,
            conditions=("Valid",),
            completeness=("Complete",),
            subgroups=(
                Subgroup("girls", {StudentField.GENDER: ("Female",)}),
                Subgroup(
                    "both",
                    {
                        StudentField.ETHNICITIES: ("Asian", "White"),
                        StudentField.MIGRANT: ("no", "undefined"),
                    },
                ),
            ),
        ),
    ),
    "aggregate_longitudinal": (_definition(ReportType.LONGITUDINAL, grades=("04", "05")),),
    "aggregate_scores": (
        _definition(ReportType.CLAIM, dimensions=("elas",)),
        _definition(ReportType.ALTERNATE, subjects=("ELPAC",)),
    ),
    "aggregate_targets": (_definition(ReportType.TARGET, dimensions=("gender",)),),
}
"""The name of a SQL file -> reports that ask it."""


def of_aggregates(name: str, scope: Scope) -> Iterator[Query]:
    """The questions of one SQL file. They count beyond the caller's places, as reports do."""
    wide = Scope(scope.assessment_types, not scope.is_empty, window=scope.window)
    for definition in DEFINITIONS[name]:
        for layout in LAYOUTS:
            asked = Inquiry(definition, layout, wide).questions.values()
            yield from (query for query in asked if query.name == name)
