"""A descriptor that somebody else wrote: other names, places, codes and dates than the shipped.

`write_descriptor(folder)` writes it, `change` changes a text in one of its files.
"""

from pathlib import Path

ID = "other-state"

LAYOUT = """\
id = "other-state"
title = "Another state's summative results"
delimiter = ""
school_years = [2026, 2027]
date_format = "%m/%d/%Y"
assessment_id = "{subject}-SUM-{assessment_grade}-{school_year}"
opportunity_id = "{school_year}-{student_id}"

[constants]
status = "scored"
mode = "online"

[score_codes.ELA]
1 = "SOCK_R"
2 = "2-W"

[score_codes.Math]
1 = "1"
2 = "SOCK_2"
"""

FIELDS = """\
name,start,length,kind,target,required,longest,low,high,codes,meaning
ADMIN_YR,1,4,year,school_year,yes,,,,,
TEST_ID,5,2,code,subject,yes,,,,tests,What was taken
TEST_GRADE,7,2,code,assessment_grade,yes,,,,grades,
SSID,9,10,text,student_id,yes,10,,,,
CDS,19,14,text,school_id,yes,,,,,
LAST_NM,33,30,text,last_name,yes,,,,,
FIRST_NM,63,30,text,first_name,yes,,,,,
DOB,93,10,date,birthdate,yes,,,,,
SEX,103,1,code,gender,yes,,,,sexes,
ENR_GRADE,104,2,code,grade,yes,,,,grades,
ETH_ASIAN,106,1,truth,ethnicities/Asian,,,,,,
ETH_HISP,107,1,truth,ethnicities/HispanicOrLatinoEthnicity,,,,,,
SWD,108,1,truth,iep,yes,,,,,
ECON_DIS,109,1,truth,economic_disadvantage,yes,,,,,
PLAN_504,110,1,code,section_504,,,,,known,
FINISHED,111,10,date,completed_at,yes,,,,,
ATTEMPT,121,2,code,completeness,,,,,attempts,
COND,123,2,code,administration_condition,,,,,conditions,
FILLER,126,3,text,,,,,,,Not used
SS,130,4,integer,scale_score,,,2000,2900,,
CSEM,134,5,number,standard_error,,,0,,,
LVL,139,1,integer,achievement_level,,,1,4,,
C1_LVL,140,1,integer,claim/1/achievement_level,,,1,3,,
C2_LVL,141,1,integer,claim/2/achievement_level,,,1,3,,
"""

CODES = """\
table,code,value,meaning
tests,01,ELA,
tests,02,Math,
grades,03,03,
grades,3,03,
grades,HS,11,High school
sexes,1,Female,
sexes,2,Male,
sexes,3,Nonbinary,
known,Y,yes,
known,N,no,
known,U,,Nobody knows
attempts,AT,Complete,
attempts,PA,Partial,
conditions,OK,Valid,
conditions,IV,IN,Invalidated
"""


def write_descriptor(folder: Path) -> Path:
    """Write it below a folder; its directory."""
    directory = folder / ID
    directory.mkdir()
    for name, text in (("layout.toml", LAYOUT), ("fields.csv", FIELDS), ("codes.csv", CODES)):
        (directory / name).write_text(text, encoding="utf-8")
    return directory


def change(directory: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands once in a file of a descriptor."""
    path = directory / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new), encoding="utf-8")
