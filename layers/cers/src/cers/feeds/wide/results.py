"""The results feed: the student table that the tabulator makes of exam reports.

Two faults of the tabulator are known. It misspells two columns, which are taken in either
spelling. And it writes the month where the minutes of a date and time belong: that cannot be told
from a real time, so times of files it made are only right to the hour.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cers.feeds.archive_rules import STREAM_LIMITS, Limits
from cers.feeds.archives import StreamMember
from cers.feeds.batch import ExamBatch
from cers.feeds.wide.blocks import BLOCK_BYTES
from cers.feeds.wide.descriptor import layouts
from cers.feeds.wide.layout import Layout
from cers.feeds.wide.read import read_wide
from cers.model.reference import Reference

LAYOUT: Final = "tabulator-all"


def read_results(
    path: Path,
    reference: Reference,
    digest: str = "",
    *,
    limits: Limits = STREAM_LIMITS,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[ExamBatch]:
    """Every row of the tables in a delivery; see `read_wide`."""
    layout = layouts()[LAYOUT]

    def choice(_: StreamMember) -> Layout:
        return layout

    return read_wide(path, choice, reference, digest, limits=limits, block_bytes=block_bytes)
