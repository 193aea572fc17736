"""The steps of a longitudinal report: years, and the grade that is reported of each."""

from dataclasses import dataclass

from cers.model.aggregate import Definition, ReportType
from cers.model.codes import GRADES


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """A school year, and the grade whose assessments are reported of it."""

    school_year: int
    grade: str


def steps_of(definition: Definition) -> tuple[Step, ...]:
    """One step a grade: the highest in the report's year, each other so many years before."""
    last, places = definition.school_years[-1], sorted(map(GRADES.index, definition.grades))
    return tuple(Step(last - (places[-1] - place), GRADES[place]) for place in places)


def school_years_of(definition: Definition) -> tuple[int, ...]:
    """Every school year a report reads."""
    if definition.type is ReportType.LONGITUDINAL:
        return tuple(step.school_year for step in steps_of(definition))
    return definition.school_years
