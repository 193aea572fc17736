from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.assessments import RULES, read_assessments
from cers.feeds.numbers import parse_number, parse_school_year
from cers.feeds.subjects import read_subject
from cers.model.assessment import Assessment, ScoreRange
from cers.model.delivery import Counts
from cers.model.finding import Severity
from cers.model.reference import Missing
from cers.model.subject import Subject
from tests.support.reference_files import (
    BLOCK,
    ITEM,
    LANDED,
    SUMMATIVE,
    codes,
    package,
    subject,
)
from tests.support.samples import sample

GEOLOGY = {"Geo": subject()}
WITH_ITEM = {**SUMMATIVE, **ITEM}
LONG = "x" * 251

FAULTS = [
    ("missing-id", "AssessmentId", [{**SUMMATIVE, "AssessmentId": ""}]),
    ("missing-value", "AssessmentName", [{**SUMMATIVE, "AssessmentName": " "}]),
    ("missing-value", "AssessmentLabel", [{**SUMMATIVE, "AssessmentLabel": ""}]),
    ("missing-value", "AssessmentSubject", [{**SUMMATIVE, "AssessmentSubject": ""}]),
    ("missing-value", "AcademicYear", [{**SUMMATIVE, "AcademicYear": ""}]),
    ("value-too-long", "AssessmentId", [{**SUMMATIVE, "AssessmentId": LONG}]),
    ("value-too-long", "AssessmentName", [{**SUMMATIVE, "AssessmentName": LONG}]),
    ("value-too-long", "AssessmentLabel", [{**SUMMATIVE, "AssessmentLabel": LONG}]),
    ("value-too-long", "AssessmentVersion", [{**SUMMATIVE, "AssessmentVersion": "1" * 31}]),
    ("invalid-value", "AssessmentGrade", [{**SUMMATIVE, "AssessmentGrade": "14"}]),
    ("invalid-value", "AssessmentSubtype", [{**SUMMATIVE, "AssessmentSubtype": "interim"}]),
    ("invalid-value", "AcademicYear", [{**SUMMATIVE, "AcademicYear": "2025-2027"}]),
    ("invalid-value", "ScaledLow2", [{**SUMMATIVE, "ScaledLow2": "1_501"}]),
    ("invalid-value", "Alt1High1", [{**SUMMATIVE, "Alt1High1": "inf"}]),
    ("mismatched-value", "AssessmentLabel", [SUMMATIVE, {**SUMMATIVE, "AssessmentLabel": "Other"}]),
    ("mismatched-value", "ScaledLow1", [SUMMATIVE, {**SUMMATIVE, "ScaledHigh1": "1499"}]),
    ("mismatched-value", "Alt1Low1", [SUMMATIVE, {**SUMMATIVE, "Alt1High1": "1399"}]),
    ("no-ranges", "ScaledLow1", [{name: "" if name.startswith("Scaled") else value
                                  for name, value in SUMMATIVE.items()}]),
    ("range-incomplete", "ScaledHigh2", [{**SUMMATIVE, "ScaledHigh2": ""}]),
    ("range-incomplete", "ScaledLow1", [{**SUMMATIVE, "ScaledLow1": ""}]),
    ("range-incomplete", "Alt1Low1", [{**SUMMATIVE, "Alt1Low1": "", "Alt1High1": "",
                                       "Alt1Low2": "", "Alt1High2": "",
                                       "Alt2Low1": "1000", "Alt2High1": "1400"}]),
    ("range-order", "ScaledLow1", [{**SUMMATIVE, "ScaledLow1": "1501"}]),
    ("range-order", "ScaledLow2", [{**SUMMATIVE, "ScaledLow2": "1499"}]),
    ("type-not-in-subject", "AssessmentSubtype", [{**SUMMATIVE, "AssessmentSubtype": "ICA"}]),
    ("level-count", "ScaledLow1", [{**SUMMATIVE, "ScaledLow3": "2000", "ScaledHigh3": "2000"}]),
    ("level-count", "Alt1Low1", [{**SUMMATIVE, "Alt1Low2": "", "Alt1High2": ""}]),
    ("level-count", "ScaledLow1", [{**BLOCK, "ScaledLow4": "", "ScaledHigh4": ""}]),
    ("alternate-count", "Alt1Low1", [{**SUMMATIVE, "Alt2Low1": "1000", "Alt2High1": "1400"}]),
    ("alternate-count", "Alt1Low1", [{**BLOCK, "Alt1Low1": "1000", "Alt1High1": "1400"}]),
    ("cut-out-of-range", "ScaledLow1", [{**SUMMATIVE, "ScaledLow1": "999.5"}]),
    ("cut-out-of-range", "ScaledHigh2", [{**SUMMATIVE, "ScaledHigh2": "2000.5"}]),
    ("cut-out-of-range", "Alt1High2", [{**SUMMATIVE, "Alt1High2": "2001"}]),
    ("duplicate-item", "FullItemKey", [WITH_ITEM, WITH_ITEM]),
    ("missing-value", "FullItemKey", [{**WITH_ITEM, "FullItemKey": ""}]),
    ("missing-value", "ItemType", [{**WITH_ITEM, "ItemType": ""}]),
    ("missing-value", "ClaimContentTarget", [{**WITH_ITEM, "ClaimContentTarget": "\t"}]),
    ("missing-value", "DOK", [{**WITH_ITEM, "DOK": ""}]),
    ("missing-value", "avg_b", [{**WITH_ITEM, "avg_b": ""}]),
    ("missing-value", "MaxPoints", [{**WITH_ITEM, "MaxPoints": ""}]),
    ("missing-value", "NumberOfAnswerOptions", [{**WITH_ITEM, "NumberOfAnswerOptions": ""}]),
    ("missing-value", "AnswerKey", [{**WITH_ITEM, "AnswerKey": ""}]),
    ("value-too-long", "FullItemKey", [{**WITH_ITEM, "FullItemKey": "1" * 41}]),
    ("value-too-long", "PtWritingType", [{**WITH_ITEM, "PtWritingType": "x" * 17}]),
    ("invalid-value", "DOK", [{**WITH_ITEM, "DOK": "deep"}]),
    ("invalid-value", "avg_b", [{**WITH_ITEM, "avg_b": "NaN"}]),
    ("invalid-value", "MaxPoints", [{**WITH_ITEM, "MaxPoints": "1e999"}]),
    ("invalid-value", "ItemPosition", [{**WITH_ITEM, "ItemPosition": "-1"}]),
    ("invalid-value", "IsActive", [{**WITH_ITEM, "IsActive": "maybe"}]),
    ("invalid-value", "AllowCalculator", [{**WITH_ITEM, "AllowCalculator": "2"}]),
    ("invalid-value", "MathematicalPractice", [{**WITH_ITEM, "MathematicalPractice": "9"}]),
    ("invalid-value", "ClaimContentTarget", [{**WITH_ITEM, "ClaimContentTarget": "LAVA"}]),
    ("unknown-claim", "ClaimContentTarget", [{**WITH_ITEM, "ClaimContentTarget": "ICE|5-1"}]),
    ("unknown-target", "ClaimContentTarget", [{**WITH_ITEM, "ClaimContentTarget": "LAVA|5-9"}]),
    ("unknown-target", "SecondaryClaimContentTarget",
     [{**WITH_ITEM, "SecondaryClaimContentTarget": "LAVA|5-1;LAVA|5-9"}]),
    ("unknown-standard", "CommonCore", [{**WITH_ITEM, "CommonCore": "5.G.1;5.G.9"}]),
]  # fmt: skip


