"""The files of a zip."""

import stat
import zipfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from cers.feeds.archive_members import StreamMember, opened
from cers.feeds.archive_rules import (
    ENCRYPTED_MEMBER,
    UNSUPPORTED_ARCHIVE,
    Limits,
    Names,
    bomb,
    is_ignored,
    not_a_file,
    shown,
    too_large,
    too_many,
)
from cers.feeds.archive_streams import CORRUPT, DamagedError, Section, damage
from cers.model.finding import Finding

_ENCRYPTED: Final = 0x41
"""The flags of a file that is encrypted, in the old way or the new."""


def zip_members(file: BinaryIO, size: int, limits: Limits) -> Iterator[StreamMember | Finding]:
    """Every ordinary file of a zip, and a finding for each thing that is wrong with it."""
    try:
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
        _refuse_bomb(infos, size, limits)
    except DamagedError as error:
        yield error.finding
        return
    except CORRUPT as error:
        yield damage(error, file).finding
        return

    def share() -> float:
        return min(file.tell() / size, 1.0)

    names = Names()
    for info in infos:
        if not info.filename.endswith("/") and not is_ignored(info.filename):
            fault = names.fault(info.filename) or _fault(info, limits)
            yield fault or _member(archive, info, file, share, limits)


def _refuse_bomb(infos: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    """Members may share packed bytes, so that each alone is within the ratio, but not the whole."""
    if len(infos) > limits.members:
        raise DamagedError(too_many())
    expanded = sum(info.file_size for info in infos if not _expands_too_far(info, limits))
    if expanded > min(limits.total_bytes, max(limits.ratio_floor, limits.ratio * size)):
        raise DamagedError(bomb(""))


def _fault(info: zipfile.ZipInfo, limits: Limits) -> Finding | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return not_a_file(info.filename)
    if info.flag_bits & _ENCRYPTED:
        return ENCRYPTED_MEMBER.finding(
            "The file is encrypted: deliver the bundle without a password.", shown(info.filename)
        )
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return UNSUPPORTED_ARCHIVE.finding(
            "Pack the file with the deflate method.", shown(info.filename)
        )
    if info.file_size > limits.member_bytes:
        return too_large(info.filename, limits)
    return bomb(info.filename) if _expands_too_far(info, limits) else None


def _expands_too_far(info: zipfile.ZipInfo, limits: Limits) -> bool:
    return info.file_size > max(limits.ratio_floor, limits.ratio * info.compress_size)


def _member(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    file: BinaryIO,
    share: Callable[[], float],
    limits: Limits,
) -> StreamMember | Finding:
    """Gives no more than the declared size, so that a false one cannot expand."""
    try:
        stream = archive.open(info)
    except CORRUPT as error:
        return damage(error, file, info.filename).finding
    section = Section(info.filename, stream, info.file_size, file, limits)
    return opened(info.filename, section, share, info.file_size)
