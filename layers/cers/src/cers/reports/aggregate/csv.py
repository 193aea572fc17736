"""An aggregate report as CSV, with the columns that RDW's aggregate export has.

The standard error stands under the name it has there, ScaleScoreStandardDeviation. Levels are
counted; where fewer are shown than there are, they stand as below and at or above the standard.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from cers.model.aggregate import LARGEST_LEVEL, Definition, ReportType
from cers.model.csv_text import inert
from cers.reports.aggregate.documents import (
    Figures,
    Line,
    Measure,
    Organization,
    Row,
    Subgroup,
    Table,
    TargetRow,
)

Cells = Mapping[str, str | int | float | None]

_LEVELS: Final = tuple(f"Level{level}" for level in range(1, LARGEST_LEVEL + 1))
_GROUPED: Final = ("BelowStandard", "AtOrAboveStandard")
_FIGURES: Final = (
    "StudentsTested",
    "ScaleScore",
    "ScaleScoreStandardDeviation",
    *_LEVELS,
    *_GROUPED,
    "Suppressed",
)
_IDENTITY: Final = (
    "OrganizationName",
    "OrganizationId",
    "OrganizationType",
    "SchoolYear",
    "TestGrade",
    "AssessmentName",
    "AssessmentType",
    "Subject",
)
_SUBGROUP: Final = ("Subgroup", "SubgroupValue")
_COHORT: Final = tuple(f"Cohort{name}" for name in _FIGURES)
_OF_TARGET: Final = (
    "Claim",
    "Target",
    "TargetDescription",
    *_SUBGROUP,
    "StudentsTested",
    "PerformanceRelativeToTest",
    "PerformanceRelativeToStandard",
)
_COLUMNS: Final = {
    ReportType.YEARLY: (*_IDENTITY, *_SUBGROUP, *_FIGURES),
    ReportType.CLAIM: (*_IDENTITY, "Claim", *_SUBGROUP, *_FIGURES),
    ReportType.ALTERNATE: (*_IDENTITY, "AltScore", *_SUBGROUP, *_FIGURES),
    ReportType.LONGITUDINAL: (*_IDENTITY, *_SUBGROUP, *_FIGURES, *_COHORT),
    ReportType.TARGET: (*_IDENTITY, *_OF_TARGET),
}


def csv_text(definition: Definition, table: Table) -> str:
    """The file's text; no cell of it is anything a spreadsheet would run."""
    text = io.StringIO()
    columns = _COLUMNS[definition.type]
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    for cells in _every(definition, table):
        writer.writerow({name: _cell(value) for name, value in cells.items()})
    return text.getvalue()


def _cell(value: str | int | float | None) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, float):
        return round(value, 4)
    return inert(value) if isinstance(value, str) else value


def _every(definition: Definition, table: Table) -> Iterator[Cells]:
    measures, kind = table["measures"], definition.assessment_type
    for row in table["rows"]:
        yield _row(row, measures[row["measure"]], kind)
    for line in table["lines"]:
        yield from _line(line, measures, kind)
    for target in table["targets"]:
        yield _target(target, measures[target["measure"]], kind)


def _row(row: Row, measure: Measure, kind: str) -> Cells:
    code = measure["code"]["name"] if measure["code"] else None
    return {
        **_identity(row["organization"], measure, kind),
        "Claim": code,
        "AltScore": code,
        **_subgroup(row["subgroup"]),
        **_figures(row, measure),
    }


def _line(line: Line, measures: Sequence[Measure], kind: str) -> Iterator[Cells]:
    for step in line["steps"]:
        measure = measures[step["measure"]]
        cohort = _figures(step["cohort"], measure) if step["cohort"] else {}
        yield {
            **_identity(line["organization"], measure, kind),
            **_subgroup(line["subgroup"]),
            **_figures(step["all"], measure),
            **{f"Cohort{name}": value for name, value in cohort.items()},
        }


def _target(row: TargetRow, measure: Measure, kind: str) -> Cells:
    return {
        **_identity(row["organization"], measure, kind),
        "Claim": row["claim"]["name"],
        "Target": row["target"]["name"],
        "TargetDescription": row["target"]["description"],
        **_subgroup(row["subgroup"]),
        "StudentsTested": row["students_tested"],
        "PerformanceRelativeToTest": row["relative_to_test"],
        "PerformanceRelativeToStandard": row["relative_to_standard"],
    }


def _identity(organization: Organization, measure: Measure, kind: str) -> Cells:
    return {
        "OrganizationName": organization["name"],
        "OrganizationId": organization["id"],
        "OrganizationType": organization["type"],
        "SchoolYear": measure["school_year"],
        "TestGrade": measure["grade"],
        "AssessmentName": measure["assessment"]["label"] if measure["assessment"] else None,
        "AssessmentType": kind,
        "Subject": measure["subject"]["code"],
    }


def _subgroup(subgroup: Subgroup) -> Cells:
    return {"Subgroup": subgroup["dimension"], "SubgroupValue": subgroup["value"]}


def _figures(row: Figures | Row, measure: Measure) -> dict[str, str | int | float | None]:
    average = row["average"]
    return {
        "StudentsTested": row["students"],
        "ScaleScore": average["scale_score"] if average else None,
        "ScaleScoreStandardDeviation": average["standard_error"] if average else None,
        **dict(_level_cells(row, measure["standard_cutoff"])),
        "Suppressed": row["suppressed"],
    }


def _level_cells(row: Figures | Row, cutoff: int | None) -> Iterable[tuple[str, int]]:
    """Each level by itself where it is shown so, and both sides of the standard."""
    shares = row["levels"] or []
    for each in shares:
        if each["first"] == each["last"]:
            yield f"Level{each['first']}", each["count"]
    if cutoff is None or not shares:
        return
    if all(each["last"] < cutoff or each["first"] >= cutoff for each in shares):
        below = sum(each["count"] for each in shares if each["last"] < cutoff)
        yield _GROUPED[0], below
        yield _GROUPED[1], sum(each["count"] for each in shares) - below
