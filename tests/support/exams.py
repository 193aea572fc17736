"""Builders of exam reports and of the reference data they are checked against.

`an_exam_xml()` is a good exam of the made-up ICA in `a_reference()`; every argument changes
one thing about it. A value of None leaves an attribute out.
"""

import io
import tarfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, tostring

from cers.feeds.batch import ExamBatch
from cers.feeds.exams import read_exams
from cers.model.assessment import Assessment, Item, ScoreRange
from cers.model.dataset import Dataset
from cers.model.finding import Finding, Severity
from cers.model.organization import District, Organizations, School
from cers.model.reference import Reference
from cers.model.subject import (
    AlternateScore,
    AssessmentType,
    Claim,
    Level,
    Scoring,
    Subject,
    Target,
    Trait,
)

LANDED = datetime(2026, 1, 1, tzinfo=UTC)
ICA = "Made-up-ICA-ELA-4-2026"
SUMMATIVE = "Made-up-SUM-ELA-4-2026"
SCHOOL = "01234560000017"
DISTRICT = "01234560000000"

Values = Mapping[str, str | None]
Score = tuple[str, str, str] | tuple[str, str, str, str] | tuple[str, str, str, str, str]
"""measureOf, measureLabel, value, standard error, condition code."""

TEST: Values = {
    "name": ICA,
    "testId": "Made-up ICA",
    "subject": "ELA",
    "grade": "4",
    "assessmentType": "Interim",
    "academicYear": "2026",
    "bankKey": "200",
    "contract": "MADE-UP",
    "mode": "online",
    "handScoreProject": "0",
    "assessmentVersion": "7",
}
STUDENT: Values = {
    "StudentIdentifier": "0000000042",
    "AlternateSSID": "0042",
    "FirstName": "Ada",
    "MiddleName": "King",
    "LastOrSurname": "Null",
    "AliasName": "NA",
    "Birthdate": "2015-02-28",
    "Sex": "Female",
    "GradeLevelWhenAssessed": "04",
    "HispanicOrLatinoEthnicity": "No",
    "Asian": "Yes",
    "Filipino": "Yes",
    "IDEAIndicator": "No",
    "LEPStatus": "Yes",
    "Section504Status": "No",
    "EconomicDisadvantageStatus": "No",
    "MigrantStatus": "No",
    "EnglishLanguageAcquisitionStatus": "EL",
    "EnglishLanguageAcquisitionStatusStartDate": "2020-08-15",
    "LanguageCode": "spa",
}
RELATIONS: Values = {"DistrictId": DISTRICT, "SchoolId": SCHOOL, "SchoolName": "Made-up School"}
OPPORTUNITY: Values = {
    "server": "server-1",
    "database": "session",
    "clientName": "MADE-UP",
    "key": "k-1",
    "oppId": "opp-1",
    "startDate": "2026-03-02T09:00:00",
    "status": "scored",
    "validity": "valid",
    "completeness": "Complete",
    "opportunity": "1",
    "statusDate": "2026-03-03T10:00:00.250",
    "dateCompleted": "2026-03-02T10:00:00",
    "pauseCount": "1",
    "itemCount": "2",
    "ftCount": "0",
    "abnormalStarts": "0",
    "gracePeriodRestarts": "0",
    "taId": "ta-1",
    "taName": "Examiner One",
    "sessionId": "session-1",
    "windowId": "WINDOW",
    "windowOpportunity": "1",
    "administrationCondition": "SD",
    "assessmentParticipantSessionPlatformUserAgent": "Browser/1.0",
    "effectiveDate": "2026-03-01",
}
ITEM: Values = {
    "position": "1",
    "segmentId": "segment-1",
    "bankKey": "200",
    "key": "1001",
    "operational": "1",
    "isSelected": "1",
    "format": "MC",
    "score": "1",
    "scoreStatus": "SCORED",
    "adminDate": "2026-03-02T09:01:00",
    "numberVisits": "2",
    "responseDuration": "12.5",
    "mimeType": "text/plain",
    "strand": "1-IT",
    "contentLevel": "1-IT|9-4",
    "pageNumber": "1",
    "pageVisits": "1",
    "pageTime": "12500",
    "dropped": "0",
}
SCORES: Sequence[Score] = (
    ("Overall", "ScaleScore", "2500.5", "20.5"),
    ("Overall", "ThetaScore", "-0.25", "0.5"),
    ("Overall", "PerformanceLevel", "3"),
    ("SOCK_R", "ScaleScore", "2480", "30"),
    ("SOCK_R", "PerformanceLevel", "2"),
    ("2-W", "ScaleScore", "NS", "", "B"),
    ("WRITTEN", "ScaleScore", "2510", "25"),
    ("ARGU_ORG", "RawScore", "3"),
    ("1-IT|9-4", "StudentRelativeResidualScore", "0.25"),
    ("1-IT|9-4", "StandardMetRelativeResidualScore", "-0.5"),
)


