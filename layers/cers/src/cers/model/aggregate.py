"""The definition of a custom aggregate report: what somebody asks for, and what can be asked.

What is asked for is checked by itself here; whether the caller may ask it is the business of
`cers.steps.aggregate_rights`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cers.model.codes import (
    ADMINISTRATION_CONDITIONS,
    COMPLETENESS,
    GRADES,
)
from cers.model.errors import InputError
from cers.model.scope import SUMMATIVE
from cers.model.tenant import StudentField, field_values

ENROLLED_GRADE: Final = "enrolled_grade"
"""The dimension that is no student field."""

MOST_ORGANIZATIONS: Final = 500
MOST_SUBGROUPS: Final = 10
LARGEST_LEVEL: Final = 6
"""No subject has more levels than this."""


class ReportType(StrEnum):
    """What an aggregate report is about."""

    YEARLY = "yearly"
    """Overall results of each assessment."""

    LONGITUDINAL = "longitudinal"
    """Overall results over years, each a grade higher than the one before."""

    CLAIM = "claim"
    """The levels of each claim of an assessment."""

    ALTERNATE = "alternate"
    """The alternate (composite) scores of an assessment."""

    TARGET = "target"
    """The content targets of one assessment, at one school or district."""


class LevelView(StrEnum):
    """How achievement levels are shown."""

    ALL = "all"
    GROUPED = "grouped"
    """Below the standard, and at or above it."""


@dataclass(frozen=True, slots=True)
class Places:
    """The organizations of a report: some by name, and further ones to compare them with."""

    districts: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    state: bool = False
    all_districts: bool = False
    schools_of_districts: bool = False
    districts_of_schools: bool = False


@dataclass(frozen=True, slots=True)
class Subgroup:
    """Students by a combination of what is known of them: of each field one value must apply."""

    name: str
    values: Mapping[StudentField, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Definition:
    """An aggregate report, as it is asked for.

    `school_years` is of a longitudinal report the last of its years. `codes` are claims or
    alternate scores; none stand for all. `dimensions` are student fields, or the enrolled grade;
    a report has either these or `subgroups`. Without `conditions` and `completeness` all results
    count.

    Raises:
        InputError: it cannot be asked; the text says what to change.
    """

    name: str
    type: ReportType
    places: Places
    assessment_type: str
    subjects: tuple[str, ...]
    grades: tuple[str, ...]
    school_years: tuple[int, ...]
    codes: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    completeness: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    subgroups: tuple[Subgroup, ...] = field(default=())
    levels: LevelView = LevelView.ALL
    show_empty: bool = False

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise InputError(problem)

    @property
    def is_filtered(self) -> bool:
        """Whether it leaves out results by how they were taken."""
        return bool(self.conditions or self.completeness)

    @property
    def fields(self) -> frozenset[StudentField]:
        """The student fields that it tells about."""
        asked = {StudentField(each) for each in self.dimensions if each != ENROLLED_GRADE}
        return frozenset(asked.union(*(each.values for each in self.subgroups)))


def values_of(dimension: str) -> tuple[str, ...]:
    """The values that students can have in a dimension, the undefined one last."""
    if dimension == ENROLLED_GRADE:
        return GRADES
    return field_values(StudentField(dimension))


DIMENSIONS: Final = (*(each.value for each in StudentField), ENROLLED_GRADE)

_INTERIM_TOO: Final = frozenset({ReportType.CLAIM, ReportType.ALTERNATE})
"""The report types that are made of summative results and of ICAs."""


def types_of(report: ReportType) -> tuple[str, ...]:
    """The assessment types a type of report is made of."""
    if report is ReportType.YEARLY:
        return (SUMMATIVE, "ica", "iab")
    return (SUMMATIVE, "ica") if report in _INTERIM_TOO else (SUMMATIVE,)


def _problems(asked: Definition) -> Iterator[str]:
    """What is wrong with a definition, one by one, in words for who made it."""
    yield from _missing(asked)
    yield from _unknown(asked)
    yield from _of_places(asked)
    yield from _of_subgroups(asked)
    match asked.type:
        case ReportType.LONGITUDINAL:
            yield from _of_longitudinal(asked)
        case ReportType.TARGET:
            yield from _of_target(asked)
        case _:
            pass


def _missing(asked: Definition) -> Iterator[str]:
    if not 0 < len(asked.name) <= 100:
        yield "name: 1 to 100 characters"
    for name in ("subjects", "grades", "school_years"):
        if not getattr(asked, name):
            yield f"{name}: choose at least one"


def _unknown(asked: Definition) -> Iterator[str]:
    if asked.assessment_type not in types_of(asked.type):
        known = ", ".join(types_of(asked.type))
        yield f"assessment_type: a report of type {asked.type} is made of: {known}"
    lists: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("grades", asked.grades, GRADES),
        ("conditions", asked.conditions, ADMINISTRATION_CONDITIONS),
        ("completeness", asked.completeness, COMPLETENESS),
        ("dimensions", asked.dimensions, DIMENSIONS),
    )
    for name, given, codes in lists:
        if not set(given) <= set(codes):
            yield f"{name}: some of {', '.join(codes)}"
    if asked.codes and asked.type not in _INTERIM_TOO:
        yield "codes: only reports of claims or alternate scores have them"


def _of_places(asked: Definition) -> Iterator[str]:
    places = asked.places
    if len(places.districts) + len(places.schools) > MOST_ORGANIZATIONS:
        yield f"organizations: at most {MOST_ORGANIZATIONS} by name"
    if not (places.districts or places.schools or places.state or places.all_districts):
        yield "organizations: choose at least one"
    if places.state and asked.assessment_type != SUMMATIVE:
        yield "organizations.state: only with summative results"


def _of_subgroups(asked: Definition) -> Iterator[str]:
    if asked.dimensions and asked.subgroups:
        yield "custom_subgroups: either these or dimensions"
    if ENROLLED_GRADE in asked.dimensions and asked.type is not ReportType.YEARLY:
        yield f"dimensions: {ENROLLED_GRADE} only in a report of type {ReportType.YEARLY}"
    if len(asked.subgroups) > MOST_SUBGROUPS:
        yield f"custom_subgroups: at most {MOST_SUBGROUPS}"
    if len({each.name.casefold() for each in asked.subgroups}) < len(asked.subgroups):
        yield "custom_subgroups: each needs a name of its own"
    for each in asked.subgroups:
        yield from _of_subgroup(each)


def _of_subgroup(subgroup: Subgroup) -> Iterator[str]:
    if not 0 < len(subgroup.name) <= 100:
        yield "custom_subgroups.name: 1 to 100 characters"
    if not subgroup.values:
        yield "custom_subgroups.values: choose at least one"
    for each, values in subgroup.values.items():
        possible = values_of(each.value)
        if not values or not set(values) <= set(possible):
            yield f"custom_subgroups.values.{each}: some of {', '.join(possible)}"


def _of_longitudinal(asked: Definition) -> Iterator[str]:
    if len(asked.school_years) != 1:
        yield "school_years: exactly one, the last of the report's years"
    if len(asked.grades) < 2:
        yield "grades: at least two"


def _of_target(asked: Definition) -> Iterator[str]:
    places = asked.places
    compared = (
        places.state,
        places.all_districts,
        places.schools_of_districts,
        places.districts_of_schools,
    )
    if len(places.districts) + len(places.schools) != 1 or any(compared):
        yield "organizations: exactly one school or district, and none to compare it with"
    for name in ("subjects", "grades", "school_years"):
        if len(getattr(asked, name)) != 1:
            yield f"{name}: exactly one"
    if asked.levels is not LevelView.ALL:
        yield "levels: a report of targets has none to group"
