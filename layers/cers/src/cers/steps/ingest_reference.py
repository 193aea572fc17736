"""Ingest of reference data: subjects, assessments and organizations."""

from typing import Final

from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt
from cers.model.finding import Severity
from cers.model.rule import Rule
from cers.steps.answer import Answer
from cers.steps.ingest_stores import IngestStores
from cers.steps.reference import apply_reference
from cers.steps.reference_tables import refresh_reference_tables
from cers.steps.waiting import replay_if_arrived, replay_waiting
from cers.stores.landing import Landed

MAX_BYTES: Final = 16 << 20

TOO_LARGE: Final = Rule(
    "too-large", Severity.ERROR, "A file of reference data is larger than 16 MiB.", "all"
)
RULES: Final = (TOO_LARGE,)


def ingest_reference(
    delivery: Delivery, feed: Feed, landed: Landed, stores: IngestStores, answer: Answer
) -> Receipt:
    """Apply a reference file whole or not at all, then replay what waited for it."""
    if landed.size > MAX_BYTES:
        answer.note([TOO_LARGE.finding("Split the file into parts of at most 16 MiB.")])
        return answer.close(DeliveryStatus.REJECTED, "The file is too large.", Counts())
    outcome = apply_reference(feed, landed.path.read_bytes(), landed.landed_at, stores.reference)
    answer.note(outcome.findings)
    stores.ledger.wait(delivery.id, outcome.missing)
    if outcome.counts.accepted:
        refresh_reference_tables(stores.reference, stores.reference_catalog)
    receipt = answer.close(_status(outcome.counts), outcome.message, outcome.counts)
    replay_waiting(outcome.arrived, stores)
    replay_if_arrived(delivery, outcome.missing, stores)
    return receipt


def _status(counts: Counts) -> DeliveryStatus:
    if counts.accepted:
        return DeliveryStatus.PUBLISHED
    return DeliveryStatus.QUARANTINED if counts.waiting else DeliveryStatus.REJECTED
