"""Real sample reports, with the outcomes their makers' own tests expect."""

import tarfile
from collections import Counter
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, fromstring

import pytest

from cers.feeds.assessments import read_assessments
from cers.feeds.exams import read_exams
from cers.feeds.organizations import read_organizations
from cers.feeds.subjects import read_subject
from cers.model.organization import District, Organizations, School
from cers.model.reference import Missing, Reference
from tests.support.exams import codes
from tests.support.samples import needs_samples, sample

pytestmark = needs_samples

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GENERATED = "trt-small"


def reference_of(subjects, packages, organizations) -> Reference:
    read = [read_subject(data, NOW).value for data in subjects]
    by_code = {subject.code: subject for subject in read}
    assessments = {}
    for data in packages:
        assessments |= read_assessments(data, by_code, NOW).value or {}
    return Reference(by_code, assessments, organizations, "fingerprint")


@pytest.fixture(scope="module")
def reference() -> Reference:
    names = ("ELA_subject.xml", "Math_subject.xml")
    packages = ("IAB_ICA_Combined.items.csv", "2017v3.csv")
    return reference_of(
        [(sample("subjects") / name).read_bytes() for name in names],
        [(sample("packages") / name).read_bytes() for name in packages],
        Organizations(
            {"UCLALS": District("UCLALS", "UCLA", NOW)},
            {"APTEST1": School("APTEST1", "APTESTSCHOOL", "UCLALS", NOW)},
        ),
    )


def tree(data: bytes) -> Element:
    return fromstring(data)


def read(name: str, reference: Reference):
    (batch,) = read_exams(sample("trt") / name, reference)
    return batch


@pytest.mark.parametrize(
    ("name", "items", "claims"),
    [
        ("TDSReport.iab.sample.xml", 11, 0),
        ("TDSReport.ica.sample.xml", 48, 4),
        ("SBAC-IAB-FIXED-G4M-G-MATH-4.xml", 11, 0),
        ("SBAC-IAB-FIXED-G6M-EE.xml", 16, 0),
        ("SBAC-ICA-FIXED-G6M-COMBINED-2017.xml", 36, 3),
    ],
)
def test_good_exams_are_accepted_with_all_their_parts(reference, name, items, claims):
    batch = read(name, reference)
    assert (batch.counts.accepted, batch.findings) == (1, ())
    (read_tables,) = batch.tables.values()
    tables = {name: rows.to_pydict() for name, rows in read_tables.items()}
    root = tree((sample("trt") / name).read_bytes())
    assert len(list(root.iter("Item"))) == items
    assert len(tables["exam_items"]["item_key"]) == items
    assert len(tables["exam_scores"]["score_code"]) == claims
    level = root.find(".//Score[@measureOf='Overall'][@measureLabel='PerformanceLevel']")
    assert tables["exams"]["achievement_level"] == [int(level.get("value"))]
    score = root.find(".//Score[@measureOf='Overall'][@measureLabel='ScaleScore']")
    assert tables["exams"]["scale_score"] == [float(score.get("value"))]


def test_writing_dimensions_of_the_essay_are_read(reference):
    (tables,) = read("TDSReport.ica.sample.xml", reference).tables.values()
    items = tables["exam_items"].to_pydict()
    essays = [place for place, form in enumerate(items["format"]) if form == "WER"]
    scored = [
        (items["organization_purpose"][place], items["evidence_elaboration"][place],
         items["conventions"][place])
        for place in essays
    ]  # fmt: skip
    assert (3.0, 2.0, 2.0) in scored


def test_unknown_targets_are_each_named(reference):
    batch = read("ICA-score-test.xml", reference)
    assert batch.counts.rejected == 1
    assert Counter(codes(batch.findings)) == {
        ("unknown-target", f"{target} {label}RelativeResidualScore"): 1
        for target in ("1-IT|10-11", "2-W|8-11")
        for label in ("Student", "StandardMet")
    }


def test_every_basic_error_is_found(reference):
    batch = read("TDSReport.iab.basic.errors.xml", reference)
    found = codes(batch.findings)
    assert batch.counts.rejected == 1
    assert len(found) >= 16 + 10
    assert ("demo-student", "isDemo") in found
    assert Counter(code for code, _ in found) == {
        "invalid-boolean": 12, "invalid-date": 5, "blank-value": 4, "demo-student": 1,
        "unknown-gender": 1, "unknown-grade": 1, "unknown-elas": 1, "unknown-language": 1,
        "unknown-military-connected": 1,
    }  # fmt: skip


def test_every_missing_element_is_found(reference):
    batch = read("TDSReport.iab.noElement.xml", reference)
    assert Counter(code for code, _ in codes(batch.findings)) == {
        "blank-value": 8, "demo-student": 1,
    }  # fmt: skip


