"""A delivery's findings, page by page, from the CSV file its vendor reads too."""

import csv
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.model.errors import InputError, NotFoundError
from cers.model.finding import Finding, Severity
from cers.steps.tally import FINDING_COLUMNS
from cers.stores.receipt_pages import Piece, ReceiptPages

_CURSOR: Final = re.compile(r"(\d{1,12}):([\w.+-]{0,100})", re.ASCII)
_COLUMNS: Final = len(FINDING_COLUMNS)


_PIECES: Final = 8
"""So many pieces of the file are read for one page, however few findings are wanted."""

FILE_SECONDS: Final = 5 * 60


@dataclass(frozen=True, slots=True)
class Kind:
    """Which findings are wanted; what is empty does not restrict them."""

    code: str = ""
    severity: Severity | None = None

    def has(self, finding: Finding) -> bool:
        """Whether a finding is of this kind."""
        return self.code in ("", finding.code) and self.severity in (None, finding.severity)


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """Some findings, and where the page after them begins; None on the last."""

    findings: list[Finding]
    next: str | None


@dataclass(frozen=True, slots=True)
class FindingsFile:
    """Where all findings can be fetched from, under which name, and until when."""

    address: str
    filename: str
    expires_at: datetime


def findings_page(
    receipts: ReceiptPages,
    delivery: Delivery,
    receipt: Receipt,
    kind: Kind,
    cursor: str,
    limit: int,
) -> FindingsPage:
    """A page of what was found in a delivery; it may be short, even empty, and have a `next`.

    While it is processed, these are the first ones only. All pages are of one answer, even if the
    delivery is processed anew meanwhile.

    Raises:
        InputError: the cursor is none of ours.
    """
    place = _parsed(cursor)
    if _is_unread(receipt):
        return FindingsPage([each for each in receipt.findings if kind.has(each)], None)
    findings: list[Finding] = []
    for _ in range(_PIECES):
        piece = receipts.findings(delivery, *place)
        read = _read(piece, kind, limit, findings) if piece else 0
        if not piece or not read or (piece.is_last and read == len(piece.data)):
            return FindingsPage(findings, None)
        place = (piece.start + read, piece.version_id)
        if len(findings) == limit:
            break
    return FindingsPage(findings, _cursor(*place))


def findings_file(
    receipts: ReceiptPages, delivery: Delivery, receipt: Receipt, now: datetime
) -> FindingsFile:
    """Where all findings of a delivery can be fetched from for some minutes, as CSV.

    Raises:
        NotFoundError: it has none, or none yet.
    """
    if _is_unread(receipt):
        raise NotFoundError("there are no findings to fetch")
    filename = f"findings-{delivery.id[:8]}.csv"
    address = receipts.address(delivery, filename, FILE_SECONDS)
    return FindingsFile(address, filename, now + timedelta(seconds=FILE_SECONDS))


def _is_unread(receipt: Receipt) -> bool:
    """Whether there is no file of its findings."""
    return receipt.status is DeliveryStatus.PROCESSING or not receipt.findings_total


def _read(piece: Piece, kind: Kind, limit: int, findings: list[Finding]) -> int:
    """Add what is wanted of a piece, up to `limit` findings; how many bytes were read for it."""
    read = 0
    for record, end in _records(piece):
        read = end
        found = _finding(record)
        if found and kind.has(found):
            findings.append(found)
        if len(findings) == limit:
            break
    return read


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
