"""Where a column of a wide file may go, and what may stand there."""

from collections.abc import Collection, Mapping
from typing import Final

from cers.feeds.exams.opportunity import MODES, STATUSES, VALIDITIES
from cers.feeds.numbers import parse_integer, parse_number, parse_truth
from cers.feeds.wide.layout import Kind
from cers.model.codes import (
    ADMINISTRATION_CONDITIONS,
    COMPLETENESS,
    ELAS,
    ETHNICITIES,
    GENDERS,
    GRADES,
    LANGUAGES,
    MILITARY_CONNECTED,
)
from cers.model.tables import EXAM_SCORES, EXAMS

_DERIVED: Final = frozenset(
    ["district_id", "deleted", "record_number", "record_digest", "landed_at", "delivery_id"]
)
"""Columns of exams that no file tells: we make them."""

YEAR: Final = "school_year"
EXAM_TYPES: Final = {
    **{column.name: column.type for column in EXAMS.columns if column.name not in _DERIVED},
    YEAR: YEAR,
}
"""Columns of exams that a file can tell -> their type; the school year has its own."""

_SCORE_COLUMNS: Final = (
    "scale_score", "standard_error", "theta", "theta_standard_error", "achievement_level",
    "raw_score", "condition_code",
)  # fmt: skip
_SCORE_TYPES: Final = {
    column.name: column.type for column in EXAM_SCORES.columns if column.name in _SCORE_COLUMNS
}
SCORES: Final = ("claim", "alternate", "trait")
"""What begins the target of a score beside the overall one."""

KINDS: Final[Mapping[str, frozenset[Kind]]] = {
    "string": frozenset({Kind.TEXT, Kind.CODE}),
    "int": frozenset({Kind.INTEGER, Kind.CODE}),
    "bigint": frozenset({Kind.INTEGER}),
    "double": frozenset({Kind.NUMBER, Kind.INTEGER}),
    "boolean": frozenset({Kind.TRUTH, Kind.CODE}),
    "date": frozenset({Kind.DATE}),
    "timestamp": frozenset({Kind.TIMESTAMP, Kind.DATE}),
    "array<string>": frozenset({Kind.LIST}),
    YEAR: frozenset({Kind.YEAR}),
}
"""Type of a target -> the kinds of column that can fill it."""

_VALUES: Final[Mapping[str, Collection[str]]] = {
    "grade": GRADES,
    "assessment_grade": GRADES,
    "gender": GENDERS,
    "elas": ELAS,
    "language": LANGUAGES,
    "military_connected": MILITARY_CONNECTED,
    "completeness": COMPLETENESS,
    "administration_condition": ADMINISTRATION_CONDITIONS,
    "status": STATUSES,
    "mode": MODES,
    "validity": VALIDITIES,
}
"""Columns of exams that hold codes -> the codes they may hold."""


def target_type(target: str) -> str | None:
    """The type of the column a target names; None if it names none."""
    parts = target.split("/")
    if len(parts) == 1:
        return EXAM_TYPES.get(target)
    if parts[0] == "ethnicities" and len(parts) == 2:
        return "boolean" if parts[1] in ETHNICITIES else None
    if parts[0] in SCORES and len(parts) == 3 and parts[1]:
        return _SCORE_TYPES.get(parts[2])
    return None


def slot_of(target: str) -> str | None:
    """The slot in the target of a claim, alternate or trait score; None in any other."""
    parts = target.split("/")
    return parts[1] if parts[0] in SCORES and target_type(target) else None


def targets_told(target: str) -> str:
    """What a target may be, near to one that is none."""
    first = target.split("/")[0]
    if first == "ethnicities":
        return f"ethnicities/ and one of {', '.join(ETHNICITIES)}"
    if first in SCORES:
        return f"{first}/<slot>/ and one of {', '.join(_SCORE_COLUMNS)}"
    return (
        "a column of exams such as student_id, ethnicities/<code>, or claim, alternate or trait "
        "as in claim/<slot>/scale_score"
    )


def is_value(value: str, target: str) -> bool:
    """Whether a target can hold a value, as a code table or a constant gives it."""
    if target in _VALUES:
        return value in _VALUES[target]
    kind = target_type(target)
    if kind == "boolean":
        return parse_truth(value) is not None
    if kind == "int":
        return parse_integer(value) is not None
    return kind != "double" or parse_number(value) is not None
