"""What is not shipped, because no source could be relied on: it comes with delivered files."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Unsourced:
    """Something a vendor has to deliver, and in which feed."""

    subject: str
    what: str
    feed: str


UNSOURCED: Final = (
    Unsourced("ELA, Math", "content targets, standards and item difficulty cuts", "subjects"),
    Unsourced("ELA, Math", "items of summative tests, ICAs and blocks; every IAB and FIAB",
              "assessments"),
    Unsourced("ELA, Math", "names of the composite claims of the adjusted blueprint", "subjects"),
    Unsourced("ELA, Math", "ICA level names from 2025-26 on (kept as before)", "subjects"),
    Unsourced("CAST", "score ranges of summative and interim tests", "assessments"),
    Unsourced("CAAELA, CAAMATH, CAASCI", "score ranges", "assessments"),
    Unsourced("CSA", "score ranges; level names before 2024-25; levels of the composites",
              "assessments, subjects"),
    Unsourced("ELPAC", "interim assessments; the scale of 2017-18", "assessments"),
    Unsourced("all", "level names in Spanish; texts of printed student reports", "subjects"),
)  # fmt: skip