def an_item(
    answer: str | None = "B",
    *,
    response: Values | None = None,
    traits: Iterable[tuple[str, str]] = (),
    condition: str = "",
    **attributes: str | None,
) -> Element:
    """An item; `traits` are pairs of a writing dimension and its points."""
    item = Element("Item", _given({**ITEM, **attributes}))
    if answer is not None:
        written = response or {"date": "2026-03-02T09:02:00", "type": "value"}
        SubElement(item, "Response", _given(written)).text = answer
    if traits or condition:
        info = SubElement(item, "ScoreInfo", scorePoint="5", scoreDimension="Overall")
        if condition:
            info.set("conditionCode", condition)
        parts = SubElement(info, "SubScoreList")
        for dimension, points in traits:
            SubElement(parts, "ScoreInfo", scorePoint=points, scoreDimension=dimension)
    return item


def some_items() -> list[Element]:
    """A multiple choice item and an essay."""
    traits = (("Organization/Purpose", "3"), ("Evidence/Elaboration", "2"), ("Conventions", "1"))
    return [
        an_item(),
        an_item("It was <b>so</b>.", position="2", key="1002", format="WER", traits=traits),
    ]


def an_exam(
    *,
    test: Values | None = None,
    student: Values | None = None,
    initial: Values | None = None,
    relations: Values | None = None,
    examinee: Values | None = None,
    opportunity: Values | None = None,
    scores: Iterable[Score] = SCORES,
    items: Iterable[Element] | None = None,
    accommodations: Iterable[str] = ("TDS_TTS_Item", "NEA_NoiseBuf"),
    groups: Iterable[str] = ("Period 1",),
) -> Element:
    """A report; `student` holds FINAL attributes, `initial` the INITIAL ones before them."""
    root = Element("TDSReport")
    SubElement(root, "Test", _given({**TEST, **(test or {})}))
    about = SubElement(root, "Examinee", _given({"key": "77", **(examinee or {})}))
    for name, value in _given(initial or {}).items():
        SubElement(about, "ExamineeAttribute", context="INITIAL", name=name, value=value)
    for name, value in _given({**STUDENT, **(student or {})}).items():
        SubElement(about, "ExamineeAttribute", context="FINAL", name=name, value=value)
    for name in groups:
        attributes = {"context": "FINAL", "name": "StudentGroupName", "value": name}
        SubElement(about, "ExamineeAttribute", attributes)
    for name, value in _given({**RELATIONS, **(relations or {})}).items():
        SubElement(about, "ExamineeRelationship", context="FINAL", name=name, value=value)
    taken = SubElement(root, "Opportunity", _given({**OPPORTUNITY, **(opportunity or {})}))
    for code in accommodations:
        SubElement(taken, "Accommodation", type="t", value="v", code=code, segment="0")
    for measure, label, value, *more in scores:
        names = ("standardError", "conditionCode")
        extra = dict(zip(names, (*more, "")[:2] if more else ("",), strict=False))
        given = {"measureOf": measure, "measureLabel": label, "value": value, **extra}
        SubElement(taken, "Score", given)
    taken.extend(some_items() if items is None else items)
    return root


