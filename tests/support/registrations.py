"""Small registration extracts that tests make themselves."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cers.feeds.students import StudentBatch, read_students
from cers.model.delivery import Counts
from cers.model.finding import Finding
from cers.model.organization import District, Organizations, School

LANDED = datetime(2026, 3, 1, 12, tzinfo=UTC)
DISTRICT, OTHER_DISTRICT = "99100100000000", "99100170000000"
SCHOOL, SECOND_SCHOOL, OTHER_SCHOOL = "99100106100001", "99100106100002", "99100176101001"
PLACES = {SCHOOL: DISTRICT, SECOND_SCHOOL: DISTRICT, OTHER_SCHOOL: OTHER_DISTRICT}

STUDENT = {
    "InfoUpdate": "2026-02-27",
    "ResponsibleSchoolIdentifier": SCHOOL,
    "LastOrSurname": "Vogel",
    "FirstName": "Ida",
    "MiddleName": "",
    "Birthdate": "2015-09-30",
    "SSID": "0012345678",
    "GradeLevelWhenAssessed": "05",
    "Sex": "FEMALE",
    "IDEAIndicator": "N",
    "LEPStatus": "Y",
    "Section504Status": "N",
    "EconomicDisadvantageStatus": "Y",
    "LanguageCode": "01",
    "EnglishLanguageProficiencyLevel": "MODERATE",
    "EnglishLanguageAcquisitionStatus": "EL",
    "MigrantStatus": "N",
    "FirstEntryDateIntoUSSchool": "2020-08-20",
    "LimitedEnglishProficiencyEntryDate": "2020-09-07",
    "LEPExitDate": "",
    "PrimaryDisabilityType": "",
    "MilitaryStatus": "N",
    "DeleteStudent": "N",
}


def organizations(places: Mapping[str, str] = PLACES) -> Organizations:
    """Schools and their districts."""
    districts = {each: District(each, f"District {each}", LANDED) for each in places.values()}
    schools = {
        id_: School(id_, f"School {id_}", district, LANDED) for id_, district in places.items()
    }
    return Organizations(districts, schools)


def extract(*rows: Mapping[str, str], end: str = "\n") -> bytes:
    """An extract whose header has the columns of all rows, in the order they come in."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["^".join(columns), *("^".join(row.get(name, "") for name in columns) for row in rows)]
    return end.join([*lines, ""]).encode()


def student(**changes: str) -> dict[str, str]:
    """The fields of a good row, changed."""
    return {**STUDENT, **changes}


def batches(data: bytes, known: Organizations | None = None) -> list[StudentBatch]:
    """What reading a file yields."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "delivery"
        path.write_bytes(data)
        return list(read_students(path, known or organizations(), LANDED))


def rows_of(found: list[StudentBatch]) -> list[dict[str, object]]:
    """The rows that were accepted."""
    return [row for batch in found for row in batch.rows.to_pylist()]


def counts_of(found: list[StudentBatch]) -> Counts:
    """What became of all rows."""
    return sum((batch.counts for batch in found), Counts())


def findings_of(found: list[StudentBatch]) -> list[Finding]:
    """Every finding."""
    return [finding for batch in found for finding in batch.findings]
