"""`cers validate`: the same rules, with no AWS anywhere near."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cers.cli.main import cli
from tests.support.exams import a_zip, an_exam_xml
from tests.support.reference_files import (
    SUBJECT,
    SUMMATIVE,
    art,
    node,
    package,
)

SHIPPED = "ELA-SUM-04-2025"
DISTRICT, SCHOOL = "01234560000000", "01234560000017"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch):
    """The command on a machine that has neither credentials nor a network."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: object) -> Result:
        return CliRunner().invoke(cli, ["validate", *map(str, arguments)], env={"COLUMNS": "200"})

    return invoke


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """A folder with one school in it."""
    folder = tmp_path / "reference" / "organizations"
    folder.mkdir(parents=True)
    document = art(
        node("DISTRICT", DISTRICT),
        node("INSTITUTION", SCHOOL, DISTRICT, parentEntityType="DISTRICT"),
    )
    (folder / "organizations.json").write_bytes(document)
    return folder.parent


def exam(**changes: object) -> bytes:
    test = {"name": SHIPPED, "academicYear": "2025", "assessmentType": "Summative"}
    taken = {"dateCompleted": "2025-05-02T10:00:00", "startDate": None, "statusDate": None}
    scores = [("Overall", "ScaleScore", "2500", "20"), ("Overall", "PerformanceLevel", "3")]
    report: dict[str, object] = {"test": test, "opportunity": taken, "scores": scores, "items": []}
    return an_exam_xml(**{**report, **changes})


def test_a_good_exam_of_a_shipped_assessment_would_be_accepted(run, reference, tmp_path) -> None:
    file = tmp_path / "exam.xml"
    file.write_bytes(exam())
    result = run(file, "--feed", "exams", "--with", reference)
    assert result.exit_code == 0, result.output
    assert "1 of 1 records would be accepted" in result.output
    assert "Nothing was sent" in result.output


def test_without_reference_data_an_exam_would_wait(run, tmp_path) -> None:
    file = tmp_path / "exam.xml"
    file.write_bytes(exam())
    result = run(file, "--feed", "exams")
    assert result.exit_code == 0
    assert "unknown-school" in result.output


def test_a_bad_exam_is_refused_with_its_doubts_beside_it(run, reference, tmp_path) -> None:
    wrong_level = [("Overall", "ScaleScore", "2500", "20"), ("Overall", "PerformanceLevel", "1")]
    bundle = a_zip(
        tmp_path / "exams.zip",
        [
            ("good.xml", exam(opportunity={"dateCompleted": "2025-05-02", "oppId": "o"})),
            ("doubtful.xml", exam(scores=wrong_level)),
        ],
    )
    target = tmp_path / "findings.csv"
    result = run(bundle, "--feed", "exams", "--with", reference, "--findings", target)
    assert result.exit_code == 1
    with target.open(newline="") as file:
        found = {row["code"] for row in csv.DictReader(file)}
    assert {"invalid-timestamp", "level-against-cuts"} <= found


@pytest.mark.parametrize(
    ("feed", "data"),
    [
        ("subjects", SUBJECT.encode()),
        ("assessments", package(SUMMATIVE)),
        ("organizations", art(node("DISTRICT", DISTRICT))),
    ],
)
def test_files_of_reference_data_are_checked_too(run, tmp_path, feed, data) -> None:
    folder = tmp_path / "reference" / "subjects"
    folder.mkdir(parents=True)
    (folder / "geology.xml").write_text(SUBJECT)
    file = tmp_path / "file"
    file.write_bytes(data)
    result = run(file, "--feed", feed, "--with", folder.parent)
    assert result.exit_code == 0, result.output
    assert "1 of 1 records would be accepted" in result.output


@pytest.mark.parametrize(
    "feed",
    ["subjects", "assessments", "organizations", "accommodations", "norms", "items", "students",
     "groups", "staff", "exams", "results", "scores"],
)  # fmt: skip
def test_nonsense_is_refused_by_every_feed(run, tmp_path, feed) -> None:
    file = tmp_path / "nonsense"
    file.write_text("this is\nnothing at all\n")
    result = run(file, "--feed", feed)
    assert result.exit_code == 1, result.output
    assert "rejected" in result.output
