"""What the API is made of, built once per process from its settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

import boto3
from botocore.config import Config

from cers.runtime.settings import variable
from cers.steps.access_token import Verifier
from cers.steps.report import Sources
from cers.stores.access import AccessStore
from cers.stores.audit import AuditStore
from cers.stores.jwks import JwksStore
from cers.stores.recent import RecentReference
from cers.stores.reference import ReferenceStore
from cers.stores.snapshots import SnapshotStore

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
    """What the API needs. `jwks_url` is the user pool's own where the variable is not set."""

    lake_bucket: str
    snapshots_table: str
    access_table: str
    audit_table: str
    user_pool_issuer: str
    user_pool_client_id: str
    jwks_url: str

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None) -> Self:
        """The settings of this process.

        Raises:
            KeyError: a variable is not set; its name is the error's text.
        """
        variables = os.environ if environment is None else environment
        issuer = variables[variable("user_pool_issuer")]
        return cls(
            lake_bucket=variables[variable("lake_bucket")],
            snapshots_table=variables[variable("snapshots_table")],
            access_table=variables[variable("access_table")],
            audit_table=variables[variable("audit_table")],
            user_pool_issuer=issuer,
            user_pool_client_id=variables[variable("user_pool_client_id")],
            jwks_url=variables.get(variable("jwks_url")) or f"{issuer}/.well-known/jwks.json",
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
    def access(self) -> AccessStore:
        """Assignments and groups."""
        return AccessStore(_table(self._settings.access_table))

    @cached_property
    def sources(self) -> Sources:
        """What reports are made from."""
        # DuckDB costs a cold start some 100 ms: only the first report pays for it.
        from cers.stores.snapshot_engine import SnapshotEngine

        s3, bucket, table = self._s3, self._settings.lake_bucket, self._snapshots
        return Sources(
            engine=SnapshotEngine(s3, bucket, SnapshotStore(s3, bucket, table)),
            reference=RecentReference(ReferenceStore(s3, bucket, table)),
            audit=AuditStore(_table(self._settings.audit_table)),
        )

    @cached_property
    def _s3(self) -> "S3Client":
        return boto3.client("s3", config=_CONFIG)

    @cached_property
    def _snapshots(self) -> "Table":
        return _table(self._settings.snapshots_table)


def _table(name: str) -> "Table":
    return boto3.resource("dynamodb", config=_CONFIG).Table(name)
