"""Exports: files of every result of some schools in a school year, which somebody had made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from cers.model import owned_job
from cers.model.aggregate_job import Status
from cers.model.owned_job import Owner
from cers.model.tenant import StudentField

MOST_SCHOOLS: Final = 3_000
"""Of one export: more than the largest district has."""


class FileFormat(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True, order=True)
class Content:
    """Results that are in a file, by what decides on whether they may be seen at all."""

    asmt_type: str
    subject: str
    district_id: str

    def row(self, school_year: int) -> Mapping[str, object]:
        """What a window judges these results by."""
        return {
            "school_year": school_year,
            "asmt_type": self.asmt_type,
            "subject": self.subject,
            "district_id": self.district_id,
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an export is made of: all results of `assessment_types` at the schools, in a year.

    `district_id` says that the schools are all of a district; else it is empty. `transfers` adds
    the results from elsewhere of students who attend these schools now, where the state opens them.
    """

    school_year: int
    assessment_types: tuple[str, ...]
    school_ids: tuple[str, ...]
    district_id: str
    transfers: bool
    format: FileFormat


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its name in the bucket, what is in it, and the student fields it shows."""

    key: str
    bytes: int
    contents: tuple[Content, ...]
    fields: frozenset[StudentField]


@dataclass(frozen=True, slots=True)
class ExportJob:
    """An export, as far as it has come; `made` only where it is completed."""

    id: str
    owner: Owner
    name: str
    wanted: Wanted
    created_at: datetime
    status: Status
    schools_done: int = 0
    rows: int = 0
    failure: str = ""
    made: Made | None = None

    @property
    def expires_at(self) -> datetime:
        """When its file can be fetched no more."""
        return owned_job.expires_at(self)

    @property
    def is_under_way(self) -> bool:
        """Whether it is yet to be made."""
        return owned_job.is_under_way(self)
