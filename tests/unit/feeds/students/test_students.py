"""The registration extract: what is read of it, and what is said of every fault in it."""

import gzip
import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.students import RULES
from cers.feeds.students.columns import COLUMNS, READ
from cers.feeds.students.lines import Lines, read_lines
from cers.feeds.students.places import Places
from cers.feeds.students.rules import MAX_FINDINGS
from cers.model.delivery import Counts
from cers.model.finding import Severity
from cers.model.reference import Missing
from tests.support.reference_files import codes
from tests.support.registrations import (
    DISTRICT,
    OTHER_DISTRICT,
    OTHER_SCHOOL,
    SCHOOL,
    STUDENT,
    batches,
    counts_of,
    extract,
    findings_of,
    organizations,
    rows_of,
    student,
)
from tests.support.samples import needs_samples, sample

ONE = Counts(records=1, accepted=1)


def test_a_row_becomes_what_the_students_table_keeps() -> None:
    found = batches(extract(STUDENT))
    assert counts_of(found) == ONE
    assert findings_of(found) == []
    assert rows_of(found) == [
        {
            "student_id": "0012345678",
            "updated_on": date(2026, 2, 27),
            "record_number": 2,
            "school_id": SCHOOL,
            "district_id": DISTRICT,
            "school_since": date(2026, 2, 27),
            "first_name": "Ida",
            "middle_name": None,
            "last_name": "Vogel",
            "birthdate": date(2015, 9, 30),
            "grade": "05",
            "gender": "Female",
            "iep": False,
            "english_learner": True,
            "section_504": False,
            "economic_disadvantage": True,
            "migrant": False,
            "elas": "EL",
            "language": "spa",
            "english_proficiency_level": "MODERATE",
            "primary_disability": None,
            "military_connected": "No",
            "first_us_entry_date": date(2020, 8, 20),
            "lep_entry_date": date(2020, 9, 7),
            "lep_exit_date": None,
        }
    ]


def test_two_columns_are_enough() -> None:
    found = batches(extract({"SSID": "0000000001", "ResponsibleSchoolIdentifier": OTHER_SCHOOL}))
    (row,) = rows_of(found)
    assert {name: value for name, value in row.items() if value is not None} == {
        "student_id": "0000000001",
        "updated_on": date(2026, 3, 1),
        "record_number": 2,
        "school_id": OTHER_SCHOOL,
        "district_id": OTHER_DISTRICT,
        "school_since": date(2026, 3, 1),
    }


def test_without_a_school_the_rest_of_a_row_is_taken_all_the_same() -> None:
    (row,) = rows_of(batches(extract(student(ResponsibleSchoolIdentifier=""))))
    assert (row["school_id"], row["district_id"], row["school_since"]) == (None, None, None)
    assert row["grade"] == "05"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_marks_comments_and_blanks_do_not_matter(end: str, mark: bytes) -> None:
    data = extract(student(), student(SSID="0000000002"), end=end)
    header, *below = data.decode().split(end)
    text = end.join(["# made today", "", header, "#^^^", *below[:1], " ^ ^", *below[1:]])
    found = batches(mark + text.encode())
    assert counts_of(found) == Counts(records=2, accepted=2)
    assert [row["record_number"] for row in rows_of(found)] == [5, 7]
    assert findings_of(found) == []


def test_the_last_line_needs_no_end() -> None:
    assert counts_of(batches(extract(STUDENT).rstrip())) == ONE


def test_blanks_around_values_are_left_out() -> None:
    padded = {name: f" {value}\t" for name, value in STUDENT.items()}
    assert rows_of(batches(extract(padded))) == rows_of(batches(extract(STUDENT)))


def test_quotation_marks_are_characters_like_others() -> None:
    (row,) = rows_of(batches(extract(student(LastOrSurname='O"Neil', FirstName='"Bo'))))
    assert (row["last_name"], row["first_name"]) == ('O"Neil', '"Bo')


