"""What somebody has made for them in the background: exports, and printed reports."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from cers.model.aggregate_job import Status

LIFETIME: Final = timedelta(days=7)
"""What was made expires after that; the bucket deletes its files by then."""

PATIENCE: Final = timedelta(hours=8)
"""What is not made by then never will be: its last attempt is over, however it ended."""

MOST_KEPT: Final = 50
MOST_UNDER_WAY: Final = 5
"""That one user keeps, and has made at the same time, of each kind."""

UNDER_WAY: Final = (Status.PENDING, Status.RUNNING)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who had something made, under which of their assignments, and by which request."""

    username: str
    subject: str
    assignment_id: str
    route: str
    request_id: str


class OwnedFile(Protocol):
    """A file that was made."""

    @property
    def key(self) -> str:
        """Its name in the bucket."""
        ...


class OwnedJob(Protocol):
    """Something that somebody has made; its file is there only where it is completed."""

    @property
    def id(self) -> str:
        """Its id, unlike any other."""
        ...

    @property
    def owner(self) -> Owner:
        """Whose it is."""
        ...

    @property
    def created_at(self) -> datetime:
        """When it was asked for."""
        ...

    @property
    def status(self) -> Status:
        """How far it has come."""
        ...

    @property
    def made(self) -> OwnedFile | None:
        """Its file."""
        ...


def expires_at(job: OwnedJob) -> datetime:
    """When its file can be fetched no more."""
    return job.created_at + LIFETIME


def is_under_way(job: OwnedJob) -> bool:
    """Whether it is yet to be made."""
    return job.status in UNDER_WAY


def is_awaited(job: OwnedJob, now: datetime) -> bool:
    """Whether it is yet to be made, and still can be."""
    return is_under_way(job) and now < job.created_at + PATIENCE
