"""Aggregates counted once more from plain rows: a loop and the statistics module, no SQL."""

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

from tests.support.world import Row

FLAGS = {"english_learner", "migrant", "iep", "section_504", "economic_disadvantage"}


def counted(exams: Iterable[Row], scope: Callable[[Row], bool] = lambda _: True) -> list[Row]:
    """The results that count: scored, and the latest of a student, assessment and year."""
    latest: dict[Any, Row] = {}
    for exam in exams:
        if exam["deleted"] or not scope(exam):
            continue
        if exam["scale_score"] is None or exam["achievement_level"] is None:
            continue
        key = exam["student_id"], exam["assessment_id"], exam["school_year"]
        before = latest.get(key)
        if before is None or _newness(before) < _newness(exam):
            latest[key] = exam
    return list(latest.values())


def _newness(exam: Row) -> tuple[Any, str]:
    return exam["completed_at"], exam["opportunity_id"]


def values(exam: Row, dimension: str) -> list[str]:
    """What somebody counts as in a dimension: of ethnicities each."""
    if dimension == "overall":
        return [""]
    if dimension == "enrolled_grade":
        return [exam["grade"]]
    value = exam.get(dimension)
    if dimension in FLAGS:
        return ["undefined" if value is None else "yes" if value else "no"]
    if dimension == "ethnicities":
        return sorted(set(value or ())) or ["undefined"]
    return ["undefined" if value is None else value]


@dataclass
class Expected:
    """The figures of some results."""

    students: int
    mean: float | None
    error: float | None
    levels: dict[int, int]


def figures(rows: list[Row]) -> Expected:
    scores = [row["scale_score"] for row in rows if row["scale_score"] is not None]
    return Expected(
        students=len(rows),
        mean=statistics.fmean(scores) if scores else None,
        error=statistics.stdev(scores) / sqrt(len(scores)) if len(scores) > 1 else None,
        levels={
            level: sum(row["achievement_level"] == level for row in rows) for level in range(1, 7)
        },
    )


def is_at(exam: Row, kind: str, id_: str) -> bool:
    """Whether a result is one of an organization."""
    return kind == "state" or exam[f"{kind}_id"] == id_
