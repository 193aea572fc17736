"""Ingest of reference data: subjects, assessments, organizations, accommodations, norms, items."""

from collections.abc import Iterator
from typing import Final

from cers.feeds.archive_rules import MIB, NO_FILES, SKIPPED_FILE
from cers.feeds.archives import Member, open_members
from cers.feeds.bundled import may_be_of
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt, status_of
from cers.model.finding import Finding
from cers.model.reference import Missing
from cers.steps.answer import Answer
from cers.steps.delivered_files import within
from cers.steps.ingest_stores import IngestStores
from cers.steps.notes import Notes
from cers.steps.reference import REFUSED, ReferenceOutcome, apply_reference
from cers.steps.reference_tables import refresh_reference_tables
from cers.steps.waiting import replay_if_arrived, replay_waiting
from cers.stores.landing import Landed
from cers.stores.reference import ReferenceStore

BATCH_FILES: Final = 500
BATCH_BYTES: Final = 32 * MIB

_ONE_REFUSED: Final = Counts(records=1, rejected=1)


def ingest_reference(
    delivery: Delivery, feed: Feed, landed: Landed, stores: IngestStores, answer: Answer
) -> Receipt:
    """Apply each file of a delivery whole or not at all, then replay what waited for it."""
    intake = Intake(feed, landed, stores.reference, answer)
    intake.take_all()
    stores.ledger.wait(delivery.id, intake.missing)
    if intake.counts.accepted:
        refresh_reference_tables(stores.reference, stores.reference_catalog)
    # Before the answer: once that is settled, nobody looks at this delivery again.
    replay_waiting(intake.arrived, stores)
    receipt = answer.close(
        status_of(intake.counts, DeliveryStatus.PUBLISHED), intake.message, intake.counts
    )
    replay_if_arrived(delivery, intake.missing, stores)
    return receipt


class Intake:
    """The files of one delivery, and what became of them so far."""

    def __init__(self, feed: Feed, landed: Landed, store: ReferenceStore, notes: Notes) -> None:
        self._feed = feed
        self._landed = landed
        self._store = store
        self._notes = notes
        self._message = REFUSED
        self._files = 0
        self._taken = 0
        self.counts = Counts()
        self.arrived: set[Missing] = set()
        self.missing: set[Missing] = set()

    @property
    def message(self) -> str:
        """What became of the delivery, in a sentence."""
        counts = self.counts
        if self._files == 1 or not (counts.accepted or counts.waiting):
            return self._message
        parts = [
            f"{counts.accepted:,} of {counts.records:,} definitions in {self._files:,} files "
            "taken over"
        ]
        if counts.rejected:
            parts.append(f"{counts.rejected:,} refused")
        if counts.waiting:
            parts.append(f"{counts.waiting:,} waiting for reference data we do not have yet")
        if counts.skipped:
            parts.append(f"{counts.skipped:,} skipped")
        return "; ".join(parts) + "."

    def take_all(self) -> None:
        """Take every file of the delivery, those that need others after them.

        Their order does not matter: a file that lacks what another one defines is tried again as
        long as others were taken meanwhile.
        """
        wanted: set[int] | None = None
        hope = True
        while wanted is None or wanted:
            before = self._taken
            wanted = self._pass(wanted, hope=hope)
            hope = self._taken > before
        if not self.counts.records:
            self._refuse(NO_FILES.finding("Is this the right feed? Deliver the files to theirs."))

    def _pass(self, wanted: set[int] | None, *, hope: bool) -> set[int]:
        """Take the wanted files, or all; while there is hope, returns those to try again."""
        later: set[int] = set()
        for batch in _batches(self._files_wanted(wanted)):
            data = [file.data for _, file in batch]
            outcomes = apply_reference(self._feed, data, self._landed.landed_at, self._store)
            for (number, file), outcome in zip(batch, outcomes, strict=True):
                if hope and outcome.hopeful:
                    later.add(number)
                else:
                    self._note(file.name, outcome)
            self._notes.progress(batch[-1][1].share, self.counts)
        return later

    def _files_wanted(self, wanted: set[int] | None) -> Iterator[tuple[int, Member]]:
        """The wanted files, or all of the feed; of all else there is a finding, the first time."""
        for number, entry in enumerate(open_members(self._landed.path)):
            if wanted is not None:
                if number in wanted and isinstance(entry, Member):
                    yield number, entry
            elif isinstance(entry, Finding):
                self._refuse(entry)
            elif entry.name and not may_be_of(self._feed, entry.name, entry.data):
                self._skip(entry.name)
            else:
                yield number, entry

    def _note(self, name: str, outcome: ReferenceOutcome) -> None:
        self._files += 1
        self._taken += outcome.counts.accepted > 0
        self._message = outcome.message
        self._notes.note(within(name, outcome.findings))
        self.counts += outcome.counts if outcome.counts.records else _ONE_REFUSED
        self.arrived |= outcome.arrived
        self.missing |= outcome.missing

    def _refuse(self, finding: Finding) -> None:
        self._files += 1
        self._notes.note([finding])
        self.counts += _ONE_REFUSED

    def _skip(self, name: str) -> None:
        message = f"The file is none of the {self._feed}: it was left aside."
        self._notes.note([SKIPPED_FILE.finding(message, name)])
        self.counts += Counts(skipped=1)


def _batches(files: Iterator[tuple[int, Member]]) -> Iterator[list[tuple[int, Member]]]:
    """The files in parts that fit into memory, each of which is written at once."""
    batch: list[tuple[int, Member]] = []
    size = 0
    for number, file in files:
        batch.append((number, file))
        size += len(file.data)
        if len(batch) >= BATCH_FILES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
