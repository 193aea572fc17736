"""The header of a registration extract: which of its columns are read, and where they stand."""

from collections import Counter
from dataclasses import dataclass

from cers.feeds.reading import at_line, unknown_column
from cers.feeds.students import rules
from cers.feeds.students.columns import COLUMNS, READ, REQUIRED
from cers.feeds.students.lines import is_text
from cers.model.finding import Finding

DELIMITER = "^"


@dataclass(frozen=True, slots=True)
class Header:
    """How many columns there are, and the places, from 0, of those we read."""

    width: int
    places: dict[str, int]


def read_header(line: bytes, number: int) -> tuple[Header | None, list[Finding]]:
    """The header, or None with the findings that refuse the file.

    No name is repeated to the sender: what comes without a header begins with a student.
    """
    where = at_line(number)
    if not is_text(line):
        return None, [rules.ENCODING.finding("Save the file as UTF-8 and send it again.", where)]
    names = [name.strip() for name in line.decode().split(DELIMITER)]
    lacking = [name for name in REQUIRED if name not in names]
    if lacking:
        message = f"Give the file a header, separated by {DELIMITER}, that has the column."
        return None, [rules.MISSING_COLUMN.finding(message, where, name) for name in lacking]
    if len(names) > rules.MAX_COLUMNS:
        return None, [rules.TOO_MANY_COLUMNS.finding("Send the columns of the layout.", where)]
    twice = [name for name, count in Counter(names).items() if name in READ and count > 1]
    if twice:
        message = "Name the column once: it is not clear which of them counts."
        return None, [rules.DUPLICATE_COLUMN.finding(message, where, name) for name in twice]
    places = {name: place for place, name in enumerate(names) if name in READ}
    return Header(len(names), places), _unknown(names, where)


def _unknown(names: list[str], where: str) -> list[Finding]:
    return [
        rules.UNKNOWN_COLUMN.finding(unknown_column(place, name, COLUMNS), where)
        for place, name in enumerate(names, 1)
        if name not in COLUMNS
    ]
