"""The lake bucket's files: fetched, read in part, put and listed."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from boto3.s3.transfer import TransferConfig

from cers.model.errors import NotFoundError, UpstreamError
from cers.model.snapshot import DataFile
from cers.stores.ranged import RangedFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_WORKERS: Final = 16
_CHUNK: Final = 1 << 20
_DELETE_KEYS: Final = 1000  # what DeleteObjects takes at once
_TRANSFER: Final = TransferConfig(multipart_threshold=64 << 20, multipart_chunksize=32 << 20)


@dataclass(frozen=True, slots=True)
class Listed:
    """One object of a listing."""

    key: str
    modified_at: datetime


class LakeFiles:
    """The files in the lake bucket. A key is written once and never changes."""

    def __init__(self, s3: "S3Client", bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def fetch(self, key: str, path: Path) -> None:
        """Copy an object to a local file.

        Raises:
            NotFoundError: there is no such object.
        """
        try:
            body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"]
        except self._s3.exceptions.NoSuchKey:
            raise NotFoundError(f"there is no object {key} in the lake") from None
        with path.open("wb") as file:
            for chunk in body.iter_chunks(_CHUNK):
                file.write(chunk)

    def fetch_all(self, wanted: Mapping[str, Path]) -> dict[str, NotFoundError]:
        """Copy many objects to local files; the keys that do not exist."""

        def attempt(key: str) -> NotFoundError | None:
            try:
                self.fetch(key, wanted[key])
            except NotFoundError as error:
                return error
            return None

        with ThreadPoolExecutor(_WORKERS) as pool:
            errors = zip(wanted, pool.map(attempt, wanted), strict=True)
            return {key: error for key, error in errors if error}

    def fetch_data(self, file: DataFile, path: Path) -> None:
        """Copy a published file, by parts at once where it is large, to a local one.

        Raises:
            UpstreamError: the object is not the bytes that the manifest names.
        """
        if file.bytes < _TRANSFER.multipart_threshold:
            self.fetch(file.key, path)
        else:
            self._s3.download_file(self._bucket, file.key, str(path), Config=_TRANSFER)
        if _sha256(path) != file.sha256:
            raise UpstreamError(f"object {file.key} is not what its manifest says")

    def open(self, file: DataFile) -> RangedFile:
        """A published file to read in parts: a ranged request for each part."""
        return RangedFile(file.bytes, lambda start, end: self._range(file.key, start, end))

    def _range(self, key: str, start: int, end: int) -> bytes:
        span = f"bytes={start}-{end - 1}"
        return self._s3.get_object(Bucket=self._bucket, Key=key, Range=span)["Body"].read()

    def put(self, path: Path, table: str, bucket: int, key: str, rows: int) -> DataFile:
        """Put a local file as a published one."""
        file = DataFile(table, bucket, key, rows, path.stat().st_size, _sha256(path))
        self._put(path, key)
        return file

    def put_staged(self, path: Path, key: str) -> None:
        """Put a local file as a staged one."""
        self._put(path, key)

    def put_all_staged(self, paths: Mapping[str, Path]) -> None:
        """Put local files, by their keys, as staged ones; several at once."""
        with ThreadPoolExecutor(_WORKERS) as pool:
            for _ in pool.map(lambda key: self._put(paths[key], key), paths):
                pass

    def _put(self, path: Path, key: str) -> None:
        """Put a local file, by parts at once where it is large."""
        if path.stat().st_size < _TRANSFER.multipart_threshold:
            # Most are small, and not worth the threads that a transfer starts.
            with path.open("rb") as body:
                self._s3.put_object(Bucket=self._bucket, Key=key, Body=body)
        else:
            self._s3.upload_file(str(path), self._bucket, key, Config=_TRANSFER)

    def listing(self, prefix: str) -> Iterator[Listed]:
        """Every object below a prefix."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        for page in pages:
            for each in page.get("Contents", []):
                yield Listed(each["Key"], each["LastModified"])

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects.

        Raises:
            UpstreamError: some could not be deleted.
        """
        left = list(keys)
        while left:
            some, left = left[:_DELETE_KEYS], left[_DELETE_KEYS:]
            answer = self._s3.delete_objects(
                Bucket=self._bucket,
                Delete={"Objects": [{"Key": key} for key in some], "Quiet": True},
            )
            if errors := answer.get("Errors"):
                raise UpstreamError(f"{len(errors)} objects of the lake could not be deleted")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
