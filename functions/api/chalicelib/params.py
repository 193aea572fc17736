"""Parameters of a request, checked; a message names the parameter and never repeats its value."""

from collections.abc import Mapping
from urllib.parse import unquote

from cers.model.errors import InputError

SCHOOL_ID_LENGTH = 40
ASSESSMENT_ID_LENGTH = 250


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
