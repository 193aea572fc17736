"""What is the same for everything that somebody has made for them: whose it is, and how many."""

from datetime import datetime
from typing import Final, Protocol, TypeVar

from cers.model.errors import ConflictError, NotFoundError, UpstreamError
from cers.model.owned_job import MOST_KEPT, MOST_UNDER_WAY, OwnedJob, Owner, is_awaited
from cers.steps.access_token import Identity
from cers.steps.session import Rights, Session, open_session

ADDRESS_SECONDS: Final = 300
"""How long the address of a file is good for."""

NEVER_MADE: Final = "It took too long: ask for it again"
CLOSED: Final = "What you may see, or what is released, has changed since: ask for it again"

J = TypeVar("J", bound=OwnedJob)


class Jobs(Protocol[J]):
    """Where jobs of one kind are kept."""

    def one(self, username: str, job_id: str) -> J | None:
        """One of a user's jobs."""
        ...

    def every(self, username: str) -> list[J]:
        """A user's jobs, the newest first."""
        ...

    def add(self, job: J) -> None:
        """Keep a new job."""
        ...

    def delete(self, job: J) -> None:
        """Forget a job."""
        ...


class Files(Protocol):
    """Where their files are."""

    def address(self, key: str, filename: str, seconds: int) -> str:
        """Where a file can be fetched from, for so many seconds."""
        ...

    def delete(self, key: str) -> None:
        """Delete a file."""
        ...


class Queue(Protocol):
    """Where they are asked for."""

    def send(self, job_id: str) -> None:
        """Have a job done."""
        ...


def owner_of(session: Session) -> Owner:
    """Whose a job is that is asked for in a session."""
    return Owner(
        username=session.identity.username,
        subject=session.identity.subject,
        assignment_id=session.assignment.id,
        route=session.route,
        request_id=session.request_id,
    )


def session_of(owner: Owner, rights: Rights) -> Session:
    """What the owner of a job may do at this moment, as stored: there is no token of theirs.

    Raises:
        AccessError: the assignment is theirs no more.
    """
    roles = frozenset(each.role.code for each in rights.access.assignments(owner.username))
    identity = Identity(owner.subject, owner.username, "", roles)
    return open_session(identity, owner.assignment_id, rights, owner.route, owner.request_id)


def ask_for(job: J, jobs: Jobs[J], files: Files, queue: Queue, now: datetime, what: str) -> None:
    """Have a job done; `what` jobs of its kind are called.

    The oldest of the user's go, where there are too many.

    Raises:
        ConflictError: too many are being done for its owner already.
        UpstreamError: it cannot be asked for just now.
    """
    kept = jobs.every(job.owner.username)
    if sum(is_awaited(each, now) for each in kept) >= MOST_UNDER_WAY:
        raise ConflictError(f"wait until one of the {what} that are being made is done")
    for old in kept[MOST_KEPT - 1 :]:
        forget(old, jobs, files)
    jobs.add(job)
    try:
        queue.send(job.id)
    except UpstreamError:
        jobs.delete(job)
        raise


def forget(job: J, jobs: Jobs[J], files: Files) -> None:
    """Forget a job and delete its file; one that is being made will have none."""
    if job.made:
        files.delete(job.made.key)
    jobs.delete(job)


def own(session: Session, jobs: Jobs[J], job_id: str, what: str) -> J:
    """A job of the caller's; `what` jobs of its kind are called.

    Raises:
        NotFoundError: the caller had no such thing made under their assignment.
    """
    job = jobs.one(session.identity.username, job_id)
    if job is None or job.owner.assignment_id != session.assignment.id:
        raise NotFoundError(f"there is no such {what} among yours")
    return job


def every_own(session: Session, jobs: Jobs[J]) -> list[J]:
    """What the caller had made under their assignment, the newest first."""
    kept = jobs.every(session.identity.username)
    return [each for each in kept if each.owner.assignment_id == session.assignment.id]
