"""Wiring of the publish function."""

from collections.abc import Callable, Sequence
from functools import cache, partial

from cers.model.dataset import Dataset
from cers.runtime import clients
from cers.runtime.settings import PublishSettings
from cers.steps.publication import PublicationDesk
from cers.steps.publish import PublishStores
from cers.stores.catalog import Catalog
from cers.stores.lake_files import LakeFiles
from cers.stores.ledger import Ledger
from cers.stores.pending import PendingStore
from cers.stores.queues import PublishQueue
from cers.stores.receipts import ReceiptStore
from cers.stores.snapshots import SnapshotStore


@cache
def settings() -> PublishSettings:
    """The settings of this process."""
    return PublishSettings.load()


@cache
def stores() -> PublishStores:
    """The stores of this process."""
    here = settings()
    return PublishStores(
        pending=PendingStore(clients.table(here.deliveries_table)),
        files=LakeFiles(clients.s3(), here.lake_bucket),
        snapshots=SnapshotStore(
            clients.s3(), here.lake_bucket, clients.table(here.snapshots_table)
        ),
        catalog=Catalog(clients.glue(), here.glue_database, here.lake_bucket),
    )


@cache
def queue() -> PublishQueue:
    """The queue hints come from, for what is left over."""
    return PublishQueue(clients.sqs(), settings().publish_queue_url)


def announcer(dataset: Dataset) -> Callable[[Sequence[str]], None]:
    """What tells the senders that a dataset has their deliveries in it."""
    return partial(desk().announce, dataset)


@cache
def desk() -> PublicationDesk:
    """What does all that follows a published snapshot."""
    here = settings()
    receipts = ReceiptStore(clients.s3(), here.receipts_bucket)
    return PublicationDesk(Ledger(clients.table(here.deliveries_table)), receipts)
