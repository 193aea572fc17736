"""A delivery's findings, page by page, from the CSV file its vendor reads too."""

import csv
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.model.errors import InputError
from cers.model.finding import Finding, Severity
from cers.steps.tally import FINDING_COLUMNS
from cers.stores.receipt_pages import Piece, ReceiptPages

_CURSOR: Final = re.compile(r"(\d{1,12}):([\w.+-]{0,100})", re.ASCII)
_COLUMNS: Final = len(FINDING_COLUMNS)


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """Some findings, and where the page after them begins; None on the last."""

    findings: list[Finding]
    next: str | None


def findings_page(
    receipts: ReceiptPages, delivery: Delivery, receipt: Receipt, cursor: str, limit: int
) -> FindingsPage:
    """A page of what was found in a delivery.

    While it is processed, these are the first ones only. All pages are of one answer, even if the
    delivery is processed anew meanwhile.

    Raises:
        InputError: the cursor is none of ours.
    """
    if receipt.status is DeliveryStatus.PROCESSING or not receipt.findings_total:
        return FindingsPage(list(receipt.findings), None)
    start, version_id = _parsed(cursor)
    piece = receipts.findings(delivery, start, version_id)
    return _page(piece, limit) if piece else FindingsPage([], None)


def _page(piece: Piece, limit: int) -> FindingsPage:
    findings: list[Finding] = []
    read = 0
    for record, end in _records(piece):
        read = end
        found = _finding(record)
        if found:
            findings.append(found)
        if len(findings) == limit:
            break
    more = read < len(piece.data) or not piece.is_last
    following = _cursor(piece.start + read, piece.version_id) if read and more else None
    return FindingsPage(findings, following)


def _records(piece: Piece) -> Iterator[tuple[bytes, int]]:
    """The whole records of a piece, each with where it ends; quoted values may hold line ends."""
    data, start, end = piece.data, 0, 0
    while end := data.find(b"\n", end) + 1:
        if data.count(b'"', start, end) % 2 == 0:
            yield data[start:end], end
            start = end


def _finding(record: bytes) -> Finding | None:
    """The finding of a record; None for the heading."""
    rows = list(csv.reader([record.decode()]))
    if len(rows) != 1 or len(rows[0]) != _COLUMNS or tuple(rows[0]) == FINDING_COLUMNS:
        return None
    told = dict(zip(FINDING_COLUMNS, rows[0], strict=True))
    return Finding(severity=Severity(told.pop("severity")), **told)


def _cursor(start: int, version_id: str) -> str:
    return urlsafe_b64encode(f"{start}:{version_id}".encode()).decode()


def _parsed(cursor: str) -> tuple[int, str]:
    if not cursor:
        return 0, ""
    try:
        found = _CURSOR.fullmatch(urlsafe_b64decode(cursor.encode()).decode())
    except ValueError:
        found = None
    if not found:
        raise InputError("cursor: use the `next` of the page before")
    return int(found[1]), found[2]
