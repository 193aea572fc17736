"""The sandbox's results as wide files say what its exam files say, and are accepted whole."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from cers.feeds.assessments import read_assessments
from cers.feeds.batch import ExamBatch
from cers.feeds.exams import read_exams
from cers.feeds.organizations import read_organizations
from cers.feeds.subjects import read_subject
from cers.feeds.wide import read_scores
from cers.feeds.wide.descriptor import layouts
from cers.model.assessment import Assessment
from cers.model.finding import Severity
from cers.model.organization import Organizations
from cers.model.reference import Reference
from cers.model.tables import EXAM_SCORES, EXAMS
from sandbox.wide import FORMATS, main, results, write
from tests.support.reference_files import LANDED

YEAR = 2026
Rows = dict[tuple[str, str], dict[str, object]]


@pytest.fixture(scope="module")
def reference(sandbox: Any) -> Reference:
    """What the pipeline knows once the sandbox's reference data is delivered."""
    read = {
        feed: [path.read_bytes() for path in sorted(sandbox.directory.glob(f"*/{feed}/*"))]
        for feed in ("subjects", "assessments", "organizations")
    }
    subjects = [read_subject(data, LANDED).value for data in read["subjects"]]
    by_code = {each.code: each for each in subjects if each}
    assessments: dict[str, Assessment] = {}
    for data in read["assessments"]:
        assessments |= read_assessments(data, by_code, LANDED).value or {}
    (data,) = read["organizations"]
    organizations = read_organizations(data, Organizations({}, {}), LANDED).value
    assert organizations is not None
    return Reference(by_code, assessments, organizations, "fingerprint")


@pytest.fixture(scope="module")
def schools(sandbox: Any) -> list[str]:
    """Schools of two LEAs."""
    state = sandbox.world.state
    return [next(s.id for s in state.schools if s.lea == lea) for lea in (0, 1)]


def exam_rows(batches: Iterable[ExamBatch], names: set[str]) -> Rows:
    """Some columns of the exams of batches, by their key."""
    found = pa.Table.from_batches(
        [tables[EXAMS.name] for batch in batches for tables in batch.tables.values()]
    )
    rows = found.select([name for name in found.column_names if name in names]).to_pylist()
    return {(row["assessment_id"], row["opportunity_id"]): row for row in rows}


def scores_of(batches: Iterable[ExamBatch]) -> set[tuple[object, ...]]:
    names = (
        "assessment_id", "opportunity_id", "score_type", "score_code", "scale_score",
        "standard_error", "achievement_level", "raw_score",
    )  # fmt: skip
    tables = [tables[EXAM_SCORES.name] for batch in batches for tables in batch.tables.values()]
    rows = pa.Table.from_batches(tables).select(list(names)).to_pylist()
    return {tuple(row[name] for name in names) for row in rows}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("layout_id", ["sbac", "elpac"])
def test_a_wide_file_says_what_the_exam_files_say(
    layout_id: str,
    kind: str,
    sandbox: Any,
    reference: Reference,
    schools: list[str],
    tmp_path: Path,
) -> None:
    layout = layouts()[layout_id]
    found = results(sandbox.world, YEAR, schools, layout.score_codes.keys())
    path = tmp_path / "results"
    count = write(layout, found, path, kind)

    wide = list(read_scores(path, reference))

    assert count > 0
    assert sum(batch.counts.accepted for batch in wide) == count
    assert sum(batch.counts.records for batch in wide) == count
    errors = [f for batch in wide for f in batch.findings if f.severity is not Severity.WARNING]
    assert errors == []
    bundles = sorted((sandbox.directory / "ets" / "exams").glob(f"{YEAR}-*-summative-*.zip"))
    delivered = [batch for bundle in bundles for batch in read_exams(bundle, reference)]
    targets = {column.target for column in layout.columns if "/" not in column.target}
    told = exam_rows(wide, targets | {"ethnicities", "district_id", "deleted"})
    expected = exam_rows(delivered, targets | {"ethnicities", "district_id", "deleted"})
    assert told == {key: expected[key] for key in told}
    own = {score for score in scores_of(delivered) if score[:2] in told}
    assert scores_of(wide) == own


def test_all_results_of_the_schools_are_in_it(sandbox: Any, schools: list[str]) -> None:
    found = list(results(sandbox.world, YEAR, schools, {"ELA", "Math"}))
    expected = [
        each
        for each in sandbox.first
        if each.dataset == f"{YEAR}-sum"
        and each.student["SchoolId"] in schools
        and each.test["subject"] in ("ELA", "Math")
    ]
    assert {(each["assessment_id"], each["opportunity_id"]) for each in found} == {
        each.key for each in expected
    }


@pytest.mark.parametrize(("name", "delimited"), [("out.csv", True), ("out.dat", False)])
def test_the_command_writes_by_the_name_of_the_file(
    name: str, delimited: bool, tmp_path: Path, sandbox: Any, reference: Reference
) -> None:
    path = tmp_path / name
    students, seed = sandbox.truth["students"], sandbox.truth["seed"]
    options = ["--students", str(students), "--seed", str(seed)]
    outcome = CliRunner().invoke(main, [str(path), *options])
    assert outcome.exit_code == 0, outcome.output
    assert path.read_text(encoding="utf-8").startswith("SchoolYear^") is delimited
    batches = list(read_scores(path, reference))
    accepted = sum(batch.counts.accepted for batch in batches)
    assert f"{accepted:,} results" in outcome.output


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--layout", "nonsense"], "use one of"),
        (["--layout", "cast"], "ELA, Math and ELPAC only"),
        (["--school", "12345678901234"], "there is no 12345678901234"),
    ],
)
def test_a_wrong_option_is_told(options: list[str], expected: str, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "out.csv"), "--students", "60", *options]
    outcome = CliRunner().invoke(main, arguments)
    assert outcome.exit_code != 0
    assert expected in outcome.output.replace("\n", " ")
