"""The receipts bucket, read piece by piece."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.delivery import Delivery
from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PIECE_BYTES: Final = 1 << 18
"""So much of a file of findings is read at once."""

_NONE: Final = {"NoSuchKey", "NoSuchVersion", "404", "InvalidRange"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of one version of a file, from `start` on; whether they are its last."""

    data: bytes
    start: int
    version_id: str
    is_last: bool


class ReceiptPages:
    """Reads what is too long to be read at once.

    Addresses are signed by the client's own version of signatures: give it one with `s3v4`, which
    is all that objects encrypted by a key of ours accept.
    """

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def vendors(self) -> list[str]:
        """Everybody who was ever given a receipt."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Delimiter="/", Prefix=""
        )
        try:
            prefixes = [each["Prefix"] for page in pages for each in page.get("CommonPrefixes", ())]
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("vendors cannot be listed just now") from error
        return [prefix.removesuffix("/") for prefix in prefixes]

    def address(self, delivery: Delivery, filename: str, seconds: int) -> str:
        """Where all findings of a delivery can be fetched from as CSV, for so many seconds.

        Raises:
            UpstreamError: there are no credentials to sign it with just now.
        """
        wanted = {
            "Bucket": self._bucket,
            "Key": delivery.findings_key,
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
            "ResponseCacheControl": "no-store",
        }
        try:
            return self._s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("the findings cannot be fetched just now") from error

    def findings(self, delivery: Delivery, start: int, version_id: str) -> Piece | None:
        """A piece of a delivery's findings; of the newest version, where none is named.

        None where there are none: no file, no such version any more, or nothing at `start`.
        """
        arguments: dict[str, Any] = {"VersionId": version_id} if version_id else {}
        try:
            response = self._s3.get_object(
                Bucket=self._bucket,
                Key=delivery.findings_key,
                Range=f"bytes={start}-{start + PIECE_BYTES - 1}",
                **arguments,
            )
            data = response["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in _NONE:
                return None
            raise UpstreamError("findings cannot be read just now") from error
        except BotoCoreError as error:
            raise UpstreamError("findings cannot be read just now") from error
        size = int(response["ContentRange"].rpartition("/")[2])
        version = response.get("VersionId", "")
        return Piece(data, start, version, is_last=start + len(data) >= size)
