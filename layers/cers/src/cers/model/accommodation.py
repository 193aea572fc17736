"""Accommodations: what students may use in a test, by school year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AccommodationLabel:
    """What an accommodation is called in one language."""

    text: str
    landed_at: datetime


@dataclass(frozen=True, slots=True)
class Accommodation:
    """An accommodation of one school year, by the code that exams name it with.

    `labels` maps a language (ISO 639-2, such as `eng`) to the label; there is at least one.
    """

    code: str
    school_year: int
    labels: Mapping[str, AccommodationLabel] = field(default_factory=dict)

    def label(self, language: str = "eng") -> str:
        """The label in a language; in English, or as the code, where there is none."""
        label = self.labels.get(language) or self.labels.get("eng")
        return label.text if label else self.code


Accommodations = Mapping[int, Mapping[str, Accommodation]]
"""The accommodations of each school year by code."""
