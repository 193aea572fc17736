"""Streams of delivered bytes that refuse to give more than a delivery may hold."""

from io import BufferedReader, FileIO
from typing import BinaryIO, Final, Protocol

from cers.feeds.archive_rules import KIB, Limits, bomb, too_many
from cers.model.finding import Finding

_DIRECTORY_BYTES_PER_MEMBER: Final = 160


class RefusedError(Exception):
    """Stops the reading of a bundle; carries the finding that says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Guarded(BufferedReader):
    """The delivered file; one read returns no more than a bundle's directory may have."""

    def __init__(self, raw: FileIO, limits: Limits) -> None:
        super().__init__(raw, 128 * KIB)
        self._most = max(
            limits.members * _DIRECTORY_BYTES_PER_MEMBER, limits.member_bytes + 128 * KIB
        )

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes.

        Raises:
            RefusedError: they would be too many at once.
        """
        wanted = self._most if size is None or size < 0 else size
        if wanted > self._most:
            raise RefusedError(too_many())
        return super().read(wanted)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Forward:
    """A forward-only view of a stream that refuses to expand beyond the limits.

    It has the methods `tarfile` uses. Headers that claim a huge size are refused here as well,
    before they are read.
    """

    def __init__(self, stream: _Readable, packed: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._packed = packed
        self._limits = limits
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
            if not self.read(min(target - self._position, 64 * KIB)):
                break

    def read(self, size: int) -> bytes:
        """The next bytes.

        Raises:
            RefusedError: they are more than one file may have, or expand beyond the limits.
        """
        if not 0 <= size <= self._limits.member_bytes + 64 * KIB:
            raise RefusedError(bomb(""))
        self.last = self._stream.read(size)
        self._position += len(self.last)
        if self._expands_too_much():
            raise RefusedError(bomb(""))
        return self.last

    def _expands_too_much(self) -> bool:
        if self._position > self._limits.total_bytes:
            return True
        if self._position <= self._limits.ratio_floor:
            return False
        return self._position > self._limits.ratio * self._packed.tell()
