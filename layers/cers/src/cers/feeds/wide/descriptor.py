"""Layouts as data: a directory for each, with `layout.toml`, `fields.csv` and `codes.csv`.

docs/layouts.md says what stands in these files.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from cers.feeds.numbers import parse_integer, parse_number, parse_truth
from cers.feeds.table import MalformedTableError, Row, read_rows
from cers.feeds.wide.descriptor_checks import CODES, FIELDS, SETTINGS, Problems, check
from cers.feeds.wide.fixed_width import record_width
from cers.feeds.wide.layout import FIXED_WIDTH, Kind, Layout, WideColumn

SHIPPED: Final = Path(__file__).with_name("layouts")
"""Where the layouts that come with the package lie, a directory each."""

_CODE_HEADER: Final = ("table", "code", "value", "meaning")
_FIELD_HEADER: Final = (
    "name", "start", "length", "kind", "target", "required", "longest", "low", "high", "codes",
    "meaning",
)  # fmt: skip
_SETTINGS: Final = {
    "id": "text",
    "title": "text",
    "delimiter": "text",
    "school_years": "list of years",
    "date_format": "text",
    "assessment_id": "text",
    "opportunity_id": "text",
    "codes_from": "list of texts",
    "constants": "table of texts",
    "score_codes": "table of tables",
}
"""What `layout.toml` may hold."""

_NEEDED: Final = ("id", "title", "delimiter")

Settings = dict[str, Any]
Tables = dict[str, dict[str, str]]


def load_layout(directory: Path) -> Layout:
    """The layout that a directory describes.

    Raises:
        InputError: it describes none that can be used; the message lists every fault in it.
    """
    problems = Problems(directory)
    settings = _read_settings(directory, problems)
    tables = _read_tables(directory, settings.pop("codes_from", []), problems)
    rows = list(_read_fields(directory, problems))
    layout = Layout(
        id=settings.get("id", directory.name),
        title=settings.get("title", ""),
        delimiter=settings.get("delimiter", FIXED_WIDTH),
        columns=tuple(column for _, column in rows),
        school_years=tuple(settings.get("school_years", ())),
        code_tables=_used(tables, rows),
        constants=settings.get("constants", {}),
        assessment_id=settings.get("assessment_id", ""),
        opportunity_id=settings.get("opportunity_id", ""),
        score_codes=settings.get("score_codes", {}),
        date_format=settings.get("date_format", "%Y-%m-%d"),
    )
    check(layout, [line for line, _ in rows], problems)
    problems.raise_any()
    return layout


def load_layouts(directory: Path) -> dict[str, Layout]:
    """Every layout below a directory, by id."""
    found = (load_layout(path.parent) for path in sorted(directory.glob(f"*/{SETTINGS}")))
    return {layout.id: layout for layout in found}


@cache
def layouts() -> Mapping[str, Layout]:
    """The shipped layouts, by id."""
    return load_layouts(SHIPPED)


def fixed_width(layout: Layout) -> Layout:
    """The same layout for files without delimiters; its columns have places."""
    return replace(layout, delimiter=FIXED_WIDTH)


def has_places(layout: Layout) -> bool:
    """Whether the layout says where its columns lie in a fixed-width file."""
    return all(column.start and column.length for column in layout.columns)


def recognise(header: Sequence[str], among: Mapping[str, Layout] | None = None) -> Layout | None:
    """The layout whose header this is, whatever the order of its columns.

    It has all the columns that the layout requires; of several layouts the one that differs in
    the fewest columns is meant.
    """
    names = {name.strip().casefold() for name in header}
    fitting = sorted(
        (len(names ^ _names(layout)), layout.id, layout)
        for layout in (layouts() if among is None else among).values()
        if layout.delimiter != FIXED_WIDTH and _required_names(layout) <= names
    )
    return fitting[0][2] if fitting else None


def recognise_record(record: str, among: Mapping[str, Layout] | None = None) -> Layout | None:
    """The layout of a fixed-width file, by the first record of it; None if several would do.

    The record is as wide as the layout says, and holds codes wherever codes are required.
    """
    text = record.rstrip("\r\n")
    fitting = [
        layout
        for layout in (layouts() if among is None else among).values()
        if has_places(layout) and _fits(text, layout)
    ]
    return fixed_width(fitting[0]) if len(fitting) == 1 else None


def _names(layout: Layout) -> set[str]:
    return {name.casefold() for name in layout.column_names}


def _required_names(layout: Layout) -> set[str]:
    return {column.name.casefold() for column in layout.columns if column.required}


def _fits(record: str, layout: Layout) -> bool:
    width = record_width(layout.columns)
    if len(record) < width or record[width:].strip():
        return False
    return all(
        _text(record, column).lower() in layout.code_tables[column.codes]
        for column in layout.columns
        if column.required and column.kind is Kind.CODE
    )


def _text(record: str, column: WideColumn) -> str:
    start = (column.start or 1) - 1
    return record[start : start + (column.length or 0)].strip()


def _read_settings(directory: Path, problems: Problems) -> Settings:
    try:
        settings = tomllib.loads((directory / SETTINGS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        problems.add(SETTINGS, "the file is missing: add it")
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.add(SETTINGS, f"the file is no TOML: {error}")
        return {}
    for name in _NEEDED:
        if name not in settings:
            problems.add(SETTINGS, f"{name} is missing: add it")
    return {name: value for name, value in settings.items() if _is_usable(name, value, problems)}


def _is_usable(name: str, value: object, problems: Problems) -> bool:
    shape = _SETTINGS.get(name)
    if shape is None:
        problems.add(SETTINGS, f"{name} is no setting: use one of {', '.join(_SETTINGS)}")
    elif not _has_shape(value, shape):
        problems.add(SETTINGS, f"{name} must be a {shape}")
    else:
        return True
    return False


def _has_shape(value: object, shape: str) -> bool:
    if shape == "text":
        return isinstance(value, str)
    if shape == "list of years":
        return isinstance(value, list) and all(isinstance(each, int) for each in value)
    if shape == "list of texts":
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if not isinstance(value, dict):
        return False
    inner = "table of texts" if shape == "table of tables" else "text"
    return all(_has_shape(each, inner) for each in value.values())


def _read_tables(directory: Path, others: Sequence[str], problems: Problems) -> Tables:
    tables: Tables = {}
    for path in (*others, CODES):
        if path == CODES and not (directory / CODES).exists():
            continue
        for row in _read_csv(directory, str(path), _CODE_HEADER, problems):
            _add_code(tables, row, str(path), problems)
    return tables


def _add_code(tables: Tables, row: Row, path: str, problems: Problems) -> None:
    table, code, value, _ = row.fields
    codes = tables.setdefault(table, {})
    if not table or not code:
        problems.add(path, "name a table and a code", row.line)
    elif code.lower() in codes:
        problems.add(path, f"the table {table} has the code {code} twice", row.line, "code")
    codes[code.lower()] = value


def _used(tables: Tables, rows: Sequence[tuple[int, WideColumn]]) -> Tables:
    used = {column.codes for _, column in rows}
    return {name: codes for name, codes in tables.items() if name in used}


def _read_fields(directory: Path, problems: Problems) -> Iterator[tuple[int, WideColumn]]:
    """Every column with the line it is described in."""
    for row in _read_csv(directory, FIELDS, _FIELD_HEADER, problems):
        yield row.line, _Field(row, problems).column()


def _read_csv(
    directory: Path, name: str, header: Sequence[str], problems: Problems
) -> Iterator[Row]:
    try:
        text = (directory / name).read_text(encoding="utf-8-sig")
        rows = list(read_rows(text))
    except FileNotFoundError:
        problems.add(name, "the file is missing: add it")
        return
    except UnicodeDecodeError:
        problems.add(name, "the file is no text in UTF-8: save it as such")
        return
    except MalformedTableError as error:
        problems.add(name, "a quoted field is not closed", error.line)
        return
    if not rows or rows[0].fields != tuple(header):
        problems.add(name, f"the first row must be {','.join(header)}", 1)
        return
    for row in rows[1:]:
        if len(row.fields) == len(header):
            yield row
        else:
            problems.add(name, f"write {len(header)} fields, not {len(row.fields)}", row.line)


class _Field:
    """One row of `fields.csv`; what cannot be read is a problem and left out."""

    def __init__(self, row: Row, problems: Problems) -> None:
        self._texts = dict(zip(_FIELD_HEADER, row.fields, strict=True))
        self._line = row.line
        self._problems = problems

    def column(self) -> WideColumn:
        """The column it describes."""
        return WideColumn(
            name=self._texts["name"],
            kind=self._kind(),
            target=self._texts["target"],
            required=self._required(),
            longest=self._whole("longest"),
            low=self._number("low"),
            high=self._number("high"),
            codes=self._texts["codes"],
            start=self._whole("start"),
            length=self._whole("length"),
            meaning=self._texts["meaning"],
        )

    def _kind(self) -> Kind:
        text = self._texts["kind"]
        if text not in set(Kind):
            self._add("kind", f"{text or 'nothing'} is no kind: use one of {', '.join(Kind)}")
            return Kind.TEXT
        return Kind(text)

    def _required(self) -> bool:
        text = self._texts["required"]
        value = parse_truth(text) if text else False
        if value is None:
            self._add("required", "write yes or no")
        return bool(value)

    def _whole(self, name: str) -> int | None:
        text = self._texts[name]
        value = parse_integer(text)
        if text and (value is None or value < 1):
            self._add(name, f"{text} is no whole number from 1")
            return None
        return value

    def _number(self, name: str) -> float | None:
        text = self._texts[name]
        value = parse_number(text)
        if text and value is None:
            self._add(name, f"{text} is no number")
        return value

    def _add(self, column: str, what: str) -> None:
        self._problems.add(FIELDS, what, self._line, column)
