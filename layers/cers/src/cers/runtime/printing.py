"""Wiring of the printing function."""

from functools import cache

from cers.reports.printed.pages import pages_of
from cers.runtime import clients
from cers.runtime.settings import PrintingSettings
from cers.steps.answer import utc_now
from cers.steps.printed_making import PrinterSources
from cers.steps.session import Rights
from cers.steps.sources import Sources
from cers.stores.access import AccessStore
from cers.stores.audit import AuditStore
from cers.stores.availability import AvailabilityStore
from cers.stores.export_files import ExportFiles
from cers.stores.printed_jobs import PrintedJobStore
from cers.stores.queues import PrintingQueue
from cers.stores.recent import RecentReference
from cers.stores.reference import ReferenceStore
from cers.stores.snapshot_engine import SnapshotEngine
from cers.stores.snapshots import SnapshotStore
from cers.stores.students import StudentSnapshots


class _Unreferenced:
    """On paper nothing stands for students in addresses: the function has no key for that."""

    def of(self, _: str) -> str:
        """Nothing."""
        return ""


@cache
def settings() -> PrintingSettings:
    """The settings of this process."""
    return PrintingSettings.load()


@cache
def sources() -> PrinterSources:
    """What this process makes printed reports from."""
    here, s3 = settings(), clients.s3()
    pointers, kept = clients.table(here.snapshots_table), clients.table(here.settings_table)
    reference = RecentReference(ReferenceStore(s3, here.lake_bucket, pointers))
    access = AccessStore(clients.table(here.access_table))
    engine = SnapshotEngine(
        s3,
        here.lake_bucket,
        SnapshotStore(s3, here.lake_bucket, pointers),
        students=StudentSnapshots(s3, here.lake_bucket, pointers),
    )
    return PrinterSources(
        jobs=PrintedJobStore(kept),
        files=ExportFiles(s3, here.exports_bucket),
        rights=Rights(
            tenant=here.tenant,
            access=access,
            availabilities=AvailabilityStore(kept, here.current_school_year),
            places=reference,
        ),
        reports=Sources(
            engine=engine,
            reference=reference,
            groups=access,
            audit=AuditStore(clients.table(here.audit_table)),
            references=_Unreferenced(),
        ),
        labels=reference,
        typeset=pages_of,
        made_up=here.made_up_data == "yes",
        now=utc_now,
    )


@cache
def queue() -> PrintingQueue:
    """The queue printed reports are asked for in."""
    return PrintingQueue(clients.sqs(), settings().printing_queue_url)
