"""Rows of the tabulator's student table, and what comes of a delivery of them.

`a_row()` is the same exam as `an_exam()` of `tests.support.exams`, as far as the table tells it.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from cers.feeds.batch import ExamBatch
from cers.feeds.wide.results import read_results
from cers.model.dataset import Dataset
from cers.model.delivery import Counts
from cers.model.finding import Finding
from cers.model.reference import Missing, Reference
from cers.model.tables import TABLES
from tests.support.exams import DISTRICT, ICA, SCHOOL, a_reference

DIGEST = "d" * 64

ROW: Mapping[str, str] = {
    "AssessmentId": "Made-up ICA",
    "AssessmentName": ICA,
    "Subject": "ELA",
    "DeliveryMode": "online",
    "TestGrade": "4",
    "AssessmentType": "Interim",
    "SchoolYear": "2026",
    "AssessmentVersion": "7",
    "StudentIdentifier": "0000000042",
    "AlternateSSID": "0042",
    "FirstName": "Ada",
    "MiddleName": "King",
    "LastOrSurname": "Null",
    "Birthdate": "2015-02-28",
    "GradeLevelWhenAssessed": "04",
    "Sex": "Female",
    "HispanicOrLatinoEthnicity": "No",
    "AmericanIndianOrAlaskaNative": "",
    "Asian": "Yes",
    "BlackOrAfricanAmerican": "",
    "White": "",
    "NativeHataiianOrOtherPacificIslander": "",
    "DemographRaceTwoOrMoreRaces": "",
    "IDEAIndicator": "No",
    "LEPStatus": "Yes",
    "Section504Status": "No",
    "EconomicDisadvantageStatus": "No",
    "LanguageCode": "spa",
    "EnglishLanguageProficiencyLevel": "",
    "MigrantStatus": "No",
    "FirstEntryDateIntoUSSchool": "",
    "LimitedEnglishProficiencyEntryDate": "",
    "LEPExitDate": "",
    "TitleIIILanguageInstructionProgramType": "",
    "PrimaryDisabilityType": "",
    "StateAbbreviation": "CA",
    "DistrictId": DISTRICT,
    "DistrictName": "Made-up District",
    "SchoolId": SCHOOL,
    "SchoolName": "Made-up School",
    "StudentGroupNames": "Period 1",
    "TestOpportunityId": "k-1",
    "TestOpportunityAltId": "opp-1",
    "StartDateTime": "2026-03-02T09:00:00",
    "SubmitDateTime": "2026-03-02T10:00:00",
    "Status": "scored",
    "StatusDateTime": "2026-03-03T10:00:00.250",
    "AdministrationCondition": "SD",
    "Completeness": "Complete",
    "AccessibilityCodes": "TDS_TTS_Item:UYU;NEA_NoiseBuf:UYU",
    "NumberOfResponses": "2",
    "FieldTestCount": "0",
    "PauseCount": "1",
    "GracePeriodRestarts": "0",
    "AbnormalStarts": "0",
    "OpportunityCount": "1",
    "TestSessionId": "session-1",
    "UserAgent": "Browser/1.0",
    "ScaleScore": "2500.5",
    "ScaleScoreStandardError": "20.5",
    "ScaleScoreAchievementLevel": "3",
    "Claim1Score": "2480",
    "Claim1ScoreStandardError": "30",
    "Claim1ScoreAchievementLevel": "2",
    "Claim2Score": "NS",
    "Claim2ScoreStandardError": "",
    "Claim2ScoreAchievementLevel": "",
    "Claim3Score": "",
    "Claim3ScoreStandardError": "",
    "Claim3ScoreAchievementLevel": "",
    "Claim4Score": "",
    "Claim4ScoreStandardError": "",
    "Claim4ScoreAchievementLevel": "",
    "OverallTheta": "-0.25",
    "OverallThetaStandardError": "0.5",
}
"""Every column of the table, in its order, as the tabulator spells them."""

HEADER = tuple(ROW)


def a_row(number: int = 1, **changes: str) -> dict[str, str]:
    """A good row; `number` names its opportunity."""
    unknown = set(changes) - set(ROW)
    assert not unknown, f"the table has no column {unknown}"
    return {**ROW, "TestOpportunityAltId": f"opp-{number}", **changes}


def a_table(
    rows: Iterable[Mapping[str, str]],
    header: Sequence[str] = HEADER,
    *,
    end: str = "\r\n",
    delimiter: str = ",",
) -> bytes:
    """The rows as a file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=end, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue().encode()


class Taken:
    """What came of a delivery, over all its batches."""

    def __init__(self, batches: Iterable[ExamBatch]) -> None:
        self.batches = list(batches)
        self.counts = Counts()
        self.findings: list[Finding] = []
        self.missing: set[Missing] = set()
        for batch in self.batches:
            self.counts += batch.counts
            self.findings += batch.findings
            self.missing |= batch.missing

    def rows(self, table: str = "exams", dataset: Dataset | None = None) -> list[dict[str, object]]:
        """The rows of a table, of one dataset or all, in the delivery's order."""
        assert table in {each.name for each in TABLES}
        return [
            row
            for batch in self.batches
            for found, tables in batch.tables.items()
            if dataset in {None, found}
            for row in tables[table].to_pylist()
        ]

    @property
    def codes(self) -> list[tuple[str, str, str]]:
        """Code, element and place of each finding."""
        return [(each.code, each.element, each.where) for each in self.findings]


def take(
    data: bytes, path: Path, reference: Reference | None = None, *, block_bytes: int = 1 << 16
) -> Taken:
    """What comes of a delivery of these bytes to the results feed."""
    path.write_bytes(data)
    known = reference or a_reference()
    return Taken(read_results(path, known, DIGEST, block_bytes=block_bytes))


def take_rows(
    rows: Iterable[Mapping[str, str]],
    path: Path,
    reference: Reference | None = None,
    *,
    block_bytes: int = 1 << 16,
) -> Taken:
    """The same for a table of these rows."""
    return take(a_table(rows), path, reference, block_bytes=block_bytes)
