"""Mutations that know the structure: a file stays a file of its format, and yet goes wrong.

Random bytes nearly always die in the parser; these reach the rules behind it.
"""

import copy
import json
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

from hypothesis import strategies as st

_PRINTABLE = st.characters(
    min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\x7f\ufffe\uffff"
)
ODD_TEXT = st.one_of(
    st.sampled_from(
        ["", " ", "0", "-0", "-1", "+1", "1.", ".5", "1e5", "1e400", "NaN", "Infinity", "-inf",
         "9" * 30, "2147483648", "9223372036854775808", "٣", "NA", "N/A", "null", "None", "NULL",
         "true", "T", "yes", "Oui", "2026-02-30", "0000-00-00", "2026-03-02", "2026-03-02T10:00:00",
         "2026-03-02T10:00:00+25:00", "20260302", "03/02/2026", "=1+1", "@x", "\u202e", "\ufeff",
         "x" * 300, "a,b", 'a"b', "a^b", "a;b", "a|b", "a\nb", "a\r\nb", "a\tb", "../../etc", "%s",
         "{0}", "<b>", "&amp;", "KG", "13", "UG", "sum", "iab", "All"]
    ),
    st.text(_PRINTABLE, max_size=20),
)  # fmt: skip


@st.composite
def mutated_xml(draw: st.DrawFn, data: bytes) -> bytes:
    """A well-formed document in which elements and attributes went astray."""
    root = fromstring(data)
    for _ in range(draw(st.integers(1, 5))):
        _mutate_tree(draw, root)
    mutated: bytes = tostring(root, encoding="utf-8")
    return draw(damaged_bytes(mutated)) if draw(st.integers(0, 9)) == 0 else mutated


def _mutate_tree(draw: st.DrawFn, root: Element) -> None:
    elements = list(root.iter())
    element = draw(st.sampled_from(elements))
    parents = {child: parent for parent in elements for child in parent}
    change = draw(st.sampled_from((_attribute, _attribute, _renamed, _text, _gone, _twice, _moved)))
    change(draw, element, parents.get(element), elements)


_Elements = list[Element]


def _attribute(draw: st.DrawFn, element: Element, _parent: Element | None, _all: _Elements) -> None:
    if not element.attrib:
        return
    name = draw(st.sampled_from(sorted(element.attrib)))
    what = draw(st.sampled_from(("odd", "gone", "other")))
    if what == "odd":
        element.set(name, draw(ODD_TEXT))
    else:
        value = element.attrib.pop(name)
        if what == "other":
            element.set(draw(st.sampled_from(("code", "name", "level", "value", "x"))), value)


def _renamed(draw: st.DrawFn, element: Element, _parent: Element | None, all_: _Elements) -> None:
    element.tag = draw(st.sampled_from(sorted({str(each.tag) for each in all_} | {"Odd"})))


def _text(draw: st.DrawFn, element: Element, _parent: Element | None, _all: _Elements) -> None:
    element.text = draw(ODD_TEXT)


def _gone(_draw: st.DrawFn, element: Element, parent: Element | None, _all: _Elements) -> None:
    if parent is not None:
        parent.remove(element)


def _twice(_draw: st.DrawFn, element: Element, parent: Element | None, _all: _Elements) -> None:
    if parent is not None:
        parent.append(copy.deepcopy(element))


def _moved(draw: st.DrawFn, element: Element, parent: Element | None, all_: _Elements) -> None:
    inside = set(element.iter())
    targets = [each for each in all_ if each not in inside]
    if parent is not None and targets:
        parent.remove(element)
        draw(st.sampled_from(targets)).append(element)


@st.composite
def mutated_table(draw: st.DrawFn, rows: list[list[str]], delimiter: str = ",") -> bytes:
    """Delimited text whose cells, rows and header went astray; the first row is the header."""
    table = [list(row) for row in rows]
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(table) - 1))
        change = draw(
            st.sampled_from(
                (_cell, _cell, _cell, _cut, _longer, _lost, _again, _swapped, _switched, _inserted)
            )
        )
        change(draw, table, place)
        if not table:
            table = [[""]]
    ends = draw(st.sampled_from(("\n", "\r\n", "\r")))
    quote = draw(st.sampled_from((_plain, _quoted, _careless)))
    text = ends.join(delimiter.join(quote(cell) for cell in row) for row in table)
    data = (text + draw(st.sampled_from(("", ends)))).encode()
    if draw(st.booleans()):
        data = b"\xef\xbb\xbf" + data
    return draw(damaged_bytes(data)) if draw(st.integers(0, 9)) == 0 else data


_Table = list[list[str]]


def _cell(draw: st.DrawFn, table: _Table, row: int) -> None:
    if table[row]:
        column = draw(st.integers(0, len(table[row]) - 1))
        table[row][column] = draw(ODD_TEXT)


def _cut(draw: st.DrawFn, table: _Table, row: int) -> None:
    del table[row][draw(st.integers(0, len(table[row]))) :]


def _longer(draw: st.DrawFn, table: _Table, row: int) -> None:
    table[row].append(draw(ODD_TEXT))


def _lost(_draw: st.DrawFn, table: _Table, row: int) -> None:
    del table[row]


