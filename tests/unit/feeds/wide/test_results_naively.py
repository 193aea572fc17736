"""The rules once more, told row by row in plain Python: any table must come to the same."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.exams import DISTRICT, ICA, SCHOOL, SUMMATIVE
from tests.support.wide import HEADER, a_row, take_rows

Row = dict[str, str]
YES, NO = {"yes", "y", "true", "t", "1"}, {"no", "n", "false", "f", "0"}
GRADES = {"UG", "IT", "PR", "PK", "TK", "KG", "PS", *(f"{n:02d}" for n in range(1, 14))}
RACES = {
    "HispanicOrLatinoEthnicity": "HispanicOrLatinoEthnicity",
    "AmericanIndianOrAlaskaNative": "AmericanIndianOrAlaskaNative",
    "Asian": "Asian",
    "BlackOrAfricanAmerican": "BlackOrAfricanAmerican",
    "White": "White",
    "NativeHataiianOrOtherPacificIslander": "NativeHawaiianOrOtherPacificIslander",
    "DemographRaceTwoOrMoreRaces": "DemographicRaceTwoOrMoreRaces",
}


class Fault(Exception):
    """A value breaks the rule with this code."""


def text(longest: int) -> Callable[[str], object]:
    def read(value: str) -> object:
        if len(value) > longest:
            raise Fault("too-long")
        return value

    return read


def truth(value: str) -> object:
    if value.lower() not in YES | NO:
        raise Fault("invalid-boolean")
    return value.lower() in YES


def day(value: str) -> object:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise Fault("invalid-date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Fault("invalid-date") from None


def moment(value: str) -> object:
    pattern = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    if not re.fullmatch(pattern + r"(Z|[+-][0-9]{2}:[0-9]{2})?", value):
        raise Fault("invalid-timestamp")
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Fault("invalid-timestamp") from None


def number(value: str, code: str = "invalid-number") -> float:
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", value):
        raise Fault(code)
    if not math.isfinite(float(value)):
        raise Fault(code)
    return float(value)


def score(value: str) -> object:
    return None if value.upper() == "NS" else number(value) or None


def overall(value: str) -> object:
    found = score(value)
    if isinstance(found, float) and not 2000 <= found <= 2800:
        raise Fault("score-out-of-range")
    return found


def error(value: str) -> object:
    found = number(value, "invalid-standard-error")
    if found < 0:
        raise Fault("invalid-standard-error")
    return found


def whole(least: int, code: str) -> Callable[[str], object]:
    def read(value: str) -> object:
        if not re.fullmatch(r"[+-]?[0-9]{1,19}", value) or not least <= int(value) < 2**31:
            raise Fault(code)
        return int(value)

    return read


def one_of(codes: dict[str, object], code: str) -> Callable[[str], object]:
    def read(value: str) -> object:
        if value.lower() not in codes:
            raise Fault(code)
        return codes[value.lower()]

    return read


count, level = whole(0, "invalid-integer"), whole(1, "invalid-level")
COLUMNS: dict[str, tuple[str, Callable[[str], object]]] = {
    "AssessmentVersion": ("assessment_version", text(30)),
    "StudentIdentifier": ("student_id", text(65)),
    "FirstName": ("first_name", text(60)),
    "MiddleName": ("middle_name", text(60)),
    "LastOrSurname": ("last_name", text(60)),
    "Birthdate": ("birthdate", day),
    "LEPExitDate": ("lep_exit_date", day),
    "GradeLevelWhenAssessed": (
        "grade",
        one_of(
            {code.lower(): code for code in GRADES}
            | {str(n): f"{n:02d}" for n in range(1, 10)}
            | {"k": "KG"},
            "unknown-grade",
        ),
    ),
    "Sex": (
        "gender",
        one_of(
            {"male": "Male", "female": "Female", "nonbinary": "Nonbinary"}
            | {"m": "Male", "f": "Female", "x": "Nonbinary"},
            "unknown-gender",
        ),
    ),
    "IDEAIndicator": ("iep", truth),
    "MigrantStatus": ("migrant", truth),
    "StartDateTime": ("started_at", moment),
    "SubmitDateTime": ("completed_at", moment),
    "PauseCount": ("pause_count", count),
    "ScaleScore": ("scale_score", overall),
    "ScaleScoreStandardError": ("standard_error", error),
    "ScaleScoreAchievementLevel": ("achievement_level", level),
    "OverallTheta": ("theta", number),
    "TestOpportunityAltId": ("opportunity_id", text(60)),
    "UserAgent": ("user_agent", text(1000)),
}
REQUIRED = {
    "StudentIdentifier",
    "FirstName",
    "LastOrSurname",
    "Birthdate",
    "GradeLevelWhenAssessed",
    "Sex",
    "IDEAIndicator",
    "SubmitDateTime",
    "TestOpportunityAltId",
}
CLAIMS = {"Claim1": "SOCK_R", "Claim2": "2-W"}
"""The claims of the made-up subject."""

SCORE_COLUMNS = ("score_code", "scale_score", "standard_error", "achievement_level")


class NaiveRow:
    """What is wrong with a row, the exam it is, and the exam's scores."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.faults: set[tuple[str, str]] = set()
        self.exam = {column: self._read(name, parse) for name, (column, parse) in COLUMNS.items()}
        self.exam["ethnicities"] = [race for name, race in RACES.items() if self._read(name, truth)]
        assessment = row["AssessmentName"].strip()
        if assessment not in {ICA, SUMMATIVE}:
            self.faults.add(("unknown-assessment", "AssessmentName"))
            self.faults.discard(("score-out-of-range", "ScaleScore"))  # nobody knows its scale
        if row["SchoolId"].strip() != SCHOOL:
            self.faults.add(("unknown-school", "SchoolId"))
        self.exam |= {"assessment_id": assessment, "district_id": DISTRICT}
        claims = {code: self._claim(prefix) for prefix, code in CLAIMS.items()}
        self.scores = [{"score_code": code, **told} for code, told in claims.items() if told]

    def _claim(self, prefix: str) -> dict[str, object]:
        parts = {
            "scale_score": ("Score", score),
            "standard_error": ("ScoreStandardError", error),
            "achievement_level": ("ScoreAchievementLevel", level),
        }
        told = {part: self._read(prefix + end, parse) for part, (end, parse) in parts.items()}
        return told if any(self._row[prefix + end].strip() for end, _ in parts.values()) else {}

    def _read(self, name: str, parse: Callable[[str], object]) -> object:
        value = self._row[name].strip()
        if not value:
            if name in REQUIRED:
                self.faults.add(("blank-value", name))
            return None
        try:
            return parse(value)
        except Fault as fault:
            self.faults.add((str(fault), name))
            return None


