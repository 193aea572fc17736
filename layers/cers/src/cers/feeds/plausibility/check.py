"""The checks, each on a whole batch at once, and what is told of them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.feeds.batch import ExamBatch
from cers.feeds.plausibility import checks
from cers.feeds.plausibility.checks import Doubtful
from cers.feeds.plausibility.lookup import counted
from cers.feeds.plausibility.rules import (
    OTHER_YEAR,
    REPEATED_EXAM,
    UNKNOWN_ACCOMMODATION,
    UNKNOWN_MEASURE,
)
from cers.model.dataset import Dataset
from cers.model.finding import Finding
from cers.model.reference import Reference
from cers.model.rule import Rule
from cers.model.tables import EXAMS

MOST_LISTED: Final = 10_000
"""Doubts of one rule that are listed for a delivery; of further ones only their number is told."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding about one exam; `delivery_id` tells whose where a batch has several deliveries'."""

    finding: Finding
    delivery_id: str = ""


class Plausibility:
    """Checks the accepted exams of a delivery, batch by batch, and sums up at its end."""

    def __init__(
        self,
        reference: Reference,
        landed_at: datetime,
        accommodations: Mapping[int, frozenset[str]] | None = None,
        *,
        most_listed: int = MOST_LISTED,
    ) -> None:
        """`landed_at` is that of rows that do not tell their own.

        `accommodations` are the known codes by school year; other years are not checked.
        """
        self._most_listed = most_listed
        self._checks = (
            checks.LevelsAgainstCuts(reference),
            checks.ItemsAgainstMaximum(reference),
            checks.Dates(landed_at),
        )
        self._reference = reference
        self._accommodations = accommodations or {}
        self._listed: Counter[str] = Counter()
        self._rules: dict[str, Rule] = {}
        self._other_years: Counter[tuple[str, str, int]] = Counter()
        self._unknown_codes: Counter[tuple[str, str, int]] = Counter()
        self._unknown_measures: Counter[tuple[str, str]] = Counter()
        self._seen: set[int] = set()

    def check(self, batch: ExamBatch) -> list[Doubt]:
        """What is doubtful about the exams of a batch."""
        found: list[Doubt] = []
        self._unknown_measures.update(batch.ignored)
        for dataset, tables in batch.tables.items():
            for check in self._checks:
                for doubtful in check.of(dataset, tables):
                    found += self._told(doubtful, tables, batch.names)
            self._count_years(dataset, tables[EXAMS.name])
            self._count_accommodations(dataset, tables[EXAMS.name])
        return found

    def repeated(self, batch: ExamBatch) -> list[Doubt]:
        """Opportunities that an earlier exam of the delivery had; remembers those of the batch."""
        found: list[Doubt] = []
        for tables in batch.tables.values():
            exams = tables[EXAMS.name]
            again = self._again(exams)
            if again:
                rows = pa.array(again, pa.int64())
                message = "The same opportunity stands in the delivery before: send it once."
                doubtful = Doubtful(REPEATED_EXAM, exams, rows, "OppId", message)
                found += self._told(doubtful, tables, batch.names)
        return found

    def summary(self) -> list[Doubt]:
        """What can only be said of a delivery as a whole, once all its batches were checked."""
        return [
            *self._year_doubts(),
            *self._accommodation_doubts(),
            *self._measure_doubts(),
            *self._unlisted(),
        ]

    def _told(
        self, doubtful: Doubtful, tables: Mapping[str, pa.RecordBatch], names: Mapping[int, str]
    ) -> Iterator[Doubt]:
        """A doubt for each doubtful row, as long as they are listed."""
        rule = doubtful.rule
        self._rules[rule.code] = rule
        room = max(self._most_listed - self._listed[rule.code], 0)
        self._listed[rule.code] += len(doubtful.rows)
        told = "delivery_id" in tables[EXAMS.name].schema.names
        columns = ["record_number", *(["delivery_id"] if told else [])]
        listed = doubtful.table.select(columns).take(doubtful.rows.slice(0, room))
        for row in listed.to_pylist():
            where = _where(row["record_number"], names)
            finding = rule.finding(doubtful.message, where, doubtful.element)
            yield Doubt(finding, row.get("delivery_id", ""))

    def _count_years(self, dataset: Dataset, exams: pa.RecordBatch) -> None:
        for delivery_id, assessment_id, count in counted(
            _deliveries(exams), exams["assessment_id"]
        ):
            assessment = self._reference.assessments.get(assessment_id)
            if assessment and assessment.school_year != dataset.school_year:
                self._other_years[delivery_id, assessment_id, dataset.school_year] += count

    def _year_doubts(self) -> Iterator[Doubt]:
        for (delivery_id, assessment_id, year), count in sorted(self._other_years.items()):
            own = self._reference.assessments[assessment_id].school_year
            message = (
                f'The year {year} is told of {_exams(count)}, but assessment "{assessment_id}" is '
                f"of {own}: see that the year and the name of the test belong together."
            )
            yield Doubt(OTHER_YEAR.finding(message, element="AcademicYear"), delivery_id)

    def _count_accommodations(self, dataset: Dataset, exams: pa.RecordBatch) -> None:
        known = self._accommodations.get(dataset.school_year)
        if known is None:
            return
        delivered: Any = exams["accommodation_codes"]
        deliveries = _deliveries(exams).take(pc.list_parent_indices(delivered))
        for delivery_id, code, count in counted(deliveries, delivered.flatten()):
            if code not in known:
                self._unknown_codes[delivery_id, code, dataset.school_year] += count

    def _accommodation_doubts(self) -> Iterator[Doubt]:
        for (delivery_id, code, year), count in sorted(self._unknown_codes.items()):
            message = (
                f'Accommodation "{code[:60]}", told of {_exams(count)}, is not in the list of '
                f"{year}: correct the code, or deliver a list that has it."
            )
            yield Doubt(
                UNKNOWN_ACCOMMODATION.finding(message, element="Accommodation"), delivery_id
            )

    def _measure_doubts(self) -> Iterator[Doubt]:
        for (delivery_id, measure), count in sorted(self._unknown_measures.items()):
            message = (
                f'Score "{measure[:60]}" of {_exams(count)} is left out, since the subject has no '
                "such measure: correct measureOf, or deliver a subject definition that has it."
            )
            yield Doubt(UNKNOWN_MEASURE.finding(message, element="Score"), delivery_id)

    def _unlisted(self) -> Iterator[Doubt]:
        for code, count in sorted(self._listed.items()):
            if count > self._most_listed:
                message = f"{count - self._most_listed:,} more have this, too: see to the cause."
                yield Doubt(self._rules[code].finding(message))

    def _again(self, exams: pa.RecordBatch) -> list[int]:
        names = zip(
            exams["assessment_id"].to_pylist(), exams["opportunity_id"].to_pylist(), strict=True
        )
        again = []
        for row, name in enumerate(names):
            # The hash alone: a bundle may hold a hundred thousand exams.
            before = len(self._seen)
            self._seen.add(hash(name))
            if len(self._seen) == before:
                again.append(row)
        return again


def _deliveries(exams: pa.RecordBatch) -> "pa.Array[Any]":
    """Whose each exam is; nobody's in particular where a batch has those of one delivery."""
    if "delivery_id" in exams.schema.names:
        return exams["delivery_id"]
    return pa.repeat(pa.scalar(""), exams.num_rows)


def _exams(count: int) -> str:
    return "1 exam" if count == 1 else f"{count:,} exams"


def _where(record_number: int, names: Mapping[int, str]) -> str:
    return names.get(record_number, f"record {record_number + 1}")
