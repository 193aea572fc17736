"""What is the same for whatever is made for its owner: begun, told of, handed over, given up."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar, cast
from uuid import uuid4

from cers.model.aggregate_job import Status
from cers.model.owned_job import OwnedJob, is_under_way

_FAILED: Final = "It could not be made: ask for it again"

J = TypeVar("J", bound=OwnedJob)


class MakingJobs(Protocol[J]):
    """Where jobs of one kind are kept."""

    def find(self, job_id: str) -> J | None:
        """A job by its id alone."""
        ...

    def advance(self, job: J) -> bool:
        """Keep how far it has come; False if it was deleted, or is over already."""
        ...


class MadeFiles(Protocol):
    """Where their files are put."""

    def put(self, path: Path, key: str, content_type: str) -> None:
        """Put a local file."""
        ...

    def delete(self, key: str) -> None:
        """Delete a file."""
        ...


class GivenUpError(Exception):
    """It is made no further; the text says why, to the owner."""


class ForgottenError(Exception):
    """Nobody wants it any more."""


def attempt(job_id: str, jobs: MakingJobs[J], make: Callable[[J], J | None]) -> J | None:
    """Make what a job asks for, unless it was deleted or is over; the job as it stands then.

    Raises:
        UpstreamError: something did not answer: trying again later may help.
    """
    job = jobs.find(job_id)
    if job is None or not is_under_way(job):
        return job
    try:
        return make(job)
    except GivenUpError as error:
        return kept(jobs, _failed(job, str(error)))
    except ForgottenError:
        return None


def give_up(job_id: str, jobs: MakingJobs[J]) -> None:
    """Say that it could not be made, after the last attempt at it.

    Raises:
        UpstreamError: that cannot be kept just now.
    """
    job = jobs.find(job_id)
    if job is not None:
        kept(jobs, _failed(job, _FAILED))


def tell(jobs: MakingJobs[J], job: J) -> None:
    """Keep how far a job has come.

    Raises:
        ForgottenError: it was deleted meanwhile.
    """
    if not jobs.advance(job):
        raise ForgottenError


def kept(jobs: MakingJobs[J], job: J) -> J | None:
    """A job as it was kept; None if it was deleted meanwhile."""
    return job if jobs.advance(job) else None


def put(files: MadeFiles, path: Path, content_type: str) -> str:
    """Put a local file under a name that says nothing; the name."""
    key = uuid4().hex
    files.put(path, key, content_type)
    return key


def handed_over(files: MadeFiles, jobs: MakingJobs[J], done: J) -> J | None:
    """A job that is done, with its file; the file goes if the job was deleted meanwhile."""
    if jobs.advance(done):
        return done
    if done.made:
        files.delete(done.made.key)
    return None


def _failed(job: J, why: str) -> J:
    # Jobs of every kind are data classes with these two fields.
    failed: J = replace(cast("Any", job), status=Status.FAILED, failure=why)
    return failed
