"""How large an aggregate report will be, before anything is asked: an upper estimate."""

from typing import Final

from cers.model.aggregate import ENROLLED_GRADE, Definition, ReportType, values_of
from cers.model.tenant import StudentField
from cers.reports.aggregate.catalog import Catalog
from cers.reports.aggregate.layout import Layout
from cers.reports.aggregate.steps import steps_of

MOST_ROWS: Final = 4000
"""More are not shown on a page: they are narrowed down, or downloaded."""

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
    organizations = len(layout.shown)
    match definition.type:
        case ReportType.LONGITUDINAL:
            measures = len(definition.subjects) * len(steps_of(definition))
        case ReportType.TARGET:
            measures = _TARGETS * len(catalog.wanted)
        case _:
            measures = sum(len(catalog.codes(each)) for each in catalog.wanted)
    return organizations * measures * subgroups(definition)


def cells_beyond(definition: Definition, layout: Layout) -> int:
    """How many rows of one measure suppression decides on together."""
    if not layout.reaches_beyond:
        return 0
    return len(layout.every) * subgroups(definition)
