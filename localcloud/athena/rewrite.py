"""From an expression of Athena's to one of DuckDB's that means the same."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from localcloud.athena.errors import unsupported

_MADE: Final = ("athena_whole", "athena_whole_or_null")


def rewrite(node: exp.Expr, types: dict[str, str]) -> exp.Expr:
    """An expression DuckDB runs as Trino would; `types` are those of columns, by name."""
    match node:
        case exp.Div():
            return exp.Div(
                this=exp.func("athena_dividend", node.this.copy()),
                expression=exp.func("athena_divisor", node.expression.copy()),
            )
        case exp.Mod():
            return exp.Mod(
                this=node.this, expression=exp.func("athena_divisor", node.expression.copy())
            )
        case exp.Cast():
            return _cast(node)
        case exp.ArgMax() | exp.ArgMin() | exp.ArrayContains() | exp.DateDiff() | exp.SplitPart():
            return _function(node)
        case exp.TimestampTrunc() | exp.DateTrunc() | exp.DateAdd():
            return _keep_date(node, types)
        case exp.Add() | exp.Sub() if node.find(exp.Interval):
            return _keep_date(node, types)
    return node


def _function(node: exp.Expr) -> exp.Expr:
    """Functions that DuckDB has under the same name, with other answers now and then."""
    match node:
        case exp.ArgMax() | exp.ArgMin() if not node.args.get("count"):
            name = "arg_max_null" if isinstance(node, exp.ArgMax) else "arg_min_null"
            return exp.func(name, node.this.copy(), node.expression.copy())
        case exp.ArgMax() | exp.ArgMin():
            raise unsupported(f"{node.key} of several")
        case exp.ArrayContains():
            return exp.func("athena_contains", node.this.copy(), node.expression.copy())
        case exp.SplitPart():
            return exp.func("athena_split_part", *(each.copy() for each in node.iter_expressions()))
    # DATE_DIFF counts full units, which DuckDB calls date_sub; its date_diff counts borders.
    unit = exp.Literal.string(node.text("unit").lower())
    between = [unit, node.expression.copy(), node.this.copy()]
    return exp.Anonymous(this="date_sub", expressions=between)


def _cast(node: exp.Cast) -> exp.Expr:
    if node.is_type("varchar") and not _is_try(node):
        return _varchar(node)
    if node.is_type(*exp.DataType.INTEGER_TYPES) and not _is_whole(node.this):
        return _whole(node)
    return node


def _is_try(node: exp.Cast) -> bool:
    return isinstance(node, exp.TryCast)


def _is_whole(node: exp.Expr) -> bool:
    """Whether a cast to an integer need not round: Trino rounds halves up, DuckDB to even."""
    made = isinstance(node, exp.Anonymous) and node.name in _MADE
    number = isinstance(node, exp.Literal) and not node.is_string
    return made or number or isinstance(node, exp.Round | exp.Floor | exp.Ceil)


def _whole(node: exp.Cast) -> exp.Expr:
    if _is_try(node):
        return exp.TryCast(this=exp.func("athena_whole_or_null", node.this.copy()), to=node.to)
    return exp.cast(exp.func("athena_whole", node.this.copy()), node.to)


def _varchar(node: exp.Cast) -> exp.Expr:
    if isinstance(node.this, exp.Literal) and node.this.is_string:
        text: exp.Expr = node.this.copy()
    else:
        text = exp.func("athena_text", node.this.copy())
    length = node.to.expressions
    return exp.func("left", text, length[0].this.copy()) if length else text


def _keep_date(node: exp.Expr, types: dict[str, str]) -> exp.Expr:
    """Dates stay dates: DuckDB would turn them into timestamps."""
    kind = _temporal_type(node, types)
    if kind is None:
        raise unsupported(
            "date arithmetic on a value whose type cannot be told; CAST it AS date or timestamp"
        )
    if kind != "DATE" or isinstance(node.parent, exp.Cast):
        return node
    return exp.cast(node.copy(), "date")


def _temporal_type(node: exp.Expr, types: dict[str, str]) -> str | None:
    match node:
        case exp.Cast():
            return node.to.sql("athena").upper().split("(")[0]
        case exp.Column():
            return types.get(node.name.lower()) or None
        case exp.CurrentDate():
            return "DATE"
        case exp.CurrentTimestamp():
            return "TIMESTAMPTZ"
        case exp.TimestampTrunc() | exp.DateTrunc() | exp.DateAdd() | exp.Add() | exp.Sub():
            return _temporal_type(node.this, types)
        case exp.Paren():
            return _temporal_type(node.this, types)
    return None
