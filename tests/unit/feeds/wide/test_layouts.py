"""The shipped layouts hold what they promise: every assessment, every demographic, known codes."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from cers.feeds.subjects import read_subject
from cers.feeds.wide.descriptor import has_places, layouts, recognise, recognise_record
from cers.feeds.wide.layout import Layout, WideColumn
from cers.model.assessment import assessed_grade
from cers.model.codes import ETHNICITIES, LANGUAGES
from cers.model.delivery import Feed
from cers.model.subject import Subject
from cers.model.tables import EXAMS
from cers.reference_data import scales, shipped_files
from tests.support.wide_files import fixed_line, some_records

OURS = ("alt-elpac", "caa", "cast", "csa", "elpac", "sbac")
LANDED = datetime(2026, 1, 1, tzinfo=UTC)
DISABILITIES = {
    "AUT", "DB", "DD", "EMN", "HI", "ID", "MD", "OI", "OHI", "SLD", "SLI", "TBI", "VI",
}  # fmt: skip


@pytest.fixture(params=OURS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return layouts()[request.param]


@pytest.fixture(scope="module")
def subjects() -> dict[str, Subject]:
    files = [each.data for each in shipped_files() if each.feed is Feed.SUBJECTS]
    found = [read_subject(data, LANDED).value for data in files]
    return {subject.code: subject for subject in found if subject}


def values(layout: Layout, target: str) -> set[str]:
    """Everything that the codes of a target's column stand for."""
    (column,) = (each for each in layout.columns if each.target == target)
    return set(layout.code_tables[column.codes].values())


def slots(layout: Layout, kind: str) -> Iterator[tuple[str, str]]:
    """Slot and column of every score of a kind."""
    for column in layout.columns:
        parts = column.target.split("/")
        if parts[0] == kind:
            yield parts[1], parts[2]


def level_columns(layout: Layout, kind: str) -> list[WideColumn]:
    ending = "achievement_level"
    return [
        column
        for column in layout.columns
        if column.target.endswith(ending) and column.target.split("/")[0] == (kind or ending)
    ]


def test_each_has_both_encodings(layout: Layout) -> None:
    assert layout.delimiter == "^"
    assert has_places(layout)


def test_columns_of_fixed_width_follow_each_other_without_gaps(layout: Layout) -> None:
    place = 1
    for column in layout.columns:
        assert (column.start, column.length is not None) == (place, True)
        place += column.length or 0


@pytest.mark.parametrize("id_", sorted(layouts()))
def test_every_layout_is_recognised_by_its_own_header(id_: str) -> None:
    recognised = recognise(layouts()[id_].column_names)
    assert recognised is layouts()[id_]


def test_a_record_of_each_is_recognised(layout: Layout) -> None:
    for record in some_records(layout, 10):
        recognised = recognise_record(fixed_line(layout, record))
        assert recognised is not None
        assert recognised.id == layout.id


def test_a_header_without_the_optional_columns_is_recognised() -> None:
    layout = layouts()["sbac"]
    kept = [column.name for column in layout.columns if column.required or column.target]
    assert recognise(kept) is layout


def test_every_summative_subject_is_in_one_layout(subjects: dict[str, Subject]) -> None:
    delivered = [code for id_ in OURS for code in values(layouts()[id_], "subject")]
    summative = [code for code, each in subjects.items() if "sum" in each.assessment_types]
    assert sorted(delivered) == sorted(summative)


def test_every_demographic_of_an_exam_can_be_told(layout: Layout) -> None:
    targets = {column.target for column in layout.columns}
    personal = {column.name for column in EXAMS.columns if column.pii}
    assert personal - {"ethnicities"} - targets == set()
    assert {f"ethnicities/{code}" for code in ETHNICITIES} <= targets


def test_what_the_exams_feed_requires_is_required(layout: Layout) -> None:
    required = {column.target for column in layout.columns if column.required}
    assert {
        "student_id", "first_name", "last_name", "birthdate", "gender", "grade", "iep",
        "economic_disadvantage", "school_id", "completed_at", "school_year", "subject",
    } <= required  # fmt: skip


