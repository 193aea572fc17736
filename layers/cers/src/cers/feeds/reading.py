"""What the feeds of reference data share: decoding, findings and the result of reading."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final, Generic, Self, TypeVar

from cers.model.delivery import Counts, Feed
from cers.model.finding import Finding, Severity
from cers.model.reference import Missing
from cers.model.rule import Rule

T = TypeVar("T")

MAX_FINDINGS: Final = 10_000
_SHOWN_LENGTH: Final = 60
_WITHHELD: Final = '"…"'
_CODE: Final = re.compile(
    r"[0-9]{1,4}|[0-9]{7}|[0-9]{14}|(?=.*[0-9])(?=.*[A-Za-z])[!-?A-~ ]{1,60}", re.ASCII
)
"""What is surely no name, day, address or SSID: grades, CDS codes, and letters with digits."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What reading a file of reference data yields.

    `value` holds what was accepted, or None where nothing was; any error refuses the whole file.
    """

    value: T | None
    counts: Counts
    findings: tuple[Finding, ...] = ()
    missing: frozenset[Missing] = field(default_factory=frozenset)

    @classmethod
    def refused(cls, findings: "Findings", records: int = 0) -> Self:
        """Nothing of a file with `records` records was accepted."""
        return cls(None, Counts(records=records, rejected=records), findings.all())


@dataclass(frozen=True, slots=True)
class FileRules:
    """The rules that any file of a feed can break before it is read as that feed."""

    empty: Rule
    encoding: Rule
    too_many: Rule

    @classmethod
    def of(cls, feed: Feed) -> Self:
        """The rules of one feed."""
        return cls(
            Rule("empty-file", Severity.ERROR, "The file holds nothing.", feed),
            Rule("not-utf-8", Severity.ERROR, "The file is not text in UTF-8.", feed),
            Rule(
                "too-many-findings",
                Severity.ERROR,
                f"The file has more than {MAX_FINDINGS:,} faults; the first ones are listed.",
                feed,
            ),
        )

    def all(self) -> tuple[Rule, ...]:
        """The rules as a tuple."""
        return (self.empty, self.encoding, self.too_many)


class Findings:
    """Collects the findings of one file, a bounded number of them."""

    def __init__(self, rules: FileRules) -> None:
        self._too_many = rules.too_many
        self._all: list[Finding] = []
        self._failed = False

    @property
    def failed(self) -> bool:
        """Whether there is an error among them."""
        return self._failed

    def add(self, rule: Rule, message: str, where: str = "", element: str = "") -> None:
        """Add a finding; past the bound, one last finding says that there are more."""
        self._failed = self._failed or rule.severity is Severity.ERROR
        if len(self._all) < MAX_FINDINGS:
            self._all.append(rule.finding(message, where, element))
        elif len(self._all) == MAX_FINDINGS:
            self._failed = True
            self._all.append(self._too_many.finding("Mend the listed faults and send it again."))

    def all(self) -> tuple[Finding, ...]:
        """Every finding so far, in the order they were found."""
        return tuple(self._all)


def at_line(line: int) -> str:
    """Where a finding is: a line of the file, counted from 1."""
    return f"line {line}"


def quoted(value: str) -> str:
    """A delivered value as it may stand in a message: on one line, and not too long."""
    line = " ".join(value.split())
    text = "".join(letter if letter.isprintable() else "?" for letter in line)
    return f'"{text[:_SHOWN_LENGTH]}…"' if len(text) > _SHOWN_LENGTH else f'"{text}"'


def quoted_code(value: str) -> str:
    """A delivered code as it may stand in a message of a feed about people.

    With columns shifted, any cell may hold a name: what could be one is not repeated.
    """
    text = value.strip()
    return f'"{text}"' if _CODE.fullmatch(text) else _WITHHELD


def unknown_column(place: int, name: str, columns: Iterable[str]) -> str:
    """What is said of a column, by its place from 1, that is none of those there are.

    Its name is not repeated: where a line end is missing, the header has swallowed a person.
    """
    near = get_close_matches(name[:_SHOWN_LENGTH], list(columns), 1, 0.75)
    meant = f" Is {near[0]} meant?" if near else ""
    return f"Column {place} is none of the layout's and left aside.{meant}"


def decode(data: bytes, rules: FileRules, findings: Findings) -> str | None:
    """The file's text without a byte order mark, or None with a finding."""
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        findings.add(rules.empty, "The file is empty: send it with its content.")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.add(rules.encoding, "Save the file as UTF-8 and send it again.", at_line(line))
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        findings.add(rules.encoding, "There is a NUL character: is it text?", at_line(line))
        return None
    return text
