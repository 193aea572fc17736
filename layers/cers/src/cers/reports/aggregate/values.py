"""Subgroups as SQL and back: what a row's `subgroup` says.

Of a dimension where students have one value each it is that value. Of ethnicities and of
combinations, of which several can apply, it is a number whose bits say which do: so each student
is in exactly one row, and rows add up.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from cers.model.aggregate import ENROLLED_GRADE, Definition, Subgroup
from cers.model.codes import ETHNICITIES
from cers.model.filters import Filters
from cers.model.tenant import FLAGS, UNDEFINED, StudentField
from cers.reports.clauses import Clause, all_of, compared
from cers.reports.filters import field_clause, filter_clause

OVERALL: Final = "overall"
"""The dimension that everybody is in, and which has one value."""

CUSTOM: Final = "custom"
"""The dimension of combinations, whose values are their names."""


def dimensions_of(definition: Definition) -> tuple[str, ...]:
    """The dimensions that are asked for, each by a query of its own."""
    if definition.subgroups:
        return (CUSTOM,)
    return definition.dimensions or (OVERALL,)


def value_clause(dimension: str, definition: Definition) -> Clause:
    """The expression of a row's `subgroup`."""
    if dimension == OVERALL:
        return "''", ()
    if dimension == CUSTOM:
        return _bits(map(_combination, definition.subgroups))
    if dimension == ENROLLED_GRADE:
        return "grade", ()
    name = StudentField(dimension)
    if name is StudentField.ETHNICITIES:
        return _bits(("contains(ethnicities, ?)", (each,)) for each in ETHNICITIES)
    if name in FLAGS:
        return f"CASE WHEN {name.value} THEN 'yes' WHEN NOT {name.value} THEN 'no' ELSE ? END", (
            UNDEFINED,
        )
    return f"COALESCE({name.value}, ?)", (UNDEFINED,)


def values_in(dimension: str, subgroup: str, definition: Definition) -> Sequence[str]:
    """The values that apply to the students of a row."""
    if dimension == OVERALL:
        return ()
    if dimension == CUSTOM:
        return _named([each.name for each in definition.subgroups], int(subgroup))
    if dimension == StudentField.ETHNICITIES.value:
        return _named(ETHNICITIES, int(subgroup)) or (UNDEFINED,)
    return (subgroup,)


def _combination(subgroup: Subgroup) -> Clause:
    named = sorted(subgroup.values.items())
    return all_of(*(field_clause(name, frozenset(values)) for name, values in named))


def _bits(clauses: Iterable[Clause]) -> Clause:
    """A number whose bits say which of these hold, as text."""
    every = list(clauses)
    terms = (
        f"CASE WHEN {sql} THEN {1 << place} ELSE 0 END" for place, (sql, _) in enumerate(every)
    )
    return f"CAST({' + '.join(terms)} AS VARCHAR)", tuple(v for _, values in every for v in values)


def _named(names: Sequence[str], bits: int) -> Sequence[str]:
    return [name for place, name in enumerate(names) if bits >> place & 1]


def kept_clause(definition: Definition) -> Clause:
    """The results that count by how they were taken."""
    return filter_clause(
        Filters(
            completeness=frozenset(definition.completeness),
            conditions=frozenset(definition.conditions),
        )
    )


def type_clause(definition: Definition) -> Clause:
    """The results of the assessment type asked for."""
    return compared("asmt_type", "=", definition.assessment_type)
