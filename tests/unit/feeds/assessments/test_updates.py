"""Packages delivered again: what changes, what stays, and what is refused."""

from collections.abc import Mapping
from datetime import timedelta

import pytest

from cers.feeds.assessments import read_assessments
from cers.feeds.subjects import read_subject
from cers.model.assessment import Assessment, ScoreRange
from cers.model.subject import Subject
from cers.steps.reference_merge import Merged, merge_assessments
from tests.support.reference_files import BLOCK, ITEM, LANDED, SUMMATIVE, package, subject
from tests.support.samples import sample

GEOLOGY = {"Geo": subject()}
FIRST = {**SUMMATIVE, **ITEM}
SECOND = {**FIRST, "FullItemKey": "200-2", "ItemPosition": "2"}

State = Mapping[str, Assessment]


def read(data: bytes, days: int, subjects: Mapping[str, Subject] = GEOLOGY) -> State:
    value = read_assessments(data, subjects, LANDED + timedelta(days=days)).value
    assert value is not None
    return value


def delivered(*rows: Mapping[str, str]) -> Merged[State]:
    """What a package changes that comes the day after one with two items."""
    known = merge_assessments({}, read(package(FIRST, SECOND), 0)).value
    return merge_assessments(known, read(package(*rows), 1))


def changed(**more: str) -> list[dict[str, str]]:
    return [{**FIRST, **more}, {**SECOND, **more}]


@pytest.mark.parametrize(
    ("column", "value", "attribute", "expected"),
    [
        ("AssessmentName", "Rocks 5", "name", "Rocks 5"),
        ("AssessmentLabel", "Rocks", "label", "Rocks"),
        ("AssessmentVersion", "8", "version", "8"),
        ("AcademicYear", "2026-2027", "school_year", 2027),
        ("ScaledHigh2", "1999", "max_score", 1999),
    ],
)
def test_what_is_said_of_an_assessment_may_change(
    column: str, value: str, attribute: str, expected: object
) -> None:
    merged = delivered(*changed(**{column: value}))
    assert (merged.created, merged.updated, merged.unchanged) == (0, 1, 0)
    assert getattr(merged.value["GEO-5"], attribute) == expected


def test_cut_scores_may_change() -> None:
    merged = delivered(*changed(ScaledHigh1="1400", ScaledLow2="1401", Alt1High2="1800"))
    geology = merged.value["GEO-5"]
    assert geology.cuts == (ScoreRange(1, 1000, 1400), ScoreRange(2, 1401, 2000))
    assert geology.alternate_cuts == ((ScoreRange(1, 1000, 1400), ScoreRange(2, 1401, 1800)),)


def test_items_change_and_come_but_never_go() -> None:
    harder = {**FIRST, "avg_b": "1.5"}
    third = {**FIRST, "FullItemKey": "200-3"}
    merged = delivered(harder, third)
    items = merged.value["GEO-5"].items
    assert set(items) == {"200-1", "200-2", "200-3"}
    assert items["200-1"].difficulty == 1.5
    assert items["200-2"].position == 2
    assert merged.updated == 1


def test_the_same_again_changes_nothing() -> None:
    merged = delivered(FIRST, SECOND)
    assert (merged.created, merged.updated, merged.unchanged) == (0, 0, 1)


def test_another_assessment_is_created_beside_it() -> None:
    merged = delivered(FIRST, SECOND, BLOCK)
    assert (merged.created, merged.unchanged) == (1, 1)
    assert set(merged.value) == {"GEO-5", "GEO-5-BLOCK"}


def test_what_an_assessment_is_never_changes_and_the_rest_of_the_file_counts() -> None:
    rocks = {"Rocks": subject(('code="Geo"', 'code="Rocks"'))}
    known = merge_assessments({}, read(package(SUMMATIVE), 0)).value
    grade = {**SUMMATIVE, "AssessmentGrade": "6"}
    kind = {**BLOCK, "AssessmentId": "GEO-5"}
    other = {**SUMMATIVE, "AssessmentSubject": "Rocks"}
    for row, subjects in ((grade, GEOLOGY), (kind, GEOLOGY), (other, rocks)):
        good = {**row, "AssessmentId": "NEW"}
        merged = merge_assessments(known, read(package(row, good), 1, subjects))
        assert merged.refused == ("GEO-5",)
        assert (merged.created, merged.updated) == (1, 0)
        for name in ("subject", "grade", "type", "cuts", "alternate_cuts", "landed_at"):
            assert getattr(merged.value["GEO-5"], name) == getattr(known["GEO-5"], name)


def test_the_sample_of_nine_assessments_is_created_once() -> None:
    names = ("ELA_subject.xml", "Math_subject.xml")
    subjects = [read_subject(sample("subjects", name).read_bytes(), LANDED).value for name in names]
    known = {each.code: each for each in subjects if each}
    data = sample("packages", "IAB_ICA_Combined.items.csv").read_bytes()
    first = merge_assessments({}, read(data, 0, known))
    again = merge_assessments(first.value, read(data, 1, known))
    assert (first.created, first.updated, len(first.refused)) == (9, 0, 0)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 9)
    assert sum(len(each.items) for each in again.value.values()) == 81
