"""What makes a layout usable; a descriptor is told everything that is wrong with it at once."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from string import Formatter
from typing import Final

from cers.feeds.wide.descriptor_targets import (
    EXAM_TYPES,
    KINDS,
    YEAR,
    is_value,
    slot_of,
    target_type,
    targets_told,
)
from cers.feeds.wide.layout import FIXED_WIDTH, Kind, Layout, WideColumn
from cers.model.errors import InputError

SETTINGS: Final = "layout.toml"
FIELDS: Final = "fields.csv"
CODES: Final = "codes.csv"

DELIMITERS: Final = (",", "^", FIXED_WIDTH)
WIDEST_RECORD: Final = 100_000

_NEEDED: Final = (
    "student_id", "school_id", "grade", "first_name", "last_name", "birthdate", "gender",
    "subject", "assessment_grade", YEAR, "completed_at",
)  # fmt: skip
"""What no exam does without."""

_IDS: Final = ("assessment_id", "opportunity_id")
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Problems:
    """What is wrong with a descriptor: the file, the row and column in it, and what to do."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lines: list[str] = []

    @property
    def directory(self) -> Path:
        """The descriptor."""
        return self._directory

    def add(self, file: str, what: str, row: int = 0, column: str = "") -> None:
        """Note a problem."""
        where = [file]
        where += [f"row {row}"] if row else []
        where += [f"column {column}"] if column else []
        self._lines.append(f"{', '.join(where)}: {what}.")

    def raise_any(self) -> None:
        """Tell all of them, if there are any.

        Raises:
            InputError: there are.
        """
        if self._lines:
            heading = f"{self._directory} describes no usable layout."
            raise InputError("\n".join([heading, *self._lines]))


def check(layout: Layout, lines: Sequence[int], problems: Problems) -> None:
    """See that files of a layout can be read; `lines` are those of its columns in `fields.csv`."""
    _check_settings(layout, problems)
    columns = list(zip(lines, layout.columns, strict=True))
    for line, column in columns:
        _check_column(column, line, layout, problems)
    _check_repetitions(columns, problems)
    _check_places(columns, layout, problems)
    _check_constants(layout, problems)
    _check_supply(layout, problems)
    _check_slots(layout, problems)


def _check_settings(layout: Layout, problems: Problems) -> None:
    if not _ID.fullmatch(layout.id):
        problems.add(SETTINGS, "id must be small letters and digits, with hyphens between")
    if layout.id != problems.directory.resolve().name:
        problems.add(SETTINGS, f"id must be the directory's name, not {layout.id}")
    if layout.delimiter not in DELIMITERS:
        problems.add(SETTINGS, 'delimiter must be ",", "^" or, for fixed width, ""')
    if not all(isinstance(year, int) and 2000 <= year <= 2099 for year in layout.school_years):
        problems.add(SETTINGS, "school_years must be years such as 2026, each a spring")
    if not _tells_dates(layout.date_format):
        problems.add(SETTINGS, "date_format must tell year, month and day, such as %Y%m%d")


def _tells_dates(date_format: str) -> bool:
    day = date(2015, 2, 28)
    try:
        read = datetime.strptime(day.strftime(date_format), date_format)  # noqa: DTZ007  (a date)
    except ValueError:
        return False
    return read.date() == day


def _check_column(column: WideColumn, line: int, layout: Layout, problems: Problems) -> None:
    def add(place: str, what: str) -> None:
        problems.add(FIELDS, what, line, place)

    if not column.name:
        add("name", "name the column")
    if column.low is not None and column.high is not None and column.low > column.high:
        add("low", "low is above high")
    if (column.kind is Kind.CODE) != bool(column.codes):
        add("codes", "name a code table for the kind code, and for no other")
    elif column.codes and column.codes not in layout.code_tables:
        add("codes", f"there is no code table {column.codes}: add it to {CODES}")
    if column.target:
        for place, what in _target_faults(column, layout):
            add(place, what)


def _target_faults(column: WideColumn, layout: Layout) -> Iterator[tuple[str, str]]:
    kind = target_type(column.target)
    if kind is None:
        yield "target", f"{column.target} is no target: use {targets_told(column.target)}"
        return
    if column.kind not in KINDS[kind]:
        fitting = ", ".join(sorted(KINDS[kind]))
        yield "kind", f"{column.target} takes the kinds {fitting}, not {column.kind}"
    for code, value in layout.code_tables.get(column.codes, {}).items():
        if value and not is_value(value, column.target):
            yield "codes", f"the code {code} stands for {value}, which {column.target} cannot hold"


