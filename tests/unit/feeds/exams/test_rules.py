"""The rules of the exams feed: each is triggered, named, and silent about the student."""

import gzip
import io
import re
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from cers.feeds import archive_rules
from cers.feeds.archive_rules import Limits
from cers.feeds.exams import RULES, read_exams
from cers.model.finding import Finding, Severity
from cers.model.organization import District, Organizations
from cers.model.reference import Missing, Reference
from tests.support.exams import (
    DISTRICT,
    LANDED,
    SCORES,
    a_reference,
    an_exam_xml,
    an_item,
    codes,
    read_bytes,
    rows,
)

SMALL = Limits(member_bytes=64 * 1024, members=4, ratio_floor=16 * 1024)
LONG = "x" * 300


@pytest.fixture
def delivery(tmp_path):
    return tmp_path / "delivery"


def student(name: str, value: str | None) -> bytes:
    return an_exam_xml(student={name: value})


def opportunity(name: str, value: str | None) -> bytes:
    return an_exam_xml(opportunity={name: value})


def of_test(name: str, value: str | None) -> bytes:
    return an_exam_xml(test={name: value})


def score(measure: str, label: str, value: str, error: str = "") -> bytes:
    others = [each for each in SCORES if each[:2] != (measure, label)]
    return an_exam_xml(scores=[*others, (measure, label, value, error)])


def item(**attributes: str | None) -> bytes:
    return an_exam_xml(items=[an_item(**attributes)])


