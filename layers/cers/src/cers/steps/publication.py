"""What follows a published snapshot: the ledger and the vendors' receipts say so, groups go on."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.steps.answer import Clock, utc_now
from cers.steps.waiting import postpone_waiting, registration_at
from cers.stores.ledger import Ledger
from cers.stores.receipts import ReceiptStore

_WORKERS: Final = 32


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
        known = self.ledger.find_many(delivery_ids)
        with ThreadPoolExecutor(_WORKERS) as pool:
            for _ in pool.map(lambda each: self._announce(dataset, *each), known.values()):
                pass

    def welcome(self, school_ids: Iterable[str]) -> None:
        """Have the groups looked at anew that wait for students of schools with new results."""
        postpone_waiting(map(registration_at, school_ids), self.ledger)

    def _announce(self, dataset: Dataset, delivery: Delivery, receipt: Receipt) -> None:
        if receipt.status is DeliveryStatus.PUBLISHED:
            # Somebody may have died between the ledger and the receipt.
            self.receipts.put(delivery, receipt)
        elif receipt.status is DeliveryStatus.ACCEPTED and self._is_whole(dataset, receipt):
            self._publish(delivery, receipt)

    def _publish(self, delivery: Delivery, receipt: Receipt) -> None:
        published = receipt.with_status(DeliveryStatus.PUBLISHED, receipt.message, self.clock())
        if self.ledger.move(delivery, receipt, published.status, published.updated_at):
            self.receipts.put(delivery, published)

    def _is_whole(self, dataset: Dataset, receipt: Receipt) -> bool:
        """Whether with this dataset all have it."""
        return receipt.datasets == (dataset.id,) or self.ledger.mark_published(
            receipt.delivery_id, dataset
        )
