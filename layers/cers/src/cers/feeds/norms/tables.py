"""The rows of a norms file, gathered by table."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cers.feeds.norms import rules
from cers.feeds.reading import Findings, at_line, decode
from cers.feeds.table import MalformedTableError, Row, named, read_rows

KEY: Final = ("assessment_id", "start_date", "end_date")
IDENTITY: Final = ("count", "mean", "standard_deviation", "min_score", "max_score")
RANK: Final = "percentile_rank"
SCORE: Final = "score"
COLUMNS: Final = (*KEY, *IDENTITY, RANK, SCORE)

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table, its fields by column."""

    number: int
    fields: Mapping[str, str]

    def get(self, name: str) -> str:
        """A field, empty where there is none."""
        return self.fields.get(name, "")


def read_tables(data: bytes, findings: Findings) -> dict[Key, list[Line]]:
    """The rows of every table of a file, in order; what cannot be read has a finding."""
    tables: dict[Key, list[Line]] = {}
    text = decode(data, rules.FILE, findings)
    if text is None:
        return tables
    try:
        _gather(text, tables, findings)
    except MalformedTableError as error:
        message = "Close every quoted field, and keep fields below 128 kB."
        findings.add(rules.TABLE, message, at_line(error.line))
    return tables


def _gather(text: str, tables: dict[Key, list[Line]], findings: Findings) -> None:
    header: tuple[str, ...] | None = None
    last: Key = ()
    rows = 0
    for row in read_rows(text):
        if header is None:
            header = row.fields
            if not _check_header(header, row.line, findings):
                return
            continue
        rows += 1
        line = _line(header, row, findings)
        if line is not None:
            last = _add(line, last, tables, findings)
    if not rows:
        findings.add(rules.NO_RECORDS, "Send a header row and at least one record below it.")


def _check_header(header: Sequence[str], line: int, findings: Findings) -> bool:
    counts = Counter(header)
    missing = [name for name in COLUMNS if not counts[name]]
    twice = [name for name in COLUMNS if counts[name] > 1]
    if missing:
        message = f"The header lacks {', '.join(missing)}: add them, spelled like this."
        findings.add(rules.MISSING_COLUMNS, message, at_line(line))
    if twice:
        message = f"The header repeats {', '.join(twice)}: keep one of each."
        findings.add(rules.DUPLICATE_COLUMNS, message, at_line(line))
    return not missing and not twice


def _line(header: Sequence[str], row: Row, findings: Findings) -> Line | None:
    where = at_line(row.line)
    if len(row.fields) != len(header):
        message = f"The row has {len(row.fields)} fields, the header {len(header)}."
        findings.add(rules.FIELD_COUNT, message, where)
        return None
    line = Line(row.line, named(header, row))
    empty = [name for name in KEY if not line.get(name)]
    for name in empty:
        message = "Repeat the assessment and the dates in every row, or empty the whole row."
        findings.add(rules.MISSING_VALUE, message, where, name)
    return None if empty else line


def _add(line: Line, last: Key, tables: dict[Key, list[Line]], findings: Findings) -> Key:
    """Add a row to its table and return the table's key."""
    key = tuple(line.get(name) for name in KEY)
    if key in tables and key != last:
        message = "Rows of this table stand above, apart from this one: keep them together."
        findings.add(rules.SCATTERED, message, at_line(line.number))
    tables.setdefault(key, []).append(line)
    return key
