"""Wiring of the exports function."""

from functools import cache

from cers.runtime import clients
from cers.runtime.settings import ExportsSettings
from cers.steps.answer import utc_now
from cers.steps.exports_making import MakerSources
from cers.steps.session import Rights
from cers.stores.access import AccessStore
from cers.stores.audit import AuditStore
from cers.stores.availability import AvailabilityStore
from cers.stores.export_files import ExportFiles
from cers.stores.export_jobs import ExportJobStore
from cers.stores.queues import ExportsQueue
from cers.stores.recent import RecentReference
from cers.stores.reference import ReferenceStore
from cers.stores.snapshot_engine import SnapshotEngine
from cers.stores.snapshots import SnapshotStore
from cers.stores.students import StudentSnapshots


@cache
def settings() -> ExportsSettings:
    """The settings of this process."""
    return ExportsSettings.load()


@cache
def sources() -> MakerSources:
    """What this process makes exports from."""
    here, s3 = settings(), clients.s3()
    pointers, kept = clients.table(here.snapshots_table), clients.table(here.settings_table)
    reference = RecentReference(ReferenceStore(s3, here.lake_bucket, pointers))
    return MakerSources(
        jobs=ExportJobStore(kept),
        files=ExportFiles(s3, here.exports_bucket),
        rights=Rights(
            tenant=here.tenant,
            access=AccessStore(clients.table(here.access_table)),
            availabilities=AvailabilityStore(kept, here.current_school_year),
            places=reference,
        ),
        engine=SnapshotEngine(
            s3,
            here.lake_bucket,
            SnapshotStore(s3, here.lake_bucket, pointers),
            students=StudentSnapshots(s3, here.lake_bucket, pointers),
        ),
        reference=reference,
        audit=AuditStore(clients.table(here.audit_table)),
        now=utc_now,
    )


@cache
def queue() -> ExportsQueue:
    """The queue exports are asked for in."""
    return ExportsQueue(clients.sqs(), settings().exports_queue_url)
