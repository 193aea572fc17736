"""Fields: how one delivered value becomes one column, and what is said where it cannot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cers.feeds.exams import values
from cers.feeds.exams.rules import (
    BLANK_VALUE,
    INVALID_BOOLEAN,
    INVALID_DATE,
    INVALID_INTEGER,
    INVALID_TIMESTAMP,
    TOO_LONG,
    Findings,
)
from cers.feeds.exams.values import Parser
from cers.model.rule import Rule

Row = dict[str, object]

FREE_TEXT: Final = 1_000
"""The most characters of a text that the format does not limit."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value: `key` is its name in the XML, `element` its name in findings.

    `advice` follows the element's name in a message and quotes nothing that was delivered.
    """

    key: str
    column: str
    parse: Parser
    rule: Rule
    advice: str
    required: bool = False
    element: str = ""
    alias: str = ""


def read_fields(
    fields: Iterable[Field], delivered: Mapping[str, str | None], row: Row, findings: Findings
) -> None:
    """Put the fields' values into `row`, and what is wrong with them into `findings`."""
    for field in fields:
        try:
            value = field.parse(delivered_as(field, delivered))
        except ValueError:
            element = field.element or field.key
            findings.add(field.rule, element, f"{element} {field.advice}")
            value = None
        else:
            if value is None and field.required:
                blank(field.element or field.key, findings)
        row[field.column] = value


def delivered_as(field: Field, delivered: Mapping[str, str | None]) -> str | None:
    """A field's text under its first name, and without any under its other name."""
    text = delivered.get(field.key)
    return delivered.get(field.alias) if text is None and field.alias else text


def distinct(texts: Iterable[str]) -> list[str]:
    """The texts that are not blank, each once, in order."""
    return list(dict.fromkeys(filter(None, map(str.strip, texts))))


def blank(element: str, findings: Findings) -> None:
    """Say that a required value is not there."""
    findings.add(BLANK_VALUE, element, f"{element} is required: give it a value.")


def text_field(
    key: str,
    column: str,
    longest: int = FREE_TEXT,
    *,
    required: bool = False,
    element: str = "",
    alias: str = "",
) -> Field:
    """A text of limited length."""
    advice = f"is longer than {longest} characters: shorten it."
    parse = values.text(longest)
    return Field(key, column, parse, TOO_LONG, advice, required, element, alias)


def date_field(
    key: str, column: str, *, required: bool = False, element: str = "", alias: str = ""
) -> Field:
    """A calendar date."""
    advice = "is no date: write it as YYYY-MM-DD."
    return Field(key, column, values.day, INVALID_DATE, advice, required, element, alias)


def time_field(key: str, column: str, *, required: bool = False, element: str = "") -> Field:
    """A moment."""
    advice = (
        "is no date and time: write it as YYYY-MM-DDThh:mm:ss, with an offset such as Z or -08:00 "
        "unless it is in UTC."
    )
    return Field(key, column, values.timestamp, INVALID_TIMESTAMP, advice, required, element)


def truth_field(key: str, column: str, *, required: bool = False) -> Field:
    """Yes or no."""
    advice = "is neither yes nor no: write Yes or No."
    return Field(key, column, values.truth, INVALID_BOOLEAN, advice, required)


def count_field(key: str, column: str, *, element: str) -> Field:
    """How many, or which, from 0."""
    advice = "is no whole number from 0 to 2147483647: correct it."
    return Field(key, column, values.count, INVALID_INTEGER, advice, element=element)


def code_field(
    key: str,
    column: str,
    codes: Iterable[str],
    rule: Rule,
    *,
    required: bool = False,
    element: str = "",
) -> Field:
    """One of a list of codes."""
    allowed = tuple(codes)
    advice = f"is no known code: use one of {', '.join(allowed)}."
    return Field(key, column, values.one_of(allowed), rule, advice, required, element)
