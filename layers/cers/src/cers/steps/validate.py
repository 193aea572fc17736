"""Validation: the rules of a feed on a file of this machine, before anything is sent."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

from cers.feeds.groups import GroupContext, read_groups
from cers.feeds.reading import Parsed
from cers.feeds.staff import StaffContext, read_staff
from cers.feeds.students import read_students
from cers.model.delivery import Counts, Feed
from cers.model.finding import Finding
from cers.model.vendor import VendorGrant
from cers.steps.delivered_files import delivered_files, within
from cers.steps.doubted_exams import doubted
from cers.steps.ingest_exams import READERS, ExamFile
from cers.steps.ingest_reference import Intake
from cers.steps.notes import Notes
from cers.stores.landing import Landed
from cers.stores.reference import ReferenceStore

T = TypeVar("T")

_ONE_REFUSED: Final = Counts(records=1, rejected=1)


@dataclass(frozen=True, slots=True)
class _Step:
    """Some records of a file were read."""

    counts: Counts
    findings: Iterable[Finding]
    share: float


def validate(
    feed: Feed, path: Path, vendor: str, reference: ReferenceStore, notes: Notes, now: datetime
) -> Counts:
    """Check a file as a vendor's delivery of a feed, against reference data; sends nothing.

    Whatever only the running system knows is not checked: who sends it, and which students are
    enrolled at the school of a group. A file of reference data is taken over into `reference`.
    """
    landed = _landed(path, now)
    if feed in READERS or feed in _OTHERS:
        return _told(_steps(feed, landed, vendor, reference), notes)
    intake = Intake(feed, landed, reference, notes)
    intake.take_all()
    return intake.counts


def _told(steps: Iterator[_Step], notes: Notes) -> Counts:
    counts = Counts()
    for step in steps:
        notes.note(step.findings)
        counts += step.counts
        notes.progress(step.share, counts)
    return counts


def _steps(feed: Feed, landed: Landed, vendor: str, reference: ReferenceStore) -> Iterator[_Step]:
    if feed in _OTHERS:
        return _OTHERS[feed](landed, reference)
    return _exams(feed, ExamFile(landed, vendor, landed.path.name), reference)


def _exams(feed: Feed, file: ExamFile, reference: ReferenceStore) -> Iterator[_Step]:
    known = reference.load()
    batches = READERS[feed](file, known)
    for batch in doubted(batches, feed, known, file.landed.landed_at):
        yield _Step(batch.counts, batch.findings, batch.progress)


def _students(landed: Landed, reference: ReferenceStore) -> Iterator[_Step]:
    for batch in read_students(landed.path, reference.organizations(), landed.landed_at):
        yield _Step(batch.counts, batch.findings, batch.progress)


def _groups(landed: Landed, reference: ReferenceStore) -> Iterator[_Step]:
    context = GroupContext(
        reference.organizations(),
        reference.subjects(),
        VendorGrant.of_the_state(),
        landed.landed_at,
    )
    return _files(landed, lambda data: read_groups(data, context))


def _staff(landed: Landed, reference: ReferenceStore) -> Iterator[_Step]:
    context = StaffContext(reference.organizations(), VendorGrant.of_the_state())
    return _files(landed, lambda data: read_staff(data, context))


def _files(landed: Landed, read: Callable[[bytes], Parsed[T]]) -> Iterator[_Step]:
    for file in delivered_files(landed.path):
        if isinstance(file, Finding):
            yield _Step(_ONE_REFUSED, (file,), 1.0)
        else:
            parsed = read(file.data)
            yield _Step(parsed.counts, within(file.name, parsed.findings), file.share)


_OTHERS: Final[dict[Feed, Callable[[Landed, ReferenceStore], Iterator[_Step]]]] = {
    Feed.STUDENTS: _students,
    Feed.GROUPS: _groups,
    Feed.STAFF: _staff,
}


def _landed(path: Path, now: datetime) -> Landed:
    """A file of this machine as if it had just landed."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Landed(path, path.stat().st_size, digest, now)
