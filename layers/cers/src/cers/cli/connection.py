"""Where the command finds the buckets, the ledger and the queue, on AWS or on this machine."""

import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

LOCAL_ENDPOINT = "http://127.0.0.1:4566"
LOCAL_REGION = "us-west-2"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class Connection:
    """The names the command works with; clients, and so credentials, are only had at need."""

    landing_bucket: str
    receipts_bucket: str
    vendor: str
    session: boto3.Session
    region: str
    endpoint_url: str | None = None

    @cached_property
    def s3(self) -> "S3Client":
        """The client for buckets."""
        return self.session.client("s3", endpoint_url=self.endpoint_url, region_name=self.region)

    def sqs(self) -> "SQSClient":
        """The client for queues."""
        return self.session.client("sqs", endpoint_url=self.endpoint_url, region_name=self.region)

    def table(self, name: str) -> "Table":
        """A DynamoDB table."""
        resource = self.session.resource(
            "dynamodb", endpoint_url=self.endpoint_url, region_name=self.region
        )
        return resource.Table(name)


def connect(
    endpoint_url: str | None, landing_bucket: str, receipts_bucket: str, vendor: str
) -> Connection:
    """Connect with the caller's own credentials; the local cloud takes any."""
    url = endpoint_url or os.environ.get("AWS_ENDPOINT_URL")
    is_local = bool(url) and urlsplit(url).hostname in _LOOPBACK
    # No search for credentials on this machine's network where none are needed.
    session = boto3.Session("local", "local") if is_local else boto3.Session()
    region = session.region_name or LOCAL_REGION
    return Connection(landing_bucket, receipts_bucket, vendor, session, region, url)