EXAM_FAULTS = [
    # Test
    ("blank-value", "Test name", of_test("name", "")),
    ("too-long", "Test name", of_test("name", LONG)),
    ("blank-value", "Test subject", of_test("subject", None)),
    ("blank-value", "Test grade", of_test("grade", " ")),
    ("subject-mismatch", "Test subject", of_test("subject", "Math")),
    ("grade-mismatch", "Test grade", of_test("grade", "5")),
    ("grade-mismatch", "Test grade", of_test("grade", "3-12")),
    ("blank-value", "AcademicYear", of_test("academicYear", None)),
    ("invalid-year", "AcademicYear", of_test("academicYear", "20261")),
    ("too-long", "AssessmentVersion", of_test("assessmentVersion", "x" * 31)),
    ("unknown-code", "Mode", of_test("mode", "telepathy")),
    ("invalid-integer", "HandScoreProject", of_test("handScoreProject", str(2**63))),
    # Examinee
    ("demo-student", "isDemo", an_exam_xml(examinee={"isDemo": "true"})),
    ("demo-student", "isDemo", an_exam_xml(examinee={"isDemo": "1"})),
    ("invalid-boolean", "isDemo", an_exam_xml(examinee={"isDemo": "perhaps"})),
    ("invalid-integer", "Examinee key", an_exam_xml(examinee={"key": "12ab"})),
    *(
        ("blank-value", name, student(name, value))
        for name in (
            "StudentIdentifier",
            "FirstName",
            "LastOrSurname",
            "Birthdate",
            "Sex",
            "GradeLevelWhenAssessed",
            "IDEAIndicator",
            "EconomicDisadvantageStatus",
        )
        for value in (None, " ")
    ),
    *(
        ("too-long", name, student(name, "x" * (longest + 1)))
        for name, longest in (
            ("StudentIdentifier", 65),
            ("FirstName", 60),
            ("MiddleName", 60),
            ("LastOrSurname", 60),
            ("AliasName", 60),
            ("AlternateSSID", 65),
            ("EnglishLanguageProficiencyLevel", 20),
            ("TitleIIILanguageInstructionProgramType", 30),
            ("PrimaryDisabilityType", 3),
        )
    ),
    *(
        ("invalid-date", name, student(name, "02/03/2015"))
        for name in (
            "Birthdate",
            "EnglishLanguageAcquisitionStatusStartDate",
            "FirstEntryDateIntoUSSchool",
            "LimitedEnglishProficiencyEntryDate",
            "LEPExitDate",
        )
    ),
    *(
        ("invalid-boolean", name, student(name, "perhaps"))
        for name in (
            "IDEAIndicator",
            "EconomicDisadvantageStatus",
            "LEPStatus",
            "MigrantStatus",
            "Section504Status",
            "HispanicOrLatinoEthnicity",
            "Filipino",
            "DemographicRaceTwoOrMoreRaces",
        )
    ),
    ("unknown-gender", "Sex", student("Sex", "M")),
    ("unknown-grade", "GradeLevelWhenAssessed", student("GradeLevelWhenAssessed", "14")),
    ("unknown-language", "LanguageCode", student("LanguageCode", "xx")),
    ("unknown-elas", "EnglishLanguageAcquisitionStatus",
     student("EnglishLanguageAcquisitionStatus", "XX")),
    ("unknown-military-connected", "MilitaryConnectedStudentIndicator",
     student("MilitaryConnectedStudentIndicator", "Unknown")),
    ("too-long", "StudentGroupName", an_exam_xml(groups=["x" * 256])),
    ("blank-value", "SchoolId", an_exam_xml(relations={"SchoolId": ""})),
    ("blank-value", "SchoolId", an_exam_xml(relations={"SchoolId": None})),
    ("too-long", "SchoolId", an_exam_xml(relations={"SchoolId": "1" * 41})),
    # Opportunity
    ("blank-value", "OppId", opportunity("oppId", None)),
    ("too-long", "OppId", opportunity("oppId", "1" * 61)),
    ("too-long", "SessionId", opportunity("sessionId", "1" * 129)),
    ("too-long", "Server", opportunity("server", "1" * 1001)),
    ("blank-value", "DateCompleted", opportunity("dateCompleted", "")),
    ("invalid-timestamp", "DateCompleted", opportunity("dateCompleted", "yesterday")),
    ("invalid-timestamp", "StatusDate", opportunity("statusDate", "2026-02-30T00:00:00")),
    ("invalid-date", "EffectiveDate", opportunity("effectiveDate", "2026")),
    ("unknown-code", "Status", opportunity("status", "rest")),
    ("unknown-code", "Validity", opportunity("validity", "so-so")),
    ("unknown-completeness", "Completeness", opportunity("completeness", "Half")),
    ("unknown-administration-condition", "AdministrationCondition",
     opportunity("administrationCondition", "XX")),
    ("invalid-integer", "ItemCount", opportunity("itemCount", str(2**31))),
    ("invalid-integer", "PauseCount", opportunity("pauseCount", "-1")),
    # Scores
    ("score-out-of-range", "Overall ScaleScore", score("Overall", "ScaleScore", "2800.01")),
    ("score-out-of-range", "Overall ScaleScore", score("Overall", "ScaleScore", "-1")),
    ("score-out-of-range", "WRITTEN ScaleScore", score("WRITTEN", "ScaleScore", "2099")),
    ("invalid-number", "Overall ScaleScore", score("Overall", "ScaleScore", "bad")),
    ("invalid-number", "Overall ThetaScore", score("Overall", "ThetaScore", "NaN")),
    ("invalid-number", "SOCK_R ScaleScore", score("SOCK_R", "ScaleScore", "1e999")),
    ("invalid-standard-error", "Overall ScaleScore", score("Overall", "ScaleScore", "2500", "-1")),
    ("invalid-standard-error", "Overall ThetaScore", score("Overall", "ThetaScore", "1", "x")),
    ("invalid-level", "Overall PerformanceLevel", score("Overall", "PerformanceLevel", "0")),
    ("invalid-level", "SOCK_R PerformanceLevel", score("SOCK_R", "PerformanceLevel", "2.5")),
    ("duplicate-score", "Overall ScaleScore",
     an_exam_xml(scores=[*SCORES, ("Overall", "ScaleScore", "2501")])),
    ("duplicate-score", "ARGU_ORG RawScore",
     an_exam_xml(scores=[*SCORES, ("ARGU_ORG", "RawScore", "3")])),
    ("trait-score-out-of-range", "ARGU_ORG RawScore", score("ARGU_ORG", "RawScore", "5")),
    ("trait-score-out-of-range", "ARGU_ORG RawScore", score("ARGU_ORG", "RawScore", "-1")),
    ("unknown-target", "1-IT|8-4 StudentRelativeResidualScore",
     score("1-IT|8-4", "StudentRelativeResidualScore", "0.1")),
    ("invalid-number", "1-IT|9-4 StudentRelativeResidualScore",
     score("1-IT|9-4", "StudentRelativeResidualScore", "inf")),
    # Items
    ("unknown-item", "Item", item(key="9999")),
    ("unknown-item", "Item", item(bankKey="201")),
    ("blank-value", "Item key", item(key=None)),
    ("blank-value", "Item key", item(bankKey="")),
    ("duplicate-item", "Item", an_exam_xml(items=[an_item(), an_item(score="0")])),
    ("item-score-out-of-range", "Item score", item(score="21")),
    ("item-score-out-of-range", "Item score", item(score="NaN")),
    ("item-score-out-of-range", "ScoreInfo scorePoint",
     an_exam_xml(items=[an_item(traits=[("Conventions", "99")])])),
    ("invalid-integer", "Item position", item(position="")),
    ("invalid-integer", "Item pageTime", item(pageTime=str(2**31))),
    ("invalid-integer", "Item numberVisits", item(numberVisits="-1")),
    ("invalid-number", "Item responseDuration", item(responseDuration="INF")),
    ("invalid-timestamp", "Item adminDate", item(adminDate="2026-03-02")),
    ("invalid-timestamp", "Response date",
     an_exam_xml(items=[an_item(response={"date": "noon", "type": "value"})])),
    ("unknown-code", "Response type",
     an_exam_xml(items=[an_item(response={"date": "2026-03-02T09:00:00", "type": "image"})])),
    ("invalid-boolean", "Item dropped", item(dropped="2")),
    ("too-long", "Item scoreStatus", item(scoreStatus="x" * 51)),
    ("too-long", "Item segmentId", item(segmentId="x" * 251)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "element", "xml"), EXAM_FAULTS)
