"""The rules of the results feed: each is triggered, named, and silent about the student."""

from collections import Counter

import pytest

from cers.feeds.wide.faults import LISTED
from cers.feeds.wide.rules import RULES
from cers.model.delivery import Counts
from cers.model.finding import Severity
from tests.support.wide import HEADER, ROW, a_row, a_table, take, take_rows

LONG = "x" * 1001


@pytest.fixture
def delivery(tmp_path):
    return tmp_path / "delivery"


REQUIRED = (
    "AssessmentName",
    "Subject",
    "TestGrade",
    "SchoolYear",
    "StudentIdentifier",
    "FirstName",
    "LastOrSurname",
    "Birthdate",
    "GradeLevelWhenAssessed",
    "Sex",
    "IDEAIndicator",
    "EconomicDisadvantageStatus",
    "SchoolId",
    "TestOpportunityAltId",
    "SubmitDateTime",
)
LENGTHS = {
    "AssessmentName": 250,
    "AssessmentVersion": 30,
    "StudentIdentifier": 65,
    "AlternateSSID": 65,
    "FirstName": 60,
    "MiddleName": 60,
    "LastOrSurname": 60,
    "EnglishLanguageProficiencyLevel": 20,
    "TitleIIILanguageInstructionProgramType": 30,
    "PrimaryDisabilityType": 3,
    "SchoolId": 40,
    "TestOpportunityAltId": 60,
    "TestSessionId": 128,
    "UserAgent": 1000,
    "StudentGroupNames": 255,
}
TRUTHS = (
    "HispanicOrLatinoEthnicity",
    "AmericanIndianOrAlaskaNative",
    "Asian",
    "BlackOrAfricanAmerican",
    "White",
    "NativeHataiianOrOtherPacificIslander",
    "DemographRaceTwoOrMoreRaces",
    "IDEAIndicator",
    "LEPStatus",
    "EconomicDisadvantageStatus",
    "MigrantStatus",
)
DATES = (
    "Birthdate",
    "FirstEntryDateIntoUSSchool",
    "LimitedEnglishProficiencyEntryDate",
    "LEPExitDate",
)
MOMENTS = ("StartDateTime", "SubmitDateTime", "StatusDateTime")
COUNTS = (
    "NumberOfResponses",
    "FieldTestCount",
    "PauseCount",
    "GracePeriodRestarts",
    "AbnormalStarts",
    "OpportunityCount",
)
SCORES = ("ScaleScore", "Claim1Score", "Claim2Score", "OverallTheta")
ERRORS = ("ScaleScoreStandardError", "Claim1ScoreStandardError", "OverallThetaStandardError")
LEVELS = ("ScaleScoreAchievementLevel", "Claim1ScoreAchievementLevel")

