"""The items of an exam, read column by column: the bulk of every delivery."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final
from xml.etree.ElementTree import Element

from cers.feeds.exams import values
from cers.feeds.exams.catalog import Expected
from cers.feeds.exams.rules import (
    BLANK_VALUE,
    DUPLICATE_ITEM,
    INVALID_BOOLEAN,
    INVALID_INTEGER,
    INVALID_NUMBER,
    INVALID_TIMESTAMP,
    ITEM_SCORE_OUT_OF_RANGE,
    REPEATED_ITEM,
    TOO_LONG,
    UNKNOWN_CODE,
    UNKNOWN_ITEM,
    Findings,
)
from cers.feeds.exams.values import Parser
from cers.model.codes import ITEM_TRAITS
from cers.model.rule import Rule

ItemColumns = dict[str, Sequence[object]]
"""Column name -> one value an item."""

TRAIT_COLUMNS: Final = dict(
    zip(ITEM_TRAITS, ("evidence_elaboration", "organization_purpose", "conventions"), strict=True)
)
_ITEM_TEXT: Final = 250
_LONGEST_CODE: Final = 10
_CONDITION: Final = "condition_code"
_NO_ATTRIBUTES: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class _Column:
    """One attribute of the items, or of their responses, and its column.

    `parse_all` reads a whole column at once, and faster; it may fail where `parse` does not.
    """

    key: str
    name: str
    parse: Parser
    rule: Rule
    advice: str
    parse_all: Callable[[Sequence[Any]], Sequence[Any]] | None = None

    def read(self, texts: Sequence[str | None]) -> Sequence[Any]:
        """The column's values, if there is nothing wrong with it."""
        if self.parse_all is None:
            return list(map(self.parse, texts))
        try:
            return self.parse_all(texts)
        except (ValueError, TypeError):
            return list(map(self.parse, texts))


def _number(key: str, name: str) -> _Column:
    advice = "is no number: correct it."
    return _Column(key, name, values.number, INVALID_NUMBER, advice, values.all_numbers)


def _count(key: str, name: str, parse: Parser = values.count) -> _Column:
    return _Column(key, name, parse, INVALID_INTEGER, "is no whole number in range: correct it.")


def _flag(key: str, name: str) -> _Column:
    return _Column(key, name, values.truth, INVALID_BOOLEAN, "is neither 0 nor 1: correct it.")


def _time(key: str, name: str) -> _Column:
    advice = "is no date and time: write it as YYYY-MM-DDThh:mm:ss."
    return _Column(key, name, values.moment, INVALID_TIMESTAMP, advice, values.all_moments)


def _text(key: str, name: str, longest: int = _ITEM_TEXT) -> _Column:
    advice = f"is longer than {longest} characters: shorten it."
    return _Column(key, name, values.repeated_text(longest), TOO_LONG, advice)


_ITEM_COLUMNS: Final = (
    _count("position", "position", values.position),
    _Column(
        "score",
        "score",
        values.item_score,
        ITEM_SCORE_OUT_OF_RANGE,
        "is no number from -1 to 20: correct it.",
    ),
    _text("scoreStatus", "score_status", 50),
    _text("format", "format", 50),
    _flag("isSelected", "is_selected"),
    _flag("operational", "operational"),
    _flag("dropped", "dropped"),
    _text("mimeType", "mime_type", 50),
    _time("adminDate", "administered_at"),
    _count("numberVisits", "visits"),
    _number("responseDuration", "duration_seconds"),
    _count("pageNumber", "page_number"),
    _count("pageVisits", "page_visits"),
    _Column(
        "pageTime",
        "page_time_ms",
        values.integer,
        INVALID_INTEGER,
        "is no whole number of 32 bits: correct it.",
        values.all_integers,
    ),
    _text("segmentId", "segment_id"),
    _text("strand", "strand"),
    _text("contentLevel", "content_level"),
)
_RESPONSE_COLUMNS: Final = (
    _Column(
        "type",
        "response_type",
        values.one_of(("value", "reference")),
        UNKNOWN_CODE,
        "is no known code: use value or reference.",
    ),
    _time("date", "submitted_at"),
)


def read_items(
    elements: Sequence[Element], expected: Expected | None, findings: Findings
) -> ItemColumns:
    """The items' columns, but for those that repeat the exam's; items keep their order."""
    items = _Texts([element.attrib for element in elements])
    responses = [element.find("Response") for element in elements]
    answers = _Texts([_NO_ATTRIBUTES if each is None else each.attrib for each in responses])
    keys = _keys(items, findings)
    columns: ItemColumns = {"item_key": list[object](keys)}
    _read(_ITEM_COLUMNS, "Item", items, keys, columns, findings)
    _read(_RESPONSE_COLUMNS, "Response", answers, keys, columns, findings)
    columns["response"] = [None if each is None else _content(each) for each in responses]
    _read_traits(elements, keys, columns, findings)
    if expected:
        _check_known(keys, expected, findings)
    return _without_repeats(columns, findings)