def test_one_fault_refuses_the_exam_with_one_finding(delivery, code, element, xml):
    batch = read_bytes(xml, delivery)
    assert codes(batch.findings) == [(code, element)]
    assert (batch.counts.records, batch.counts.rejected, batch.counts.accepted) == (1, 1, 0)
    assert (batch.tables, batch.missing) == ({}, frozenset())


def zipped(
    *members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_STORED
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as bundle:
        for name, data in members:
            bundle.writestr(name, data)
    return buffer.getvalue()


def a_link() -> bytes:
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    return zipped((link, b"elsewhere"))


def encrypted() -> bytes:
    data = bytearray(zipped(("a.xml", b"<a/>")))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


TEST = b"<Test/>"
DELIVERY_FAULTS = {
    "no-exams": zipped(),
    "empty-file": b"",
    "too-large": b"<a>" + b"x" * 64 * 1024,
    "too-many-members": zipped(*((f"{number}.xml", b"<a/>") for number in range(5))),
    "archive-bomb": gzip.compress(b"<" + b" " * 60 * 1024),
    "unsupported-archive": b"7z\xbc\xaf\x27\x1c" + b"x" * 90,
    "corrupt-archive": zipped(("a.xml", b"<a/>"))[:-9],
    "nested-archive": zipped(("a.xml", zipped(("b.xml", b"<b/>")))),
    "unsafe-name": zipped(("../a.xml", b"<a/>")),
    "not-a-file": a_link(),
    "encrypted-member": encrypted(),
    "skipped-file": zipped(("readme.txt", b"hello"), ("a.xml", an_exam_xml())),
    "unsupported-encoding": '<?xml version="1.0" encoding="utf-16"?><TDSReport/>'.encode("utf-16"),
    "doctype-refused": b"<!DOCTYPE TDSReport><TDSReport/>",
    "not-xml": b"<TDSReport>",
    "wrong-root": b"<Report/>",
    "missing-element": b"<TDSReport><Test/></TDSReport>",
    "repeated-element": b"<TDSReport>" + TEST + TEST + b"</TDSReport>",
    "unknown-school": an_exam_xml(relations={"SchoolId": "other"}),
    "unknown-assessment": an_exam_xml(test={"name": "other"}),
    "repeated-item": an_exam_xml(items=[an_item(), an_item()]),
}


@pytest.mark.parametrize("code", DELIVERY_FAULTS)
def test_a_delivery_with_a_fault_says_so(delivery, code):
    delivery.write_bytes(DELIVERY_FAULTS[code])
    batches = list(read_exams(delivery, a_reference(), limits=SMALL))
    assert code in {finding.code for batch in batches for finding in batch.findings}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_second_file_of_one_name_is_named(delivery):
    batch = read_bytes(zipped(("a.xml", an_exam_xml()), ("a.xml", an_exam_xml())), delivery)
    assert codes(batch.findings) == [("duplicate-member", "")]
    assert (batch.counts.accepted, batch.counts.rejected) == (1, 1)


def test_a_report_of_more_elements_than_any_real_one_is_refused(delivery):
    batch = read_bytes(b"<TDSReport>" + b"<a>" * 200_000, delivery)
    assert codes(batch.findings) == [("too-many-elements", "")]


def test_an_assessment_whose_subject_is_unknown_waits_for_the_subject(delivery):
    reference = a_reference()
    bare = Reference({}, reference.assessments, reference.organizations, "x")
    batch = read_bytes(an_exam_xml(), delivery, bare)
    assert codes(batch.findings) == [("unknown-subject", "Test subject")]
    assert (batch.counts.waiting, batch.missing) == (1, frozenset({Missing("subject", "ELA")}))


def test_every_rule_is_triggered_by_a_test_of_this_file():
    triggered = {code for code, _, _ in EXAM_FAULTS} | set(DELIVERY_FAULTS)
    own = set(re.findall(r'\("([a-z-]+)", "', Path(__file__).read_text()))
    assert {rule.code for rule in RULES} - triggered - own == set()
    assert triggered <= {rule.code for rule in (*RULES, *archive_rules.RULES)}


def test_every_rule_has_a_code_of_its_own_and_a_sentence():
    listed = [rule.code for rule in RULES]
    assert len(set(listed)) == len(listed)
    for rule in RULES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.code)
        assert re.fullmatch(r"[A-Z].*\.", rule.meaning)
        assert rule.feed == "exams"


