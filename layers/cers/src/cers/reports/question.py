"""From a SQL file and a scope to a query: the only place that makes one."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from cers.model.access import Scope
from cers.model.query import Query, Reach, Value
from cers.reports.scope import scope_clause

SQL_FOLDER: Final = Path(__file__).parent / "sql"

_SCOPE: Final = "scope"
_TOKEN: Final = re.compile(r"(?<![:\w]):([a-z_]+)\b")
_COMMENT: Final = re.compile(r"--[^\n]*\n?")
_TABLE: Final = re.compile(r"\bFROM\s+([a-z_]+)")


@cache
def _text(name: str) -> str:
    return _COMMENT.sub("", (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")).strip()


def ask(name: str, scope: Scope, reach: Reach, values: Mapping[str, Value]) -> Query:
    """The query of a SQL file, within a scope; `values` are for its `:tokens`.

    Raises:
        ValueError: the file's tokens and `values` do not match.
    """
    text = _text(name)
    tokens = _TOKEN.findall(text)
    if _SCOPE not in tokens or set(tokens) != {_SCOPE, *values}:
        raise ValueError(f"{name}.sql takes {sorted(set(tokens))}, not {sorted(values)}")
    clause, bound = scope_clause(scope)
    ordered = tuple(
        value for token in tokens for value in (bound if token == _SCOPE else (values[token],))
    )
    sql = _TOKEN.sub(lambda match: clause if match[1] == _SCOPE else "?", text)
    return Query(name, sql, ordered, tuple(dict.fromkeys(_TABLE.findall(text))), scope, reach)
