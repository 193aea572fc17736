"""What a layout says of a wide score file: its columns, where each goes, and its code tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """How a column's text is read."""

    TEXT = "text"
    CODE = "code"
    """One of a code table's codes; what is kept is the code's value."""

    INTEGER = "integer"
    NUMBER = "number"
    TRUTH = "truth"
    YEAR = "year"
    """A school year, by its spring."""

    DATE = "date"
    """YYYY-MM-DD, or as the layout's `date_format` says."""

    TIMESTAMP = "timestamp"
    """YYYY-MM-DDThh:mm:ss, with an offset unless it is in UTC."""

    LIST = "list"
    """Several texts in one column, separated by `;`."""


@dataclass(frozen=True, slots=True)
class WideColumn:
    """One column of a wide file.

    `target` says where it goes: a column of the exams table (`student_id`, `scale_score`…);
    `ethnicities/<code>`, a truth value for one race or ethnicity; `claim/<slot>/<column>`,
    `alternate/<slot>/<column>` or `trait/<slot>/<column>`, a column of the exam_scores table for
    the score that the layout's `score_codes` name for the subject and slot; or nothing, where the
    column is checked for being there but not kept. `start` counts characters from 1 and is only
    told for fixed width. `low` and `high` bound numbers, both included. `codes` names a code table.
    """

    name: str
    kind: Kind = Kind.TEXT
    target: str = ""
    required: bool = False
    longest: int | None = None
    low: float | None = None
    high: float | None = None
    codes: str = ""
    start: int | None = None
    length: int | None = None
    meaning: str = ""


FIXED_WIDTH: Final = ""
"""The delimiter of files whose columns lie at fixed places."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of wide file, for some school years.

    `delimiter` is `,` or `^`, or `FIXED_WIDTH`, whose files have no header. `code_tables` map
    table -> delivered code, in lower case -> value. `constants` map exam column -> the value every
    row has, for what the file does not tell (such as status or completeness). `assessment_id` and
    `opportunity_id` are patterns such as `{subject}-{assessment_grade}-SUM-{school_year}` over exam
    columns, for files that have no column with that target and rows that leave it blank.
    `score_codes` map subject -> slot (as
    in a target) -> the subject's code of the claim, alternate score or trait; a slot it does not
    name is the code itself.
    """

    id: str
    title: str
    delimiter: str
    columns: tuple[WideColumn, ...]
    school_years: tuple[int, ...] = ()
    code_tables: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    assessment_id: str = ""
    opportunity_id: str = ""
    score_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_format: str = "%Y-%m-%d"

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in order: the header of a delimited file."""
        return tuple(column.name for column in self.columns)
