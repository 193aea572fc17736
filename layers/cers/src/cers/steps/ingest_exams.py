"""Ingest of exams: read, check, stage, and hand over to publish."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cers.feeds.batch import ExamBatch
from cers.feeds.exams import read_exams
from cers.feeds.exams.profiles import profile_of
from cers.feeds.wide.results import read_results
from cers.feeds.wide.scores import read_scores
from cers.lake.staging import StagingWriter
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt, status_of
from cers.model.reference import Missing, Reference
from cers.model.snapshot import StagedDelivery
from cers.model.vendor import VendorGrant
from cers.steps.answer import Answer, utc_now
from cers.steps.doubted_exams import doubted
from cers.steps.granted_exams import fingerprint_for, granted
from cers.steps.hand_over import hand_over, upload
from cers.steps.ingest_stores import IngestStores
from cers.steps.waiting import replay_if_arrived
from cers.stores.landing import Landed
from cers.stores.memory import Memory

TAKEN: Final = frozenset({DeliveryStatus.ACCEPTED, DeliveryStatus.PUBLISHED})
"""A delivery in one of these can answer for another one with the same bytes."""


@dataclass(frozen=True, slots=True)
class ExamFile:
    """A landed file with exams: its vendor, and its name after the feed."""

    landed: Landed
    vendor: str
    name: str


Reader = Callable[[ExamFile, Reference], Iterator[ExamBatch]]


def _read_exams(file: ExamFile, reference: Reference) -> Iterator[ExamBatch]:
    return read_exams(file.landed.path, reference, profile=profile_of(file.vendor))


def _read_results(file: ExamFile, reference: Reference) -> Iterator[ExamBatch]:
    return read_results(file.landed.path, reference, file.landed.digest)


def _read_scores(file: ExamFile, reference: Reference) -> Iterator[ExamBatch]:
    return read_scores(file.landed.path, reference, file.landed.digest, file.name)


READERS: Final[Mapping[Feed, Reader]] = {
    Feed.EXAMS: _read_exams,
    Feed.RESULTS: _read_results,
    Feed.SCORES: _read_scores,
}
"""How the deliveries of each feed of exams are read."""


def ingest_exams(
    delivery: Delivery,
    feed: Feed,
    landed: Landed,
    stores: IngestStores,
    answer: Answer,
    grant: VendorGrant,
    *,
    replay: bool,
) -> Receipt:
    """Stage every good exam of a delivery; the others are refused or wait, each with a finding."""
    reference = stores.reference.load()
    file = ExamFile(landed, delivery.vendor, delivery.key.split("/", 2)[-1])
    fingerprint = fingerprint_for(grant, reference, profile_of(delivery.vendor))
    if not replay:
        receipt = _repeat(delivery, landed, fingerprint, stores, answer)
        if receipt is not None:
            return receipt
    with StagingWriter(landed.path.parent / "staged") as writer:
        exams = granted(READERS[feed](file, reference), grant)
        doubtful = doubted(exams, feed, reference, landed.landed_at)
        counts, missing = _stage(doubtful, writer, answer)
        # Equal bytes checked against equal reference data stage equal files at equal keys.
        prefix = f"staged/exams/{landed.digest}/{fingerprint}"
        files = upload(writer.close(), prefix, stores)
    stores.ledger.wait(delivery.id, missing)
    datasets = [dataset.id for dataset in files]
    receipt = answer.close(
        status_of(counts, DeliveryStatus.ACCEPTED), message_of(counts), counts, datasets
    )
    place = place_of(delivery)
    memory = Memory(place, landed.digest, fingerprint, delivery.id, files)
    hand_over(_staged(memory, delivery, landed), stores)
    if is_memorable(counts):
        stores.ledger.remember([memory])
    replay_if_arrived(delivery, missing, stores)
    return receipt


def _repeat(
    delivery: Delivery,
    landed: Landed,
    fingerprint: str,
    stores: IngestStores,
    answer: Answer,
) -> Receipt | None:
    """The answer to bytes that were read before: what they staged lands anew, unread.

    Only if they would be read the same way, and nothing of them is in doubt: the reference data
    is the same, and the delivery they first came in was taken, not failed or waiting.
    """
    memory = stores.ledger.recall(place_of(delivery), landed.digest)
    if (
        memory is None
        or memory.files is None
        or memory.fingerprint != fingerprint
        or memory.delivery_id == delivery.id
    ):
        return None
    first = stores.ledger.find(memory.delivery_id)
    if first is None or first[1].status not in TAKEN:
        return None
    hand_over(_staged(memory, delivery, landed), stores)
    return answer.repeat(*first, repeated(first[1].name))


def _stage(
    batches: Iterable[ExamBatch], writer: StagingWriter, answer: Answer
) -> tuple[Counts, frozenset[Missing]]:
    counts = Counts()
    missing: frozenset[Missing] = frozenset()
    for batch in batches:
        writer.write(batch)
        answer.note(batch.findings)
        counts += batch.counts
        missing |= batch.missing
        answer.progress(batch.progress, counts)
    return counts, missing


def _staged(memory: Memory, delivery: Delivery, landed: Landed) -> list[StagedDelivery]:
    files = memory.files or {}
    return [
        StagedDelivery(dataset, delivery.id, landed.landed_at, each, staged_at=utc_now())
        for dataset, each in files.items()
    ]


def place_of(delivery: Delivery) -> str:
    """The vendor's feed, within which equal bytes are the same delivery made twice."""
    return f"{delivery.vendor}/{delivery.feed.value}"


def is_memorable(counts: Counts) -> bool:
    """Whether equal bytes may be answered without being read: some was taken and nothing waits."""
    return counts.accepted > 0 and counts.waiting == 0


def repeated(name: str) -> str:
    """What a duplicate is told; `name` is that of the file it repeats."""
    return f"The same bytes were accepted before, as {name}: nothing changes."


def message_of(counts: Counts) -> str:
    """What became of a delivery's exams, in a sentence."""
    parts = [f"{counts.accepted:,} of {counts.records:,} exams accepted"]
    if counts.rejected:
        parts.append(f"{counts.rejected:,} refused")
    if counts.waiting:
        parts.append(f"{counts.waiting:,} waiting for a school or assessment we do not know yet")
    if counts.skipped:
        parts.append(f"{counts.skipped:,} files skipped that are no exams")
    return "; ".join(parts) + "."
