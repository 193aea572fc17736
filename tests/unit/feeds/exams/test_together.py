"""Files that are read together come to what each comes to by itself."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cers.feeds.batch import ExamBatch
from cers.feeds.exams import read_exams
from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.together import FileResult, ReportFile, is_report_file, read_together
from cers.model.reference import Reference
from cers.model.tables import TABLES
from tests.support.exams import SUMMATIVE, a_reference, an_exam_xml

LANDED = datetime(2026, 5, 1, tzinfo=UTC)
REFERENCE = a_reference()

Row = dict[str, object]

students = st.fixed_dictionaries(
    {},
    optional={
        "FirstName": st.sampled_from(["Zoë", "", "NULL", "x" * 70]),
        "Sex": st.sampled_from(["Male", "X", ""]),
        "Birthdate": st.sampled_from(["2014-01-31", "31.01.2014", ""]),
        "GradeLevelWhenAssessed": st.sampled_from(["05", "99", "UG"]),
    },
)
tests_taken = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from([SUMMATIVE, "Unheard-of"]),
        "academicYear": st.sampled_from(["2025", "MMXXV"]),
    },
)
schools = st.fixed_dictionaries({}, optional={"SchoolId": st.sampled_from(["99999999999999", ""])})
good_or_bad = st.builds(
    lambda number, student, test, relations: an_exam_xml(
        student=student, test=test, relations=relations, opportunity={"oppId": f"opp-{number}"}
    ),
    st.integers(0, 9),
    students,
    tests_taken,
    schools,
)
other_files = st.sampled_from(
    [
        b"<TDSReport/>",
        b"<TDSReport><Test>",
        b"<Subject/>",
        b"<!DOCTYPE a><TDSReport/>",
        b"\xef\xbb\xbf" + an_exam_xml(),
        b'<?xml version="1.0" encoding="latin-1"?><TDSReport/>',
    ]
)
files = st.lists(st.one_of(good_or_bad, other_files), min_size=1, max_size=6)


def report_file(number: int, data: bytes) -> ReportFile:
    landed_at = LANDED + timedelta(seconds=number)
    return ReportFile(f"delivery-{number}", landed_at, data, hashlib.sha256(data).hexdigest())


def alone(data: bytes, reference: Reference) -> ExamBatch:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "delivery"
        path.write_bytes(data)
        (batch,) = read_exams(path, reference)
    return batch


def rows_of(batch: ExamBatch, file: ReportFile) -> dict[str, list[Row]]:
    """A file's rows by dataset and table, from a batch of its own or of many."""
    found = {}
    for dataset, tables in batch.tables.items():
        for table in TABLES:
            rows = [
                {"landed_at": file.landed_at, "delivery_id": file.delivery_id, **row}
                for row in tables[table.name].to_pylist()
            ]
            own = [row for row in rows if row["delivery_id"] == file.delivery_id]
            if own:
                found[f"{dataset.id} {table.name}"] = own
    return found


@settings(max_examples=60, deadline=None)
@given(files)
def test_each_file_comes_to_what_it_comes_to_by_itself(delivered: list[bytes]) -> None:
    reports = [report_file(number, data) for number, data in enumerate(delivered)]
    batch, results = read_together(reports, Catalog(REFERENCE))
    for file, result in zip(reports, results, strict=True):
        single = alone(file.data, REFERENCE)
        assert result.counts == single.counts
        assert result.findings == tuple(single.findings)
        assert result.missing == single.missing
        datasets = [result.dataset] if result.dataset else []
        assert datasets == list(single.tables)
        assert rows_of(batch, file) == rows_of(single, file)


def test_every_row_says_which_delivery_it_came_in() -> None:
    delivered = [an_exam_xml(opportunity={"oppId": f"opp-{number}"}) for number in range(3)]
    reports = [report_file(number, data) for number, data in enumerate(delivered)]
    batch, results = read_together(reports, Catalog(REFERENCE))
    [(dataset, tables)] = batch.tables.items()
    for table in TABLES:
        told = {(row["delivery_id"], row["landed_at"]) for row in tables[table.name].to_pylist()}
        assert told == {(each.delivery_id, each.landed_at) for each in reports}
    assert {result.dataset for result in results} == {dataset}
    assert all(isinstance(result, FileResult) for result in results)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (an_exam_xml(), True),
        (b"\xef\xbb\xbf \r\n<TDSReport/>", True),
        (b"", False),
        (b"PK\x03\x04", False),
        (b"\x1f\x8b\x08", False),
        (b"Dear colleagues", False),
        (b"<a>.xml" + bytes(505), False),
    ],
)
def test_only_plain_xml_is_read_together(data: bytes, expected: bool) -> None:
    assert is_report_file(data) is expected
