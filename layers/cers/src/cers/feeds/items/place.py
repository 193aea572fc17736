"""A place in an item, and the plain values that stand there, checked."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from cers.feeds.items import rules
from cers.feeds.items.doubts import Doubts
from cers.feeds.reading import Findings, quoted
from cers.model.rule import Rule

_REFUSED: Final = re.compile("[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but for the end of a line, and halves of characters, which nothing stores."""

_MARKUP: Final = re.compile(
    r"</?(?:p|br|b|i|u|em|strong|sub|sup|span|div|img|table|t[rdh]|[uo]l|li|math|m[a-z]+|h[1-6]"
    r"|a|svg|script|style|iframe)(?:\s+[\w:-]+\s*=[^<>]*)?\s*/?>|&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});",
    re.IGNORECASE | re.ASCII,
)


class Place:
    """Where in a file something stands, such as `stem[0].text` of an item."""

    def __init__(self, findings: Findings, doubts: Doubts, where: str, path: str = "") -> None:
        self._findings = findings
        self._doubts = doubts
        self.where = where
        self._path = path

    def of(self, name: str) -> "Place":
        """The member of the object that stands here."""
        return self._at(f"{self._path}.{name}" if self._path else name)

    def at(self, number: int) -> "Place":
        """The element of the list that stands here, counted from 0 as JSON is."""
        return self._at(f"{self._path}[{number}]")

    def _at(self, path: str) -> "Place":
        return Place(self._findings, self._doubts, self.where, path)

    def note(self, rule: Rule, message: str) -> None:
        """Add an error that is about this place."""
        self._findings.add(rule, message, self.where, self._path)

    def doubt(self, rule: Rule, message: str) -> None:
        """Add a warning that is about this place."""
        self._doubts.add(rule, message, self.where, self._path)

    def members(self, value: object, known: Sequence[str]) -> Mapping[str, object] | None:
        """The members of an object, None if it is something else; of others there is a warning."""
        if not isinstance(value, dict):
            self.note(rules.INVALID, "An object should stand here.")
            return None
        for name in value.keys() - set(known):
            message = f"{quoted(name)} is none of {', '.join(known)}."
            self.doubt(rules.UNKNOWN_MEMBER, message)
        return value

    def values(self, value: object, most: int) -> Sequence[object]:
        """The elements of a list, none if nothing stands here."""
        if value is None:
            return ()
        if not isinstance(value, list):
            self.note(rules.INVALID, "A list should stand here.")
            return ()
        if len(value) > most:
            self.note(rules.TOO_MANY, f"There are {len(value):,}: at most {most} may be.")
            return ()
        return value

    def text(self, value: object, longest: int, *, required: bool = True) -> str:
        """A text without space around it; empty if it is none, or may be missing and is."""
        if value is not None and not isinstance(value, str):
            self.note(rules.INVALID, "A text in quotes should stand here.")
            return ""
        text = (value or "").replace("\r\n", "\n").strip()
        if required and not text:
            self.note(rules.MISSING_VALUE, "Give it a text.")
        elif len(text) > longest:
            message = f"The text has {len(text):,} characters: use at most {longest:,}."
            self.note(rules.TOO_LONG, message)
        elif _REFUSED.search(text):
            self.note(rules.INVALID, "Remove the control characters, or the halves of one.")
        return text

    def line(self, value: object, longest: int, *, required: bool = True) -> str:
        """A text on one line."""
        text = self.text(value, longest, required=required)
        if "\n" in text:
            self.note(rules.INVALID, "Write it on one line.")
        return text

    def prose(self, value: object, longest: int) -> str:
        """A text that is shown to people."""
        text = self.text(value, longest)
        if _MARKUP.search(text):
            self.doubt(rules.MARKUP, "Write plain text: markup is not interpreted.")
        return text

    def truth(self, value: object) -> bool:
        """Yes or no; no if nothing stands here."""
        if value is not None and not isinstance(value, bool):
            self.note(rules.INVALID, "Either true or false should stand here.")
        return value is True

    def integer(self, value: object, high: int) -> int:
        """A whole number from 0."""
        if value is None:
            self.note(rules.MISSING_VALUE, "Give it a number.")
        elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= high:
            self.note(rules.INVALID, f"A whole number from 0 to {high} should stand here.")
        else:
            return value
        return 0
