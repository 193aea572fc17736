"""The files of a tar, read as a stream."""

import tarfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from cers.feeds.archive_members import StreamMember, opened
from cers.feeds.archive_rules import Limits, Names, is_ignored, not_a_file, too_large, too_many
from cers.feeds.archive_streams import (
    CHUNK_BYTES,
    CORRUPT,
    DamagedError,
    Forward,
    Readable,
    Section,
    Unpacked,
    damage,
)
from cers.model.finding import Finding

_PADDING: Final = 4 * tarfile.BLOCKSIZE
"""What a tar puts around a file: up to three headers, and zeros up to the next block."""

_END_OF_TAR: Final = bytes(tarfile.BLOCKSIZE)


def tar_members(
    unpacked: Unpacked,
    stream: Readable,
    packed: BinaryIO,
    share: Callable[[], float],
    limits: Limits,
) -> Iterator[StreamMember | Finding]:
    """Every ordinary file of a tar, and a finding for each thing that is wrong with it.

    `stream` buffers what is `unpacked` from the delivered file, `packed`. Where that is damaged,
    nothing more is read.
    """
    forward = Forward(stream)
    names = Names()
    try:
        for info in _headers(forward, limits):
            unpacked.allow(_PADDING)
            fault = names.fault(info.name) or _fault(info, limits)
            if fault:
                yield fault
                continue
            forward.seek(info.offset_data)
            section = Section(info.name, forward, info.size, packed, limits)
            yield opened(info.name, section, share, info.size)
            if section.failed:
                return
    except DamagedError as error:
        yield error.finding
    except CORRUPT as error:
        yield damage(error, packed).finding


def _headers(forward: Forward, limits: Limits) -> Iterator[tarfile.TarInfo]:
    """The headers of everything that may be a file, then whatever follows the end marker.

    Without that marker files may be missing; behind it there may be a checksum.
    """
    archive = tarfile.TarFile(fileobj=forward)  # type: ignore[arg-type]
    count = 0
    while (info := archive.next()) is not None:
        archive.members = []  # type: ignore[attr-defined]  # or it would remember every one
        count += 1
        if count > limits.members:
            raise DamagedError(too_many())
        if not info.isdir() and not is_ignored(info.name):
            yield info
    if forward.last != _END_OF_TAR:
        raise EOFError
    while forward.read(CHUNK_BYTES):
        pass


def _fault(info: tarfile.TarInfo, limits: Limits) -> Finding | None:
    if not info.isreg() or info.issparse():
        return not_a_file(info.name)
    if info.size > limits.member_bytes:
        return too_large(info.name, limits)
    return None
