"""The results feed: what becomes of good tables, and of bundles of them."""

import gzip
from collections import Counter

import pyarrow as pa
import pytest

from cers.feeds.wide.results import read_results
from cers.lake.schema import staged_schema
from cers.model.dataset import Dataset
from cers.model.delivery import Counts
from cers.model.organization import Organizations
from cers.model.reference import Missing, Reference
from cers.model.tables import TABLES
from tests.support.exams import (
    ICA,
    SCHOOL,
    SUMMATIVE,
    a_reference,
    a_tar,
    a_zip,
    an_exam_xml,
    read_bytes,
    rows,
)
from tests.support.wide import DIGEST, HEADER, Taken, a_row, a_table, take, take_rows

TOLD_BY_XML_ONLY = {
    "alias_name",
    "client_name",
    "contract",
    "administrator_id",
    "administrator_name",
    "database",
    "effective_date",
    "elas",
    "elas_start_date",
    "examinee_key",
    "hand_score_project",
    "server",
    "validity",
    "window_id",
    "window_opportunity",
}
"""Columns of exams that the table has no place for."""

OF_THE_BYTES = {"record_digest"}


@pytest.fixture
def delivery(tmp_path):
    return tmp_path / "delivery"


def test_a_row_becomes_the_exam_that_the_same_report_becomes(tmp_path):
    table = take_rows([a_row()], tmp_path / "table")
    report = read_bytes(an_exam_xml(student={"Filipino": None}), tmp_path / "report")
    assert table.findings == []
    (row,), (exam,) = table.rows(), rows(report, "exams")
    assert set(row) == set(exam)
    for name in sorted(set(exam) - TOLD_BY_XML_ONLY - OF_THE_BYTES):
        assert (name, row[name]) == (name, exam[name])
    assert {name: row[name] for name in TOLD_BY_XML_ONLY} == dict.fromkeys(TOLD_BY_XML_ONLY)


def test_claims_become_the_scores_that_the_same_report_becomes(tmp_path):
    table = take_rows([a_row()], tmp_path / "table")
    report = read_bytes(an_exam_xml(), tmp_path / "report")
    told = [
        {
            name: value
            for name, value in row.items()
            if name not in {*OF_THE_BYTES, "condition_code"}
        }
        for row in rows(report, "exam_scores")
        if row["score_type"] == "claim"
    ]
    found = [
        {
            name: value
            for name, value in row.items()
            if name not in {*OF_THE_BYTES, "condition_code"}
        }
        for row in table.rows("exam_scores")
    ]
    assert found == told
    assert [row["score_code"] for row in found] == ["SOCK_R", "2-W"]


def test_every_batch_has_every_table_in_its_staged_form(delivery):
    taken = take_rows([a_row(), a_row(2, AssessmentName=SUMMATIVE)], delivery)
    for batch in taken.batches:
        for tables in batch.tables.values():
            for table in TABLES:
                tables[table.name].validate(full=True)
                assert tables[table.name].schema == staged_schema(table)


def test_rows_lie_in_the_dataset_of_their_year_and_their_assessments_type(delivery):
    taken = take_rows(
        [
            a_row(1),
            a_row(2, AssessmentName=SUMMATIVE),
            a_row(3, SchoolYear="2025"),
            a_row(4, AssessmentName=SUMMATIVE),
        ],
        delivery,
    )
    found = {
        dataset.id: [row["opportunity_id"] for row in taken.rows("exams", dataset)]
        for dataset in (Dataset(2026, "ica"), Dataset(2026, "sum"), Dataset(2025, "ica"))
    }
    assert found == {"2026-ica": ["opp-1"], "2026-sum": ["opp-2", "opp-4"], "2025-ica": ["opp-3"]}
    assert taken.counts == Counts(records=4, accepted=4)


def test_a_record_is_numbered_by_its_row_and_named_by_the_files_digest(delivery):
    taken = take_rows([a_row(1), a_row(2, Sex="?"), a_row(3)], delivery)
    assert [(row["record_number"], row["record_digest"]) for row in taken.rows()] == [
        (0, DIGEST),
        (2, DIGEST),
    ]


@pytest.mark.parametrize(
    "value",
    [
        "007",
        "NA",
        "Null",
        "nan",
        "None",
        "-",
        "O'Neil",
        'Q"uote"d',
        "Ña, the 2nd",
        "a\nb",
        "李 小龍",
        "#1",
    ],
)
def test_texts_come_out_as_they_went_in(delivery, value):
    (row,) = take_rows([a_row(LastOrSurname=value, AlternateSSID=value)], delivery).rows()
    assert (row["last_name"], row["alternate_ssid"]) == (value, value)


