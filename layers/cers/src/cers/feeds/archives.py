"""Delivered files and bundles: their members, one by one, in bounded memory.

A delivery is a plain file, one file in gzip, or a zip, tar or tar.gz bundle; its first bytes tell
which, its name does not count. Faults are findings among the members: the good members are
delivered all the same. Nothing is ever written to disk, so a hostile name can do no harm, yet it
is refused.
"""

import gzip
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, FileIO
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from cers.model.finding import Finding, Rule, Severity

_KIB: Final = 1024
_MIB: Final = 1024 * _KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What a delivery may expand to; `ratio` counts only above `ratio_floor` expanded bytes."""

    member_bytes: int = 16 * _MIB
    total_bytes: int = 4096 * _MIB
    members: int = 100_000
    ratio: int = 100
    ratio_floor: int = _MIB


DEFAULT_LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a delivery; `name` is empty where the delivery is that one file.

    `share` says how much of the delivery has been read, from 0 to 1.
    """

    name: str
    data: bytes
    share: float


def _error(code: str, meaning: str) -> Rule:
    return Rule(code, Severity.ERROR, meaning)


EMPTY_FILE: Final = _error("empty-file", "The delivered file has no content.")
TOO_LARGE: Final = _error("too-large", "A file is larger than one record may be.")
TOO_MANY_MEMBERS: Final = _error("too-many-members", "A bundle holds more files than we accept.")
ARCHIVE_BOMB: Final = _error(
    "archive-bomb", "A bundle or one of its files expands far beyond its delivered size."
)
UNSUPPORTED_ARCHIVE: Final = _error(
    "unsupported-archive", "The file is packed in a way we do not read."
)
CORRUPT_ARCHIVE: Final = _error("corrupt-archive", "A bundle is damaged or cut short.")
NESTED_ARCHIVE: Final = _error("nested-archive", "A bundle lies within a bundle.")
UNSAFE_NAME: Final = _error("unsafe-name", "A file's name leads out of the bundle.")
NOT_A_FILE: Final = _error("not-a-file", "A bundle holds a link or a device instead of a file.")
ENCRYPTED_MEMBER: Final = _error("encrypted-member", "A file of a bundle is encrypted.")
DUPLICATE_MEMBER: Final = _error("duplicate-member", "Two files of a bundle have the same name.")

RULES: Final = (
    EMPTY_FILE,
    TOO_LARGE,
    TOO_MANY_MEMBERS,
    ARCHIVE_BOMB,
    UNSUPPORTED_ARCHIVE,
    CORRUPT_ARCHIVE,
    NESTED_ARCHIVE,
    UNSAFE_NAME,
    NOT_A_FILE,
    ENCRYPTED_MEMBER,
    DUPLICATE_MEMBER,
)

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
_DIRECTORY_BYTES_PER_MEMBER: Final = 160
_DRIVE: Final = re.compile(r"[A-Za-z]:")


class _Refused(Exception):  # noqa: N818  (control flow inside this module, no error of ours)
    """Stops the reading of a bundle; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def open_members(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member | Finding]:
    """The files of the delivery at `path`, and a finding for each thing that is wrong with it."""
    size = path.stat().st_size
    if size == 0:
        yield EMPTY_FILE.finding("The file is empty: deliver it again with its content.")
        return
    with _Guarded(FileIO(path), limits) as file:
        head = file.read(tarfile.BLOCKSIZE)
        file.seek(0)
        if head.startswith(_ZIP_MAGIC):
            yield from _zip_members(file, limits)
        elif head.startswith(_GZIP_MAGIC):
            yield from _gzip_members(file, size, limits)
        elif _is_tar(head):
            yield from _tar_members(_Forward(file, file, limits), file, size, limits)
        elif head.startswith(_OTHER_MAGIC):
            yield UNSUPPORTED_ARCHIVE.finding("Deliver a plain file, or a zip, tar or tar.gz bundle.")
        else:
            yield _plain_member(file, size, limits)


class _Guarded(BufferedReader):
    """The delivered file; one read returns no more than a bundle's directory may have."""

    def __init__(self, raw: FileIO, limits: Limits) -> None:
        super().__init__(raw, 128 * _KIB)
        self._most = max(
            limits.members * _DIRECTORY_BYTES_PER_MEMBER, limits.member_bytes + 128 * _KIB
        )

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = self._most if size is None or size < 0 else size
        if wanted > self._most:
            raise _Refused(_too_many())
        return super().read(wanted)


