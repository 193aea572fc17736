"""Pictures: PNG and JPEG by their bytes, not by what is said of them, and of bounded size."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cers.feeds.items import rules
from cers.feeds.items.place import Place
from cers.feeds.reading import quoted
from cers.model.item_content import Image

LARGEST: Final = 256 * 1024
LONGEST_SIDE: Final = 4096
ALT_LENGTH: Final = 1_000

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG's frame, which tells its size (source: ITU-T T.81, table B.1)."""

_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers with no length after them."""

_Size = tuple[int, int]


def read_image(members: Mapping[str, object], place: Place) -> Image | None:
    """An image block, or None where it has faults."""
    alt = place.of("alt").line(members.get("alt"), ALT_LENGTH)
    kind = members.get("media_type")
    if not isinstance(kind, str) or kind not in _SIZES:
        shown = quoted(kind) if isinstance(kind, str) else "It"
        message = f"{shown} should be one of {', '.join(_SIZES)}."
        place.of("media_type").note(rules.INVALID_IMAGE, message)
        return None
    data = members.get("data")
    fault = _fault(data, kind, place.of("data"))
    return None if fault else Image(kind, str(data), alt)


def _fault(data: object, kind: str, place: Place) -> bool:
    """Whether there is something wrong with an image's data, which is then noted."""
    if not isinstance(data, str) or not data:
        place.note(rules.MISSING_VALUE, "Give the image its bytes in base64.")
        return True
    if len(data) > LARGEST * 4 // 3 + 4:
        place.note(rules.IMAGE_TOO_LARGE, f"Give it at most {LARGEST // 1024} KiB.")
        return True
    size = _size(data, kind)
    if size is None:
        place.note(rules.INVALID_IMAGE, f"It is no {kind} in base64.")
    elif max(size) > LONGEST_SIDE:
        message = f"It has {size[0]:,} by {size[1]:,} points: use at most {LONGEST_SIDE:,}."
        place.note(rules.IMAGE_TOO_LARGE, message)
    else:
        return False
    return True


def _size(data: str, kind: str) -> _Size | None:
    """Width and height, None if it is no such image."""
    try:
        decoded = base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None
    size = _SIZES[kind](decoded)
    return size if size and min(size) else None


def _png(data: bytes) -> _Size | None:
    if not data.startswith(_PNG) or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return _number(data[16:20]), _number(data[20:24])


def _jpeg(data: bytes) -> _Size | None:
    if not data.startswith(_JPEG):
        return None
    for marker, at in _segments(data):
        if marker in _FRAMES:
            height, width = data[at + 3 : at + 5], data[at + 5 : at + 7]
            return (_number(width), _number(height)) if len(width) == 2 else None
    return None


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """The markers of a JPEG up to the picture itself, and where their lengths stand."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        yield marker, at + 2
        at += 2 + max(_number(data[at + 2 : at + 4]), 2)


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


_SIZES: Final[Mapping[str, Callable[[bytes], _Size | None]]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
}