def an_exam_xml(**changes: object) -> bytes:
    """A report as bytes; for the arguments see `an_exam`."""
    xml: bytes = tostring(an_exam(**changes), encoding="utf-8")  # type: ignore[arg-type]
    return xml


def _given(values: Values) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}


def a_subject() -> Subject:
    """ELA with claims, one alternate score and one writing trait."""
    levels = tuple(Level(number, f"Level {number}") for number in (1, 2, 3, 4))
    types = {
        code: AssessmentType(code, code, code, Scoring("Overall", levels), claim=Scoring("", ()))
        for code in ("ica", "iab", "sum")
    }
    reading = Claim("1-IT", "Information", False, True, 1, targets=(Target("9-4"), Target("8-4")))
    claims = (
        Claim("SOCK_R", "Reading", True, False, 1),
        Claim("2-W", "Writing", True, True, 2),
        reading,
    )
    alternates = (AlternateScore("WRITTEN", "Written", 1),)
    traits = (Trait("ARGU_ORG", "ARGU", "ORG", 4),)
    return Subject("ELA", "ELA", LANDED, types, claims, alternates, traits)


def an_assessment(id_: str = ICA, type_: str = "ica", items: int = 2) -> Assessment:
    """An assessment of grade 4 with items 200-1001 and on, on a scale from 2000 to 2800."""
    cuts = (ScoreRange(1, 2000, 2400), ScoreRange(2, 2400, 2500), ScoreRange(3, 2500, 2800))
    alternate = ((ScoreRange(1, 2100, 2400), ScoreRange(2, 2400, 2700)),)
    keys = [f"200-{1001 + number}" for number in range(items)]
    return Assessment(
        id_, id_, id_, "ELA", "04", type_, 2026, "7", LANDED, cuts, alternate,
        {key: Item(key, None, "MC", "1-IT", "9-4", 2, 0.5, 1.0) for key in keys},
    )  # fmt: skip


def a_reference(*, items: int = 2) -> Reference:
    """One subject, an ICA and a summative assessment, and one school."""
    assessments = (an_assessment(items=items), an_assessment(SUMMATIVE, "sum", items))
    return Reference(
        {"ELA": a_subject()},
        {each.id: each for each in assessments},
        Organizations(
            {DISTRICT: District(DISTRICT, "Made-up District", LANDED)},
            {SCHOOL: School(SCHOOL, "Made-up School", DISTRICT, LANDED)},
        ),
        "fingerprint",
    )


def a_zip(path: Path, members: Iterable[tuple[str, bytes]]) -> Path:
    """A zip bundle of the members, at `path`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in members:
            bundle.writestr(name, data)
    return path


def a_tar(
    path: Path, members: Iterable[tuple[str, bytes]], mode: Literal["w", "w:gz"] = "w:gz"
) -> Path:
    """A tar bundle of the members, at `path`."""
    with tarfile.open(path, mode) as bundle:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            bundle.addfile(info, io.BytesIO(data))
    return path


def read_bytes(data: bytes, path: Path, reference: Reference | None = None) -> ExamBatch:
    """What comes of a delivery of these bytes, which is small enough for one batch."""
    path.write_bytes(data)
    (batch,) = read_exams(path, reference or a_reference())
    return batch


def codes(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """Code and element of each finding that is not just a warning."""
    return [
        (finding.code, finding.element)
        for finding in findings
        if finding.severity is not Severity.WARNING
    ]


def rows(batch: ExamBatch, table: str, dataset: Dataset | None = None) -> list[dict[str, object]]:
    """The rows of a table in a batch: of one dataset, or of the only one."""
    chosen = dataset or next(iter(batch.tables))
    found: list[dict[str, object]] = batch.tables[chosen][table].to_pylist()
    return found
