"""The items of an exam, read column by column: the bulk of every delivery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from cers.feeds.exams import casts, values
from cers.feeds.exams.casts import Cast
from cers.feeds.exams.catalog import Expected
from cers.feeds.exams.fields import Row
from cers.feeds.exams.item_rows import ItemColumns
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

TRAIT_COLUMNS: Final = dict(
    zip(ITEM_TRAITS, ("evidence_elaboration", "organization_purpose", "conventions"), strict=True)
)
CONDITION: Final = "condition_code"
SCORING_COLUMNS: Final = (*TRAIT_COLUMNS.values(), CONDITION)
"""The columns that are read from an item's ScoreInfo elements."""

_LONGEST_CODE: Final = 10


@dataclass(frozen=True, slots=True)
class ItemColumn:
    """One attribute of the items, or of their responses, and its column.

    `cast` reads the column of many exams at once; it may give up where `parse` does not.
    """

    key: str
    name: str
    parse: Parser
    rule: Rule
    advice: str
    cast: Cast


def _integer(key: str, name: str) -> ItemColumn:
    advice = "is no whole number of 32 bits: correct it."
    return ItemColumn(key, name, values.integer, INVALID_INTEGER, advice, casts.integers)


def _number(key: str, name: str) -> ItemColumn:
    advice = "is no number: correct it."
    return ItemColumn(key, name, values.number, INVALID_NUMBER, advice, casts.numbers)


def _points(key: str, name: str) -> ItemColumn:
    advice = "is no number from -1 to 20: correct it."
    cast = casts.numbers_between(-1, 20)
    return ItemColumn(key, name, values.item_score, ITEM_SCORE_OUT_OF_RANGE, advice, cast)


def _place(key: str, name: str) -> ItemColumn:
    return replace(_count(key, name), parse=values.position, cast=casts.required(casts.counts))


def _count(key: str, name: str) -> ItemColumn:
    advice = "is no whole number in range: correct it."
    return ItemColumn(key, name, values.count, INVALID_INTEGER, advice, casts.counts)


def _flag(key: str, name: str) -> ItemColumn:
    advice = "is neither 0 nor 1: correct it."
    return ItemColumn(key, name, values.truth, INVALID_BOOLEAN, advice, casts.flags)


def _time(key: str, name: str) -> ItemColumn:
    advice = "is no date and time: write it as YYYY-MM-DDThh:mm:ss."
    return ItemColumn(key, name, values.moment, INVALID_TIMESTAMP, advice, casts.moments)


def _text(key: str, name: str, longest: int = 250) -> ItemColumn:
    advice = f"is longer than {longest} characters: shorten it."
    parse = values.repeated_text(longest)
    return ItemColumn(key, name, parse, TOO_LONG, advice, casts.words(longest))


def _code(key: str, name: str, codes: tuple[str, ...]) -> ItemColumn:
    advice = f"is no known code: use {' or '.join(codes)}."
    return ItemColumn(key, name, values.one_of(codes), UNKNOWN_CODE, advice, casts.codes(codes))


ITEM_COLUMNS: Final = (
    _place("position", "position"),
    _points("score", "score"),
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
    _integer("pageTime", "page_time_ms"),
    _text("segmentId", "segment_id"),
    _text("strand", "strand"),
    _text("contentLevel", "content_level"),
)
RESPONSE_COLUMNS: Final = (
    _code("type", "response_type", ("value", "reference")),
    _time("date", "submitted_at"),
)


def read_items(
    elements: Sequence[Element], expected: Expected | None, findings: Findings
) -> ItemColumns:
    """The items' columns, but for those that repeat the exam's; items keep their order."""
    items = [element.attrib for element in elements]
    responses = [element.find("Response") for element in elements]
    answers = [{} if each is None else each.attrib for each in responses]
    keys = _keys(items, findings)
    columns: ItemColumns = {"item_key": list[object](keys)}
    _read(ITEM_COLUMNS, "Item", items, keys, columns, findings)
    _read(RESPONSE_COLUMNS, "Response", answers, keys, columns, findings)
    columns["response"] = [None if each is None else _content(each) for each in responses]
    _read_scorings(elements, keys, columns, findings)
    if expected:
        _check_known(keys, expected, findings)
    return _without_repeats(columns, findings)


def _keys(items: Sequence[Mapping[str, str]], findings: Findings) -> list[str]:
    banks, keys = ([item.get(key) for item in items] for key in ("bankKey", "key"))
    if not (all(banks) and all(keys)):
        message = "An item lacks its bankKey or its key: give it both."
        findings.add(BLANK_VALUE, "Item key", message)
        return [
            f"{bank}-{key}" if bank and key else "" for bank, key in zip(banks, keys, strict=True)
        ]
    return [f"{bank}-{key}" for bank, key in zip(banks, keys, strict=True)]


def _read(
    columns: Sequence[ItemColumn],
    owner: str,
    elements: Sequence[Mapping[str, str]],
    items: Sequence[str],
    into: ItemColumns,
    findings: Findings,
) -> None:
    """Read columns at once; value by value only where something is wrong with one."""
    keys = [column.key for column in columns]
    rows = [list(map(element.get, keys)) for element in elements]
    for place, column in enumerate(columns):
        delivered = [row[place] for row in rows]
        try:
            into[column.name] = list(map(column.parse, delivered))
        except ValueError:
            into[column.name] = [
                _parsed(column, owner, text, item, findings)
                for text, item in zip(delivered, items, strict=True)
            ]


def _parsed(
    column: ItemColumn, owner: str, text: str | None, item: str, findings: Findings
) -> object:
    try:
        return column.parse(text)
    except ValueError:
        message = f"{owner} {column.key} of item {values.shown(item)} {column.advice}"
        findings.add(column.rule, f"{owner} {column.key}", message)
        return None


def _content(response: Element) -> str | None:
    """The response as delivered; elements in it should have been escaped, their text is kept."""
    return response.text if not len(response) else "".join(response.itertext())


def _read_scorings(
    elements: Sequence[Element], keys: Sequence[str], into: ItemColumns, findings: Findings
) -> None:
    rows = [
        read_scoring(element, key, findings) for element, key in zip(elements, keys, strict=True)
    ]
    into.update({name: [row.get(name) for row in rows] for name in SCORING_COLUMNS})


def read_scoring(item: Element, key: str, findings: Findings) -> Row:
    """The writing dimensions and condition code, wherever they stand among an item's scores."""
    row: Row = {}
    if item.find("ScoreInfo") is None:
        return row
    for info in item.iter("ScoreInfo"):
        code = info.get("conditionCode")
        if code and row.get(CONDITION) is None:
            row[CONDITION] = code.strip()[:_LONGEST_CODE] or None
        trait = TRAIT_COLUMNS.get(info.get("scoreDimension", ""))
        if trait is not None and row.get(trait) is None:
            row[trait] = _trait_points(info, key, findings)
    return row


def _trait_points(info: Element, item: str, findings: Findings) -> float | None:
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