class _Texts:
    """The attributes of elements, column by column."""

    def __init__(self, elements: Sequence[Mapping[str, str]]) -> None:
        self._elements = elements
        self._columns: dict[str, Sequence[str]] = {}
        layout = tuple(elements[0]) if elements else ()
        self._alike = len(layout) > 1 and sum(map(len, elements)) == len(layout) * len(elements)
        if self._alike:  # then the values only have to be turned round
            try:
                rows = map(itemgetter(*layout), elements)
                self._columns = dict(zip(layout, zip(*rows, strict=True), strict=True))
            except KeyError:
                self._alike = False

    def column(self, key: str) -> Sequence[str | None]:
        """One attribute of every element."""
        if self._alike:
            return self._columns.get(key) or [None] * len(self._elements)
        return [each.get(key) for each in self._elements]


def _keys(items: _Texts, findings: Findings) -> list[str]:
    banks, keys = items.column("bankKey"), items.column("key")
    if not (all(banks) and all(keys)):
        message = "An item lacks its bankKey or its key: give it both."
        findings.add(BLANK_VALUE, "Item key", message)
        return [
            f"{bank}-{key}" if bank and key else "" for bank, key in zip(banks, keys, strict=True)
        ]
    return [f"{bank}-{key}" for bank, key in zip(banks, keys, strict=True)]


def _read(
    columns: Iterable[_Column],
    owner: str,
    texts: _Texts,
    items: Sequence[str],
    into: ItemColumns,
    findings: Findings,
) -> None:
    """Read columns at once; value by value only where something is wrong with one."""
    for column in columns:
        delivered = texts.column(column.key)
        try:
            into[column.name] = column.read(delivered)
        except ValueError:
            into[column.name] = [
                _parsed(column, owner, text, item, findings)
                for text, item in zip(delivered, items, strict=True)
            ]


def _parsed(column: _Column, owner: str, text: str | None, item: str, findings: Findings) -> object:
    try:
        return column.parse(text)
    except ValueError:
        message = f"{owner} {column.key} of item {values.shown(item)} {column.advice}"
        findings.add(column.rule, f"{owner} {column.key}", message)
        return None


def _content(response: Element) -> str | None:
    """The response as delivered; elements in it should have been escaped, their text is kept."""
    return response.text if not len(response) else "".join(response.itertext())


def _read_traits(
    elements: Sequence[Element], keys: Sequence[str], into: ItemColumns, findings: Findings
) -> None:
    """The writing dimensions and condition codes, wherever they stand among an item's scores."""
    columns: dict[str, list[object]] = {
        name: [None] * len(elements) for name in (*TRAIT_COLUMNS.values(), _CONDITION)
    }
    for index, element in enumerate(elements):
        if element.find("ScoreInfo") is None:
            continue
        for info in element.iter("ScoreInfo"):
            code = info.get("conditionCode")
            if code and columns[_CONDITION][index] is None:
                columns[_CONDITION][index] = code.strip()[:_LONGEST_CODE] or None
            trait = TRAIT_COLUMNS.get(info.get("scoreDimension", ""))
            if trait is not None and columns[trait][index] is None:
                columns[trait][index] = _points(info, keys[index], findings)
    into.update(columns)


def _points(info: Element, item: str, findings: Findings) -> float | None:
    try:
        return values.item_score(info.get("scorePoint"))
    except ValueError:
        dimension = info.get("scoreDimension", "")
        message = (
            f"ScoreInfo scorePoint ({dimension}) of item {values.shown(item)} "
            "is no number from -1 to 20: correct it."
        )
        findings.add(ITEM_SCORE_OUT_OF_RANGE, "ScoreInfo scorePoint", message)
        return None


def _check_known(keys: Sequence[str], expected: Expected, findings: Findings) -> None:
    known = expected.assessment.items
    for key in dict.fromkeys(key for key in keys if key and key not in known):
        message = (
            f"Item {values.shown(key)} is no item of the assessment: correct bankKey and key, "
            "or deliver the assessment package that has it first."
        )
        findings.add(UNKNOWN_ITEM, "Item", message)


def _without_repeats(columns: ItemColumns, findings: Findings) -> ItemColumns:
    """The items, each place once: repeats that agree are dropped, others refuse the exam."""
    places = list(zip(columns["item_key"], columns["position"], strict=True))
    if len(set(places)) == len(places):
        return columns
    first: dict[tuple[object, object], int] = {}
    for index, place in enumerate(places):
        kept = first.setdefault(place, index)
        if kept != index and place[0] and place[1] is not None:
            agree = columns["score"][kept] == columns["score"][index]
            _note_repeat(str(place[0]), findings, agree=agree)
    return {name: [column[index] for index in first.values()] for name, column in columns.items()}


def _note_repeat(key: str, findings: Findings, *, agree: bool) -> None:
    item = f"Item {values.shown(key)}"
    if agree:
        message = f"{item} stands twice at one position: the first was kept."
        findings.add(REPEATED_ITEM, "Item", message)
    else:
        message = f"{item} has two scores at one position: send the right one only."
        findings.add(DUPLICATE_ITEM, "Item", message)
