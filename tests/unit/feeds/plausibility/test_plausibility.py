"""Doubts: what is accepted, yet worth a look."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.exams import read_exams
from cers.feeds.plausibility import RULES, Plausibility
from cers.model.finding import Severity
from tests.support.exams import (
    ICA,
    SUMMATIVE,
    a_reference,
    a_zip,
    an_exam_xml,
    an_item,
)

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SUM = {"name": SUMMATIVE, "assessmentType": "Summative"}


def doubts(members, tmp_path, *, accommodations=None, now=NOW, **limits):
    """Code, place and element of each doubt about a bundle of these exams."""
    path = a_zip(
        tmp_path / "bundle.zip", [(f"{place}.xml", xml) for place, xml in enumerate(members)]
    )
    reference = a_reference()
    plausibility = Plausibility(reference, now, accommodations, **limits)
    found = []
    for batch in read_exams(path, reference, batch_exams=2):
        assert batch.counts.rejected == 0, batch.findings
        found += [doubt.finding for doubt in plausibility.check(batch)]
        found += [doubt.finding for doubt in plausibility.repeated(batch)]
    return [*found, *(doubt.finding for doubt in plausibility.summary())]


def codes(findings):
    return [finding.code for finding in findings]


def scores(score, level, *more):
    return [
        ("Overall", "ScaleScore", str(score), "20"),
        ("Overall", "PerformanceLevel", str(level)),
        *more,
    ]


def test_every_doubt_is_a_warning():
    assert {rule.severity for rule in RULES} == {Severity.WARNING}


def test_a_plausible_exam_raises_no_doubt(tmp_path):
    known = {2026: frozenset({"TDS_TTS_Item", "NEA_NoiseBuf"})}
    assert doubts([an_exam_xml()], tmp_path, accommodations=known) == []


@pytest.mark.parametrize(
    ("score", "level", "doubtful"),
    [
        (2399, 1, False),
        (2400, 1, True),
        (2399, 2, True),
        (2400, 2, False),
        (2499.6, 2, True),
        (2499.5, 2, False),
        (2499.5, 3, False),
        (2499.4, 3, True),
        (2800, 3, False),
        (2000, 1, False),
        (2100, 3, True),
        (2700, 9, False),
    ],
)
def test_the_level_is_held_against_the_cut_scores(tmp_path, score, level, doubtful):
    # Levels begin at 2000, 2400 and 2500; scores round half either way; level 9 has no cut.
    xml = an_exam_xml(test=SUM, scores=scores(score, level))
    assert codes(doubts([xml], tmp_path)) == ["level-against-cuts"] * doubtful


def test_an_exam_without_score_or_level_is_not_doubted(tmp_path):
    assert doubts([an_exam_xml(scores=[("Overall", "PerformanceLevel", "1")])], tmp_path) == []
    assert doubts([an_exam_xml(scores=[("Overall", "ScaleScore", "2100", "1")])], tmp_path) == []


def test_an_alternate_score_is_held_against_its_own_cuts(tmp_path):
    good = [("WRITTEN", "ScaleScore", "2450", "9"), ("WRITTEN", "PerformanceLevel", "2")]
    bad = [("WRITTEN", "ScaleScore", "2450", "9"), ("WRITTEN", "PerformanceLevel", "1")]
    members = [
        an_exam_xml(scores=scores(2450, 2, *good)),
        an_exam_xml(scores=scores(2450, 2, *bad), opportunity={"oppId": "other"}),
    ]
    [finding] = doubts(members, tmp_path)
    assert (finding.code, finding.where) == ("level-against-cuts", "1.xml")


def test_an_item_with_more_points_than_allowed_is_doubted(tmp_path):
    items = [an_item(score="1"), an_item(score="2", position="2", key="1002")]
    [finding] = doubts([an_exam_xml(items=items)], tmp_path)
    assert (finding.code, finding.element) == ("item-above-maximum", "Item score")


def test_exams_of_another_year_than_their_assessment_are_counted_once(tmp_path):
    early = {"academicYear": "2025"}
    taken = {"dateCompleted": "2025-03-02T10:00:00", "startDate": None}
    members = [
        an_exam_xml(test=early, opportunity={**taken, "oppId": f"old-{number}"})
        for number in range(3)
    ]
    [finding] = doubts([*members, an_exam_xml()], tmp_path)
    assert finding.code == "other-year"
    assert finding.message.startswith(
        f'The year 2025 is told of 3 exams, but assessment "{ICA}" is of 2026'
    )


@pytest.mark.parametrize(
    ("completed", "doubtful"),
    [
        ("2025-06-30T23:59:59", True),
        ("2025-07-01T00:00:00", False),
        ("2026-07-01T06:59:59", False),
        ("2026-07-02T00:00:00", True),
    ],
)
def test_an_exam_is_completed_within_its_school_year(tmp_path, completed, doubtful):
    xml = an_exam_xml(opportunity={"dateCompleted": completed, "startDate": None})
    later = datetime(2030, 1, 1, tzinfo=UTC)
    assert codes(doubts([xml], tmp_path, now=later)) == ["date-out-of-window"] * doubtful


def test_an_exam_completed_in_the_future_is_doubted(tmp_path):
    now = datetime(2026, 2, 28, tzinfo=UTC)
    assert codes(doubts([an_exam_xml()], tmp_path, now=now)) == ["date-out-of-window"]


def test_an_exam_is_started_before_it_is_completed(tmp_path):
    xml = an_exam_xml(opportunity={"startDate": "2026-03-02T10:00:01"})
    assert codes(doubts([xml], tmp_path)) == ["dates-out-of-order"]


@pytest.mark.parametrize(
    ("born", "doubtful"),
    [
        (date(2026, 3, 1), True),
        (date(2023, 4, 1), True),
        (date(2023, 3, 2) - timedelta(days=1), False),
        (date(2000, 6, 1), False),
        (date(1999, 12, 1), True),
    ],
)
def test_a_student_has_the_age_of_a_student(tmp_path, born, doubtful):
    xml = an_exam_xml(student={"Birthdate": born.isoformat()})
    found = doubts([xml], tmp_path)
    assert codes(found) == ["implausible-birthdate"] * doubtful
    assert all(born.isoformat() not in finding.message for finding in found)


def test_an_opportunity_that_stands_twice_is_doubted_across_batches(tmp_path):
    members = [an_exam_xml(opportunity={"oppId": name}) for name in ("a", "b", "c", "a", "a")]
    found = doubts(members, tmp_path)
    assert [(each.code, each.where) for each in found] == [
        ("repeated-exam", "3.xml"),
        ("repeated-exam", "4.xml"),
    ]


def test_accommodations_that_no_list_has_are_counted(tmp_path):
    members = [
        an_exam_xml(accommodations=codes, opportunity={"oppId": str(number)})
        for number, codes in enumerate([["A", "B"], ["B", "C"], ["B"], []])
    ]
    found = doubts(members, tmp_path, accommodations={2026: frozenset({"A"})})
    assert [(each.code, each.message.split(", is not")[0]) for each in found] == [
        ("unknown-accommodation", 'Accommodation "B", told of 3 exams'),
        ("unknown-accommodation", 'Accommodation "C", told of 1 exam'),
    ]
    assert doubts(members, tmp_path, accommodations={2025: frozenset({"A"})}) == []


@given(st.lists(st.tuples(st.integers(2000, 2800), st.sampled_from((1, 2, 3))), max_size=8))
def test_levels_are_doubted_exactly_where_the_ranges_say_otherwise(tmp_path_factory, exams):
    ranges = {1: range(2000, 2400), 2: range(2400, 2500), 3: range(2500, 2801)}
    expected = [
        f"{place}.xml" for place, (score, level) in enumerate(exams) if score not in ranges[level]
    ]
    members = [
        an_exam_xml(scores=scores(score, level), opportunity={"oppId": str(place)})
        for place, (score, level) in enumerate(exams)
    ]
    found = doubts(members or [an_exam_xml()], tmp_path_factory.mktemp("levels"))
    assert [finding.where for finding in found] == expected


def test_of_a_flood_of_doubts_the_rest_is_only_counted(tmp_path):
    members = [an_exam_xml(scores=scores(2100, 3), opportunity={"oppId": str(n)}) for n in range(7)]
    found = doubts(members, tmp_path, most_listed=3)
    assert codes(found) == ["level-against-cuts"] * 4
    assert found[-1].message.startswith("4 more have this")


def test_scores_of_unknown_measures_are_counted(tmp_path):
    unknown = [("SOCK_X", "ScaleScore", "2400", "1"), ("SOCK_X", "ItemCount", "3")]
    members = [
        an_exam_xml(scores=scores(2450, 2, *more), opportunity={"oppId": str(number)})
        for number, more in enumerate([unknown, unknown, []])
    ]
    [finding] = doubts(members, tmp_path)
    assert finding.code == "unknown-measure"
    assert finding.message.startswith('Score "SOCK_X ScaleScore" of 2 exams is left out')
