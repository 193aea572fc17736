"""Every SQL file of the reports is among the questions that engines are compared by."""

import pytest

from cers.reports.question import SQL_FOLDER
from tests.support.questions import QUESTIONS, SCOPES


def test_every_sql_file_has_its_questions() -> None:
    assert set(QUESTIONS) == {path.stem for path in SQL_FOLDER.glob("*.sql")}


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_are_of_the_file_they_are_listed_for(name: str) -> None:
    for scope in SCOPES.values():
        assert {query.name for query in QUESTIONS[name](scope)} == {name}