def test_all_faults_of_a_file_come_together(delivery):
    xml = an_exam_xml(
        examinee={"isDemo": "1"},
        student={"FirstName": "", "Sex": "?", "Birthdate": "?", "LEPStatus": "?"},
        opportunity={"dateCompleted": "", "completeness": "?"},
        scores=[("Overall", "ScaleScore", "1"), ("x|y", "StudentRelativeResidualScore", "1")],
        items=[an_item(key="1", score="?"), an_item(key="2", adminDate="?")],
    )
    assert len(codes(read_bytes(xml, delivery).findings)) == 13


def test_missing_reference_data_makes_an_exam_wait(delivery):
    batch = read_bytes(
        an_exam_xml(test={"name": "later"}, relations={"SchoolId": "later"}), delivery
    )
    assert [finding.severity for finding in batch.findings] == [Severity.WAITING] * 2
    assert (batch.counts.waiting, batch.counts.rejected, batch.tables) == (1, 0, {})
    assert batch.missing == {Missing("school", "later"), Missing("assessment", "later")}


def test_missing_reference_data_does_not_save_an_exam_with_errors(delivery):
    xml = an_exam_xml(test={"name": "later"}, student={"Sex": "?"}, items=[an_item(score="99")])
    batch = read_bytes(xml, delivery)
    assert {finding.code for finding in batch.findings} == {
        "unknown-assessment", "unknown-gender", "item-score-out-of-range",
    }  # fmt: skip
    assert (batch.counts.waiting, batch.counts.rejected, batch.missing) == (0, 1, frozenset())


def test_what_depends_on_an_unknown_assessment_is_not_judged(delivery):
    scores = [("Overall", "ScaleScore", "1"), ("a|b", "StudentRelativeResidualScore", "1"),
              ("ARGU_ORG", "RawScore", "99"), ("SOCK_R", "PerformanceLevel", "x")]  # fmt: skip
    xml = an_exam_xml(
        test={"name": "later", "grade": "11"}, scores=scores, items=[an_item(key="1")]
    )
    assert codes(read_bytes(xml, delivery).findings) == [("unknown-assessment", "Test name")]


