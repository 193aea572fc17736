"""Where a page begins: the sorting of what stood last on the page before, as one opaque text."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence

from cers.model.errors import InputError


def cursor_of(place: Sequence[str]) -> str:
    """The cursor of the page after a place."""
    return urlsafe_b64encode(json.dumps(list(place)).encode()).decode()


def parsed_cursor(cursor: str, parts: int) -> tuple[str, ...]:
    """The place a page begins after; empty for the first page.

    Raises:
        InputError: the cursor is none of ours.
    """
    if not cursor:
        return ()
    try:
        place = json.loads(urlsafe_b64decode(cursor.encode()))
    except (ValueError, RecursionError):
        place = None
    good = isinstance(place, list) and len(place) == parts
    if not good or not all(isinstance(each, str) for each in place):
        raise InputError("cursor: use the `next` of the page before")
    return tuple(place)