def only(data: bytes, subjects: dict[str, Subject] | None = None) -> Assessment:
    parsed = read_assessments(data, subjects or GEOLOGY, LANDED)
    assert parsed.value is not None, parsed.findings
    (assessment,) = parsed.value.values()
    return assessment


def test_an_assessment_is_read_whole() -> None:
    geology = only(package(WITH_ITEM))
    assert (geology.id, geology.name, geology.label) == ("GEO-5", "Geology 5", "Grade 5 Geology")
    assert (geology.subject, geology.grade, geology.type) == ("Geo", "05", "sum")
    assert (geology.school_year, geology.version, geology.landed_at) == (2026, "7", LANDED)
    assert geology.cuts == (ScoreRange(1, 1000, 1500), ScoreRange(2, 1501, 2000))
    assert geology.alternate_cuts == ((ScoreRange(1, 1000, 1400), ScoreRange(2, 1401, 1900)),)
    assert (geology.min_score, geology.max_score) == (1000, 2000)


def test_an_item_is_read_whole() -> None:
    more = {
        "SecondaryClaimContentTarget": "LAVA\t|NS|5-2\t;LAVA |5-1 ;LAVA|5-1",
        "CommonCore": "5.G.1\t;5.G.2;5.G.1",
        "MathematicalPractice": "3",
        "AllowCalculator": "Yes",
        "PtWritingType": "Opinion",
        "IsFieldTest": "Y",
        "IsActive": "N",
    }
    item = only(package({**WITH_ITEM, **more})).items["200-1"]
    assert (item.type, item.position, item.claim, item.target) == ("MC", 1, "LAVA", "5-1")
    assert (item.dok, item.difficulty, item.max_points, item.options) == (1, -0.25, 1, 4)
    assert item.secondary_targets == (("LAVA", "NS|5-2"), ("LAVA", "5-1"))
    assert item.standards == ("5.G.1", "5.G.2")
    assert (item.math_practice, item.allow_calculator, item.answer_key) == ("3", True, "B")
    assert (item.writing_purpose, item.field_test, item.active) == ("Opinion", True, False)


