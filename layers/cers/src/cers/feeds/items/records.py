"""The items of a file as JSON values: one document with all of them, or one a line."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from cers.feeds.items import rules
from cers.feeds.reading import Findings, at_line

ITEMS: Final = "items"
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_NOTHING: Final = "Give at least one item."


@dataclass(frozen=True, slots=True)
class Record:
    """One item's value, and where it stands in the file."""

    where: str
    value: object


class _RefusedJsonError(ValueError):
    """JSON that has no one meaning."""


def read_records(text: str, findings: Findings) -> list[Record]:
    """The values of a file; what cannot be read is a finding."""
    lines = [(number, line) for number, line in enumerate(_LINE_END.split(text), 1) if line.strip()]
    if lines and _is_item(lines[0][1]):
        return list(_from_lines(lines, findings))
    return _from_document(text, findings)


def _is_item(line: str) -> bool:
    """Whether a line is an object by itself, and not the one with all items."""
    try:
        value = _parsed(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and ITEMS not in value


def _from_lines(lines: list[tuple[int, str]], findings: Findings) -> Iterator[Record]:
    for number, line in lines:
        try:
            yield Record(at_line(number), _parsed(line))
        except (ValueError, RecursionError) as error:
            findings.add(rules.JSON, _reason(error), at_line(number))


def _from_document(text: str, findings: Findings) -> list[Record]:
    try:
        document = _parsed(text)
    except (ValueError, RecursionError) as error:
        where = at_line(error.lineno) if isinstance(error, json.JSONDecodeError) else ""
        findings.add(rules.JSON, _reason(error), where)
        return []
    if not isinstance(document, dict) or not isinstance(document.get(ITEMS), list):
        message = 'Send an object such as {"items": [...]}, or an item on each line.'
        findings.add(rules.FORMAT, message)
        return []
    if not document[ITEMS]:
        findings.add(rules.NO_RECORDS, _NOTHING, element=ITEMS)
    return [Record(f"item {number}", value) for number, value in enumerate(document[ITEMS], 1)]


def _parsed(text: str) -> Any:
    """The value of a text.

    Raises:
        ValueError: it is no JSON, or has no one meaning.
        RecursionError: it is nested too deep.
    """
    return json.loads(text, object_pairs_hook=_once, parse_constant=_refused)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RefusedJsonError("an object names a member twice")
    return found


def _refused(_constant: str) -> None:
    raise _RefusedJsonError("NaN and Infinity are no JSON")


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"The JSON cannot be read: {error.msg} (column {error.colno})."
    if isinstance(error, _RefusedJsonError):
        return f"The JSON cannot be read: {error}."
    return "The JSON cannot be read: it is nested too deep, or a number is too long."
