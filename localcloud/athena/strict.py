"""What DuckDB takes and Trino does not, or takes in another sense: refused, as Trino would.

Words are checked in the text, forms in the tree, and types once every column has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import Final

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

from localcloud.athena.errors import QueryError, unsupported

_UNKNOWN_FUNCTIONS: Final = ("IFNULL", "NVL")
"""Names the parser takes for COALESCE."""

_DAY: Final = re.compile(r"\s*[+-]?\d+-\d+-\d+\s*")

_KINDS: Final = {
    "varchar": exp.DataType.TEXT_TYPES,
    "number": exp.DataType.NUMERIC_TYPES,
    "boolean": {exp.DType.BOOLEAN},
    "date or timestamp": exp.DataType.TEMPORAL_TYPES,
}
"""Types that Trino compares and unites with each other, but not with those of another kind."""

_UNITING: Final = (
    exp.Between,
    exp.Case,
    exp.Coalesce,
    exp.EQ,
    exp.GT,
    exp.GTE,
    exp.Greatest,
    exp.If,
    exp.In,
    exp.LT,
    exp.LTE,
    exp.Least,
    exp.NEQ,
    exp.Nullif,
)
"""What compares its operands or answers with one of them: they need a type in common."""


def check_words(tokens: Sequence[Token]) -> None:
    """Refuses what is forgotten once a statement is parsed.

    Raises:
        QueryError: Trino would not read it.
    """
    if tokens and tokens[0].token_type == TokenType.FROM:
        raise _unexpected(tokens[0])
    for before, token in pairwise(tokens):
        if (before.token_type, token.token_type) in _NEVER_BESIDE:
            raise _unexpected(token)
        if before.text.upper() in _UNKNOWN_FUNCTIONS and token.token_type == TokenType.L_PAREN:
            raise QueryError(f"FUNCTION_NOT_FOUND: Function '{before.text.lower()}' not registered")
    _check_offsets(tokens)


_NEVER_BESIDE: Final = {
    (TokenType.L_PAREN, TokenType.FROM),
    (TokenType.COMMA, TokenType.FROM),
    (TokenType.COMMA, TokenType.R_PAREN),
}


def _check_offsets(tokens: Sequence[Token]) -> None:
    """OFFSET comes before LIMIT."""
    limited = [False]
    for token in tokens:
        match token.token_type:
            case TokenType.L_PAREN:
                limited.append(False)
            case TokenType.R_PAREN if len(limited) > 1:
                limited.pop()
            case TokenType.LIMIT:
                limited[-1] = True
            case TokenType.OFFSET if limited[-1]:
                raise _unexpected(token)


def _unexpected(token: Token) -> QueryError:
    return QueryError(f"SYNTAX_ERROR: line {token.line}: mismatched input '{token.text}'")


def form_problem(node: exp.Expr) -> str | None:
    """What is wrong with the form of an expression, if anything is."""
    return _syntax_problem(node) or _argument_problem(node)


def _syntax_problem(node: exp.Expr) -> str | None:
    match node:
        case exp.Between() if node.args.get("symmetric"):
            return "BETWEEN SYMMETRIC"
        case exp.Group() if node.args.get("all"):
            return "GROUP BY ALL, which Athena does not know"
        case exp.Unnest() if not isinstance(node.parent, exp.From | exp.Join):
            return "UNNEST outside FROM, which Athena does not know"
        case exp.Bracket() if not node.args.get("safe"):
            return "a subscript, which fails beyond the end of the array; use element_at"
    return None


def _argument_problem(node: exp.Expr) -> str | None:
    match node:
        case exp.Substring() if not _is_positive(node.args.get("start")):
            return "substr from a start that is not a positive number"
        case exp.Replace() if not node.expression.name:
            return "replace of what is empty or no literal"
        case exp.Extract() if node.name.upper() in ("DOW", "DAY_OF_WEEK"):
            return "the day of the week"
        case exp.Cast() if node.is_type("timestamptz") and isinstance(node.this, exp.Literal):
            return "timestamps with a zone"
        case exp.Cast() if node.is_type("date") and _has_time(node.this):
            return "casting a text that is no date to date"
    return None


def _is_positive(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Literal) and node.is_int and int(node.name) > 0


def _has_time(node: exp.Expr) -> bool:
    return isinstance(node, exp.Literal) and node.is_string and not _DAY.fullmatch(node.name)


def check_types(tree: exp.Expr) -> None:
    """Refuses what types do not allow, in a tree whose columns are resolved and annotated.

    Raises:
        QueryError: Trino would not run it, or the local engine not alike.
    """
    for node in tree.walk():
        match node:
            case exp.Select():
                _check_select(node)
            case exp.Concat() | exp.DPipe():
                _check_texts(node)
            case exp.Sum() | exp.Avg():
                _check_summed(node)
            case exp.ArrayContains():
                _check_united(node, [*node.this.type.expressions[:1], node.expression])
            case _ if isinstance(node, _UNITING):
                _check_united(node, list(_operands(node)))
            case _:
                _check_unlike(node)


def _check_select(select: exp.Select) -> None:
    """HAVING sees no alias, and ORDER BY beside DISTINCT nothing but what is selected."""
    made = {each.alias for each in select.expressions if not isinstance(_bare(each), exp.Column)}
    having = select.args.get("having")
    for column in having.find_all(exp.Column) if having else ():
        if column.name in made and not column.table:
            raise QueryError(f"COLUMN_NOT_FOUND: Column '{column.name}' cannot be resolved")
    order = select.args.get("order")
    if not select.args.get("distinct") or order is None:
        return
    selected = {each.alias_or_name for each in select.expressions}
    selected |= {_unquoted(_bare(each)) for each in select.expressions}
    for each in order.expressions:
        if not isinstance(each.this, exp.Literal) and _unquoted(each.this) not in selected:
            raise QueryError(
                "EXPRESSION_NOT_IN_DISTINCT: "
                "For SELECT DISTINCT, ORDER BY expressions must appear in select list"
            )


def _bare(projection: exp.Expr) -> exp.Expr:
    return projection.this if isinstance(projection, exp.Alias) else projection


def _unquoted(node: exp.Expr) -> str:
    return node.sql().replace('"', "")


def _check_texts(node: exp.Expr) -> None:
    for each in node.iter_expressions():
        if kind_of(each) not in ("varchar", None):
            raise QueryError(f"FUNCTION_NOT_FOUND: Unexpected {kind_of(each)} for function concat")


def _check_summed(node: exp.Expr) -> None:
    if kind_of(node.this) not in ("number", None):
        raise QueryError(f"FUNCTION_NOT_FOUND: Unexpected {kind_of(node.this)} for {node.key}")


def _operands(node: exp.Expr) -> Iterator[exp.Expr]:
    if isinstance(node, exp.Case):
        yield from (branch.args["true"] for branch in node.args["ifs"])
        yield node.args.get("default") or exp.null()
    elif isinstance(node, exp.If):
        if not isinstance(node.parent, exp.Case):
            yield from (node.args["true"], node.args.get("false") or exp.null())
    else:
        yield from node.iter_expressions()


def _check_united(node: exp.Expr, operands: Sequence[exp.Expr]) -> None:
    kinds = dict.fromkeys(kind for each in operands if (kind := kind_of(each)))
    for one, other in combinations(kinds, 2):
        raise QueryError(f"TYPE_MISMATCH: {one} and {other} do not go together in {node.key}")


def _check_unlike(node: exp.Expr) -> None:
    """What both engines run, with results of different types."""
    kinds = [kind_of(each) for each in node.iter_expressions()]
    match node:
        case exp.Sub() if kinds == ["date or timestamp"] * 2:
            raise unsupported("the difference of dates; use date_diff")
        case exp.Floor() | exp.Ceil() if node.this.is_type(*exp.DataType.INTEGER_TYPES):
            raise unsupported(f"{node.key} of an integer")
        case exp.Sign() if not node.this.is_type(*exp.DataType.INTEGER_TYPES):
            raise unsupported("sign of what is no integer")
        case exp.Cast() if node.is_type("boolean") and kinds[0] == "varchar":
            raise unsupported("casting a text to boolean")


def kind_of(node: exp.Expr) -> str | None:
    """The kind of an annotated expression's type; None where it is not known or of no kind."""
    kind = node if isinstance(node, exp.DataType) else node.type
    return next((name for name, types in _KINDS.items() if kind and kind.this in types), None)
