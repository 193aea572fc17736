"""Immutable S3 objects as files: ranged GETs behind a bounded cache of blocks.

A key's bytes never change, so nothing in the cache ever goes stale; the least recently used block
makes room for the next.
"""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Final

from fsspec import AbstractFileSystem

from cers.stores.ranged import RangedFile

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BLOCK_BYTES: Final = 256 * 1024
PROTOCOL: Final = "lake"

_Block = tuple[str, int]
_LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


class BlockCache:
    """Blocks of a bucket's objects, fetched when first needed, at most `capacity` bytes of them."""

    def __init__(self, s3: "S3Client", bucket: str, capacity: int) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._capacity = capacity
        self._held = 0
        self._blocks: OrderedDict[_Block, bytes] = OrderedDict()
        self._lock = Lock()

    def read(self, key: str, size: int, start: int, end: int) -> bytes:
        """The bytes from `start` up to `end` of an object that is `size` bytes long."""
        first, last = start // BLOCK_BYTES, max(start, end - 1) // BLOCK_BYTES
        blocks = self._wanted(key, size, first, last)
        joined = b"".join(blocks[index] for index in range(first, last + 1))
        offset = first * BLOCK_BYTES
        return joined[start - offset : end - offset]

    def _wanted(self, key: str, size: int, first: int, last: int) -> dict[int, bytes]:
        """The blocks; those that are missing come in one request, with any held between them."""
        held = self._held_blocks(key, first, last)
        missing = [index for index in range(first, last + 1) if index not in held]
        if not missing:
            return held
        fetched = self._fetch(key, size, missing[0], missing[-1])
        self._keep(key, fetched)
        return held | fetched

    def _held_blocks(self, key: str, first: int, last: int) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        with self._lock:
            for index in range(first, last + 1):
                block = self._blocks.get((key, index))
                if block is not None:
                    self._blocks.move_to_end((key, index))
                    found[index] = block
        return found

    def _fetch(self, key: str, size: int, first: int, last: int) -> dict[int, bytes]:
        start, end = first * BLOCK_BYTES, min((last + 1) * BLOCK_BYTES, size)
        answer = self._s3.get_object(Bucket=self._bucket, Key=key, Range=f"bytes={start}-{end - 1}")
        data = answer["Body"].read()
        return {
            first + number: data[offset : offset + BLOCK_BYTES]
            for number, offset in enumerate(range(0, len(data), BLOCK_BYTES))
        }

    def _keep(self, key: str, blocks: Mapping[int, bytes]) -> None:
        with self._lock:
            for index, block in blocks.items():
                self._held += len(block) - len(self._blocks.pop((key, index), b""))
                self._blocks[(key, index)] = block
            while self._held > self._capacity:
                _, dropped = self._blocks.popitem(last=False)
                self._held -= len(dropped)


class LakeFileSystem(AbstractFileSystem):  # type: ignore[misc]
    """The files a snapshot's manifest names, as `lake://<key>`: there are no others here."""

    protocol = PROTOCOL
    cachable = False

    def __init__(self, cache: BlockCache) -> None:
        super().__init__()
        self._cache = cache
        self._sizes: dict[str, int] = {}

    def admit(self, key: str, size: int) -> str:
        """Make an object readable; its address."""
        self._sizes[key] = size
        return f"{PROTOCOL}://{key}"

    def info(self, path: str, **_: object) -> dict[str, object]:
        """What DuckDB asks of a file before it reads it."""
        key = self._key(path)
        return {"name": key, "size": self._sizes[key], "type": "file"}

    def modified(self, path: str) -> datetime:
        """Always the same: nothing here ever changes."""
        self._key(path)
        return _LONG_AGO

    def glob(self, path: str, **_: object) -> list[str]:
        """The path itself: keys are not patterns."""
        return [path]

    def _open(self, path: str, mode: str = "rb", **_: object) -> RangedFile:
        if mode != "rb":
            raise PermissionError("the lake is read only")
        key = self._key(path)
        size = self._sizes[key]
        return RangedFile(size, lambda start, end: self._cache.read(key, size, start, end))

    def _key(self, path: str) -> str:
        key = path.removeprefix(f"{PROTOCOL}://")
        if key not in self._sizes:
            raise FileNotFoundError("no snapshot that was asked for names this file")
        return key
