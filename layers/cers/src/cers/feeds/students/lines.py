"""A stream of bytes as numbered lines, block by block, in bounded memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from cers.feeds.students.rules import MAX_LINE_BYTES

BLOCK_BYTES: Final = 4 << 20
COMMENT: Final = b"#"
BOM: Final = b"\xef\xbb\xbf"

_NOTHING: Final = b"^ \t"
"""What a row consists of that says nothing."""


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that say something, neither blank nor comments, and their numbers from 1.

    A line that is too long is cut, but remains too long.
    """

    texts: list[bytes]
    numbers: list[int]


def read_lines(stream: Readable, block_bytes: int = BLOCK_BYTES) -> Iterator[Lines]:
    """The lines of a file, ended by LF, CR or CRLF, without a byte order mark."""
    number = 0
    begun = stream.read(block_bytes).removeprefix(BOM)
    while data := stream.read(block_bytes):
        begun += data
        end = _complete(begun)
        if end:
            lines = begun[:end].splitlines()
            yield _telling(lines, number)
            number += len(lines)
            begun = begun[end:]
        elif len(begun) > MAX_LINE_BYTES:
            # A CR at the end may be half of a CRLF.
            begun = begun[: MAX_LINE_BYTES + 1] + begun[-1:]
    yield _telling(begun.splitlines(), number)


def _complete(data: bytes) -> int:
    """Where the last line ends that is surely whole: a CR at the end may be half of a CRLF."""
    return max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1


def _telling(lines: list[bytes], before: int) -> Lines:
    numbered = [
        (line, number)
        for number, line in enumerate(lines, before + 1)
        if line.strip(_NOTHING) and not line.startswith(COMMENT)
    ]
    return Lines([line for line, _ in numbered], [number for _, number in numbered])


def is_text(data: bytes) -> bool:
    """Whether it is UTF-8 without NULs."""
    if b"\0" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
