"""Looking students up in published files, reading only the row groups they can be in."""

from bisect import bisect_left
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cers.model.tables import EXAMS, STUDENTS

GROUPS_KEPT: Final = 16
"""Row groups of a file that are kept in memory, a megabyte each."""


class _Columns:
    """Some columns of a published file, one row group at a time."""

    def __init__(self, source: BinaryIO, columns: tuple[str, ...]) -> None:
        self._file = pq.ParquetFile(source, pre_buffer=True)
        self._names = columns

    def ranges(self, column: int) -> list[tuple[str, str] | None]:
        """The least and greatest value of a column in each row group, if the file tells."""
        metadata = self._file.metadata
        groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
        told: list[Any] = [group.column(column).statistics for group in groups]
        return [(each.min, each.max) if each and each.has_min_max else None for each in told]

    def group(self, number: int) -> pa.Table:
        """The rows of a row group."""
        return self._file.read_row_group(number, columns=list(self._names), use_threads=False)


class StudentFile:
    """A published file of students."""

    def __init__(self, source: BinaryIO) -> None:
        self._columns = _Columns(source, ("student_id", "school_id"))
        ranges = self._columns.ranges(STUDENTS.column_names.index("student_id"))
        self._greatest = [each[1] for each in ranges if each]
        self._told = len(self._greatest) == len(ranges)
        self._count = len(ranges)
        self._group: Callable[[int], pa.Table] = lru_cache(GROUPS_KEPT)(self._columns.group)

    def schools_of(self, student_ids: Collection[str]) -> dict[str, str]:
        """The school of each of these students that the file places in one."""
        wanted = pa.array(student_ids, pa.string())
        found: dict[str, str] = {}
        for number in self._groups_of(student_ids):
            rows = self._group(number)
            hits = rows.filter(pc.is_in(rows["student_id"], value_set=wanted)).drop_null()
            ids: Any = hits["student_id"].to_pylist()
            found |= zip(ids, hits["school_id"].to_pylist(), strict=True)  # type: ignore[arg-type]
        return found

    def _groups_of(self, student_ids: Collection[str]) -> list[int]:
        if not self._told:
            return list(range(self._count))
        groups = {bisect_left(self._greatest, student_id) for student_id in student_ids}
        return sorted(group for group in groups if group < self._count)


class ExamFile:
    """A published file of exams."""

    def __init__(self, source: BinaryIO) -> None:
        self._columns = _Columns(source, ("school_id", "student_id", "deleted"))
        self._ranges = self._columns.ranges(EXAMS.column_names.index("school_id"))

    def students_of(self, school_id: str) -> frozenset[str]:
        """The students with an exam taken in a school, and not withdrawn."""
        found: set[str] = set()
        for number, told in enumerate(self._ranges):
            if told is None or told[0] <= school_id <= told[1]:
                rows = self._columns.group(number)
                school: Any = rows["school_id"]
                taken: Any = pc.and_not(pc.equal(school, pa.scalar(school_id)), rows["deleted"])
                students: Any = rows["student_id"].filter(taken).to_pylist()
                found.update(students)
        return frozenset(found)
