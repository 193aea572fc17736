"""The extract: its header, one line worked out by hand, and files that say what they were given."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cers.model.tenant import StudentField
from cers.reports.extract import COLUMNS, HEADER, Background, Kind, Line, lines
from cers.reports.extract_csv import csv_file
from cers.reports.extract_parquet import parquet_file
from cers.reports.rows import ExtractRow, ExtractScoreRow
from tests.support.world import assessments, organizations, subjects

# The header of the files that districts import, as it is found there.
OFFICIAL = (
    "DistrictId,DistrictName,NcesId,SchoolId,SchoolName,StudentIdentifier,FirstName,LastOrSurname,"
    "SubmitDateTime,SchoolYear,TestSessionId,AssessmentType,AssessmentSubType,AssessmentName,"
    "Subject,GradeLevelWhenAssessed,Completeness,AdministrationCondition,"
    "ScaleScoreAchievementLevel,ScaleScore,ScaleScoreStandardError,"
    "Alt1ScoreAchievementLevel,Alt1ScaleScore,Alt1ScaleScoreStandardError,"
    "Alt2ScoreAchievementLevel,Alt2ScaleScore,Alt2ScaleScoreStandardError,"
    "Alt3ScoreAchievementLevel,Alt3ScaleScore,Alt3ScaleScoreStandardError,"
    "Alt4ScoreAchievementLevel,Alt4ScaleScore,Alt4ScaleScoreStandardError,"
    "Alt5ScoreAchievementLevel,Alt5ScaleScore,Alt5ScaleScoreStandardError,"
    "Alt6ScoreAchievementLevel,Alt6ScaleScore,Alt6ScaleScoreStandardError,"
    "Claim1ScoreAchievementLevel,Claim2ScoreAchievementLevel,Claim3ScoreAchievementLevel,"
    "Claim4ScoreAchievementLevel,Claim5ScoreAchievementLevel,Claim6ScoreAchievementLevel,"
    "MigrantStatus,LanguageCode,LanguageAltCode,EnglishLanguageAcquisitionStatus,"
    "EnglishLanguageAcquisitionStatusStartDate,HispanicOrLatinoEthnicity,"
    "AmericanIndianOrAlaskaNative,Asian,BlackOrAfricanAmerican,White,"
    "NativeHawaiianOrOtherPacificIslander,TwoOrMoreRaces,Filipino"
)

ROW: ExtractRow = {
    "school_year": 2026,
    "asmt_type": "sum",
    "district_id": "D1",
    "school_id": "S1",
    "subject": "ELPAC",
    "student_id": "9900000001",
    "assessment_id": "ELPAC-5",
    "opportunity_id": "o1",
    "first_name": "=Ana",
    "last_name": 'O"Hara, Jr.',
    "completed_on": date(2026, 4, 7),
    "completed_milliseconds": ((9 * 60 + 5) * 60 + 3) * 1000 + 42,
    "session_id": None,
    "grade": "05",
    "completeness": "Complete",
    "administration_condition": "Valid",
    "achievement_level": 3,
    "scale_score": 2543.0,
    "standard_error": 21.5,
    "migrant": False,
    "language": "spa",
    "elas": "EL",
    "elas_start_date": date(2020, 8, 15),
    "ethnicities": "Asian|DemographicRaceTwoOrMoreRaces",
}


def score(kind: str, code: str, level: int | None, scale: float | None) -> ExtractScoreRow:
    place = {name: ROW[name] for name in ExtractScoreRow.__required_keys__ if name in ROW}  # type: ignore[literal-required]
    found: Any = {
        **place,
        "score_type": kind,
        "score_code": code,
        "achievement_level": level,
        "scale_score": scale,
        "standard_error": None if scale is None else 10.25,
    }
    return cast("ExtractScoreRow", found)


SCORES = [
    score("alternate", "WRIT", 2, 1480.0),
    score("alternate", "ORAL", 4, 1560.5),
    score("claim", "RD", 3, None),
    score("claim", "UNKNOWN", 1, None),
]
LINE = (
    'D1,Alder Unified,,S1,Oak Elementary,9900000001,\'=Ana,"O""Hara, Jr.",'
    "2026-04-07 09:05:03.042,2026,,Summative,SUM,Label of ELPAC-5,ELPAC,05,Complete,Valid,"
    "3,2543,21.5,4,1560.5,10.25,2,1480,10.25,,,,,,,,,,,,,3,,,,,,"
    "No,spa,01,EL,2020-08-15,,,Yes,,,,Yes,"
)
EVERY_FIELD = frozenset(StudentField)


def background(fields: frozenset[StudentField] = EVERY_FIELD) -> Background:
    return Background(organizations(), assessments(), subjects(), fields)


def test_the_header_is_the_one_districts_import() -> None:
    assert ",".join(HEADER) == OFFICIAL
    assert len(HEADER) == 58


def test_one_line_is_what_was_worked_out_by_hand(tmp_path: Path) -> None:
    made = lines([ROW], SCORES, background())
    with csv_file(tmp_path / "x") as write:
        write(made)
    data = (tmp_path / "x").read_bytes().decode("utf-8")
    assert data == f"{OFFICIAL}\r\n{LINE}\r\n"


def test_fields_the_state_does_not_show_stay_empty_under_their_headings() -> None:
    (shown,) = lines([ROW], SCORES, background())
    for field, columns in {
        StudentField.MIGRANT: {"MigrantStatus"},
        StudentField.LANGUAGE: {"LanguageCode", "LanguageAltCode"},
        StudentField.ELAS: {
            "EnglishLanguageAcquisitionStatus",
            "EnglishLanguageAcquisitionStatusStartDate",
        },
        StudentField.ETHNICITIES: {"Asian", "TwoOrMoreRaces"},
    }.items():
        (hidden,) = lines([ROW], SCORES, background(EVERY_FIELD - {field}))
        assert len(hidden) == len(HEADER)
        changed = {name for name, a, b in zip(HEADER, shown, hidden, strict=True) if a != b}
        assert changed == columns
        assert all(hidden[HEADER.index(name)] is None for name in columns)


def test_results_of_what_is_not_known_any_more_keep_their_ids() -> None:
    lost: ExtractRow = {**ROW, "assessment_id": "gone", "school_id": "S9", "district_id": "D9"}
    (line,) = lines([lost], SCORES, background())
    cells = dict(zip(HEADER, line, strict=True))
    assert (cells["AssessmentName"], cells["SchoolId"], cells["SchoolName"]) == ("gone", "S9", None)
    assert cells["Alt1ScaleScore"] is None


def test_scores_go_to_their_own_exam() -> None:
    other: ExtractRow = {**ROW, "opportunity_id": "o2"}
    first, second = lines([ROW, other], SCORES, background())
    assert first[HEADER.index("Alt1ScaleScore")] == 1560.5
    assert second[HEADER.index("Alt1ScaleScore")] is None


def test_no_more_than_six_alternates_and_claims_are_shown() -> None:
    crowded = subjects()
    elpac = crowded["ELPAC"]
    many = tuple(replace(elpac.alternates[0], code=f"A{n}", order=n) for n in range(8))
    crowded["ELPAC"] = replace(elpac, alternates=many)
    found = [score("alternate", f"A{n}", 1, float(n)) for n in range(8)]
    seen = replace(background(), subjects=crowded)
    (line,) = lines([ROW], found, seen)
    cells = dict(zip(HEADER, line, strict=True))
    assert [cells[f"Alt{n}ScaleScore"] for n in range(1, 7)] == [0, 1, 2, 3, 4, 5]


# ---- what a file says is what it was given

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.none()
MOMENTS = st.integers(0, 25 * 365 * 86_400_000).map(
    lambda each: datetime(2015, 1, 1, tzinfo=UTC) + timedelta(milliseconds=each)
)
CELLS = {
    Kind.TEXT: TEXTS | st.none(),
    Kind.INTEGER: st.integers(-9999, 9999) | st.none(),
    Kind.NUMBER: NUMBERS,
    Kind.DAY: st.dates(date(2000, 1, 1)) | st.none(),
    Kind.MOMENT: MOMENTS,
}
LINES = st.lists(st.tuples(*(CELLS[each.kind] for each in COLUMNS)), max_size=3)
RUNNABLE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_csv_says_what_it_was_given_and_nothing_a_spreadsheet_runs(
    tmp_path_factory: pytest.TempPathFactory, given: list[Line]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "x"
    with csv_file(path) as write:
        write(given)
    read = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
    assert tuple(read[0]) == HEADER
    assert len(read) == len(given) + 1
    for cells, line in zip(read[1:], given, strict=True):
        for cell, value, column in zip(cells, line, COLUMNS, strict=True):
            if value is None:
                assert cell == ""
            elif column.kind is Kind.TEXT:
                assert not cell.startswith(RUNNABLE)
                assert cell == (f"'{value}" if str(value).startswith(RUNNABLE) else value)
            elif column.kind in (Kind.INTEGER, Kind.NUMBER):
                assert float(cell) == value
                assert not cell.startswith("'")
            elif column.kind is Kind.MOMENT:
                assert datetime.strptime(cell + "+0000", "%Y-%m-%d %H:%M:%S.%f%z") == value
                assert len(cell) == len("2026-04-07 09:05:03.042")
            else:
                assert cell == str(value)


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_parquet_says_what_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, given: list[Line]
) -> None:
    path = tmp_path_factory.mktemp("parquet") / "x"
    with parquet_file(path) as write:
        write(given[:1])
        write([])
        write(given[1:])
    table = pq.read_table(path)
    assert tuple(table.column_names) == HEADER
    assert [tuple(row.values()) for row in table.to_pylist()] == given


def test_parquet_columns_have_the_types_of_what_is_in_them(tmp_path: Path) -> None:
    with parquet_file(tmp_path / "x") as write:
        write(lines([ROW], SCORES, background()))
    schema = pq.read_schema(tmp_path / "x")
    numbers = {"ScaleScore", "ScaleScoreStandardError"}
    numbers |= {f"Alt{n}{name}" for n in range(1, 7) for name in sorted(numbers)}
    whole = {"SchoolYear", "ScaleScoreAchievementLevel"}
    whole |= {f"{kind}{n}ScoreAchievementLevel" for kind in ("Alt", "Claim") for n in range(1, 7)}
    types = {field.name: field.type for field in schema}
    assert {name for name, each in types.items() if each == pa.float64()} == numbers
    assert {name for name, each in types.items() if each == pa.int32()} == whole
    assert types["SubmitDateTime"] == pa.timestamp("ms", tz="UTC")
    assert types["EnglishLanguageAcquisitionStatusStartDate"] == pa.date32()
    others = set(types) - numbers - whole - {
        "SubmitDateTime", "EnglishLanguageAcquisitionStatusStartDate"
    }  # fmt: skip
    assert {types[name] for name in others} == {pa.string()}
