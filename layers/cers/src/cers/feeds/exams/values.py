"""Texts of an exam as typed values. What is no such value raises ValueError; blank is None.

Parsers of values that repeat from item to item are cached.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

from cers.feeds.numbers import parse_number, parse_truth

Parser = Callable[[str | None], object]

_CACHED: Final = 16_384
_INTEGER: Final = re.compile(r"[+-]?\d{1,19}", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LOCAL_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)
_YEAR: Final = re.compile(r"20\d\d", re.ASCII)


@lru_cache(_CACHED)
def number(text: str | None) -> float | None:
    """A finite number, in plain or scientific notation."""
    text = text.strip() if text else ""
    if not text:
        return None
    value = parse_number(text)
    if value is None:
        raise ValueError("not a finite number")
    return value


def positive(text: str | None) -> float | None:
    """A finite number from 0."""
    value = number(text)
    if value is not None and value < 0:
        raise ValueError("below 0")
    return value


def scale_score(text: str | None) -> float | None:
    """A scale score; NS (not scored) and 0 are none."""
    if text and text.strip().upper() == "NS":
        return None
    return number(text) or None


@lru_cache(_CACHED)
def item_score(text: str | None) -> float | None:
    """Points of an item, -1 where there are none."""
    value = number(text)
    if value is not None and not -1 <= value <= 20:
        raise ValueError("not from -1 to 20")
    return value


def _integer(text: str | None, low: int, high: int) -> int | None:
    text = text.strip() if text else ""
    if not text:
        return None
    if not _INTEGER.fullmatch(text):
        raise ValueError("not a whole number")
    value = int(text)
    if not low <= value <= high:
        raise ValueError("out of range")
    return value


@lru_cache(_CACHED)
def integer(text: str | None) -> int | None:
    """A whole number of 32 bits."""
    return _integer(text, -(2**31), 2**31 - 1)


@lru_cache(_CACHED)
def count(text: str | None) -> int | None:
    """A whole number from 0, of 32 bits."""
    return _integer(text, 0, 2**31 - 1)


@lru_cache(_CACHED)
def position(text: str | None) -> int:
    """A whole number from 0 that must be there."""
    value = count(text)
    if value is None:
        raise ValueError("blank")
    return value


def long_integer(text: str | None) -> int | None:
    """A whole number of 64 bits."""
    return _integer(text, -(2**63), 2**63 - 1)


@lru_cache(_CACHED)
def level(text: str | None) -> int | None:
    """A performance level, from 1."""
    return _integer(text, 1, 2**31 - 1)


@lru_cache(_CACHED)
def truth(text: str | None) -> bool | None:
    """Yes or no, in any of the usual spellings."""
    text = text.strip() if text else ""
    if not text:
        return None
    value = parse_truth(text)
    if value is None:
        raise ValueError("neither yes nor no")
    return value


def truth_or_unknown(text: str | None) -> bool | None:
    """Yes, no, or the code for a status that nobody could provide, which is None."""
    if text and text.strip().lower() == "unknown/cannot provide":
        return None
    return truth(text)


def year(text: str | None) -> int | None:
    """A school year, by its spring."""
    text = text.strip() if text else ""
    if not text:
        return None
    if not _YEAR.fullmatch(text):
        raise ValueError("not a year")
    return int(text)


def day(text: str | None) -> date | None:
    """A calendar date, YYYY-MM-DD."""
    text = text.strip() if text else ""
    if not text:
        return None
    if not _DAY.fullmatch(text):
        raise ValueError("not YYYY-MM-DD")
    return date.fromisoformat(text)


def timestamp(text: str | None) -> datetime | None:
    """A moment in UTC; one without an offset is UTC already."""
    text = text.strip() if text else ""
    if not text:
        return None
    if text[4:5] != "-" or text[7:8] != "-" or text[10:11] != "T" or len(text) < 16:
        raise ValueError("not YYYY-MM-DDThh:mm:ss")
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC)
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of range") from None


def moment(text: str | None) -> str | None:
    """A moment in UTC, written without its offset: what is only passed on needs no datetime."""
    if text and _LOCAL_MOMENT.fullmatch(text):
        datetime.fromisoformat(text)
        return text
    value = timestamp(text)
    return None if value is None else value.replace(tzinfo=None).isoformat()


def text(longest: int) -> Callable[[str | None], str | None]:
    """The parser of texts of at most `longest` characters; blanks around them are removed."""

    def parse(value: str | None) -> str | None:
        value = value.strip() if value else ""
        if len(value) > longest:
            raise ValueError("too long")
        return value or None

    return parse


def repeated_text(longest: int) -> Callable[[str | None], str | None]:
    """The same for texts that repeat; never for what describes a student."""
    return lru_cache(_CACHED)(text(longest))


def one_of(codes: Iterable[str]) -> Callable[[str | None], str | None]:
    """The parser of codes, in any case; it gives them as listed."""
    return translated({code: code for code in codes})


def translated(codes: dict[str, str]) -> Callable[[str | None], str | None]:
    """The parser of codes, in any case, that stand for others."""
    known = {code.lower(): meaning for code, meaning in codes.items()}

    def parse(value: str | None) -> str | None:
        value = value.strip().lower() if value else ""
        if not value:
            return None
        if value not in known:
            raise ValueError("unknown code")
        return known[value]

    return parse


def padded(text: str) -> str:
    """A grade code of two characters; `7` is `07`."""
    return text.strip().rjust(2, "0") if text.strip() else ""


def shown(text: str) -> str:
    """A code as it may stand in a finding: on one line, and not too long."""
    line = "".join(letter if letter.isprintable() else "?" for letter in text.strip())
    return line if len(line) <= 60 else f"{line[:59]}…"