def test_what_an_item_need_not_say_has_its_default() -> None:
    silent = {"MathematicalPractice": "None", "ItemType": "WER", "AnswerKey": "", "IsActive": ""}
    item = only(package({**WITH_ITEM, **silent, "ItemPosition": ""})).items["200-1"]
    assert (item.position, item.allow_calculator, item.math_practice) == (None, None, "")
    assert (item.active, item.field_test) == (True, False)


def test_a_block_has_four_ranges_for_its_three_levels() -> None:
    block = only(package(BLOCK))
    assert [(cut.low, cut.high) for cut in block.cuts] == [
        (1000, 1200),
        (1200, 1500),
        (1500, 1700),
        (1700, 2000),
    ]


def test_ranges_may_be_called_overall() -> None:
    renamed = {name.replace("Scaled", "Overall"): value for name, value in SUMMATIVE.items()}
    assert only(package(renamed)).cuts == only(package(SUMMATIVE)).cuts


def test_rows_may_come_in_any_order_with_comments_and_blanks_between() -> None:
    second = {**WITH_ITEM, "FullItemKey": "200-2", "ItemPosition": "2"}
    block = {**BLOCK, **ITEM}
    head, one, other, two = package(WITH_ITEM, block, second).decode().splitlines()
    text = "\r\n".join(("# made by hand", head, two, "", ",,,", other, '# "quite, odd', one, ""))
    parsed = read_assessments(b"\xef\xbb\xbf" + text.encode(), GEOLOGY, LANDED)
    assert (
        parsed.value == read_assessments(package(WITH_ITEM, block, second), GEOLOGY, LANDED).value
    )
    assert parsed.counts == Counts(records=2, accepted=2)


def test_rows_of_one_assessment_may_write_the_same_number_differently() -> None:
    second = {**WITH_ITEM, "FullItemKey": "200-2", "ScaledLow1": "1000.0", "AssessmentGrade": "05"}
    assert len(only(package(WITH_ITEM, second)).items) == 2


@pytest.mark.parametrize(("code", "element", "rows"), FAULTS)
def test_a_fault_is_found_where_it_is(code: str, element: str, rows: list[dict[str, str]]) -> None:
    parsed = read_assessments(package(*rows), GEOLOGY, LANDED)
    assert parsed.value is None
    found = [(finding.code, finding.element, finding.where) for finding in parsed.findings]
    assert found.count((code, element, f"line {1 + len(rows)}")) == 1


def header_only(*, drop: str = "", add: str = "") -> bytes:
    columns = [name for name in WITH_ITEM if name != drop]
    return ",".join([*columns, add] if add else columns).encode()


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty-file", b""),
        ("not-utf-8", package(SUMMATIVE).decode().replace("Grade", "Gr\xe4de").encode("latin-1")),
        ("not-well-formed", package(SUMMATIVE) + b'GEO-6,"Geology'),
        ("not-well-formed", package({**SUMMATIVE, "AssessmentName": "x" * 200_000})),
        ("missing-columns", header_only(drop="AssessmentSubtype")),
        ("missing-columns", header_only(drop="DOK")),
        ("missing-columns", header_only(drop="ScaledLow1")),
        ("missing-columns", b"<Subject/>"),
        ("duplicate-columns", header_only(add="AcademicYear")),
        ("duplicate-columns", header_only(add="ScaledHigh2")),
        ("no-records", header_only()),
        ("field-count", package(SUMMATIVE).rstrip() + b",more\n"),
        ("field-count", package(SUMMATIVE)[:-20]),
    ],
)
def test_what_is_no_package_at_all_is_refused(code: str, data: bytes) -> None:
    parsed = read_assessments(data, GEOLOGY, LANDED)
    assert parsed.value is None
    assert codes(parsed.findings) == [code]
    assert parsed.counts.accepted == 0