def test_blanks_around_a_value_do_not_count_and_a_blank_is_none(delivery):
    changes = {
        "LastOrSurname": "  Lee\t",
        "MiddleName": " \u00a0",
        "SchoolId": f" {SCHOOL} ",
        "ScaleScore": " 2500 ",
    }
    (row,) = take_rows([a_row(**changes)], delivery).rows()
    found = [row[name] for name in ("last_name", "middle_name", "school_id", "scale_score")]
    assert found == ["Lee", None, SCHOOL, 2500.0]


def test_blank_columns_get_what_the_format_says_they_mean(delivery):
    blank = dict.fromkeys(
        (
            "DeliveryMode",
            "Status",
            "StatusDateTime",
            "Completeness",
            "AdministrationCondition",
            "AccessibilityCodes",
            "StudentGroupNames",
        ),
        "",
    )
    ica, summative = take_rows(
        [a_row(1, **blank), a_row(2, AssessmentName=SUMMATIVE, **blank)], delivery
    ).rows()
    assert (ica["mode"], ica["status"], ica["completeness"]) == ("online", "scored", "Complete")
    assert ica["status_date"] == ica["completed_at"]
    assert (ica["accommodation_codes"], ica["group_names"]) == ([], [])
    conditions = ica["administration_condition"], summative["administration_condition"]
    assert conditions == ("SD", "Valid")


def test_the_validity_may_stand_for_the_condition(delivery):
    taken = take_rows(
        [a_row(1, AdministrationCondition="valid"), a_row(2, AdministrationCondition="invalid")],
        delivery,
    )
    assert [row["administration_condition"] for row in taken.rows()] == ["Valid", "IN"]


def test_a_reset_becomes_a_tombstone(delivery):
    taken = take_rows([a_row(1, Status="reset"), a_row(2, Status="RESET"), a_row(3)], delivery)
    assert [row["deleted"] for row in taken.rows()] == [True, True, False]


def test_lists_are_split_trimmed_and_told_once(delivery):
    changes = {
        "StudentGroupNames": " Period 1;;Room 2; Period 1",
        "AccessibilityCodes": "A:UYU;B; A:XX",
    }
    (row,) = take_rows([a_row(**changes)], delivery).rows()
    assert (row["group_names"], row["accommodation_codes"]) == (["Period 1", "Room 2"], ["A", "B"])


def test_columns_may_come_in_any_order_and_in_either_spelling(delivery):
    spelled = {
        "NativeHataiianOrOtherPacificIslander": "nativehawaiianorotherpacificislander",
        "DemographRaceTwoOrMoreRaces": " DemographicRaceTwoOrMoreRaces ",
    }
    row = a_row(NativeHataiianOrOtherPacificIslander="yes", DemographRaceTwoOrMoreRaces="Y")
    named = {spelled.get(name, name): value for name, value in row.items()}
    taken = take(a_table([named], list(reversed(named))), delivery)
    assert taken.findings == []
    (found,) = taken.rows()
    assert found["ethnicities"] == [
        "Asian",
        "NativeHawaiianOrOtherPacificIslander",
        "DemographicRaceTwoOrMoreRaces",
    ]


def test_a_file_may_do_without_columns_that_are_not_required(delivery):
    header = [
        name
        for name in HEADER
        if name
        not in {"AssessmentId", "UserAgent", "Claim1Score", "Status", "Asian", "StartDateTime"}
    ]
    taken = take(a_table([a_row()], header), delivery)
    assert taken.findings == []
    (row,) = taken.rows()
    assert (row["user_agent"], row["status"], row["started_at"]) == (None, "scored", None)


def test_moments_with_an_offset_are_told_in_utc(delivery):
    moments = {
        "StartDateTime": "2026-03-02T09:00:00-08:00",
        "SubmitDateTime": "2026-03-02T18:30:00Z",
        "StatusDateTime": "2026-03-03T10:00:00.1234567",
    }
    (row,) = take_rows([a_row(**moments)], delivery).rows()
    found = [str(row[name]) for name in ("started_at", "completed_at", "status_date")]
    assert found == [
        "2026-03-02 17:00:00+00:00",
        "2026-03-02 18:30:00+00:00",
        "2026-03-03 10:00:00.123456+00:00",
    ]


def test_what_waits_for_reference_data_is_neither_taken_nor_refused(delivery):
    taken = take_rows(
        [
            a_row(1, SchoolId="later"),
            a_row(2, AssessmentName="Later"),
            a_row(3),
            a_row(4, SchoolId="never", Sex="?"),
        ],
        delivery,
    )
    assert taken.counts == Counts(records=4, accepted=1, rejected=1, waiting=2)
    assert taken.missing == {Missing("school", "later"), Missing("assessment", "Later")}
    assert taken.codes[:2] == [
        ("unknown-school", "SchoolId", "line 2"),
        ("unknown-assessment", "AssessmentName", "line 3"),
    ]


