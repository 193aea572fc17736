"""What comparisons answer with, as JSON: the shapes of docs/api/parts/comparison.yaml."""

from typing import TypedDict

from cers.reports.documents import Average, Coded, Met, Named, PopulationDocument


class ComparedAssessment(TypedDict):
    """What is compared."""

    id: str
    label: str
    name: str
    subject: Coded
    grade: str
    type: Coded


class LevelShare(TypedDict):
    """How many of a row's results are at a level, and how many of a hundred."""

    level: int
    count: int
    percent: int


class Figures(TypedDict):
    """What is shown of a row; what is null is not."""

    results: int | None
    average: Average | None
    levels: list[LevelShare] | None
    met: Met | None


class ComparisonRow(Figures):
    """A row; `organization` is null for the state.

    `beyond` rows count others than the caller's own. Of a `partial` row only some districts are
    released. The figures of a `rounded` row are about so.
    """

    kind: str
    organization: Named | None
    beyond: bool
    standing: str
    partial: bool
    rounded: bool


class Comparison(PopulationDocument):
    """A population beside its school, its district and the state, the widest last."""

    assessment: ComparedAssessment
    school_year: int
    standard_cutoff: int | None
    rows: list[ComparisonRow]