FAULTS = [
    ("missing-value", "SSID", {"SSID": ""}),
    ("invalid-ssid", "SSID", {"SSID": "12345678"}),
    ("invalid-ssid", "SSID", {"SSID": "00123456789"}),
    ("invalid-ssid", "SSID", {"SSID": "٠٠١٢٣٤٥٦٧٨"}),
    ("invalid-ssid", "SSID", {"SSID": '"001234567'}),
    ("invalid-school", "ResponsibleSchoolIdentifier", {"ResponsibleSchoolIdentifier": "9" * 41}),
    ("invalid-update-date", "InfoUpdate", {"InfoUpdate": "02/27/2026"}),
    ("invalid-update-date", "InfoUpdate", {"InfoUpdate": "2026-02-30"}),
    ("invalid-update-date", "InfoUpdate", {"InfoUpdate": "2026-2-27"}),
    ("update-in-future", "InfoUpdate", {"InfoUpdate": "2026-03-02"}),
]


@pytest.mark.parametrize(("code", "element", "change"), FAULTS)
def test_a_row_that_does_not_say_who_where_and_when_is_refused(
    code: str, element: str, change: dict[str, str]
) -> None:
    found = batches(extract(student(SSID="0000000002"), student(**change)))
    assert counts_of(found) == Counts(records=2, accepted=1, rejected=1)
    assert [row["student_id"] for row in rows_of(found)] == ["0000000002"]
    (finding,) = findings_of(found)
    assert (finding.code, finding.where, finding.element) == (code, "line 3", element)
    assert finding.severity is Severity.ERROR


DOUBTS = [
    ("value-too-long", "FirstName", "first_name", "x" * 61),
    ("value-too-long", "PrimaryDisabilityType", "primary_disability", "SLID"),
    ("invalid-date", "Birthdate", "birthdate", "2015-September-30"),
    ("invalid-date", "Birthdate", "birthdate", "2026-03-02"),
    ("invalid-date", "LEPExitDate", "lep_exit_date", "0000-01-01"),
    ("unknown-code", "GradeLevelWhenAssessed", "grade", "14"),
    ("unknown-code", "Sex", "gender", "BAD_GENDER"),
    ("unknown-code", "IDEAIndicator", "iep", "perhaps"),
    ("unknown-code", "LanguageCode", "language", "77"),
    ("unknown-code", "EnglishLanguageAcquisitionStatus", "elas", "XX"),
    ("unknown-code", "MilitaryStatus", "military_connected", "Navy"),
]


@pytest.mark.parametrize(("code", "element", "column", "value"), DOUBTS)
def test_any_other_faulty_value_is_left_out_of_its_row(
    code: str, element: str, column: str, value: str
) -> None:
    found = batches(extract(student(**{element: value})))
    assert counts_of(found) == ONE
    assert rows_of(found)[0][column] is None
    (finding,) = findings_of(found)
    assert (finding.code, finding.where, finding.element) == (code, "line 2", element)
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("element", "value", "column", "expected"),
    [
        ("Sex", "male", "gender", "Male"),
        ("Sex", "F", "gender", "Female"),
        ("Sex", "NonBinary", "gender", "Nonbinary"),
        ("GradeLevelWhenAssessed", "7", "grade", "07"),
        ("GradeLevelWhenAssessed", "kg", "grade", "KG"),
        ("LanguageCode", "UU", "language", "und"),
        ("LanguageCode", "SPA", "language", "spa"),
        ("MilitaryStatus", "ActiveDuty", "military_connected", "ActiveDuty"),
        ("Section504Status", "yes", "section_504", True),
    ],
)
def test_codes_are_read_in_their_usual_spellings(
    element: str, value: str, column: str, expected: object
) -> None:
    assert rows_of(batches(extract(student(**{element: value}))))[0][column] == expected


def test_every_fault_of_a_row_is_named() -> None:
    found = batches(extract(student(SSID="7", InfoUpdate="soon", Sex="?", Birthdate="never")))
    assert counts_of(found) == Counts(records=1, rejected=1)
    assert set(codes(findings_of(found))) == {
        "invalid-ssid", "invalid-update-date", "unknown-code", "invalid-date",
    }  # fmt: skip