def test_a_missing_column_is_named() -> None:
    (finding,) = read_assessments(header_only(drop="CommonCore"), GEOLOGY, LANDED).findings
    assert "CommonCore" in finding.message
    assert finding.where == "line 1"


def test_columns_that_are_not_read_may_repeat_or_be_unknown() -> None:
    head, row = package(SUMMATIVE).decode().splitlines()
    data = f"{head},bpref1,bpref1\n{row},a,b\n".encode()
    assert only(data) == only(package(SUMMATIVE))


def test_every_fault_of_a_file_is_reported_at_once() -> None:
    rows = [
        {**WITH_ITEM, "AssessmentGrade": "x", "DOK": "x"},
        {**WITH_ITEM, "AssessmentGrade": "x", "FullItemKey": "200-2", "CommonCore": "none"},
        {**BLOCK, "ScaledHigh4": "1"},
    ]
    parsed = read_assessments(package(*rows), GEOLOGY, LANDED)
    assert [(finding.code, finding.where) for finding in parsed.findings] == [
        ("invalid-value", "line 2"),
        ("invalid-value", "line 2"),
        ("unknown-standard", "line 3"),
        ("range-order", "line 4"),
    ]
    assert parsed.counts == Counts(records=2, rejected=2)


def test_one_bad_assessment_refuses_the_whole_file() -> None:
    parsed = read_assessments(
        package(SUMMATIVE, {**BLOCK, "AssessmentGrade": "x"}), GEOLOGY, LANDED
    )
    assert parsed.value is None
    assert parsed.counts == Counts(records=2, rejected=2)


def test_an_assessment_of_an_unknown_subject_waits_for_it() -> None:
    ice = {**SUMMATIVE, "AssessmentId": "ICE-5", "AssessmentSubject": "Ice"}
    parsed = read_assessments(package(SUMMATIVE, ice), GEOLOGY, LANDED)
    assert parsed.value is not None
    assert list(parsed.value) == ["GEO-5"]
    assert parsed.missing == {Missing("subject", "ICE")}
    assert parsed.counts == Counts(records=2, accepted=1, waiting=1)
    assert [(each.code, each.severity) for each in parsed.findings] == [
        ("unknown-subject", Severity.WAITING)
    ]


def test_nothing_waits_in_a_file_with_faults() -> None:
    bad = {**SUMMATIVE, "AssessmentSubject": "Ice", "AssessmentGrade": "x"}
    parsed = read_assessments(package(bad), GEOLOGY, LANDED)
    assert (parsed.value, parsed.missing) == (None, frozenset())


THREE_FROM_2027 = (
    'shortName="St" suffix="one" color="gray"/>\n        </PerformanceLevels>',
    'shortName="St" suffix="one" color="gray"/>\n        </PerformanceLevels>'
    '<PerformanceLevels fromSchoolYear="2027"><PerformanceLevel level="1" name="1" color="a"/>'
    '<PerformanceLevel level="2" name="2" color="a"/>'
    '<PerformanceLevel level="3" name="3" color="a"/></PerformanceLevels>',
)
THIRD_TEXT = (
    "found stone.</ReportPerformanceLevel>",
    'found stone.</ReportPerformanceLevel><ReportPerformanceLevel level="3"/>',
)


@pytest.mark.parametrize(("year", "accepted"), [("2026", True), ("2027", False)])
def test_ranges_are_as_many_as_the_levels_of_the_assessments_year(
    year: str, accepted: bool
) -> None:
    geology = {"Geo": subject(THREE_FROM_2027, THIRD_TEXT)}
    two = {**SUMMATIVE, "AcademicYear": year}
    three = {**two, "ScaledHigh2": "1700", "ScaledLow3": "1701", "ScaledHigh3": "2000"}
    for row, good in ((two, accepted), (three, not accepted)):
        parsed = read_assessments(package(row), geology, LANDED)
        assert codes(parsed.findings) == ([] if good else ["level-count"])


