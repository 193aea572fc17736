"""Accommodations: XML to the accommodations of a school year, or every fault in it.

The file describes every way of making a test accessible; only the selections of resources whose
type says that they are accommodations are taken.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from cers.feeds.accommodations import rules
from cers.feeds.numbers import parse_school_year
from cers.feeds.reading import Findings, Parsed, at_line, quoted
from cers.feeds.xml_tree import Node, RootRules, read_root
from cers.model.accommodation import Accommodation, AccommodationLabel
from cers.model.delivery import Counts
from cers.model.rule import Rule

CODE_LENGTH: Final = 25
LANGUAGE_LENGTH: Final = 3
LABEL_LENGTH: Final = 60

_FAMILY: Final = "MasterResourceFamily"
_RESOURCES: Final = ("SingleSelectResource", "MultiSelectResource", "EditResource")
_TYPE_START: Final = "accom"
_ROOT: Final = RootRules(rules.FILE, rules.XML, rules.ROOT)


def read_accommodations(data: bytes, landed_at: datetime) -> Parsed[tuple[Accommodation, ...]]:
    """The accommodations that a file defines; any error refuses the file."""
    findings = Findings(rules.FILE)
    root = read_root(data, "Accessibility", "an Accessibility configuration", _ROOT, findings)
    if root is None:
        return Parsed.refused(findings)
    reader = _Reader(_school_year(root, findings), landed_at, findings)
    for selection in _selections(root, findings):
        reader.read(selection)
    found = reader.accommodations
    if not found and not findings.failed:
        findings.add(rules.NO_RECORDS, "Give at least one resource the type Accommodation.")
    if findings.failed:
        return Parsed.refused(findings, len(found))
    counts = Counts(records=len(found), accepted=len(found), skipped=reader.skipped)
    return Parsed(found, counts, findings.all())


def _school_year(root: Node, findings: Findings) -> int:
    value = root.attributes.get("schoolYear", "")
    year = parse_school_year(value)
    where, element = at_line(root.line), "Accessibility@schoolYear"
    if not value:
        findings.add(rules.MISSING_VALUE, "Say which school year it is for.", where, element)
    elif year is None:
        message = f"{quoted(value)} should be a school year, by its spring: 2026."
        findings.add(rules.INVALID, message, where, element)
    return year or 0


def _selections(root: Node, findings: Findings) -> Iterator[Node]:
    """The selections of every resource that is an accommodation."""
    family = root.first(_FAMILY)
    if family is None:
        message = "Describe the resources in a MasterResourceFamily."
        findings.add(rules.MISSING_ELEMENT, message, at_line(root.line), _FAMILY)
        return
    for resource in family.children:
        if resource.tag in _RESOURCES and _is_accommodation(resource):
            yield from resource.all("Selection")


def _is_accommodation(resource: Node) -> bool:
    kind = resource.first("ResourceType")
    return kind is not None and kind.text.lower().startswith(_TYPE_START)


class _Reader:
    def __init__(self, school_year: int, landed_at: datetime, findings: Findings) -> None:
        self._school_year = school_year
        self._landed_at = landed_at
        self._findings = findings
        self._labels: dict[str, dict[str, AccommodationLabel]] = {}
        self.skipped = 0

    @property
    def accommodations(self) -> tuple[Accommodation, ...]:
        """What was read so far."""
        return tuple(
            Accommodation(code, self._school_year, labels) for code, labels in self._labels.items()
        )

    def read(self, selection: Node) -> None:
        """Take a selection's code with its labels."""
        code = self._value(selection, "Code", CODE_LENGTH, required=False)
        if not code:
            self.skipped += 1
            message = "Give it a code if it is to be shown in reports."
            self._note(rules.NO_CODE, message, selection, "Code")
            return
        labels = self._labels.setdefault(code, {})
        texts = list(selection.all("Text"))
        if not texts:
            message = "Give the accommodation a Text with its language and label."
            self._note(rules.MISSING_ELEMENT, message, selection, "Text")
        for text in texts:
            self._add(text, labels)

    def _add(self, text: Node, labels: dict[str, AccommodationLabel]) -> None:
        language = self._value(text, "Language", LANGUAGE_LENGTH).lower()
        if language and not (language.isascii() and language.isalpha()):
            message = f"{quoted(language)} should be an ISO 639-2 code such as eng."
            self._note(rules.INVALID, message, text, "Language")
        label = AccommodationLabel(self._value(text, "Label", LABEL_LENGTH), self._landed_at)
        if labels.setdefault(language, label) != label:
            message = "The accommodation has another label above, in the same language."
            self._note(rules.CONFLICT, message, text, "Label")

    def _value(self, node: Node, name: str, most: int, *, required: bool = True) -> str:
        child = node.first(name)
        value = child.text if child else ""
        if required and not value:
            self._note(rules.MISSING_VALUE, "Give it a value.", child or node, name)
        elif len(value) > most:
            message = f"{quoted(value)} has {len(value)} characters: use at most {most}."
            self._note(rules.TOO_LONG, message, child or node, name)
        return value

    def _note(self, rule: Rule, message: str, node: Node, name: str) -> None:
        self._findings.add(rule, message, at_line(node.line), name)
