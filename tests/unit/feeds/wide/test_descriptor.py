"""A layout is read from a directory, or everything that is wrong with it is told."""

from pathlib import Path

import pytest

from cers.feeds.wide.descriptor import (
    fixed_width,
    has_places,
    load_layout,
    load_layouts,
    recognise,
    recognise_record,
)
from cers.feeds.wide.layout import FIXED_WIDTH, Kind, WideColumn
from cers.model.errors import InputError
from tests.support.descriptors import ID, change, write_descriptor
from tests.support.wide_files import a_record, fixed_line, some_records


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return write_descriptor(tmp_path)


def complaint(directory: Path) -> str:
    with pytest.raises(InputError) as caught:
        load_layout(directory)
    return str(caught.value)


def test_a_descriptor_becomes_a_layout(directory: Path) -> None:
    layout = load_layout(directory)
    assert (layout.id, layout.title) == (ID, "Another state's summative results")
    assert layout.delimiter == FIXED_WIDTH
    assert layout.school_years == (2026, 2027)
    assert layout.date_format == "%m/%d/%Y"
    assert layout.constants == {"status": "scored", "mode": "online"}
    assert layout.assessment_id == "{subject}-SUM-{assessment_grade}-{school_year}"
    assert layout.opportunity_id == "{school_year}-{student_id}"
    assert layout.score_codes == {
        "ELA": {"1": "SOCK_R", "2": "2-W"},
        "Math": {"1": "1", "2": "SOCK_2"},
    }


def test_every_field_of_a_column_is_read(directory: Path) -> None:
    columns = {column.name: column for column in load_layout(directory).columns}
    assert columns["TEST_ID"] == WideColumn(
        "TEST_ID",
        Kind.CODE,
        "subject",
        required=True,
        codes="tests",
        start=5,
        length=2,
        meaning="What was taken",
    )
    assert columns["SS"] == WideColumn(
        "SS", Kind.INTEGER, "scale_score", low=2000, high=2900, start=130, length=4
    )
    assert columns["SSID"].longest == 10
    assert columns["FILLER"].target == ""


def test_codes_are_looked_up_in_small_letters_and_may_stand_for_nothing(directory: Path) -> None:
    tables = load_layout(directory).code_tables
    assert tables["grades"] == {"03": "03", "3": "03", "hs": "11"}
    assert tables["known"] == {"y": "yes", "n": "no", "u": ""}


def test_code_tables_may_lie_in_other_files(directory: Path) -> None:
    shared = directory.parent / "shared.csv"
    shared.write_text("table,code,value,meaning\nsexes,4,Female,\nunused,1,x,\n", encoding="utf-8")
    change(directory, "layout.toml", 'title = "', 'codes_from = ["../shared.csv"]\ntitle = "')
    tables = load_layout(directory).code_tables
    assert tables["sexes"] == {"1": "Female", "2": "Male", "3": "Nonbinary", "4": "Female"}
    assert "unused" not in tables


def test_a_directory_of_layouts_is_read_by_id(directory: Path) -> None:
    (directory.parent / "not-a-layout").mkdir()
    assert load_layouts(directory.parent) == {ID: load_layout(directory)}


def test_a_delimited_layout_needs_no_places(directory: Path) -> None:
    change(directory, "layout.toml", 'delimiter = ""', 'delimiter = "^"')
    rows = (directory / "fields.csv").read_text(encoding="utf-8").splitlines()
    without = [rows[0]]
    for row in rows[1:]:
        name, _, _, *rest = row.split(",")
        without.append(",".join([name, "", "", *rest]))
    (directory / "fields.csv").write_text("\n".join(without), encoding="utf-8")
    layout = load_layout(directory)
    assert not has_places(layout)
    assert recognise(layout.column_names, {ID: layout}) is layout


def test_one_layout_may_have_both_a_delimiter_and_places(directory: Path) -> None:
    change(directory, "layout.toml", 'delimiter = ""', 'delimiter = ","')
    layout = load_layout(directory)
    assert has_places(layout)
    assert fixed_width(layout).delimiter == FIXED_WIDTH
    assert fixed_width(layout).columns == layout.columns


