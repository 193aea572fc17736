"""From a SQL file and a scope to a query: the only place that makes one."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from cers.model.query import Query, Reach, Value
from cers.model.scope import Scope
from cers.reports.clauses import Clause
from cers.reports.scope import enrolled_clause, scope_clause

SQL_FOLDER: Final = Path(__file__).parent / "sql"

_WITHIN: Final = {"scope": scope_clause, "enrolled": enrolled_clause}
"""What stands for the scope: `:scope` where results are read, `:enrolled` where students are."""

_TOKEN: Final = re.compile(r"(?<![:\w]):([a-z_]+)\b")
_COMMENT: Final = re.compile(r"--[^\n]*\n?")
_TABLE: Final = re.compile(r"\bFROM\s+([a-z_]+)")
_NAMED: Final = re.compile(r"\b([a-z_]+)\s+AS\s+\(\s*SELECT\b")
"""What `WITH` gives a name: no table of the lake."""


@cache
def _text(name: str) -> str:
    return _COMMENT.sub("", (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")).strip()


@cache
def _tables(name: str) -> tuple[str, ...]:
    text = _text(name)
    named = set(_NAMED.findall(text))
    return tuple(dict.fromkeys(each for each in _TABLE.findall(text) if each not in named))


def ask(
    name: str,
    scope: Scope,
    reach: Reach,
    values: Mapping[str, Value],
    clauses: Mapping[str, Clause] | None = None,
) -> Query:
    """The query of a SQL file, within a scope.

    `values` are for its `:tokens`, `clauses` for those that stand for whole conditions.

    Raises:
        ValueError: the file's tokens do not match `values` and `clauses`.
    """
    text = _text(name)
    put: dict[str, Clause] = {each: ("?", (value,)) for each, value in values.items()}
    tokens = _TOKEN.findall(text)
    within = {name: made(scope) for name, made in _WITHIN.items() if name in tokens}
    put |= {**(clauses or {}), **within}
    if not within or set(tokens) != put.keys():
        raise ValueError(f"{name}.sql takes {sorted(set(tokens))}, not {sorted(put)}")
    bound = tuple(value for token in tokens for value in put[token][1])
    sql = _TOKEN.sub(lambda match: put[match[1]][0], text)
    return Query(name, sql, bound, _tables(name), scope, reach)
