"""Delimited text as records: comments and blank rows left out, every row with its line."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import Final

COMMENT: Final = "#"


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its first line in the file and its trimmed fields."""

    line: int
    fields: tuple[str, ...]


class MalformedTableError(Exception):
    """The text is no well-formed table; `line` is where that shows."""

    def __init__(self, line: int) -> None:
        super().__init__(f"malformed at line {line}")
        self.line = line


def read_rows(
    text: str, *, delimiter: str = ",", quotes: bool = True, comments: bool = True
) -> Iterator[Row]:
    """Every row that holds a value and is no comment; without `comments`, none is a comment.

    Raises:
        MalformedTableError: a quoted field is not closed properly, or a field is oversized.
    """
    source = TextIOWrapper(BytesIO(text.encode()), "utf-8", newline="")
    if quotes:
        reader = csv.reader(source, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    line = 1
    try:
        for record in reader:
            fields = tuple(field.strip() for field in record)
            if any(fields) and not (comments and fields[0].startswith(COMMENT)):
                yield Row(line, fields)
            line = reader.line_num + 1
    except csv.Error as error:
        raise MalformedTableError(line) from error


def named(header: Sequence[str], row: Row) -> Mapping[str, str]:
    """A row's fields that are not empty, by the names of its header, which has as many."""
    return {name: field for name, field in zip(header, row.fields, strict=True) if field}
