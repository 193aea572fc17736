"""Definitions: what can be asked, how it is written down, and that nothing in it becomes SQL."""

import json
import re
from typing import Any

import pytest
import sqlglot
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from cers.model.aggregate import (
    DIMENSIONS,
    LevelView,
    Places,
    ReportType,
    Subgroup,
    types_of,
    values_of,
)
from cers.model.aggregate_document import document_of, read
from cers.model.errors import InputError
from cers.model.tenant import StudentField
from tests.support.aggregates import LEA, STATE, definition, inquiry, table
from tests.support.crowd import crowd
from tests.support.plain_lake import PlainLake

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("name", {"name": ""}),
    ("name", {"name": "x" * 101}),
    ("subjects", {"subjects": ()}),
    ("grades", {"grades": ()}),
    ("grades", {"grades": ("5",)}),
    ("school_years", {"school_years": ()}),
    ("assessment_type", {"assessment_type": "x"}),
    ("assessment_type", {"type": ReportType.LONGITUDINAL, "assessment_type": "ica"}),
    ("assessment_type", {"type": ReportType.CLAIM, "assessment_type": "iab"}),
    ("assessment_type", {"type": ReportType.TARGET, "assessment_type": "ica"}),
    ("conditions", {"conditions": ("Invalid",)}),
    ("completeness", {"completeness": ("All",)}),
    ("dimensions", {"dimensions": ("first_name",)}),
    ("dimensions", {"type": ReportType.CLAIM, "dimensions": ("enrolled_grade",)}),
    ("codes", {"codes": ("1",)}),
    ("organizations", {"places": Places()}),
    ("organizations", {"places": Places(districts_of_schools=True)}),
    ("organizations", {"places": Places(districts=tuple(map(str, range(501))))}),
    ("organizations.state", {"places": Places(state=True), "assessment_type": "iab"}),
    ("grades", {"type": ReportType.LONGITUDINAL}),
    ("school_years", {"type": ReportType.LONGITUDINAL, "school_years": (2025, 2026)}),
    ("organizations", {"type": ReportType.TARGET, "places": Places(state=True)}),
    (
        "organizations",
        {"type": ReportType.TARGET, "places": Places(districts=("D1",), schools=("S1",))},
    ),
    ("grades", {"type": ReportType.TARGET, "grades": ("04", "05")}),
    ("levels", {"type": ReportType.TARGET, "levels": LevelView.GROUPED}),
    (
        "custom_subgroups",
        {"dimensions": ("elas",), "subgroups": (Subgroup("a", {StudentField.ELAS: ("EL",)}),)},
    ),
    ("custom_subgroups.name", {"subgroups": (Subgroup("", {StudentField.ELAS: ("EL",)}),)}),
    ("custom_subgroups.values", {"subgroups": (Subgroup("a", {}),)}),
    ("custom_subgroups.values.elas", {"subgroups": (Subgroup("a", {StudentField.ELAS: ("x",)}),)}),
    ("custom_subgroups.values.elas", {"subgroups": (Subgroup("a", {StudentField.ELAS: ()}),)}),
    (
        "custom_subgroups",
        {
            "subgroups": tuple(
                Subgroup(name, {StudentField.ELAS: ("EL",)}) for name in ("Same", "same")
            )
        },
    ),
    (
        "custom_subgroups",
        {"subgroups": tuple(Subgroup(str(n), {StudentField.IEP: ("yes",)}) for n in range(11))},
    ),
]


@pytest.mark.parametrize(("member", "changes"), REFUSED)
def test_what_cannot_be_asked_is_refused_by_the_name_of_its_member(
    member: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match=f"^{re.escape(member)}: "):
        definition(**changes)


TEXTS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
FIELDS = st.sampled_from(StudentField)


@st.composite
def subgroups(draw: st.DrawFn) -> tuple[Subgroup, ...]:
    names = draw(st.lists(TEXTS, max_size=3, unique_by=str.casefold))
    return tuple(
        Subgroup(
            name,
            {
                field: tuple(
                    draw(st.lists(st.sampled_from(values_of(field)), min_size=1, unique=True))
                )
                for field in sorted(draw(st.sets(FIELDS, min_size=1, max_size=3)))
            },
        )
        for name in names
    )