def test_rows_of_an_unknown_school_wait_and_the_school_is_named_once() -> None:
    elsewhere = student(ResponsibleSchoolIdentifier="99000000000001")
    found = batches(extract(STUDENT, elsewhere, {**elsewhere, "SSID": "0000000002"}))
    assert counts_of(found) == Counts(records=3, accepted=1, waiting=2)
    (finding,) = findings_of(found)
    assert (finding.code, finding.where) == ("unknown-school", "line 3")
    assert '"99000000000001"' in finding.message
    missing = frozenset().union(*(batch.missing for batch in found))
    assert missing == {Missing("school", "99000000000001")}


def test_a_row_marked_as_deleted_moves_nobody() -> None:
    found = batches(extract(STUDENT, student(DeleteStudent="y", SSID="0000000002")))
    assert counts_of(found) == Counts(records=1, accepted=1, skipped=1)
    assert codes(findings_of(found)) == ["deleted-registration"]


def test_a_row_of_another_width_is_refused_alone() -> None:
    data = extract(STUDENT, student(SSID="0000000002")) + b"0000000003^cut\n"
    found = batches(data)
    assert counts_of(found) == Counts(records=3, accepted=2, rejected=1)
    (finding,) = findings_of(found)
    assert (finding.code, finding.where) == ("field-count", "line 4")


@pytest.mark.parametrize("bad", [b"Mu\xf1oz", b"Mu\0oz"])
def test_a_row_that_is_no_text_is_refused_alone(bad: bytes) -> None:
    data = extract(student(LastOrSurname="MARK"), student(SSID="0000000002"))
    found = batches(data.replace(b"MARK", bad))
    assert counts_of(found) == Counts(records=2, accepted=1, rejected=1)
    (finding,) = findings_of(found)
    assert (finding.code, finding.where) == ("not-utf-8", "line 2")


def test_an_endless_line_is_refused_in_bounded_memory() -> None:
    data = extract(STUDENT) + b"x" * (20 << 20) + b"\n" + extract(STUDENT).splitlines()[1]
    found = batches(data)
    assert counts_of(found) == Counts(records=3, accepted=2, rejected=1)
    (finding,) = findings_of(found)
    assert (finding.code, finding.where) == ("line-too-long", "line 3")


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("empty-file", b""),
        ("no-records", b"\n\n# nothing\n"),
        ("no-records", extract(STUDENT).splitlines()[0]),
        ("missing-column", extract(STUDENT).splitlines()[1]),
        ("missing-column", extract({"SSID": "0000000001"})),
        ("missing-column", b"SSID,ResponsibleSchoolIdentifier\n0000000001,x\n"),
        ("duplicate-column", b"SSID^SSID^ResponsibleSchoolIdentifier\n0000000001^^x\n"),
        ("not-utf-8", extract(STUDENT).decode().encode("utf-16")),
        ("too-many-columns", b"SSID^ResponsibleSchoolIdentifier" + b"^" * 500),
    ],
)
def test_a_file_that_is_no_extract_is_refused(code: str, data: bytes) -> None:
    found = batches(data)
    assert counts_of(found) == Counts()
    assert code in codes(findings_of(found))
    assert all(finding.severity is Severity.ERROR for finding in findings_of(found))


def test_an_unknown_column_is_named_and_left_aside() -> None:
    found = batches(extract(student(GradeLevelWhenAsessed="05")))
    assert counts_of(found) == ONE
    (finding,) = findings_of(found)
    assert finding.code == "unknown-column"
    assert f"Column {len(STUDENT) + 1} " in finding.message
    assert "Is GradeLevelWhenAssessed meant?" in finding.message


def test_the_layout_has_57_columns_and_the_day_of_the_change() -> None:
    assert len(COLUMNS) == len(set(COLUMNS)) == 58
    assert set(COLUMNS) >= READ


