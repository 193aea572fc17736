"""The shipped files, by the rules of their own feeds."""

import csv
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from cers.feeds.assessments import read_assessments
from cers.feeds.subjects import read_subject
from cers.model.assessment import Assessment
from cers.model.codes import GRADES
from cers.model.delivery import Feed
from cers.model.subject import Subject
from cers.reference_data import (
    SCHOOL_YEARS,
    UNSOURCED,
    ShippedFile,
    ranges,
    shipped_files,
    write_files,
)
from tests.support.reference_files import LANDED

FILES = list(shipped_files())
OLD = ["Standard Not Met", "Standard Nearly Met", "Standard Met", "Standard Exceeded"]
NEW = ["Minimal", "Developing", "Proficient", "Advanced"]
BANDS = ["Below Standard", "Near Standard", "Above Standard"]


@cache
def subjects() -> Mapping[str, Subject]:
    read = [read_subject(each.data, LANDED).value for each in FILES if each.feed is Feed.SUBJECTS]
    return {each.code: each for each in read if each}


@cache
def assessments() -> Mapping[str, Assessment]:
    found: dict[str, Assessment] = {}
    for each in FILES:
        if each.feed is Feed.ASSESSMENTS:
            found |= read_assessments(each.data, subjects(), LANDED).value or {}
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.name)
def test_a_shipped_file_has_no_fault(file: ShippedFile) -> None:
    if file.feed is Feed.SUBJECTS:
        subject = read_subject(file.data, LANDED)
        assert subject.findings == ()
        assert subject.value is not None
        assert file.name == f"{subject.value.code}.xml"
    else:
        package = read_assessments(file.data, subjects(), LANDED)
        assert package.findings == ()
        assert package.counts.accepted == package.counts.records > 0


def test_every_assessment_of_the_state_has_a_definition() -> None:
    assert set(subjects()) == {
        "ELA", "Math", "CAST", "CAAELA", "CAAMATH", "CAASCI", "CSA", "ELPAC", "ALTELPAC",
    }  # fmt: skip
    types = {code: set(each.assessment_types) for code, each in subjects().items()}
    assert types["ELA"] == types["Math"] == {"sum", "ica", "iab"}
    assert types["CAST"] == types["ELPAC"] == {"sum", "iab"}
    assert types["CSA"] == types["CAASCI"] == types["ALTELPAC"] == {"sum"}


def names(code: str, kind: str, year: int) -> list[str]:
    scoring = subjects()[code].assessment_types[kind].overall
    return [level.name for level in scoring.levels_in(year)]


@pytest.mark.parametrize("code", ["ELA", "Math", "CAST"])
def test_summative_levels_have_new_names_from_2025_26_on(code: str) -> None:
    assert names(code, "sum", 2015) == names(code, "sum", 2025) == OLD
    assert names(code, "sum", 2026) == names(code, "sum", 2030) == NEW
    scoring = subjects()[code].assessment_types["sum"].overall
    assert [scoring.in_year(year).standard_cutoff for year in (2025, 2026)] == [3, 3]


def test_other_levels_keep_their_names() -> None:
    for year in (2025, 2026):
        assert names("ELA", "ica", year) == names("Math", "ica", year) == OLD
        assert names("ELA", "iab", year) == names("CAST", "iab", year) == BANDS
        assert names("CAASCI", "sum", year) == [
            "Limited Understanding", "Foundational Understanding", "Understanding",
        ]  # fmt: skip
        assert names("ALTELPAC", "sum", year) == [
            "Novice English Learner", "Intermediate English Learner", "Fluent English Proficient",
        ]  # fmt: skip
        assert names("ELPAC", "sum", year)[0] == "Beginning to Develop"


def test_domains_of_the_spanish_assessment_have_names_from_its_standard_setting_on() -> None:
    claim = subjects()["CSA"].assessment_types["sum"].claim
    assert claim is not None
    assert [each.name for each in claim.levels_in(2024)] == ["Level 1", "Level 2", "Level 3"]
    assert [each.name for each in claim.levels_in(2025)] == [
        "Beginning", "Progressing", "Well Developed",
    ]  # fmt: skip


