"""What is written down before results leave: who saw which results, as what, and when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class Action(StrEnum):
    """What somebody did."""

    VIEW = "view"
    """Saw results."""

    SEARCH = "search"
    """Looked for students, or through the access log."""

    EXPORT = "export"
    """Had results written to a file."""

    CHANGE = "change"
    """Changed something: a group, an assignment, an availability."""

    REFUSED = "refused"
    """Asked for something out of their scope, and did not get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing somebody did, written down before its answer leaves.

    `district_ids` are the districts whose students' results (or groups, or users) it touched: each
    of them finds the record in its access log. Where the answer names students, `student_ids` are
    they if they belong to one district; if they belong to several, `students_by_district` says
    which belongs to which, so that no district reads another's. `rows` counts the results it was
    made from; `snapshots` are those they were read from, as `<dataset>/<snapshot>`. `detail` says
    what a change did, in words that name no student and no user.

    Raises:
        ValueError: it names students without saying of which district.
    """

    at: datetime
    request_id: str
    action: Action
    route: str
    subject: str
    username: str
    role: str
    organization_id: str

    district_ids: tuple[str, ...] = ()
    school_ids: tuple[str, ...] = ()
    group_id: str = ""
    assessment_id: str = ""
    school_year: int | None = None
    rows: int = 0
    snapshots: tuple[str, ...] = ()
    student_ids: tuple[str, ...] = ()
    students_by_district: Mapping[str, frozenset[str]] = field(default_factory=dict)
    detail: str = ""

    def __post_init__(self) -> None:
        if self.student_ids and (len(self.district_ids) != 1 or self.students_by_district):
            raise ValueError("student_ids are those of one district: use students_by_district")
        if not self.students_by_district.keys() <= set(self.district_ids):
            raise ValueError("students_by_district names a district that district_ids does not")

    def students_of(self, district_id: str) -> frozenset[str]:
        """The students of one district it names."""
        if district_id not in self.district_ids:
            return frozenset()
        return self.students_by_district.get(district_id, frozenset(self.student_ids))


def students_by_district(rows: Iterable[Mapping[str, object]]) -> dict[str, frozenset[str]]:
    """The students of rows with a `district_id` and a `student_id`, as a record names them."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(str(row["district_id"]), set()).add(str(row["student_id"]))
    return {district: frozenset(students) for district, students in found.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """What a record holds of one district: each part is kept, and read, by itself."""

    district_id: str
    student_ids: tuple[str, ...]


STUDENTS_A_PART: Final = 5000
"""Ids of 40 characters fit an item of a table of ours twice over."""


def parts_of(record: Record) -> list[Part]:
    """A record by districts, and by so many students at a time; at least one part."""
    return [
        Part(district_id, students)
        for district_id in sorted(set(record.district_ids)) or [""]
        for students in _some_at_a_time(sorted(record.students_of(district_id)))
    ]


def _some_at_a_time(student_ids: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, max(len(student_ids), 1), STUDENTS_A_PART):
        yield tuple(student_ids[start : start + STUDENTS_A_PART])


@dataclass(frozen=True, slots=True)
class Seen:
    """A part of a record as it is read again; `place` orders them by time.

    `districts` counts those of the whole record: if they are several, `rows`, `school_ids`,
    `group_id` and `detail` are about all of them, `student_ids` about one.
    """

    place: str
    at: str
    request_id: str
    action: str
    route: str
    username: str
    role: str
    organization_id: str
    school_ids: tuple[str, ...]
    group_id: str
    assessment_id: str
    school_year: int | None
    rows: int
    detail: str
    districts: int
    student_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Viewed:
    """A student somebody looked at, in which districts results lay, and when it was last."""

    student_id: str
    district_ids: frozenset[str]
    at: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which parts of records are asked for; what is empty does not restrict them."""

    student_id: str = ""
    username: str = ""
    school_id: str = ""
