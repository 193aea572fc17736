"""Writing the answer to a delivery: its receipt, its findings and its ledger row."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from types import TracebackType
from typing import Final, Self

from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt
from cers.model.finding import Finding
from cers.steps.tally import Tally, write_findings, write_heading
from cers.stores.landing import Landed
from cers.stores.ledger import Ledger
from cers.stores.receipts import ReceiptStore

Clock = Callable[[], datetime]

PROGRESS_EVERY: Final = timedelta(seconds=2)


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
        self._tally = Tally()
        self._receipt = opened(delivery, landed.landed_at, landed.digest, clock())
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
        some = list(findings)
        if not some:
            return
        if self._file is None:
            self._file = self._path.open("w", encoding="utf-8", newline="")
            write_heading(self._file)
        write_findings(self._file, some)
        self._tally.add(some)

    def progress(self, share: float, counts: Counts) -> None:
        """Say how far the delivery has come, if nobody has said so lately."""
        now = self._clock()
        if now >= self._next_progress:
            self._next_progress = now + PROGRESS_EVERY
            receipt = replace(self._receipt, progress=share, counts=counts, updated_at=now)
            receipt = self._tally.on(receipt)
            self._ledger.record(self._delivery, receipt)
            self._receipts.put(self._delivery, receipt)

    def close(
        self,
        status: DeliveryStatus,
        message: str,
        counts: Counts,
        datasets: Iterable[str] = (),
    ) -> Receipt:
        """Give the answer.

        Findings first, then the receipt that tells of them, and the ledger last: what it calls
        settled is never looked at again.
        """
        receipt = replace(
            self._tally.on(self._receipt),
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
        return self._give(receipt)

    def repeat(self, first: Delivery, earlier: Receipt, message: str) -> Receipt:
        """Give the answer that equal bytes got before, as that of a duplicate."""
        if earlier.findings_total:
            self._receipts.copy_findings(first, self._delivery)
        return self._give(as_duplicate(self._receipt, earlier, message, self._clock()))

    def _give(self, receipt: Receipt) -> Receipt:
        self._receipts.put(self._delivery, receipt)
        self._ledger.record(self._delivery, receipt)
        return receipt


def opened(delivery: Delivery, landed_at: datetime, digest: str, now: datetime) -> Receipt:
    """The receipt of a delivery that is about to be processed."""
    return Receipt(
        delivery_id=delivery.id,
        vendor=delivery.vendor,
        feed=[*delivery.key.split("/"), ""][1],
        name=delivery.key.split("/", 2)[-1],
        version_id=delivery.version_id,
        status=DeliveryStatus.PROCESSING,
        message="being processed",
        landed_at=landed_at,
        updated_at=now,
        digest=digest,
    )


def as_duplicate(receipt: Receipt, earlier: Receipt, message: str, now: datetime) -> Receipt:
    """The receipt of bytes that came to what another receipt says."""
    return replace(
        receipt,
        status=DeliveryStatus.DUPLICATE,
        message=message,
        counts=earlier.counts,
        findings=earlier.findings,
        findings_total=earlier.findings_total,
        summary=earlier.summary,
        datasets=earlier.datasets,
        progress=1.0,
        updated_at=now,
    )
