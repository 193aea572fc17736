"""What each column of a layout becomes: how its texts are read, and which rules they keep."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

import pyarrow as pa

from cers.feeds.exams import rules as exams
from cers.feeds.exams.fields import FREE_TEXT, distinct
from cers.feeds.exams.values import truth
from cers.feeds.numbers import parse_school_year, parse_truth
from cers.feeds.wide import rules
from cers.feeds.wide.arrow import Array, pc
from cers.feeds.wide.faults import Faults
from cers.feeds.wide.layout import Kind, Layout, WideColumn
from cers.feeds.wide.values import (
    Integers,
    Lookup,
    Parse,
    Read,
    Reader,
    days,
    flat,
    formatted_days,
    is_any,
    moments,
    numbers,
    scale_scores,
)
from cers.lake.schema import staged_schema
from cers.model.rule import Rule
from cers.model.tables import EXAM_SCORES, EXAMS

_CODE_RULES: Final[Mapping[str, Rule]] = {
    "gender": exams.UNKNOWN_GENDER,
    "grade": exams.UNKNOWN_GRADE,
    "language": exams.UNKNOWN_LANGUAGE,
    "elas": exams.UNKNOWN_ELAS,
    "military_connected": exams.UNKNOWN_MILITARY_CONNECTED,
    "completeness": exams.UNKNOWN_COMPLETENESS,
    "administration_condition": exams.UNKNOWN_ADMINISTRATION_CONDITION,
}
"""Target -> what a code that nobody knows is called there; elsewhere it is an unknown code."""

_RULES: Final[Mapping[Kind, Rule]] = {
    Kind.TEXT: exams.TOO_LONG,
    Kind.LIST: exams.TOO_LONG,
    Kind.CODE: exams.UNKNOWN_CODE,
    Kind.INTEGER: exams.INVALID_INTEGER,
    Kind.NUMBER: exams.INVALID_NUMBER,
    Kind.TRUTH: exams.INVALID_BOOLEAN,
    Kind.YEAR: exams.INVALID_YEAR,
    Kind.DATE: exams.INVALID_DATE,
    Kind.TIMESTAMP: exams.INVALID_TIMESTAMP,
}
_ADVICE: Final[Mapping[Kind, str]] = {
    Kind.INTEGER: "is no whole number that fits: correct it.",
    Kind.NUMBER: "is no number: write a plain decimal such as 2507.5.",
    Kind.TRUTH: "is neither yes nor no: write Yes or No.",
    Kind.YEAR: "is no school year: write the year of its spring, such as 2026.",
    Kind.TIMESTAMP: (
        "is no date and time: write it as YYYY-MM-DDThh:mm:ss, with an offset such as Z or -08:00 "
        "unless it is in UTC."
    ),
}
_SHOWN_CODES: Final = 12
_IDENTIFIERS: Final = frozenset({"student_id", "assessment_id", "opportunity_id", "school_id"})
_CONTROLS: Final = tuple(bytes([number]) for number in range(32))
_CONTROL: Final = "[\x00-\x1f]"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a number must lie, both ends included, and what is broken where it does not."""

    rule: Rule
    low: float | None = None
    high: float | None = None

    def outside(self, values: Array) -> Array | None:
        """Where numbers lie outside."""
        masks = [pc.less(values, self.low)] if self.low is not None else []
        masks += [pc.greater(values, self.high)] if self.high is not None else []
        return pc.or_(*masks) if len(masks) == 2 else next(iter(masks), None)

    @property
    def advice(self) -> str:
        """What is said of a number outside."""
        low = "any" if self.low is None else f"{self.low:g}"
        high = "any" if self.high is None else f"{self.high:g}"
        return f"lies outside {low} to {high}: correct it."


class ColumnReader:
    """Reads one column of a layout and notes what is wrong with it."""

    def __init__(self, column: WideColumn, layout: Layout) -> None:
        self.column = column
        self._read = _reader(column, layout)
        self._rule = _rule(column)
        self._advice = _advice(column, layout)
        self._bounds = _bounds(column)
        self._type: Any = target_type(column.target)

    def read(self, texts: Array, faults: Faults, *, suspect: bool = False) -> Array:
        """The values of trimmed texts, null where a text is blank or wrong.

        Identifiers are searched for control characters, other texts only if they are suspect.
        """
        read = self._read(texts)
        if read.wrong is not None:
            self._note(faults, self._rule, self._advice, read.wrong)
        if self.column.required and read.values.null_count:
            self._check_filled(read, faults)
        if self._bounds is not None:
            outside = self._bounds.outside(read.values)
            if outside is not None:
                self._note(faults, self._bounds.rule, self._bounds.advice, outside)
        if suspect or self.column.target in _IDENTIFIERS:
            self._check_characters(texts, faults)
        same = read.values.type == self._type
        return read.values if same else read.values.cast(self._type)

    def _check_filled(self, read: Read, faults: Faults) -> None:
        blank = pc.is_null(read.values)
        if read.wrong is not None:
            blank = pc.and_not(blank, read.wrong)
        self._note(faults, exams.BLANK_VALUE, "is required: give it a value.", blank)

    def _check_characters(self, texts: Array, faults: Faults) -> None:
        data = flat(texts)
        if any(control in data for control in _CONTROLS):
            mask = pc.match_substring_regex(texts, _CONTROL)
            self._note(faults, rules.CONTROL_CHARACTER, "holds a control character.", mask)

    def _note(self, faults: Faults, rule: Rule, advice: str, mask: Array) -> None:
        faults.add(rule, self.column.name, f"{self.column.name} {advice}", mask)


