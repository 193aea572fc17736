"""From plain reports to exams, many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.exam import Exam, agree, expected_of, place
from cers.feeds.exams.fields import Field, Row, distinct
from cers.feeds.exams.opportunity import complete
from cers.feeds.exams.plain.head import FIELDS, Head, read_head
from cers.feeds.exams.plain.item_columns import PlainItems
from cers.feeds.exams.plain.items import ItemTexts, find_items
from cers.feeds.exams.plain.text import report_text
from cers.feeds.exams.rules import Findings
from cers.feeds.exams.scores import Scores, grouped, ignored
from cers.feeds.exams.student import LONGEST_GROUP_NAME, ethnicities

_COLUMNS: Final = tuple(field.column for field in FIELDS)


@dataclass(frozen=True, slots=True)
class _Report:
    """A plain report; `number` is its place in the list."""

    number: int
    head: Head
    items: ItemTexts


def read_plain(reports: Sequence[bytes], catalog: Catalog) -> dict[int, Exam]:
    """The exams of the reports that are plain and have nothing wrong, by their place in the list.

    Each is what `read_exam` would have read, without any finding.
    """
    plain = [each for number, data in enumerate(reports) if (each := _plain(number, data))]
    if not plain:
        return {}
    rows = _rows([each.head for each in plain])
    items = PlainItems([each.items for each in plain])
    exams = {
        report.number: _exam(report.head, row, items, index, catalog)
        for index, (report, row) in enumerate(zip(plain, rows, strict=True))
        if row
    }
    return {number: exam for number, exam in exams.items() if exam}


def _plain(number: int, data: bytes) -> _Report | None:
    text = report_text(data)
    found = read_head(text) if text else None
    if found is None:
        return None
    head, rest = found
    items = find_items(rest)
    return _Report(number, head, items) if items else None


def _rows(heads: Sequence[Head]) -> list[Row | None]:
    """The fields of each report as a row, or None where one of them has a wrong value."""
    texts = zip(*(head.texts for head in heads), strict=True)
    wrong: set[int] = set()
    columns = [_read(field, column, wrong) for field, column in zip(FIELDS, texts, strict=True)]
    return [
        None if number in wrong else dict(zip(_COLUMNS, row, strict=True))
        for number, row in enumerate(zip(*columns, strict=True))
    ]


def _read(field: Field, texts: Sequence[str], wrong: set[int]) -> list[object]:
    """A field of every report: each distinct text is parsed once."""
    values: dict[str, object] = {}
    faults = set()
    for text in set(texts):
        try:
            values[text] = field.parse(text)
        except ValueError:
            values[text] = None
            faults.add(text)
        else:
            if field.required and values[text] is None:
                faults.add(text)
    if faults:
        wrong.update(number for number, text in enumerate(texts) if text in faults)
    return [values[text] for text in texts]


def _exam(head: Head, row: Row, items: PlainItems, number: int, catalog: Catalog) -> Exam | None:
    findings = Findings("")
    row["ethnicities"] = ethnicities(row)
    row["group_names"] = groups = distinct(head.groups)
    row["accommodation_codes"] = distinct(head.codes)
    complete(row)
    expected, missing = expected_of(row, catalog, findings)
    missing |= place(row, catalog, findings)
    if expected is None or missing or not items.are_good(number, expected):
        return None
    agree(row, expected.assessment, findings)
    measures = grouped(head.scores, expected, findings)
    scores = Scores(measures, expected, findings)
    row.update(scores.overall())
    exam = Exam(
        row,
        scores.details(),
        scores.targets(),
        items.rows(number),
        expected,
        frozenset(),
        ignored(measures, expected),
    )
    long_group = any(len(name) > LONGEST_GROUP_NAME for name in groups)
    return None if findings.found or long_group else exam
