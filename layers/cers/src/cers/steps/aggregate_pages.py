"""Pages of an aggregate report: some of its rows, and the cursor of those after."""

import hashlib
import json

from cers.model.errors import ConflictError, InputError
from cers.reports.aggregate.documents import Table
from cers.steps.cursors import cursor_of, parsed_cursor


def total_of(table: Table) -> int:
    """How many rows a report has."""
    return len(table["rows"]) + len(table["lines"]) + len(table["targets"])


def page_of(table: Table, cursor: str, limit: int) -> tuple[Table, str | None]:
    """Some rows of a report, and the cursor of those after; a report has rows of one kind.

    Raises:
        InputError: the cursor is none of ours.
        ConflictError: results have changed since the page before.
    """
    digest = hashlib.sha256(json.dumps(table).encode()).hexdigest()[:32]
    start = 0
    if place := parsed_cursor(cursor, 2):
        start = _number(place[0])
        if place[1] != digest:
            raise ConflictError("results have changed since the page before: begin anew")
    end = start + limit
    shown = Table(
        measures=table["measures"],
        rows=table["rows"][start:end],
        lines=table["lines"][start:end],
        targets=table["targets"][start:end],
        too_few=table["too_few"],
    )
    more = limit and end < total_of(table)
    return shown, cursor_of((str(end), digest)) if more else None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise InputError("cursor: use the `next` of the page before")
    return int(text)
