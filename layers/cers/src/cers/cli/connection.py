"""Where the command finds the buckets, on AWS or on this machine."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import boto3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LOCAL_ENDPOINT = "http://127.0.0.1:4566"
LOCAL_REGION = "us-west-2"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Connection:
    """The S3 client and the names the command works with."""

    s3: "S3Client"
    landing_bucket: str
    receipts_bucket: str
    vendor: str


def connect(
    endpoint_url: str | None, landing_bucket: str, receipts_bucket: str, vendor: str
) -> Connection:
    """Connect with the caller's own credentials; the local cloud takes any."""
    url = endpoint_url or os.environ.get("AWS_ENDPOINT_URL")
    is_local = bool(url) and urlsplit(url).hostname in _LOOPBACK
    # No search for credentials on this machine's network where none are needed.
    session = boto3.Session("local", "local") if is_local else boto3.Session()
    region = session.region_name or LOCAL_REGION
    s3 = session.client("s3", endpoint_url=url, region_name=region)
    return Connection(s3, landing_bucket, receipts_bucket, vendor)
