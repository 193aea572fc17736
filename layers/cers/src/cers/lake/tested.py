"""The tested students of a bucket: a function of its exams, made whenever they are written anew."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from cers.lake.files import published_batches
from cers.lake.schema import published_schema
from cers.lake.sorted_files import ROW_GROUP_ROWS, in_order, whole
from cers.model.tables import EXAMS, TESTED_STUDENTS

_LATEST: Final = ("grade", "first_name", "last_name")
"""What is as the latest of the results says, even if it says nothing."""

_COMPLETED: Final = "completed_at"
_COLUMNS: Final = (*TESTED_STUDENTS.key, *_LATEST, _COMPLETED, "deleted")
_AS_GIVEN: Final = pc.ScalarAggregateOptions(skip_nulls=False)


def students_tested(exams: Path, at_once: int = ROW_GROUP_ROWS) -> Iterator[pa.Table]:
    """The sorted rows made of a published file of exams, about `at_once` of which are read at once.

    Exams are sorted by school within their district, so each school is summed up for itself; only
    the students of one district are held to be put into order.
    """
    batches = published_batches(EXAMS, exams, _COLUMNS)
    rows = (pa.Table.from_batches([batch]) for batch in batches)
    for districts in whole(_summed_up(rows, at_once), "district_id", at_once):
        yield in_order(pa.Table.from_batches([districts]), TESTED_STUDENTS.order)


def _summed_up(exams: Iterable[pa.Table], at_once: int) -> Iterator[pa.Table]:
    for schools in whole(exams, "school_id", at_once):
        rows = pa.Table.from_batches([schools])
        yield _by_student(rows.filter(pc.invert(schools["deleted"])))


def _by_student(rows: pa.Table) -> pa.Table:
    """Results by district, student, school and subject, in the order of the districts.

    Of results completed at the same time the last one in the exams' order counts as the latest.
    """
    dated = rows.take(pc.sort_indices(rows, sort_keys=[(_COMPLETED, "ascending")]))
    wanted: Any = [
        *((name, "last", _AS_GIVEN) for name in _LATEST),
        ([], "count_all"),
        (_COMPLETED, "last"),
    ]
    found = dated.group_by(list(TESTED_STUDENTS.key), use_threads=False).aggregate(wanted)
    named = found.rename_columns(
        {
            **{f"{name}_last": name for name in _LATEST},
            **{name: name for name in TESTED_STUDENTS.key},
            "count_all": "results",
            f"{_COMPLETED}_last": "latest_completed",
        }
    )
    none = pa.repeat(pa.scalar(False), named.num_rows)
    told = named.append_column("deleted", none).select(TESTED_STUDENTS.column_names)
    by_district = told.take(pc.sort_indices(told, sort_keys=[("district_id", "ascending")]))
    return by_district.cast(published_schema(TESTED_STUDENTS))
