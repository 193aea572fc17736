"""Writes the shipped layouts into docs/layouts.md: `python docs/make_layouts.py`."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from cers.feeds.wide.descriptor import has_places, layouts
from cers.feeds.wide.fixed_width import record_width
from cers.feeds.wide.layout import FIXED_WIDTH, Kind, Layout, WideColumn

TARGET: Final = Path(__file__).with_name("layouts.md")
MARK: Final = "<!-- What follows is made by docs/make_layouts.py; change the data instead. -->\n"

_FEW_CODES: Final = 12
"""Tables of more codes are listed once, at the end."""


def document() -> str:
    """The whole document: what is written by hand, and what is made."""
    head, mark, _ = TARGET.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise ValueError(f"{TARGET.name} must say where the made part begins: {MARK}")
    return head + MARK + "\n".join(_shipped()) + "\n"


def _shipped() -> Iterator[str]:
    yield from ("", "## Shipped layouts", "")
    yield "| id | | school years | encodings | columns | record |"
    yield "|---|---|---|---|---|---|"
    for layout in layouts().values():
        width = f"{record_width(layout.columns):,}" if has_places(layout) else ""
        yield (
            f"| [`{layout.id}`](#{layout.id}) | {layout.title} | {_years(layout.school_years)} | "
            f"{_encodings(layout)} | {len(layout.columns)} | {width} |"
        )
    yield from _shared_columns()
    for layout in layouts().values():
        yield from _layout(layout)
    yield from _long_tables()


def _years(years: Sequence[int]) -> str:
    """Years as spans: 2015-2026."""
    spans = []
    for _, same in groupby(enumerate(sorted(years)), lambda pair: pair[1] - pair[0]):
        span = [year for _, year in same]
        spans.append(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}")
    return ", ".join(spans) or "any"


def _encodings(layout: Layout) -> str:
    delimited = [] if layout.delimiter == FIXED_WIDTH else [f"`{layout.delimiter}`"]
    return " and ".join([*delimited, *(["fixed width"] if has_places(layout) else [])])


def _shared_columns() -> Iterator[str]:
    """The columns that all layouts of both encodings have, once."""
    layout = _placed()[0]
    names = ", ".join(f"`{each.id}`" for each in _placed())
    yield from ("", "### Columns of all layouts with places", "")
    yield f"These are the same, at the same places, in {names}. A column in **bold** is required."
    yield from _columns(layout, [each for each in layout.columns if _is_everywhere(each, layout)])


def _placed() -> list[Layout]:
    return [layout for layout in layouts().values() if has_places(layout)]


def _is_everywhere(column: WideColumn, layout: Layout) -> bool:
    """Whether all layouts with places have the same column, with the same codes."""
    codes = layout.code_tables.get(column.codes)
    return has_places(layout) and all(
        column in each.columns and each.code_tables.get(column.codes) == codes for each in _placed()
    )


def _layout(layout: Layout) -> Iterator[str]:
    yield from ("", f"### {layout.id}", "", " ".join([f"{layout.title}.", *_notes(layout)]))
    own = [column for column in layout.columns if not _is_everywhere(column, layout)]
    yield from _columns(layout, own)


def _notes(layout: Layout) -> Iterator[str]:
    ids = {"assessment": layout.assessment_id, "opportunity": layout.opportunity_id}
    told = ", ".join(f"{what} `{pattern}`" for what, pattern in ids.items() if pattern)
    if told:
        yield f"Ids, where a row does not tell them: {told}."
    if layout.constants:
        told = ", ".join(f"`{name}` {value}" for name, value in layout.constants.items())
        yield f"In every row: {told}."
    if has_places(layout):
        yield "Besides the columns of all layouts with places:"


def _columns(layout: Layout, columns: Sequence[WideColumn]) -> Iterator[str]:
    places = has_places(layout)
    yield ""
    yield "| column |" + (" start | length |" if places else "") + " kind | goes to | meaning |"
    yield "|---|" + ("---|---|" if places else "") + "---|---|---|"
    for column in columns:
        name = f"**{column.name}**" if column.required else column.name
        where = f" {column.start} | {column.length} |" if places else ""
        goes = _target(column, layout)
        yield f"| {name} |{where} {_kind(column, layout)} | {goes} | {column.meaning} |"


def _kind(column: WideColumn, layout: Layout) -> str:
    if column.kind is Kind.CODE:
        return f"code: {_codes(column, layout)}"
    if column.longest and not has_places(layout):
        return f"{column.kind} up to {column.longest}"
    if column.low is None:
        return str(column.kind)
    high = f" to {column.high:g}" if column.high is not None else ""
    return f"{column.kind} from {column.low:g}{high}"


def _codes(column: WideColumn, layout: Layout) -> str:
    codes = layout.code_tables[column.codes]
    if _is_listed_apart(column.codes):
        return f"[{column.codes}](#codes-{column.codes.replace('_', '-')})"
    return _listed(codes)


def _listed(codes: Mapping[str, str]) -> str:
    """Each value with the codes that stand for it."""
    values = dict.fromkeys(codes.values())
    return ", ".join(
        _value(value, [code for code, meaning in codes.items() if meaning == value])
        for value in values
    )


def _value(value: str, codes: Sequence[str]) -> str:
    others = [code.upper() for code in codes if code != value.lower()]
    return f"{value or 'nothing'} ({', '.join(others)})" if others else value


def _is_listed_apart(table: str) -> bool:
    """Whether a table is long, and the same in all layouts that have it."""
    tables = [layout.code_tables[table] for layout in _having(table)]
    return len(tables[0]) > _FEW_CODES and all(each == tables[0] for each in tables)


def _having(table: str) -> list[Layout]:
    return [layout for layout in layouts().values() if table in layout.code_tables]


def _target(column: WideColumn, layout: Layout) -> str:
    kind, _, rest = column.target.partition("/")
    slot, _, name = rest.partition("/")
    if not name:
        return f"`{column.target}`" if column.target else ""
    codes = [
        codes[slot] if len(layout.score_codes) == 1 else f"{codes[slot]} in {subject}"
        for subject, codes in layout.score_codes.items()
        if slot in codes
    ]
    return f"{kind} {', '.join(codes) or slot}: `{name}`"


def _long_tables() -> Iterator[str]:
    tables = dict.fromkeys(table for each in layouts().values() for table in each.code_tables)
    for table in filter(_is_listed_apart, tables):
        yield from ("", f"### Codes: {table.replace('_', ' ')}", "")
        yield "A value, and in brackets what else stands for it: " + _listed(
            _having(table)[0].code_tables[table]
        )


if __name__ == "__main__":
    TARGET.write_text(document(), encoding="utf-8")
