"""The exports bucket: files that are put there once, fetched by their owner, and soon deleted."""

from pathlib import Path
from typing import TYPE_CHECKING

from boto3.exceptions import S3UploadFailedError
from botocore.exceptions import BotoCoreError, ClientError

from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class ExportFiles:
    """Files of results, under names that say nothing.

    Addresses are signed by the client's own version of signatures: give it one with `s3v4`, which
    is all that objects encrypted by a key of ours accept.
    """

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def put(self, path: Path, key: str, content_type: str) -> None:
        """Put a local file, by parts where it is large.

        Raises:
            UpstreamError: it cannot be put just now.
        """
        more = {"ContentType": content_type}
        try:
            self._s3.upload_file(str(path), self._bucket, key, ExtraArgs=more)
        except (BotoCoreError, ClientError, S3UploadFailedError) as error:
            raise UpstreamError("the file cannot be written just now") from error

    def address(self, key: str, filename: str, seconds: int) -> str:
        """Where a file can be fetched from by anybody who knows it, for so many seconds.

        Raises:
            UpstreamError: there are no credentials to sign it with just now.
        """
        wanted = {
            "Bucket": self._bucket,
            "Key": key,
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
            "ResponseCacheControl": "no-store",
        }
        try:
            return self._s3.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("the file cannot be fetched just now") from error

    def delete(self, key: str) -> None:
        """Delete a file; nothing happens where there is none.

        Raises:
            UpstreamError: it cannot be deleted just now.
        """
        try:
            self._s3.delete_object(Bucket=self._bucket, Key=key)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("the file cannot be deleted just now") from error
