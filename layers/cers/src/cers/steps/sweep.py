"""The sweep: finds what no event announced and what got stuck, and has datasets tidied."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.steps.answer import Clock, utc_now
from cers.steps.ingest_stores import IngestStores
from cers.steps.waiting import replay_postponed
from cers.stores.landing import Listed
from cers.stores.snapshots import SnapshotStore

GRACE: Final = timedelta(minutes=10)
"""Events and retries get this long before the sweep steps in."""

_BATCH: Final = 1000
"""Deliveries that are looked up at a time."""

_UNFINISHED: Final = frozenset({DeliveryStatus.PROCESSING, DeliveryStatus.ACCEPTED})


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep looked at and what it sent on."""

    seen: int = 0
    sent: int = 0


def sweep(
    landing_bucket: str, stores: IngestStores, *, clock: Clock = utc_now, grace: timedelta = GRACE
) -> Swept:
    """Compare landing with the ledger and send on every delivery that is unknown or stuck.

    So are those that wait for reference data of which a part has arrived.
    """
    before = clock() - grace
    seen = sent = 0
    for some in _batches(stores.landing.versions(landing_bucket)):
        seen += len(some)
        old = [each.delivery for each in some if each.landed_at <= before]
        known = stores.ledger.find_many(each.id for each in old)
        found = [each for each in old if _needs_work(known.get(each.id), before)]
        sent += stores.ingest_queue.send_all(found, replay=False)
    return Swept(seen, sent + replay_postponed(stores))


def _batches(listed: Iterable[Listed]) -> Iterator[list[Listed]]:
    every = iter(listed)
    while some := list(islice(every, _BATCH)):
        yield some


def tidy(snapshots: SnapshotStore, stores: IngestStores) -> int:
    """Have every dataset's catalog pointed anew and its old files collected; their number."""
    datasets = snapshots.datasets()
    for dataset in datasets:
        stores.publish_queue.hint(dataset, tidy=True)
    return len(datasets)


def _needs_work(known: tuple[Delivery, Receipt] | None, before: datetime) -> bool:
    if known is None:
        return True
    receipt = known[1]
    return receipt.status in _UNFINISHED and receipt.updated_at <= before