FAULTS = [
    *(("blank-value", name, value) for name in REQUIRED for value in ("", "  ")),
    *(("too-long", name, "x" * (longest + 1)) for name, longest in LENGTHS.items()),
    *(("invalid-boolean", name, "perhaps") for name in TRUTHS),
    *(
        ("invalid-date", name, value)
        for name in DATES
        for value in (
            "02/03/2015",
            "2015-02-30",
            "2015-2-3",
            "0000-01-01",
            "20150203",
            "2015-02-03Z",
        )
    ),
    *(
        ("invalid-timestamp", name, value)
        for name in MOMENTS
        for value in (
            "2026-03-02",
            "2026-03-02 10:00:00",
            "2026-03-02T10",
            "2026-13-02T10:00:00",
            "2026-03-02T25:00:00",
            "2026/03/02T10:00:00",
            "0000-03-02T10:00:00",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "later",
        )
    ),
    *(
        ("invalid-integer", name, value)
        for name in COUNTS
        for value in ("-1", "1.5", "many", "2147483648", "0x1F")
    ),
    *(
        ("invalid-number", name, value)
        for name in SCORES
        for value in ("25x7", "1,5", "nan", "inf", "--1", "1e999", "ns1")
    ),
    *(("invalid-standard-error", name, value) for name in ERRORS for value in ("-0.5", "NS", "?")),
    *(("invalid-level", name, value) for name in LEVELS for value in ("0", "-1", "2.5", "II")),
    *(("score-out-of-range", "ScaleScore", value) for value in ("1999.9", "2800.5", "1")),
    ("invalid-year", "SchoolYear", "20261"),
    ("invalid-year", "SchoolYear", "1999"),
    ("unknown-code", "DeliveryMode", "telepathy"),
    ("unknown-code", "Status", "lost"),
    ("unknown-code", "Section504Status", "perhaps"),
    ("unknown-gender", "Sex", "?"),
    ("unknown-grade", "GradeLevelWhenAssessed", "99"),
    ("unknown-language", "LanguageCode", "klingon"),
    ("unknown-completeness", "Completeness", "mostly"),
    ("unknown-administration-condition", "AdministrationCondition", "XX"),
    ("subject-mismatch", "Subject", "Math"),
    ("grade-mismatch", "TestGrade", "5"),
    ("grade-mismatch", "TestGrade", "3-12"),
    ("control-character", "TestOpportunityAltId", "a\0b"),
    ("control-character", "StudentIdentifier", "a\x01b"),
    ("control-character", "FirstName", "a\0b"),
]


def told_as(name: str) -> str:
    """What a column is called in findings."""
    return {
        "NativeHataiianOrOtherPacificIslander": "NativeHawaiianOrOtherPacificIslander",
        "DemographRaceTwoOrMoreRaces": "DemographicRaceTwoOrMoreRaces",
    }.get(name, name)


@pytest.mark.parametrize(("code", "name", "value"), FAULTS)
def test_a_fault_refuses_its_row_and_no_other(delivery, code, name, value):
    taken = take_rows([a_row(1), a_row(2, **{name: value}), a_row(3)], delivery)
    assert taken.codes == [(code, told_as(name), "line 3")]
    assert taken.counts == Counts(records=3, accepted=2, rejected=1)
    assert [row["opportunity_id"] for row in taken.rows()] == ["opp-1", "opp-3"]


@pytest.mark.parametrize(
    ("name", "value", "column", "expected"),
    [
        ("ScaleScore", "+2500", "scale_score", 2500.0),
        ("ScaleScore", "2.5e3", "scale_score", 2500.0),
        ("ScaleScore", "NS", "scale_score", None),
        ("ScaleScore", "ns", "scale_score", None),
        ("ScaleScore", "0", "scale_score", None),
        ("PauseCount", "+7", "pause_count", 7),
        ("PauseCount", "007", "pause_count", 7),
        ("Sex", "FEMALE", "gender", "Female"),
        ("Sex", "x", "gender", "Nonbinary"),
        ("LanguageCode", "01", "language", "spa"),
        ("GradeLevelWhenAssessed", "kg", "grade", "KG"),
        ("GradeLevelWhenAssessed", "4", "grade", "04"),
        ("Section504Status", "Unknown/Cannot Provide", "section_504", None),
        ("MigrantStatus", "T", "migrant", True),
        ("Subject", "ela", "subject", "ELA"),
        ("TestGrade", "04", "assessment_grade", "04"),
        ("SchoolYear", "2025-26", "school_year", None),
    ],
)
def test_other_spellings_of_a_value_are_taken(delivery, name, value, column, expected):
    taken = take_rows([a_row(**{name: value})], delivery)
    assert taken.codes == []
    assert taken.rows()[0].get(column) == expected


def test_all_faults_of_a_row_are_told_at_once_in_the_order_of_rows(delivery):
    taken = take_rows(
        [a_row(1, Sex="?", ScaleScore="x"), a_row(2, Birthdate="x"), a_row(3, Sex="?")], delivery
    )
    assert [(code, where) for code, _, where in taken.codes] == [
        ("unknown-gender", "line 2"),
        ("invalid-number", "line 2"),
        ("invalid-date", "line 3"),
        ("unknown-gender", "line 4"),
    ]


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_file_without_a_required_column_is_refused(delivery, missing):
    taken = take(a_table([a_row()], [name for name in HEADER if name != missing]), delivery)
    assert taken.codes == [("missing-column", missing, "line 1")]
    assert taken.counts == Counts(records=1, rejected=1)