def _check_repetitions(columns: Sequence[tuple[int, WideColumn]], problems: Problems) -> None:
    names = Counter(column.name.casefold() for _, column in columns if column.name)
    targets = Counter(column.target for _, column in columns if column.target)
    for line, column in columns:
        if names[column.name.casefold()] > 1:
            problems.add(FIELDS, f"the name {column.name} occurs twice", line, "name")
        if targets[column.target] > 1:
            problems.add(FIELDS, f"two columns go to {column.target}", line, "target")


def _check_places(
    columns: Sequence[tuple[int, WideColumn]], layout: Layout, problems: Problems
) -> None:
    """Either every column has a place, in order, or none has; fixed width needs them."""
    if not columns:
        problems.add(FIELDS, "describe the columns")
    lacking = [(line, each) for line, each in columns if not (each.start and each.length)]
    if len(lacking) == len(columns) and layout.delimiter != FIXED_WIDTH:
        return
    for line, column in lacking:
        what = f"tell start and length of {column.name}, as of every column"
        problems.add(FIELDS, what, line, "start")
    if not lacking:
        _check_order(columns, problems)


def _check_order(columns: Sequence[tuple[int, WideColumn]], problems: Problems) -> None:
    for (_, before), (line, column) in pairwise(columns):
        if (column.start or 0) < _end(before):
            what = f"{column.name} starts within {before.name}, or before it"
            problems.add(FIELDS, f"{what}: {_end(before)} is the first free place", line, "start")
    if columns and _end(columns[-1][1]) > WIDEST_RECORD:
        problems.add(FIELDS, f"a record has at most {WIDEST_RECORD:,} characters")


def _end(column: WideColumn) -> int:
    """The first place after a column."""
    return (column.start or 0) + (column.length or 0)


def _check_constants(layout: Layout, problems: Problems) -> None:
    targets = {column.target for column in layout.columns}
    for name, value in layout.constants.items():
        if name not in EXAM_TYPES:
            problems.add(SETTINGS, f"constants: {name} is no column of exams that a file tells")
        elif not isinstance(value, str) or not value or not is_value(value, name):
            problems.add(SETTINGS, f"constants: {name} cannot hold {value}")
        elif name in targets:
            problems.add(SETTINGS, f"constants: {name} is told by a column as well: drop one")


def _check_supply(layout: Layout, problems: Problems) -> None:
    """What no exam does without must be in every row."""
    columns = {column.target: column for column in layout.columns}
    for name in _NEEDED:
        if name in columns and not columns[name].required:
            what = f"the column for {name} must be required: no exam does without"
            problems.add(FIELDS, what)
        elif name not in columns and name not in layout.constants:
            problems.add(FIELDS, f"no column goes to {name}: no exam does without")
    for name in _IDS:
        pattern = getattr(layout, name)
        if pattern:
            _check_pattern(name, pattern, columns, layout, problems)
        elif name not in columns or not columns[name].required:
            what = f"require a column for {name}, or tell its pattern in {SETTINGS}"
            problems.add(FIELDS, what)


def _check_pattern(
    name: str,
    pattern: str,
    columns: Mapping[str, WideColumn],
    layout: Layout,
    problems: Problems,
) -> None:
    try:
        used = [field for _, field, _, _ in Formatter().parse(pattern) if field is not None]
    except ValueError:
        used = []
    if not used:
        problems.add(SETTINGS, f"{name} must name columns of exams in braces: {{student_id}}")
    for field in used:
        is_told = field in layout.constants or (field in columns and columns[field].required)
        if field in _IDS or not is_told:
            problems.add(SETTINGS, f"{name}: no required column goes to {field}")


def _check_slots(layout: Layout, problems: Problems) -> None:
    """Once codes are told for slots, they are told for each, and for no other."""
    slots = {slot for column in layout.columns if (slot := slot_of(column.target))}
    named = {slot for codes in layout.score_codes.values() for slot in codes}
    for slot in sorted(named - slots):
        problems.add(SETTINGS, f"score_codes name {slot}, which is no slot of a target")
    for slot in sorted(slots - named) if named else ():
        problems.add(SETTINGS, f"score_codes name no code for {slot}: name it for a subject")
