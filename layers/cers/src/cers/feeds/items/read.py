"""Items: JSON to the content of items, or every fault in it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final, TypeVar

from cers.feeds.items import rules
from cers.feeds.items.blocks import read_blocks
from cers.feeds.items.doubts import Doubts
from cers.feeds.items.place import Place
from cers.feeds.items.records import read_records
from cers.feeds.reading import Findings, Parsed, decode, quoted
from cers.model.assessment import Item
from cers.model.delivery import Counts
from cers.model.item_content import Exemplar, ItemContent, Option, RubricRow

KEY_LENGTH: Final = 40
TYPE_LENGTH: Final = 20
TITLE_LENGTH: Final = 250
LABEL_LENGTH: Final = 5
ANSWER_LENGTH: Final = 2_000
CATEGORY_LENGTH: Final = 100
MOST_OPTIONS: Final = 26
MOST_ROWS: Final = 50
MOST_POINTS: Final = 100
LARGEST_ITEM: Final = 1024 * 1024
KEYED_TYPES: Final = ("MC", "MS")
"""The types whose answer key is labels of options, separated by commas."""

_MEMBERS: Final = (
    "key", "type", "title", "stimulus", "stem", "options", "answer_key", "rubric", "exemplars",
)  # fmt: skip
_ROW: Final = ("points", "category", "content")
_EXEMPLAR: Final = ("points", "content")
_KEYS_SHOWN: Final = 5

_Members = Mapping[str, object]
T = TypeVar("T")


def read_items(
    data: bytes, known: Mapping[str, Item], landed_at: datetime
) -> Parsed[dict[str, ItemContent]]:
    """The content of items by key; any error refuses the file.

    `known` are the items of assessments by key. Content of others is taken too: a catalogue may
    come first.
    """
    findings = Findings(rules.FILE)
    text = decode(data, rules.FILE, findings)
    records = [] if text is None else read_records(text, findings)
    doubts = Doubts(findings)
    items: dict[str, ItemContent] = {}
    for record in records:
        place = Place(findings, doubts, record.where)
        members = place.members(record.value, _MEMBERS)
        if members is None:
            continue
        item = _read(members, place, landed_at)
        if item.key and item.key in items:
            message = f"The item {quoted(item.key)} stands in the file before: keep one of them."
            place.of("key").note(rules.DUPLICATE_ITEM, message)
        elif item.key in known:
            _compare(item, known[item.key], place)
        items[item.key] = item
    _note_unknown(items, known, findings)
    doubts.close()
    if findings.failed:
        return Parsed.refused(findings, len(records))
    return Parsed(items, Counts(records=len(items), accepted=len(items)), findings.all())


def _read(members: _Members, place: Place, landed_at: datetime) -> ItemContent:
    item = ItemContent(
        key=place.of("key").line(members.get("key"), KEY_LENGTH),
        type=place.of("type").line(members.get("type"), TYPE_LENGTH),
        title=place.of("title").line(members.get("title"), TITLE_LENGTH, required=False),
        stimulus=read_blocks(members.get("stimulus"), place.of("stimulus"), required=False),
        stem=read_blocks(members.get("stem"), place.of("stem")),
        options=_options(members.get("options"), place.of("options")),
        answer_key=place.of("answer_key").text(
            members.get("answer_key"), ANSWER_LENGTH, required=False
        ),
        rubric=_each(members.get("rubric"), place.of("rubric"), MOST_ROWS, _ROW, _rubric_row),
        exemplars=_each(
            members.get("exemplars"), place.of("exemplars"), MOST_ROWS, _EXEMPLAR, _exemplar
        ),
        landed_at=landed_at,
    )
    _check_answer(item, place.of("answer_key"))
    _check_size(item, place)
    return item


def _options(value: object, place: Place) -> tuple[Option, ...]:
    found = _each(value, place, MOST_OPTIONS, ("label", "content"), _option)
    labels = [each.label for each in found]
    for number, label in enumerate(labels):
        if label and label in labels[:number]:
            message = f"The label {quoted(label)} is that of an option before."
            place.at(number).note(rules.DUPLICATE_OPTION, message)
    return found


def _option(members: _Members, place: Place) -> Option:
    label = place.of("label").line(members.get("label"), LABEL_LENGTH)
    return Option(label, read_blocks(members.get("content"), place.of("content")))


def _rubric_row(members: _Members, place: Place) -> RubricRow:
    return RubricRow(
        place.of("points").integer(members.get("points"), MOST_POINTS),
        read_blocks(members.get("content"), place.of("content")),
        place.of("category").line(members.get("category"), CATEGORY_LENGTH, required=False),
    )


def _exemplar(members: _Members, place: Place) -> Exemplar:
    points = place.of("points").integer(members.get("points"), MOST_POINTS)
    return Exemplar(points, read_blocks(members.get("content"), place.of("content")))


def _each(
    value: object,
    place: Place,
    most: int,
    names: tuple[str, ...],
    read: Callable[[_Members, Place], T],
) -> tuple[T, ...]:
    """What is read of each object in a list, which may be missing."""
    spots = [(place.at(at), each) for at, each in enumerate(place.values(value, most))]
    found = [(spot, spot.members(each, names)) for spot, each in spots]
    return tuple(read(members, spot) for spot, members in found if members is not None)


def labels_of(answer_key: str) -> frozenset[str]:
    """The labels that the answer key of a keyed item names."""
    return frozenset(each.strip() for each in answer_key.split(",") if each.strip())


def _check_answer(item: ItemContent, place: Place) -> None:
    if item.type not in KEYED_TYPES or not item.options:
        return
    wrong = labels_of(item.answer_key) - {each.label for each in item.options}
    if not item.answer_key:
        place.note(rules.MISSING_VALUE, "Say which options are right.")
    elif wrong:
        message = f"{quoted(', '.join(sorted(wrong)))} is the label of no option."
        place.note(rules.ANSWER, message)


def _check_size(item: ItemContent, place: Place) -> None:
    size = len(json.dumps(asdict(item), default=str))
    if size > LARGEST_ITEM:
        message = f"The item has {size // 1024:,} KiB with its images: make them smaller."
        place.note(rules.ITEM_TOO_LARGE, message)


def _compare(item: ItemContent, known: Item, place: Place) -> None:
    """Doubt content that says otherwise than the assessment does."""
    if item.type != known.type:
        message = f"{quoted(item.type)} is {quoted(known.type)} in the assessment."
        place.of("type").doubt(rules.MISMATCH, message)
    elif item.type in KEYED_TYPES:
        if item.options and known.options and len(item.options) != known.options:
            message = f"There are {len(item.options)}; the assessment has {known.options}."
            place.of("options").doubt(rules.MISMATCH, message)
        if known.answer_key and labels_of(item.answer_key) != labels_of(known.answer_key):
            message = "Another answer is right in the assessment."
            place.of("answer_key").doubt(rules.MISMATCH, message)


def _note_unknown(
    items: Mapping[str, ItemContent], known: Mapping[str, Item], findings: Findings
) -> None:
    unknown = [key for key in items if key and key not in known]
    if unknown:
        shown = ", ".join(quoted(key) for key in unknown[:_KEYS_SHOWN])
        message = f"{len(unknown):,} items are in no assessment we know yet, such as {shown}."
        findings.add(rules.UNKNOWN_ITEM, message)
