"""A batch of rows as exams: every rule is run, then the good rows become rows of the tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from string import Formatter
from typing import Any, Final

import pyarrow as pa

from cers.feeds.exams import rules as exams
from cers.feeds.exams.catalog import OVERALL
from cers.feeds.numbers import parse_truth
from cers.feeds.wide import rules
from cers.feeds.wide.arrow import Array, nulls, pc, repeated
from cers.feeds.wide.columns import ColumnReader, target_type
from cers.feeds.wide.faults import Faults
from cers.feeds.wide.joins import Assessed, Joins, Known, check_agreement
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.rows import Rows
from cers.feeds.wide.slots import SlotScores, check_scores, read_slot, slots
from cers.feeds.wide.values import trimmed
from cers.lake.schema import staged_schema
from cers.model.codes import ETHNICITIES
from cers.model.finding import Severity
from cers.model.reference import Missing
from cers.model.tables import EXAMS

Columns = dict[str, Any]
"""Column of the exams table -> its values, or the scalar that every row has."""

_DEFAULTS: Final = {"mode": "online", "status": "scored", "completeness": "Complete"}
"""What a blank column of an exam means."""

_IDS: Final = ("assessment_id", "opportunity_id")
_NOT_NULL: Final = tuple(field.name for field in staged_schema(EXAMS) if not field.nullable)
_LISTS: Final = ("accommodation_codes", "group_names")
_SEALED_LENGTH: Final = 32
_PATTERNS: Final = tuple(
    [code for place, code in enumerate(ETHNICITIES) if number >> place & 1]
    for number in range(1 << len(ETHNICITIES))
)
"""Every combination of races and ethnicities, by the bits of their places."""


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """What became of the rows of a batch.

    `exams` and `scores` hold all rows; only those where `accepted` is true may be stored, in the
    dataset of their `school_years` and `types`. Where `waiting` is true, they lack `missing`.
    """

    exams: Columns
    scores: tuple[SlotScores, ...]
    school_years: Array
    types: Array
    accepted: Array
    waiting: Array
    missing: frozenset[Missing]
    faults: Faults


class WideExams:
    """Reads rows of one layout as exams; `digest` names the bytes they were delivered in."""

    def __init__(self, layout: Layout, known: Known, digest: str) -> None:
        self._layout = layout
        self._known = known
        self._digest = digest
        self._readers = [ColumnReader(column, layout) for column in layout.columns if column.target]
        self._slots = slots(layout)
        self._elements = {column.target: column.name for column in layout.columns}
        self._constants = _constants(layout)

    def read(self, rows: Rows) -> CheckedRows:
        """Run every rule on some rows."""
        faults = Faults(len(rows))
        joins = Joins(self._known, faults)
        texts = {name: trimmed(column) for name, column in rows.columns.items()}
        for name, mask in rows.undecoded:
            message = f"{name} is not text in UTF-8: write the whole file in UTF-8."
            faults.add(rules.NOT_UTF_8, name, message, mask)
        read = {
            reader.column.name: reader.read(texts[reader.column.name], faults, suspect=rows.suspect)
            for reader in self._readers
            if reader.column.name in texts
        }
        columns = self._columns(read, len(rows))
        self._name_exams(columns)
        assessed = joins.assessments(columns["assessment_id"], self._element("assessment_id"))
        columns["district_id"] = joins.districts(columns["school_id"], self._element("school_id"))
        self._check_year(columns, faults)
        self._agree(columns, assessed, faults)
        types = assessed.column(lambda each: each.assessment.type, pa.string())
        _complete(columns, types)
        columns["record_number"] = rows.numbers
        columns["record_digest"] = pa.scalar(self._digest)
        there = [
            slot for slot in self._slots if not texts.keys().isdisjoint(slot.elements.values())
        ]
        scores = tuple(read_slot(slot, texts, read, assessed, faults) for slot in there)
        return self._settle(columns, scores, types, faults, joins)

    def _settle(
        self,
        columns: Columns,
        scores: tuple[SlotScores, ...],
        types: Array,
        faults: Faults,
        joins: Joins,
    ) -> CheckedRows:
        waiting = faults.rows(Severity.WAITING)
        self._check_filled(columns, waiting, faults)
        refused = faults.rows(Severity.ERROR)
        waiting = pc.and_not(waiting, refused)
        accepted = pc.invert(pc.or_(refused, waiting))
        years = columns.pop("school_year")
        missing = joins.missing(waiting)
        return CheckedRows(columns, scores, years, types, accepted, waiting, missing, faults)

    def _element(self, target: str) -> str:
        """What a column of exams is called in the file."""
        return self._elements.get(target, target)

    def _columns(self, read: Mapping[str, Array], rows: int) -> Columns:
        """The columns of exams that the file and the layout tell."""
        columns: Columns = {
            reader.column.target: read[reader.column.name]
            for reader in self._readers
            if reader.column.name in read and "/" not in reader.column.target
        }
        for name, value in self._constants.items():
            columns[name] = repeated(value, rows)
        for name in ("school_id", "subject", "assessment_grade", "school_year", "completed_at"):
            if name not in columns:
                columns[name] = nulls(rows, target_type(name))
        columns["ethnicities"] = self._ethnicities(read, rows)
        return columns

    def _ethnicities(self, read: Mapping[str, Array], rows: int) -> Array:
        """The codes that apply: their places are the bits of a number that stands for them."""
        bits = [
            pc.multiply(
                read[name].fill_null(False).cast(pa.uint8()), pa.scalar(1 << place, pa.uint8())
            )
            for place, code in enumerate(ETHNICITIES)
            if (name := self._element(f"ethnicities/{code}")) in read
        ]
        numbers = reduce(pc.bit_wise_or, bits) if bits else repeated(pa.scalar(0), rows)
        return pa.array(_PATTERNS, pa.list_(pa.string())).take(numbers)

    def _name_exams(self, columns: Columns) -> None:
        """Make the ids that the file does not tell, as the layout says."""
        for name in _IDS:
            pattern = getattr(self._layout, name)
            told = columns.get(name)
            if pattern and (told is None or told.null_count):
                made = _filled_in(pattern, columns)
                if name == "opportunity_id":
                    made = _sealed(made)
                columns[name] = made if told is None else pc.coalesce(told, made)
            elif told is None:
                columns[name] = nulls(len(columns["school_id"]), pa.string())

    def _check_year(self, columns: Columns, faults: Faults) -> None:
        if self._layout.school_years:
            years = pa.array(self._layout.school_years, pa.int32())
            told = columns["school_year"]
            foreign = pc.and_(pc.is_valid(told), pc.invert(pc.is_in(told, value_set=years)))
            element = self._element("school_year")
            listed = ", ".join(map(str, self._layout.school_years))
            message = f"{element} must be one of the layout's school years: {listed}."
            faults.add(rules.YEAR_NOT_IN_LAYOUT, element, message, foreign)

    def _agree(self, columns: Columns, assessed: Assessed, faults: Faults) -> None:
        """See that row and assessment agree; the assessment's own spelling is what is kept."""
        for name, noun, rule in (
            ("subject", "subject", exams.SUBJECT_MISMATCH),
            ("assessment_grade", "grade", exams.GRADE_MISMATCH),
        ):
            expected = assessed.column(
                lambda each, noun=noun: getattr(each.assessment, noun),  # type: ignore[misc]
                pa.string(),
            )
            check_agreement(columns[name], expected, rule, self._element(name), noun, faults)
            columns[name] = expected
        if "scale_score" in columns:
            low, high = (
                pa.array(
                    [
                        getattr(each.scales[OVERALL], end) if each else None
                        for each in assessed.known
                    ],
                    pa.float64(),
                )
                for end in ("low", "high")
            )
            element = self._element("scale_score")
            check_scores(columns["scale_score"], low, high, assessed, element, faults)

    def _check_filled(self, columns: Columns, waiting: Array, faults: Faults) -> None:
        """No row may lack what every exam has, whatever the layout requires."""
        refused = faults.rows(Severity.ERROR)
        for name in (*_NOT_NULL, "school_year"):
            column = columns[name]
            if isinstance(column, pa.Array) and column.null_count:
                blank = pc.and_not(pc.and_not(pc.is_null(column), refused), waiting)
                element = self._element(name)
                message = f"{element} is required: give it a value."
                faults.add(exams.BLANK_VALUE, element, message, blank)


