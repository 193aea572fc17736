"""Delivered files and bundles: their members, one by one, in bounded memory.

A delivery is a plain file, one file in gzip, or a zip, tar or tar.gz bundle; its first bytes tell
which, its name does not count. Faults are findings among the members: the good members are
delivered all the same. Nothing is ever written to disk, so a hostile name can do no harm, yet it
is refused.
"""

import gzip
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final

from cers.feeds.archive_rules import (
    CORRUPT_ARCHIVE,
    DEFAULT_LIMITS,
    EMPTY_FILE,
    ENCRYPTED_MEMBER,
    KIB,
    UNSUPPORTED_ARCHIVE,
    Limits,
    bomb,
    is_ignored,
    name_fault,
    nested,
    not_a_file,
    shown,
    too_large,
    too_many,
)
from cers.feeds.archive_streams import Forward, Guarded, RefusedError
from cers.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a delivery; `name` is empty where the delivery is that one file.

    `share` says how much of the delivery has been read, from 0 to 1.
    """

    name: str
    data: bytes
    share: float


_ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
_GZIP_MAGIC: Final = b"\x1f\x8b"
_OTHER_MAGIC: Final = (
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"PK\x07\x08",
)
_ALL_MAGIC: Final = (*_ZIP_MAGIC, _GZIP_MAGIC, *_OTHER_MAGIC)
_CORRUPT: Final = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
    NotImplementedError,
    RecursionError,
)
"""What the standard readers raise on damaged input."""

_END_OF_TAR: Final = bytes(tarfile.BLOCKSIZE)


def open_members(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member | Finding]:
    """The files of the delivery at `path`, and a finding for each thing that is wrong with it."""
    size = path.stat().st_size
    if size == 0:
        yield EMPTY_FILE.finding("The file is empty: deliver it again with its content.")
        return
    with Guarded(FileIO(path), limits) as file:
        head = file.read(tarfile.BLOCKSIZE)
        file.seek(0)
        if head.startswith(_ZIP_MAGIC):
            yield from _zip_members(file, limits)
        elif head.startswith(_GZIP_MAGIC):
            yield from _gzip_members(file, size, limits)
        elif _is_tar(head):
            yield from _tar_members(Forward(file, file, limits), file, size, limits)
        elif head.startswith(_OTHER_MAGIC):
            yield UNSUPPORTED_ARCHIVE.finding(
                "Deliver a plain file, or a zip, tar or tar.gz bundle."
            )
        else:
            yield _plain_member(file, size, limits)


def _plain_member(file: BinaryIO, size: int, limits: Limits) -> Member | Finding:
    if size > limits.member_bytes:
        return too_large("", limits)
    return Member("", file.read(size), 1.0)


def _gzip_members(file: BinaryIO, size: int, limits: Limits) -> Iterator[Member | Finding]:
    with gzip.GzipFile(fileobj=file, mode="rb") as stream:
        try:
            head = stream.peek(tarfile.BLOCKSIZE)[: tarfile.BLOCKSIZE]
            if not _is_tar(head):
                yield _gzipped_member(Forward(stream, file, limits), limits)
                return
        except RefusedError as refusal:
            yield refusal.finding
            return
        except _CORRUPT:
            yield CORRUPT_ARCHIVE.finding("The gzip file is damaged or cut short: send it again.")
            return
        yield from _tar_members(Forward(stream, file, limits), file, size, limits)


def _gzipped_member(stream: Forward, limits: Limits) -> Member | Finding:
    data = stream.read(limits.member_bytes + 1)
    if len(data) > limits.member_bytes:
        return too_large("", limits)
    return _member("", data, 1.0)


def _zip_members(file: BinaryIO, limits: Limits) -> Iterator[Member | Finding]:
    try:
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
        _refuse_zip_bomb(infos, limits)
    except RefusedError as refusal:
        yield refusal.finding
        return
    except _CORRUPT:
        yield CORRUPT_ARCHIVE.finding(
            "The zip has no readable directory, as if it were cut short: send it again."
        )
        return
    packed = sum(info.compress_size for info in infos) or 1
    seen: set[str] = set()
    done = 0
    for info in infos:
        done += info.compress_size
        if info.is_dir() or is_ignored(info.filename):
            continue
        fault = name_fault(info.filename, seen) or _zip_fault(info, limits)
        yield fault or _zip_member(archive, info, min(done / packed, 1.0))


def _refuse_zip_bomb(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.members:
        raise RefusedError(too_many())
    if sum(info.file_size for info in infos) > limits.total_bytes:
        raise RefusedError(bomb(""))


def _zip_fault(info: zipfile.ZipInfo, limits: Limits) -> Finding | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return not_a_file(info.filename)
    if info.flag_bits & 1:
        return ENCRYPTED_MEMBER.finding(
            "The file is encrypted: deliver the bundle without a password.", shown(info.filename)
        )
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return UNSUPPORTED_ARCHIVE.finding(
            "Pack the file with the deflate method.", shown(info.filename)
        )
    if info.file_size > limits.member_bytes:
        return too_large(info.filename, limits)
    if info.file_size > max(limits.ratio_floor, limits.ratio * info.compress_size):
        return bomb(info.filename)
    return None


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, share: float) -> Member | Finding:
    """Reads no more than the declared size, so that a false one cannot expand."""
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size)
        if len(data) == info.file_size:
            return _member(info.filename, data, share)
    except (*_CORRUPT, RuntimeError, RefusedError):
        pass
    return CORRUPT_ARCHIVE.finding(
        "The file is damaged: send the bundle again.", shown(info.filename)
    )


def _tar_members(
    stream: Forward, file: BinaryIO, size: int, limits: Limits
) -> Iterator[Member | Finding]:
    seen: set[str] = set()
    try:
        archive = tarfile.TarFile(fileobj=stream)  # type: ignore[arg-type]
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # or it would remember every one
            if not (info.isdir() or is_ignored(info.name)):
                yield _tar_member(stream, info, seen, limits, min(file.tell() / size, 1.0))
            if len(seen) > limits.members:
                raise RefusedError(too_many())
        _finish_tar(stream)
    except RefusedError as refusal:
        yield refusal.finding
    except _CORRUPT:
        yield CORRUPT_ARCHIVE.finding(
            f"The bundle is damaged or cut short after {len(seen):,} of its files: "
            "send it again. The files before that place were read."
        )


def _finish_tar(stream: Forward) -> None:
    """See the end marker, without which files may be missing, and any checksum behind it."""
    if stream.last != _END_OF_TAR:
        raise EOFError
    while stream.read(64 * KIB):
        pass


def _tar_member(
    stream: Forward, info: tarfile.TarInfo, seen: set[str], limits: Limits, share: float
) -> Member | Finding:
    fault = name_fault(info.name, seen)
    if fault:
        return fault
    if not info.isreg() or info.issparse():
        return not_a_file(info.name)
    if info.size > limits.member_bytes:
        return too_large(info.name, limits)
    stream.seek(info.offset_data)
    data = stream.read(info.size)
    if len(data) < info.size:
        raise EOFError
    return _member(info.name, data, share)


def _member(name: str, data: bytes, share: float) -> Member | Finding:
    if not data.startswith(b"<") and (data.startswith(_ALL_MAGIC) or _is_tar(data)):
        return nested(name)
    return Member(shown(name), data, share)


def _is_tar(data: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(data[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True
