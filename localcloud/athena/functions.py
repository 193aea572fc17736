"""The SQL the local Athena runs: everything else is refused rather than run differently."""

from typing import Final

from sqlglot import exp

AGGREGATES: Final = (
    exp.AnyValue,
    exp.ApproxDistinct,
    exp.ApproxQuantile,
    exp.ArgMax,
    exp.ArgMin,
    exp.ArrayAgg,
    exp.Avg,
    exp.Corr,
    exp.Count,
    exp.CountIf,
    exp.Grouping,
    exp.LogicalAnd,
    exp.LogicalOr,
    exp.Max,
    exp.Min,
    exp.Stddev,
    exp.StddevPop,
    exp.StddevSamp,
    exp.Sum,
    exp.Variance,
    exp.VariancePop,
)
WINDOW: Final = (
    exp.CumeDist,
    exp.DenseRank,
    exp.FirstValue,
    exp.Lag,
    exp.LastValue,
    exp.Lead,
    exp.NthValue,
    exp.Ntile,
    exp.PercentRank,
    exp.Rank,
    exp.RowNumber,
)
CONDITIONAL: Final = (
    exp.And,
    exp.Case,
    exp.Cast,
    exp.Coalesce,
    exp.Exists,
    exp.Greatest,
    exp.If,
    exp.Least,
    exp.Nullif,
    exp.Or,
    exp.TryCast,
)
TEXT: Final = (
    exp.Concat,
    exp.ConcatWs,
    exp.Length,
    exp.Lower,
    exp.RegexpLike,
    exp.Replace,
    exp.Reverse,
    exp.Split,
    exp.SplitPart,
    exp.StartsWith,
    exp.StrPosition,
    exp.Substring,
    exp.Trim,
    exp.Upper,
)
NUMBERS: Final = (
    exp.Abs,
    exp.Ceil,
    exp.Exp,
    exp.Floor,
    exp.IsInf,
    exp.IsNan,
    exp.Ln,
    exp.Pow,
    exp.Round,
    exp.Sign,
    exp.Sqrt,
)
DATES: Final = (
    exp.CurrentDate,
    exp.CurrentTimestamp,
    exp.DateAdd,
    exp.DateDiff,
    exp.DateTrunc,
    exp.Day,
    exp.DayOfYear,
    exp.Extract,
    exp.Month,
    exp.Quarter,
    exp.TimestampTrunc,
    exp.WeekOfYear,
    exp.Year,
)
ARRAYS: Final = (
    exp.Array,
    exp.ArrayContains,
    exp.ArraySize,
    exp.ArrayToString,
    exp.Explode,
    exp.GenerateSeries,
    exp.Unnest,
)
ALLOWED: Final = (*AGGREGATES, *WINDOW, *CONDITIONAL, *TEXT, *NUMBERS, *DATES, *ARRAYS)
"""Functions whose results were found to be alike in Trino and DuckDB, once translated."""

REFUSED: Final[dict[type[exp.Expr], str]] = {
    exp.AtTimeZone: "AT TIME ZONE",
    exp.Command: "this statement",
    exp.HexString: "hexadecimal numbers",
    exp.ILike: "ILIKE, which Athena does not know",
    exp.Into: "SELECT INTO",
    exp.JSONExtract: "JSON access",
    exp.JSONExtractScalar: "JSON access",
    exp.Lambda: "lambdas",
    exp.MatchRecognize: "MATCH_RECOGNIZE",
    exp.Parameter: "named parameters",
    exp.Pivot: "PIVOT",
    exp.Qualify: "QUALIFY, which Athena does not know",
    exp.TableSample: "TABLESAMPLE",
    exp.Version: "time travel",
}
"""Syntax that is refused, and how to call it."""

MACROS: Final = """
CREATE MACRO athena_divisor(x) AS CASE
    WHEN typeof(x) LIKE 'DECIMAL%' THEN error('NOT_SUPPORTED: division of decimals')
    WHEN typeof(x) LIKE '%INT%' AND x = 0 THEN error('DIVISION_BY_ZERO: Division by zero')
    ELSE x END;
CREATE MACRO athena_dividend(x) AS CASE
    WHEN typeof(x) LIKE 'DECIMAL%' THEN error('NOT_SUPPORTED: division of decimals')
    ELSE x END;
CREATE MACRO athena_text(x) AS CASE
    WHEN typeof(x) IN ('DOUBLE', 'FLOAT') OR typeof(x) LIKE 'TIMESTAMP%'
    THEN error('NOT_SUPPORTED: casting a ' || lower(typeof(x)) || ' to varchar')
    ELSE CAST(x AS VARCHAR) END;
CREATE MACRO athena_whole(x) AS CASE
    WHEN typeof(x) IN ('DOUBLE', 'FLOAT')
    THEN error('NOT_SUPPORTED: casting a double to an integer without ROUND, FLOOR or CEIL')
    WHEN typeof(x) = 'VARCHAR' AND regexp_matches(CAST(x AS VARCHAR), '[.eE]')
    THEN error('INVALID_CAST_ARGUMENT: a text that is no integer cannot be cast to one')
    ELSE x END;
CREATE MACRO athena_whole_or_null(x) AS CASE
    WHEN typeof(x) IN ('DOUBLE', 'FLOAT')
    THEN error('NOT_SUPPORTED: casting a double to an integer without ROUND, FLOOR or CEIL')
    WHEN typeof(x) = 'VARCHAR' AND regexp_matches(CAST(x AS VARCHAR), '[.eE]') THEN NULL
    ELSE x END;
CREATE MACRO athena_contains(xs, x) AS CASE
    WHEN xs IS NULL OR x IS NULL THEN NULL
    WHEN list_contains(xs, x) THEN true
    WHEN list_count(xs) < len(xs) THEN NULL
    ELSE false END;
CREATE MACRO athena_split_part(x, delimiter, n) AS CASE
    WHEN n < 1 THEN error('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero')
    ELSE string_split(x, delimiter)[n] END;
"""
"""Functions whose behaviour depends on types that are known only when the query runs."""
