"""From Athena's SQL to DuckDB's: parameters bound, functions checked, names resolved."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlglot
from sqlglot import exp
from sqlglot.errors import OptimizeError, SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.tokenizer_core import Token, TokenType

from localcloud.athena.catalog import CATALOG, GlueTable
from localcloud.athena.errors import QueryError, unsupported
from localcloud.athena.functions import ALLOWED, REFUSED
from localcloud.athena.rewrite import rewrite
from localcloud.athena.strict import check_types, check_words, form_problem

logging.getLogger("sqlglot").setLevel(logging.ERROR)  # its warnings repeat the query

DIALECT: Final = "athena"

_LITERALS: Final = (exp.Literal, exp.Boolean, exp.Null)

_UNRESOLVED: Final = re.compile(r"Column '([^']*)' could not be resolved")

FindTable = Callable[[str, str], GlueTable]


@dataclass(frozen=True)
class Translated:
    """A query DuckDB can run, and the tables it reads."""

    sql: str
    tables: tuple[GlueTable, ...]


def tokens_of(sql: str) -> list[Token]:
    """The tokens of a statement.

    Raises:
        QueryError: it is not made of tokens.
    """
    try:
        return sqlglot.tokenize(sql, read=DIALECT)
    except SqlglotError:
        raise QueryError("SYNTAX_ERROR: the statement cannot be read") from None


def bind(sql: str, parameters: Sequence[str]) -> str:
    """The statement with every `?` replaced by its parameter, in the order of the text.

    A parameter is a literal as it stands in SQL: strings in single quotes.
    """
    places = [token for token in tokens_of(sql) if token.token_type == TokenType.PLACEHOLDER]
    if len(places) != len(parameters):
        raise QueryError(
            "INVALID_PARAMETER_USAGE: Incorrect number of parameters: "
            f"expected {len(places)} but found {len(parameters)}"
        )
    for place, parameter in zip(reversed(places), reversed(parameters), strict=True):
        sql = f"{sql[: place.start]}{_literal(parameter)}{sql[place.end + 1 :]}"
    return sql


def _literal(parameter: str) -> str:
    problem = QueryError(
        "INVALID_PARAMETER_USAGE: a parameter must be a literal, strings in single quotes"
    )
    try:
        tree = sqlglot.parse_one(parameter, dialect=DIALECT)
    except SqlglotError:
        raise problem from None
    value = tree
    while isinstance(value, exp.Cast | exp.Neg | exp.Paren):
        value = value.this
    if isinstance(value, exp.Array):
        literal = all(isinstance(each, _LITERALS) for each in value.expressions)
    else:
        literal = isinstance(value, _LITERALS)
    if not literal:
        raise problem
    return f"({tree.sql(DIALECT)})" if isinstance(tree, exp.Neg) else tree.sql(DIALECT)


def parse_query(sql: str) -> exp.Query:
    """A SELECT, WITH, VALUES or set operation.

    Raises:
        QueryError: it is something else, or cannot be read.
    """
    if any(token.token_type == TokenType.DCOLON for token in tokens_of(sql)):
        raise QueryError("SYNTAX_ERROR: mismatched input '::'")
    check_words(tokens_of(sql))
    try:
        trees = sqlglot.parse(sql, read=DIALECT)
    except SqlglotError as error:
        raise QueryError(f"SYNTAX_ERROR: {_first_line(error)}") from None
    if len([tree for tree in trees if tree is not None]) != 1 or trees[0] is None:
        raise QueryError("SYNTAX_ERROR: Only one sql statement is allowed")
    tree = trees[0]
    if not isinstance(tree, exp.Query):
        raise unsupported(f"a statement that starts with {sql.split(None, 1)[0].upper()}")
    return tree


def _first_line(error: SqlglotError) -> str:
    errors = getattr(error, "errors", [])
    if not errors:
        return "the statement cannot be read"
    first = errors[0]
    return f"line {first.get('line')}:{first.get('col')}: {first.get('description')}"


def translate(tree: exp.Query, database: str, find: FindTable) -> Translated:
    """A query in DuckDB's SQL.

    Raises:
        QueryError: it uses something the local engine would not run as Athena does, or reads
            a table that is not there.
    """
    tree = tree.copy()
    check(tree)
    tables = _resolve_tables(tree, database, find)
    _check_columns(tree, tables)
    _name_columns(tree)
    types = _column_types(tables)
    return Translated(tree.transform(rewrite, types).sql("duckdb"), tuple(tables))


def check(tree: exp.Expr) -> None:
    """Refuses what is not on the list of supported SQL."""
    for node in tree.walk():
        problem = _problem(node)
        if problem:
            raise unsupported(problem)


def _problem(node: exp.Expr) -> str | None:
    match node:
        case exp.Anonymous():
            return f"the function {node.name.lower()}"
        case exp.Func() if not isinstance(node, ALLOWED) and type(node) not in REFUSED:
            return f"the function {node.sql_name().lower()}"
        case exp.Table() if not isinstance(node.this, exp.Identifier):
            return "table functions"
        case exp.Distinct() if node.args.get("on"):
            return "DISTINCT ON, which Athena does not know"
        case exp.Star() if any(node.args.values()):
            return "SELECT * with changes, which Athena does not know"
    return REFUSED.get(type(node)) or form_problem(node)


def _resolve_tables(tree: exp.Query, database: str, find: FindTable) -> list[GlueTable]:
    common = {each.alias.lower() for each in tree.find_all(exp.CTE)}
    found: dict[tuple[str, str], GlueTable] = {}
    for node in tree.find_all(exp.Table):
        name, owner = node.name.lower(), node.db.lower()
        if not owner and name in common:
            continue
        if node.catalog and node.catalog.lower() != CATALOG:
            raise QueryError(f"CATALOG_NOT_FOUND: Catalog '{node.catalog}' does not exist")
        owner = owner or database
        if owner == "information_schema" or "$" in name:
            raise unsupported("metadata tables; use SHOW or the Glue API")
        if not owner:
            raise QueryError("MISSING_SCHEMA_NAME: Schema must be specified")
        found[owner, name] = find(owner, name)
        if not node.alias:
            node.set("alias", exp.TableAlias(this=exp.to_identifier(name, quoted=True)))
        node.set("this", exp.to_identifier(name, quoted=True))
        node.set("db", exp.to_identifier(owner, quoted=True))
        node.set("catalog", None)
    return list(found.values())


def _check_columns(tree: exp.Query, tables: Sequence[GlueTable]) -> None:
    """Refuses names Athena would not find, such as an alias used beside its definition.

    And what it would not do with columns of their types.
    """
    schema: dict[str, Any] = {}
    for table in tables:
        columns = {column.name: column.type for column in table.all_columns}
        schema.setdefault(table.database, {})[table.name] = columns
    try:
        qualified = qualify(
            tree.copy(),
            dialect=DIALECT,
            schema=schema,
            expand_alias_refs=False,
            expand_stars=False,
            quote_identifiers=False,
            identify=False,
        )
    except OptimizeError as error:
        found = _UNRESOLVED.search(str(error))
        if found:
            raise QueryError(f"COLUMN_NOT_FOUND: Column '{found[1]}' cannot be resolved") from None
    else:
        check_types(annotate_types(qualified, schema=schema, dialect=DIALECT))


def _name_columns(tree: exp.Query) -> None:
    """Gives unnamed results the names Athena gives them: `_col0`, `_col1`."""
    first = tree
    while isinstance(first, exp.SetOperation | exp.Subquery):
        first = first.this
    if not isinstance(first, exp.Select):
        return
    for number, projection in enumerate(list(first.expressions)):
        if isinstance(projection, exp.Alias | exp.Star) or projection.is_star:
            continue
        if isinstance(projection, exp.Column):
            continue
        projection.replace(exp.alias_(projection.copy(), f"_col{number}", quoted=True))


def _column_types(tables: Sequence[GlueTable]) -> dict[str, str]:
    types: dict[str, str] = {}
    for table in tables:
        for column in table.all_columns:
            kind = column.type.upper()
            types[column.name] = kind if types.get(column.name, kind) == kind else ""
    return types
