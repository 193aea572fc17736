"""Delivered files and bundles: their members, one by one, in bounded memory.

A delivery is a plain file, one file in gzip or zstd, or a zip, tar, tar.gz or tar.zst bundle; its
first bytes tell which, its name does not count. Faults are findings among the members: the good
members are delivered all the same. Nothing is ever written to disk, so a hostile name can do no
harm, yet it is refused.
"""

import gzip
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Final

import pyarrow as pa

from cers.feeds.archive_members import (
    GZIP_MAGIC,
    ZIP_MAGIC,
    ZSTD_MAGIC,
    StreamMember,
    is_foreign,
    is_tar,
    opened,
)
from cers.feeds.archive_rules import (
    DEFAULT_LIMITS,
    EMPTY_FILE,
    KIB,
    STREAM_LIMITS,
    UNSUPPORTED_ARCHIVE,
    Limits,
    too_large,
)
from cers.feeds.archive_streams import CHUNK_BYTES, DamagedError, Guarded, Section, Unpacked
from cers.feeds.archive_tar import tar_members
from cers.feeds.archive_zip import zip_members
from cers.model.finding import Finding

__all__ = ["DamagedError", "Member", "StreamMember", "open_members", "open_streams"]

_ZSTD_STEP: Final = 4 * KIB


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a delivery, read whole; see `StreamMember`."""

    name: str
    data: bytes
    share: float


def open_members(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member | Finding]:
    """The files of the delivery at `path`, and a finding for each thing that is wrong with it."""
    for entry in open_streams(path, limits):
        yield entry if isinstance(entry, Finding) else _whole(entry)


def _whole(member: StreamMember) -> Member | Finding:
    try:
        return Member(member.name, member.stream.read(), member.share())
    except DamagedError as error:
        return error.finding


def open_streams(path: Path, limits: Limits = STREAM_LIMITS) -> Iterator[StreamMember | Finding]:
    """The files of the delivery at `path` as streams, however large they are.

    A member has to be read before the next one is asked for; see `StreamMember`. What is wrong
    with the delivery is either yielded as a finding or raised while a member is read, never both.
    """
    size = path.stat().st_size
    if size == 0:
        yield EMPTY_FILE.finding("The file is empty: deliver it again with its content.")
        return
    with Guarded(FileIO(path), limits) as file:
        head = file.read(tarfile.BLOCKSIZE)
        file.seek(0)
        if head.startswith(ZIP_MAGIC):
            yield from zip_members(file, size, limits)
        elif is_foreign(head):
            yield UNSUPPORTED_ARCHIVE.finding(
                "Deliver a plain file, a gzip or zstd file, or a zip, tar, tar.gz or tar.zst "
                "bundle."
            )
        elif head.startswith((GZIP_MAGIC, ZSTD_MAGIC)) or is_tar(head):
            yield from _unpacked_members(_unpacker(file, head), file, size, limits)
        elif size > limits.member_bytes:
            yield too_large("", limits)
        else:
            yield opened("", Section("", file, size, file, limits), lambda: file.tell() / size)


def _unpacker(file: Guarded, head: bytes) -> Callable[[int], bytes]:
    """What gives the next bytes of what was packed, and all of them that are before damage.

    Of zstd, a few that are just before it are lost.
    """
    if head.startswith(GZIP_MAGIC):
        return gzip.GzipFile(fileobj=file, mode="rb").read1
    if head.startswith(ZSTD_MAGIC):
        zstd = pa.CompressedInputStream(file, "zstd")
        return lambda size: zstd.read(min(size, _ZSTD_STEP))
    return file.read


def _unpacked_members(
    read: Callable[[int], bytes], file: Guarded, size: int, limits: Limits
) -> Iterator[StreamMember | Finding]:
    """What is in a tar, or the one file that was packed by itself."""

    def share() -> float:
        return min(file.tell() / size, 1.0)

    unpacked = Unpacked(read, file, limits)
    stream = BufferedReader(unpacked, CHUNK_BYTES)
    try:
        head = stream.peek(tarfile.BLOCKSIZE)
    except DamagedError as error:
        yield error.finding
        return
    if is_tar(head):
        yield from tar_members(unpacked, stream, file, share, limits)
    else:
        yield opened("", Section("", stream, None, file, limits), share)