SETTING_FAULTS = [
    ('id = "other-state"', 'id = "Other State"', "id must be small letters"),
    ('id = "other-state"', 'id = "another"', "id must be the directory's name"),
    ('id = "other-state"', "", "id is missing"),
    ('delimiter = ""', 'delimiter = "|"', "delimiter must be"),
    ('delimiter = ""', "delimiter = 1", "delimiter must be a text"),
    ("[2026, 2027]", "[1926]", "school_years must be years"),
    ("[2026, 2027]", '["2026"]', "school_years must be a list of years"),
    ('"%m/%d/%Y"', '"%m/%d"', "date_format must tell year, month and day"),
    ('title = "', 'colour = "', "colour is no setting"),
    ('title = "', "title = ", "the file is no TOML"),
    ('status = "scored"', 'weather = "fine"', "constants: weather is no column of exams"),
    ('status = "scored"', 'status = "lost"', "constants: status cannot hold lost"),
    ('status = "scored"', "status = 1", "constants must be a table of texts"),
    ('status = "scored"', 'gender = "Male"', "constants: gender is told by a column as well"),
    ("{school_year}-{student_id}", "once", "opportunity_id must name columns of exams"),
    ("{school_year}-{student_id}", "{student_id", "opportunity_id must name columns of exams"),
    ("{school_year}-{student_id}", "{session_id}", "no required column goes to session_id"),
    ("{school_year}-{student_id}", "{scale_score}", "no required column goes to scale_score"),
    ('2 = "2-W"', '9 = "2-W"', "score_codes name 9, which is no slot"),
    ('[score_codes.ELA]\n1 = "SOCK_R"', "[score_codes]\nELA = 1\n[x]", "table of tables"),
]


@pytest.mark.parametrize(("old", "new", "expected"), SETTING_FAULTS)
def test_a_wrong_setting_is_told(directory: Path, old: str, new: str, expected: str) -> None:
    change(directory, "layout.toml", old, new)
    assert f"layout.toml: {expected}" in complaint(directory) or expected in complaint(directory)


FIELD_FAULTS = [
    ("TEST_ID,5,2,code", "TEST_ID,5,2,enum", "row 3, column kind: enum is no kind"),
    (",birthdate,", ",birth_date,", "row 9, column target: birth_date is no target"),
    (",ethnicities/Asian,", ",ethnicities/Martian,", "row 12, column target"),
    (",claim/1/achievement_level,", ",claim/1/grade,", "row 24, column target"),
    (",claim/1/achievement_level,", ",claim/achievement_level,", "row 24, column target"),
    (",claim/1/achievement_level,", ",bonus/1/achievement_level,", "row 24, column target"),
    ("DOB,93,10,date", "DOB,93,10,number", "row 9, column kind: birthdate takes the kinds date"),
    ("DOB,93,10,date", "SSID,93,10,date", "row 9, column name: the name SSID occurs twice"),
    (",first_name,", ",last_name,", "row 8, column target: two columns go to last_name"),
    ("FIRST_NM,63", ",63", "row 8, column name: name the column"),
    ("FIRST_NM,63,30", "FIRST_NM,62,30", "row 8, column start: FIRST_NM starts within LAST_NM"),
    ("SSID,9,10", "SSID,2,3", "row 5, column start: SSID starts within TEST_GRADE"),
    ("SSID,9,10", "SSID,,", "row 5, column start: tell start and length of SSID"),
    ("SSID,9,10", "SSID,x,10", "row 5, column start: x is no whole number from 1"),
    ("SSID,9,10", "SSID,0,10", "row 5, column start: 0 is no whole number from 1"),
    ("C2_LVL,141,1", "C2_LVL,141,100000", "a record has at most 100,000 characters"),
    (",student_id,yes,", ",student_id,maybe,", "row 5, column required: write yes or no"),
    (",student_id,yes,", ",student_id,,", "the column for student_id must be required"),
    (",student_id,yes,", ",,,", "no column goes to student_id"),
    (",school_id,yes,", ",,,", "no column goes to school_id"),
    (",grade,yes,", ",,,", "no column goes to grade"),
    (",completed_at,yes,", ",,,", "no column goes to completed_at"),
    (",first_name,yes,", ",,,", "no column goes to first_name"),
    (",birthdate,yes,", ",,,", "no column goes to birthdate"),
    (",gender,yes,", ",,,", "no column goes to gender"),
    (",2000,2900,", ",2900,2000,", "row 21, column low: low is above high"),
    (",2000,2900,", ",low,2900,", "row 21, column low: low is no number"),
    (",,,sexes,", ",,,genders,", "row 10, column codes: there is no code table genders"),
    (",,,sexes,", ",,,,", "row 10, column codes: name a code table for the kind code"),
    ("SSID,9,10,text,student_id,yes,10,,,,", "SSID,9", "row 5: write 11 fields, not 2"),
    ("name,start", "title,start", "row 1: the first row must be name,start"),
    ("C2_LVL,", '"C2_LVL,', "row 25: a quoted field is not closed"),
]


@pytest.mark.parametrize(("old", "new", "expected"), FIELD_FAULTS)
def test_a_wrong_column_is_told(directory: Path, old: str, new: str, expected: str) -> None:
    change(directory, "fields.csv", old, new)
    assert expected in complaint(directory)
    assert "fields.csv" in complaint(directory)