def test_every_overlong_value_is_found(reference):
    batch = read("TDSReport.iab.longdata.basic.error.xml", reference)
    assert Counter(codes(batch.findings)) == {
        ("unknown-military-connected", "MilitaryConnectedStudentIndicator"): 1,
        **{
            ("too-long", element): 1
            for element in (
                "StudentIdentifier", "FirstName", "LastOrSurname", "MiddleName", "AliasName",
                "EnglishLanguageProficiencyLevel", "TitleIIILanguageInstructionProgramType",
                "PrimaryDisabilityType", "StudentGroupName",
            )
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("TDSReport.no-examinee.xml", ("missing-element", "Examinee")),
        ("TDSReport.bad.xml", ("not-xml", "")),
    ],
)
def test_broken_structure_is_refused(reference, name, finding):
    batch = read(name, reference)
    assert (batch.counts.rejected, codes(batch.findings)) == (1, [finding])


@pytest.mark.parametrize(
    ("name", "blanks"), [("TDSReport.minimal.xml", 9), ("TDSReport.sample.xml", 6)]
)
def test_reports_of_the_old_kind_lack_what_is_required(reference, name, blanks):
    batch = read(name, reference)
    found = Counter(code for code, _ in codes(batch.findings))
    assert found == {"blank-value": blanks, "unknown-assessment": 1}
    assert (batch.counts.rejected, batch.missing) == (1, frozenset())


def test_a_vendors_variant_with_its_own_bank_keys_is_refused_by_item(reference):
    batch = read("TDSReport.iab.2018_AIR_format.xml", reference)
    assert {finding.code for finding in batch.findings} == {"unknown-item", "repeated-item"}
    assert batch.counts.rejected == 1


def test_an_exam_of_an_unknown_school_and_assessment_waits_for_both(reference):
    batch = read("1000000000_mod.xml", reference)
    assert (batch.counts.waiting, batch.counts.rejected) == (1, 0)
    assert batch.missing == {
        Missing("school", "88800120012001"),
        Missing("assessment", "(SBAC)SBAC-IAB-FIXED-G8M-EE-Winter-2014-2015"),
    }


@pytest.fixture(scope="module")
def generated() -> dict[str, bytes]:
    with tarfile.open(sample("generated") / f"{GENERATED}.tar.gz") as bundle:
        files = [info for info in bundle.getmembers() if info.isfile()]
        return {
            info.name.removeprefix(f"{GENERATED}/"): bundle.extractfile(info).read()
            for info in files
        }


def generated_reference(files: dict[str, bytes]) -> Reference:
    names = [name for name in sorted(files) if name.startswith("reference/")]
    nowhere = Organizations({}, {})
    return reference_of(
        [files[name] for name in names if "_subject" in name],
        [files[name] for name in names if name.endswith(".csv")],
        read_organizations(files["organizations.json"], nowhere, NOW).value,
    )


def test_a_generated_bundle_is_accepted_whole_with_every_row(generated):
    reference = generated_reference(generated)
    batches = list(read_exams(sample("generated") / f"{GENERATED}.tar.gz", reference))
    counts = sum((batch.counts for batch in batches[1:]), batches[0].counts)
    reports = [
        tree(data)
        for name, data in generated.items()
        if name.startswith("CA/") and name.endswith(".xml")
    ]
    assert (counts.records, counts.accepted) == (277, 277)
    assert len(reports) == 277
    assert counts.skipped == len(generated) - 277

    read_columns = {name: Counter() for name in ("exams", "exam_items", "exam_targets")}
    scores, ids = 0.0, set()
    for batch in batches:
        for dataset, tables in batch.tables.items():
            for name, counter in read_columns.items():
                subjects = tables[name]["subject"].to_pylist()
                counter.update((subject, dataset.asmt_type) for subject in subjects)
            scores += sum(tables["exams"]["scale_score"].to_pylist())
            ids |= set(tables["exams"]["opportunity_id"].to_pylist())

    expected = {name: Counter() for name in read_columns}
    for report in reports:
        test = report.find("Test")
        kind = "sum" if test.get("assessmentType") == "Summative" else _interim(test.get("testId"))
        key = (test.get("subject"), kind)
        expected["exams"][key] += 1
        expected["exam_items"][key] += len(report.findall("Opportunity/Item"))
        residuals = [
            score.get("measureOf")
            for score in report.findall("Opportunity/Score")
            if score.get("measureLabel").endswith("ResidualScore")
        ]
        expected["exam_targets"][key] += len(set(residuals))
    assert read_columns["exams"] == expected["exams"]
    assert +read_columns["exam_items"] == +expected["exam_items"]
    assert +read_columns["exam_targets"] == +expected["exam_targets"]
    overall = "Opportunity/Score[@measureOf='Overall'][@measureLabel='ScaleScore']"
    assert scores == sum(float(report.find(overall).get("value")) for report in reports)
    assert ids == {report.find("Opportunity").get("oppId") for report in reports}


def _interim(test_id: str) -> str:
    return "ica" if "ICA" in test_id else "iab"
