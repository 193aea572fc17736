"""Every SQL file of the reports: read within the scope, counted where it must be, and in order."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from cers.model.tables import PARTITIONS, PUBLISHED_TABLES, STUDENT_PARTITIONS, STUDENTS
from cers.reports import rows
from cers.reports.aggregate import rows as aggregate
from cers.reports.question import SQL_FOLDER

FILES = sorted(SQL_FOLDER.glob("*.sql"))
LAKE = {
    table.name: {each.name for each in (*table.columns, *partitions)}
    for tables, partitions in ((PUBLISHED_TABLES, PARTITIONS), ((STUDENTS,), STUDENT_PARTITIONS))
    for table in tables
}
"""The tables that reports read -> their columns."""

ROW_TYPES: dict[str, Any] = {
    "aggregate_longitudinal": aggregate.AggregateStepRow,
    "aggregate_results": aggregate.AggregateResultRow,
    "aggregate_scores": aggregate.AggregateScoreRow,
    "aggregate_targets": aggregate.AggregateTargetRow,
    "assessments": rows.AssessmentRow,
    "availability_counts": rows.CountRow,
    "candidates_enrolled": rows.NamedStudentRow,
    "candidates_tested": rows.CandidateRow,
    "dashboard": rows.DashboardRow,
    "enrolled_students": rows.EnrolledRow,
    "extract_exams": rows.ExtractRow,
    "extract_scores": rows.ExtractScoreRow,
    "history": rows.HistoryRow,
    "history_scores": rows.HistoryScoreRow,
    "items": rows.ItemRow,
    "items_responses": rows.ResponseRow,
    "items_traits": rows.EssayRow,
    "printed_traits": rows.PrintedTraitRow,
    "results": rows.ResultRow,
    "roster": rows.RosterRow,
    "scores": rows.ScoreRow,
    "targets": rows.TargetRow,
    "tested_students": rows.TestedRow,
    "traits": rows.TraitRow,
}
COUNTED = ("aggregate_", "assessments", "availability_", "dashboard")
"""Files that answer with counts, by how their names begin."""


def text_of(stem: str) -> str:
    """A SQL file with its scope a column of that name, its other tokens placeholders."""
    text = (SQL_FOLDER / f"{stem}.sql").read_text()
    return re.sub(r"(?<!:):(\w+)", lambda m: m[1] if m[1] in ("scope", "enrolled") else "?", text)


@pytest.fixture(params=[path.stem for path in FILES])
def parsed(request: pytest.FixtureRequest) -> exp.Expression:
    """A SQL file as Athena's dialect reads it."""
    return sqlglot.parse_one(text_of(request.param), read="athena")


def readers(parsed: exp.Expression) -> Iterator[tuple[str, exp.Select]]:
    """The tables of the lake a file reads, each with the SELECT that does."""
    named = {each.alias for each in parsed.find_all(exp.CTE)}
    for table in parsed.find_all(exp.Table):
        if table.name not in named:
            select = table.find_ancestor(exp.Select)
            assert select is not None
            yield table.name, select


def test_every_table_is_read_alone_within_the_scope_and_without_what_was_deleted(
    parsed: exp.Expression,
) -> None:
    found = list(readers(parsed))
    assert found
    for table, select in found:
        assert table in LAKE
        assert not select.args.get("joins")
        conditions = [each.sql() for each in flattened(select.args["where"].this)]
        wanted = ["enrolled"] if table == STUDENTS.name else ["scope", "NOT deleted"]
        assert conditions[: len(wanted)] == wanted


def flattened(condition: exp.Expression) -> list[exp.Expression]:
    return list(condition.flatten()) if isinstance(condition, exp.And) else [condition]


def test_every_file_reads_only_columns_there_are(parsed: exp.Expression) -> None:
    for table, select in readers(parsed):
        known = LAKE[table] | {"enrolled" if table == STUDENTS.name else "scope"}
        assert {each.name for each in select.find_all(exp.Column)} <= known


def test_nothing_is_asked_for_by_a_star(parsed: exp.Expression) -> None:
    stars = [star for star in parsed.find_all(exp.Star) if not star.find_ancestor(exp.Count)]
    assert stars == []


def test_every_file_answers_with_what_the_row_check_needs(parsed: exp.Expression) -> None:
    tables = {table for table, _ in readers(parsed)}
    registered = {"student_id", "school_id", "district_id"}
    needed = registered if tables == {STUDENTS.name} else set(rows.Place.__annotations__)
    assert needed <= answered(parsed)


def answered(parsed: exp.Expression) -> set[str]:
    """The columns of the answer."""
    assert isinstance(parsed, exp.Select)
    return {each.alias_or_name for each in parsed.expressions}


@pytest.mark.parametrize("stem", [path.stem for path in FILES])
def test_what_counts_names_no_student_and_what_does_not_always_does(stem: str) -> None:
    columns = answered(sqlglot.parse_one(text_of(stem), read="athena"))
    assert ("student_id" in columns) != stem.startswith(COUNTED)


@pytest.mark.parametrize("stem", [path.stem for path in FILES if path.stem.startswith(COUNTED)])
def test_what_counts_shows_nothing_of_a_student_but_in_sums(stem: str) -> None:
    parsed = sqlglot.parse_one(text_of(stem), read="athena")
    assert isinstance(parsed, exp.Select)
    grouped = {each.sql() for each in parsed.args["group"].expressions}
    for each in parsed.expressions:
        assert each.alias_or_name in grouped or each.find(exp.AggFunc) is not None
    personal = {column.name for table in PUBLISHED_TABLES for column in table.columns if column.pii}
    assert not grouped & personal


def test_every_file_has_its_row_type_and_answers_with_its_columns() -> None:
    assert {path.stem for path in FILES} == set(ROW_TYPES)
    for stem, row in ROW_TYPES.items():
        columns = answered(sqlglot.parse_one(text_of(stem), read="athena"))
        assert columns == set(row.__required_keys__) | set(row.__optional_keys__), stem


def test_every_file_has_an_order_so_that_both_engines_agree(parsed: exp.Expression) -> None:
    assert parsed.args.get("order") is not None
