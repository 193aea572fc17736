"""Uploads from a browser: what a file may be called, and which kinds of files a feed takes."""

from collections.abc import Mapping
from typing import Final

from cers.model.delivery import Feed
from cers.model.errors import InputError

LONGEST_NAME: Final = 200
"""Bytes of a file's name in UTF-8, so that its answers are found under the same name."""

PACKED: Final = (".gz", ".tgz", ".tar", ".zip", ".zst")
"""Endings of what is packed; a feed takes any of them."""

_TABLE: Final = (".csv", ".txt")

ENDINGS: Final[Mapping[Feed, tuple[str, ...]]] = {
    Feed.SUBJECTS: (".xml",),
    Feed.ASSESSMENTS: _TABLE,
    Feed.ORGANIZATIONS: (".json", *_TABLE),
    Feed.ACCOMMODATIONS: (".xml",),
    Feed.NORMS: _TABLE,
    Feed.ITEMS: (".json", ".jsonl"),
    Feed.STUDENTS: _TABLE,
    Feed.GROUPS: _TABLE,
    Feed.STAFF: _TABLE,
    Feed.EXAMS: (".xml",),
    Feed.RESULTS: _TABLE,
    Feed.SCORES: (*_TABLE, ".dat"),
}
"""Endings of a feed's files that are not packed. They help to choose; the content decides."""

_APART: Final = frozenset("/\\$")
"""A slash makes folders; S3's forms give a dollar sign a meaning of its own."""


def checked_name(name: str) -> str:
    """The name of a file that is to be uploaded.

    Raises:
        InputError: it cannot be the last part of a key.
    """
    if not name or not name.isprintable() or name != name.strip():
        raise InputError("name: printable characters, with no blank at either end")
    if _APART & set(name) or name.startswith("."):
        raise InputError("name: no slash, backslash or dollar sign in it, and no dot before it")
    if len(name.encode("utf-8", "replace")) > LONGEST_NAME:
        raise InputError(f"name: at most {LONGEST_NAME} bytes; shorten it")
    return name


def is_packed(name: str) -> bool:
    """Whether a file's name says that it is packed."""
    return name.lower().endswith(PACKED)
