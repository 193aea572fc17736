"""Ingest of student registrations: read, check, and merge into the students."""

from pathlib import Path
from typing import Any, Final

from cers.feeds.students import StudentBatch, read_students
from cers.feeds.students.places import Places
from cers.feeds.students.rules import MAX_FINDINGS, TWO_SCHOOLS
from cers.lake.runs import Runs
from cers.lake.student_files import with_delivery
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt, status_of
from cers.model.reference import Missing
from cers.model.tables import STUDENT_REGISTRATIONS
from cers.steps.answer import Answer, utc_now
from cers.steps.ingest_stores import IngestStores
from cers.steps.update_students import StudentUpdate, bucket_count, update_students
from cers.steps.waiting import registration_at, replay_if_arrived, replay_waiting
from cers.stores.landing import Landed

READING: Final = 0.6
"""The share of the work that is done once everything is read; merging is the rest."""


def ingest_students(
    delivery: Delivery, landed: Landed, stores: IngestStores, answer: Answer
) -> Receipt:
    """Take every good row of a delivery over; the others are refused or wait, with findings."""
    directory = landed.path.parent / "registrations"
    reading = _Reading(delivery, landed, directory, bucket_count(stores.students))
    for batch in read_students(landed.path, stores.reference.organizations(), landed.landed_at):
        reading.take(batch)
        answer.note(batch.findings)
        answer.progress(READING * batch.progress, reading.counts)
    reading.runs.close()
    counts, missing = reading.counts, reading.missing
    update = update_students(
        reading.runs,
        delivery.id,
        stores.students,
        lambda share: answer.progress(READING + (1 - READING) * share, counts),
        utc_now,
    )
    _note_ambiguous(update, reading.places, answer)
    stores.ledger.wait(delivery.id, missing)
    # Before the answer: once that is settled, nobody looks at this delivery again.
    replay_waiting(map(registration_at, reading.schools), stores)
    receipt = answer.close(
        status_of(counts, DeliveryStatus.PUBLISHED), _message(counts, update), counts
    )
    replay_if_arrived(delivery, missing, stores)
    return receipt


class _Reading:
    """The rows of a delivery, on disk and sorted for the merge, and what is known of them all."""

    def __init__(self, delivery: Delivery, landed: Landed, directory: Path, buckets: int) -> None:
        directory.mkdir()
        self._delivery_id = delivery.id
        self._landed_at = landed.landed_at
        self.runs = Runs(directory, buckets, column="student_id")
        self.places = Places()
        self.counts = Counts()
        self.missing: set[Missing] = set()
        self.schools: set[str] = set()
        """The schools that students are registered in."""

    def take(self, batch: StudentBatch) -> None:
        """Take the next rows."""
        rows = with_delivery(batch.rows, self._landed_at, self._delivery_id)
        self.runs.add(STUDENT_REGISTRATIONS, rows)
        self.places.add(batch)
        self.counts += batch.counts
        self.missing |= batch.missing
        schools: Any = batch.rows["school_id"].drop_null().unique()
        self.schools.update(schools.to_pylist())


def _note_ambiguous(update: StudentUpdate, places: Places, answer: Answer) -> None:
    message = "The student stands above in another school for the same day: correct one of them."
    answer.note(
        TWO_SCHOOLS.finding(message, places.where(number))
        for number in update.ambiguous[:MAX_FINDINGS]
    )


def _message(counts: Counts, update: StudentUpdate) -> str:
    parts = [f"Students updated: {update.changed:,} of {counts.records:,} rows"]
    if counts.accepted:
        parts.append(f"{counts.accepted:,} accepted")
    if counts.rejected:
        parts.append(f"{counts.rejected:,} refused")
    if counts.waiting:
        parts.append(f"{counts.waiting:,} waiting for a school we do not know yet")
    if counts.skipped:
        parts.append(f"{counts.skipped:,} left aside as deleted")
    return "; ".join(parts) + "."
