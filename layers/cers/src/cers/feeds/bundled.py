"""Which files of a bundle are files of a feed of reference data at all."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from cers.feeds.organizations.calpads import COLUMNS as CALPADS_COLUMNS
from cers.model.delivery import Feed

_LOOKED_AT: Final = 64 * 1024
_FIRST_TAG: Final = re.compile(r"<([^\s<>/!?]+)")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Look:
    """How a feed's files look: the endings of their names, and a root element or a column."""

    endings: tuple[str, ...]
    root: str = ""
    columns: Collection[str] = ()


_LOOKS: Final[Mapping[Feed, _Look]] = {
    Feed.SUBJECTS: _Look((".xml",), root="Subject"),
    Feed.ACCOMMODATIONS: _Look((".xml",), root="Accessibility"),
    Feed.ASSESSMENTS: _Look((".csv",), columns=("AssessmentId", "AssessmentSubtype")),
    Feed.NORMS: _Look((".csv",), columns=("percentile_rank",)),
    Feed.ITEMS: _Look((".json", ".jsonl", ".ndjson")),
    Feed.ORGANIZATIONS: _Look((".json", ".csv", ".txt"), columns=CALPADS_COLUMNS),
}


def may_be_of(feed: Feed, name: str, data: bytes) -> bool:
    """Whether a file of a bundle may be one of the feed's, good or faulty.

    It may not if its name ends differently, or if it clearly is something else: XML with another
    root element, or a table with none of the columns that make it one of the feed's.
    """
    look = _LOOKS[feed]
    if not name.lower().endswith(look.endings):
        return False
    text = data[:_LOOKED_AT].decode("utf-8-sig", "replace")
    if look.root:
        return _has_root(text, look.root)
    return name.lower().endswith(".json") or _has_column(text, look.columns)


def _has_root(text: str, root: str) -> bool:
    """Whether the first element is the root; where there is none to be seen, it may be."""
    match = _FIRST_TAG.search(_COMMENT.sub("", text))
    return match is None or match[1] == root


def _has_column(text: str, columns: Collection[str]) -> bool:
    """Whether the first row that is no comment names one of the columns; empty text may.

    So may JSON, whatever its name.
    """
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    header = next(lines, None)
    if header is None or header.lstrip().startswith(("{", "[")):
        return True
    fields = {field.strip().strip('"') for field in re.split(r"[,^]", header)}
    return bool(fields & set(columns))
