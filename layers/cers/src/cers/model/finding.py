"""Findings: what a check says of a delivery, never with a student's data in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    """The record is refused."""

    WAITING = "waiting"
    """The record is kept until reference data it needs arrives."""

    WARNING = "warning"
    """The record is accepted; somebody should look."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or doubt found in a delivery.

    `code` is stable and listed in the data contract; `where` names the place (a member of a
    bundle, a line, a record number); `element` is the field's name in the delivered format.
    `message` says what is wrong and how to mend it. None of them ever holds a value of a field
    marked as PII.
    """

    code: str
    severity: Severity
    message: str
    where: str = ""
    element: str = ""

    @classmethod
    def from_json(cls, document: Mapping[str, str]) -> Self:
        """The finding a JSON document describes."""
        texts = dict(document)
        return cls(severity=Severity(texts.pop("severity")), **texts)