class _Forward:
    """A forward-only view of a stream that refuses to expand beyond the limits.

    It has the methods `tarfile` uses. Headers that claim a huge size are refused here as well,
    before they are read.
    """

    def __init__(self, stream: BinaryIO, packed: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._packed = packed
        self._limits = limits
        self._position = 0
        self.last = b""

    def tell(self) -> int:
        return self._position

    def seek(self, target: int) -> None:
        if target < self._position:
            raise ValueError("a stream cannot go back")
        while self._position < target:
            if not self.read(min(target - self._position, 64 * _KIB)):
                break

    def read(self, size: int) -> bytes:
        if not 0 <= size <= self._limits.member_bytes + 64 * _KIB:
            raise _Refused(_bomb(""))
        self.last = self._stream.read(size)
        self._position += len(self.last)
        if self._expands_too_much():
            raise _Refused(_bomb(""))
        return self.last

    def _expands_too_much(self) -> bool:
        if self._position > self._limits.total_bytes:
            return True
        if self._position <= self._limits.ratio_floor:
            return False
        return self._position > self._limits.ratio * self._packed.tell()


def _plain_member(file: BinaryIO, size: int, limits: Limits) -> Member | Finding:
    if size > limits.member_bytes:
        return _too_large("", limits)
    return Member("", file.read(size), 1.0)


def _gzip_members(file: BinaryIO, size: int, limits: Limits) -> Iterator[Member | Finding]:
    with gzip.GzipFile(fileobj=file, mode="rb") as stream:
        try:
            head = stream.peek(tarfile.BLOCKSIZE)[: tarfile.BLOCKSIZE]
            if not _is_tar(head):
                yield _gzipped_member(_Forward(stream, file, limits), limits)
                return
        except _Refused as refusal:
            yield refusal.finding
            return
        except _CORRUPT:
            yield CORRUPT_ARCHIVE.finding("The gzip file is damaged or cut short: send it again.")
            return
        yield from _tar_members(_Forward(stream, file, limits), file, size, limits)


def _gzipped_member(stream: _Forward, limits: Limits) -> Member | Finding:
    data = stream.read(limits.member_bytes + 1)
    if len(data) > limits.member_bytes:
        return _too_large("", limits)
    return _member("", data, 1.0)


def _zip_members(file: BinaryIO, limits: Limits) -> Iterator[Member | Finding]:
    try:
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
        _refuse_zip_bomb(infos, limits)
    except _Refused as refusal:
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
        fault = _name_fault(info.filename, seen) or _zip_fault(info, limits)
        if fault:
            yield fault
        elif not (info.is_dir() or _is_ignored(info.filename)):
            yield _zip_member(archive, info, min(done / packed, 1.0))


def _refuse_zip_bomb(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(infos) > limits.members:
        raise _Refused(_too_many())
    if sum(info.file_size for info in infos) > limits.total_bytes:
        raise _Refused(_bomb(""))


def _zip_fault(info: zipfile.ZipInfo, limits: Limits) -> Finding | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return _not_a_file(info.filename)
    if info.flag_bits & 1:
        return ENCRYPTED_MEMBER.finding(
            "The file is encrypted: deliver the bundle without a password.", _shown(info.filename)
        )
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return UNSUPPORTED_ARCHIVE.finding(
            "Pack the file with the deflate method.", _shown(info.filename)
        )
    if info.file_size > limits.member_bytes:
        return _too_large(info.filename, limits)
    if info.file_size > max(limits.ratio_floor, limits.ratio * info.compress_size):
        return _bomb(info.filename)
    return None


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, share: float) -> Member | Finding:
    """Reads no more than the declared size, so that a false one cannot expand."""
    try:
        with archive.open(info) as stream:
            data = stream.read(info.file_size)
        if len(data) == info.file_size:
            return _member(info.filename, data, share)
    except (*_CORRUPT, RuntimeError, _Refused):
        pass
    return CORRUPT_ARCHIVE.finding(
        "The file is damaged: send the bundle again.", _shown(info.filename)
    )


def _tar_members(
    stream: _Forward, file: BinaryIO, size: int, limits: Limits
) -> Iterator[Member | Finding]:
    seen: set[str] = set()
    try:
        archive = tarfile.TarFile(fileobj=stream)  # type: ignore[arg-type]
        info = archive.firstmember
        while info is not None:
            entry = _tar_member(stream, info, seen, limits, min(file.tell() / size, 1.0))
            if entry is not None:
                yield entry
            archive.members = []  # or it would remember every member
            if len(seen) > limits.members:
                raise _Refused(_too_many())
            info = archive.next()
        if stream.last != _END_OF_TAR:
            raise EOFError
        while stream.read(64 * _KIB):  # to the end, where gzip keeps its checksum
            pass
    except _Refused as refusal:
        yield refusal.finding
    except _CORRUPT:
        yield CORRUPT_ARCHIVE.finding(
            f"The bundle is damaged or cut short after {len(seen):,} of its files: "
            "send it again. The files before that place were read."
        )


def _tar_member(
    stream: _Forward, info: tarfile.TarInfo, seen: set[str], limits: Limits, share: float
) -> Member | Finding | None:
    fault = _name_fault(info.name, seen)
    if fault:
        return fault
    if info.isdir() or _is_ignored(info.name):
        return None
    if not info.isreg() or info.issparse():
        return _not_a_file(info.name)
    if info.size > limits.member_bytes:
        return _too_large(info.name, limits)
    stream.seek(info.offset_data)
    data = stream.read(info.size)
    if len(data) < info.size:
        raise EOFError
    return _member(info.name, data, share)


def _member(name: str, data: bytes, share: float) -> Member | Finding:
    if data.startswith((*_ZIP_MAGIC, _GZIP_MAGIC, *_OTHER_MAGIC)) or _is_tar(data):
        return NESTED_ARCHIVE.finding(
            "Put the files into one bundle, without a bundle inside it.", _shown(name)
        )
    return Member(_shown(name), data, share)


def _is_tar(data: bytes) -> bool:
    try:
        tarfile.TarInfo.frombuf(data[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except (tarfile.TarError, ValueError):
        return False
    return True


def _parts(name: str) -> tuple[str, ...]:
    return PurePosixPath(name.replace("\\", "/")).parts


def _is_ignored(name: str) -> bool:
    """What file managers leave in bundles: resource forks and hidden files."""
    return any(part == "__MACOSX" or part.startswith(".") for part in _parts(name))


def _name_fault(name: str, seen: set[str]) -> Finding | None:
    parts = _parts(name)
    if ".." in parts or name.startswith(("/", "\\")) or _DRIVE.match(name):
        return UNSAFE_NAME.finding(
            "Names in a bundle must stay inside it: no '..', no leading slash, no drive.",
            _shown(name),
        )
    if name in seen:
        return DUPLICATE_MEMBER.finding(
            "The bundle holds this name twice: the first was read, this one was not.", _shown(name)
        )
    seen.add(name)
    return None


def _shown(name: str) -> str:
    """A member's name, fit for a receipt."""
    text = "".join(letter if letter.isprintable() else "?" for letter in name)
    return text if len(text) <= 200 else f"{text[:197]}..."


def _too_many() -> Finding:
    return TOO_MANY_MEMBERS.finding("The bundle holds too many files: split it.")


def _too_large(name: str, limits: Limits) -> Finding:
    return TOO_LARGE.finding(
        f"The file is larger than {limits.member_bytes // _KIB:,} KiB, the most one may be.",
        _shown(name),
    )


def _bomb(name: str) -> Finding:
    return ARCHIVE_BOMB.finding(
        "What is packed here expands beyond our limits, so it was not read on: split the bundle.",
        _shown(name),
    )


def _not_a_file(name: str) -> Finding:
    return NOT_A_FILE.finding("Bundle ordinary files only, no links or devices.", _shown(name))
