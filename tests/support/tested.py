"""Who has results where: the table of tested students, told once more in plain Python."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]

KEY = ("district_id", "student_id", "school_id", "subject")


def results_by_student(exams: Iterable[Row]) -> list[Row]:
    """One row for each student, school and subject with results, in the table's order."""
    results: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for exam in exams:
        if not exam["deleted"]:
            results[tuple(exam[name] for name in KEY)].append(exam)
    return [_row(key, own) for key, own in sorted(results.items())]


def _row(key: tuple[str, ...], own: list[Row]) -> Row:
    latest = max(own, key=_moment)
    return {
        **dict(zip(KEY, key, strict=True)),
        **{name: latest[name] for name in ("grade", "first_name", "last_name")},
        "results": len(own),
        "latest_completed": latest["completed_at"],
        "deleted": False,
    }


def _moment(exam: Row) -> tuple[Any, ...]:
    names = ("completed_at", "grade", "assessment_id", "opportunity_id")
    return tuple(exam[name] for name in names)
