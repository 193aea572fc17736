"""From a report to columns: every value where it belongs."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from cers.model.dataset import Dataset
from cers.model.tables import LINEAGE, PARTITIONS, TABLES
from tests.support.exams import (
    DISTRICT,
    ICA,
    SCHOOL,
    SCORES,
    SUMMATIVE,
    an_exam_xml,
    an_item,
    codes,
    read_bytes,
    rows,
)


@pytest.fixture
def delivery(tmp_path):
    return tmp_path / "delivery"


def one_row(delivery, table="exams", **changes):
    batch = read_bytes(an_exam_xml(**changes), delivery)
    assert batch.counts.accepted == 1, batch.findings
    return rows(batch, table)[0]


def test_an_exam_with_all_its_values(delivery):
    xml = an_exam_xml()
    batch = read_bytes(xml, delivery)
    assert (batch.findings, batch.missing, batch.progress) == ((), frozenset(), 1.0)
    assert list(batch.tables) == [Dataset(2026, "ica")]
    assert rows(batch, "exams") == [
        {
            "district_id": DISTRICT,
            "school_id": SCHOOL,
            "grade": "04",
            "student_id": "0000000042",
            "subject": "ELA",
            "assessment_id": ICA,
            "opportunity_id": "opp-1",
            "assessment_grade": "04",
            "assessment_version": "7",
            "opportunity": 1,
            "status": "scored",
            "completed_at": datetime(2026, 3, 2, 10, tzinfo=UTC),
            "started_at": datetime(2026, 3, 2, 9, tzinfo=UTC),
            "force_completed_at": None,
            "effective_date": date(2026, 3, 1),
            "completeness": "Complete",
            "administration_condition": "SD",
            "validity": "valid",
            "session_id": "session-1",
            "window_id": "WINDOW",
            "window_opportunity": "1",
            "mode": "online",
            "contract": "MADE-UP",
            "test_reason": None,
            "client_name": "MADE-UP",
            "user_agent": "Browser/1.0",
            "server": "server-1",
            "database": "session",
            "administrator_id": "ta-1",
            "administrator_name": "Examiner One",
            "hand_score_project": 0,
            "item_count": 2,
            "field_test_count": 0,
            "pause_count": 1,
            "grace_period_restarts": 0,
            "abnormal_starts": 0,
            "examinee_key": 77,
            "scale_score": 2500.5,
            "standard_error": 20.5,
            "theta": -0.25,
            "theta_standard_error": 0.5,
            "achievement_level": 3,
            "alternate_ssid": "0042",
            "first_name": "Ada",
            "middle_name": "King",
            "last_name": "Null",
            "alias_name": "NA",
            "birthdate": date(2015, 2, 28),
            "gender": "Female",
            "ethnicities": ["Asian", "Filipino"],
            "iep": False,
            "english_learner": True,
            "section_504": False,
            "economic_disadvantage": False,
            "migrant": False,
            "elas": "EL",
            "elas_start_date": date(2020, 8, 15),
            "language": "spa",
            "english_proficiency_level": None,
            "title_iii_program": None,
            "primary_disability": None,
            "military_connected": None,
            "first_us_entry_date": None,
            "lep_entry_date": None,
            "lep_exit_date": None,
            "accommodation_codes": ["TDS_TTS_Item", "NEA_NoiseBuf"],
            "group_names": ["Period 1"],
            "deleted": False,
            "status_date": datetime(2026, 3, 3, 10, 0, 0, 250_000, tzinfo=UTC),
            "record_number": 0,
            "record_digest": sha256(xml).hexdigest(),
        }
    ]


def test_every_table_has_exactly_its_staged_columns(delivery):
    batch = read_bytes(an_exam_xml(), delivery)
    elsewhere = {column.name for column in (*LINEAGE, *PARTITIONS)}
    for table in TABLES:
        columns = batch.tables[Dataset(2026, "ica")][table.name].schema.names
        assert set(columns) == set(table.column_names) - elsewhere


def test_claims_alternates_and_traits_each_in_a_row(delivery):
    batch = read_bytes(an_exam_xml(), delivery)
    kept = ("score_type", "score_code", "scale_score", "standard_error", "theta",
            "achievement_level", "raw_score", "condition_code")  # fmt: skip
    assert [tuple(row[name] for name in kept) for row in rows(batch, "exam_scores")] == [
        ("alternate", "WRITTEN", 2510.0, 25.0, None, None, None, None),
        ("claim", "SOCK_R", 2480.0, 30.0, None, 2, None, None),
        ("claim", "2-W", None, None, None, None, None, "B"),
        ("trait", "ARGU_ORG", None, None, None, None, 3, None),
    ]


def test_the_rows_of_a_part_repeat_what_places_the_exam(delivery):
    batch = read_bytes(an_exam_xml(), delivery)
    exam = rows(batch, "exams")[0]
    for table in ("exam_scores", "exam_targets", "exam_items"):
        for row in rows(batch, table):
            shared = set(row) & set(exam) - {"scale_score", "standard_error", "theta"}
            shared -= {"theta_standard_error", "achievement_level"}
            assert {"district_id", "student_id", "status_date", "record_digest"} <= shared
            assert {name: row[name] for name in shared} == {name: exam[name] for name in shared}


@pytest.mark.parametrize(
    ("student_label", "met_label"),
    [
        ("StudentRelativeResidualScore", "StandardMetRelativeResidualScore"),
        ("BenchmarkScore", "ProficiencyDelta"),
        ("Benchmark", "ProficiencyDelta"),
    ],
)
def test_both_residuals_of_a_target_come_in_one_row(delivery, student_label, met_label):
    scores = [("1-IT|9-4", student_label, "0.25"), ("1-IT|9-4", met_label, "-0.5")]
    row = one_row(delivery, "exam_targets", scores=scores)
    names = ("claim_code", "target_code", "student_residual", "standard_met_residual")
    assert [row[name] for name in names] == ["1-IT", "9-4", 0.25, -0.5]


def test_a_target_without_any_residual_has_no_row(delivery):
    scores = [("1-IT|9-4", "StudentRelativeResidualScore", "")]
    batch = read_bytes(an_exam_xml(scores=scores), delivery)
    assert (batch.counts.accepted, rows(batch, "exam_targets")) == (1, [])


def test_other_measures_and_labels_are_ignored(delivery):
    scores = [("Overall", "Attempted", "Y"), ("Reading", "ScaleScore", "x"), ("Overall", "", "1"),
              ("SOCK_R", "RawScore", "7"), ("Print Size", "Accommodation", "3")]  # fmt: skip
    row = one_row(delivery, scores=scores)
    assert (row["scale_score"], row["theta"], row["achievement_level"]) == (None, None, None)


def test_items_with_their_responses_and_writing_dimensions(delivery):
    batch = read_bytes(an_exam_xml(), delivery)
    choice, essay = rows(batch, "exam_items")
    expected = {
        "item_key": "200-1001",
        "position": 1,
        "score": 1.0,
        "score_status": "SCORED",
        "format": "MC",
        "is_selected": True,
        "operational": True,
        "dropped": False,
        "response_type": "value",
        "mime_type": "text/plain",
        "administered_at": datetime(2026, 3, 2, 9, 1, tzinfo=UTC),
        "submitted_at": datetime(2026, 3, 2, 9, 2, tzinfo=UTC),
        "visits": 2,
        "duration_seconds": 12.5,
        "page_number": 1,
        "page_visits": 1,
        "page_time_ms": 12500,
        "segment_id": "segment-1",
        "strand": "1-IT",
        "content_level": "1-IT|9-4",
        "response": "B",
        "evidence_elaboration": None,
    }
    assert {name: choice[name] for name in expected} == expected
    assert essay["response"] == "It was <b>so</b>."
    traits = ("organization_purpose", "evidence_elaboration", "conventions")
    assert [essay[name] for name in traits] == [3.0, 2.0, 1.0]


def test_an_item_without_a_response_a_score_or_optional_attributes(delivery):
    bare = an_item(None, score="", strand=None, pageTime="-1", adminDate=None, mimeType=None)
    row = one_row(delivery, "exam_items", items=[bare, an_item(position="2")])
    assert (row["response"], row["response_type"], row["submitted_at"]) == (None, None, None)
    assert (row["score"], row["strand"], row["page_time_ms"]) == (None, None, -1)
    assert (row["administered_at"], row["mime_type"]) == (None, None)


def test_a_hand_scored_item_says_why_it_has_no_score(delivery):
    row = one_row(delivery, "exam_items", items=[an_item(score="-1", condition="B")])
    assert (row["score"], row["condition_code"]) == (-1.0, "B")


def test_a_response_of_any_length_is_kept(delivery):
    essay = "word " * 40_000
    assert one_row(delivery, "exam_items", items=[an_item(essay)])["response"] == essay


def test_an_item_delivered_twice_alike_is_kept_once_with_a_warning(delivery):
    batch = read_bytes(an_exam_xml(items=[an_item(), an_item("C"), an_item()]), delivery)
    assert [row["response"] for row in rows(batch, "exam_items")] == ["B"]
    assert [finding.code for finding in batch.findings] == ["repeated-item", "repeated-item"]


def test_one_item_at_two_positions_is_two_rows(delivery):
    batch = read_bytes(an_exam_xml(items=[an_item(), an_item(position="2")]), delivery)
    assert [row["position"] for row in rows(batch, "exam_items")] == [1, 2]
    assert batch.findings == ()


def test_an_exam_without_items_and_scores_is_an_exam(delivery):
    batch = read_bytes(an_exam_xml(items=[], scores=[]), delivery)
    assert [len(rows(batch, table.name)) for table in TABLES] == [1, 0, 0, 0]


def test_final_attributes_stand_over_initial_ones_even_when_blank(delivery):
    row = one_row(
        delivery,
        initial={"FirstName": "Earlier", "MiddleName": "Earlier", "PrimaryDisabilityType": "AUT"},
        student={"FirstName": "Later", "MiddleName": ""},
    )
    assert (row["first_name"], row["middle_name"]) == ("Later", None)
    assert row["primary_disability"] == "AUT"


def test_the_first_final_and_the_last_initial_value_count(delivery):
    xml = an_exam_xml(student={"FirstName": None}).replace(
        b"<ExamineeAttribute",
        b'<ExamineeAttribute context="INITIAL" name="AliasName" value="Never"/>'
        b'<ExamineeAttribute context="INITIAL" name="PrimaryDisabilityType" value="AUT"/>'
        b'<ExamineeAttribute context="INITIAL" name="PrimaryDisabilityType" value="DB"/>'
        b'<ExamineeAttribute context="FINAL" name="FirstName" value="One"/>'
        b'<ExamineeAttribute context="FINAL" name="FirstName" value="Two"/>'
        b"<ExamineeAttribute",
        1,
    )
    (row,) = rows(read_bytes(xml, delivery), "exams")
    assert (row["first_name"], row["primary_disability"]) == ("One", "DB")
    assert row["alias_name"] == "NA"


@pytest.mark.parametrize(
    ("alias", "name", "value", "column", "expected"),
    [
        ("SSID", "StudentIdentifier", "0007", "student_id", "0007"),
        ("Grade", "GradeLevelWhenAssessed", "KG", "grade", "KG"),
        ("EnglishLearnerIdentificationDate", "LimitedEnglishProficiencyEntryDate", "2020-01-02",
         "lep_entry_date", date(2020, 1, 2)),
        ("ReclassifiedFluentEnglishProficientDate", "LEPExitDate", "2021-01-02",
         "lep_exit_date", date(2021, 1, 2)),
    ],
)  # fmt: skip
def test_other_names_count_where_the_first_name_is_absent(
    delivery, alias, name, value, column, expected
):
    row = one_row(delivery, student={name: None, alias: value})
    assert row[column] == expected
    if column == "student_id":
        assert one_row(delivery, student={alias: value})[column] == "0000000042"


def test_the_other_name_of_the_school(delivery):
    relations = {"SchoolId": None, "ResponsibleInstitutionIdentifier": SCHOOL}
    assert one_row(delivery, relations=relations)["school_id"] == SCHOOL


def test_the_district_is_the_schools_and_not_the_delivered_one(delivery):
    relations = {"DistrictId": "99999990000000"}
    assert one_row(delivery, relations=relations)["district_id"] == DISTRICT


def test_groups_are_the_final_ones_each_once(delivery):
    row = one_row(delivery, groups=["Period 1", "Period 2", "Period 1", " "])
    assert row["group_names"] == ["Period 1", "Period 2"]
    assert one_row(delivery, groups=[])["group_names"] == []


@pytest.mark.parametrize(("delivered", "code"), [("SPA", "spa"), ("01", "spa"), ("UU", "und")])
def test_languages_by_either_code(delivery, delivered, code):
    assert one_row(delivery, student={"LanguageCode": delivered})["language"] == code


def test_an_unknown_section_504_status_is_null(delivery):
    student = {"Section504Status": "Unknown/Cannot Provide"}
    assert one_row(delivery, student=student)["section_504"] is None


@pytest.mark.parametrize(
    ("completeness", "complete_status", "expected"),
    [("Partial", "Complete", "Partial"), ("", "partial", "Partial"), (None, None, "Complete")],
)
def test_completeness_falls_back_twice(delivery, completeness, complete_status, expected):
    changes = {"completeness": completeness, "completeStatus": complete_status}
    assert one_row(delivery, opportunity=changes)["completeness"] == expected


@pytest.mark.parametrize(("assessment", "condition"), [(ICA, "SD"), (SUMMATIVE, "Valid")])
def test_a_blank_administration_condition_follows_the_assessments_type(
    delivery, assessment, condition
):
    row = one_row(delivery, test={"name": assessment}, opportunity={"administrationCondition": ""})
    assert row["administration_condition"] == condition


def test_defaults_of_the_format(delivery):
    row = one_row(delivery, test={"mode": None}, opportunity={"status": None, "statusDate": None})
    assert (row["mode"], row["status"]) == ("online", "scored")
    assert row["status_date"] == row["completed_at"]


@pytest.mark.parametrize("status", ["reset", "Reset", "RESET"])
def test_a_reset_is_a_tombstone(delivery, status):
    row = one_row(delivery, opportunity={"status": status})
    assert (row["deleted"], row["status"]) == (True, "reset")


def test_subject_and_grade_are_spelled_as_the_assessments(delivery):
    row = one_row(delivery, test={"subject": "ela", "grade": "4"})
    assert (row["subject"], row["assessment_grade"]) == ("ELA", "04")


def test_the_dataset_is_the_tests_year_and_the_assessments_type(delivery):
    test = {"name": SUMMATIVE, "academicYear": "2025", "assessmentType": "whatever"}
    batch = read_bytes(an_exam_xml(test=test), delivery)
    assert list(batch.tables) == [Dataset(2025, "sum")]


def test_names_that_look_like_nothing_and_leading_zeros_are_preserved(delivery):
    student = {"LastOrSurname": "NA", "FirstName": "Null", "StudentIdentifier": "0000000007"}
    row = one_row(delivery, student=student)
    assert (row["last_name"], row["first_name"]) == ("NA", "Null")
    assert row["student_id"] == "0000000007"


@pytest.mark.parametrize("name", ["Zoë", "李", 'O\'Brien & "Sons" <x>', "😀", "ß"])
def test_names_of_all_alphabets_are_preserved(delivery, name):
    assert one_row(delivery, student={"FirstName": name})["first_name"] == name


def test_a_score_at_either_end_of_the_scale_is_on_it(delivery):
    for score in ("2000", "2800"):
        others = [each for each in SCORES if each[:2] != ("Overall", "ScaleScore")]
        row = one_row(delivery, scores=[("Overall", "ScaleScore", score), *others])
        assert row["scale_score"] == float(score)


def test_claims_are_not_bound_to_the_assessments_scale(delivery):
    batch = read_bytes(an_exam_xml(scores=[("SOCK_R", "ScaleScore", "9000")]), delivery)
    assert codes(batch.findings) == []
