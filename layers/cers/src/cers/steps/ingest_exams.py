"""Ingest of exams: read, check, stage, and hand over to publish."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

from cers.feeds.batch import ExamBatch
from cers.feeds.exams import read_exams
from cers.lake.staging import StagedPart, StagingWriter
from cers.model.dataset import Dataset
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt
from cers.model.reference import Missing, Reference
from cers.model.snapshot import StagedDelivery, StagedFile
from cers.steps.answer import Answer
from cers.steps.ingest_stores import IngestStores
from cers.steps.waiting import replay_if_arrived
from cers.stores.landing import Landed

PATIENCE: Final = timedelta(minutes=10)
"""How long the first in line may wait before others send hints as well."""


READERS: Final[Mapping[Feed, Callable[[Path, Reference], Iterator[ExamBatch]]]] = {
    Feed.EXAMS: read_exams,
}
"""How the deliveries of each feed of exams are read."""


def ingest_exams(
    delivery: Delivery,
    feed: Feed,
    landed: Landed,
    stores: IngestStores,
    answer: Answer,
    *,
    replay: bool,
) -> Receipt:
    """Stage every good exam of a delivery; the others are refused or wait, each with a finding."""
    if not replay:
        receipt = _repeat(delivery, landed, stores, answer)
        if receipt is not None:
            return receipt
    reference = stores.reference.load()
    with StagingWriter(landed.path.parent / "staged") as writer:
        counts, missing = _stage(READERS[feed](landed.path, reference), writer, answer)
        staged = _upload(delivery, landed, reference, writer.close(), stores)
    stores.ledger.wait(delivery.id, missing)
    datasets = [each.dataset.id for each in staged]
    receipt = answer.close(_status(counts), _message(counts), counts, datasets)
    _hand_over(staged, stores)
    if counts.accepted == counts.records:
        stores.ledger.remember(landed.digest, staged)
    replay_if_arrived(delivery, missing, stores)
    return receipt


def _repeat(
    delivery: Delivery, landed: Landed, stores: IngestStores, answer: Answer
) -> Receipt | None:
    """The answer to bytes that were accepted before: their rows land anew, unread."""
    earlier = stores.ledger.recall(landed.digest, delivery.id, landed.landed_at)
    if earlier is None or earlier[0] == delivery.id:
        return None
    first = stores.ledger.find(earlier[0])
    if first is None:
        return None
    _hand_over(earlier[1], stores)
    message = f"The same bytes were accepted before, as {first[1].name}: nothing changes."
    return answer.close(DeliveryStatus.DUPLICATE, message, first[1].counts, first[1].datasets)


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


def _upload(
    delivery: Delivery,
    landed: Landed,
    reference: Reference,
    parts: Iterable[StagedPart],
    stores: IngestStores,
) -> list[StagedDelivery]:
    files: dict[Dataset, list[StagedFile]] = {}
    for part in parts:
        key = _staged_key(landed, reference, part.dataset, part.path)
        stores.lake.put_staged(part.path, key)
        files.setdefault(part.dataset, []).append(StagedFile(part.table, key, part.rows))
    return [
        StagedDelivery(dataset, delivery.id, landed.landed_at, tuple(files[dataset]))
        for dataset in sorted(files)
    ]


def _staged_key(landed: Landed, reference: Reference, dataset: Dataset, path: Path) -> str:
    """Equal bytes checked against equal reference data stage equal files at equal keys."""
    return f"staged/exams/{landed.digest}/{reference.fingerprint}/{dataset.id}/{path.name}"


def _hand_over(staged: Iterable[StagedDelivery], stores: IngestStores) -> None:
    for each in staged:
        stores.pending.add(each)
        [first] = stores.pending.of(each.dataset, 1) or [each]
        if first.delivery_id == each.delivery_id or _is_stuck(first, each):
            stores.publish_queue.hint(each.dataset)


def _is_stuck(first: StagedDelivery, new: StagedDelivery) -> bool:
    """Whether the first in line has waited so long that its hint may be lost.

    Only the first in line sends a hint: whoever comes while it waits is published with it, since
    publish goes on until nothing waits. A thousand single files are a few publications, then.
    """
    return first.landed_at < new.landed_at - PATIENCE


def _status(counts: Counts) -> DeliveryStatus:
    if counts.accepted:
        return DeliveryStatus.ACCEPTED
    return DeliveryStatus.QUARANTINED if counts.waiting else DeliveryStatus.REJECTED


def _message(counts: Counts) -> str:
    parts = [f"{counts.accepted:,} of {counts.records:,} exams accepted"]
    if counts.rejected:
        parts.append(f"{counts.rejected:,} refused")
    if counts.waiting:
        parts.append(f"{counts.waiting:,} waiting for a school or assessment we do not know yet")
    if counts.skipped:
        parts.append(f"{counts.skipped:,} files skipped that are no exams")
    return "; ".join(parts) + "."
