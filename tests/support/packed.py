"""Deliveries packed in every way we read."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa

from cers.feeds.archive_rules import KIB, Limits
from cers.feeds.archives import Member, open_members
from cers.model.finding import Finding

Files = Iterable[tuple[str, bytes]]


def zstd(data: bytes) -> bytes:
    """One frame of zstd, as the zstd program writes it to a pipe: without its size."""
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return sink.getvalue().to_pybytes()


def tarred(files: Files) -> bytes:
    """A tar."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as bundle:
        for name, data in files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            bundle.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as bundle:
        for name, data in files:
            bundle.writestr(name, data)
    return buffer.getvalue()


BUNDLES: Final[Mapping[str, Callable[[Files], bytes]]] = {
    "zip": zipped,
    "tar": tarred,
    "tar.gz": lambda files: gzip.compress(tarred(files), mtime=0),
    "tar.zst": lambda files: zstd(tarred(files)),
}
"""Bundles of files."""

PACKED: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "plain": bytes,
    "gz": lambda data: gzip.compress(data, mtime=0),
    "zst": zstd,
}
"""One file by itself."""

FILES: Final = [
    ("a.xml", b"<a/>"),
    ("b/b.xml", b"<b>" + b"x" * 5000 + b"</b>"),
    ("c.xml", b"<c/>"),
]
SMALL: Final = Limits(
    member_bytes=64 * KIB, total_bytes=1024 * KIB, members=20, ratio=100, ratio_floor=16 * KIB
)


def opened(path: Path, limits: Limits = SMALL) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """The files of a delivery, and what is wrong with it."""
    entries = list(open_members(path, limits))
    members = [(each.name, each.data) for each in entries if isinstance(each, Member)]
    return members, [each for each in entries if isinstance(each, Finding)]


def faults(path: Path, limits: Limits = SMALL) -> list[tuple[str, str]]:
    """What is wrong with a delivery: codes, and where."""
    return [(finding.code, finding.where) for finding in opened(path, limits)[1]]
