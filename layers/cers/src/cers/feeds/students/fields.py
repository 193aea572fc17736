"""The fields of a block of rows as columns, and the faults found in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import islice
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from cers.feeds.reading import at_line
from cers.feeds.students import rules
from cers.feeds.students.columns import Kept
from cers.feeds.students.header import DELIMITER, Header
from cers.feeds.students.values import Array, read_values
from cers.lake.schema import staged_schema
from cers.model.finding import Finding
from cers.model.rule import Rule
from cers.model.tables import STUDENT_REGISTRATIONS

SCHEMA: Final = staged_schema(STUDENT_REGISTRATIONS)
NOTHING: Final = pa.scalar("", pa.string())


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule broken in some lines of the file."""

    rule: Rule
    lines: Sequence[int]
    message: str
    element: str = ""

    def findings(self, most: int) -> Iterator[tuple[int, Finding]]:
        """Its findings with their lines, no more than so many."""
        for line in islice(self.lines, most):
            yield line, self.rule.finding(self.message, at_line(line), self.element)


class Columns:
    """The columns of some rows, as they are asked for; faults found in them are noted."""

    def __init__(
        self, header: Header, texts: list[bytes], numbers: Array, faults: list[Fault]
    ) -> None:
        self.numbers = numbers
        self._faults = faults
        self._texts = _split(header, texts)

    def text(self, name: str) -> Array:
        """A column's texts, trimmed; empty ones if the file has no such column."""
        return self._texts[name] if name in self._texts else self._none()

    def _none(self) -> Array:
        return pa.repeat(NOTHING, len(self.numbers))

    def says(self, name: str, word: str) -> Array:
        """Where a column holds a word, in capitals or not."""
        return pc.equal(pc.utf8_upper(self.text(name)), pa.scalar(word))

    def value(self, column: Kept, today: date) -> Array:
        """A kept column's values; those that are faulty, or days yet to come, are left out."""
        kind = SCHEMA.field(column.target).type
        read = read_values(self.text(column.name), column.parse, kind)
        values, faulty = read.values, read.faulty
        if pa.types.is_date(kind):
            later: Array = pc.greater(values, pa.scalar(today, kind))
            to_come = later.fill_null(False)
            values = pc.if_else(to_come, pa.scalar(None, kind), values)
            faulty = pc.or_(faulty, to_come)
        self.fault(column.rule, faulty, column.remedy, column.name)
        return values

    def fault(self, rule: Rule, where: Array, message: str, element: str) -> None:
        """Note that a rule is broken in some rows."""
        if where.true_count:
            lines = self.numbers.filter(where).slice(0, rules.MAX_FINDINGS + 1).to_pylist()
            self._faults.append(Fault(rule, lines, message, element))


def _split(header: Header, texts: list[bytes]) -> dict[str, Array]:
    """The columns we read, each field trimmed; the texts have as many fields as the header."""
    if not texts:
        return {}
    names = [f"{place}" for place in range(header.width)]
    wanted = {name: names[place] for name, place in header.places.items()}
    data = b"\n".join(texts)
    table = csv.read_csv(
        BytesIO(data),
        csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
        csv.ParseOptions(
            delimiter=DELIMITER, quote_char=False, double_quote=False, ignore_empty_lines=False
        ),
        csv.ConvertOptions(
            check_utf8=False,
            column_types=dict.fromkeys(wanted.values(), pa.string()),
            include_columns=list(wanted.values()),
            strings_can_be_null=False,
        ),
    )
    return {
        name: pc.utf8_trim_whitespace(table[place].combine_chunks())
        for name, place in wanted.items()
    }