@cache
def target_type(target: str) -> pa.DataType:
    """The Arrow type of the column a target names."""
    *folder, name = target.split("/")
    if folder and folder[0] == "ethnicities":
        return pa.bool_()
    if name == "school_year":
        return pa.int32()
    kind: pa.DataType = staged_schema(EXAM_SCORES if folder else EXAMS).field(name).type
    return kind


def _last(target: str) -> str:
    """What a target names: `scale_score` of `claim/1/scale_score`."""
    return target.rpartition("/")[2]


def _reader(column: WideColumn, layout: Layout) -> Reader:
    long = target_type(column.target) == pa.int64()
    scaled = _last(column.target) == "scale_score"
    iso = layout.date_format == "%Y-%m-%d"
    make: Mapping[Kind, Callable[[], Reader]] = {
        Kind.TEXT: lambda: partial(_texts, longest=column.longest or FREE_TEXT),
        Kind.LIST: lambda: _lists(column),
        Kind.CODE: lambda: _codes(column, layout),
        Kind.INTEGER: lambda: Integers(pa.int64() if long else pa.int32()),
        Kind.NUMBER: lambda: scale_scores if scaled else numbers,
        Kind.TRUTH: lambda: Lookup(truth, pa.bool_()),
        Kind.YEAR: lambda: Lookup(_school_year, pa.int32()),
        Kind.DATE: lambda: days if iso else formatted_days(layout.date_format),
        Kind.TIMESTAMP: lambda: moments,
    }
    return make[column.kind]()


def _texts(texts: Array, longest: int) -> Read:
    lengths = pc.binary_length(texts)
    if not is_any(pc.greater(lengths, pa.scalar(longest, pa.int32()))):
        return Read(texts)  # no more bytes than there may be characters
    wrong = pc.greater(pc.utf8_length(texts), longest).fill_null(False)
    return Read(pc.replace_with_mask(texts, wrong, pa.scalar(None, pa.string())), wrong)


def _lists(column: WideColumn) -> Reader:
    longest = column.longest or FREE_TEXT
    parse = _accommodations if column.target == "accommodation_codes" else _split
    lookup = Lookup(partial(_short_enough, parse, longest), pa.list_(pa.string()))

    def read(texts: Array) -> Read:
        return lookup(texts.fill_null(""))

    return read


def _split(text: str) -> list[str]:
    return distinct(text.split(";"))


def _accommodations(text: str) -> list[str]:
    """The codes without what may follow each after a colon: how it was used."""
    return distinct(part.partition(":")[0] for part in text.split(";"))


def _short_enough(parse: Parse, longest: int, text: str) -> object:
    parts = parse(text)
    if isinstance(parts, list) and any(len(part) > longest for part in parts):
        raise ValueError("too long")
    return parts


def _codes(column: WideColumn, layout: Layout) -> Reader:
    table = layout.code_tables[column.codes]
    kind = target_type(column.target) if column.target else pa.string()

    def parse(text: str) -> object:
        value = table.get(text.lower())
        if value is None:
            raise ValueError("unknown code")
        return _typed(value, kind)

    return Lookup(parse, kind)


def _typed(value: str, kind: pa.DataType) -> object:
    """The value a code stands for; an empty one is none."""
    if not value:
        return None
    if kind == pa.bool_():
        return parse_truth(value)
    return int(value) if pa.types.is_integer(kind) else value


def _school_year(text: str) -> int:
    year = parse_school_year(text)
    if year is None:
        raise ValueError("not a school year")
    return year


def _rule(column: WideColumn) -> Rule:
    if column.kind is Kind.CODE:
        return _CODE_RULES.get(column.target, exams.UNKNOWN_CODE)
    return _own_rule(column) or _RULES[column.kind]


def _own_rule(column: WideColumn) -> Rule | None:
    """The rule of scores that have one of their own."""
    match _last(column.target):
        case "achievement_level":
            return exams.INVALID_LEVEL
        case "standard_error" | "theta_standard_error":
            return exams.INVALID_STANDARD_ERROR
        case "raw_score":
            return exams.TRAIT_SCORE_OUT_OF_RANGE
        case _:
            return None


def _advice(column: WideColumn, layout: Layout) -> str:
    match column.kind:
        case Kind.TEXT | Kind.LIST:
            return f"is longer than {column.longest or FREE_TEXT} characters: shorten it."
        case Kind.CODE:
            codes = sorted(layout.code_tables[column.codes])
            listed = f"one of {', '.join(codes)}" if len(codes) <= _SHOWN_CODES else "a listed one"
            return f"is no known code: use {listed}."
        case Kind.DATE:
            return f"is no date: write it as {_shown_format(layout.date_format)}."
        case _:
            return _ADVICE[column.kind]


def _shown_format(date_format: str) -> str:
    shown = date_format.replace("%Y", "YYYY").replace("%m", "MM")
    return shown.replace("%d", "DD").replace("%y", "YY")


def _bounds(column: WideColumn) -> Bounds | None:
    """The range of a column: the layout's, or the one such a column has anyway."""
    if column.kind not in {Kind.INTEGER, Kind.NUMBER}:
        return None
    name = _last(column.target)
    rule = _own_rule(column)
    least = 1.0 if name == "achievement_level" else 0.0
    whole = column.kind is Kind.INTEGER and target_type(column.target) == pa.int32()
    if name == "scale_score":
        rule = exams.SCORE_OUT_OF_RANGE
    elif rule is None:
        rule = exams.INVALID_INTEGER if whole else rules.VALUE_OUT_OF_RANGE
    natural = least if whole or rule is exams.INVALID_STANDARD_ERROR else None
    low = natural if column.low is None else column.low
    return None if low is None and column.high is None else Bounds(rule, low, column.high)
