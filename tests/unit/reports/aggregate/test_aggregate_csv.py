"""The file of a report: its columns, its figures, and nothing a spreadsheet would run."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from cers.model.aggregate import LevelView, Places, ReportType
from cers.reports.aggregate.csv import csv_text
from tests.support.aggregates import LEA, definition, table
from tests.support.crowd import crowd
from tests.support.plain_lake import PlainLake

IDENTITY = [
    "OrganizationName", "OrganizationId", "OrganizationType", "SchoolYear", "TestGrade",
    "AssessmentName", "AssessmentType", "Subject",
]  # fmt: skip
FIGURES = [
    "StudentsTested", "ScaleScore", "ScaleScoreStandardDeviation", "Level1", "Level2", "Level3",
    "Level4", "Level5", "Level6", "BelowStandard", "AtOrAboveStandard", "Suppressed",
]  # fmt: skip


@pytest.fixture(scope="module")
def lake() -> PlainLake:
    return PlainLake(crowd(seed=2))


def read(asked: Any, lake: PlainLake) -> tuple[list[str], list[dict[str, str]], Any]:
    found = table(asked, LEA, lake)
    reader = csv.DictReader(io.StringIO(csv_text(asked, found)))
    return list(reader.fieldnames or ()), list(reader), found


def test_a_row_of_the_file_is_a_row_of_the_report(lake: PlainLake) -> None:
    asked = definition(dimensions=("gender",), places=Places(districts=("D1",), schools=("S1",)))
    columns, lines, found = read(asked, lake)
    assert columns == [*IDENTITY, "Subgroup", "SubgroupValue", *FIGURES]
    assert len(lines) == len(found["rows"]) > 5
    for line, row in zip(lines, found["rows"], strict=True):
        assert line["OrganizationId"] == row["organization"]["id"]
        assert (line["Subgroup"], line["SubgroupValue"]) == tuple(row["subgroup"].values())
        assert int(line["StudentsTested"]) == row["students"]
        assert float(line["ScaleScore"]) == pytest.approx(row["average"]["scale_score"], abs=1e-4)
        counts = [each["count"] for each in row["levels"]]
        assert [int(line[f"Level{n}"]) for n in range(1, 5)] == counts
        assert int(line["BelowStandard"]) == sum(counts[:2])
        assert int(line["AtOrAboveStandard"]) == sum(counts[2:])
        assert line["Suppressed"] == line["Level5"] == ""
        assert (line["SchoolYear"], line["TestGrade"], line["Subject"]) == ("2026", "05", "Math")


def test_grouped_levels_fill_only_the_grouped_columns(lake: PlainLake) -> None:
    _, (line,), _ = read(definition(levels=LevelView.GROUPED), lake)
    assert line["Level1"] == line["Level4"] == ""
    total = int(line["BelowStandard"]) + int(line["AtOrAboveStandard"])
    assert total == int(line["StudentsTested"])


@pytest.mark.parametrize(
    ("changes", "further"),
    [
        ({"type": ReportType.CLAIM}, ["Claim", "Subgroup", "SubgroupValue", *FIGURES]),
        (
            {"type": ReportType.ALTERNATE, "subjects": ("ELPAC",)},
            ["AltScore", "Subgroup", "SubgroupValue", *FIGURES],
        ),
        (
            {"type": ReportType.LONGITUDINAL, "grades": ("04", "05")},
            ["Subgroup", "SubgroupValue", *FIGURES, *(f"Cohort{each}" for each in FIGURES)],
        ),
        (
            {"type": ReportType.TARGET},
            [
                "Claim", "Target", "TargetDescription", "Subgroup", "SubgroupValue",
                "StudentsTested", "PerformanceRelativeToTest", "PerformanceRelativeToStandard",
            ],
        ),
    ],
)  # fmt: skip
def test_every_type_has_its_columns(
    lake: PlainLake, changes: dict[str, Any], further: list[str]
) -> None:
    columns, lines, _ = read(definition(**changes), lake)
    assert columns == [*IDENTITY, *further]
    assert lines


@pytest.mark.parametrize("name", ["=1+1", "+x", "-x", "@x", "\tx", "=cmd|' /C calc'!A0"])
def test_no_cell_begins_a_formula(lake: PlainLake, name: str) -> None:
    asked = definition()
    found = table(asked, LEA, lake)
    found["rows"][0]["organization"]["name"] = name
    (line,) = csv.DictReader(io.StringIO(csv_text(replace(asked), found)))
    assert line["OrganizationName"] == f"'{name}"
