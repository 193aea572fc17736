"""Parameters of a request, checked; a message names the parameter and never repeats its value."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from cers.model.codes import ASSESSMENT_TYPES
from cers.model.errors import InputError
from chalicelib.request import Request

SCHOOL_ID_LENGTH = 40
GROUP_ID_LENGTH = 40
ASSESSMENT_ID_LENGTH = 250
SCHOOL_YEARS = (2000, 2100)
LONGEST_BODY = 256 * 1024


def only(query: Mapping[str, str], *known: str) -> None:
    """Refuse parameters the route does not know, which are typing mistakes more often than not.

    Raises:
        InputError: there is one.
    """
    for name in query:
        if name not in known:
            expected = ", ".join(known) or "none"
            raise InputError(f"{name[:40]}: no such parameter here; there are: {expected}")


def text(query: Mapping[str, str], name: str, longest: int) -> str:
    """A text, empty where it is not given.

    Raises:
        InputError: it is too long, or has control characters in it.
    """
    value = query.get(name, "")
    if len(value) > longest or not value.isprintable():
        raise InputError(f"{name}: at most {longest} printable characters")
    return value


def integer(query: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    """A whole number, None where it is not given.

    Raises:
        InputError: it is none, or lies outside of `low` to `high`.
    """
    value = query.get(name)
    if value is None:
        return None
    digits = value.isascii() and value.isdigit() and len(value) <= len(str(high))
    if not digits or not low <= int(value) <= high:
        raise InputError(f"{name}: a whole number from {low} to {high}")
    return int(value)


def identifier(value: str, name: str, longest: int) -> str:
    """An id from the path, which API Gateway hands over percent-encoded.

    Raises:
        InputError: it is empty, too long, or has control characters in it.
    """
    decoded = unquote(value)
    if not 0 < len(decoded) <= longest or not decoded.isprintable():
        raise InputError(f"{name}: 1 to {longest} printable characters")
    return decoded


def body(request: Request, *known: str) -> dict[str, Any]:
    """The JSON object a request carries, with no other members than these.

    Raises:
        InputError: it is too long, no JSON object, names a member twice, or one that is unknown.
    """
    if len(request.body) > LONGEST_BODY:
        raise InputError(f"body: at most {LONGEST_BODY // 1024} KiB")
    try:
        found = json.loads(request.body or b"{}", object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise InputError("body: a JSON object in UTF-8, each of its members once") from None
    if not isinstance(found, dict):
        raise InputError("body: a JSON object")
    for name in found:
        if name not in known:
            expected = ", ".join(known) or "none"
            raise InputError(f"{name[:40]}: no such member here; there are: {expected}")
    return found


def text_member(found: Mapping[str, Any], name: str, longest: int, *, needed: bool = False) -> str:
    """A text of a body, without blanks around it; empty where it is not given.

    Raises:
        InputError: it is no text, too long, has control characters in it, or is needed and empty.
    """
    value = found.get(name)
    value = "" if value is None else value
    if not isinstance(value, str) or len(value) > longest or not value.isprintable():
        raise InputError(f"{name}: at most {longest} printable characters")
    if needed and not value.strip():
        raise InputError(f"{name}: it is needed")
    return value.strip()


def texts_member(
    found: Mapping[str, Any], name: str, longest: int, most: int
) -> tuple[str, ...] | None:
    """A list of texts of a body, each once and in its order; None where it is not given.

    Raises:
        InputError: it is no list, too long, or holds something else.
    """
    values = found.get(name)
    if values is None:
        return None
    if not isinstance(values, list) or len(values) > most:
        raise InputError(f"{name}: a list of at most {most} texts")
    return tuple(
        dict.fromkeys(text_member({name: each}, name, longest, needed=True) for each in values)
    )


def integer_member(found: Mapping[str, Any], name: str, low: int, high: int) -> int | None:
    """A whole number of a body, None where it is not given.

    Raises:
        InputError: it is none, or lies outside of `low` to `high`.
    """
    value = found.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise InputError(f"{name}: a whole number from {low} to {high}")
    return value


def truth_member(found: Mapping[str, Any], name: str, *, otherwise: bool) -> bool:
    """True or false as a body says, `otherwise` where it does not.

    Raises:
        InputError: it is neither.
    """
    value = found.get(name, otherwise)
    if not isinstance(value, bool):
        raise InputError(f"{name}: true or false")
    return value


def year_member(found: Mapping[str, Any]) -> int:
    """The school year that a body must name.

    Raises:
        InputError: it names none, or what is none.
    """
    year = integer_member(found, "school_year", *SCHOOL_YEARS)
    if year is None:
        raise InputError("school_year: it is needed")
    return year


def types_member(found: Mapping[str, Any]) -> frozenset[str]:
    """The assessment types that a body names; none stands for all.

    Raises:
        InputError: one of them is none.
    """
    types = frozenset(texts_member(found, "types", 4, len(ASSESSMENT_TYPES)) or ())
    if not types <= set(ASSESSMENT_TYPES):
        raise InputError(f"types: some of {', '.join(ASSESSMENT_TYPES)}")
    return types


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member is named twice")
    return members