@st.composite
def definitions(draw: st.DrawFn) -> Any:
    report = draw(st.sampled_from((ReportType.YEARLY, ReportType.CLAIM)))
    custom = draw(subgroups())
    dimensions = DIMENSIONS if report is ReportType.YEARLY else DIMENSIONS[:-1]
    return definition(
        name=draw(TEXTS),
        type=report,
        places=Places(
            districts=tuple(draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))),
            schools=tuple(draw(st.lists(TEXTS, max_size=3, unique=True))),
            all_districts=draw(st.booleans()),
            schools_of_districts=draw(st.booleans()),
        ),
        assessment_type=draw(st.sampled_from(types_of(report))),
        subjects=tuple(draw(st.lists(TEXTS, min_size=1, max_size=3, unique=True))),
        school_years=tuple(sorted(draw(st.sets(st.integers(2000, 2100), min_size=1, max_size=4)))),
        conditions=tuple(draw(st.sets(st.sampled_from(("Valid", "NS"))))),
        dimensions=() if custom else tuple(draw(st.sets(st.sampled_from(dimensions)))),
        subgroups=custom,
        levels=draw(st.sampled_from(LevelView)),
        show_empty=draw(st.booleans()),
    )


@given(definitions())
def test_a_definition_survives_being_written_down(asked: Any) -> None:
    assert read(json.loads(json.dumps(document_of(asked)))) == asked


WRONG: list[Any] = [None, 1, True, [], "x", {}, {"a": 1}, [None], [1], [{}], "x" * 101, ["\x00"]]


@pytest.mark.parametrize("member", document_of(definition()))
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_whatever_stands_in_a_member_is_read_or_refused(member: str, wrong: Any) -> None:
    document = {**document_of(definition()), member: wrong}
    try:
        read(document)
    except InputError as error:
        assert not isinstance(wrong, str) or len(wrong) < 5 or wrong not in str(error)


@pytest.mark.parametrize(
    "document",
    [None, [], "x", {}, {**document_of(definition()), "owner": "x"}],
    ids=["null", "list", "text", "empty", "unknown"],
)
def test_what_is_no_definition_is_refused(document: Any) -> None:
    with pytest.raises(InputError):
        read(document)


CORPUS = (
    "' OR 1=1 --", "'; DROP TABLE exams; --", "\\' OR '1'='1", "?", ":scope", "$1",
    "x'||(SELECT 1)||'", "/* */", "\"", "%", "_", "' UNION SELECT student_id FROM exams --",
)  # fmt: skip
MEMBERS = ("name", "subjects", "codes", "custom_subgroups")


@pytest.fixture(scope="module")
def lake() -> PlainLake:
    return PlainLake(crowd(seed=1, students=5))


def with_text(member: str, text: str) -> Any:
    changes: dict[str, Any] = {
        "name": {"name": text},
        "subjects": {"subjects": (text,)},
        "codes": {"type": ReportType.CLAIM, "codes": (text,)},
        "custom_subgroups": {"subgroups": (Subgroup(text, {StudentField.ELAS: ("EL",)}),)},
    }[member]
    return definition(**changes)


@pytest.mark.parametrize("text", CORPUS)
@pytest.mark.parametrize("member", MEMBERS)
def test_no_text_of_a_definition_becomes_sql(lake: PlainLake, member: str, text: str) -> None:
    plain, spiked = (inquiry(with_text(member, each), LEA) for each in ("x", text))
    for dimension, query in spiked.questions.items():
        other = plain.questions[dimension]
        assert shape(query.sql) == shape(other.sql)
        assert text not in query.sql or text == "?" or len(text) == 1
    found = table(with_text(member, text), LEA, lake)
    if member in ("subjects", "codes"):
        assert found["rows"] == []


def shape(sql: str) -> exp.Expression:
    return sqlglot.parse_one(sql, read="athena")


@pytest.mark.parametrize("report", ReportType)
def test_no_question_ever_asks_for_a_student(report: ReportType) -> None:
    changes: dict[str, Any] = {"grades": ("04", "05")} if report is ReportType.LONGITUDINAL else {}
    for query in inquiry(definition(type=report, **changes), STATE).questions.values():
        tree = sqlglot.parse_one(query.sql, read="athena")
        assert isinstance(tree, exp.Select)
        assert tree.args["group"] is not None
        names = {each.alias_or_name for each in tree.expressions}
        assert not names & {"student_id", "opportunity_id", "first_name", "last_name"}
