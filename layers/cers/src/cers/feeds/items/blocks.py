"""Content as blocks: plain text with a shape, and nothing that could run."""

from collections.abc import Callable, Mapping
from typing import Final

from cers.feeds.items import rules
from cers.feeds.items.images import read_image
from cers.feeds.items.place import Place
from cers.feeds.reading import quoted
from cers.model.item_content import Block, Blocks, Formula, Paragraph, Table, TextList

MOST_BLOCKS: Final = 100
TEXT_LENGTH: Final = 10_000
MOST_ENTRIES: Final = 100
MOST_COLUMNS: Final = 20


def read_blocks(value: object, place: Place, *, required: bool = True) -> Blocks:
    """The blocks of some content; a text by itself is one paragraph."""
    if isinstance(value, str):
        return (Paragraph(place.prose(value, TEXT_LENGTH)),)
    listed = place.values(value, MOST_BLOCKS)
    if required and _is_nothing(value):
        place.note(rules.MISSING_VALUE, "Give it a text or a list of blocks.")
    found = (_block(each, place.at(number)) for number, each in enumerate(listed))
    return tuple(block for block in found if block is not None)


def _block(value: object, place: Place) -> Block | None:
    if isinstance(value, str):
        return Paragraph(place.prose(value, TEXT_LENGTH))
    kind = value.get("type") if isinstance(value, dict) else None
    read, *names = _KINDS.get(kind, (None,)) if isinstance(kind, str) else (None,)
    members = place.members(value, ("type", *names)) if read else None
    if read is None or members is None:
        shown = f"{quoted(kind)} should be" if isinstance(kind, str) else "Its type should be"
        place.note(rules.UNKNOWN_BLOCK, f"{shown} one of {', '.join(_KINDS)}.")
        return None
    return read(members, place)


_Members = Mapping[str, object]


def _paragraph(members: _Members, place: Place) -> Block:
    return Paragraph(place.of("text").prose(members.get("text"), TEXT_LENGTH))


def _formula(members: _Members, place: Place) -> Block:
    return Formula(place.of("text").prose(members.get("text"), TEXT_LENGTH))


def _list(members: _Members, place: Place) -> Block:
    ordered = place.of("ordered").truth(members.get("ordered"))
    return TextList(_texts(members.get("items"), place.of("items"), MOST_ENTRIES), ordered)


def _table(members: _Members, place: Place) -> Block:
    header = place.of("header").truth(members.get("header"))
    spot = place.of("rows")
    listed = spot.values(members.get("rows"), MOST_ENTRIES)
    if _is_nothing(members.get("rows")):
        spot.note(rules.MISSING_VALUE, "Give it at least one row.")
    rows = tuple(_row(each, spot.at(number)) for number, each in enumerate(listed))
    if len({len(row) for row in rows if row}) > 1:
        spot.note(rules.INVALID, "Give every row as many cells as the first.")
    return Table(rows, header)


def _row(value: object, place: Place) -> tuple[str, ...]:
    """The cells of a row, which may be empty."""
    cells = place.values(value, MOST_COLUMNS)
    if _is_nothing(value):
        place.note(rules.MISSING_VALUE, "Give it at least one cell.")
    return tuple(_cell(each, place.at(number)) for number, each in enumerate(cells))


def _cell(value: object, place: Place) -> str:
    return "" if value == "" else place.prose(value, TEXT_LENGTH)


def _texts(value: object, place: Place, most: int) -> tuple[str, ...]:
    listed = place.values(value, most)
    if _is_nothing(value):
        place.note(rules.MISSING_VALUE, "Give it at least one text.")
    return tuple(place.at(at).prose(each, TEXT_LENGTH) for at, each in enumerate(listed))


def _is_nothing(value: object) -> bool:
    return value is None or value == []


_Read = Callable[[_Members, Place], Block | None]

_KINDS: Final[Mapping[str, tuple[_Read, *tuple[str, ...]]]] = {
    "paragraph": (_paragraph, "text"),
    "formula": (_formula, "text"),
    "list": (_list, "items", "ordered"),
    "table": (_table, "rows", "header"),
    "image": (read_image, "media_type", "data", "alt"),
}
"""How each kind of block is read, and its members."""