def test_an_exam_waits_no_more_once_its_school_is_known(delivery):
    known = a_reference()
    bare = Reference(known.subjects, known.assessments, Organizations({}, {}), "x")
    assert read_bytes(an_exam_xml(), delivery, bare).counts.waiting == 1
    assert read_bytes(an_exam_xml(), delivery, known).counts.accepted == 1


def texts(findings: Iterable[Finding]) -> str:
    return "\n".join(f"{finding.message}|{finding.where}|{finding.element}" for finding in findings)


CANARY = "Canary7x"
PERSONAL = (
    "StudentIdentifier", "AlternateSSID", "FirstName", "MiddleName", "LastOrSurname", "AliasName",
    "Birthdate", "Sex", "GradeLevelWhenAssessed", "HispanicOrLatinoEthnicity", "Asian",
    "IDEAIndicator", "LEPStatus", "Section504Status", "EconomicDisadvantageStatus",
    "MigrantStatus", "EnglishLanguageAcquisitionStatus", "LanguageCode", "PrimaryDisabilityType",
    "EnglishLanguageAcquisitionStatusStartDate", "EnglishLanguageProficiencyLevel",
    "TitleIIILanguageInstructionProgramType", "MilitaryConnectedStudentIndicator",
    "FirstEntryDateIntoUSSchool", "LimitedEnglishProficiencyEntryDate", "LEPExitDate",
)  # fmt: skip


def test_no_finding_tells_a_value_of_the_student(delivery):
    long = CANARY * 40
    xml = an_exam_xml(
        student=dict.fromkeys(PERSONAL, long),
        groups=[long],
        opportunity={"taName": long * 4, "taId": long * 4},
        items=[an_item(long, key="1", traits=[("Conventions", long)], score=long)],
    )
    batch = read_bytes(xml, delivery)
    assert len(batch.findings) > 25
    assert CANARY not in texts(batch.findings)


def test_broken_xml_is_described_without_its_content(delivery):
    xml = an_exam_xml(student={"LastOrSurname": CANARY}).replace(CANARY.encode(), b"&Canary7x;")
    batch = read_bytes(xml, delivery)
    assert codes(batch.findings) == [("not-xml", "")]
    assert CANARY not in texts(batch.findings)


def test_codes_in_messages_are_cut_and_cleaned(delivery):
    xml = an_exam_xml(test={"subject": "evil\u202e" + "x" * 500})
    (finding,) = read_bytes(xml, delivery).findings
    assert len(finding.message) < 250
    assert finding.message.isprintable()


def test_a_warning_does_not_keep_an_exam_out(delivery):
    batch = read_bytes(DELIVERY_FAULTS["repeated-item"], delivery)
    assert (batch.counts.accepted, len(rows(batch, "exam_items"))) == (1, 1)


def doubts(xml, path, reference):
    """Code and element of what is said of an exam that is accepted."""
    batch = read_bytes(xml, path, reference)
    assert batch.counts.accepted == 1
    return [(finding.code, finding.element) for finding in batch.findings]


@pytest.mark.parametrize("told", ["Summative", "summative", "Interim", "ICA", "Formative", "", "?"])
def test_the_type_that_a_test_tells_is_held_against_its_assessment(told, tmp_path):
    expected = [("type-mismatch", "Test assessmentType")] if told.lower() == "summative" else []
    xml = an_exam_xml(test={"assessmentType": told})
    assert doubts(xml, tmp_path / "exam.xml", a_reference()) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("09876540000000", [("district-mismatch", "DistrictId")]),
        ("an id of the vendor's own", []),
        (DISTRICT, []),
        (None, []),
    ],
)
def test_a_district_that_is_another_one_we_know_is_doubted(told, expected, tmp_path):
    reference = a_reference()
    other = District("09876540000000", "Other District", LANDED)
    known = replace(
        reference.organizations, districts={**reference.organizations.districts, other.id: other}
    )
    xml = an_exam_xml(relations={"DistrictId": told})
    found = doubts(xml, tmp_path / "exam.xml", replace(reference, organizations=known))
    assert found == expected
