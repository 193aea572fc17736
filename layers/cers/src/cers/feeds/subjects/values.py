"""Typed attributes of a subject definition, with a finding where one cannot be read."""

from collections.abc import Collection, Hashable, Iterable
from typing import Final

from cers.feeds.numbers import parse_integer, parse_number
from cers.feeds.reading import Findings, at_line, quoted
from cers.feeds.subjects import rules
from cers.feeds.xml_tree import Node
from cers.model.rule import Rule

_TRUTH: Final = {"true": True, "1": True, "false": False, "0": False}


class Values:
    """Reads attributes. What is missing but required is a matter of the structure, not noted."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings

    def code(self, node: Node, name: str, most: int) -> str:
        """A code of at most so many characters."""
        value = node.attributes.get(name, "")
        if len(value) > most:
            message = f"{quoted(value)} is too long: use at most {most} characters."
            self._note(rules.TOO_LONG, message, node, name)
        return value

    def choice(self, node: Node, name: str, choices: Collection[str]) -> str:
        """One of the given codes."""
        value = node.attributes.get(name, "")
        if value and value not in choices:
            self.invalid(node, name, f"one of {', '.join(choices)}")
        return value

    def integer(self, node: Node, name: str, least: int | None = None) -> int | None:
        """A whole number, or None where there is none."""
        value = node.attributes.get(name, "")
        number = parse_integer(value)
        if value and (number is None or (least is not None and number < least)):
            bound = "" if least is None else f" from {least} up"
            self.invalid(node, name, f"a whole number{bound}")
            return None
        return number

    def number(self, node: Node, name: str) -> float | None:
        """A number, or None where there is none."""
        value = node.attributes.get(name, "")
        number = parse_number(value)
        if value and number is None:
            self.invalid(node, name, "a number")
        return number

    def truth(self, node: Node, name: str, *, default: bool) -> bool:
        """True or false, or the default where nothing is said."""
        value = node.attributes.get(name, "")
        if value and value not in _TRUTH:
            self.invalid(node, name, "true or false")
        return _TRUTH.get(value, default)

    def invalid(self, node: Node, name: str, expected: str) -> None:
        """Note that an attribute is not what is expected."""
        value = quoted(node.attributes.get(name, ""))
        self._note(rules.INVALID, f"{value} should be {expected}.", node, name)

    def unique(self, nodes: Iterable[Node], name: str) -> None:
        """Note every value of an attribute that occurs a second time."""
        seen: set[Hashable] = set()
        for node in nodes:
            value = node.attributes.get(name, "")
            if value and value in seen:
                message = f"{quoted(value)} is defined twice: keep one."
                self._note(rules.DUPLICATE_CODE, message, node, name)
            seen.add(value)

    def _note(self, rule: Rule, message: str, node: Node, name: str) -> None:
        self._findings.add(rule, message, at_line(node.line), f"{node.tag}@{name}")
