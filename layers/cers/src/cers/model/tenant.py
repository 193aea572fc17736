"""What a state decides for itself: its current school year, transfer access, and student fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cers.model.codes import ELAS, ETHNICITIES, GENDERS, LANGUAGES, MILITARY_CONNECTED


class StudentField(StrEnum):
    """What is known of a student beyond name and results; each a column of the exams."""

    GENDER = "gender"
    ETHNICITIES = "ethnicities"
    ELAS = "elas"
    ENGLISH_LEARNER = "english_learner"
    LANGUAGE = "language"
    MIGRANT = "migrant"
    MILITARY_CONNECTED = "military_connected"
    IEP = "iep"
    SECTION_504 = "section_504"
    ECONOMIC_DISADVANTAGE = "economic_disadvantage"


FLAGS: Final = frozenset(
    {
        StudentField.ENGLISH_LEARNER,
        StudentField.MIGRANT,
        StudentField.IEP,
        StudentField.SECTION_504,
        StudentField.ECONOMIC_DISADVANTAGE,
    }
)
"""The fields that are yes, no or undefined."""

UNDEFINED: Final = "undefined"
"""The value of a student field that a result does not say."""

_VALUES: Final[Mapping[StudentField, tuple[str, ...]]] = {
    StudentField.GENDER: GENDERS,
    StudentField.ETHNICITIES: ETHNICITIES,
    StudentField.ELAS: ELAS,
    StudentField.LANGUAGE: tuple(LANGUAGES),
    StudentField.MILITARY_CONNECTED: MILITARY_CONNECTED,
    **dict.fromkeys(FLAGS, ("yes", "no")),
}


def field_values(name: StudentField) -> tuple[str, ...]:
    """The values that students can have in a field, the undefined one last."""
    return (*_VALUES[name], UNDEFINED)


class Visibility(StrEnum):
    """Who sees a student field: everybody, only who sees whole organizations, or nobody."""

    ENABLED = "enabled"
    ADMIN = "admin"
    DISABLED = "disabled"


_F: Final = StudentField

CALIFORNIA: Final[Mapping[StudentField, Visibility]] = {
    **dict.fromkeys((_F.ETHNICITIES, _F.ELAS, _F.LANGUAGE, _F.MIGRANT), Visibility.ENABLED),
    **dict.fromkeys((_F.GENDER, _F.IEP, _F.SECTION_504, _F.MILITARY_CONNECTED), Visibility.ADMIN),
    **dict.fromkeys((_F.ENGLISH_LEARNER, _F.ECONOMIC_DISADVANTAGE), Visibility.DISABLED),
}
"""California's policy (source: RDW's runbook, "Student Fields")."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """The decisions of one state. A field that `fields` does not name is disabled.

    Summative results of `current_year` (its spring) and later ones are shut until released.
    `transfer_access` opens earlier results of students who have since moved to a school in scope.
    """

    current_year: int
    transfer_access: bool = False
    fields: Mapping[StudentField, Visibility] = field(default_factory=lambda: CALIFORNIA)

    def fields_for(self, *, sees_organization: bool) -> frozenset[StudentField]:
        """The fields somebody sees, who does or does not see the results of whole organizations."""
        seen = {Visibility.ENABLED} | ({Visibility.ADMIN} if sees_organization else set())
        return frozenset(
            each for each in StudentField if self.fields.get(each, Visibility.DISABLED) in seen
        )
