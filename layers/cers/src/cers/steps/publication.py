"""What follows a published snapshot: the ledger and the vendors' receipts say so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cers.model.dataset import Dataset
from cers.model.delivery import DeliveryStatus, Receipt
from cers.steps.answer import Clock, utc_now
from cers.stores.ledger import Ledger
from cers.stores.pending import PendingStore
from cers.stores.receipts import ReceiptStore


@dataclass(frozen=True, slots=True)
class PublicationDesk:
    """Tells the senders of published deliveries.

    A delivery is published when none of its datasets has anything of it pending, so the rows are
    to be removed from pending *before* they are announced. A crash in between leaves the
    delivery accepted, and the sweep takes it up again.
    """

    ledger: Ledger
    receipts: ReceiptStore
    pending: PendingStore
    clock: Clock = utc_now

    def announce(self, delivery_ids: Iterable[str]) -> None:
        """Mark each delivery as published; harmless to repeat."""
        for delivery_id in dict.fromkeys(delivery_ids):
            self._announce(delivery_id)

    def _announce(self, delivery_id: str) -> None:
        known = self.ledger.find(delivery_id)
        if known is None or known[1].status is not DeliveryStatus.ACCEPTED:
            return
        delivery, receipt = known
        if any(self._is_pending(dataset, receipt) for dataset in receipt.datasets):
            return
        published = replace(receipt, status=DeliveryStatus.PUBLISHED, updated_at=self.clock())
        if self.ledger.move(delivery, published, DeliveryStatus.ACCEPTED):
            self.receipts.put(delivery, published)

    def _is_pending(self, dataset: str, receipt: Receipt) -> bool:
        return self.pending.has(Dataset.parse(dataset), receipt.landed_at, receipt.delivery_id)
