"""The landing bucket: where vendors drop files, and the source of truth."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cers.model.delivery import Delivery
from cers.model.errors import NotFoundError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

CHUNK_BYTES = 1 << 20
_GONE = {"NoSuchKey", "NoSuchVersion", "404", "MethodNotAllowed"}
_NO_LONGER = "the delivered object version no longer exists"


@dataclass(frozen=True, slots=True)
class Landed:
    """A delivery on local disk: its bytes, their SHA-256 and when it landed."""

    path: Path
    size: int
    digest: str
    landed_at: datetime


@dataclass(frozen=True, slots=True)
class SmallFile:
    """A delivery in memory: its bytes, their SHA-256 and when it landed."""

    data: bytes
    digest: str
    landed_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An object version of a listing: `size` in bytes, and when it landed."""

    delivery: Delivery
    size: int
    landed_at: datetime


class LandingStore:
    """Reads object versions; nothing is ever written or deleted here."""

    def __init__(self, s3: "S3Client") -> None:
        self._s3 = s3

    def fetch(self, delivery: Delivery, directory: Path) -> Landed:
        """Copy exactly this version to `directory`, in bounded memory.

        Raises:
            NotFoundError: the version no longer exists.
        """
        response = self._get(delivery)
        path = directory / "delivery"
        digest = hashlib.sha256()
        with path.open("wb") as file:
            for chunk in response["Body"].iter_chunks(CHUNK_BYTES):
                digest.update(chunk)
                file.write(chunk)
        return Landed(path, path.stat().st_size, digest.hexdigest(), response["LastModified"])

    def read(self, delivery: Delivery, most: int) -> SmallFile | None:
        """Exactly this version, in memory; None if it has more than `most` bytes.

        Raises:
            NotFoundError: the version no longer exists.
        """
        response = self._get(delivery)
        with closing(response["Body"]) as body:
            if response["ContentLength"] > most:
                return None
            data = body.read()
        return SmallFile(data, hashlib.sha256(data).hexdigest(), response["LastModified"])

    def _get(self, delivery: Delivery) -> "GetObjectOutputTypeDef":
        try:
            return self._s3.get_object(
                Bucket=delivery.bucket, Key=delivery.key, VersionId=delivery.version_id
            )
        except ClientError as error:
            if _is_gone(error):
                raise NotFoundError(_NO_LONGER) from error
            raise

    def landed_at(self, delivery: Delivery) -> datetime:
        """When this version landed; nothing of it is fetched.

        Raises:
            NotFoundError: the version no longer exists.
        """
        try:
            return self._s3.head_object(
                Bucket=delivery.bucket, Key=delivery.key, VersionId=delivery.version_id
            )["LastModified"]
        except ClientError as error:
            if _is_gone(error):
                raise NotFoundError(_NO_LONGER) from error
            raise

    def current_version(self, bucket: str, key: str) -> str:
        """The version id of the newest version of a key.

        Raises:
            NotFoundError: there is no such object.
        """
        try:
            return self._s3.head_object(Bucket=bucket, Key=key).get("VersionId", "null")
        except ClientError as error:
            if _is_gone(error):
                raise NotFoundError(_NO_LONGER) from error
            raise

    def versions(self, bucket: str) -> Iterator[Listed]:
        """Every object version of the bucket."""
        pages = self._s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
        for page in pages:
            for version in page.get("Versions", ()):
                if not version["Key"].endswith("/"):
                    delivery = Delivery(bucket, version["Key"], version["VersionId"])
                    yield Listed(delivery, version["Size"], version["LastModified"])


def _is_gone(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in _GONE
