"""Reading deliveries: bundles, counts, batches and the numbers of records."""

import gzip
from collections import Counter

import pytest

from cers.feeds.exams import read_exams
from cers.feeds.exams import reader as reader_module
from cers.model.dataset import Dataset
from cers.model.delivery import Counts
from tests.support.exams import (
    SUMMATIVE,
    a_reference,
    a_tar,
    a_zip,
    an_exam_xml,
    codes,
    read_bytes,
    rows,
)


def exam(number: int, **changes: object) -> bytes:
    return an_exam_xml(opportunity={"oppId": f"opp-{number}"}, **changes)


MIXED = [
    ("readme.txt", b"hello"),
    ("1.xml", exam(1)),
    ("2.xml", b"<broken"),
    ("subject.xml", b"<Subject/>"),
    ("3.xml", exam(3, relations={"SchoolId": "later"})),
    ("deep/4.XML", exam(4)),
    ("5.xml", exam(5, student={"Sex": "?"})),
    ("6.xml", exam(6, test={"name": SUMMATIVE, "assessmentType": "Summative"})),
]


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_a_bundle_of_all_sorts(tmp_path, make):
    (batch,) = read_exams(make(tmp_path / "bundle", MIXED), a_reference())
    assert batch.counts == Counts(records=6, accepted=3, rejected=2, waiting=1, skipped=2)
    assert [(each.code, each.where) for each in batch.findings] == [
        ("skipped-file", "readme.txt"),
        ("not-xml", "2.xml"),
        ("skipped-file", "subject.xml"),
        ("unknown-school", "3.xml"),
        ("unknown-gender", "5.xml"),
    ]
    assert list(batch.tables) == [Dataset(2026, "ica"), Dataset(2026, "sum")]


def test_records_are_numbered_in_the_bundles_order_whatever_becomes_of_them(tmp_path):
    (batch,) = read_exams(a_zip(tmp_path / "bundle", MIXED), a_reference())
    found = {
        row["opportunity_id"]: row["record_number"]
        for dataset in batch.tables
        for row in rows(batch, "exams", dataset)
    }
    assert found == {"opp-1": 0, "opp-4": 3, "opp-6": 5}


def test_a_record_keeps_its_number_when_more_reference_data_is_known(tmp_path):
    path = a_zip(
        tmp_path / "bundle", [("1.xml", exam(1, test={"name": "Later"})), ("2.xml", exam(2))]
    )
    (before,) = read_exams(path, a_reference())
    known = a_reference()
    later = {**known.assessments, "Later": known.assessments[SUMMATIVE]}
    (after,) = read_exams(path, type(known)(known.subjects, later, known.organizations, "y"))
    assert before.counts.waiting == 1
    assert rows(before, "exams") == rows(after, "exams", Dataset(2026, "ica"))


def test_a_single_exam_may_be_packed_with_gzip(tmp_path):
    batch = read_bytes(gzip.compress(an_exam_xml()), tmp_path / "delivery")
    assert (batch.counts, batch.findings) == (Counts(records=1, accepted=1), ())


def test_batches_are_cut_by_exams_and_add_up(tmp_path):
    members = [(f"{number}.xml", exam(number)) for number in range(25)]
    batches = list(read_exams(a_zip(tmp_path / "zip", members), a_reference(), batch_exams=10))
    assert [batch.counts.accepted for batch in batches] == [10, 10, 5]
    numbers = [row["record_number"] for batch in batches for row in rows(batch, "exams")]
    assert numbers == list(range(25))
    progress = [batch.progress for batch in batches]
    assert progress == sorted(progress)
    assert 0 < progress[0] < 1 == progress[-1]


def test_batches_are_cut_by_bytes_so_that_memory_stays_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(reader_module, "BATCH_BYTES", 10_000)
    members = [(f"{number}.xml", exam(number)) for number in range(20)]
    batches = list(read_exams(a_tar(tmp_path / "tar", members), a_reference()))
    assert len(batches) > 5
    assert sum(batch.counts.accepted for batch in batches) == 20


def test_where_a_bundle_is_cut_short_the_exams_before_count(tmp_path):
    members = [(f"{number}.xml", exam(number)) for number in range(50)]
    path = a_tar(tmp_path / "bundle", members, "w")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (batch,) = read_exams(path, a_reference())
    assert 20 < batch.counts.accepted < 30
    assert batch.counts.rejected == 1
    assert codes(batch.findings) == [("corrupt-archive", "")]


def test_a_bundle_without_exams_is_refused(tmp_path):
    (batch,) = read_exams(a_zip(tmp_path / "zip", MIXED[:1]), a_reference())
    assert batch.counts == Counts(records=1, rejected=1, skipped=1)
    assert Counter(each.code for each in batch.findings) == {"skipped-file": 1, "no-exams": 1}


def test_the_same_delivery_read_twice_gives_the_same(tmp_path):
    path = a_zip(tmp_path / "bundle", MIXED)
    assert list(read_exams(path, a_reference())) == list(read_exams(path, a_reference()))


def test_one_exam_twice_in_a_bundle_is_two_records_for_the_merge_to_choose_from(tmp_path):
    members = [("1.xml", exam(1)), ("again.xml", exam(1))]
    (batch,) = read_exams(a_zip(tmp_path / "zip", members), a_reference())
    assert [row["record_number"] for row in rows(batch, "exams")] == [0, 1]
