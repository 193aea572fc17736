"""Where the local AWS is, and clients for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

REGION: Final = "us-west-2"
ACCOUNT: Final = "123456789012"
"""The account moto plays."""

ENVIRONMENT: Final = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""What an SDK needs besides the endpoint; any credentials do."""


class LocalSession(boto3.Session):
    """A session whose clients and resources talk to the local AWS."""

    def __init__(self, endpoint_url: str) -> None:
        super().__init__("test", "test", region_name=REGION)
        self.endpoint_url = endpoint_url

    def client(self, service_name: Any, *args: Any, **kwargs: Any) -> Any:
        """As `boto3.Session.client`, at the local endpoint."""
        kwargs.setdefault("endpoint_url", self.endpoint_url)
        return super().client(service_name, *args, **kwargs)

    def resource(self, service_name: Any, *args: Any, **kwargs: Any) -> Any:
        """As `boto3.Session.resource`, at the local endpoint."""
        kwargs.setdefault("endpoint_url", self.endpoint_url)
        return super().resource(service_name, *args, **kwargs)


class Clients:
    """One client a service, made when first used."""

    def __init__(self, endpoint_url: str) -> None:
        self._session = LocalSession(endpoint_url)
        self._config = Config(
            retries={"total_max_attempts": 1, "mode": "standard"}, max_pool_connections=4
        )

    def _client(self, service: str) -> Any:
        return self._session.client(service, config=self._config)

    @cached_property
    def athena(self) -> AthenaClient:
        """Athena."""
        client: AthenaClient = self._client("athena")
        return client

    @cached_property
    def cognito(self) -> CognitoIdentityProviderClient:
        """Cognito user pools."""
        client: CognitoIdentityProviderClient = self._client("cognito-idp")
        return client

    @cached_property
    def dynamodb(self) -> DynamoDBClient:
        """DynamoDB."""
        client: DynamoDBClient = self._client("dynamodb")
        return client

    @cached_property
    def events(self) -> EventBridgeClient:
        """EventBridge."""
        client: EventBridgeClient = self._client("events")
        return client

    @cached_property
    def glue(self) -> GlueClient:
        """Glue."""
        client: GlueClient = self._client("glue")
        return client

    @cached_property
    def kms(self) -> KMSClient:
        """KMS."""
        client: KMSClient = self._client("kms")
        return client

    @cached_property
    def s3(self) -> S3Client:
        """S3."""
        client: S3Client = self._client("s3")
        return client

    @cached_property
    def secrets(self) -> Any:
        """Secrets Manager."""
        return self._client("secretsmanager")

    @cached_property
    def sqs(self) -> SQSClient:
        """SQS."""
        client: SQSClient = self._client("sqs")
        return client
