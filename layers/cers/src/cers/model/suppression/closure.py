"""What may be asked beyond one's own results, and which rows must be looked at to answer it.

What one report hides must not be opened by another that asks for the same students in pieces. So
beyond one's own results there is one population and one set of subgroups, nothing is left out by
filters, and every row is decided on among all of its siblings, whichever of them were asked for.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from cers.model.errors import InputError
from cers.model.organization import Organizations

DIMENSIONS: Final = (
    "gender",
    "ethnicity",
    "english-language-acquisition-status",
    "english-learner",
    "language",
    "military-connected",
    "iep",
    "section-504",
    "migrant",
    "economic-disadvantage",
    "enrolled-grade",
)
"""The dimensions that others' students are divided by, one at a time."""


def check_beyond_own(dimensions_of_each_row: Iterable[Collection[str]], filters: Collection[str]) -> None:
    """Refuse what could be compared with other reports to find single students.

    For each row of a report the dimensions it is divided by; and the names of the filters that
    leave students out, such as by validity. Both are free within one's own results.

    Raises:
        InputError: a row is divided by more than one dimension, or by none of ours; or students
            are left out.
    """
    if filters:
        raise InputError(
            f"{', '.join(sorted(filters))[:200]}: results beyond your own are of all students; "
            "leave these filters out, or ask for your own organizations only"
        )
    for dimensions in dimensions_of_each_row:
        if len(dimensions) > 1:
            raise InputError(
                "results beyond your own are divided by one characteristic at a time; "
                "ask for your own organizations only to combine several"
            )
        if not set(dimensions) <= set(DIMENSIONS):
            raise InputError(
                f"results beyond your own are divided by one of: {', '.join(DIMENSIONS)}"
            )


@dataclass(frozen=True, slots=True)
class Siblings:
    """The organizations whose rows must be queried, each with every value of its dimension.

    The state and all districts are one family; each of `districts` and all of its schools another,
    which is decided on after the first one, with what that showed as `above`.
    """

    all_districts: bool
    districts: frozenset[str]

    def schools(self, organizations: Organizations) -> frozenset[str]:
        """Every school of those districts."""
        return frozenset(
            school.id
            for school in organizations.schools.values()
            if school.district_id in self.districts
        )


def siblings(school_ids: Iterable[str], organizations: Organizations) -> Siblings:
    """What must be queried to show rows of some schools, their districts or the state.

    Whatever was asked for, districts are decided on among all districts, so that a report of one
    shows of it what a report of all shows. Add to it, for each row, all grades of the assessment
    where the report has a row for all grades.
    """
    known = organizations.schools
    districts = {known[each].district_id for each in school_ids if each in known}
    return Siblings(all_districts=True, districts=frozenset(districts))
