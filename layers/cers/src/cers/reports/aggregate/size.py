"""How large an aggregate report will be, before anything is asked: an upper estimate."""

from typing import Final

from cers.model.aggregate import ENROLLED_GRADE, Definition, ReportType, values_of
from cers.model.tenant import StudentField
from cers.reports.aggregate.catalog import Catalog
from cers.reports.aggregate.layout import Layout
from cers.reports.aggregate.steps import steps_of
from cers.reports.aggregate.values import dimensions_of

MOST_ROWS: Final = 4000
"""More are not shown on a page: they are narrowed down, or downloaded."""

QUICK_ROWS: Final = 10_000
QUICK_RESULTS: Final = 1_500_000
"""The snapshot engine counts some 300,000 results a second, once for each dimension."""

STUDENTS_A_GRADE: Final = 80
"""So many students a school has in a grade, by and large."""

MOST_TOGETHER: Final = 1500
"""Of one measure suppression decides on so many rows within seconds; not on many more."""

MOST_BEYOND: Final = 6000
"""The same of all measures."""

_USUAL: Final = {StudentField.LANGUAGE.value: 15, ENROLLED_GRADE: 3}
"""Of dimensions with a long list of values, how many usually occur."""

_TARGETS: Final = 30
"""So many targets an assessment usually has."""


def subgroups(definition: Definition) -> int:
    """How many rows one organization and measure has."""
    by_dimension = (_USUAL.get(each, len(values_of(each))) for each in definition.dimensions)
    return 1 + sum(by_dimension) + len(definition.subgroups)


def estimate(definition: Definition, layout: Layout, catalog: Catalog) -> int:
    """How many rows a report has at most, as a rule."""
    return len(layout.shown) * _measures(definition, catalog) * subgroups(definition)


def _measures(definition: Definition, catalog: Catalog) -> int:
    match definition.type:
        case ReportType.LONGITUDINAL:
            return len(definition.subjects) * len(steps_of(definition))
        case ReportType.TARGET:
            return _TARGETS * len(catalog.wanted)
        case _:
            return sum(len(catalog.codes(each)) for each in catalog.wanted)


def is_quick(definition: Definition, layout: Layout, catalog: Catalog, schools: int) -> bool:
    """Whether a report can be made while somebody waits; its district has so many schools."""
    if layout.district_id is None or estimate(definition, layout, catalog) > QUICK_ROWS:
        return False
    results = schools * STUDENTS_A_GRADE * len(catalog.wanted)
    return results * len(dimensions_of(definition)) <= QUICK_RESULTS


def most_together(definition: Definition, catalog: Catalog) -> int:
    """How many places of a report suppression can decide on together."""
    of_each = min(MOST_TOGETHER, MOST_BEYOND // max(1, _measures(definition, catalog)))
    return of_each // subgroups(definition)


def is_decidable(definition: Definition, layout: Layout, catalog: Catalog) -> bool:
    """Whether suppression can decide on all of a report in the time an answer may take."""
    if not layout.reaches_beyond:
        return True
    together = len(layout.every) * subgroups(definition)
    return together <= MOST_TOGETHER and together * _measures(definition, catalog) <= MOST_BEYOND
