"""Small files of reference data that tests make themselves, and the way to larger samples."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from cers.feeds.subjects import read_subject
from cers.model.finding import Finding
from cers.model.subject import Subject

LANDED = datetime(2026, 3, 1, 12, tzinfo=UTC)

SUBJECT = """\
<?xml version="1.0" encoding="UTF-8"?>
<Subject code="Geo" name="Geology">
  <Messages>
    <Message key="sum.performance-info">How the rocks were done.</Message>
  </Messages>
  <AssessmentTypes>
    <AssessmentType code="sum" name="Summative">
      <OverallScoring name="Overall" minScore="1000" maxScore="2000">
        <PerformanceLevels standardCutoff="2">
          <PerformanceLevel level="1" name="Sand" color="yellow"/>
          <PerformanceLevel level="2" name="Stone" shortName="St" suffix="one" color="gray"/>
        </PerformanceLevels>
      </OverallScoring>
      <AltScoring name="Composite" minScore="1000" maxScore="2000">
        <PerformanceLevels>
          <PerformanceLevel level="1" name="Low" color="red"/>
          <PerformanceLevel level="2" name="High" color="green"/>
        </PerformanceLevels>
      </AltScoring>
      <ClaimScoring name="Claim">
        <PerformanceLevels>
          <PerformanceLevel level="1" name="Below" color="red"/>
          <PerformanceLevel level="2" name="Near" color="yellow"/>
          <PerformanceLevel level="3" name="Above" color="green"/>
        </PerformanceLevels>
      </ClaimScoring>
    </AssessmentType>
    <AssessmentType code="iab" name="Block" longName="Interim Block" targetReport="true">
      <OverallScoring minScore="1000" maxScore="2000">
        <PerformanceLevels>
          <PerformanceLevel level="1" name="Below" color="red"/>
          <PerformanceLevel level="2" name="Near" color="yellow"/>
          <PerformanceLevel level="3" name="Above" color="green"/>
        </PerformanceLevels>
      </OverallScoring>
    </AssessmentType>
  </AssessmentTypes>
  <DepthsOfKnowledge>
    <DepthOfKnowledge level="1" name="Recall"><Reference>about:blank</Reference></DepthOfKnowledge>
  </DepthsOfKnowledge>
  <ItemDifficulties>
    <ItemDifficulty gradeCode="05" moderateLowEnd="-1.5" difficultLowEnd="0.5"/>
  </ItemDifficulties>
  <ReportGrades>
    <ReportGrade code="05">
      <ReportAssessmentTypes>
        <ReportAssessmentType code="sum">
          <OverallAchievementMessage>{0} looked at rocks.</OverallAchievementMessage>
          <ReportPerformanceLevels>
            <ReportPerformanceLevel level="1">{0} found sand.</ReportPerformanceLevel>
            <ReportPerformanceLevel level="2">{0} found stone.</ReportPerformanceLevel>
          </ReportPerformanceLevels>
          <ReportClaims>
            <ReportClaim code="LAVA">
              <ReportPerformanceLevels>
                <ReportPerformanceLevel level="1">Cold.</ReportPerformanceLevel>
                <ReportPerformanceLevel level="2">Warm.</ReportPerformanceLevel>
                <ReportPerformanceLevel level="3">Hot.</ReportPerformanceLevel>
              </ReportPerformanceLevels>
            </ReportClaim>
          </ReportClaims>
        </ReportAssessmentType>
      </ReportAssessmentTypes>
    </ReportGrade>
  </ReportGrades>
  <AltScores>
    <AltScore code="A1" name="Field" displayOrder=" 1"/>
  </AltScores>
  <Traits>
    <Trait code="LAB_ORDER" purpose="LAB" category="ORDER" maxScore="4"/>
  </Traits>
  <Claims>
    <Claim code="LAVA" name="Volcanoes" displayOrder="2">
      <Description>What comes out of them.</Description>
      <Targets>
        <Target code="5-1" name="Flow"><Description>It flows.</Description></Target>
        <Target code="NS|5-2" name="Ash"/>
      </Targets>
    </Claim>
    <Claim code="ORE" name="Ores" displayOrder="1" organizational="false"/>
    <Claim code="MISC" name="Anything else" scorable="false"/>
  </Claims>
  <Standards>
    <Standard code="5.G.1"><Description>Rocks are hard.</Description></Standard>
    <Standard code="5.G.2"><Description>Some are not.</Description></Standard>
  </Standards>
