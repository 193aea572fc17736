"""Files of every shipped layout, and of one that is only data, become the exams they tell."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cers.feeds.batch import ExamBatch
from cers.feeds.wide import read_scores
from cers.feeds.wide.descriptor import fixed_width, layouts, load_layout
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.read import read_wide
from cers.model.codes import ETHNICITIES
from cers.model.finding import Finding, Severity
from cers.model.reference import Reference
from cers.model.tables import EXAM_SCORES, EXAMS
from tests.support.descriptors import change, write_descriptor
from tests.support.wide_files import (
    DISTRICT,
    SCHOOL,
    Record,
    a_reference_for,
    delimited,
    fixed,
    some_records,
)

OURS = ("alt-elpac", "caa", "cast", "csa", "elpac", "sbac")
DEFAULTS = {
    "status": "scored", "completeness": "Complete", "administration_condition": "Valid",
    "mode": "online",
}  # fmt: skip
"""What a blank column of an exam stands for."""

LISTS = ("accommodation_codes", "group_names")
SCORES = ("claim", "alternate", "trait")


@pytest.fixture(params=OURS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return layouts()[request.param]


def read(data: bytes, folder: Path, reference: Reference) -> list[ExamBatch]:
    path = folder / "delivery"
    path.write_bytes(data)
    return list(read_scores(path, reference))


def read_as(layout: Layout, data: bytes, folder: Path) -> list[ExamBatch]:
    path = folder / "delivery"
    path.write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    return list(read_wide(path, lambda _: layout, a_reference_for(layout), digest))


def rows(batches: Sequence[ExamBatch], table: str) -> list[dict[str, object]]:
    found = [tables[table] for batch in batches for tables in batch.tables.values()]
    return pa.Table.from_batches(found).to_pylist() if found else []


def by_student(batches: Sequence[ExamBatch]) -> dict[object, dict[str, object]]:
    return {row["student_id"]: row for row in rows(batches, EXAMS.name)}


def errors(batches: Sequence[ExamBatch]) -> list[Finding]:
    found = [finding for batch in batches for finding in batch.findings]
    return [finding for finding in found if finding.severity is not Severity.WARNING]


def expected_exam(layout: Layout, record: Record) -> dict[str, object]:
    """The columns of exams that a record tells, and those that follow from it."""
    told = {name: value for name, value in record.values.items() if "/" not in name}
    exam: dict[str, object] = {**layout.constants, **told}
    exam.pop("school_year")
    for name, value in DEFAULTS.items():
        exam[name] = exam.get(name) or value
    for name in LISTS:
        exam[name] = exam.get(name) or []
    if isinstance(exam["completed_at"], date) and not isinstance(exam["completed_at"], datetime):
        del exam["completed_at"]  # a date has no hour that could be foretold
    elif not exam.get("status_date"):
        exam["status_date"] = exam["completed_at"]
    exam["ethnicities"] = [
        code for code in ETHNICITIES if record.values.get(f"ethnicities/{code}") is True
    ]
    exam["district_id"], exam["school_id"], exam["deleted"] = DISTRICT, SCHOOL, False
    return exam


def expected_scores(layout: Layout, record: Record) -> dict[tuple[str, str], Mapping[str, object]]:
    """The scores beside the overall one that a record tells, by type and code."""
    codes = layout.score_codes.get(str(record.values["subject"]), {})
    scores: dict[tuple[str, str], dict[str, object]] = {}
    for target, value in record.values.items():
        kind, _, rest = target.partition("/")
        if kind in SCORES and value is not None:
            slot, _, name = rest.partition("/")
            scores.setdefault((kind, codes[slot]), {})[name] = value
    return scores


def told_scores(batches: Sequence[ExamBatch]) -> dict[object, dict[object, Mapping[str, object]]]:
    """The scores by student, type and code, without what is blank."""
    told: dict[object, dict[object, Mapping[str, object]]] = {}
    names = (
        "scale_score", "standard_error", "theta", "theta_standard_error", "achievement_level",
        "raw_score", "condition_code",
    )  # fmt: skip
    for row in rows(batches, EXAM_SCORES.name):
        key = row["score_type"], row["score_code"]
        told.setdefault(row["student_id"], {})[key] = {
            name: row[name] for name in names if row[name] is not None
        }
    return told


def check(layout: Layout, records: Sequence[Record], batches: Sequence[ExamBatch]) -> None:
    """See that every record became what it tells."""
    assert errors(batches) == []
    exams, scores = by_student(batches), told_scores(batches)
    assert len(exams) == len(records)
    for record in records:
        student = record.values["student_id"]
        expected = expected_exam(layout, record)
        assert {name: exams[student][name] for name in expected} == expected
        assert scores.get(student, {}) == expected_scores(layout, record)


@pytest.mark.parametrize("encoding", [delimited, fixed])
def test_a_file_of_either_encoding_becomes_the_exams_it_tells(
    layout: Layout, encoding: object, tmp_path: Path
) -> None:
    records = some_records(layout, 60)
    data = encoding(layout, records)  # type: ignore[operator]
    check(layout, records, read(data, tmp_path, a_reference_for(layout)))


def test_every_column_of_a_layout_is_filled_in_the_files_of_these_tests(layout: Layout) -> None:
    records = some_records(layout, 60)
    never = {column.name for column in layout.columns} - {
        name for record in records for name, text in record.texts.items() if text
    }
    assert never == {"AssessmentId", "OpportunityId", "Status"}


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000), newline=st.sampled_from(["\n", "\r\n"]), id_=st.sampled_from(OURS)
)
def test_fixed_width_says_the_same_as_delimited(
    seed: int, newline: str, id_: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    layout = layouts()[id_]
    folder = tmp_path_factory.mktemp("both")
    reference = a_reference_for(layout)
    records = some_records(layout, 5, seed)
    first = read(delimited(layout, records, newline=newline), folder, reference)
    second = read(fixed(layout, records, newline=newline), folder, reference)
    assert errors(first) == errors(second) == []
    assert [_without_digest(row) for row in rows(first, EXAMS.name)] == [
        _without_digest(row) for row in rows(second, EXAMS.name)
    ]
    assert told_scores(first) == told_scores(second)


def _without_digest(row: dict[str, object]) -> dict[str, object]:
    """A row without what names the bytes it came in."""
    return {name: value for name, value in row.items() if name != "record_digest"}


def test_a_told_id_goes_before_the_one_that_the_layout_makes(tmp_path: Path) -> None:
    layout = layouts()["sbac"]
    record = some_records(layout, 1)[0].but(OpportunityId="told")
    (exam,) = rows(read(delimited(layout, [record]), tmp_path, a_reference_for(layout)), EXAMS.name)
    assert exam["opportunity_id"] == "told"
    assert exam["assessment_id"] == record.values["assessment_id"]


def test_a_reset_withdraws_the_exam_of_the_same_student_and_test(tmp_path: Path) -> None:
    layout = layouts()["sbac"]
    record = some_records(layout, 1)[0]
    data = delimited(layout, [record, record.but(Status="reset")])
    first, second = rows(read(data, tmp_path, a_reference_for(layout)), EXAMS.name)
    key = ("assessment_id", "opportunity_id")
    assert [first[name] for name in key] == [second[name] for name in key]
    assert (first["deleted"], second["deleted"]) == (False, True)


def test_a_line_that_is_no_record_is_refused_with_its_place(tmp_path: Path) -> None:
    layout = layouts()["cast"]
    records = some_records(layout, 3)
    first, second, third = fixed(layout, records).splitlines(keepends=True)
    data = first + second[:100] + b"\r\n" + third
    batches = read(data, tmp_path, a_reference_for(layout))
    assert [(each.code, each.where) for each in errors(batches)] == [("malformed-line", "line 2")]
    assert list(by_student(batches)) == [records[at].values["student_id"] for at in (0, 2)]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return write_descriptor(tmp_path)


def test_another_layout_is_data_and_no_code(other: Path, tmp_path: Path) -> None:
    """Other names, places, codes, dates (MM/DD/YYYY), constants and ids."""
    layout = load_layout(other)
    records = some_records(layout, 40)
    check(layout, records, read_as(layout, fixed(layout, records), tmp_path))


def test_another_layout_may_write_dates_as_it_likes(other: Path, tmp_path: Path) -> None:
    change(other, "layout.toml", '"%m/%d/%Y"', '"%Y%m%d"')
    change(other, "layout.toml", 'delimiter = ""', 'delimiter = ","')
    layout = load_layout(other)
    records = some_records(layout, 40)
    check(layout, records, read_as(layout, delimited(layout, records), tmp_path))
    check(layout, records, read_as(fixed_width(layout), fixed(layout, records), tmp_path))


def test_a_date_of_completion_is_kept_as_that_day(other: Path, tmp_path: Path) -> None:
    layout = load_layout(other)
    record = some_records(layout, 1)[0].but(FINISHED="04/21/2026")
    (exam,) = rows(read_as(layout, fixed(layout, [record]), tmp_path), EXAMS.name)
    assert isinstance(exam["completed_at"], datetime)
    assert exam["completed_at"].date() == date(2026, 4, 21)
    assert exam["status_date"] == exam["completed_at"]


def test_a_record_of_another_layout_that_breaks_its_rules_is_refused(
    other: Path, tmp_path: Path
) -> None:
    layout = load_layout(other)
    good, *bad = some_records(layout, 5)
    wrong = [
        bad[0].but(SEX="9"), bad[1].but(DOB="2015-01-01"), bad[2].but(SS="1999"),
        bad[3].but(ADMIN_YR="2020"),
    ]  # fmt: skip
    batches = read_as(layout, fixed(layout, [good, *wrong]), tmp_path)
    assert list(by_student(batches)) == [good.values["student_id"]]
    found = {(finding.code, finding.element) for finding in errors(batches)}
    assert {
        ("unknown-gender", "SEX"), ("invalid-date", "DOB"), ("score-out-of-range", "SS"),
        ("year-not-in-layout", "ADMIN_YR"),
    } <= found  # fmt: skip
