"""Ingest and publish on moto: land a file, work the queues, read what became of it."""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3

from cers.model.delivery import Delivery, Receipt
from cers.model.reference import Reference
from cers.model.roles import ROLES
from cers.model.subject import Subject
from cers.model.tables import REFERENCE_TABLES, STUDENT_PARTITIONS, STUDENTS
from cers.runtime.events import ingest_request, publish_request
from cers.steps.ingest import ingest
from cers.steps.ingest_stores import IngestStores
from cers.steps.ingest_together import ingest_together
from cers.steps.people_stores import PeopleStores
from cers.steps.publication import PublicationDesk
from cers.steps.publish import PublishOptions, PublishStores, publish
from cers.steps.reference_merge import merge_assessments, merge_organizations, merge_subject
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
from tests.support.cloud import DATABASE, LAKE, REGION, Cloud, create_table
from tests.support.people import one_at_a_time

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_sqs import SQSClient

LANDING = "cers-landing"
RECEIPTS = "cers-receipts"


@dataclass
class World:
    """All of ingest and publish, made within mock_aws."""

    cloud: Cloud = field(default_factory=Cloud)
    student_buckets: int = 1
    landed: list[Delivery] = field(default_factory=list)

    def __post_init__(self) -> None:
        s3 = self.cloud.s3
        for bucket in (LANDING, RECEIPTS):
            s3.create_bucket(
                Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
            )
        s3.put_bucket_versioning(Bucket=LANDING, VersioningConfiguration={"Status": "Enabled"})
        self.sqs: SQSClient = boto3.client("sqs", region_name=REGION)
        self.ingest_url = self.sqs.create_queue(QueueName="cers-ingest")["QueueUrl"]
        self.publish_url = self.sqs.create_queue(
            QueueName="cers-publish.fifo", Attributes={"FifoQueue": "true"}
        )["QueueUrl"]
        for table in REFERENCE_TABLES:
            storage = {"Location": f"s3://{LAKE}/reference/tables/{table.name}/", "Columns": []}
            self.cloud.glue.create_table(
                DatabaseName=DATABASE,
                TableInput={"Name": table.name, "StorageDescriptor": storage},  # type: ignore[typeddict-item]
            )
        self._create_students_table()
        dynamodb = boto3.resource("dynamodb", region_name=REGION)
        snapshots = dynamodb.Table("cers-snapshots")
        deliveries = dynamodb.Table("cers-deliveries")
        self.publish_stores: PublishStores = self.cloud.stores()
        self.stores = IngestStores(
            landing=LandingStore(s3),
            ledger=Ledger(deliveries),
            receipts=ReceiptStore(s3, RECEIPTS),
            reference=ReferenceStore(s3, LAKE, dynamodb.Table("cers-snapshots")),
            reference_catalog=ReferenceCatalog(self.cloud.glue, DATABASE),
            lake=LakeFiles(s3, LAKE),
            pending=PendingStore(deliveries),
            ingest_queue=IngestQueue(self.sqs, self.ingest_url),
            publish_queue=PublishQueue(self.sqs, self.publish_url),
            snapshots=SnapshotStore(s3, LAKE, snapshots),
            students=StudentStores(
                StudentSnapshots(s3, LAKE, snapshots),
                StudentCatalog(Catalog(self.cloud.glue, DATABASE, LAKE)),
                LakeFiles(s3, LAKE),
                self.student_buckets,
            ),
            people=self._people(),
        )

    def _people(self) -> PeopleStores:
        self.access_table = create_table("cers-access")
        self.cognito: CognitoIdentityProviderClient = boto3.client(
            "cognito-idp", region_name=REGION
        )
        self.pool_id = self.cognito.create_user_pool(
            PoolName="cers",
            AliasAttributes=["email"],
            UsernameConfiguration={"CaseSensitive": False},
        )["UserPool"]["Id"]
        one_at_a_time(self.access_table.meta.client, self.cognito)
        for role in ROLES:
            self.cognito.create_group(UserPoolId=self.pool_id, GroupName=role)
        return PeopleStores(
            AccessStore(self.access_table),
            StaffStore(self.access_table),
            UserDirectory(self.cognito, self.pool_id, invite=False),
            VendorStore(self.access_table, {"ets"}),
            most_revoked_percent=30,
        )

    def _create_students_table(self) -> None:
        keys = [{"Name": column.name, "Type": column.type} for column in STUDENT_PARTITIONS]
        storage = {"Location": f"s3://{LAKE}/published/{STUDENTS.name}/", "Columns": []}
        table: Any = {
            "Name": STUDENTS.name,
            "PartitionKeys": keys,
            "StorageDescriptor": storage,
        }
        self.cloud.glue.create_table(DatabaseName=DATABASE, TableInput=table)

    def know(self, reference: Reference) -> None:
        """Have reference data."""
        store = self.stores.reference
        for subject in reference.subjects.values():
            store.update_subjects(partial(_with_subject, subject))
        store.update_assessments(
            lambda known: merge_assessments(known, reference.assessments).value
        )
        store.update_organizations(
            lambda known: merge_organizations(known, reference.organizations).value
        )

    def land(self, key: str, data: bytes) -> Delivery:
        """Land a file, as a vendor does."""
        version = self.cloud.s3.put_object(Bucket=LANDING, Key=key, Body=data)["VersionId"]
        self.landed.append(Delivery(LANDING, key, version))
        return self.landed[-1]

    def deliver(self, key: str, data: bytes) -> Receipt:
        """Land a file, process it and whatever follows from it; its receipt at the end."""
        delivery = self.land(key, data)
        self.process(Work(delivery))
        self.work()
        return self.receipt(delivery)

    def process_one(self, delivery: Delivery, *, replay: bool = False) -> None:
        """Process one delivery."""
        self.process(Work(delivery, replay))

    def process(self, *work: Work) -> None:
        """Process deliveries as the ingest function does with the messages of a batch."""
        together = ingest_together(work, self.stores)
        for each in work:
            if each.delivery.id in together:
                together.result(each.delivery.id)
            else:
                ingest(each.delivery, self.stores, replay=each.replay)

    def work(self) -> None:
        """Process what waits in the queues until both are empty."""
        while self._work_once():
            pass

    def receipt(self, delivery: Delivery) -> Receipt:
        """The receipt a vendor reads."""
        receipt = self.stores.receipts.get(delivery)
        assert receipt is not None, "there is no receipt"
        return receipt

    def findings(self, delivery: Delivery) -> list[dict[str, str]]:
        """The findings a vendor reads."""
        return list(csv.DictReader(io.StringIO(self.stores.receipts.findings(delivery))))

    def everything_a_vendor_reads(self) -> str:
        """The text of every object in the receipts bucket."""
        s3 = self.cloud.s3
        keys = [each["Key"] for each in s3.list_objects_v2(Bucket=RECEIPTS).get("Contents", [])]
        bodies = [s3.get_object(Bucket=RECEIPTS, Key=key)["Body"].read().decode() for key in keys]
        return "\n".join([*keys, *bodies])

    def _work_once(self) -> bool:
        work = []
        for body in self._take(self.ingest_url):
            request = ingest_request(body)
            assert request is not None, json.dumps(body)
            work.append(Work(request.delivery(), request.replay, request.size))
        self.process(*work)
        busy = bool(work)
        for body in self._take(self.publish_url):
            dataset = publish_request(body).dataset
            desk = PublicationDesk(self.stores.ledger, self.stores.receipts)
            options = PublishOptions(on_results=desk.welcome)
            publish(dataset, self.publish_stores, partial(desk.announce, dataset), options)
            busy = True
        return busy

    def _take(self, url: str) -> list[str]:
        messages = self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)
        for message in messages.get("Messages", []):
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in messages.get("Messages", [])]


def _with_subject(subject: Subject, known: Mapping[str, Subject]) -> Mapping[str, Subject]:
    return merge_subject(known, subject).value