def _again(draw: st.DrawFn, table: _Table, row: int) -> None:
    table.insert(draw(st.integers(0, len(table))), list(table[row]))


def _swapped(draw: st.DrawFn, table: _Table, row: int) -> None:
    other = draw(st.integers(0, len(table) - 1))
    table[row], table[other] = table[other], table[row]


def _switched(draw: st.DrawFn, table: _Table, row: int) -> None:
    """Two cells of a row change places, or two columns do."""
    if not table[row]:
        return
    one, other = (draw(st.integers(0, len(table[row]) - 1)) for _ in range(2))
    for each in table if draw(st.booleans()) else [table[row]]:
        if max(one, other) < len(each):
            each[one], each[other] = each[other], each[one]


def _inserted(draw: st.DrawFn, table: _Table, row: int) -> None:
    """A cell more, so that those after it shift; the last one may be lost."""
    if table[row]:
        table[row].insert(draw(st.integers(0, len(table[row]) - 1)), draw(ODD_TEXT))
        if draw(st.booleans()):
            table[row].pop()


def _plain(cell: str) -> str:
    special = any(character in cell for character in ',"\r\n')
    return '"' + cell.replace('"', '""') + '"' if special else cell


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _careless(cell: str) -> str:
    return cell


@st.composite
def mutated_lines(draw: st.DrawFn, lines: list[str], places: Sequence[tuple[int, int]]) -> bytes:
    """Records of fixed width whose cells and lines went astray.

    `places` are the begin, from 0, and the length of each column.
    """
    changed = list(lines)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(changed) - 1))
        change = draw(st.sampled_from((_overwritten, _overwritten, _overwritten, _shifted, _torn)))
        changed[at : at + 1] = change(draw, changed[at], draw(st.sampled_from(places)))
        changed = changed or [""]
    ends = draw(st.sampled_from(("\n", "\r\n")))
    data = "".join(line + ends for line in changed).encode()
    return draw(damaged_bytes(data)) if draw(st.integers(0, 9)) == 0 else data


def _overwritten(draw: st.DrawFn, line: str, place: tuple[int, int]) -> list[str]:
    start, length = place
    return [line[:start] + draw(ODD_TEXT)[:length].ljust(length) + line[start + length :]]


def _shifted(draw: st.DrawFn, line: str, place: tuple[int, int]) -> list[str]:
    """A character more or less, and maybe one less or more at the end."""
    start = place[0]
    odd = draw(st.sampled_from(("", " ", "x", "\u0141")))
    moved = line[:start] + odd + line[start + (not odd) :]
    return [moved[: len(line)].ljust(len(line)) if draw(st.booleans()) else moved]


def _torn(draw: st.DrawFn, line: str, place: tuple[int, int]) -> list[str]:
    return draw(st.sampled_from(([], [line, line], [line[: place[0]], line[place[0] :]])))


@st.composite
def mutated_json(draw: st.DrawFn, data: bytes) -> bytes:
    """A document in which values, names and parts went astray."""
    document = json.loads(data)
    for _ in range(draw(st.integers(1, 5))):
        holders = [each for each in _holders(document) if each]
        if holders:
            _change_part(draw, draw(st.sampled_from(holders)), document)
    mutated = json.dumps(document, ensure_ascii=draw(st.booleans())).encode("utf-8", "replace")
    return draw(damaged_bytes(mutated)) if draw(st.integers(0, 9)) == 0 else mutated


@st.composite
def mutated_lines_of_json(draw: st.DrawFn, data: bytes) -> bytes:
    """Lines of JSON, one of which went astray; it may be lost, or stand there twice."""
    lines = data.splitlines()
    at = draw(st.integers(0, len(lines) - 1))
    changed = draw(mutated_json(lines[at]))
    lines[at : at + 1] = draw(st.sampled_from(([changed], [changed] * 2, [lines[at], changed], [])))
    end = draw(st.sampled_from((b"\n", b"\r\n", b"\r", b"\n\n")))
    return end.join(lines) + draw(st.sampled_from((b"", end)))


def _holders(value: Any) -> list[Any]:
    """Every object and list within a document."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    found = [value] if isinstance(value, dict | list) else []
    return [*found, *(each for part in parts for each in _holders(part))]


def _change_part(draw: st.DrawFn, holder: Any, document: Any) -> None:
    keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key = draw(st.sampled_from(keys))
    what = draw(st.sampled_from(("odd", "odd", "gone", "kind", "part")))
    if what == "gone":
        del holder[key]
    elif what == "odd":
        holder[key] = draw(ODD_TEXT)
    elif what == "kind":
        odd = (None, True, 0, -1, 1.5, 1e300, [], {}, [[]], 10**30)
        holder[key] = copy.deepcopy(draw(st.sampled_from(odd)))
    else:
        holder[key] = copy.deepcopy(draw(st.sampled_from(_holders(document))))


@st.composite
def damaged_bytes(draw: st.DrawFn, data: bytes) -> bytes:
    """The same bytes with pieces cut out, put in or written over."""
    for _ in range(draw(st.integers(1, 4))):
        place = int(draw(st.floats(0, 1)) * len(data))
        length = draw(st.integers(0, 60))
        data = data[:place] + draw(st.binary(max_size=12)) + data[place + length :]
    return data
