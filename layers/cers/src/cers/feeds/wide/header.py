"""The header of a delimited file: which column of the layout stands where."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cers.feeds.reading import unknown_column
from cers.feeds.wide import rules
from cers.feeds.wide.layout import Layout
from cers.model.finding import Finding, Severity

LONGEST_HEADER: Final = 64 * 1024
SPELLINGS: Final[Mapping[str, str]] = {
    "nativehataiianorotherpacificislander": "nativehawaiianorotherpacificislander",
    "demographracetwoormoreraces": "demographicracetwoormoreraces",
}
"""Names as the tabulator misspells them -> as they are meant, both in lower case."""

MARK: Final = b"\xef\xbb\xbf"
_UTF_16_OR_32: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Header:
    """How many columns a file has, and at which places those stand that are kept, from 0."""

    width: int
    kept: Mapping[str, int]


def split_header(line: bytes, delimiter: str) -> list[str] | None:
    """The names in the first line of a file; None if that is not UTF-8."""
    line = line.removeprefix(MARK)
    if line.startswith(_UTF_16_OR_32) or b"\0" in line:
        return None
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return None
    return [name.strip() for name in next(csv.reader([text], delimiter=delimiter), [])]


def read_header(line: bytes, layout: Layout) -> tuple[Header | None, list[Finding]]:
    """What the first line says of the file; there is no header if an error is found."""
    if len(line) > LONGEST_HEADER:
        message = f"The header has more than {LONGEST_HEADER:,} bytes: is it a table?"
        return None, [rules.TOO_LONG_ROW.finding(message, "line 1")]
    names = split_header(line, layout.delimiter)
    if names is None:
        message = "The first line is no header in UTF-8: save the file as UTF-8, with a header."
        return None, [rules.NOT_UTF_8.finding(message, "line 1")]
    known = {_plain(column.name): column.name for column in layout.columns}
    found = [known.get(_plain(name)) for name in names]
    findings = _faults(names, found, layout)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None, findings
    kept = {column.name for column in layout.columns if column.target}
    places = {name: place for place, name in enumerate(found) if name and name in kept}
    return Header(len(names), places), findings


def _plain(name: str) -> str:
    """A name without what may be written in several ways."""
    lower = name.casefold()
    return SPELLINGS.get(lower, lower)


def _faults(names: Sequence[str], found: Sequence[str | None], layout: Layout) -> list[Finding]:
    if not any(found):
        message = f"Begin the file with a header that names its columns, such as {_some(layout)}."
        return [rules.MISSING_HEADER.finding(message, "line 1")]
    findings = [
        rules.MISSING_COLUMN.finding(
            f"The column {column.name} is missing: add it.", "line 1", column.name
        )
        for column in layout.columns
        if column.required and column.name not in found
    ]
    findings += [
        rules.REPEATED_COLUMN.finding(
            f"{name} is there {count} times: name it once.", "line 1", name
        )
        for name, count in Counter(found).items()
        if name is not None and count > 1
    ]
    if not findings:
        findings = [
            rules.UNKNOWN_COLUMN.finding(
                unknown_column(place, name, layout.column_names), "line 1", f"column {place}"
            )
            for place, (name, column) in enumerate(zip(names, found, strict=True), 1)
            if column is None
        ]
    return findings


def _some(layout: Layout) -> str:
    """A few of the columns a file must have, between delimiters."""
    required = [column.name for column in layout.columns if column.required]
    return layout.delimiter.join([*required[:3], "…"])