def test_an_assessment_of_an_unknown_subject_waits(delivery):
    known = a_reference()
    taken = take_rows(
        [a_row()], delivery, Reference({}, known.assessments, known.organizations, "x")
    )
    assert taken.codes == [("unknown-subject", "AssessmentName", "line 2")]
    assert taken.missing == {Missing("subject", "ELA")}


def test_the_district_is_the_schools_own_whatever_the_row_says(delivery):
    known = a_reference()
    taken = take_rows([a_row(DistrictId="wrong")], delivery)
    assert taken.rows()[0]["district_id"] == known.organizations.schools[SCHOOL].district_id


def test_without_any_organization_every_row_waits(delivery):
    known = a_reference()
    nowhere = Reference(known.subjects, known.assessments, Organizations({}, {}), "x")
    taken = take_rows([a_row(1), a_row(2)], delivery, nowhere)
    assert taken.counts == Counts(records=2, waiting=2)


def test_an_exam_that_stands_twice_is_taken_twice_and_told(delivery):
    taken = take_rows(
        [
            a_row(1),
            a_row(2),
            a_row(1, Status="reset"),
            a_row(1, AssessmentName=SUMMATIVE),
            a_row(1),
        ],
        delivery,
    )
    assert taken.counts == Counts(records=5, accepted=5)
    assert taken.codes == [("repeated-exam", "", "line 4"), ("repeated-exam", "", "line 6")]
    assert "line 2" in taken.findings[0].message


@pytest.mark.parametrize(
    "pack", [gzip.compress, lambda data: pa.compress(data, "zstd", asbytes=True)]
)
def test_a_packed_file_is_read_like_a_plain_one(delivery, pack):
    data = a_table([a_row(number) for number in range(200)])
    assert take(pack(data), delivery).rows() == take(data, delivery).rows()


@pytest.mark.parametrize("make", [a_zip, a_tar])
def test_a_bundle_is_read_file_by_file(tmp_path, make):
    members = [
        ("readme.md", b"hello"),
        ("one.csv", a_table([a_row(1), a_row(2)])),
        ("two.csv", a_table([a_row(3, Sex="?"), a_row(4), a_row(2)])),
        ("empty.csv", b""),
        ("one.dat", b"the same again"),
        ("three.csv", b"what,is,this\n"),
    ]
    taken = Taken(read_results(make(tmp_path / "bundle", members), a_reference(), DIGEST))
    assert taken.counts == Counts(records=7, accepted=4, rejected=3, skipped=2)
    assert taken.codes == [
        ("skipped-file", "", "readme.md"),
        ("unknown-gender", "Sex", "two.csv, line 2"),
        ("empty-file", "", "empty.csv"),
        ("skipped-file", "", "one.dat"),
        ("missing-header", "", "three.csv, line 1"),
        ("repeated-exam", "", "two.csv, line 4"),
    ]
    numbers = [row["record_number"] for row in taken.rows()]
    assert numbers == [0, 1, 3, 4]


def test_a_bundle_cut_short_keeps_the_files_before_that_place(tmp_path):
    rows_ = [a_row(number, UserAgent=str(number) * 9) for number in range(3000)]
    whole = a_tar(
        tmp_path / "whole", [("one.csv", a_table(rows_[:10])), ("two.csv", a_table(rows_))]
    )
    path = tmp_path / "cut"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    taken = Taken(read_results(path, a_reference(), DIGEST, block_bytes=1 << 14))
    assert [each.code for each in taken.findings if each.severity == "error"] == ["corrupt-archive"]
    assert 10 <= taken.counts.accepted < 3010
    assert taken.counts.rejected == 1


def test_batches_say_where_their_exams_stood(delivery):
    taken = take(a_table([a_row(1), a_row(2)]), delivery)
    names = taken.batches[0].names
    assert (dict(names), names.get(7)) == ({0: "line 2", 1: "line 3"}, None)


def test_progress_grows_up_to_the_whole(delivery):
    taken = take_rows([a_row(number) for number in range(2000)], delivery)
    shares = [batch.progress for batch in taken.batches]
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_score_the_subject_does_not_have_is_left_out_and_told(delivery):
    taken = take_rows([a_row(Claim4Score="2500")], delivery)
    assert taken.codes == [("unknown-score", "Claim4Score", "line 2")]
    assert Counter(row["score_code"] for row in taken.rows("exam_scores")) == {
        "SOCK_R": 1,
        "2-W": 1,
    }


def test_ica_is_the_assessment_the_rows_name(delivery):
    assert take_rows([a_row()], delivery).rows()[0]["assessment_id"] == ICA
