"""Filters as SQL, on the table of exams."""

from collections.abc import Iterator

from cers.model.assessment import GRADE_SPANS
from cers.model.codes import ETHNICITIES
from cers.model.filters import Filters
from cers.model.tenant import FLAGS, UNDEFINED, StudentField
from cers.reports.clauses import Clause, all_of, among, any_of, compared


def filter_clause(filters: Filters) -> Clause:
    """The exams that filters keep, but for transfers, which are the population's business."""
    return all_of(*_conditions(filters))


def _conditions(filters: Filters) -> Iterator[Clause]:
    lists = (
        ("session_id", filters.sessions),
        ("completeness", filters.completeness),
        ("administration_condition", filters.conditions),
        ("grade", filters.enrolled_grades),
    )
    for column, values in lists:
        if values:
            yield among(column, values)
    if not filters.off_grade:
        yield any_of(("grade = assessment_grade", ()), *_spans())
    for name, values in sorted(filters.students.items()):
        if values:
            yield field_clause(name, values)


def _spans() -> Iterator[Clause]:
    """Grades that take one test together, which is known by the first of them."""
    for subject, spans in GRADE_SPANS.items():
        for span in spans:
            yield all_of(
                compared("subject", "=", subject),
                among("assessment_grade", span),
                among("grade", span),
            )


def field_clause(name: StudentField, values: frozenset[str]) -> Clause:
    """A student field has one of these values, as text: a flag yes or no, none `UNDEFINED`."""
    return any_of(*_field(name, values))


def _field(name: StudentField, values: frozenset[str]) -> Iterator[Clause]:
    """A student field has one of these values; ethnicities have several at once."""
    said = values - {UNDEFINED}
    if UNDEFINED in values:
        yield _undefined(name)
    if name is StudentField.ETHNICITIES:
        for value in sorted(said):
            yield "contains(ethnicities, ?)", (value,)
    elif name in FLAGS:
        for value in sorted(said):
            yield compared(name.value, "=", value == "yes")
    elif said:
        yield among(name.value, said)


def _undefined(name: StudentField) -> Clause:
    """Nothing is known in a field: of ethnicities, none of those there are."""
    if name is not StudentField.ETHNICITIES:
        return f"{name.value} IS NULL", ()
    none = (("NOT COALESCE(contains(ethnicities, ?), FALSE)", (each,)) for each in ETHNICITIES)
    return all_of(*none)
