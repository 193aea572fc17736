"""AWS clients, made once per process and passed in from here."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

_CONFIG = Config(retries={"mode": "adaptive", "max_attempts": 8}, max_pool_connections=32)


@cache
def s3() -> "S3Client":
    """The S3 client; objects on AWS are addressed by virtual host, elsewhere by path."""
    return boto3.client("s3", config=_CONFIG)


@cache
def sqs() -> "SQSClient":
    """The SQS client."""
    return boto3.client("sqs", config=_CONFIG)


@cache
def glue() -> "GlueClient":
    """The Glue client."""
    return boto3.client("glue", config=_CONFIG)


@cache
def cognito() -> "CognitoIdentityProviderClient":
    """The client of Cognito's user pools."""
    return boto3.client("cognito-idp", config=_CONFIG)


@cache
def table(name: str) -> "Table":
    """A DynamoDB table."""
    return boto3.resource("dynamodb", config=_CONFIG).Table(name)
