"""What the API is made of, built once per process from its settings."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

import boto3
from botocore.config import Config

from cers.runtime.settings import variable
from cers.steps.access_token import Verifier
from cers.steps.report import Sources
from cers.stores.access import AccessStore
from cers.stores.athena_engine import AthenaEngine
from cers.stores.audit import AuditStore
from cers.stores.engines import Engines
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
    glue_database: str
    athena_workgroup: str
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
        given = {
            each.name: variables[variable(each.name)]
            for each in fields(cls)
            if each.name != "jwks_url"
        }
        own = f"{given['user_pool_issuer']}/.well-known/jwks.json"
        return cls(**given, jwks_url=variables.get(variable("jwks_url")) or own)


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

        settings, s3, table = self._settings, self._s3, self._snapshots
        snapshots = SnapshotStore(s3, settings.lake_bucket, table)
        return Sources(
            engine=Engines(
                district=SnapshotEngine(s3, settings.lake_bucket, snapshots),
                wide=self._athena,
            ),
            reference=RecentReference(ReferenceStore(s3, settings.lake_bucket, table)),
            audit=AuditStore(_table(settings.audit_table)),
        )

    @cached_property
    def _s3(self) -> "S3Client":
        return boto3.client("s3", config=_CONFIG)

    @cached_property
    def _athena(self) -> AthenaEngine:
        client = boto3.client("athena", config=_CONFIG)
        return AthenaEngine(client, self._settings.glue_database, self._settings.athena_workgroup)

    @cached_property
    def _snapshots(self) -> "Table":
        return _table(self._settings.snapshots_table)


def _table(name: str) -> "Table":
    return boto3.resource("dynamodb", config=_CONFIG).Table(name)
