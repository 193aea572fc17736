"""What ingest reads and writes."""

from dataclasses import dataclass

from cers.steps.people_stores import PeopleStores
from cers.steps.update_students import StudentStores
from cers.stores.lake_files import LakeFiles
from cers.stores.landing import LandingStore
from cers.stores.ledger import Ledger
from cers.stores.pending import PendingStore
from cers.stores.queues import IngestQueue, PublishQueue
from cers.stores.receipts import ReceiptStore
from cers.stores.reference import ReferenceStore
from cers.stores.reference_catalog import ReferenceCatalog
from cers.stores.snapshots import SnapshotStore


@dataclass(frozen=True, slots=True)
class IngestStores:
    """Every store of the ingest steps."""

    landing: LandingStore
    ledger: Ledger
    receipts: ReceiptStore
    reference: ReferenceStore
    reference_catalog: ReferenceCatalog
    lake: LakeFiles
    pending: PendingStore
    ingest_queue: IngestQueue
    publish_queue: PublishQueue
    snapshots: SnapshotStore
    students: StudentStores
    people: PeopleStores
