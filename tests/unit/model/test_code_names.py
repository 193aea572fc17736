"""Every code that results can hold has a name in both languages, and no name stands for two."""

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cers.model.code_names import (
    ASSESSMENT_TYPE_NAMES,
    COMPLETENESS_NAMES,
    CONDITION_NAMES,
    FIELD_NAMES,
    GRADE_NAMES,
    VALUE_NAMES,
    CodeName,
    Names,
    name_of,
)
from cers.model.codes import ADMINISTRATION_CONDITIONS, ASSESSMENT_TYPES, COMPLETENESS, GRADES
from cers.model.tenant import StudentField, field_values
from tests.contract.templates import ROOT

CONTRACT = ROOT / "layers/cers/src/cers/feeds/wide/layouts/common/codes.csv"

KINDS: dict[str, tuple[Iterable[str], Names]] = {
    "assessment types": (ASSESSMENT_TYPES, ASSESSMENT_TYPE_NAMES),
    "grades": (GRADES, GRADE_NAMES),
    "completeness": (COMPLETENESS, COMPLETENESS_NAMES),
    "conditions": (ADMINISTRATION_CONDITIONS, CONDITION_NAMES),
    "fields": ((*(each.value for each in StudentField), "enrolled_grade"), FIELD_NAMES),
    **{each.value: (field_values(each), VALUE_NAMES[each]) for each in StudentField},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_code_has_a_name_in_both_languages(kind: str) -> None:
    codes, names = KINDS[kind]
    assert set(names) == set(codes)
    for each in names.values():
        assert set(each.translations) == {"es"}
        for text in (each.name, each.translations["es"]):
            assert text
            assert text == text.strip()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_name_stands_for_two_codes(kind: str, language: str) -> None:
    _, names = KINDS[kind]
    called = [each.name if language == "en" else each.translations["es"] for each in names.values()]
    assert len(set(called)) == len(called)


def contract(table: str, path: Path = CONTRACT) -> dict[str, str]:
    """What the data contract says of a table's own codes."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["table"] == table]
    return {row["value"]: row["meaning"] for row in rows if row["code"] == row["value"]}


def test_languages_and_grades_go_by_the_names_of_the_data_contract() -> None:
    languages = VALUE_NAMES[StudentField.LANGUAGE]
    for names, table in ((languages, "languages"), (GRADE_NAMES, "grades")):
        said = contract(table)
        assert said
        assert {code: names[code].name for code in said} == said


def test_english_proficiency_goes_by_the_data_contracts_words_and_its_code() -> None:
    said = contract("elas")
    assert {
        code: each.name for code, each in VALUE_NAMES[StudentField.ELAS].items() if code in said
    } == {code: f"{meaning} ({code})" for code, meaning in said.items()}


@given(st.text())
def test_a_code_that_nobody_named_goes_by_itself(code: str) -> None:
    if code not in GRADE_NAMES:
        assert name_of(code, GRADE_NAMES) == CodeName(code, {})