@pytest.mark.parametrize("more", [0, 1, 20_000])
def test_findings_are_bounded_and_the_last_one_says_so(more: int) -> None:
    count = MAX_FINDINGS + more
    found = batches(extract(*(student(SSID=f"{number}") for number in range(count))))
    assert counts_of(found) == Counts(records=count, rejected=count)
    last = ["too-many-findings"] if more else []
    assert codes(findings_of(found)) == ["invalid-ssid"] * MAX_FINDINGS + last


def test_a_bundle_is_read_file_by_file() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr("north.csv", extract(STUDENT, student(SSID="0000000002")))
        bundle.writestr("readme.txt", "hello")
        bundle.writestr("south.csv", extract(student(SSID="0000000003"), student(SSID="4")))
    found = batches(buffer.getvalue())
    assert counts_of(found) == Counts(records=4, accepted=3, rejected=1)
    assert [(finding.code, finding.where) for finding in findings_of(found)] == [
        ("missing-column", "readme.txt, line 1"),
        ("missing-column", "readme.txt, line 1"),
        ("invalid-ssid", "south.csv, line 3"),
    ]
    numbers = [row["record_number"] for row in rows_of(found)]
    assert len(set(numbers)) == 3
    places = Places()
    for batch in found:
        places.add(batch)
    assert [places.where(number) for number in numbers] == [  # type: ignore[arg-type]
        "north.csv, line 2", "north.csv, line 3", "south.csv, line 2",
    ]  # fmt: skip


def test_a_packed_file_is_read_and_what_came_before_the_damage_counts() -> None:
    data = extract(*(student(SSID=f"{number:010d}") for number in range(1, 2000)))
    assert counts_of(batches(gzip.compress(data))).accepted == 1999
    packed = gzip.compress(data)
    found = batches(packed[: len(packed) - 20])
    assert "corrupt-archive" in codes(findings_of(found))


@needs_samples
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("CA_StudentExtract.csv", Counts(records=6, accepted=6)),
        ("CA_StudentExtract_bad_data.csv", Counts(8, accepted=5, rejected=2, waiting=1)),
    ],
)
def test_the_real_samples_are_read(name: str, counts: Counts) -> None:
    known = organizations({f"SchoolNaturalId{number}": DISTRICT for number in (1, 2, 3)})
    assert counts_of(batches(sample("students", name).read_bytes(), known)) == counts


SECRETS = ("0012345678", "Vogel", "Ida", "2015-09-30", "MODERATE")


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(STUDENT)), st.sampled_from(("", "?", "x" * 70, "9"))),
        min_size=1,
        max_size=6,
    )
)
def test_findings_never_tell_who_it_is_about(changes: list[tuple[str, str]]) -> None:
    data = extract(student(), student(**dict(changes)))
    told = " ".join(f"{each.message} {each.where}" for each in findings_of(batches(data)))
    assert not [secret for secret in SECRETS if secret in told]


def test_a_file_without_a_header_is_refused_without_repeating_it() -> None:
    found = batches(extract(STUDENT).splitlines()[1])
    told = " ".join(f"{each.message} {each.where}" for each in findings_of(found))
    assert not [secret for secret in SECRETS if secret in told]


@given(
    st.lists(st.sampled_from(["a", "bc", "#d", "", " ^", "ü"]), max_size=12),
    st.sampled_from(["\n", "\r", "\r\n"]),
    st.integers(1, 9),
)
def test_lines_do_not_depend_on_how_the_stream_is_cut(
    texts: list[str], end: str, size: int
) -> None:
    data = end.join(texts).encode()
    expected = [
        (text.encode(), number)
        for number, text in enumerate(texts, 1)
        if text.strip(" ^") and not text.startswith("#")
    ]
    found = list(read_lines(io.BytesIO(data), size))
    assert _all(found) == expected


def _all(blocks: list[Lines]) -> list[tuple[bytes, int]]:
    return [each for lines in blocks for each in zip(lines.texts, lines.numbers, strict=True)]


def test_every_rule_has_a_code_of_its_own() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