@pytest.mark.parametrize(("kind", "attribute"), [("claim", "claims"), ("alternate", "alternates")])
def test_scores_go_to_the_parts_of_their_subject(
    layout: Layout, kind: str, attribute: str, subjects: dict[str, Subject]
) -> None:
    own_slots = {slot for slot, _ in slots(layout, kind)}
    for code in values(layout, "subject"):
        parts = getattr(subjects[code], attribute)
        expected = {part.code for part in parts if getattr(part, "scorable", True)}
        named = layout.score_codes.get(code, {})
        assert {named[slot] for slot in own_slots if slot in named} == expected


def test_traits_go_to_the_traits_of_their_subject(
    layout: Layout, subjects: dict[str, Subject]
) -> None:
    own_slots = {slot for slot, _ in slots(layout, "trait")}
    for code in values(layout, "subject"):
        named = layout.score_codes.get(code, {})
        delivered = {named[slot] for slot in own_slots if slot in named}
        assert delivered == {trait.code for trait in subjects[code].traits}


def test_trait_scores_end_where_the_trait_does(subjects: dict[str, Subject]) -> None:
    layout = layouts()["sbac"]
    highest = {trait.code: trait.max_score for trait in subjects["ELA"].traits}
    columns = [column for column in layout.columns if column.target.startswith("trait/")]
    assert len(columns) == len(highest)
    for column in columns:
        code = layout.score_codes["ELA"][column.target.split("/")[1]]
        assert (column.low, column.high) == (0, highest[code])


@pytest.mark.parametrize("kind", ["", "claim", "alternate"])
def test_levels_are_those_of_the_subject(
    layout: Layout, kind: str, subjects: dict[str, Subject]
) -> None:
    for code in values(layout, "subject"):
        summative = subjects[code].assessment_types["sum"]
        scoring = {
            "": summative.overall, "claim": summative.claim, "alternate": summative.alternate,
        }[kind]  # fmt: skip
        for column in level_columns(layout, kind) if scoring else ():
            assert (column.low, column.high) == (1, len(scoring.levels)), column.name


def test_the_ids_of_shipped_assessments_are_made_from_other_columns() -> None:
    by_subject = {
        code: layouts()[id_] for id_ in OURS for code in values(layouts()[id_], "subject")
    }
    for scale in scales():
        if "sum" not in scale.types:
            continue
        layout = by_subject[scale.subject]
        assert scale.grade in values(layout, "assessment_grade")
        for year in set(scale.years) & set(layout.school_years):
            made = layout.assessment_id.format(
                subject=scale.subject, assessment_grade=scale.grade, school_year=year
            )
            assert made == f"{scale.subject}-SUM-{scale.grade}-{year}"


def test_every_year_with_shipped_assessments_can_be_delivered() -> None:
    for id_ in OURS:
        own = values(layouts()[id_], "subject")
        years = {year for scale in scales() if scale.subject in own for year in scale.years}
        assert years <= set(layouts()[id_].school_years)


@pytest.mark.parametrize(("id_", "subject"), [("elpac", "ELPAC"), ("alt-elpac", "ALTELPAC")])
def test_grades_that_take_one_test_together_name_one_test(id_: str, subject: str) -> None:
    codes = layouts()[id_].code_tables["test_grades"]
    for number in range(1, 13):
        assert codes[f"{number:02d}"] == assessed_grade(subject, f"{number:02d}")
        assert codes[str(number)] == codes[f"{number:02d}"]
    assert codes["k"] == codes["kg"] == "KG"


def test_languages_are_told_as_iso_or_calpads_codes(layout: Layout) -> None:
    codes = layout.code_tables["languages"]
    assert {code: codes[code] for code in LANGUAGES} == {code: code for code in LANGUAGES}
    assert {calpads.lower() for calpads in LANGUAGES.values()} <= set(codes)
    assert all(codes[calpads.lower()] == code for code, calpads in LANGUAGES.items())


def test_disabilities_are_the_thirteen_of_ceds(layout: Layout) -> None:
    assert values(layout, "primary_disability") == DISABILITIES


def test_a_status_may_reset_an_exam(layout: Layout) -> None:
    assert "reset" in values(layout, "status")