def test_optional_alternate_scores_are_there_in_full_or_not_at_all() -> None:
    optional = ('<AltScoring name="Composite"', '<AltScoring name="Composite" optional="true"')
    without = {name: value for name, value in SUMMATIVE.items() if not name.startswith("Alt")}
    more = {**SUMMATIVE, "Alt2Low1": "1000", "Alt2High1": "1400"}
    for geology, expected in (
        (subject(), [[], ["alternate-count"], ["alternate-count"]]),
        (subject(optional), [[], [], ["alternate-count"]]),
    ):
        for row, found in zip((SUMMATIVE, without, more), expected, strict=True):
            parsed = read_assessments(package(row), {"Geo": geology}, LANDED)
            assert codes(parsed.findings) == found


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_read_as_they_are_written(value: float) -> None:
    assert parse_number(repr(value)) == value


@given(st.text(max_size=6))
def test_what_is_no_number_is_never_read_as_one(text: str) -> None:
    number = parse_number(text)
    assert number is None or (text.isascii() and text == text.strip() and "_" not in text)


@given(st.integers(min_value=2001, max_value=2098))
def test_a_school_year_is_its_spring(spring: int) -> None:
    autumn = spring - 1
    for text in (f"{spring}", f"{autumn}-{spring}", f"{autumn}-{spring % 100:02}"):
        assert parse_school_year(text) == spring


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    for prefix in (b"", package(WITH_ITEM)):
        parsed = read_assessments(prefix + data, GEOLOGY, LANDED)
        assert (parsed.value is None) == (parsed.counts.accepted == 0)


def test_the_rules_of_the_feed_are_listed_once_each() -> None:
    listed = [rule.code for rule in RULES]
    assert len(listed) == len(set(listed))
    assert {code for code, _, _ in FAULTS} <= set(listed)


def sample_subjects() -> dict[str, Subject]:
    names = ("ELA_subject.xml", "Math_subject.xml", "ELPAC_subject.CA.xml")
    read = [read_subject(sample("subjects", name).read_bytes(), LANDED).value for name in names]
    return {each.code: each for each in read if each is not None}


@pytest.mark.parametrize(
    ("name", "assessments", "items"),
    [
        ("2017v3.csv", 114, 1885),
        ("IAB_ICA_Combined.items.csv", 9, 81),
        ("IAB_ICA_Combined.items.emptyrows.csv", 1, 1),
        ("IAB.itemless.csv", 1, 0),
    ],
)
def test_sample_packages_are_accepted(name: str, assessments: int, items: int) -> None:
    data = sample("packages", name).read_bytes()
    parsed = read_assessments(data, sample_subjects(), LANDED + timedelta(days=1))
    assert parsed.findings == ()
    assert parsed.value is not None
    assert len(parsed.value) == assessments
    assert sum(len(each.items) for each in parsed.value.values()) == items


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("IAB_ICA_Combined.bad-asmt.csv", ["invalid-value", *["value-too-long"] * 4]),
        ("Cutpoints.test1.csv", ["level-count"]),
        ("DuplicateItem.csv", ["duplicate-item", "level-count"]),
        ("MissingAssessmentId.csv", ["missing-id"]),
        ("MissingRequiredColumns.csv", ["missing-columns"]),
    ],
)
def test_sample_packages_with_faults_are_refused(name: str, expected: list[str]) -> None:
    data = sample("packages", name).read_bytes()
    parsed = read_assessments(data, sample_subjects(), LANDED)
    assert parsed.value is None
    assert codes(parsed.findings) == expected


def test_a_high_score_left_out_is_the_next_low_score() -> None:
    data = sample("packages", "IAB_ICA_Combined.items.csv").read_bytes()
    parsed = read_assessments(data, sample_subjects(), LANDED)
    assert parsed.value is not None
    block = parsed.value["(SBAC)SBAC-IAB-FIXED-G11E-BriefWrites-ELA-11-Winter-2016-2017"]
    assert [(cut.low, cut.high) for cut in block.cuts] == [
        (2300, 2490),
        (2490, 2580),
        (2580, 2680),
        (2680, 2800),
    ]
