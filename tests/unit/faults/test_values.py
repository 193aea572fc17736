"""Values that tempt a reader into a wrong type, and values out of bounds (case I-14)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.feeds.wide.descriptor import fixed_width, layouts
from cers.model.finding import Severity
from tests.fuzz.profile import fuzz
from tests.support import people, wide_files
from tests.support.every_feed import FEEDS, Answer, DeliveredFeed
from tests.support.exams import an_exam_xml

NAMES: Final = (
    "NA", "N/A", "Null", "NULL", "null", "None", "nan", "NaN", "inf", "True", "False", "007",
    "00", "-", "1e5", "0x1A", "Yes", "No", "Y", "#N/A", "#NULL!", "undefined", "nil", "2026-01-01",
    "O'Null", "=1+1", "@SUM(A1)", "+1", "Ng", "O", "d\u2019Or", "\u202eevil", "José\u0301",
    "\U0001f9ea", "İı", "ß", "\ufb01x", "a\u00a0b", "x\u2028y", "x\x85y",
)  # fmt: skip
"""Surnames that other programs take for nothing, for a number or for a formula."""

SSIDS: Final = ("0000000001", "0012345678", "1234567890", "9999999999", "0000000000")

Person = Mapping[str, str]
"""What of a person is delivered: `last_name` and `student_id`."""


def of_table(name: str, columns: Mapping[str, str]) -> Callable[[Person], bytes]:
    """Writes the good file with another person in its first row."""
    feed = FEEDS[name]

    def write(person: Person) -> bytes:
        table = feed.table
        for key, value in person.items():
            table[1][table[0].index(columns[key])] = value
        return feed.written(table[:2])

    return write


def of_exam(person: Person) -> bytes:
    names = {"last_name": "LastOrSurname", "student_id": "StudentIdentifier"}
    return an_exam_xml(student={names[key]: value for key, value in person.items()})


def of_fixed(person: Person) -> bytes:
    layout = fixed_width(layouts()["elpac"])
    names = {"last_name": "LastOrSurname", "student_id": "StudentIdentifier"}
    record = wide_files.a_record(layout, **{names[key]: value for key, value in person.items()})
    return wide_files.fixed(layout, [record])


WIDE: Final = {"last_name": "LastOrSurname", "student_id": "StudentIdentifier"}
WRITERS: Final[Mapping[str, Callable[[Person], bytes]]] = {
    "exams": of_exam,
    "results": of_table("results", WIDE),
    "scores (caret)": of_table("scores (caret)", WIDE),
    "scores (fixed width)": of_fixed,
    "students": of_table("students", {"last_name": "LastOrSurname", "student_id": "SSID"}),
}


def stored(answer: Answer) -> dict[str, Any]:
    """The one row that was stored of a student."""
    (rows,) = [
        rows for name, rows in answer.accepted.items() if name == "rows" or name.endswith("/exams")
    ]
    assert isinstance(rows, list)
    (row,) = rows
    return dict(row)


@pytest.mark.parametrize("last_name", NAMES)
@pytest.mark.parametrize("name", WRITERS)
def test_i14_a_surname_is_a_text_whatever_it_looks_like(name: str, last_name: str) -> None:
    answer = FEEDS[name].read(WRITERS[name]({"last_name": last_name}))
    assert answer.errors == []
    assert stored(answer)["last_name"] == last_name


@pytest.mark.parametrize("ssid", SSIDS)
@pytest.mark.parametrize("name", WRITERS)
def test_i14_an_ssid_keeps_its_zeros(name: str, ssid: str) -> None:
    answer = FEEDS[name].read(WRITERS[name]({"student_id": ssid}))
    assert answer.errors == []
    assert stored(answer)["student_id"] == ssid


@pytest.mark.parametrize("name", WRITERS)
def test_i14_school_and_district_keep_their_zeros(name: str) -> None:
    row = stored(FEEDS[name].read(WRITERS[name]({})))
    for place in ("school_id", "district_id"):
        assert isinstance(row[place], str)
        assert len(row[place]) == 14


NAME_TEXTS = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"], exclude_characters='^"'),
    min_size=1,
    max_size=30,
).filter(lambda text: text == text.strip() and not text.startswith("#"))


@pytest.mark.parametrize("name", WRITERS)
@fuzz(30)
@given(NAME_TEXTS, st.from_regex(r"[0-9]{10}", fullmatch=True))
def test_i14_what_is_delivered_of_a_student_is_what_is_stored(
    name: str, last_name: str, ssid: str
) -> None:
    answer = FEEDS[name].read(WRITERS[name]({"last_name": last_name, "student_id": ssid}))
    assert answer.errors == []
    row = stored(answer)
    assert (row["last_name"], row["student_id"]) == (last_name, ssid)


@pytest.mark.parametrize("text", [text for text in NAMES if text.isprintable()])
def test_i14_groups_and_staff_keep_their_texts(text: str) -> None:
    group = f'"{text}",{people.S1},2026,All,0000000001,0017'
    parsed = people.read_group_file(people.group_file(group))
    assert parsed.value is not None
    (delivered,) = parsed.value
    assert delivered.name == text
    assert set(delivered.students) == {"0000000001"}
    assert delivered.logins == {"0017"}
    staff = people.Staff("007", people.SITE, people.S1, "", text, text)
    statement = people.read_staff_file(people.staff_file(staff)).value
    assert statement is not None
    (assignment,) = statement.assignments
    person = assignment.person
    assert (person.username, person.given_name, person.family_name) == ("007", text, text)


NOT_FINITE: Final = ("NaN", "nan", "Inf", "-Infinity", "1e400", "-1e999")
BAD: Final[Mapping[str, tuple[str, ...]]] = {
    "GradeLevelWhenAssessed": ("14", "-1", "4.0", "grade 4", "٤"),
    "Birthdate": ("2026-02-30", "02/28/2015", "0000-00-00", "2015-2-8", "1e3", "20150228x"),
    "ScaleScoreAchievementLevel": ("0", "-1", "1.5", "x", "9999999999"),
    "ScaleScore": (*NOT_FINITE, "99999", "-5", "2,500", "0x9C4", "\uff12500"),
    "ScaleScoreStandardError": (*NOT_FINITE, "-1", "x"),
    "SchoolYear": ("26", "2026.5", "20266", "x", "-2026"),
    "Sex": ("Z", "1", "None"),
    "EconomicDisadvantageStatus": ("maybe", "2", "None"),
}
"""Column of the tables -> what is no value of it."""

CASES = [(column, value) for column, values in BAD.items() for value in values]


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        (name, column, value)
        for name in ("results", "scores (caret)")
        for column, value in CASES
        if column in FEEDS[name].table[0]
    ],
)
def test_i14_a_row_with_a_value_that_is_none_is_refused_and_the_column_named(
    name: str, column: str, value: str
) -> None:
    feed = FEEDS[name]
    table = feed.table
    table[1][table[0].index(column)] = value
    answer = feed.read(feed.written(table))
    assert (answer.counts.accepted, answer.counts.rejected) == (2, 1)
    assert column in {each.element for each in answer.errors}
    assert {each.where for each in answer.errors} == {"line 2"}


OPPORTUNITY_SCORES: Final[Mapping[str, Callable[[str], tuple[tuple[str, ...], ...]]]] = {
    "ScaleScore": lambda value: (("Overall", "ScaleScore", value, "20"),),
    "ScaleScoreStandardError": lambda value: (("Overall", "ScaleScore", "2500", value),),
    "ScaleScoreAchievementLevel": lambda value: (("Overall", "PerformanceLevel", value),),
}


@pytest.mark.parametrize(("column", "value"), CASES)
def test_i14_an_exam_with_a_value_that_is_none_is_refused(column: str, value: str) -> None:
    if column in OPPORTUNITY_SCORES:
        data = an_exam_xml(scores=OPPORTUNITY_SCORES[column](value))
    elif column == "SchoolYear":
        data = an_exam_xml(test={"academicYear": value})
    else:
        data = an_exam_xml(student={column: value})
    answer = FEEDS["exams"].read(data)
    assert answer.counts.rejected == 1
    assert answer.errors


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Birthdate", "2026-02-30"),
        ("Birthdate", "02/28/2015"),
        ("GradeLevelWhenAssessed", "14"),
        ("Sex", "1"),
        ("LEPStatus", "maybe"),
        ("FirstEntryDateIntoUSSchool", "9999-12-31"),
    ],
)
def test_i14_of_a_registration_only_the_wrong_value_is_left_out(column: str, value: str) -> None:
    feed = FEEDS["students"]
    table = feed.table
    table[1][table[0].index(column)] = value
    answer = feed.read(feed.written(table))
    assert answer.counts.accepted == 3
    (finding,) = answer.findings
    assert (finding.severity, finding.element, finding.where) == (
        Severity.WARNING,
        column,
        "line 2",
    )


@pytest.mark.parametrize(
    "ssid", ["12345678", "00123456789", "12345678.0", "1.23E+09", "٠٠١٢٣٤٥٦٧٨"]
)
def test_i14_an_ssid_that_a_spreadsheet_spoilt_is_refused(ssid: str) -> None:
    feed = FEEDS["students"]
    answer = feed.read(WRITERS["students"]({"student_id": ssid}))
    assert [each.code for each in answer.errors] == ["invalid-ssid"]
    assert ssid not in answer.told


NUMBERS: Final = {"mean", "standard_deviation", "min_score", "max_score", "score", "MaxPoints"}


def cells(feed: DeliveredFeed) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row, texts in enumerate(feed.table)
        for column, text in enumerate(texts)
        if row and any(letter.isdigit() for letter in text)
    ]


@pytest.mark.parametrize("value", NOT_FINITE)
@pytest.mark.parametrize("name", ["norms", "assessments"])
def test_i14_no_number_of_reference_data_is_infinite_or_none(name: str, value: str) -> None:
    feed = FEEDS[name]
    numeric = [
        (row, column)
        for row, column in cells(feed)
        if feed.table[0][column] in NUMBERS or feed.table[0][column].startswith(("Scaled", "Alt"))
    ]
    assert numeric
    for row, column in numeric:
        table = feed.table
        table[row][column] = value
        answer = feed.read(feed.written(table))
        assert answer.errors, feed.table[0][column]
        assert not answer.accepted