def test_scores_have_the_codes_that_results_name_them_by() -> None:
    scored = {
        code: [claim.code for claim in each.claims if claim.scorable]
        for code, each in subjects().items()
    }
    assert scored == {
        "ELA": ["SOCK_R", "2-W", "SOCK_LS", "4-CR"],
        "Math": ["1", "SOCK_2", "3"],
        "CAST": ["LS", "PS", "ESS"],
        "CSA": ["R", "W", "L", "S"],
        "ELPAC": ["1-L", "1-S", "2-R", "2-W"],
        "CAAELA": [], "CAAMATH": [], "CAASCI": [], "ALTELPAC": [],
    }  # fmt: skip
    alternates = {
        code: [alternate.code for alternate in each.alternates]
        for code, each in subjects().items()
        if each.alternates
    }
    assert alternates == {"ELPAC": ["1", "2"], "CSA": ["ORAL", "WRITTEN"]}


def test_only_high_schools_have_composites_in_spanish() -> None:
    alternate = subjects()["CSA"].assessment_types["sum"].alternate
    assert alternate is not None
    assert alternate.optional


def test_every_level_has_a_colour_of_the_palette_and_a_short_name() -> None:
    for subject in subjects().values():
        for kind in subject.assessment_types.values():
            for scoring in filter(None, (kind.overall, kind.claim, kind.alternate)):
                for year in SCHOOL_YEARS:
                    for level in scoring.levels_in(year):
                        assert level.color == f"level-{level.level}"
                        assert level.short_name


def test_assessments_are_called_by_subject_type_grade_and_year() -> None:
    for id_, each in assessments().items():
        parts = (each.subject, each.type.upper(), each.grade, str(each.school_year))
        assert id_ == "-".join(parts)
    assert "ELA-SUM-03-2026" in assessments()
    assert "Math-ICA-11-2015" in assessments()
    assert "ELPAC-SUM-09-2026" in assessments()
    assert "ELPAC-SUM-10-2026" not in assessments()


def test_every_grade_and_year_is_there_once() -> None:
    smarter = {"03", "04", "05", "06", "07", "08", "11"}
    expected = {
        f"{subject}-{kind}-{grade}-{year}"
        for subject in ("ELA", "Math")
        for kind in ("SUM", "ICA")
        for grade in smarter
        for year in range(2015, 2027)
    }
    expected |= {
        f"ELPAC-SUM-{grade}-{year}"
        for grade in ("KG", "01", "02", *smarter, "09")
        for year in range(2019, 2027)
    }
    expected |= {
        f"ALTELPAC-SUM-{grade}-{year}"
        for grade in ("KG", "01", "02", "03", "06", "09", "11")
        for year in range(2022, 2027)
    }
    assert set(assessments()) == expected


def test_assessments_carry_the_ranges_that_checks_need() -> None:
    for each in assessments().values():
        assert each.cuts == ranges(each.subject, each.type, each.grade, each.school_year)
        composites = ("1", "2") if each.subject == "ELPAC" else ()
        assert each.alternate_cuts == tuple(
            ranges(each.subject, each.type, each.grade, each.school_year, score)
            for score in composites
        )
        assert each.items == {}


def test_a_span_of_grades_is_named_in_the_label() -> None:
    labels = {each.label for each in assessments().values() if each.subject != "ELA"}
    assert "Kindergarten ELPAC - Summative" in labels
    assert "Grades 9-10 ELPAC - Summative" in labels
    assert "Grades 3-5 ALTELPAC - Summative" in labels
    assert "Grade 11 Math - Interim Comprehensive (ICA)" in labels


def test_numbers_are_whole_and_grades_are_codes() -> None:
    for file in FILES:
        if file.feed is Feed.ASSESSMENTS:
            for row in csv.DictReader(io.StringIO(file.data.decode())):
                assert row["AssessmentGrade"] in GRADES
                scores = [value for name, value in row.items() if "Low" in name or "High" in name]
                assert all(value.isdigit() or value == "" for value in scores)


def test_what_is_left_to_vendors_is_listed() -> None:
    listed = " ".join(each.subject for each in UNSOURCED)
    ranged = {each.subject for each in assessments().values()}
    assert all(code in listed for code in subjects() if code not in ranged)


def test_files_are_written_by_feed_and_always_the_same(tmp_path: Path) -> None:
    once, again = write_files(tmp_path / "a"), write_files(tmp_path / "b")
    assert [path.relative_to(tmp_path / "a") for path in once] == [
        path.relative_to(tmp_path / "b") for path in again
    ]
    assert [path.read_bytes() for path in once] == [path.read_bytes() for path in again]
    assert {path.parent.name for path in once} == {"subjects", "assessments"}
