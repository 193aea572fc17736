"""Writing the answer to a delivery: its receipt, its findings and its ledger row."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from cers.model.csv_text import inert
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt
from cers.model.finding import Finding
from cers.stores.landing import Landed
from cers.stores.ledger import Ledger
from cers.stores.receipts import ReceiptStore

Clock = Callable[[], datetime]

PROGRESS_EVERY: Final = timedelta(seconds=2)
FINDING_COLUMNS: Final = ("severity", "code", "where", "element", "message")


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


class Answer:
    """The receipt of one delivery while it is processed.

    All findings go to a CSV file as they come, so memory stays bounded; the receipt itself holds
    the first ones. Until the delivery is done, the receipt shows its progress every two seconds.
    """

    def __init__(
        self,
        delivery: Delivery,
        landed: Landed,
        ledger: Ledger,
        receipts: ReceiptStore,
        clock: Clock,
    ) -> None:
        self._delivery = delivery
        self._ledger = ledger
        self._receipts = receipts
        self._clock = clock
        self._path = landed.path.with_name("findings.csv")
        self._file: TextIOWrapper | None = None
        self._receipt = _opened(delivery, landed, clock())
        self._next_progress = self._receipt.updated_at + PROGRESS_EVERY

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def note(self, findings: Iterable[Finding]) -> None:
        """Add findings."""
        for finding in findings:
            self._write(finding)
            shown = self._receipt.findings
            if len(shown) < Receipt.SHOWN:
                shown = (*shown, finding)
            total = self._receipt.findings_total + 1
            self._receipt = replace(self._receipt, findings=shown, findings_total=total)

    def progress(self, share: float, counts: Counts) -> None:
        """Say how far the delivery has come, if nobody has said so lately."""
        now = self._clock()
        if now >= self._next_progress:
            self._next_progress = now + PROGRESS_EVERY
            receipt = replace(self._receipt, progress=share, counts=counts, updated_at=now)
            self._ledger.record(self._delivery, receipt)
            self._receipts.put(self._delivery, receipt)

    def close(
        self,
        status: DeliveryStatus,
        message: str,
        counts: Counts,
        datasets: Iterable[str] = (),
    ) -> Receipt:
        """Give the answer: findings first, then the ledger, then the receipt that names both."""
        receipt = replace(
            self._receipt,
            status=status,
            message=message,
            counts=counts,
            datasets=tuple(datasets),
            progress=1.0,
            updated_at=self._clock(),
        )
        if self._file is not None:
            self._file.close()
            self._receipts.put_findings(self._delivery, self._path)
        self._ledger.record(self._delivery, receipt)
        self._receipts.put(self._delivery, receipt)
        return receipt

    def _write(self, finding: Finding) -> None:
        if self._file is None:
            self._file = _findings_file(self._path)
        values = [str(getattr(finding, column)) for column in FINDING_COLUMNS]
        csv.writer(self._file).writerow(inert(value) for value in values)


def _findings_file(path: Path) -> TextIOWrapper:
    file = path.open("w", encoding="utf-8", newline="")
    csv.writer(file).writerow(FINDING_COLUMNS)
    return file


def _opened(delivery: Delivery, landed: Landed, now: datetime) -> Receipt:
    return Receipt(
        delivery_id=delivery.id,
        vendor=delivery.vendor,
        feed=[*delivery.key.split("/"), ""][1],
        name=delivery.key.split("/", 2)[-1],
        version_id=delivery.version_id,
        status=DeliveryStatus.PROCESSING,
        message="being processed",
        landed_at=landed.landed_at,
        updated_at=now,
        digest=landed.digest,
    )
