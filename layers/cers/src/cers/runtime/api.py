"""What the API is made of, built once per process from its settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from time import sleep
from typing import TYPE_CHECKING, Any, Final, Self

import boto3
from botocore.config import Config

from cers.model.item_content import ItemViewer
from cers.model.tenant import Tenant
from cers.runtime.settings import tenant_of, variable
from cers.steps.access_token import Verifier
from cers.steps.aggregate import AggregateSources
from cers.steps.aggregate_rights import Grounds
from cers.steps.answer import utc_now
from cers.steps.availability import AvailabilitySources
from cers.steps.comparison_beyond import ComparisonSources
from cers.steps.comparison_counts import Counting
from cers.steps.deliveries import Desk
from cers.steps.exports import ExportSources
from cers.steps.group_import import ImportSources
from cers.steps.groups import GroupSources
from cers.steps.item_content import ItemSources
from cers.steps.links import LinkSources
from cers.steps.printed_reports import PrintedSources
from cers.steps.session import Rights
from cers.steps.sign_in import Door, Site
from cers.steps.sources import Sources
from cers.steps.staff_admin import StaffSources
from cers.steps.student_references import StudentReferences
from cers.steps.uploads import UploadDesk
from cers.stores.access import AccessStore
from cers.stores.athena_engine import AthenaEngine
from cers.stores.audit import AuditStore
from cers.stores.audit_log import AuditLog
from cers.stores.availability import AvailabilityStore
from cers.stores.comparison_counts import ComparisonCountStore
from cers.stores.delivery_list import DeliveryList
from cers.stores.engines import Engines
from cers.stores.export_files import ExportFiles
from cers.stores.export_jobs import ExportJobStore
from cers.stores.grants import GrantStore
from cers.stores.groups import GroupStore
from cers.stores.item_catalogue import ItemContentStore
from cers.stores.jwks import JwksStore
from cers.stores.ledger import Ledger
from cers.stores.links import LinkStore
from cers.stores.printed_jobs import PrintedJobStore
from cers.stores.queues import ExportsQueue, IngestQueue, PrintingQueue
from cers.stores.receipt_pages import ReceiptPages
from cers.stores.recent import RecentReference
from cers.stores.reference import ReferenceStore
from cers.stores.report_jobs import ReportJobStore
from cers.stores.secrets import SecretStore
from cers.stores.sign_in import TokenEndpoint
from cers.stores.snapshots import SnapshotStore
from cers.stores.staff import StaffStore
from cers.stores.students import StudentSnapshots
from cers.stores.upload_forms import UploadForms
from cers.stores.users import UserDirectory
from cers.stores.vendors import VendorStore
from cers.stores.viewed_students import ViewedStudents

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

_CONFIG: Final = Config(
    connect_timeout=2,
    read_timeout=8,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=32,
)
"""The gateway gives up after 29 seconds, and somebody is waiting: fail sooner than that."""


@dataclass(frozen=True, slots=True)
class ApiSettings:
    """What the API needs.

    Three addresses follow from others where their variables are not set, which only a local cloud
    does: `jwks_url` is the user pool's own, `token_url` and `sign_out_url` are managed login's.
    """

    lake_bucket: str
    landing_bucket: str
    receipts_bucket: str
    exports_bucket: str
    snapshots_table: str
    access_table: str
    settings_table: str
    audit_table: str
    deliveries_table: str
    ingest_queue_url: str
    exports_queue_url: str
    printing_queue_url: str
    user_pool_id: str
    statewide_vendor: str
    """Who may deliver every feed about every organization, unless the access table says less."""
    glue_database: str
    athena_workgroup: str
    user_pool_issuer: str
    user_pool_client_id: str
    sign_in_url: str
    """Managed login: where users sign in."""
    site_url: str
    """Where browsers find the site; empty until known, and then nobody can sign in."""
    invitations: str
    """`send` or `suppress`: whether Cognito writes to users whom a coordinator adds."""
    current_school_year: int
    """Summative results of this school year (its spring) and later ones are shut until released."""
    transfer_access: str
    """`yes` opens earlier results of students who have since moved to a school in scope."""
    admin_fields: str
    """The student fields that only those see who see whole organizations, by commas."""
    disabled_fields: str
    """The student fields that nobody sees, by commas."""
    student_references_secret: str
    """Where the secret lies that references of students are made with."""
    item_viewer_url: str
    """Where items are shown, with `{item_key}` in it; empty for the page's own viewer."""
    jwks_url: str
    token_url: str
    """What the addresses begin with where codes become tokens."""
    sign_out_url: str
    """Where users sign out of managed login; empty where there is nothing to sign out of."""

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings of this process.

        Raises:
            KeyError: a variable is not set; its name is the error's text.
        """
        variables = os.environ if environment is None else environment
        given: dict[str, Any] = {
            each.name: variables[variable(each.name)]
            for each in fields(cls)
            if each.name not in ("jwks_url", "token_url", "sign_out_url")
        }
        given["current_school_year"] = int(given["current_school_year"])
        own = f"{given['user_pool_issuer']}/.well-known/jwks.json"
        sign_in = given["sign_in_url"]
        return cls(
            **given,
            jwks_url=variables.get(variable("jwks_url")) or own,
            token_url=variables.get(variable("token_url"), f"{sign_in}/oauth2"),
            sign_out_url=variables.get(variable("sign_out_url"), f"{sign_in}/logout"),
        )

    @property
    def tenant(self) -> Tenant:
        """What the state decides for itself."""
        return tenant_of(
            self.current_school_year, self.transfer_access, self.admin_fields, self.disabled_fields
        )


class Services:
    """Everything the routes use; each part is built when it is first needed."""

    def __init__(self, settings: ApiSettings) -> None:
        self._settings = settings

    @cached_property
    def verifier(self) -> Verifier:
        """Who may come in."""
        settings = self._settings
        keys = JwksStore(settings.jwks_url)
        return Verifier(settings.user_pool_issuer, settings.user_pool_client_id, keys)

    @cached_property
    def door(self) -> Door:
        """Where users sign in, and sessions are renewed and ended."""
        settings = self._settings
        client_id = settings.user_pool_client_id
        site = Site(settings.site_url, client_id, settings.sign_in_url, settings.sign_out_url)
        return Door(site, self.verifier, TokenEndpoint(settings.token_url, client_id), utc_now)

    @cached_property
    def access(self) -> AccessStore:
        """Assignments and groups."""
        return AccessStore(self._access_table)

    @cached_property
    def groups(self) -> GroupSources:
        """Groups as people change them."""
        return GroupSources(GroupStore(self._access_table), self.sources)

    @cached_property
    def group_import(self) -> ImportSources:
        """Groups as files change them."""
        return ImportSources(self.groups, self.access)

    @cached_property
    def availability(self) -> AvailabilityStore:
        """What may be seen yet."""
        settings = self._settings
        return AvailabilityStore(_table(settings.settings_table), settings.current_school_year)

    @cached_property
    def availability_desk(self) -> AvailabilitySources:
        """Where it is said what may be seen."""
        return AvailabilitySources(self.availability, self.sources)

    @cached_property
    def staff(self) -> StaffSources:
        """Who holds which role, as coordinators keep it."""
        settings = self._settings
        cognito = boto3.client("cognito-idp", config=_CONFIG)
        invite = settings.invitations == "send"
        return StaffSources(
            grants=GrantStore(self._access_table),
            staff=StaffStore(self._access_table),
            users=UserDirectory(cognito, settings.user_pool_id, invite=invite),
            reference=self.reference,
            audit=self.audit,
            now=utc_now,
        )

    @cached_property
    def rights(self) -> Rights:
        """What decides on what a session opens."""
        return Rights(self._settings.tenant, self.access, self.availability, self.reference)

    @cached_property
    def reference(self) -> RecentReference:
        """The reference data."""
        return RecentReference(
            ReferenceStore(self._s3, self._settings.lake_bucket, self._snapshots)
        )

    @cached_property
    def audit(self) -> AuditStore:
        """Where views are recorded."""
        return AuditStore(_table(self._settings.audit_table))

    @cached_property
    def audit_log(self) -> AuditLog:
        """Where they are read again."""
        return AuditLog(_table(self._settings.audit_table))

    @cached_property
    def viewed_students(self) -> ViewedStudents:
        """Where it is read whom somebody looked at."""
        return ViewedStudents(_table(self._settings.audit_table))

    @cached_property
    def desk(self) -> Desk:
        """Where deliveries are looked up, and sent through again."""
        settings = self._settings
        deliveries = _table(settings.deliveries_table)
        return Desk(
            DeliveryList(deliveries),
            Ledger(deliveries),
            self._receipts,
            IngestQueue(boto3.client("sqs", config=_CONFIG), settings.ingest_queue_url),
            self.audit,
        )

    @cached_property
    def references(self) -> StudentReferences:
        """What stands for students in addresses."""
        client = boto3.client("secretsmanager", config=_CONFIG)
        return StudentReferences(SecretStore(client, self._settings.student_references_secret))

    @cached_property
    def uploads(self) -> UploadDesk:
        """Where uploads from a browser are prepared and looked up."""
        settings = self._settings
        return UploadDesk(
            UploadForms(self._signing_s3, settings.landing_bucket),
            VendorStore(self._access_table, {settings.statewide_vendor}),
            self._receipts,
            self.audit,
            utc_now,
        )

    @cached_property
    def sources(self) -> Sources:
        """What reports are made from."""
        # DuckDB costs a cold start some 100 ms: only the first report pays for it.
        from cers.stores.snapshot_engine import SnapshotEngine

        settings, s3 = self._settings, self._s3
        snapshots = SnapshotStore(s3, settings.lake_bucket, self._snapshots)
        students = StudentSnapshots(s3, settings.lake_bucket, self._snapshots)
        return Sources(
            engine=Engines(
                district=SnapshotEngine(s3, settings.lake_bucket, snapshots, students=students),
                wide=self._athena,
            ),
            reference=self.reference,
            groups=self.access,
            audit=self.audit,
            references=self.references,
        )

    @cached_property
    def report_jobs(self) -> ReportJobStore:
        """Aggregate reports and saved queries."""
        return ReportJobStore(_table(self._settings.settings_table))

    @cached_property
    def aggregates(self) -> AggregateSources:
        """What aggregate reports are made from."""
        return AggregateSources(
            grounds=Grounds(self.reference, self.availability),
            engine=self.sources.engine,
            runner=self._athena,
            jobs=self.report_jobs,
            audit=self.audit,
            now=utc_now,
        )

    @cached_property
    def comparisons(self) -> ComparisonSources:
        """What comparison rows are made from."""
        counts = ComparisonCountStore(_table(self._settings.settings_table))
        counting = Counting(self._athena, counts, now=utc_now, sleep=sleep)
        return ComparisonSources(self.sources, self.availability, counting)

    @cached_property
    def exports(self) -> ExportSources:
        """What exports are kept in, checked against and recorded."""
        settings = self._settings
        return ExportSources(
            jobs=ExportJobStore(_table(settings.settings_table)),
            files=ExportFiles(self._signing_s3, settings.exports_bucket),
            queue=ExportsQueue(boto3.client("sqs", config=_CONFIG), settings.exports_queue_url),
            reference=self.reference,
            audit=self.audit,
            now=utc_now,
        )

    @cached_property
    def printed_reports(self) -> PrintedSources:
        """What printed reports are kept in, checked against and recorded."""
        settings = self._settings
        return PrintedSources(
            jobs=PrintedJobStore(_table(settings.settings_table)),
            files=ExportFiles(self._signing_s3, settings.exports_bucket),
            queue=PrintingQueue(boto3.client("sqs", config=_CONFIG), settings.printing_queue_url),
            reports=self.sources,
            now=utc_now,
        )

    @cached_property
    def links(self) -> LinkSources:
        """What instructional links are kept in and checked against."""
        store = LinkStore(_table(self._settings.settings_table))
        return LinkSources(store, self.reference, self.audit)

    @cached_property
    def items(self) -> ItemSources:
        """What items look like, and where else they are shown."""
        contents = ItemContentStore(self._s3, self._settings.lake_bucket, self._snapshots)
        return ItemSources(self.reference, contents, ItemViewer(self._settings.item_viewer_url))

    @cached_property
    def _s3(self) -> "S3Client":
        return boto3.client("s3", config=_CONFIG)

    @cached_property
    def _signing_s3(self) -> "S3Client":
        """Signs by the one version that objects encrypted by a key of ours accept.

        The bucket is in the host, of this region: the page may connect to no other.
        """
        signing = Config(signature_version="s3v4", s3={"addressing_style": "virtual"})
        return boto3.client("s3", config=_CONFIG.merge(signing))

    @cached_property
    def _receipts(self) -> ReceiptPages:
        return ReceiptPages(self._signing_s3, self._settings.receipts_bucket)

    @cached_property
    def _athena(self) -> AthenaEngine:
        client = boto3.client("athena", config=_CONFIG)
        return AthenaEngine(client, self._settings.glue_database, self._settings.athena_workgroup)

    @cached_property
    def _access_table(self) -> "Table":
        return _table(self._settings.access_table)

    @cached_property
    def _snapshots(self) -> "Table":
        return _table(self._settings.snapshots_table)


def _table(name: str) -> "Table":
    return boto3.resource("dynamodb", config=_CONFIG).Table(name)
