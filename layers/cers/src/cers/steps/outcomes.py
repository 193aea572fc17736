"""What became of each of many deliveries: a receipt, or the error that stopped it alone."""

from collections.abc import Collection, Iterable
from types import TracebackType

from cers.model.delivery import Receipt


class Outcomes:
    """Receipts and errors by delivery id; the first word on a delivery counts."""

    def __init__(self) -> None:
        self._receipts: dict[str, Receipt | None] = {}
        self._errors: dict[str, Exception] = {}

    def __contains__(self, delivery_id: str) -> bool:
        return delivery_id in self._receipts or delivery_id in self._errors

    def settle(self, delivery_id: str, receipt: Receipt | None) -> None:
        """A delivery was answered; None if there is no such object any more."""
        if delivery_id not in self:
            self._receipts[delivery_id] = receipt

    def fail(self, delivery_ids: Iterable[str], error: Exception) -> None:
        """Deliveries could not be processed."""
        for delivery_id in delivery_ids:
            if delivery_id not in self:
                self._errors[delivery_id] = error

    def result(self, delivery_id: str) -> Receipt | None:
        """The receipt of a delivery; None if there is no such object any more.

        Raises:
            KeyError: there is no word on it.
            Exception: what stopped it.
        """
        if delivery_id in self._errors:
            raise self._errors[delivery_id]
        return self._receipts[delivery_id]

    def blaming(self, delivery_ids: Collection[str]) -> "Blame":
        """A block whose errors are those of these deliveries, and end nothing else."""
        return Blame(self, delivery_ids)


class Blame:
    """A block in which an error is the outcome of some deliveries, rather than raised."""

    def __init__(self, outcomes: Outcomes, delivery_ids: Collection[str]) -> None:
        self._outcomes = outcomes
        self._delivery_ids = delivery_ids

    def __enter__(self) -> None:
        """Nothing is needed."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Take the error, unless it is one that ends the process."""
        if not isinstance(error, Exception):
            return False
        self._outcomes.fail(self._delivery_ids, error)
        return True
