"""The words of printed reports, which parents read: everyday language, no names of our trade."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Meaning:
    """What levels mean that are so far from the standard; `{name}` is the student."""

    far_below: str
    just_below: str
    at: str
    above: str
    lowest: str
    between: str
    highest: str


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of a report in one language; names in braces are put in."""

    language: str
    spoken: str
    """The same language, as accommodations name it."""

    batch_title: str
    report_title: str
    author: str
    page: str
    made_up: str
    footer: str
    somebody: str
    """A student whose first name is not known."""

    student_id: str
    grade: str
    school: str
    district: str
    intro: str

    grade_of: Callable[[tuple[str, ...]], str]
    day: Callable[[date], str]

    heading: str
    other_heading: str
    """Of a test that is not the one at the end of the year."""

    taken: str
    result: str
    no_level: str
    level_of: str
    score: str
    no_score: str
    error: str
    partial: str
    nonstandard: str
    invalid: str

    scale_alt: str
    band_alt: str
    score_alt: str
    cut_alt: str

    meanings: str
    meaning_columns: tuple[str, str]
    here: str
    meaning: Meaning

    parts: str
    parts_note: str
    part: str
    part_result: str
    about: str
    further: str
    writing: str
    trait: str
    points: str
    points_of: str
    not_scored: str

    trend: str
    trend_columns: tuple[str, str, str, str]
    trend_alt: str
    point_alt: str

    accommodations: str
    no_accommodations: str

    blocks: str
    blocks_note: str
    block_columns: tuple[str, str, str, str]
    first_time: str

    reading: str
    read_level: str
    read_cut: str
    read_error: str
    read_parts: str
    read_compare: str
    read_blocks: str
    contact: str

    names: Mapping[str, str]
    """What is delivered in English -> what families call it in this language."""

    glosses: Mapping[str, str]
    """What the name of a level says, for readers of this language; definitions come first."""
