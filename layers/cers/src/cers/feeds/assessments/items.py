"""The items of an assessment package."""

from collections.abc import Sequence
from typing import Final

from cers.feeds.assessments import rules
from cers.feeds.assessments.columns import ITEM_KEY, Line
from cers.feeds.numbers import parse_integer, parse_number, parse_truth
from cers.feeds.reading import Findings, at_line, quoted
from cers.model.assessment import Item
from cers.model.rule import Rule
from cers.model.subject import Subject

KEY_LENGTH: Final = 40
PURPOSE_LENGTH: Final = 16
KEYED_TYPES: Final = frozenset({"MC", "MS"})
MATH_PRACTICES: Final = frozenset(str(number) for number in range(1, 9))


def read_items(
    lines: Sequence[Line], subject: Subject | None, findings: Findings
) -> dict[str, Item]:
    """The items of one assessment by key; without a subject, what they point to is not checked."""
    reader = _Reader(subject, findings)
    items: dict[str, Item] = {}
    for line in lines:
        item = reader.read(line)
        if item is None:
            continue
        if item.key in items:
            message = f"The item {quoted(item.key)} stands in the file before: keep one row of it."
            findings.add(rules.DUPLICATE_ITEM, message, at_line(line.number), ITEM_KEY)
        items[item.key] = item
    return items


class _Reader:
    def __init__(self, subject: Subject | None, findings: Findings) -> None:
        self._findings = findings
        self._subject = subject
        claims = subject.claims if subject else ()
        self._targets = {claim.code: {each.code for each in claim.targets} for claim in claims}
        self._standards_known = subject.standards if subject else {}
        self._line = Line(0, {})

    def read(self, line: Line) -> Item | None:
        """The item of a row, or None if the row has none."""
        self._line = line
        key = line.get(ITEM_KEY)
        if not key:
            if line.get("ItemType") or line.get("ClaimContentTarget"):
                self._note(rules.MISSING_VALUE, ITEM_KEY, "Name the item of this row.")
            return None
        claim, target = self._target(self._text("ClaimContentTarget"), "ClaimContentTarget")
        item_type = self._text("ItemType")
        return Item(
            key=self._bounded(ITEM_KEY, KEY_LENGTH),
            position=self._integer("ItemPosition", required=False),
            type=item_type,
            claim=claim,
            target=target,
            dok=self._integer("DOK"),
            difficulty=self._number("avg_b"),
            max_points=self._number("MaxPoints"),
            math_practice=self._practice(),
            allow_calculator=self._truth("AllowCalculator"),
            field_test=self._truth("IsFieldTest") or False,
            active=self._truth("IsActive") is not False,
            answer_key=self._answer(item_type),
            options=self._integer("NumberOfAnswerOptions"),
            writing_purpose=self._bounded("PtWritingType", PURPOSE_LENGTH),
            standards=self._standards(),
            secondary_targets=self._secondary(),
        )

    def _note(self, rule: Rule, element: str, message: str) -> None:
        self._findings.add(rule, message, at_line(self._line.number), element)

    def _text(self, element: str) -> str:
        value = self._line.get(element)
        if not value:
            self._note(rules.MISSING_VALUE, element, "Give the item a value.")
        return value

    def _bounded(self, element: str, most: int) -> str:
        value = self._line.get(element)
        if len(value) > most:
            message = f"The text has {len(value)} characters: use at most {most}."
            self._note(rules.TOO_LONG, element, message)
        return value

    def _invalid(self, element: str, expected: str) -> None:
        value = quoted(self._line.get(element))
        self._note(rules.INVALID, element, f"{value} should be {expected}.")

    def _integer(self, element: str, *, required: bool = True) -> int | None:
        value = self._text(element) if required else self._line.get(element)
        number = parse_integer(value)
        if value and (number is None or number < 0):
            self._invalid(element, "a whole number")
        return number

    def _number(self, element: str) -> float | None:
        value = self._text(element)
        number = parse_number(value)
        if value and number is None:
            self._invalid(element, "a number")
        return number

    def _truth(self, element: str) -> bool | None:
        value = self._line.get(element)
        truth = parse_truth(value)
        if value and truth is None:
            self._invalid(element, "yes or no")
        return truth

    def _answer(self, item_type: str) -> str:
        value = self._line.get("AnswerKey")
        if not value and item_type in KEYED_TYPES:
            message = f"Give the key: items of type {item_type} have one."
            self._note(rules.MISSING_VALUE, "AnswerKey", message)
        return value

    def _practice(self) -> str:
        value = self._line.get("MathematicalPractice")
        if value.lower() in ("", "none"):
            return ""
        if value not in MATH_PRACTICES:
            self._invalid("MathematicalPractice", "a number from 1 to 8, or none")
        return value

    def _target(self, text: str, element: str) -> tuple[str, str]:
        """A claim and a target: everything after the first bar belongs to the target."""
        parts = [part.strip() for part in text.split("|")]
        claim, target = parts[0], "|".join(parts[1:])
        if text and not (claim and target):
            self._invalid(element, "a claim and a target with a bar between them")
        elif text and self._subject:
            self._check_target(claim, target, element)
        return claim, target

    def _check_target(self, claim: str, target: str, element: str) -> None:
        if claim not in self._targets:
            message = f"The subject defines no claim {quoted(claim)}."
            self._note(rules.CLAIM, element, message)
        elif target not in self._targets[claim]:
            message = f"The claim {quoted(claim)} has no target {quoted(target)}."
            self._note(rules.TARGET, element, message)

    def _secondary(self) -> tuple[tuple[str, str], ...]:
        element = "SecondaryClaimContentTarget"
        texts = _listed(self._line.get(element))
        return tuple(dict.fromkeys(self._target(text, element) for text in texts))

    def _standards(self) -> tuple[str, ...]:
        standards = tuple(dict.fromkeys(_listed(self._line.get("CommonCore"))))
        unknown = [
            each for each in standards if self._subject and each not in self._standards_known
        ]
        if unknown:
            message = f"The subject defines no standard {', '.join(map(quoted, unknown))}."
            self._note(rules.STANDARD, "CommonCore", message)
        return standards


def _listed(text: str) -> list[str]:
    """The parts of a list that semicolons separate."""
    return [part for part in (each.strip() for each in text.split(";")) if part]
