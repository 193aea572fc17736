"""The landing bucket as a browser reaches it: forms to upload one file with, and what became of it.

A form is signed for one key. Objects are kept as the bucket says: versioned, and encrypted with
its own key, since a form that names no encryption gets the bucket's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.delivery import Delivery
from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_UPLOAD: Final = "cers-upload"
"""The object's metadata that says by which form it came."""

_ABSENT: Final = frozenset({"400", "403", "404", "NoSuchKey", "NoSuchVersion"})
"""Whoever may not list a bucket is told 403 of what is not there, and 400 of an odd version."""


@dataclass(frozen=True, slots=True)
class UploadForm:
    """Where a file is sent to, and the fields that are sent before it."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that landed, and when."""

    delivery: Delivery
    landed_at: datetime


class UploadForms:
    """Signs forms. Give it a client that signs by `s3v4` and names the bucket in the host."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    @property
    def bucket(self) -> str:
        """The bucket that everything is handed in at."""
        return self._bucket

    def form(self, key: str, most_bytes: int, upload_id: str, seconds: int) -> UploadForm:
        """A form by which one file of 1 to `most_bytes` can be put at `key`, and nothing else.

        Raises:
            UpstreamError: there are no credentials to sign it with just now.
        """
        fields = {"success_action_status": "201", f"x-amz-meta-{_UPLOAD}": upload_id}
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", 1, most_bytes])
        try:
            signed = self._s3.generate_presigned_post(
                self._bucket, key, Fields=fields, Conditions=conditions, ExpiresIn=seconds
            )
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("no upload can be prepared just now") from error
        return UploadForm(signed["url"], signed["fields"])

    def arrived(self, key: str, upload_id: str, version_id: str) -> Arrived | None:
        """What came by a form: this version, or the newest where none is named; None if none did.

        Raises:
            UpstreamError: it cannot be looked up just now.
        """
        version: dict[str, Any] = {"VersionId": version_id} if version_id else {}
        try:
            found = self._s3.head_object(Bucket=self._bucket, Key=key, **version)
        except ClientError as error:
            if error.response["Error"]["Code"] in _ABSENT:
                return None
            raise UpstreamError("uploads cannot be looked up just now") from error
        except BotoCoreError as error:
            raise UpstreamError("uploads cannot be looked up just now") from error
        if found["Metadata"].get(_UPLOAD) != upload_id:
            return None
        delivery = Delivery(self._bucket, key, found.get("VersionId", "null"))
        return Arrived(delivery, found["LastModified"])
