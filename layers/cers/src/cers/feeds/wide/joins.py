"""What the reference data says of rows: their assessments, and their schools' districts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

import pyarrow as pa

from cers.feeds.exams import rules as exams
from cers.feeds.exams.catalog import Catalog, Expected
from cers.feeds.exams.values import padded
from cers.feeds.reading import quoted_code
from cers.feeds.wide.arrow import Array, count_from, pc
from cers.feeds.wide.faults import Faults
from cers.feeds.wide.values import is_any
from cers.model.reference import Missing
from cers.model.rule import Rule

_WAITS: Final = {
    "school": (exams.UNKNOWN_SCHOOL, "School", "the organizations name it"),
    "assessment": (exams.UNKNOWN_ASSESSMENT, "Assessment", "its package is delivered"),
    "subject": (exams.UNKNOWN_SUBJECT, "Subject", "its definition is delivered"),
}
"""Kind of missing reference data -> rule, noun, and what the row waits for."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessments of a batch: each different one once, and which of them each row has.

    An assessment that is not known is None.
    """

    known: Sequence[Expected | None]
    of_row: Array

    def column(self, value: Callable[[Expected], object], kind: pa.DataType) -> Array:
        """A value of each row's assessment."""
        told = [None if each is None else value(each) for each in self.known]
        array: Array = pa.array(told, kind)
        return array.take(self.of_row)


@dataclass(frozen=True, slots=True)
class Lack:
    """What rows lack of the reference data: number of it -> what, and the number of each row."""

    missing: Mapping[int, Missing]
    of_row: Array

    def of_rows(self, rows: Array) -> set[Missing]:
        """What the rows where a mask is true lack."""
        numbers = set(self.of_row.filter(rows).unique().to_pylist())
        return {missing for number, missing in self.missing.items() if number in numbers}


class Known:
    """The reference data, arranged for looking up whole columns."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        schools = catalog.reference.organizations.schools.values()
        self.schools: Array = pa.array([school.id for school in schools], pa.string())
        self.districts: Array = pa.array([school.district_id for school in schools], pa.string())


class Joins:
    """Looks the reference data of one batch up; what is not known yet becomes faults."""

    def __init__(self, known: Known, faults: Faults) -> None:
        self._known = known
        self._faults = faults
        self._lacks: list[Lack] = []

    def missing(self, rows: Array) -> frozenset[Missing]:
        """The reference data for which the rows where a mask is true wait."""
        return frozenset(chain.from_iterable(lack.of_rows(rows) for lack in self._lacks))

    def assessments(self, ids: Array, element: str) -> Assessed:
        """The rows' assessments, by their ids."""
        encoded = ids.dictionary_encode()
        found = [self._known.catalog.expected(id_) for id_ in encoded.dictionary.to_pylist()]
        self._wait(found, encoded.indices, element)
        known = [each if isinstance(each, Expected) else None for each in found]
        return Assessed(known, encoded.indices)

    def districts(self, ids: Array, element: str) -> Array:
        """The districts that the rows' schools belong to."""
        of_row = pc.index_in(ids, value_set=self._known.schools)
        unknown = pc.and_(pc.is_null(of_row), pc.is_valid(ids))
        if is_any(unknown):
            self._wait_for_schools(ids, unknown, element)
        return self._known.districts.take(of_row)

    def _wait_for_schools(self, ids: Array, unknown: Array, element: str) -> None:
        encoded = pc.if_else(unknown, ids, pa.scalar(None, pa.string())).dictionary_encode()
        found = [Missing("school", id_) for id_ in encoded.dictionary.to_pylist()]
        self._wait(found, encoded.indices, element)

    def _wait(self, found: Sequence[object], of_row: Array, element: str) -> None:
        """Note the rows for which something is missing."""
        lacking = {number: each for number, each in enumerate(found) if isinstance(each, Missing)}
        if not lacking:
            return
        self._lacks.append(Lack(lacking, of_row))
        for kind, (rule, noun, until) in _WAITS.items():
            numbers = [number for number, each in lacking.items() if each.kind == kind]
            if numbers:
                mask = pc.is_in(of_row, value_set=pa.array(numbers, pa.int32()))
                message = _waiting(noun, until, of_row, lacking)
                self._faults.add(rule, element, message, mask)


def _waiting(
    noun: str, until: str, of_row: Array, lacking: Mapping[int, Missing]
) -> Callable[[int], str]:
    def message(row: int) -> str:
        id_ = lacking[of_row[row].as_py()].id
        return f"{noun} {quoted_code(id_)} is not known: the exam waits until {until}."

    return message


def check_agreement(
    told: Array, expected: Array, rule: Rule, element: str, noun: str, faults: Faults
) -> None:
    """See that what a row tells of its assessment agrees with what the assessment is."""
    differs = pc.not_equal(told, expected)
    if not is_any(differs):
        return
    same = _same_grade if rule is exams.GRADE_MISMATCH else _same_subject
    known: dict[tuple[str, str], bool] = {}
    rows = pc.indices_nonzero(differs)
    pairs = zip(told.take(rows).to_pylist(), expected.take(rows).to_pylist(), strict=True)
    wrong = [not known.setdefault(pair, same(*pair)) for pair in pairs]
    if any(wrong):
        mask = pc.is_in(count_from(0, len(told)), value_set=rows.cast(pa.int64()).filter(wrong))
        faults.add(rule, element, _disagreement(noun, element, told, expected), mask)


def _same_subject(told: str, expected: str) -> bool:
    return told.lower() == expected.lower()


def _same_grade(told: str, expected: str) -> bool:
    return padded(told) == expected


def _disagreement(noun: str, element: str, told: Array, expected: Array) -> Callable[[int], str]:
    def message(row: int) -> str:
        return (
            f'{element} {quoted_code(told[row].as_py())} is not "{expected[row].as_py()}", the '
            f"{noun} of the assessment: correct the {noun} or the assessment."
        )

    return message