def test_every_missing_column_is_told(delivery):
    taken = take(a_table([a_row()], ["Subject", "SchoolId"]), delivery)
    assert [code for code, _, _ in taken.codes] == ["missing-column"] * (len(REQUIRED) - 2)


def test_a_file_without_a_header_is_refused(delivery):
    data = a_table([a_row(1), a_row(2)])
    taken = take(data[data.index(b"\n") + 1 :], delivery)
    assert taken.codes == [("missing-header", "", "line 1")]


def test_a_column_named_twice_refuses_the_file(delivery):
    data = a_table([a_row()])
    twice = data.replace(b"MiddleName", b"FirstName", 1)
    assert take(twice, delivery).codes == [("repeated-column", "FirstName", "line 1")]


def test_a_column_in_both_spellings_refuses_the_file(delivery):
    data = a_table([a_row()]).replace(b"White", b"DemographicRaceTwoOrMoreRaces", 1)
    assert take(data, delivery).codes == [
        ("repeated-column", "DemographicRaceTwoOrMoreRaces", "line 1")
    ]


def test_an_unknown_column_is_left_aside(delivery):
    header = [*HEADER, "Shoe size", ""]
    taken = take(a_table([a_row()], header), delivery)
    assert taken.codes == [
        ("unknown-column", f"column {len(header) - 1}", "line 1"),
        ("unknown-column", f"column {len(header)}", "line 1"),
    ]
    assert taken.counts == Counts(records=1, accepted=1)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"   \n"])
def test_an_empty_file_is_told(delivery, data):
    assert take(data, delivery).codes == [("empty-file", "", "")]


@pytest.mark.parametrize("more", [b"", b"\r\n", b"\r\n\r\n", b"," * 74 + b"\n"])
def test_a_header_alone_holds_no_exam(delivery, more):
    taken = take(a_table([]) + more, delivery)
    assert taken.codes == [("no-exams", "", "")]
    assert taken.counts == Counts(records=1, rejected=1)


def test_findings_never_quote_what_describes_a_student(delivery):
    secret = "Zebedee"
    rows = [a_row(1, **{name: f"{secret}{'x' * 1000}"}) for name in ROW if name != "SchoolId"]
    taken = take_rows(rows, delivery)
    assert len(taken.findings) > 50
    told = [
        finding
        for finding in taken.findings
        if finding.element not in {"AssessmentName", "Subject", "TestGrade"}
    ]
    assert not any(secret in str(finding) for finding in told)


def test_no_more_findings_of_a_rule_are_listed_than_anybody_reads(delivery):
    rows = [a_row(number, Sex="?", PauseCount="?") for number in range(LISTED + 35)]
    taken = take_rows(rows, delivery, block_bytes=1 << 20)
    counts = Counter(code for code, _, _ in taken.codes)
    assert counts == {"unknown-gender": LISTED + 1, "invalid-integer": LISTED + 1}
    assert all(finding.message.startswith("35 more") for finding in taken.findings[-2:])
    listed = [where for code, _, where in taken.codes if code == "unknown-gender" and where]
    assert listed == [f"line {number + 2}" for number in range(LISTED)]


def test_rules_are_errors_unless_they_wait_or_warn():
    severities = {rule.code: rule.severity for rule in RULES}
    waiting = {code for code, severity in severities.items() if severity is Severity.WAITING}
    warning = {code for code, severity in severities.items() if severity is Severity.WARNING}
    assert waiting == {"unknown-school", "unknown-assessment", "unknown-subject"}
    assert warning == {"unknown-column", "unknown-score", "repeated-exam"}
