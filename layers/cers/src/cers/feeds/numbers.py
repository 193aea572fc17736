"""Numbers, truth values and years as delivered files write them."""

import math
import re
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_INTEGER: Final = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_YEAR: Final = re.compile(r"(20\d\d)(?:-(?:20)?(\d\d))?", re.ASCII)
_TRUTH: Final = {
    "y": True, "yes": True, "true": True, "t": True, "1": True,
    "n": False, "no": False, "false": False, "f": False, "0": False,
}  # fmt: skip


def parse_number(text: str) -> float | None:
    """A finite number, possibly in scientific notation, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def parse_integer(text: str) -> int | None:
    """A whole number of at most nine digits, or None."""
    return int(text) if _INTEGER.fullmatch(text) else None


def parse_truth(text: str) -> bool | None:
    """Yes or no in any of the usual spellings, or None."""
    return _TRUTH.get(text.lower())


def parse_school_year(text: str) -> int | None:
    """The spring year of `2017`, `2016-2017` or `2016-17`, or None."""
    match = _YEAR.fullmatch(text)
    if match is None:
        return None
    first, second = match.groups()
    if second is None:
        return int(first)
    spring = int(first) + 1
    return spring if spring % 100 == int(second) else None


def parse_grade(text: str) -> str:
    """A grade as its two-character code: `7` is `07`, `kg` is `KG`."""
    return text.upper().zfill(2) if text else ""
