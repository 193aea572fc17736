"""A wide score file of millions of rows, made column by column, and the reference data it needs.

One row in two hundred has a fault; which ones, and everything else, is the same at every run.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pv

from cers.feeds.wide.arrow import pc
from cers.model.assessment import Assessment, ScoreRange
from cers.model.organization import District, Organizations, School
from cers.model.reference import Reference
from cers.model.subject import AssessmentType, Claim, Level, Scoring, Subject

CHUNK_ROWS: Final = 100_000
FAULTS_ONE_IN: Final = 200

_LANDED: Final = datetime(2026, 1, 1, tzinfo=UTC)
_YEAR: Final = 2026
_SCHOOLS: Final = 10_000
_SCHOOLS_A_DISTRICT: Final = 10
_DISTRICTS: Final = range(_SCHOOLS // _SCHOOLS_A_DISTRICT)
_GRADES: Final = ("03", "04", "05", "06", "07", "08", "11")
_CLAIMS: Final = {
    "ELA": ("SOCK_R", "2-W", "SOCK_LS", "4-CR"),
    "Math": ("1", "SOCK_2", "3"),
}
_TYPES: Final = ("sum", "ica", "iab")
_TYPE_SHARES: Final = (0.6, 0.15, 0.25)
_SYLLABLES: Final = ("ka", "ri", "mo", "ña", "lé", "tu", "sen", "dor", "vi", "ash", "gar", "el")
_BROWSERS: Final = tuple(
    f"Mozilla/5.0 (X11; CrOS x86_64 {version}.0.0) AppleWebKit/537.36 (KHTML, like Gecko) "
    f"Chrome/{version}.0.0.0 Safari/537.36"
    for version in range(100, 140)
)
_CODES: Final = ("TDS_TTS_Item", "NEA_NoiseBuf", "TDS_Highlight1", "TDS_CC1", "TDS_PoD0", "NEA_STT")

FAULTS: Final[Sequence[tuple[str, str]]] = (
    ("Birthdate", "02/03/2015"),
    ("Sex", "unknown"),
    ("LastOrSurname", ""),
    ("ScaleScore", "25x7"),
    ("ScaleScore", "9999"),
    ("SubmitDateTime", "2026-03-02 10:00"),
    ("IDEAIndicator", "perhaps"),
    ("GradeLevelWhenAssessed", "99"),
    ("FirstName", "x" * 61),
    ("Claim1ScoreStandardError", "-3"),
    ("PauseCount", "many"),
    ("TestOpportunityAltId", ""),
)
"""Column and value of each fault; they take turns."""

Values = Any
"""A column of an Arrow table, or of numpy; their stubs do not meet."""


def reference() -> Reference:
    """The subjects, assessments and schools that the file's rows name."""
    assessments = {each.id: each for each in _assessments()}
    schools = (
        School(_school_id(n), f"School {n}", _district_id(n // _SCHOOLS_A_DISTRICT), _LANDED)
        for n in range(_SCHOOLS)
    )
    organizations = Organizations(
        {_district_id(n): District(_district_id(n), f"District {n}", _LANDED) for n in _DISTRICTS},
        {school.id: school for school in schools},
    )
    return Reference({code: _subject(code) for code in _CLAIMS}, assessments, organizations, "f")


def write(path: Path, rows: int, header: Sequence[str]) -> Path:
    """A file of so many rows, with a column for each name of the header.

    What is the student's or the exam's own differs in every row; the rest repeats after a chunk.
    """
    chunk = _columns(np.arange(CHUNK_ROWS), np.random.default_rng(2026))
    with path.open("wb") as file:
        for start in range(0, rows, CHUNK_ROWS):
            numbers = np.arange(start, start + CHUNK_ROWS)
            own = _identifiers(numbers, np.random.default_rng(start))
            own["TestOpportunityAltId"] = pc.if_else(
                pc.equal(chunk["TestOpportunityAltId"], ""), "", own["TestOpportunityAltId"]
            )
            table = pa.table({**chunk, **own}).select(list(header)).slice(0, rows - start)
            pv.write_csv(table, file, pv.WriteOptions(include_header=start == 0))
    return path


def _columns(rows: Values, random: np.random.Generator) -> dict[str, Values]:
    columns = {
        **_test(rows, random),
        **_student(rows, random),
        **_opportunity(rows, random),
        **_identifiers(rows, random),
    }
    columns |= _scores(rows, random, columns["AssessmentType"], columns["Subject"])
    for turn, (name, value) in enumerate(FAULTS):
        wrong = (rows % (FAULTS_ONE_IN * len(FAULTS))) == turn * FAULTS_ONE_IN + 17
        columns[name] = pc.if_else(pa.array(wrong), value, columns[name])
    return columns


def _identifiers(rows: Values, random: np.random.Generator) -> dict[str, Values]:
    ids = _padded(random.integers(0, 7_000_000, len(rows)) + 10**9, 10)
    return {
        "StudentIdentifier": ids,
        "AlternateSSID": pc.binary_join_element_wise("A", ids, ""),
        "TestOpportunityId": _padded(random.integers(0, 10**16, len(rows)), 32),
        "TestOpportunityAltId": _padded(rows + 10**9, 10),
    }


def _test(rows: Values, random: np.random.Generator) -> dict[str, Values]:
    assessments = _assessments()
    per_type = len(assessments) // len(_TYPES)
    kinds = random.choice(len(_TYPES), len(rows), p=_TYPE_SHARES)
    chosen = kinds * per_type + random.integers(0, per_type, len(rows))

    def told(values: Iterator[str]) -> Values:
        return _told(list(values), chosen)

    return {
        "AssessmentId": told(f"{each.id}-test" for each in assessments),
        "AssessmentName": told(each.id for each in assessments),
        "Subject": told(each.subject for each in assessments),
        "DeliveryMode": _same("online", rows),
        "TestGrade": told(each.grade for each in assessments),
        "AssessmentType": told(each.type for each in assessments),
        "SchoolYear": _same(str(_YEAR), rows),
        "AssessmentVersion": told(each.version for each in assessments),
        "GradeLevelWhenAssessed": told(each.grade for each in assessments),
    }


def _student(rows: Values, random: np.random.Generator) -> dict[str, Values]:
    schools = random.integers(0, _SCHOOLS, len(rows))
    truths = {
        name: _choice(("No", "Yes"), random, len(rows), (1 - share, share))
        for name, share in _SHARES.items()
    }
    return {
        "FirstName": _names(2, random, len(rows)),
        "MiddleName": _choice(("", "Lee", "Ann", "Jo"), random, len(rows)),
        "LastOrSurname": _names(3, random, len(rows)),
        "Birthdate": _days(random, len(rows), "2008-01-01", 3650),
        "Sex": _choice(("Male", "Female", "Nonbinary"), random, len(rows), (0.49, 0.49, 0.02)),
        **truths,
        "LanguageCode": _choice(("eng", "spa", "vie", "chi"), random, len(rows)),
        "EnglishLanguageProficiencyLevel": _choice(("", "Level 3"), random, len(rows), (0.8, 0.2)),
        "FirstEntryDateIntoUSSchool": _rarely(_days(random, len(rows), "2014-01-01", 3000), random),
        "LimitedEnglishProficiencyEntryDate": _rarely(
            _days(random, len(rows), "2014-01-01", 3000), random
        ),
        "LEPExitDate": _same("", rows),
        "TitleIIILanguageInstructionProgramType": _same("", rows),
        "PrimaryDisabilityType": _choice(("", "SLD"), random, len(rows), (0.9, 0.1)),
        "StateAbbreviation": _same("CA", rows),
        "DistrictId": _told([_district_id(n) for n in _DISTRICTS], schools // _SCHOOLS_A_DISTRICT),
        "DistrictName": _told(
            [f"District Nº {n}" for n in _DISTRICTS], schools // _SCHOOLS_A_DISTRICT
        ),
        "SchoolId": _told([_school_id(n) for n in range(_SCHOOLS)], schools),
        "SchoolName": _told([f"Elementary School {n}" for n in range(_SCHOOLS)], schools),
        "StudentGroupNames": _told(
            [f"Period {n};Room {n}" for n in range(300)], random.integers(0, 300, len(rows))
        ),
    }


_SHARES: Final[Mapping[str, float]] = {
    "HispanicOrLatinoEthnicity": 0.5,
    "AmericanIndianOrAlaskaNative": 0.02,
    "Asian": 0.12,
    "BlackOrAfricanAmerican": 0.06,
    "White": 0.4,
    "NativeHataiianOrOtherPacificIslander": 0.01,
    "DemographRaceTwoOrMoreRaces": 0.05,
    "IDEAIndicator": 0.13,
    "LEPStatus": 0.2,
    "Section504Status": 0.02,
    "EconomicDisadvantageStatus": 0.6,
    "MigrantStatus": 0.01,
}
"""Column of a yes or no -> how many students it is true of."""


def _opportunity(rows: Values, random: np.random.Generator) -> dict[str, Values]:
    count = len(rows)
    start = random.integers(0, 60 * 86_400, count) + 1_772_000_000
    many = [";".join(f"{code}:UYU" for code in _CODES[:n]) for n in range(len(_CODES))]
    return {
        "StartDateTime": _moments(start),
        "SubmitDateTime": _moments(start + 3600),
        "Status": _choice(("scored", "reset"), random, count, (0.999, 0.001)),
        "StatusDateTime": _moments(start + 90_000),
        "AdministrationCondition": _choice(("Valid", "SD", ""), random, count),
        "Completeness": _choice(("Complete", "Partial"), random, count, (0.97, 0.03)),
        "AccessibilityCodes": _told(many, random.integers(0, len(_CODES), count)),
        "NumberOfResponses": _numbers(random.integers(20, 50, count)),
        "FieldTestCount": _numbers(random.integers(0, 3, count)),
        "PauseCount": _numbers(random.integers(0, 6, count)),
        "GracePeriodRestarts": _numbers(random.integers(0, 3, count)),
        "AbnormalStarts": _numbers(random.integers(0, 2, count)),
        "OpportunityCount": _same("1", rows),
        "TestSessionId": pc.binary_join_element_wise(
            "sess", _numbers(random.integers(0, 50_000, count)), "-"
        ),
        "UserAgent": _choice(_BROWSERS, random, count),
    }


def _scores(
    rows: Values, random: np.random.Generator, kinds: Values, subjects: Values
) -> dict[str, Values]:
    block = pc.equal(kinds, "iab")
    fewer = pc.or_(block, pc.equal(subjects, "Math"))
    columns = _score("ScaleScore", "ScaleScore", rows, random)
    for slot in range(1, 5):
        score = _score(f"Claim{slot}Score", f"Claim{slot}Score", rows, random)
        without = fewer if slot == 4 else block
        columns |= {name: pc.if_else(without, "", values) for name, values in score.items()}
    theta = random.normal(0, 1, len(rows))
    columns["OverallTheta"] = _numbers(theta.round(6))
    columns["OverallThetaStandardError"] = _numbers(random.uniform(0.2, 0.6, len(rows)).round(6))
    return columns


def _score(name: str, prefix: str, rows: Values, random: np.random.Generator) -> dict[str, Values]:
    return {
        name: _numbers(random.normal(2500, 80, len(rows)).clip(2010, 2990).round(3)),
        f"{prefix}StandardError": _numbers(random.uniform(15, 40, len(rows)).round(3)),
        f"{prefix}AchievementLevel": _numbers(random.integers(1, 4, len(rows))),
    }


def _assessments() -> list[Assessment]:
    cuts = (ScoreRange(1, 2000, 2400), ScoreRange(2, 2400, 2500), ScoreRange(3, 2500, 3000))
    return [
        Assessment(id_, id_, id_, subject, grade, type_, _YEAR, "8185", _LANDED, cuts)
        for type_ in _TYPES
        for subject in _CLAIMS
        for grade in _GRADES
        for id_ in (f"(SBAC)SBAC-{type_.upper()}-FIXED-G{grade}-{subject}-2025-2026",)
    ]


def _subject(code: str) -> Subject:
    scoring = Scoring("Overall", tuple(Level(n, f"Level {n}") for n in range(1, 5)))
    types = {
        type_: AssessmentType(type_, type_, type_, scoring, claim=Scoring("Claim", ()))
        for type_ in _TYPES
    }
    claims = tuple(
        Claim(claim, claim, True, False, place) for place, claim in enumerate(_CLAIMS[code], 1)
    )
    return Subject(code, code, _LANDED, types, claims)


def _school_id(number: int) -> str:
    return f"{_district_id(number // _SCHOOLS_A_DISTRICT)[:7]}{number:07d}"


def _district_id(number: int) -> str:
    return f"{number:07d}0000000"


def _told(texts: Sequence[str], chosen: Values) -> Values:
    """The texts at some places."""
    values: Values = pa.array(texts)
    return values.take(pa.array(chosen))


def _same(text: str, rows: Values) -> Values:
    return pa.repeat(pa.scalar(text), len(rows))


def _choice(
    pool: Sequence[str],
    random: np.random.Generator,
    count: int,
    shares: Sequence[float] | None = None,
) -> Values:
    return _told(pool, random.choice(len(pool), count, p=shares))


def _names(syllables: int, random: np.random.Generator, count: int) -> Values:
    parts: list[Values] = [_choice(_SYLLABLES, random, count) for _ in range(syllables)]
    return pc.utf8_capitalize(pc.binary_join_element_wise(*parts, ""))


def _numbers(values: Values) -> Values:
    return pa.array(values).cast(pa.string())


def _padded(values: Values, width: int) -> Values:
    return pc.utf8_lpad(_numbers(values), width, padding="0")


def _days(random: np.random.Generator, count: int, first: str, days: int) -> Values:
    chosen = np.datetime64(first) + random.integers(0, days, count)
    return pa.array(chosen).cast(pa.string())


def _rarely(values: Values, random: np.random.Generator) -> Values:
    return pc.if_else(pa.array(random.random(len(values)) < 0.2), values, "")


def _moments(seconds: Values) -> Values:
    moments: Values = pa.array(seconds.astype("datetime64[s]"))
    return pc.strftime(moments, format="%Y-%m-%dT%H:%M:%S")
