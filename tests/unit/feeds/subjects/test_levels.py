"""Levels whose names change with the school year, their translations, and optional scores."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.subjects import read_subject
from cers.model.subject import LaterLevels, Level, LevelTranslation, Scoring
from tests.support.reference_files import LANDED, SUBJECT, changed, codes, subject

FIRST = (
    '<PerformanceLevel level="2" name="Stone" shortName="St" suffix="one" color="gray"/>\n'
    "        </PerformanceLevels>"
)
RENAMED = """
        <PerformanceLevels fromSchoolYear="{}" standardCutoff="3">
          <PerformanceLevel level="1" name="Dust" color="yellow"/>
          <PerformanceLevel level="2" name="Rubble" color="gray"/>
          <PerformanceLevel level="3" name="Rock" color="brown"/>
        </PerformanceLevels>"""


THIRD = "found stone.</ReportPerformanceLevel>"
THIRD_TEXT = (
    THIRD,
    f'{THIRD}<ReportPerformanceLevel level="3">{{0}} found rock.</ReportPerformanceLevel>',
)
"""Report texts cover all levels that there ever were."""


def with_levels(*more: str) -> tuple[str, str]:
    """The change that puts further levels after the first ones of the overall score."""
    return FIRST, FIRST + "".join(more)


def overall(*changes: tuple[str, str]) -> Scoring:
    return subject(*changes).assessment_types["sum"].overall


def names(scoring: Scoring, year: int) -> list[str]:
    return [level.name for level in scoring.levels_in(year)]


def test_levels_are_called_as_in_the_year_asked_for() -> None:
    scoring = overall(with_levels(RENAMED.format("2026"), RENAMED.format("2030")), THIRD_TEXT)
    assert names(scoring, 2015) == names(scoring, 2025) == ["Sand", "Stone"]
    assert names(scoring, 2026) == names(scoring, 2029) == ["Dust", "Rubble", "Rock"]
    assert [each.from_school_year for each in scoring.later] == [2026, 2030]


def test_the_cutoff_goes_with_the_levels() -> None:
    scoring = overall(with_levels(RENAMED.format("2025-2026")), THIRD_TEXT)
    assert scoring.in_year(2025).standard_cutoff == 2
    assert scoring.in_year(2026).standard_cutoff == 3


def test_a_scoring_of_one_year_has_no_other_levels() -> None:
    scoring = overall(with_levels(RENAMED.format("2026")), THIRD_TEXT)
    for year in (2025, 2026):
        chosen = scoring.in_year(year)
        assert chosen.later == ()
        assert (chosen.name, chosen.min_score, chosen.max_score) == ("Overall", 1000, 2000)
        assert chosen.in_year(2050) == chosen


def test_a_file_without_years_means_what_it_always_meant() -> None:
    scoring = overall()
    assert scoring.later == ()
    assert scoring.in_year(1999) == scoring == scoring.in_year(2099)


@given(
    st.lists(st.integers(2001, 2099), unique=True, max_size=5).map(sorted),
    st.integers(2000, 2100),
)
def test_the_levels_are_the_last_that_have_begun(starts: list[int], year: int) -> None:
    later = tuple(LaterLevels(start, (Level(1, f"from {start}"),)) for start in starts)
    scoring = Scoring("Overall", (Level(1, "first"),), later=later)
    expected = "first"
    for start in starts:
        if start <= year:
            expected = f"from {start}"
    assert names(scoring, year) == [expected]
    assert scoring.in_year(year) == replace(scoring, levels=scoring.levels_in(year), later=())


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("level-years", RENAMED.replace(' fromSchoolYear="{}"', "")),
        ("level-years", RENAMED.format("2026") + RENAMED.format("2026")),
        ("level-years", RENAMED.format("2026") + RENAMED.format("2024")),
        ("invalid-value", RENAMED.format("soon")),
        ("unknown-cutoff", RENAMED.format("2026").replace('Cutoff="3"', 'Cutoff="4"')),
        ("levels-not-contiguous", RENAMED.format("2026").replace('level="2"', 'level="4"')),
        ("missing-value", RENAMED.format("2026").replace(' name="Rock"', "")),
    ],
)
def test_a_fault_in_later_levels_refuses_the_file(code: str, more: str) -> None:
    parsed = read_subject(changed(SUBJECT, with_levels(more)), LANDED)
    assert parsed.value is None
    assert code in codes(parsed.findings)
    line = SUBJECT[: SUBJECT.index(FIRST)].count("\n") + 3
    assert all(int(each.where.removeprefix("line ")) >= line for each in parsed.findings)


def test_the_first_levels_have_no_year() -> None:
    change = ('<PerformanceLevels standardCutoff="2">',
              '<PerformanceLevels standardCutoff="2" fromSchoolYear="2020">')  # fmt: skip
    assert codes(read_subject(changed(SUBJECT, change), LANDED).findings) == ["level-years"]


def test_blocks_keep_their_three_levels_in_every_year() -> None:
    start = '<OverallScoring minScore="1000" maxScore="2000">\n        <PerformanceLevels>'
    block = SUBJECT.index(start)
    end = SUBJECT.index("</OverallScoring>", block)
    two = RENAMED.format("2026").replace(
        '          <PerformanceLevel level="3" name="Rock" color="brown"/>\n', ""
    )
    data = (SUBJECT[:end] + two + SUBJECT[end:]).encode()
    found = codes(read_subject(data, LANDED).findings)
    assert {"iab-levels", "iab-cutoff"} <= set(found)


def test_report_texts_cover_the_levels_of_every_year() -> None:
    change = with_levels(RENAMED.format("2026"))
    parsed = read_subject(changed(SUBJECT, change), LANDED)
    assert codes(parsed.findings) == ["report-levels"]
    assert read_subject(changed(SUBJECT, change, THIRD_TEXT), LANDED).findings == ()


TRANSLATED = (
    'name="Sand" color="yellow"/>',
    'name="Sand" color="yellow"><Translation lang="es" name="Arena"/></PerformanceLevel>',
)


def test_levels_may_be_translated() -> None:
    sand = overall(TRANSLATED).levels[0]
    assert sand.translations == (LevelTranslation("es", "Arena", "Arena"),)


def test_a_language_is_named_once_and_by_two_letters() -> None:
    again = '<Translation lang="es" name="Arena"/>'
    parsed = read_subject(changed(SUBJECT, TRANSLATED, (again, again + again)), LANDED)
    assert codes(parsed.findings) == ["duplicate-code"]
    parsed = read_subject(changed(SUBJECT, TRANSLATED, ('"es"', '"Spanish"')), LANDED)
    assert codes(parsed.findings) == ["value-too-long"]


def test_alternate_scores_are_in_the_order_of_their_data() -> None:
    two = (
        '<AltScore code="A1" name="Field" displayOrder=" 1"/>',
        '<AltScore code="A1" name="Field" dataOrder="2" displayOrder="1"/>'
        '<AltScore code="A2" name="Laboratory" dataOrder="1" displayOrder="2"/>',
    )
    alternates = subject(two).alternates
    assert [(each.code, each.order) for each in alternates] == [("A2", 2), ("A1", 1)]


def test_alternate_scores_may_be_optional() -> None:
    plain = subject().assessment_types["sum"].alternate
    optional = subject(
        ('<AltScoring name="Composite"', '<AltScoring name="Composite" optional="true"')
    ).assessment_types["sum"].alternate  # fmt: skip
    assert plain is not None
    assert optional is not None
    assert (plain.optional, optional.optional) == (False, True)
