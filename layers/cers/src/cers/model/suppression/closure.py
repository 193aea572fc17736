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


def check_beyond_own(rows: Iterable[Collection[str]], filters: Collection[str]) -> None:
    """Refuse what could be compared with other reports to find single students.

    Of each row of a report, the dimensions it is divided by; and the names of the filters that
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
    for dimensions in rows:
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
    """One family of organizations: a district and every one of its schools."""

    district_id: str
    school_ids: frozenset[str]


def siblings(organization_ids: Iterable[str], organizations: Organizations) -> list[Siblings]:
    """The families that must be queried whole to show rows of some schools or districts.

    Of each: every value of every dimension that is shown, students for whom it is not stated among
    them, and all grades where a row stands for all grades. Rows of the whole state belong to no
    family: they are rounded.
    """
    schools = organizations.schools
    asked = {schools[each].district_id if each in schools else each for each in organization_ids}
    return [
        Siblings(
            district_id,
            frozenset(each.id for each in schools.values() if each.district_id == district_id),
        )
        for district_id in sorted(asked & organizations.districts.keys())
    ]
