"""The merge rule of the students: what registrations say of each of them together.

Registrations are ordered by day, landing time and place in the delivery. Of every value the last
registration that gives one counts; one that gives none changes nothing. A school counts from the
day on which it was first named. All of it is made of greatest and least elements, hence neither
the order nor the repetition of deliveries matters.

Kept are only the registrations that still count for something: the last one of every school, and
those that values stem from. Merging more into them gives what merging everything would.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.lake.schema import published_schema
from cers.model.tables import STUDENT_REGISTRATIONS, STUDENTS

Array = Any
"""An Arrow array; the stubs tie each function to few types of it."""

NEW: Final = "new"
"""Marks the registrations that are read, not kept from before."""

_ORDER: Final = STUDENT_REGISTRATIONS.order
_LAST: Final = "last"
_VERSION: Final = ("student_id", "updated_on", "landed_at", "delivery_id")
"""What students have from their last registration, whatever it says."""

_PLACE: Final = ("district_id", "school_since")
"""What comes with a school, from the same registration."""

_GIVEN: Final = tuple(
    name for name in STUDENT_REGISTRATIONS.column_names if name not in (*_ORDER, *_PLACE)
)
"""The columns of which the last value counts."""

_SOURCES: Final = {
    **{name: name for name in _GIVEN},
    **dict.fromkeys(_VERSION, _LAST),
    **dict.fromkeys(_PLACE, "school_id"),
}
"""Which column's last value decides on the row that a student's value comes from."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the registrations of some students come to.

    `students` and `registrations` are rows of the two tables. `changed` counts the students of
    whom anything changed. `ambiguous` are the record numbers of the delivery's registrations
    that name another school than the one before them does for the same day.
    """

    students: pa.RecordBatch
    registrations: pa.RecordBatch
    changed: int
    ambiguous: list[int]


def settle(rows: pa.RecordBatch, delivery_id: str) -> Settled:
    """Merge registrations: all those of some students, kept or new, in the table's order.

    What is kept and now read anew stands there twice, the kept one first. `delivery_id` is the
    delivery that brings the new ones.
    """
    student = _numbered(rows["student_id"])
    place = _places(rows)
    providers = _providers(rows, student, place)
    stay = _Stay.of_rows(rows, student, place)
    rows, moved = _with_first_days(rows, stay)
    counting = pa.concat_arrays([*providers.values(), stay.last]).drop_null().unique()
    kept: Array = pc.is_in(place, value_set=counting)
    changed: Array = pc.and_(kept, pc.or_(rows[NEW], moved))
    return Settled(
        students=_students(rows, student, place, providers),
        registrations=rows.drop_columns([NEW]).filter(kept),
        changed=len(student.filter(changed).unique()),
        ambiguous=_ambiguous(rows, place, delivery_id),
    )


def _numbered(students: Array) -> Array:
    """The students as numbers from 0, in their order."""
    changes = pc.not_equal(students.slice(1), students.slice(0, len(students) - 1))
    return pc.cumulative_sum(pa.concat_arrays([pa.array([False]), changes]).cast(pa.int64()))


def _places(rows: pa.RecordBatch) -> Array:
    """Each row's place, or nothing where a row does not count because it stands there twice.

    Of two, the kept one counts, unless it reads differently now: its school may have come to
    another district.
    """
    first, second = rows.slice(0, rows.num_rows - 1), rows.slice(1)
    repeated = _agree(first, second, _ORDER)
    same = _agree(first, second, [*_GIVEN, "district_id"])
    no = pa.array([False])
    differs: Array = pc.and_not(repeated, same)
    superseded: Array = pa.concat_arrays([differs, no])
    repeats: Array = pc.and_(repeated, same)
    needless: Array = pa.concat_arrays([no, repeats])
    numbers = pa.array(range(rows.num_rows), pa.int64())
    return pc.if_else(pc.or_(superseded, needless), _nothing(rows), numbers)


def _agree(first: pa.RecordBatch, second: pa.RecordBatch, names: Iterable[str]) -> Array:
    """Where rows agree in all of these columns; nothing agrees with nothing."""
    agree: Array = pa.repeat(pa.scalar(True), first.num_rows)
    for name in names:
        one: Array = first[name]
        other: Array = second[name]
        equal: Array = pc.equal(one, other)
        equal = equal.fill_null(False)
        agree = pc.and_(agree, pc.or_(equal, pc.and_(pc.is_null(one), pc.is_null(other))))
    return agree


def _nothing(rows: pa.RecordBatch) -> Array:
    return pa.nulls(rows.num_rows, pa.int64())


def _providers(rows: pa.RecordBatch, student: Array, place: Array) -> dict[str, Array]:
    """Of every column, each student's last place with a value; `_LAST` is the last one at all."""
    nowhere = _nothing(rows)
    given = {name: pc.if_else(pc.is_valid(rows[name]), place, nowhere) for name in _GIVEN}
    return _greatest(student, {_LAST: place, **given})


