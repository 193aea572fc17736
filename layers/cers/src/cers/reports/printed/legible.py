"""Texts as the bundled fonts can show them.

A document with a character that no font has is refused as inaccessible, and with it everybody
else's report. Names are what registrations deliver; whatever the fonts lack gives way to a sign.
"""

import re
from typing import Any, Final
from unicodedata import category, normalize

MISSING: Final = "□"
"""Stands for a character that cannot be shown."""

_SHOWN: Final = re.compile(
    r"[\u0020-\u007e\u00a0-\u04ff\u1e00-\u1eff\u2010-\u2027\u20a0-\u20b0\u2190-\u2199\u25a1]"
)
"""Latin with every accent, Greek, Cyrillic, and signs (a test sets each of them)."""


def legible(text: str) -> str:
    """A text with nothing in it that the fonts cannot show."""
    return "".join(_shown(each) for each in normalize("NFC", text))


def legible_throughout(document: Any) -> Any:
    """A document of lists, mappings and texts, with every text legible."""
    match document:
        case str():
            return legible(document)
        case list():
            return [legible_throughout(each) for each in document]
        case dict():
            return {key: legible_throughout(value) for key, value in document.items()}
        case _:
            return document


def can_be_shown(character: str) -> bool:
    """Whether the fonts have a character."""
    return _SHOWN.match(character) is not None and category(character) not in ("Cn", "Cc")


def _shown(character: str) -> str:
    if can_be_shown(character):
        return character
    parts = "".join(filter(can_be_shown, normalize("NFKD", character)))
    if parts:
        return parts
    return "" if category(character).startswith("C") else MISSING
