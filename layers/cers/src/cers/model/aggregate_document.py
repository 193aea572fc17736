"""Definitions of aggregate reports as JSON, in requests and where they are kept."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeVar

from cers.model.aggregate import Definition, LevelView, Places, ReportType, Subgroup
from cers.model.errors import InputError
from cers.model.tenant import StudentField

MEMBERS: Final = (
    "name",
    "type",
    "organizations",
    "assessment_type",
    "subjects",
    "grades",
    "school_years",
    "codes",
    "conditions",
    "completeness",
    "dimensions",
    "custom_subgroups",
    "levels",
    "empty_rows",
)
"""What a definition consists of."""

_NAMED: Final = ("districts", "schools")
_COMPARED: Final = ("state", "all_districts", "schools_of_districts", "districts_of_schools")
_LONGEST: Final = 100
_MOST: Final = 500

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class _Empty(StrEnum):
    SHOW = "show"
    HIDE = "hide"


def read(document: object) -> Definition:
    """The definition a JSON document describes.

    Raises:
        InputError: it describes none; the text names the member and never repeats its value.
    """
    found = _object(document, "definition", MEMBERS)
    return Definition(
        name=_text(found.get("name", ""), "name").strip(),
        type=_one_of(ReportType, found.get("type"), "type"),
        places=_places(found.get("organizations")),
        assessment_type=_text(found.get("assessment_type", ""), "assessment_type"),
        subjects=_texts(found, "subjects"),
        grades=_texts(found, "grades"),
        school_years=tuple(sorted(set(_list(found, "school_years", _year)))),
        codes=_texts(found, "codes"),
        conditions=_texts(found, "conditions"),
        completeness=_texts(found, "completeness"),
        dimensions=_texts(found, "dimensions"),
        subgroups=tuple(_list(found, "custom_subgroups", _subgroup)),
        levels=_one_of(LevelView, found.get("levels", "all"), "levels"),
        show_empty=_one_of(_Empty, found.get("empty_rows", "hide"), "empty_rows") is _Empty.SHOW,
    )


def document_of(definition: Definition) -> dict[str, Any]:
    """The document that describes a definition."""
    places = definition.places
    return {
        "name": definition.name,
        "type": definition.type.value,
        "organizations": {
            **{name: list(getattr(places, name)) for name in _NAMED},
            **{name: getattr(places, name) for name in _COMPARED},
        },
        "assessment_type": definition.assessment_type,
        "subjects": list(definition.subjects),
        "grades": list(definition.grades),
        "school_years": list(definition.school_years),
        "codes": list(definition.codes),
        "conditions": list(definition.conditions),
        "completeness": list(definition.completeness),
        "dimensions": list(definition.dimensions),
        "custom_subgroups": [
            {
                "name": each.name,
                "values": {name.value: list(values) for name, values in each.values.items()},
            }
            for each in definition.subgroups
        ],
        "levels": definition.levels.value,
        "empty_rows": "show" if definition.show_empty else "hide",
    }


def _places(document: object) -> Places:
    found = _object(document, "organizations", (*_NAMED, *_COMPARED))
    compared = {name: _truth(found.get(name, False), f"organizations.{name}") for name in _COMPARED}
    return Places(
        districts=_texts(found, "districts"), schools=_texts(found, "schools"), **compared
    )


def _subgroup(document: object, name: str) -> Subgroup:
    found = _object(document, name, ("name", "values"))
    fields = tuple(each.value for each in StudentField)
    values = _object(found.get("values"), f"{name}.values", fields)
    return Subgroup(
        _text(found.get("name", ""), f"{name}.name").strip(),
        {StudentField(each): _texts(values, each) for each in sorted(values)},
    )


def _object(document: object, name: str, known: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(document, Mapping):
        raise InputError(f"{name}: an object with some of: {', '.join(known)}")
    if not document.keys() <= set(known):
        raise InputError(f"{name}: there is a member it does not have; it has {', '.join(known)}")
    return document


def _texts(found: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A list of texts, each once and in its order."""
    return tuple(dict.fromkeys(_list(found, name, _text)))


def _list(found: Mapping[str, Any], name: str, read_one: Callable[[object, str], T]) -> list[T]:
    values = found.get(name, [])
    if not isinstance(values, list | tuple) or len(values) > _MOST:
        raise InputError(f"{name}: a list of at most {_MOST}")
    return [read_one(each, name) for each in values]


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        raise InputError(f"{name}: at most {_LONGEST} printable characters")
    return value


def _year(value: object, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 2000 <= value <= 2100:
        raise InputError(f"{name}: whole numbers from 2000 to 2100")
    return value


def _truth(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise InputError(f"{name}: true or false")
    return value


def _one_of(kind: type[E], value: object, name: str) -> E:
    for each in kind:
        if value == each.value:
            return each
    raise InputError(f"{name}: one of {', '.join(each.value for each in kind)}")