def _greatest(student: Array, values: dict[str, Array]) -> dict[str, Array]:
    """The greatest of each student's values."""
    told = pa.table({"student": student, **values})
    found = told.group_by("student", use_threads=False).aggregate(
        [(name, "max") for name in values]
    )
    return {name: found[f"{name}_max"].combine_chunks() for name in values}


@dataclass(frozen=True, slots=True)
class _Stay:
    """A student's registrations in a school, as one.

    `of` is the number of each row's stay, if it names a school; `last` is the last place of each
    stay, `since` the first day it is known from.
    """

    of: Array
    last: Array
    since: Array

    @classmethod
    def of_rows(cls, rows: pa.RecordBatch, student: Array, place: Array) -> "_Stay":
        """The stays of some rows."""
        schools = rows["school_id"].dictionary_encode()
        pairs = pc.add(pc.multiply(student, len(schools.dictionary)), schools.indices)
        numbers = pairs.dictionary_encode().indices
        told = pa.table({"stay": numbers, "place": place, "since": rows["school_since"]})
        found = (
            told.filter(pc.is_valid(numbers))
            .group_by("stay", use_threads=False)
            .aggregate([("place", "max"), ("since", "min")])
        )
        last, since = found["place_max"].combine_chunks(), found["since_min"].combine_chunks()
        return cls(numbers, last, since)


def _with_first_days(rows: pa.RecordBatch, stay: _Stay) -> tuple[pa.RecordBatch, Array]:
    """The rows with the first day of their stay, and where that is another day than before."""
    since = stay.since.take(stay.of)
    moved = pc.not_equal(since, rows["school_since"]).fill_null(False)
    index = rows.schema.get_field_index("school_since")
    return rows.set_column(index, rows.schema.field(index), since), moved


def _students(
    rows: pa.RecordBatch,
    student: Array,
    place: Array,
    providers: dict[str, Array],
) -> pa.RecordBatch:
    current = rows["school_id"].take(providers["school_id"]).take(student)
    elsewhere = pc.if_else(pc.not_equal(rows["school_id"], current), place, _nothing(rows))
    previous = _greatest(student, {"place": elsewhere})["place"]
    columns = {
        "previous_school_id": rows["school_id"].take(previous),
        "previous_district_id": rows["district_id"].take(previous),
        **{name: rows[name].take(providers[source]) for name, source in _SOURCES.items()},
    }
    schema = published_schema(STUDENTS)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def _ambiguous(rows: pa.RecordBatch, place: Array, delivery_id: str) -> list[int]:
    delivery: Array = rows["delivery_id"]
    counts: Array = pc.and_(pc.equal(delivery, pa.scalar(delivery_id)), pc.is_valid(place))
    own = rows.filter(counts)
    first, second = own.slice(0, max(own.num_rows - 1, 0)), own.slice(1)
    elsewhere: Array = pc.not_equal(first["school_id"], second["school_id"]).fill_null(False)
    twice: Array = pc.and_(_agree(first, second, ("student_id", "updated_on")), elsewhere)
    numbers: Array = second["record_number"].filter(twice)
    return list(numbers.to_pylist())