CODE_FAULTS = [
    ("sexes,2,Male,", "sexes,1,Male,", "codes.csv, row 8, column code: the table sexes has"),
    ("sexes,2,Male,", ",2,Male,", "codes.csv, row 8: name a table and a code"),
    ("sexes,2,Male,", "sexes,2,Man,", "the code 2 stands for Man, which gender cannot hold"),
    ("known,Y,yes,", "known,Y,ja,", "the code y stands for ja, which section_504 cannot hold"),
    ("grades,03,03,", "grades,03,three,", "the code 03 stands for three"),
    ("table,code", "list,code", "codes.csv, row 1: the first row must be table,code"),
]


@pytest.mark.parametrize(("old", "new", "expected"), CODE_FAULTS)
def test_a_wrong_code_is_told(directory: Path, old: str, new: str, expected: str) -> None:
    change(directory, "codes.csv", old, new)
    assert expected in complaint(directory)


def test_a_slot_without_a_code_is_told(directory: Path) -> None:
    change(directory, "layout.toml", '2 = "2-W"\n', "")
    change(directory, "layout.toml", '2 = "SOCK_2"\n', "")
    assert "score_codes name no code for 2" in complaint(directory)


def test_without_codes_a_slot_is_the_code_itself(directory: Path) -> None:
    text = (directory / "layout.toml").read_text(encoding="utf-8")
    (directory / "layout.toml").write_text(text.split("[score_codes")[0], encoding="utf-8")
    assert load_layout(directory).score_codes == {}


def test_an_exam_needs_ids_or_their_patterns(directory: Path) -> None:
    change(directory, "layout.toml", 'opportunity_id = "{school_year}-{student_id}"\n', "")
    assert "require a column for opportunity_id, or tell its pattern" in complaint(directory)
    change(directory, "fields.csv", "FILLER,126,3,text,,", "FILLER,126,3,text,opportunity_id,yes")
    assert load_layout(directory).opportunity_id == ""


def test_a_missing_or_unreadable_file_is_told(directory: Path) -> None:
    (directory / "layout.toml").unlink()
    (directory / "fields.csv").unlink()
    (directory / "codes.csv").write_bytes(b"\xff\xfe")
    message = complaint(directory)
    assert "layout.toml: the file is missing" in message
    assert "fields.csv: the file is missing" in message
    assert "codes.csv: the file is no text in UTF-8" in message


def test_every_fault_is_told_at_once_with_the_directory(directory: Path) -> None:
    change(directory, "layout.toml", '"%m/%d/%Y"', '"%m"')
    change(directory, "fields.csv", "TEST_ID,5,2,code", "TEST_ID,5,2,enum")
    change(directory, "codes.csv", "sexes,2,Male,", "sexes,2,Man,")
    message = complaint(directory)
    assert message.startswith(f"{directory} describes no usable layout.")
    assert all(part in message for part in ("date_format", "enum is no kind", "stands for Man"))


def test_a_header_is_recognised_in_any_order_and_case(directory: Path) -> None:
    change(directory, "layout.toml", 'delimiter = ""', 'delimiter = ","')
    layout = load_layout(directory)
    header = [f" {name.lower()} " for name in reversed(layout.column_names)]
    assert recognise(header, {ID: layout}) is layout


def test_a_header_without_a_required_column_is_not_recognised(directory: Path) -> None:
    change(directory, "layout.toml", 'delimiter = ""', 'delimiter = ","')
    layout = load_layout(directory)
    header = [name for name in layout.column_names if name != "SSID"]
    assert recognise(header, {ID: layout}) is None
    assert recognise([], {ID: layout}) is None


def test_a_fixed_width_layout_has_no_header_to_be_recognised_by(directory: Path) -> None:
    layout = load_layout(directory)
    assert recognise(layout.column_names, {ID: layout}) is None


def test_a_record_is_recognised_by_its_width_and_required_codes(directory: Path) -> None:
    layout = load_layout(directory)
    for record in some_records(layout, 20):
        assert recognise_record(fixed_line(layout, record) + "\r\n", {ID: layout}) == layout


def test_a_record_of_other_width_or_with_other_codes_is_not_recognised(directory: Path) -> None:
    layout = load_layout(directory)
    line = fixed_line(layout, a_record(layout))
    among = {ID: layout}
    assert recognise_record(line[:-1], among) is None
    assert recognise_record(line + "x", among) is None
    assert recognise_record(line + "   ", among) == layout
    assert recognise_record(fixed_line(layout, a_record(layout, TEST_ID="99")), among) is None


def test_a_record_that_fits_two_layouts_is_not_recognised(directory: Path) -> None:
    layout = load_layout(directory)
    line = fixed_line(layout, a_record(layout))
    assert recognise_record(line, {ID: layout, "twin": layout}) is None
