"""The filters of a request, the same on every route that takes them."""

from collections.abc import Mapping
from typing import Any, Final

from cers.model.codes import ADMINISTRATION_CONDITIONS, COMPLETENESS, GRADES
from cers.model.errors import InputError
from cers.model.filters import Filters
from cers.model.tenant import StudentField, field_values
from chalicelib.params import only, text

PARAMETERS: Final = (
    "sessions",
    "completeness",
    "conditions",
    "enrolled_grades",
    "off_grade",
    "transfers",
    *(each.value for each in StudentField),
)
"""What the filters are called in a query."""

_LONGEST: Final = 2000
_MOST: Final = 50


def filters(query: Mapping[str, str], seen: frozenset[StudentField]) -> Filters:
    """The filters of a request by somebody who sees these student fields.

    Values of one filter are parted by commas. A field that is not seen is no filter either.

    Raises:
        InputError: a filter has a value it cannot have, or is none the caller has.
    """
    return Filters(
        sessions=_values(query, "sessions"),
        completeness=among(query, "completeness", COMPLETENESS),
        conditions=among(query, "conditions", ADMINISTRATION_CONDITIONS),
        enrolled_grades=among(query, "enrolled_grades", GRADES),
        off_grade=_shown(query, "off_grade"),
        transfers=_shown(query, "transfers"),
        students={each: _field(query, each, seen) for each in StudentField if each.value in query},
    )


def _field(
    query: Mapping[str, str], field: StudentField, seen: frozenset[StudentField]
) -> frozenset[str]:
    if field not in seen:
        raise InputError(f"{field.value}: no such parameter here")
    return among(query, field.value, field_values(field))


def _shown(query: Mapping[str, str], name: str) -> bool:
    value = query.get(name, "show")
    if value not in ("show", "hide"):
        raise InputError(f"{name}: show or hide")
    return value == "show"


def among(query: Mapping[str, str], name: str, known: tuple[str, ...]) -> frozenset[str]:
    """Some of the known values, parted by commas; none where the parameter is not given.

    Raises:
        InputError: one is unknown.
    """
    values = _values(query, name)
    if not values <= set(known):
        raise InputError(f"{name}: some of {', '.join(known)}, parted by commas")
    return values


def _values(query: Mapping[str, str], name: str) -> frozenset[str]:
    values = frozenset(filter(None, text(query, name, _LONGEST).split(",")))
    if len(values) > _MOST:
        raise InputError(f"{name}: at most {_MOST} values")
    return values


def body_filters(found: Mapping[str, Any], seen: frozenset[StudentField]) -> Filters:
    """The same filters as the member `filters` of a body: an object of texts.

    Raises:
        InputError: it is none, or a filter has a value it cannot have.
    """
    given = found.get("filters")
    given = {} if given is None else given
    if not isinstance(given, dict) or not all(isinstance(each, str) for each in given.values()):
        raise InputError("filters: an object whose members are texts")
    only(given, *PARAMETERS)
    return filters(given, seen)
