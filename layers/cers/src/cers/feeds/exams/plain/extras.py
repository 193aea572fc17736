"""What stands in an item beside a plain response: its scoring, or a response that is not plain."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from xml.etree.ElementTree import ParseError, XMLParser, fromstring
from xml.sax.saxutils import escape

from cers.feeds.exams.fields import Row
from cers.feeds.exams.items import RESPONSE_COLUMNS, read_scoring
from cers.feeds.exams.plain.tags import LETTERS
from cers.feeds.exams.rules import Findings

_KEPT: Final = 4096
_LONGEST_KEPT: Final = 1024


@dataclass(frozen=True, slots=True)
class Extras:
    """The scoring of an item, and any response among it, in the words of a plain one.

    `response` is the inside of its tag and `content` what it holds, with references.
    """

    scoring: Row = field(default_factory=dict)
    response: str = ""
    content: str = ""


_NONE: Final = Extras()
_PLAIN_TAG: Final = re.compile(f"[{LETTERS}]*+")


def extras_in(xml: str) -> Extras | None:
    """The extras in a part of an item, or None if there is anything wrong with it."""
    if not xml:
        return _NONE
    if len(xml) > _LONGEST_KEPT or "<Response" in xml:
        return _read(xml)
    return _read_and_keep(xml)


def _read(xml: str) -> Extras | None:
    try:
        item = fromstring(f"<Item>{xml}</Item>", XMLParser(encoding="utf-8"))  # noqa: S314
    except ParseError:
        return None
    findings = Findings("")
    scoring = read_scoring(item, "", findings)
    response = item.find("Response")
    if findings.found or (response is not None and len(response)):
        return None
    if response is None:
        return Extras(scoring)
    tag = " ".join(f'{column.key}="{response.get(column.key, "")}"' for column in RESPONSE_COLUMNS)
    plain = tag.count('"') == 2 * len(RESPONSE_COLUMNS) and _PLAIN_TAG.fullmatch(tag)
    return Extras(scoring, tag, escape(response.text or "")) if plain else None


_read_and_keep = lru_cache(_KEPT)(_read)
"""Many items are scored alike, in the same words."""
