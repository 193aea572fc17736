"""The pages of printed reports before they are set: every word and number that stands on them.

`report.typ` sets these as they are: it words nothing and decides nothing.
"""

from typing import Literal, TypedDict


class Text(TypedDict):
    """A text and the language it is in, so that it is read aloud in that one."""

    text: str
    lang: str


class Level(TypedDict):
    """A level: its number, its name and, in the palette, the number of its colour.

    `gloss` says in the report's language what the name says, where its definition does not.
    """

    color: int
    number: int
    name: Text
    gloss: str


Cell = str | Text | Level


class Band(TypedDict):
    """A level on a scale, from its lowest score up to where the next one begins."""

    level: int
    low: float
    high: float
    color: int


class Scale(TypedDict):
    """A scale with its levels and a score; `low` and `high` are the score's error band.

    `cutoff` is the level that begins where the standard is met, 0 where none is set.
    """

    min: float
    max: float
    at: float
    low: float | None
    high: float | None
    cutoff: int
    bands: list[Band]
    alt: str


class Meaning(TypedDict):
    """What a level means; `here` says that it is the student's, and is empty if it is not."""

    level: Level
    scores: str
    here: str
    text: Text


class Meanings(TypedDict):
    """What the levels of a test mean, the highest first."""

    title: str
    columns: list[str]
    rows: list[Meaning]


class Part(TypedDict):
    """A table of parts of a test; columns are as wide as `widths` say, 0 as their contents."""

    title: str
    note: str
    widths: list[int]
    columns: list[str]
    rows: list[list[Cell]]


class Point(TypedDict):
    """A school year of a trend."""

    year: str
    test: Text
    score: str
    range: str
    level: Level | None


class ChartPoint(TypedDict):
    """A school year of a trend as a picture."""

    year: str
    scale: Scale


class Chart(TypedDict):
    """A trend as a picture, all years on the same scale."""

    alt: str
    points: list[ChartPoint]


class Trend(TypedDict):
    """Scores of several school years, the earliest first."""

    title: str
    columns: list[str]
    points: list[Point]
    chart: Chart | None


class Accommodations(TypedDict):
    """What a test was taken with."""

    title: str
    none: str
    items: list[Text]


class Scored(TypedDict):
    """A summative or interim comprehensive test."""

    kind: Literal["scored"]
    heading: Text
    sub: str
    remarks: list[str]
    level_label: str
    level: Level | None
    no_level: str
    of: str
    score_label: str
    score: str
    range: str
    scale: Scale | None
    error: str
    meanings: Meanings | None
    parts: list[Part]
    trend: Trend | None
    accommodations: Accommodations | None


class Previous(TypedDict):
    """The result before."""

    level: Level
    date: str


class Block(TypedDict):
    """An interim block; `previous` is a text where there is no result before."""

    test: Text
    date: str
    remark: str
    level: Level | None
    no_level: str
    previous: Previous | str


class TestAccommodations(TypedDict):
    """What one of several tests was taken with."""

    test: Text
    items: list[Text]


class Blocks(TypedDict):
    """The interim blocks of a subject."""

    kind: Literal["blocks"]
    heading: Text
    note: str
    columns: list[str]
    rows: list[Block]
    accommodations_title: str
    accommodations: list[TestAccommodations]


class Reading(TypedDict):
    """How to read a report, and whom to ask."""

    title: str
    points: list[str]
    contact: str


class Report(TypedDict):
    """The report of one student; `facts` stand in columns."""

    title: str
    header: list[str]
    footer: str
    facts: list[list[list[str]]]
    intro: str
    sections: list[Scored | Blocks]
    reading: Reading


class Labels(TypedDict):
    """Words of the page itself."""

    page: str


class Batch(TypedDict):
    """Reports that become one file; `note` stands on every page, where there is one."""

    title: str
    author: str
    language: str
    note: str
    labels: Labels
    students: list[Report]
