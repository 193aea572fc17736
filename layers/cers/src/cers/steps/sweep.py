"""The sweep: finds what no event announced and what got stuck, and has datasets tidied."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cers.model.delivery import Delivery, DeliveryStatus
from cers.steps.answer import Clock, utc_now
from cers.steps.ingest_stores import IngestStores
from cers.stores.snapshots import SnapshotStore

GRACE: Final = timedelta(minutes=10)
"""Events and retries get this long before the sweep steps in."""

_UNFINISHED: Final = frozenset({DeliveryStatus.PROCESSING, DeliveryStatus.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep looked at and what it sent on."""

    seen: int = 0
    sent: int = 0


def sweep(
    landing_bucket: str, stores: IngestStores, *, clock: Clock = utc_now, grace: timedelta = GRACE
) -> Swept:
    """Compare landing with the ledger and send on every delivery that is unknown or stuck."""
    before = clock() - grace
    seen = sent = 0
    for delivery, landed_at in stores.landing.versions(landing_bucket):
        seen += 1
        if landed_at <= before and _needs_work(delivery, before, stores):
            stores.ingest_queue.send(delivery, replay=False)
            sent += 1
    return Swept(seen, sent)


def tidy(snapshots: SnapshotStore, stores: IngestStores) -> int:
    """Have every dataset's catalog pointed anew and its old files collected; their number."""
    datasets = snapshots.datasets()
    for dataset in datasets:
        stores.publish_queue.hint(dataset, tidy=True)
    return len(datasets)


def _needs_work(delivery: Delivery, before: datetime, stores: IngestStores) -> bool:
    known = stores.ledger.find(delivery.id)
    if known is None:
        return True
    receipt = known[1]
    return receipt.status in _UNFINISHED and receipt.updated_at <= before
