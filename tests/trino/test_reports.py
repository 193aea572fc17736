"""Every question of the reports on a real Trino: the rows and types of the other two engines."""

import pytest

from tests.support.questions import QUESTIONS, SCOPES, typed
from tests.trino.lake import Lake


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("scope", SCOPES)
def test_trino_gives_the_rows_of_both_other_engines(lake: Lake, name: str, scope: str) -> None:
    for query in QUESTIONS[name](SCOPES[scope]):
        rows = typed(lake.trino.rows(query))
        assert rows == typed(lake.snapshot.rows(query))
        assert rows == typed(lake.athena.rows(query))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_questions_find_something(lake: Lake, name: str) -> None:
    assert any(lake.trino.rows(query) for query in QUESTIONS[name](SCOPES["district"]))
