"""Streams of delivered bytes that refuse to give more than a delivery may hold."""

import errno
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BufferedReader, FileIO, RawIOBase
from typing import TYPE_CHECKING, BinaryIO, Final, Protocol

from cers.feeds.archive_rules import (
    CORRUPT_ARCHIVE,
    KIB,
    MIB,
    UNSUPPORTED_ARCHIVE,
    Limits,
    bomb,
    shown,
    too_large,
    too_many,
)
from cers.model.finding import Finding

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES: Final = 64 * KIB
HEADER_BYTES: Final = MIB
"""The most that the headers of one file in a tar may have."""

_DIRECTORY_BYTES_PER_MEMBER: Final = 160
CORRUPT: Final = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    IndexError,
    RuntimeError,
)
"""What the standard readers raise on damaged input."""


_OF_DAMAGE: Final = (None, errno.EINVAL, errno.EOVERFLOW)
"""Errors of unpackers have no number; the others come of damaged offsets that lead nowhere."""


class DamagedError(Exception):
    """A delivery cannot be read on: it is damaged, cut short, or expands beyond the limits.

    `finding` says what, where and how to mend it.
    """

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Guarded(BufferedReader):
    """The delivered file; one read returns no more than a bundle's directory may have."""

    def __init__(self, raw: FileIO, limits: Limits) -> None:
        super().__init__(raw, 2 * CHUNK_BYTES)
        self._most = max(limits.members * _DIRECTORY_BYTES_PER_MEMBER, 2 * CHUNK_BYTES)

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes.

        Raises:
            DamagedError: they would be too many at once.
        """
        wanted = self._most if size is None or size < 0 else size
        if wanted > self._most:
            raise DamagedError(too_many())
        return super().read(wanted)


class _Source(RawIOBase):
    """A raw stream made of a method that gives the next bytes."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        data = self.take(min(len(view), CHUNK_BYTES))
        view[: len(data)] = data
        return len(data)

    def take(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        raise NotImplementedError


class Unpacked(_Source):
    """What a delivered file unpacks to, by a function that gives the next bytes of it.

    Reading raises `DamagedError` if the file is damaged, once all before that place was given, or
    if it expands beyond the limits.
    """

    def __init__(self, read: Callable[[int], bytes], packed: BinaryIO, limits: Limits) -> None:
        self._read = read
        self._packed = packed
        self._limits = limits
        self._position = 0
        self._padding = 0
        self._damage: DamagedError | None = None

    def allow(self, padding: int) -> None:
        """Do not count so many bytes: what bundles put around a file packs to nothing."""
        self._padding += padding

    def take(self, size: int) -> bytes:
        """The next bytes."""
        data = self._until_damage(size)
        if self._damage and not data:
            raise self._damage
        self._position += len(data)
        if self._expands_too_much():
            raise DamagedError(bomb(""))
        return data

    def _until_damage(self, size: int) -> bytes:
        parts = []
        while size and not self._damage:
            try:
                part = self._read(size)
            except CORRUPT as error:
                self._damage = damage(error, self._packed)
                break
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _expands_too_much(self) -> bool:
        if self._position > self._limits.total_bytes:
            return True
        content = self._position - self._padding
        if content <= self._limits.ratio_floor:
            return False
        return content > self._limits.ratio * self._packed.tell()


class Forward:
    """A forward-only view of a stream, with the methods `tarfile` uses.

    Headers that claim a huge size are refused before they are read.
    """

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._position = 0
        self.last = b""

    def tell(self) -> int:
        """How many bytes were given so far."""
        return self._position

    def seek(self, target: int) -> None:
        """Skip forward to a place."""
        if target < self._position:
            raise ValueError("a stream cannot go back")
        while self._position < target:
            if not self.read(min(target - self._position, CHUNK_BYTES)):
                break

    def read(self, size: int) -> bytes:
        """The next bytes.

        Raises:
            DamagedError: they are more than a header may have.
        """
        if not 0 <= size <= HEADER_BYTES:
            raise DamagedError(bomb(""))
        self.last = self._stream.read(size)
        self._position += len(self.last)
        return self.last


class Section(_Source):
    """One file of a delivery, out of a stream that gives it and perhaps more.

    `size` is None where only the end of the stream ends the file. `failed` tells that reading it
    has raised.
    """

    def __init__(
        self, name: str, stream: Readable, size: int | None, packed: BinaryIO, limits: Limits
    ) -> None:
        self._name = name
        self._stream = stream
        self._size = size
        self._packed = packed
        self._limits = limits
        self.given = 0
        self.failed = False

    def take(self, size: int) -> bytes:
        """The next bytes."""
        try:
            data = self._stream.read(self._wanted(size))
            self._check(data, size)
        except DamagedError as error:
            self.failed = True
            raise DamagedError(replace(error.finding, where=shown(self._name))) from error
        except CORRUPT as error:
            self.failed = True
            raise damage(error, self._packed, self._name) from error
        return data

    def _wanted(self, size: int) -> int:
        return size if self._size is None else min(size, self._size - self.given)

    def _check(self, data: bytes, wanted: int) -> None:
        self.given += len(data)
        if self.given > self._limits.member_bytes:
            raise DamagedError(too_large("", self._limits))
        if wanted and not data and self.given < (self._size or 0):
            raise EOFError


def damage(error: Exception, packed: BinaryIO, name: str = "") -> DamagedError:
    """What is wrong with a delivery that its reader gave up on; a failing disk is raised again."""
    if isinstance(error, OSError) and error.errno not in _OF_DAMAGE:
        raise error
    if "too much memory" in str(error):
        return DamagedError(
            UNSUPPORTED_ARCHIVE.finding(
                "Pack the file with a window of at most 128 MiB, the most zstd takes unasked.",
                shown(name),
            )
        )
    return DamagedError(
        CORRUPT_ARCHIVE.finding(
            f"The delivery is damaged or cut short near its byte {packed.tell():,}: send it again.",
            shown(name),
        )
    )
