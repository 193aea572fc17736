"""What may be wrong with a delivered file or bundle, and how much it may hold."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cers.model.finding import Finding, Severity
from cers.model.rule import Rule

KIB: Final = 1024
MIB: Final = 1024 * KIB
GIB: Final = 1024 * MIB


@dataclass(frozen=True, slots=True)
class Limits:
    """What a delivery may expand to; `ratio` counts only above `ratio_floor` expanded bytes."""

    member_bytes: int = 16 * MIB
    total_bytes: int = 4096 * MIB
    members: int = 100_000
    ratio: int = 100
    ratio_floor: int = MIB


DEFAULT_LIMITS: Final = Limits()
"""What is read whole: one exam, or one file of reference data."""

LIST_LIMITS: Final = Limits(member_bytes=64 * MIB)
"""A file of groups or staff, read whole too: a million rows, which are short, fit."""

STREAM_LIMITS: Final = Limits(member_bytes=64 * GIB, total_bytes=64 * GIB)
"""What is read as a stream, such as a table of a million rows."""


def error(code: str, meaning: str) -> Rule:
    """A rule whose breach refuses the record."""
    return Rule(code, Severity.ERROR, meaning, "all")


EMPTY_FILE: Final = error("empty-file", "The delivered file has no content.")
TOO_LARGE: Final = error(
    "too-large", "A file is larger than we read: 16 MiB where it is one record or reference data."
)
TOO_MANY_MEMBERS: Final = error("too-many-members", "A bundle holds more files than we accept.")
ARCHIVE_BOMB: Final = error(
    "archive-bomb", "A bundle or one of its files expands far beyond its delivered size."
)
UNSUPPORTED_ARCHIVE: Final = error(
    "unsupported-archive", "The file is packed in a way we do not read."
)
CORRUPT_ARCHIVE: Final = error("corrupt-archive", "A bundle is damaged or cut short.")
NESTED_ARCHIVE: Final = error("nested-archive", "A bundle lies within a bundle.")
UNSAFE_NAME: Final = error("unsafe-name", "A file's name leads out of the bundle, or is empty.")
NOT_A_FILE: Final = error("not-a-file", "A bundle holds a link or a device instead of a file.")
ENCRYPTED_MEMBER: Final = error("encrypted-member", "A file of a bundle is encrypted.")
DUPLICATE_MEMBER: Final = error("duplicate-member", "Two files of a bundle have the same name.")
SKIPPED_FILE: Final = Rule(
    "skipped-file",
    Severity.WARNING,
    "A file of a bundle is none of its feed; it is left aside and nothing else is touched.",
    "all",
)
NO_FILES: Final = error("no-files", "A bundle holds no file of the feed it was delivered to.")

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
    SKIPPED_FILE,
    NO_FILES,
)

_DRIVE: Final = re.compile(r"[A-Za-z]:")


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


def _leads_out(name: str) -> bool:
    return ".." in _parts(name) or name.startswith(("/", "\\")) or bool(_DRIVE.match(name))


def is_ignored(name: str) -> bool:
    """Whether it is what file managers leave in bundles: a resource fork, a hidden file."""
    parts = _parts(name)
    litter = "__MACOSX" in parts or any(
        part.startswith(".") and part not in {".", ".."} for part in parts
    )
    return litter and not _leads_out(name)


class Names:
    """The names of a bundle's files so far: each has to stay inside it and may stand there once."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def fault(self, name: str) -> Finding | None:
        """What is wrong with a name; a good one is remembered, in little memory however long."""
        path = "/".join(part for part in _parts(name) if part not in {"", "."})
        if not path or _leads_out(name):
            return UNSAFE_NAME.finding(
                "Names in a bundle must stay inside it: no '..', no leading slash, no drive, and "
                "not nothing.",
                shown(name),
            )
        key = hashlib.sha256(path.encode("utf-8", "surrogatepass")).digest()
        if key in self._seen:
            return DUPLICATE_MEMBER.finding(
                "The bundle holds this name twice: the first was read, this one was not.",
                shown(name),
            )
        self._seen.add(key)
        return None


def shown(name: str) -> str:
    """A member's name, fit for a receipt."""
    if len(name) <= 200 and name.isprintable():
        return name
    text = "".join(letter if letter.isprintable() else "?" for letter in name)
    return text if len(text) <= 200 else f"{text[:197]}..."


def too_many() -> Finding:
    """The bundle holds more files than we accept."""
    return TOO_MANY_MEMBERS.finding("The bundle holds too many files: split it.")


def too_large(name: str, limits: Limits) -> Finding:
    """One file is larger than a record may be."""
    return TOO_LARGE.finding(
        f"The file is larger than {limits.member_bytes // KIB:,} KiB, the most one may be.",
        shown(name),
    )


def bomb(name: str) -> Finding:
    """What is packed expands beyond the limits."""
    return ARCHIVE_BOMB.finding(
        "What is packed here expands beyond our limits, so it was not read on: split the bundle.",
        shown(name),
    )


def not_a_file(name: str) -> Finding:
    """A member is a link or a device."""
    return NOT_A_FILE.finding("Bundle ordinary files only, no links or devices.", shown(name))


def nested(name: str) -> Finding:
    """A member is a bundle itself."""
    return NESTED_ARCHIVE.finding(
        "Put the files into one bundle, without a bundle inside it.", shown(name)
    )
