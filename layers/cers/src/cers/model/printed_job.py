"""Printed reports: score reports of single students as PDF files, which somebody had made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cers.model import owned_job
from cers.model.aggregate_job import Status
from cers.model.owned_job import Owner


class Kind(StrEnum):
    """Of whom reports are."""

    STUDENT = "student"
    GROUP = "group"
    SCHOOL = "school"


class Order(StrEnum):
    """How the reports of several students follow one another."""

    NAME = "name"
    ID = "id"


class Language(StrEnum):
    """What reports are written in."""

    ENGLISH = "en"
    SPANISH = "es"


@dataclass(frozen=True, slots=True)
class Whose:
    """One student, the students of a group, or those of a school with results of a grade's tests.

    What is not meant is empty; `grade` stands with `school_id`.
    """

    student_id: str = ""
    group_id: str = ""
    school_id: str = ""
    grade: str = ""

    @property
    def kind(self) -> Kind:
        """Of whom the reports are."""
        if self.student_id:
            return Kind.STUDENT
        return Kind.GROUP if self.group_id else Kind.SCHOOL


@dataclass(frozen=True, slots=True)
class Wanted:
    """What reports are made of: the results of a school year; no subjects stand for all.

    `accommodations` says what tests were taken with. `transfers` adds the results from elsewhere
    of students who attend the school now, where the state opens them.
    """

    whose: Whose
    school_year: int
    assessment_types: tuple[str, ...]
    subjects: tuple[str, ...]
    language: Language
    accommodations: bool
    transfers: bool
    order: Order


@dataclass(frozen=True, slots=True, order=True)
class Content:
    """Results that a file tells of, by what decides on whether they may be seen at all.

    `student_ids` are whose they are where that decides as well: where groups opened them. Those
    that only a transfer opened have `arrived`.
    """

    school_year: int
    asmt_type: str
    subject: str
    district_id: str
    school_id: str
    arrived: bool = False
    student_ids: tuple[str, ...] = ()

    def rows(self) -> Iterator[Mapping[str, object]]:
        """What a scope judges these results by."""
        row: dict[str, object] = {
            "school_year": self.school_year,
            "asmt_type": self.asmt_type,
            "subject": self.subject,
            "district_id": self.district_id,
            "school_id": self.school_id,
        }
        if not self.student_ids:
            yield row
        for student_id in self.student_ids:
            yield {**row, "student_id": student_id}


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its name in the bucket, and what is in it."""

    key: str
    bytes: int
    contents: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class PrintedJob:
    """Printed reports, as far as they have come; `made` only where they are completed.

    `students` is None until it is known how many there are. `files` counts PDF files: several
    come in one zip file.
    """

    id: str
    owner: Owner
    name: str
    wanted: Wanted
    created_at: datetime
    status: Status
    students: int | None = None
    students_done: int = 0
    pages: int = 0
    files: int = 0
    failure: str = ""
    made: Made | None = None

    @property
    def expires_at(self) -> datetime:
        """When the file can be fetched no more."""
        return owned_job.expires_at(self)

    @property
    def is_under_way(self) -> bool:
        """Whether they are yet to be made."""
        return owned_job.is_under_way(self)
