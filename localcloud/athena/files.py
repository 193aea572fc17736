"""The objects of the local S3, as files DuckDB reads without a detour over HTTP."""

from __future__ import annotations

import io
import threading
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import IO, Any, Final, cast
from urllib.parse import urlsplit

import pyarrow.parquet as pq
from fsspec import AbstractFileSystem
from moto.s3.models import FakeKey, s3_backends
from pyarrow.lib import ArrowInvalid

from localcloud.athena.errors import DATA_ERROR, QueryError, ScanLimitError
from localcloud.aws import ACCOUNT

SCHEME: Final = "lake"


@dataclass(frozen=True)
class StoredObject:
    """One object's current version."""

    uri: str
    key: FakeKey

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return int(self.key.size)

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Names and Arrow types of its Parquet columns."""
        try:
            return _columns(self.uri, self.key.etag, self)
        except ArrowInvalid:
            raise QueryError(
                f"HIVE_BAD_DATA: {self.uri} is no Parquet file", type=DATA_ERROR
            ) from None

    def read(self, start: int, length: int) -> bytes:
        """A range of its bytes."""
        with self.key.lock:
            self.key._value_buffer.seek(start)
            data: bytes = self.key._value_buffer.read(length)
            return data

    def __hash__(self) -> int:
        return hash(self.uri)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredObject) and other.uri == self.uri


@lru_cache(maxsize=4096)
def _columns(_uri: str, _etag: str, stored: StoredObject) -> tuple[tuple[str, str], ...]:
    schema = pq.read_schema(cast(IO[bytes], ObjectFile(stored)))
    return tuple((field.name.lower(), str(field.type)) for field in schema)


def forget_footers() -> None:
    """Empties the cache of what files hold."""
    _columns.cache_clear()


class ObjectFile(io.RawIOBase):
    """An object opened for reading; the meter is told of every range read."""

    def __init__(self, stored: StoredObject, meter: ScanMeter | None = None) -> None:
        self._stored = stored
        self._meter = meter
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        wanted = self._stored.size - self._position if size is None or size < 0 else size
        data = self._stored.read(self._position, wanted)
        if self._meter is not None:
            self._meter.count(self._stored, self._position, len(data))
        self._position += len(data)
        return data

    def readinto(self, buffer: Any) -> int:
        """As `read`, into a buffer."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Moves to a position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._stored.size}
        self._position = base[whence] + offset
        return self._position

    def tell(self) -> int:
        """The position."""
        return self._position

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True


class ScanMeter:
    """Counts the data a query reads: column data, not the footers that are looked at to plan."""

    def __init__(self, limit: int | None) -> None:
        self.scanned = 0
        self.exceeded = False
        self._limit = limit
        self._lock = threading.Lock()

    def count(self, stored: StoredObject, start: int, length: int) -> None:
        """One range was read.

        Raises:
            ScanLimitError: the query has read more than it may.
        """
        if start + length >= stored.size:  # the footer; column data never reaches the end
            return
        with self._lock:
            self.scanned += length
            if self._limit is not None and self.scanned > self._limit:
                self.exceeded = True
                raise ScanLimitError


class LakeFiles(AbstractFileSystem):  # type: ignore[misc]
    """What a query may open: paths made up for it, each standing for an object."""

    protocol = SCHEME
    cachable = False

    def __init__(self, meter: ScanMeter) -> None:
        super().__init__()
        self._meter = meter
        self._objects: dict[str, StoredObject] = {}

    def add(self, path: str, stored: StoredObject) -> None:
        """Lets the query open an object by a path."""
        self._objects[path] = stored

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return path

    def open(self, path: str, mode: str = "rb", **_: Any) -> ObjectFile:
        """The object behind a path."""
        if mode != "rb":
            raise PermissionError(path)
        return ObjectFile(self._find(path), self._meter)

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        """Its size."""
        return {"name": path, "size": self._find(path).size, "type": "file"}

    def glob(self, path: str, **_: Any) -> list[str]:
        """The path itself: nothing is searched for."""
        return [path] if path in self._objects else []

    def exists(self, path: str, **_: Any) -> bool:
        """Whether the query may open it."""
        return path in self._objects

    def isfile(self, path: str) -> bool:
        """As `exists`: there are no folders."""
        return path in self._objects

    def modified(self, _path: str) -> datetime:
        """A constant: objects do not change while a query runs."""
        return datetime(2000, 1, 1, tzinfo=UTC)

    def _find(self, path: str) -> StoredObject:
        try:
            return self._objects[path]
        except KeyError:
            raise FileNotFoundError(path) from None


class Listing:
    """Lists buckets once for a query."""

    def __init__(self) -> None:
        self._keys: dict[str, list[str]] = {}

    def below(self, location: str) -> Iterator[StoredObject]:
        """The visible, non-empty objects below an `s3://` location."""
        parts = urlsplit(location)
        if parts.scheme not in ("s3", "s3a", "s3n"):
            raise QueryError(f"INVALID_TABLE_PROPERTY: not an S3 location: {location}")
        prefix = parts.path.lstrip("/")
        prefix = prefix if not prefix or prefix.endswith("/") else f"{prefix}/"
        bucket = s3_backends[ACCOUNT]["aws"].buckets.get(parts.netloc)
        if bucket is None:
            raise QueryError(f"INVALID_TABLE_PROPERTY: no bucket {parts.netloc}")
        if parts.netloc not in self._keys:
            self._keys[parts.netloc] = sorted(bucket.keys)
        keys = self._keys[parts.netloc]
        for name in keys[bisect_left(keys, prefix) :]:
            if not name.startswith(prefix):
                break
            stored = bucket.keys.get(name)
            hidden = name.rsplit("/", 1)[-1].startswith(("_", "."))
            if isinstance(stored, FakeKey) and stored.size and not hidden:
                yield StoredObject(f"s3://{parts.netloc}/{name}", stored)
