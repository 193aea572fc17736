"""What aggregate reports answer with, as JSON: the shapes of docs/api/parts/aggregates.yaml."""

from typing import TypedDict

from cers.reports.documents import Average, Coded, Level
from cers.reports.item_documents import Described


class Organization(TypedDict):
    """A school, a district or the state, whose id is empty."""

    type: str
    id: str
    name: str


class Subgroup(TypedDict):
    """Students by a value of a dimension; `overall` has one value, which is empty."""

    dimension: str
    value: str


class AssessmentName(TypedDict):
    """An assessment by its name."""

    id: str
    label: str


class Cut(TypedDict):
    """The scale scores a level stands for."""

    level: int
    low: float
    high: float


class Measure(TypedDict):
    """What rows are about, and how it is reported; `assessment` is null for a step of years."""

    school_year: int
    subject: Coded
    grade: str
    assessment: AssessmentName | None
    code: Coded | None
    levels: list[Level]
    standard_cutoff: int | None
    cuts: list[Cut]


class LevelShare(TypedDict):
    """How many students are at levels `first` to `last`, and how many of a hundred."""

    first: int
    last: int
    count: int
    percent: int


class Figures(TypedDict):
    """What is shown of a row; where `suppressed` says why not, what is null is not shown."""

    students: int | None
    average: Average | None
    levels: list[LevelShare] | None
    suppressed: str | None


class Row(Figures):
    """A row of a report; `measure` is its place in the report's measures.

    `beyond` rows are no results of the caller's own organization.
    """

    measure: int
    organization: Organization
    beyond: bool
    subgroup: Subgroup


class StepFigures(TypedDict):
    """A step of a line: all its students, and those with results in every step."""

    measure: int
    all: Figures
    cohort: Figures | None


class Line(TypedDict):
    """One organization and subgroup over the years."""

    organization: Organization
    beyond: bool
    subject: str
    subgroup: Subgroup
    steps: list[StepFigures]


class TargetRow(TypedDict):
    """How the students of an organization did on one target; `measure` is its assessment."""

    measure: int
    organization: Organization
    claim: Coded
    target: Described
    subgroup: Subgroup
    students_tested: int
    caution: bool
    relative_to_test: str
    relative_to_standard: str


class TooFew(TypedDict):
    """An assessment that too few students took for a report of its targets."""

    measure: int
    students_tested: int
    minimum_students: int


class Table(TypedDict):
    """All of a report: of the three lists of rows only that of its type has any."""

    measures: list[Measure]
    rows: list[Row]
    lines: list[Line]
    targets: list[TargetRow]
    too_few: list[TooFew]
