"""A small sandbox, generated once, and its exam files as read by a reader of our own."""

import csv
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from sandbox.exams import World
from sandbox.generate import generate

STUDENTS = 600
SEED = 7


@dataclass(frozen=True)
class Report:
    """One exam file, as far as the tests look."""

    bundle: str
    size: int
    test: Mapping[str, str]
    student: Mapping[str, str]
    exam: Mapping[str, str]
    scores: Mapping[tuple[str, str], Mapping[str, str]]
    items: tuple[Mapping[str, str], ...]

    @property
    def key(self) -> tuple[str, str]:
        return self.test["name"], self.exam["oppId"]

    @property
    def dataset(self) -> str:
        kind = self.test["name"].split("-")[1].lower()
        return f"{self.test['academicYear']}-{kind}"

    def value(self, measure: str, label: str = "ScaleScore") -> float | None:
        text = self.scores[measure, label]["value"]
        return float(text) if text not in ("", "NS") else None


@dataclass(frozen=True)
class Sandbox:
    directory: Path
    world: World
    reports: tuple[Report, ...]
    truth: dict
    cuts: Mapping[str, dict[str, str]]
    """The first package row of each assessment."""

    @property
    def first(self) -> list[Report]:
        """The exams as first delivered."""
        return [each for each in self.reports if "corrections" not in each.bundle]


def _read(bundle: str, data: bytes) -> Report:
    root = ElementTree.fromstring(data)
    opportunity = root.find("Opportunity")
    named = [*root.iter("ExamineeAttribute"), *root.iter("ExamineeRelationship")]
    return Report(
        bundle=bundle,
        size=len(data),
        test=root.find("Test").attrib,
        student={each.get("name"): each.get("value") for each in named},
        exam=opportunity.attrib,
        scores={
            (each.get("measureOf"), each.get("measureLabel")): each.attrib
            for each in opportunity.iter("Score")
        },
        items=tuple(each.attrib for each in opportunity.iter("Item")),
    )


def _packages(directory: Path) -> dict[str, dict[str, str]]:
    rows: dict[str, dict[str, str]] = {}
    for path in sorted((directory / "ets" / "assessments").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows.setdefault(row["AssessmentId"], row)
    return rows


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    directory = tmp_path_factory.mktemp("sandbox")
    world = generate(directory, STUDENTS, SEED, jobs=1)
    reports = []
    for path in sorted((directory / "ets" / "exams").iterdir()):
        with zipfile.ZipFile(path) as bundle:
            reports += [_read(path.name, bundle.read(name)) for name in bundle.namelist()]
    truth = json.loads((directory / "truth.json").read_text(encoding="utf-8"))
    return Sandbox(directory, world, tuple(reports), truth, _packages(directory))
