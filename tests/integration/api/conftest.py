"""The API on moto: a published world, its users, and the keys their tokens are signed with."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    ReportKind,
    Slice,
    Statement,
)
from cers.stores.access import AccessStore
from cers.stores.availability import AvailabilityStore, Changed
from cers.stores.reference import ReferenceStore
from cers.stores.snapshots import SnapshotStore
from chalicelib.endpoint import services
from localcloud.patches import athena, dynamodb
from localcloud.patches.patch import applied
from tests.support import tokens
from tests.support.api import ApiClient
from tests.support.catalog import make_catalog
from tests.support.cloud import create_table
from tests.support.references import TEXT
from tests.support.tokens import key_server
from tests.support.world import LONG_AGO, World, assessments, organizations, subjects

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

LAKE = "cers-lake"
SECRET = "cers-student-references"
RESULTS = "cers-athena-results"
REGION = "us-west-2"

USERS = {
    "state": ("STATE_USER", "state", "CA"),
    "lea": ("LEA_CAASPP_COORDINATOR", "district", "D1"),
    "elpac-lea": ("LEA_ELPAC_COORDINATOR", "district", "D2"),
    "site": ("SITE_CAASPP_COORDINATOR", "school", "S1"),
    "elpac-site": ("SITE_ELPAC_COORDINATOR", "school", "S3"),
    "teacher": ("TEST_ADMINISTRATOR", "school", "S1"),
    "no-groups": ("TEST_ADMINISTRATOR", "school", "S1"),
}
"""User -> role, kind of organization, organization."""

MATH_STUDENTS = frozenset({"S1-001", "S1-002", "S1-003", "S1-004", "S2-001"})
ANY_STUDENTS = frozenset({"S1-004", "S1-005"})


class Api:
    """The published world and ways into it."""

    def __init__(
        self, world: World, access: AccessStore, audit: "Table", settings: "Table"
    ) -> None:
        self.world = world
        self.access = access
        self.audit = audit
        self.settings = settings

    def client(self, username: str) -> ApiClient:
        """A user's requests under their only assignment."""
        role, _, _ = USERS[username]
        token = tokens.token(tokens.claims(username, role))
        return ApiClient(token, self.access.assignments(username)[0].id)


@pytest.fixture(scope="module")
def made_world() -> World:
    """What is published; a module may have another one."""
    return World.make()


@pytest.fixture(scope="module")
def api(made_world: World) -> Iterator[Api]:
    with (
        pytest.MonkeyPatch.context() as patch,
        # Plain moto copies a whole table for each transaction, of which every view makes one.
        applied([*athena.patches(), *dynamodb.patches()]),
        mock_aws(),
        key_server() as keys,
    ):
        for name, value in _environment(keys).items():
            patch.setenv(name, value)
        services.cache_clear()
        yield _published(made_world)
        services.cache_clear()


def _environment(keys: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "CERS_LAKE_BUCKET": LAKE,
        "CERS_LANDING_BUCKET": "cers-landing",
        "CERS_RECEIPTS_BUCKET": "cers-receipts",
        "CERS_EXPORTS_BUCKET": "cers-exports",
        "CERS_SNAPSHOTS_TABLE": "cers-snapshots",
        "CERS_ACCESS_TABLE": "cers-access",
        "CERS_SETTINGS_TABLE": "cers-settings",
        "CERS_AUDIT_TABLE": "cers-audit",
        "CERS_DELIVERIES_TABLE": "cers-deliveries",
        "CERS_INGEST_QUEUE_URL": "https://queue.example/ingest",
        "CERS_EXPORTS_QUEUE_URL": "https://queue.example/exports",
        "CERS_PRINTING_QUEUE_URL": "https://queue.example/printing",
        "CERS_USER_POOL_ID": "us-west-2_test",
        "CERS_STATEWIDE_VENDOR": "ets",
        "CERS_INVITATIONS": "suppress",
        "CERS_CURRENT_SCHOOL_YEAR": "2026",
        "CERS_TRANSFER_ACCESS": "no",
        "CERS_ADMIN_FIELDS": "gender,iep,section_504,military_connected",
        "CERS_DISABLED_FIELDS": "english_learner,economic_disadvantage",
        "CERS_STUDENT_REFERENCES_SECRET": SECRET,
        "CERS_ITEM_VIEWER_URL": "",
        "CERS_GLUE_DATABASE": "cers",
        "CERS_ATHENA_WORKGROUP": "cers",
        "CERS_USER_POOL_ISSUER": tokens.ISSUER,
        "CERS_USER_POOL_CLIENT_ID": tokens.CLIENT,
        "CERS_SIGN_IN_URL": "https://sign-in.example.com",
        "CERS_SITE_URL": "https://cers.example.org",
        "CERS_JWKS_URL": keys,
    }


def _published(world: World) -> Api:
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=LAKE, CreateBucketConfiguration={"LocationConstraint": REGION})
    snapshots, access, audit, settings = (
        create_table(f"cers-{name}") for name in ("snapshots", "access", "audit", "settings")
    )
    release(settings)
    manifests = world.publish(s3, LAKE)
    for manifest in manifests:
        SnapshotStore(s3, LAKE, snapshots).commit(manifest, "")
    for bucket in (RESULTS, "cers-receipts", "cers-exports", "cers-landing"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    create_table("cers-deliveries")
    secrets = boto3.client("secretsmanager", region_name=REGION)
    secrets.create_secret(Name=SECRET, SecretString=TEXT)
    make_catalog(LAKE, RESULTS, manifests)
    reference = ReferenceStore(s3, LAKE, snapshots)
    reference.update_subjects(lambda _: subjects())
    reference.update_assessments(lambda _: assessments())
    reference.update_organizations(lambda _: organizations())
    return Api(world, _staffed(AccessStore(access)), audit, settings)


def release(settings: "Table") -> None:
    """Release every summative result of the current year to everybody entitled."""
    said = Statement(Availability.RELEASED, LONG_AGO)
    slices = (
        Slice(2026, subject, kind, EVERY_DISTRICT) for subject in subjects() for kind in ReportKind
    )
    AvailabilityStore(settings, 2026).put(Changed(each, said, "test") for each in slices)


def release_everything(api: Api) -> None:
    """Undo what a test said of results, in the store and in the running application."""
    for item in api.settings.scan()["Items"]:
        if str(item["pk"]).startswith("AVAILABILITY#"):
            api.settings.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
    release(api.settings)
    services.cache_clear()


def _staffed(access: AccessStore) -> AccessStore:
    for username, (role, kind, organization) in USERS.items():
        access.assign(username, role, kind, organization, f"Name of {organization}")
    access.put_group("g1", "Math 5", "S1", 2026, "Math", MATH_STUDENTS, ["Teacher"])
    access.put_group("g2", "All", "S1", 2026, None, ANY_STUDENTS, ["teacher", "state"])
    access.put_group("g3", "Foreign", "S2", 2026, None, {"S2-002"}, ["teacher"])
    access.put_group("g4", "Others", "S1", 2026, None, {"S1-009"}, ["somebody"])
    return access