NUMBERS = [
    "",
    "0",
    "2500",
    "2500.25",
    "1",
    "9999",
    "-3",
    "NS",
    "ns",
    "1e3",
    "x",
    "1.2.3",
    "+5",
    "nan",
]
MOMENTS = [
    "",
    "2026-03-02T09:00:00",
    "2026-03-02T09:00",
    "2026-03-02T09:00:00.5",
    "2026-03-02T09:00:00Z",
    "2026-03-02T23:00:00-08:00",
    "2026-03-02 09:00:00",
    "2026-02-30T09:00:00",
    "soon",
]
DATES = ["", "2015-02-28", "2015-02-29", "02/03/2015", "2015-2-3", "0000-01-01", "1900-01-01"]
TRUTHS = ["", "Yes", "no", "T", "0", "perhaps", " y "]
WHOLES = ["", "0", "1", "2", "2147483647", "2147483648", "-1", "1.5", "x", "0x1", "007", "+7"]
TEXTS = ["", " ", "Ada", "NA", "null", "007", "Zoë", 'say "hi"', "a,b", "a\nb", " x ", "y" * 61]
POOLS = {
    **dict.fromkeys(("StartDateTime", "SubmitDateTime"), MOMENTS),
    **dict.fromkeys(("Birthdate", "LEPExitDate"), DATES),
    **dict.fromkeys(("IDEAIndicator", "MigrantStatus", *RACES), TRUTHS),
    **dict.fromkeys(("PauseCount", "ScaleScoreAchievementLevel"), WHOLES),
    **dict.fromkeys(("ScaleScore", "ScaleScoreStandardError", "OverallTheta"), NUMBERS),
    **dict.fromkeys(("Claim1Score", "Claim1ScoreStandardError", "Claim2Score"), NUMBERS),
    "Claim2ScoreAchievementLevel": WHOLES,
    **dict.fromkeys(("FirstName", "MiddleName", "LastOrSurname", "AssessmentVersion"), TEXTS),
    "GradeLevelWhenAssessed": ["", "4", "04", "kg", "K", "99", "PS"],
    "Sex": ["", "Male", "f", "X", "NONBINARY", "?"],
    "SchoolId": [SCHOOL, "later", f" {SCHOOL}"],
    "AssessmentName": [ICA, SUMMATIVE, "Later"],
}
changes = st.dictionaries(st.sampled_from(sorted(POOLS)), st.integers(0, 50), max_size=5)


def a_changed_row(number: int, chosen: dict[str, int]) -> Row:
    told = {name: POOLS[name][place % len(POOLS[name])] for name, place in chosen.items()}
    return a_row(number, **told)


@settings(max_examples=150, deadline=None)
@given(st.lists(changes, min_size=1, max_size=60), st.sampled_from([1 << 11, 1 << 16]))
def test_any_table_comes_to_what_the_rules_say_row_by_row(tmp_path_factory, table, block_bytes):
    rows = [a_changed_row(number, chosen) for number, chosen in enumerate(table)]
    path = tmp_path_factory.getbasetemp() / "naive"
    taken = take_rows(rows, path, block_bytes=block_bytes)
    assert taken.counts.records == len(rows)
    by_exam = {row["opportunity_id"]: row for row in taken.rows()}
    scores: dict[object, list[dict[str, object]]] = {}
    for each in taken.rows("exam_scores"):
        scores.setdefault(each["record_number"], []).append(each)
    told: set[tuple[str, str]] = {(each.code, each.element) for each in taken.findings}
    expected: set[tuple[str, str]] = set()
    for number, row in enumerate(rows):
        naive = NaiveRow(row)
        expected |= {(code, RACES.get(name, name)) for code, name in naive.faults}
        found = by_exam.get(f"opp-{number}")
        assert (found is None) == bool(naive.faults)
        if found is not None:
            assert {name: found[name] for name in naive.exam} == naive.exam
            own = [{name: each[name] for name in SCORE_COLUMNS} for each in scores.get(number, [])]
            assert own == naive.scores
    assert told == expected


@pytest.mark.parametrize("name", HEADER)
def test_any_text_in_any_column_ends_in_a_finding_or_a_row(tmp_path, name):
    texts = ["", "x", "0", "-1", "1e5", "\ufffd", "a;b", "2026", "😀" * 300, "\t", "'", '"']
    taken = take_rows(
        [a_row(number, **{name: text}) for number, text in enumerate(texts)], tmp_path / "x"
    )
    counts = taken.counts
    assert counts.records == len(texts) == counts.accepted + counts.rejected + counts.waiting
    assert len(taken.rows()) == counts.accepted
