"""Rows of a registration extract, a block at a time: checked, and read into columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.students import rules
from cers.feeds.students.columns import DAY, DELETE, KEPT, SCHOOL, SSID, parse_date
from cers.feeds.students.fields import NOTHING, SCHEMA, Columns, Fault
from cers.feeds.students.header import DELIMITER, Header
from cers.feeds.students.lines import Lines, is_text
from cers.feeds.students.values import Array, any_of, read_values

_LONGEST_SCHOOL: Final = pa.scalar(40, pa.int32())
_SSID: Final = "^[0-9]{10}$"


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of the file: the rows that can be kept, and what became of the others.

    `unknown` maps a school that nobody knows to the first of its lines.
    """

    rows: pa.RecordBatch
    refused: int
    deleted: int
    waiting: int
    unknown: Mapping[str, int]
    faults: Sequence[Fault]


class BlockReader:
    """Reads the rows below one header.

    `districts` maps school -> district, for every school we know. `landing_day` stands in for a
    day of the row's own. `first_number` is what record numbers start after.
    """

    def __init__(
        self, header: Header, districts: Mapping[str, str], landing_day: date, first_number: int
    ) -> None:
        self._header = header
        self._districts = districts
        self._landing_day = landing_day
        self._first_number = first_number

    def read(self, lines: Lines) -> Block:
        """Check the lines, and read what is good."""
        faults: list[Fault] = []
        texts, numbers = self._well_formed(lines, faults)
        columns = Columns(self._header, texts, pa.array(numbers, pa.int64()), faults)
        refused, day = self._check(columns)
        deleted: Array = pc.and_not(columns.says(DELETE, "Y"), refused)
        school = columns.text(SCHOOL)
        districts = self._district_of(school)
        homeless: Array = pc.and_(pc.is_null(districts), pc.not_equal(school, NOTHING))
        waiting: Array = pc.and_not(homeless, any_of(refused, deleted))
        message = "The row is marked as deleted: it is left aside, and nobody is deleted."
        columns.fault(rules.DELETED, deleted, message, DELETE)
        kept: Array = pc.invert(any_of(refused, deleted, waiting))
        rows = self._rows(columns, day, school, districts).filter(kept)
        return Block(
            rows=rows,
            refused=refused.true_count + len(lines.texts) - len(texts),
            deleted=deleted.true_count,
            waiting=waiting.true_count,
            unknown=_first_lines(school.filter(waiting), columns.numbers.filter(waiting)),
            faults=faults,
        )

    def _well_formed(self, lines: Lines, faults: list[Fault]) -> tuple[list[bytes], list[int]]:
        """The lines that are rows of the table, each fault among the others noted."""
        delimiter, wanted = DELIMITER.encode(), self._header.width - 1
        good: list[tuple[bytes, int]] = []
        long, torn, foreign = [], [], []
        for text, number in zip(lines.texts, lines.numbers, strict=True):
            if len(text) > rules.MAX_LINE_BYTES:
                long.append(number)
            elif text.count(delimiter) != wanted:
                torn.append(number)
            else:
                good.append((text, number))
        if not is_text(b"\n".join(text for text, _ in good)):
            foreign = [number for text, number in good if not is_text(text)]
            good = [(text, number) for text, number in good if is_text(text)]
        faults += [
            Fault(rules.LONG_LINE, long, "The line is too long: does it lack a line end?"),
            Fault(rules.FIELD_COUNT, torn, f"Give the row {wanted + 1} fields, as the header has."),
            Fault(rules.ENCODING, foreign, "Save the file as UTF-8 and send it again."),
        ]
        return [text for text, _ in good], [number for _, number in good]

    def _check(self, columns: Columns) -> tuple[Array, Array]:
        """Which rows do not say who, where and when; and the day of the others."""
        ssid, school = columns.text(SSID), columns.text(SCHOOL)
        nobody: Array = pc.equal(ssid, NOTHING)
        no_ssid: Array = pc.invert(pc.or_(pc.match_substring_regex(ssid, _SSID), nobody))
        no_school: Array = pc.greater(pc.utf8_length(school), _LONGEST_SCHOOL)
        days = read_values(columns.text(DAY), parse_date, pa.date32())
        landed = pa.scalar(self._landing_day, pa.date32())
        day = days.values.fill_null(landed)
        too_late: Array = pc.greater(day, landed)
        for rule, where, message, name in (
            (rules.MISSING_VALUE, nobody, "Give the row the student's SSID.", SSID),
            (rules.INVALID_SSID, no_ssid, "Write the SSID with all of its ten digits.", SSID),
            (rules.INVALID_SCHOOL, no_school, "The school id is too long: correct it.", SCHOOL),
            (rules.INVALID_DAY, days.faulty, "Write the day as YYYY-MM-DD, or no day.", DAY),
            (rules.FUTURE_DAY, too_late, "Write the day of the change, or no day.", DAY),
        ):
            columns.fault(rule, where, message, name)
        return any_of(nobody, no_ssid, no_school, days.faulty, too_late), day

    def _district_of(self, school: Array) -> Array:
        encoded = school.dictionary_encode()
        districts = [self._districts.get(each) for each in encoded.dictionary.to_pylist()]
        return pa.array(districts, pa.string()).take(encoded.indices)

    def _rows(
        self,
        columns: Columns,
        day: Array,
        school: Array,
        district: Array,
    ) -> pa.RecordBatch:
        placed = pc.is_valid(district)
        nowhere, never = pa.scalar(None, pa.string()), pa.scalar(None, pa.date32())
        values: dict[str, Array] = {
            "student_id": columns.text(SSID),
            "updated_on": day,
            "record_number": pc.add(columns.numbers, self._first_number),
            "school_id": pc.if_else(placed, school, nowhere),
            "district_id": district,
            "school_since": pc.if_else(placed, day, never),
            **{each.target: columns.value(each, self._landing_day) for each in KEPT},
        }
        return pa.RecordBatch.from_arrays([values[name] for name in SCHEMA.names], schema=SCHEMA)


def _first_lines(schools: Array, numbers: Array) -> dict[str, int]:
    """Each school and the first line it stands in."""
    first: dict[str, int] = {}
    for school, number in zip(schools.to_pylist(), numbers.to_pylist(), strict=True):
        first.setdefault(school, number)
    return first
