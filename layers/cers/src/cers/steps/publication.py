"""What follows a published snapshot: the ledger and the vendors' receipts say so."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from cers.model.dataset import Dataset
from cers.model.delivery import DeliveryStatus
from cers.steps.answer import Clock, utc_now
from cers.stores.ledger import Ledger
from cers.stores.receipts import ReceiptStore

_WORKERS: Final = 8


@dataclass(frozen=True, slots=True)
class PublicationDesk:
    """Tells the senders of published deliveries."""

    ledger: Ledger
    receipts: ReceiptStore
    clock: Clock = utc_now

    def announce(self, dataset: Dataset, delivery_ids: Sequence[str]) -> None:
        """Mark what a dataset has published; a delivery is published once all its datasets are.

        Harmless to repeat. A duplicate stays one: only what was accepted becomes published.
        """
        with ThreadPoolExecutor(_WORKERS) as pool:
            for _ in pool.map(lambda each: self._announce(dataset, each), delivery_ids):
                pass

    def _announce(self, dataset: Dataset, delivery_id: str) -> None:
        known = self.ledger.mark_published(delivery_id, dataset)
        if known is None or known[1].status is not DeliveryStatus.ACCEPTED:
            return
        delivery, receipt = known
        published = receipt.with_status(DeliveryStatus.PUBLISHED, receipt.message, self.clock())
        if self.ledger.move(delivery, published, DeliveryStatus.ACCEPTED):
            self.receipts.put(delivery, published)
