"""Wiring of the ingest and sweep functions."""

from collections.abc import Iterable
from functools import cache

from cers.model.delivery import Delivery
from cers.runtime import clients
from cers.runtime.events import IngestRequest
from cers.runtime.memory import collect_rarely
from cers.runtime.settings import IngestSettings
from cers.steps.ingest_stores import IngestStores
from cers.steps.people_stores import PeopleStores
from cers.steps.small_files import Work
from cers.steps.update_students import StudentStores
from cers.stores.access import AccessStore
from cers.stores.catalog import Catalog
from cers.stores.lake_files import LakeFiles
from cers.stores.landing import LandingStore
from cers.stores.ledger import Ledger
from cers.stores.pending import PendingStore
from cers.stores.queues import IngestQueue, PublishQueue
from cers.stores.receipts import ReceiptStore
from cers.stores.reference import ReferenceStore
from cers.stores.reference_catalog import ReferenceCatalog
from cers.stores.snapshots import SnapshotStore
from cers.stores.staff import StaffStore
from cers.stores.students import StudentCatalog, StudentSnapshots
from cers.stores.users import UserDirectory
from cers.stores.vendors import VendorStore


@cache
def settings() -> IngestSettings:
    """The settings of this process."""
    return IngestSettings.load()


@cache
def stores() -> IngestStores:
    """The stores of this process; what they cache outlives an invocation."""
    collect_rarely()
    here = settings()
    deliveries = clients.table(here.deliveries_table)
    return IngestStores(
        landing=LandingStore(clients.s3()),
        ledger=Ledger(deliveries),
        receipts=ReceiptStore(clients.s3(), here.receipts_bucket),
        reference=ReferenceStore(
            clients.s3(), here.lake_bucket, clients.table(here.snapshots_table)
        ),
        reference_catalog=ReferenceCatalog(clients.glue(), here.glue_database),
        lake=LakeFiles(clients.s3(), here.lake_bucket),
        pending=PendingStore(deliveries),
        ingest_queue=IngestQueue(clients.sqs(), here.ingest_queue_url),
        publish_queue=PublishQueue(clients.sqs(), here.publish_queue_url),
        snapshots=snapshots(),
        students=_students(here),
        people=_people(here),
    )


def _students(here: IngestSettings) -> StudentStores:
    catalog = Catalog(clients.glue(), here.glue_database, here.lake_bucket)
    return StudentStores(
        StudentSnapshots(clients.s3(), here.lake_bucket, clients.table(here.snapshots_table)),
        StudentCatalog(catalog),
        LakeFiles(clients.s3(), here.lake_bucket),
        here.student_buckets,
    )


def _people(here: IngestSettings) -> PeopleStores:
    table = clients.table(here.access_table)
    invite = here.invitations == "send"
    return PeopleStores(
        AccessStore(table),
        StaffStore(table),
        UserDirectory(clients.cognito(), here.user_pool_id, invite=invite),
        VendorStore(table, {here.statewide_vendor}),
        here.most_revoked_percent,
    )


@cache
def snapshots() -> SnapshotStore:
    """Which datasets there are."""
    here = settings()
    return SnapshotStore(clients.s3(), here.lake_bucket, clients.table(here.snapshots_table))


def delivery_of(request: IngestRequest) -> Delivery | None:
    """The object version a request is about; None if it is not in the landing bucket."""
    if request.bucket != settings().landing_bucket:
        return None
    if request.version_id:
        return request.delivery()
    version = stores().landing.current_version(request.bucket, request.key)
    return Delivery(request.bucket, request.key, version)


def work_of(requests: Iterable[IngestRequest | None]) -> list[Work]:
    """What requests ask for, of those that name an object version in the landing bucket."""
    return [
        Work(request.delivery(), request.replay, request.size)
        for request in requests
        if request and request.version_id and request.bucket == settings().landing_bucket
    ]
