"""The list of a school's assessments, from their counts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from cers.model.assessment import Assessment
from cers.model.codes import grade_order
from cers.model.subject import Subject
from cers.reports.definition import Definition
from cers.reports.documents import AssessmentResults
from cers.reports.rows import AssessmentRow, DashboardRow, HistoryRow

TYPES: Final = ("sum", "ica", "iab")
"""Assessment types, in the order of the list."""


def listing(
    rows: Iterable[AssessmentRow],
    assessments: Mapping[str, Assessment],
    subjects: Mapping[str, Subject],
) -> list[AssessmentResults]:
    """One entry an assessment, though its rows may lie in two districts after a school moved."""
    by_id: dict[str, list[AssessmentRow]] = defaultdict(list)
    for row in rows:
        by_id[row["assessment_id"]].append(row)
    entries = [_entry(assessments, subjects, same) for same in by_id.values()]
    return sorted(entries, key=order)


def known_or_unknown(
    row: AssessmentRow | DashboardRow | HistoryRow, assessments: Mapping[str, Assessment]
) -> Assessment:
    """The assessment of a row, or a stand-in while its definition has not arrived here."""
    return assessments.get(row["assessment_id"]) or _unknown(row)


def _entry(
    assessments: Mapping[str, Assessment],
    subjects: Mapping[str, Subject],
    rows: Sequence[AssessmentRow],
) -> AssessmentResults:
    known = known_or_unknown(rows[0], assessments)
    return Definition(known, subjects.get(known.subject)).with_results(
        rows[0]["school_year"],
        sum(row["results"] for row in rows),
        (row["latest_completed"] for row in rows),
    )


def _unknown(row: AssessmentRow | DashboardRow | HistoryRow) -> Assessment:
    return Assessment(
        id=row["assessment_id"],
        name=row["assessment_id"],
        label=row["assessment_id"],
        subject=row["subject"],
        grade="",
        type=row["asmt_type"],
        school_year=row["school_year"],
        version="",
        landed_at=datetime.min.replace(tzinfo=UTC),
        cuts=(),
    )


def order(entry: AssessmentResults) -> tuple[str, int, int, str, str]:
    """Where an assessment stands in lists: by subject, grade, type and label."""
    grade, kind = entry["grade"], entry["type"]["code"]
    return (
        entry["subject"]["code"],
        grade_order(grade),
        TYPES.index(kind),
        entry["label"].casefold(),
        entry["id"],
    )
