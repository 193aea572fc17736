"""The scores feed: wide score files in any of the layouts that come with CERS.

A file with a header is recognised by it, whether its delimiter is a caret or a comma. A fixed-width
file has none: its layout's id stands in the name it landed under, such as `sbac/2026-06-01.dat`, or
it is recognised by its first record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Final

from cers.feeds.archive_rules import STREAM_LIMITS, Limits
from cers.feeds.archives import StreamMember
from cers.feeds.batch import ExamBatch
from cers.feeds.wide import rules
from cers.feeds.wide.blocks import BLOCK_BYTES
from cers.feeds.wide.descriptor import (
    fixed_width,
    has_places,
    layouts,
    recognise,
    recognise_record,
)
from cers.feeds.wide.header import MARK, split_header
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.read import read_wide
from cers.model.finding import Finding
from cers.model.reference import Reference

_DELIMITERS: Final = ("^", ",")
_PEEKED: Final = 64 * 1024


def read_scores(
    path: Path,
    reference: Reference,
    digest: str = "",
    name: str = "",
    *,
    limits: Limits = STREAM_LIMITS,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[ExamBatch]:
    """Every row of the files in a delivery that landed under a name; see `read_wide`."""

    def choice(member: StreamMember) -> Layout | Finding:
        return _choose(member, f"{name}/{member.name}", layouts())

    return read_wide(path, choice, reference, digest, limits=limits, block_bytes=block_bytes)


def _choose(member: StreamMember, name: str, known: Mapping[str, Layout]) -> Layout | Finding:
    """The layout of a member, by its header, its name or its first record."""
    line = _first_line(member)
    for delimiter in _DELIMITERS:
        names = split_header(line, delimiter)
        layout = recognise(names, known) if names else None
        if layout is not None:
            return replace(layout, delimiter=delimiter)
    named = [known[part] for part in PurePosixPath(name).parts if part in known]
    if named and has_places(named[-1]):
        return fixed_width(named[-1])
    return recognise_record(line.decode("utf-8", "replace"), known) or _unknown(line, known)


def _first_line(member: StreamMember) -> bytes:
    """The first line without its end, as far as can be seen without reading it."""
    stream = member.stream
    head = stream.peek(_PEEKED) if isinstance(stream, BufferedReader) else b""
    return head.removeprefix(MARK).partition(b"\n")[0].partition(b"\r")[0]


def _unknown(line: bytes, known: Mapping[str, Layout]) -> Finding:
    if split_header(line, _DELIMITERS[0]) is None:
        message = "The first line is no text in UTF-8: save the file as UTF-8."
        return rules.NOT_UTF_8.finding(message)
    ids = ", ".join(sorted(id_ for id_, layout in known.items() if has_places(layout)))
    return rules.UNKNOWN_LAYOUT.finding(
        "Begin the file with the header of its layout; a fixed-width file needs the layout's id as "
        f"a folder of its name: {ids}."
    )