</Subject>
"""


def changed(text: str, *changes: tuple[str, str]) -> bytes:
    """The text with some of it replaced, each first occurrence, as a file."""
    for old, new in changes:
        assert old in text, f"{old!r} is not there to be replaced"
        text = text.replace(old, new, 1)
    return text.encode()


def subject(*changes: tuple[str, str], landed_at: datetime = LANDED) -> Subject:
    """The geology subject, changed."""
    value = read_subject(changed(SUBJECT, *changes), landed_at).value
    assert value is not None
    return value


SUMMATIVE = {
    "AssessmentId": "GEO-5",
    "AssessmentName": "Geology 5",
    "AssessmentLabel": "Grade 5 Geology",
    "AssessmentSubject": "GEO",
    "AssessmentGrade": "5",
    "AssessmentSubtype": "SUM",
    "AcademicYear": "2025-2026",
    "AssessmentVersion": "7",
    "ScaledLow1": "1.00E+03",
    "ScaledHigh1": "1500",
    "ScaledLow2": "1501",
    "ScaledHigh2": "2000",
    "Alt1Low1": "1000",
    "Alt1High1": "1400",
    "Alt1Low2": "1401",
    "Alt1High2": "1900",
}
ITEM = {
    "FullItemKey": "200-1",
    "ItemType": "MC",
    "ClaimContentTarget": "LAVA\t|5-1\t",
    "SecondaryClaimContentTarget": "",
    "CommonCore": "5.G.1\t",
    "DOK": "1",
    "AllowCalculator": "",
    "MathematicalPractice": "",
    "MaxPoints": "1",
    "IsFieldTest": "FALSE",
    "IsActive": "TRUE",
    "ItemPosition": "1",
    "avg_b": "-0.25",
    "NumberOfAnswerOptions": "4",
    "AnswerKey": "B",
    "PtWritingType": "",
}
BLOCK = {
    **{name: value for name, value in SUMMATIVE.items() if not name.startswith("Alt")},
    "AssessmentId": "GEO-5-BLOCK",
    "AssessmentSubtype": "IAB",
    "ScaledLow1": "1000",
    "ScaledHigh1": "",
    "ScaledLow2": "1200",
    "ScaledHigh2": "1500",
    "ScaledLow3": "1500",
    "ScaledHigh3": "1700",
    "ScaledLow4": "1700",
    "ScaledHigh4": "2000",
}


def package(*rows: Mapping[str, str]) -> bytes:
    """A package file whose header has the columns of all rows."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def node(kind: str, id_: str, parent: str = "CA", **more: object) -> dict[str, object]:
    """An organization as ART describes it."""
    return {"entityType": kind, "entityId": id_, "entityName": f"The {id_}",
            "parentEntityId": parent, **more}  # fmt: skip


def art(*nodes: Mapping[str, object]) -> bytes:
    """An export of ART."""
    return json.dumps({"organizations": nodes}).encode()


def codes(findings: Iterable[Finding]) -> list[str]:
    """The codes of findings."""
    return [finding.code for finding in findings]


ACCOMMODATIONS = """\
<?xml version="1.0" encoding="utf-8"?>
<Accessibility schoolYear="2026">
  <MasterResourceFamily>
    <SingleSelectResource>
      <Code>Signs</Code>
      <ResourceType>Accommodation</ResourceType>
      <Text><Language>eng</Language><Label>Signs</Label></Text>
      <Selection>
        <Code>SIGN_0</Code>
        <Text><Language>eng</Language><Label>No signs</Label></Text>
      </Selection>
      <Selection>
        <Code>SIGN_1</Code>
        <Text><Language>eng</Language><Label>Signs</Label><Message>Ask first.</Message></Text>
        <Text><Language>SPA</Language><Label>Señas</Label></Text>
      </Selection>
    </SingleSelectResource>
    <MultiSelectResource>
      <Code>Colors</Code>
      <ResourceType>Designated Support</ResourceType>
      <Selection><Code>COLOR_1</Code></Selection>
    </MultiSelectResource>
    <MultiSelectResource>
      <Code>Others</Code>
      <ResourceType>accommodations, other</ResourceType>
      <Selection>
        <Code>ABACUS</Code>
        <Text><Language>eng</Language><Label>Abacus</Label></Text>
      </Selection>
    </MultiSelectResource>
    <EditResource><Code>Other</Code></EditResource>
  </MasterResourceFamily>
  <ResourceFamily/>
</Accessibility>
"""

NORMS_HEADER = (
    "assessment_id,start_date,end_date,count,mean,standard_deviation,min_score,max_score,"
    "percentile_rank,score\n"
)
NORMS = (
    NORMS_HEADER
    + """\
# winter
GEO-5,2026-01-01,2026-03-31,1200,1480.5,88.9,1000,2000,,
GEO-5,2026-01-01,2026-03-31,,,,,,25,1300
GEO-5,2026-01-01,2026-03-31,,,,,,50,1480.5
GEO-5,2026-01-01,2026-03-31,,,,,,75,1600

,,,,,,,,,
GEO-5,2026-04-01,2026-06-30,,,,1000,2000,10,1300
GEO-5,2026-04-01,2026-06-30,,,,1000,,20,1300
GEO-5,2026-04-01,2026-06-30,,,,,,30,1300
"""
)
