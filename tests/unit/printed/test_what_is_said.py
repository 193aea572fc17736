"""What a printed report says of a student: every figure again, from the rows it was made of."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.subject import Level, LevelTranslation, ReportTexts
from cers.reports.history import Definitions
from cers.reports.printed.batch import WORDS
from cers.reports.printed.page import Blocks, Report, Scored
from cers.reports.printed.student import report_of
from tests.support.printed_students import (
    Student,
    accommodations,
    background,
    definitions,
    one_of_everything,
    scored,
)

ELA, MATH = "ELA-SUM-05-2026", "Math-SUM-05-2026"


def told(student: Student, language: str = "en", **more: Any) -> Report:
    report = report_of(student.record(), background(language, **more))
    assert report is not None
    return report


def scored_of(report: Report) -> list[Scored]:
    return [each for each in report["sections"] if each["kind"] == "scored"]


def blocks_of(report: Report) -> list[Blocks]:
    return [each for each in report["sections"] if each["kind"] == "blocks"]


def only_test(student: Student, language: str = "en", **more: Any) -> Scored:
    (section,) = scored_of(told(student, language, **more))
    return section


# ---- who, and what


def test_the_student_is_named_with_id_grade_school_and_district() -> None:
    report = told(Student("123", "Ana", "Díaz").took(ELA, **scored(2521, 25, 3)))
    assert report["title"] == "Ana Díaz"
    assert report["header"] == ["Díaz, Ana", "Student Score Report 2025\N{EN DASH}26"]
    assert [fact for column in report["facts"] for fact in column] == [
        ["Student ID", "123"],
        ["Grade", "5"],
        ["School", "Oak Elementary School of the Arts"],
        ["District", "Alder Unified"],
    ]
    assert "Ana" in report["intro"]


def test_without_a_name_the_id_stands_above_and_the_text_speaks_of_your_child() -> None:
    report = told(Student("123", None, None).took(ELA, **scored(2521, 25, 3)))
    assert report["title"] == "123"
    assert "your child" in report["intro"]
    assert "su hijo o hija" in told(Student("1", None, None).took(ELA), "es")["intro"]


def test_a_score_is_told_with_its_error_range_level_and_school() -> None:
    section = only_test(Student().took(ELA, **scored(2521, 25, 3)))
    assert section["heading"] == {"text": "English Language Arts/Literacy, grade 5", "lang": "en"}
    assert section["sub"] == (
        "End-of-year test · finished on April 3, 2026 · Oak Elementary School of the Arts"
    )
    assert (section["score"], section["range"]) == ("2521", "(2496\N{EN DASH}2546)")
    assert section["level"] == {
        "color": 3,
        "number": 3,
        "name": {"text": "Proficient", "lang": "en"},
        "gloss": "",
    }
    assert section["of"] == "Level 3 of 4"
    assert "between 2496 and 2546" in section["error"]


def test_levels_are_called_as_in_the_year_of_the_test() -> None:
    student = (
        Student().took("ELA-SUM-04-2025", **scored(2440, 24, 2)).took(ELA, **scored(2521, 25, 3))
    )
    section = only_test(student)
    assert section["trend"] is not None
    named = [(each["year"], each["level"]) for each in section["trend"]["points"]]
    assert [(year[:4], level and level["name"]["text"]) for year, level in named] == [
        ("2024", "Standard Nearly Met"),
        ("2025", "Proficient"),
    ]


def test_what_a_definition_calls_a_level_in_spanish_is_what_it_is_called() -> None:
    known = definitions()
    subject = known.subjects["ELA"]
    kind = subject.assessment_types["sum"]
    names = LevelTranslation("es", "Competente (oficial)")
    levels = tuple(
        replace(each, translations=(names,)) if each.level == 3 else each
        for each in kind.overall.in_year(2026).levels
    )
    overall = replace(kind.overall, levels=levels, later=())
    types = {**subject.assessment_types, "sum": replace(kind, overall=overall)}
    changed = {**known.subjects, "ELA": replace(subject, assessment_types=types)}
    section = only_test(
        Student().took(ELA, **scored(2521, 25, 3)),
        "es",
        definitions=Definitions(known.assessments, changed),
    )
    assert section["level"] is not None
    assert section["level"]["name"] == {"text": "Competente (oficial)", "lang": "es"}
    assert section["level"]["gloss"] == ""


def test_else_the_name_stays_english_and_spanish_says_what_it_says() -> None:
    section = only_test(Student().took(ELA, **scored(2521, 25, 3)), "es")
    assert section["level"] is not None
    assert section["level"]["name"] == {"text": "Proficient", "lang": "en"}
    assert section["level"]["gloss"] == "competente"
    assert section["heading"] == {"text": "Lengua y literatura en inglés, 5.º grado", "lang": "es"}
    assert "3 de abril de 2026" in section["sub"]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_level_of_every_shipped_test_is_explained(language: str) -> None:
    for assessment in definitions().assessments.values():
        if assessment.type == "iab":
            continue
        student = Student().took(assessment.id, **scored(assessment.cuts[0].low, 10, 1))
        record = student.record(assessment.school_year)
        report = report_of(record, background(language))
        assert report is not None
        (section,) = scored_of(report)
        assert section["meanings"] is not None
        rows = section["meanings"]["rows"]
        numbers = [row["level"]["number"] for row in rows]
        assert numbers == sorted(numbers, reverse=True)
        assert [bool(row["here"]) for row in rows] == [number == 1 for number in numbers]
        assert all(row["text"]["text"] and row["text"]["lang"] == language for row in rows)


def test_what_levels_mean_comes_from_the_definition_where_it_says_so() -> None:
    known = definitions()
    texts = ReportTexts("05", "sum", {number: f"{{0}} at {number}" for number in (1, 2, 3, 4)})
    changed = {**known.subjects, "ELA": replace(known.subjects["ELA"], report_texts=(texts,))}
    delivered = Definitions(known.assessments, changed)
    student = Student().took(ELA, **scored(2521, 25, 3))
    english = only_test(student, definitions=delivered)["meanings"]
    assert english is not None
    assert [row["text"]["text"] for row in english["rows"]] == [
        f"Ana at {number}" for number in (4, 3, 2, 1)
    ]
    spanish = only_test(student, "es", definitions=delivered)["meanings"]
    assert spanish is not None
    assert {row["text"]["lang"] for row in spanish["rows"]} == {"es"}


# ---- parts


def test_claims_stand_in_the_subjects_order_with_their_levels() -> None:
    claims = {"4-CR": 2, "SOCK_R": 3, "SOCK_LS": None, "2-W": 1}
    (part,) = only_test(Student().took(ELA, **scored(2521, 25, 3), claims=claims))["parts"]
    rows = [(row[0]["text"], row[1]["name"]["text"]) for row in part["rows"]]  # type: ignore[index, typeddict-item]
    assert rows == [
        ("Reading", "Above Standard"),
        ("Writing", "Below Standard"),
        ("Research/Inquiry", "Near Standard"),
    ]
    assert part["columns"] == ["Part", "Result", "What it is about"]


def test_what_is_only_in_english_is_left_out_of_a_spanish_table() -> None:
    section = only_test(Student().took(ELA, **scored(2521, 25, 3), claims={"SOCK_R": 3}), "es")
    (part,) = section["parts"]
    assert part["columns"] == ["Parte", "Resultado"]
    assert part["rows"][0][0] == {"text": "Lectura", "lang": "es"}


def test_oral_and_written_scores_have_levels_and_ranges() -> None:
    alternates = {"1": (3, 1520.0, 15.0), "2": (None, 1490.0, None)}
    student = Student().took("ELPAC-SUM-05-2026", **scored(1515, 12, 3), alternates=alternates)
    (part,) = only_test(student)["parts"]
    assert part["title"] == "Results by area"
    (oral, written) = part["rows"]
    assert oral[0] == {"text": "Oral Language", "lang": "en"}
    assert oral[2] == "1520 (1505\N{EN DASH}1535)"
    assert written[1:] == ["\N{EN DASH}", "1490"]


def test_writing_is_told_by_purpose_with_points_of_the_most_there_are() -> None:
    traits = {"SOCK_EXPL_ORG": 3, "SOCK_EXPL_EVI": None, "SOCK_EXPL_CON": 0}
    (part,) = only_test(Student().took(ELA, **scored(2521, 25, 3), traits=traits))["parts"]
    assert part["title"] == "Writing: Explanatory"
    assert [(row[0]["text"], row[1]) for row in part["rows"]] == [  # type: ignore[index]
        ("Organization/Purpose", "3 of 4"),
        ("Evidence/Elaboration", "Not scored"),
        ("Conventions", "0 of 2"),
    ]


# ---- which results


def test_of_several_results_on_a_test_the_last_is_told() -> None:
    student = Student()
    student.took(ELA, **scored(2400, 20, 1), completed_on=date(2026, 5, 2))
    student.took(ELA, **scored(2600, 20, 4), completed_on=date(2026, 5, 1))
    assert only_test(student)["score"] == "2400"


def test_only_the_exams_asked_for_are_told_and_others_of_the_year_are_not() -> None:
    student = Student().took(ELA, **scored(2521, 25, 3)).took(MATH, **scored(2442, 26, 1))
    report = report_of(student.record(only=[MATH]), background())
    assert report is not None
    assert [each["heading"]["text"] for each in scored_of(report)] == ["Mathematics, grade 5"]


def test_a_type_that_its_definition_keeps_off_paper_is_not_told() -> None:
    known = definitions()
    subject = known.subjects["ELA"]
    kind = replace(subject.assessment_types["sum"], printed_report=False)
    changed = replace(subject, assessment_types={**subject.assessment_types, "sum": kind})
    student = Student().took(ELA, **scored(2521, 25, 3))
    off = Definitions(known.assessments, {**known.subjects, "ELA": changed})
    assert report_of(student.record(), background(definitions=off)) is None


def test_the_trend_is_of_one_subject_and_type_and_ends_with_this_year() -> None:
    report = told(one_of_everything())
    trends = {each["heading"]["text"]: each["trend"] for each in scored_of(report)}
    math = trends["Mathematics, grade 5"]
    assert math is not None
    assert [point["score"] for point in math["points"]] == ["2390", "2455", "2442"]
    assert trends["Mathematics, grade 5 (test during the year)"] is None
    assert math["chart"] is not None
    scales = [point["scale"] for point in math["chart"]["points"]]
    assert len({(scale["min"], scale["max"]) for scale in scales}) == 1


def test_a_later_year_is_no_part_of_the_trend() -> None:
    student = (
        Student().took("ELA-SUM-04-2025", **scored(2440, 24, 2)).took(ELA, **scored(2521, 25, 3))
    )
    report = report_of(student.record(2025), background())
    assert report is not None
    assert scored_of(report)[0]["trend"] is None


def test_blocks_are_told_with_the_result_before_on_the_same_block() -> None:
    (blocks,) = blocks_of(told(one_of_everything()))
    before = {row["test"]["text"]: row["previous"] for row in blocks["rows"]}
    assert before["Grade 5 - Geometry (IAB)"] == "First time"
    previous = before["Grade 5 - Fractions (IAB)"]
    assert isinstance(previous, dict)
    assert (previous["level"]["name"]["text"], previous["date"]) == (
        "Below Standard",
        "April 3, 2025",
    )


# ---- how it was taken


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"administration_condition": "IN"}, "not valid"),
        ({"completeness": "Partial"}, "not finished"),
        ({"administration_condition": "NS"}, "usual way"),
    ],
)
def test_what_has_to_be_known_before_a_result_is_read_stands_with_it(
    how: dict[str, str], said: str
) -> None:
    (remark,) = only_test(Student().took(ELA, **scored(2521, 25, 3), **how))["remarks"]
    assert said in remark
    assert only_test(Student().took(ELA, **scored(2521, 25, 3)))["remarks"] == []


def test_a_test_without_a_score_has_no_scale_and_says_so() -> None:
    section = only_test(Student().took(ELA))
    assert (section["scale"], section["score"], section["range"]) == (None, "", "")
    assert (section["level"], section["of"]) == (None, "")
    assert "No score" in section["error"]


def test_accommodations_are_named_in_the_language_where_they_have_a_name_in_it() -> None:
    student = Student().took(ELA, **scored(2521, 25, 3), accommodation_codes="TTS|NOISE|XYZ")
    spanish = only_test(student, "es", accommodations=accommodations())["accommodations"]
    assert spanish is not None
    assert spanish["items"] == [
        {"text": "Texto a voz", "lang": "es"},
        {"text": "Noise buffers", "lang": "en"},
        {"text": "XYZ", "lang": "en"},
    ]
    assert only_test(student, "es")["accommodations"] is None


# ---- for every score there is


@given(
    st.integers(2000, 2900), st.integers(1, 150), st.integers(1, 4), st.sampled_from(["en", "es"])
)
def test_a_score_stands_on_its_scale_with_all_its_cuts(
    score: int, error: int, level: int, language: str
) -> None:
    section = only_test(Student().took(ELA, **scored(score, error, level)), language)
    scale = section["scale"]
    assert scale is not None
    assert (scale["at"], scale["low"], scale["high"]) == (score, score - error, score + error)
    bands = scale["bands"]
    assert bands[0]["low"] == scale["min"]
    assert bands[-1]["high"] == scale["max"]
    assert all(one["high"] == other["low"] for one, other in pairwise(bands))
    assert [each["low"] for each in bands[1:]] == [2442, 2502, 2582]
    assert scale["cutoff"] == 3
    for figure in (score, 2442, 2502, 2582):
        assert str(figure) in scale["alt"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_name_is_taken_for_a_template(first: str, last: str) -> None:
    report = told(Student("1", first or None, last or None).took(ELA, **scored(2521, 25, 3)))
    assert first in report["intro"]


@given(st.permutations(range(10)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    student = one_of_everything()
    wanted = told(student)
    student.rows = [student.rows[index] for index in order]
    assert told(student) == wanted


def test_both_languages_have_the_same_places_in_every_text() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    english, spanish = WORDS["en"], WORDS["es"]
    for name in english.__slots__:
        one, other = getattr(english, name), getattr(spanish, name)
        if isinstance(one, str):
            assert places(one) == places(other), name
            assert one, name


def test_levels_beyond_the_palette_keep_their_number() -> None:
    known = definitions()
    kind = known.subjects["ELA"].assessment_types["sum"]
    levels = (*kind.overall.in_year(2026).levels, Level(9, "Beyond", color="purple"))
    overall = replace(kind.overall, levels=levels, later=())
    types = {"sum": replace(kind, overall=overall)}
    changed = replace(known.subjects["ELA"], assessment_types=types)
    section = only_test(
        Student().took(ELA, **scored(2521, 25, 9)),
        definitions=Definitions(known.assessments, {"ELA": changed}),
    )
    assert section["level"] is not None
    assert (section["level"]["number"], section["level"]["color"]) == (9, 6)
    assert section["scale"] is None