def _constants(layout: Layout) -> dict[str, Any]:
    """The values that every row of a layout has, as scalars of their columns' types."""
    return {name: _constant(text, target_type(name)) for name, text in layout.constants.items()}


def _constant(text: str, kind: Any) -> Any:
    if kind == pa.bool_():
        return pa.scalar(parse_truth(text), pa.bool_())
    return pa.scalar(text).cast(kind)


def _sealed(ids: Array) -> Array:
    """Ids in place of ones made of what a student is called by: equal for equal ones, and mute."""
    encoded: Any = ids.dictionary_encode()
    sealed = [
        sha256(each.encode()).hexdigest()[:_SEALED_LENGTH]
        for each in encoded.dictionary.to_pylist()
    ]
    return pa.array(sealed, pa.string()).take(encoded.indices)


def _filled_in(pattern: str, columns: Columns) -> Array:
    """A pattern with the rows' values in place of the columns it names."""
    parts: list[Any] = []
    for text, name, _, _ in Formatter().parse(pattern):
        if text:
            parts.append(pa.scalar(text))
        if name:
            parts.append(columns[name].cast(pa.string()))
    joined: Array = pc.binary_join_element_wise(*parts, "")
    return joined


def _complete(columns: Columns, types: Array) -> None:
    """Give blank columns the values that the format says they have."""
    for name, value in _DEFAULTS.items():
        columns[name] = _filled(columns.get(name), pa.scalar(value))
    conditions = _filled(
        columns.get("administration_condition"),
        pc.if_else(pc.equal(types, "sum"), "Valid", "SD"),
    )
    columns["administration_condition"] = conditions
    columns["status_date"] = _filled(columns.get("status_date"), columns["completed_at"])
    status = columns["status"]
    columns["deleted"] = pc.equal(status, "reset")
    for name in _LISTS:
        if name not in columns:
            columns[name] = pa.scalar([], pa.list_(pa.string()))


def _filled(values: Any, instead: Any) -> Any:
    """Values with another one in place of nulls; nothing but the other if there are no values."""
    if values is None:
        return instead
    return pc.coalesce(values, instead) if values.null_count else values
