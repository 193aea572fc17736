"""The published score scales, as scales.csv has them.

A row of the file is one score (`overall`, or an alternate score by its code) of the assessments of
one subject and grade: the lowest score of each level and the highest score of all. Scores are
whole numbers, so a level ends right below the next one. A blank `last_year` means that the scale
is still in use; a blank `level_4` that there are three levels.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from cers.model.assessment import ScoreRange, assessed_grade

SCHOOL_YEARS: Final = range(2015, 2027)
"""The school years that packages are shipped for: from the first of these scales to this one."""

OVERALL: Final = "overall"
_LATER_LEVELS: Final = ("level_2", "level_3", "level_4")


@dataclass(frozen=True, slots=True)
class Scale:
    """The ranges of one score, lowest level first, on all `types` of assessments of a grade.

    `grade` is the first one of a span of grades that take the same test.
    """

    subject: str
    types: tuple[str, ...]
    grade: str
    years: range
    score: str
    ranges: tuple[ScoreRange, ...]


@cache
def scales() -> tuple[Scale, ...]:
    """Every scale, in the order of the file."""
    text = files(__package__).joinpath("scales.csv").read_text(encoding="utf-8")
    return tuple(_scale(row) for row in csv.DictReader(text.splitlines()))


def ranges(
    subject: str, asmt_type: str, enrolled_grade: str, school_year: int, score: str = OVERALL
) -> tuple[ScoreRange, ...]:
    """The ranges of a score, lowest level first; none where no figures are shipped."""
    grade = assessed_grade(subject, enrolled_grade)
    for scale in scales():
        same = (scale.subject, scale.grade, scale.score) == (subject, grade, score)
        if same and asmt_type in scale.types and school_year in scale.years:
            return scale.ranges
    return ()


def _scale(row: Mapping[str, str]) -> Scale:
    last = int(row["last_year"] or SCHOOL_YEARS[-1])
    starts = [int(row["low"]), *(int(row[each]) for each in _LATER_LEVELS if row[each])]
    ends = pairwise([*starts, int(row["high"]) + 1])
    return Scale(
        subject=row["subject"],
        types=tuple(row["types"].split()),
        grade=row["grade"],
        years=range(int(row["first_year"]), last + 1),
        score=row["score"],
        ranges=tuple(ScoreRange(level, low, end - 1) for level, (low, end) in enumerate(ends, 1)),
    )
