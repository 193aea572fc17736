"""The deliveries as files: the same bytes again, and what the statement of truth says of them."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from cers.feeds.subjects import read_subject
from cers.reference_data import ranges, shipped_files
from sandbox.generate import generate, main
from tests.support.reference_files import LANDED


def digests(directory: Path) -> dict[str, str]:
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in directory.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    directory = tmp_path_factory.mktemp("tiny")
    generate(directory, 60, 1, jobs=1)
    return digests(directory)


def test_the_same_seed_writes_the_same_bytes_in_another_process(
    tiny: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "sandbox.generate", str(tmp_path), "--students", "60"]
    subprocess.run(
        [*command, "--seed", "1", "--jobs", "2"],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "12345"},
        cwd=Path(__file__).parents[3],
    )

    assert digests(tmp_path) == tiny


def test_another_seed_writes_other_exams(tiny: dict[str, str], tmp_path: Path) -> None:
    generate(tmp_path, 60, 2, jobs=1)

    other = digests(tmp_path)
    same = {name for name in tiny if tiny[name] == other.get(name)}
    assert not any(name.startswith("ets/exams/") for name in same)


def test_the_command_line_writes_what_it_is_told(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, [str(tmp_path), "--students", "30", "--jobs", "1"])

    assert answer.exit_code == 0
    assert (tmp_path / "truth.json").is_file()
    assert (tmp_path / "ets" / "subjects" / "ELA.xml").is_file()


def test_every_reference_file_is_there(sandbox: Any) -> None:
    for name in ("ets/subjects/ELA", "ets/subjects/Math", "cers/subjects/ELPAC"):
        root = ElementTree.parse(sandbox.directory / f"{name}.xml").getroot()
        assert root.get("code") == name.rsplit("/")[-1]
    assert {row["AcademicYear"] for row in sandbox.cuts.values()} == {
        "2023-2024",
        "2024-2025",
        "2025-2026",
    }
    assert {row["AssessmentSubtype"] for row in sandbox.cuts.values()} == {"SUM", "ICA", "IAB"}


def test_what_the_sandbox_completes_is_not_delivered_as_shipped_too(sandbox: Any) -> None:
    own = {path.name for path in (sandbox.directory / "ets" / "subjects").iterdir()}
    shipped = {path.name for path in (sandbox.directory / "cers" / "subjects").iterdir()}
    assert own == {"ELA.xml", "Math.xml"}
    assert own | shipped == {each.name for each in shipped_files() if each.feed == "subjects"}
    assert not own & shipped


def test_a_completed_definition_has_the_shipped_levels_and_targets_beside_them(
    sandbox: Any,
) -> None:
    shipped = {each.name: each.data for each in shipped_files()}
    for path in (sandbox.directory / "ets" / "subjects").iterdir():
        completed = read_subject(path.read_bytes(), LANDED)
        plain = read_subject(shipped[path.name], LANDED).value
        assert completed.findings == ()
        assert completed.value is not None
        assert plain is not None
        assert completed.value.assessment_types == plain.assessment_types
        assert completed.value.standards
        assert all(claim.targets for claim in completed.value.claims if claim.organizational)


def test_the_packages_have_the_shipped_ranges(sandbox: Any) -> None:
    for row in sandbox.cuts.values():
        year = int(row["AcademicYear"][-4:])
        levels = ranges(row["AssessmentSubject"], "sum", row["AssessmentGrade"], year)
        assert [int(row[f"ScaledLow{level.level}"]) for level in levels] == [
            level.low for level in levels
        ]
        assert int(row["ScaledHigh4"]) == levels[-1].high


def winners(sandbox: Any) -> list[Any]:
    """The version of each exam with the greatest status date."""

    def by_key(report: Any) -> tuple[str, str]:
        return report.key

    ordered = sorted(sandbox.reports, key=by_key)
    return [
        max(versions, key=lambda each: each.exam["statusDate"])
        for _, versions in groupby(ordered, by_key)
    ]


def test_every_bundle_has_as_many_exams_as_the_truth_says(sandbox: Any) -> None:
    assert Counter(each.bundle for each in sandbox.reports) == sandbox.truth["delivered"]


def test_no_bundle_is_larger_than_a_vendor_sends(sandbox: Any) -> None:
    assert max(sandbox.truth["delivered"].values()) <= 1500


def test_the_winners_are_those_the_truth_states(sandbox: Any) -> None:
    counted: dict[str, Counter[tuple[str, str]]] = {}
    deleted: Counter[str] = Counter()
    for each in winners(sandbox):
        if each.exam["status"] == "reset":
            deleted[each.dataset] += 1
        else:
            place = each.test["subject"], each.student["SchoolId"]
            counted.setdefault(each.dataset, Counter())[place] += 1

    stated = sandbox.truth["datasets"]
    assert counted.keys() == stated.keys()
    for dataset, places in counted.items():
        assert stated[dataset]["exams"] == places.total()
        assert stated[dataset]["deleted"] == deleted[dataset]
        assert places == {
            (subject, school): count
            for subject, schools in stated[dataset]["subjects"].items()
            for school, count in schools.items()
        }


def test_the_levels_and_scores_are_those_the_truth_states(sandbox: Any) -> None:
    levels: Counter[tuple[str, str, str]] = Counter()
    scores: Counter[tuple[str, str]] = Counter()
    for each in winners(sandbox):
        score = each.value("Overall")
        if each.exam["status"] != "reset" and score is not None:
            level = each.scores["Overall", "PerformanceLevel"]["value"]
            levels[each.dataset, each.test["name"], level] += 1
            scores[each.dataset, each.test["name"]] += int(score)

    stated = {
        (dataset, assessment): fact
        for dataset, facts in sandbox.truth["datasets"].items()
        for assessment, fact in facts["assessments"].items()
    }
    assert scores == {place: fact["score_sum"] for place, fact in stated.items()}
    assert levels == {
        (*place, level): count
        for place, fact in stated.items()
        for level, count in fact["levels"].items()
    }


def test_exams_are_corrected_reset_and_moved(sandbox: Any) -> None:
    kinds: Counter[str] = Counter()
    for facts in sandbox.truth["datasets"].values():
        kinds.update(facts["versions"])

    assert set(kinds) == {"correction", "stale", "reset", "move"}
    later = [each for each in sandbox.reports if "corrections" in each.bundle]
    assert len(later) == kinds.total()
    assert len({each.key for each in later}) == len(later)
    assert {each.key for each in later} <= {each.key for each in sandbox.first}


def test_no_name_and_no_student_id_is_in_the_truth(sandbox: Any) -> None:
    text = (sandbox.directory / "truth.json").read_text(encoding="utf-8")

    ids = {each.student["StudentIdentifier"] for each in sandbox.reports}
    names = {each.student["LastOrSurname"] for each in sandbox.reports}
    assert not any(each in text for each in ids)
    assert not any(f'"{each}"' in text for each in names)
