"""The members of a delivery, and what their first bytes say of how they are packed."""

import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BufferedReader
from typing import BinaryIO, Final

from cers.feeds.archive_rules import nested, shown
from cers.feeds.archive_streams import CHUNK_BYTES, DamagedError, Section
from cers.model.finding import Finding

_OTHER_MAGIC: Final = (
    b"BZh",
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"PK\x07\x08",
    b"\x04\x22\x4d\x18",
    b"\x1f\x9d",
)
"""How files packed by bzip2, xz, 7-Zip, RAR, split zip, lz4 and compress begin."""

ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_MAGIC: Final = b"\x1f\x8b"
ZSTD_MAGIC: Final = b"\x28\xb5\x2f\xfd"
_ALL_MAGIC: Final = (*ZIP_MAGIC, GZIP_MAGIC, ZSTD_MAGIC, *_OTHER_MAGIC)


@dataclass(frozen=True, slots=True)
class StreamMember:
    """One file of a delivery; `name` is empty where the delivery is that one file.

    `stream` gives its bytes once, forward, and only until the next member is asked for. Reading
    raises `DamagedError` where the delivery turns out to be damaged or to expand too far; what a
    checksum covers is only sure once the stream was read to its end. `share()` says how much of
    the delivery has been read, from 0 to 1.
    """

    name: str
    stream: BinaryIO
    share: Callable[[], float]


def opened(
    name: str, section: Section, share: Callable[[], float], size: int = CHUNK_BYTES
) -> StreamMember | Finding:
    """A section as a member, unless it is a bundle itself; `size` is what it is known to have."""
    buffered = max(tarfile.BLOCKSIZE, min(size, CHUNK_BYTES))
    stream = BufferedReader(section, buffered)
    try:
        head = stream.peek(tarfile.BLOCKSIZE)[: tarfile.BLOCKSIZE]
    except DamagedError as error:
        return error.finding
    if not head.startswith(b"<") and (head.startswith(_ALL_MAGIC) or is_tar(head)):
        return nested(name)
    return StreamMember(shown(name), stream, share)


def is_tar(head: bytes) -> bool:
    """Whether a file that begins so is a tar."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def is_foreign(head: bytes) -> bool:
    """Whether a file that begins so is packed in a way we do not read."""
    return head.startswith(_OTHER_MAGIC)
