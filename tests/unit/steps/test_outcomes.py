"""An error is blamed on those it concerns, and on nobody else."""

from datetime import UTC, datetime

import pytest

from cers.model.delivery import DeliveryStatus, Receipt
from cers.steps.outcomes import Outcomes

NOW = datetime(2026, 5, 1, tzinfo=UTC)
RECEIPT = Receipt("id", "ets", "exams", "a", "v", DeliveryStatus.ACCEPTED, "m", NOW, NOW)


def test_who_was_answered_before_an_error_keeps_his_answer() -> None:
    outcomes = Outcomes()
    with outcomes.blaming(["one", "two", "gone"]):
        outcomes.settle("one", RECEIPT)
        outcomes.settle("gone", None)
        raise ConnectionError
    assert outcomes.result("one") == RECEIPT
    assert outcomes.result("gone") is None
    with pytest.raises(ConnectionError):
        outcomes.result("two")


def test_what_is_not_blamed_on_a_delivery_leaves_no_word_on_it() -> None:
    outcomes = Outcomes()
    with outcomes.blaming(["one"]):
        pass
    assert "one" not in outcomes
    with pytest.raises(KeyError):
        outcomes.result("one")


def test_what_ends_the_process_is_nobodys_outcome() -> None:
    outcomes = Outcomes()
    with pytest.raises(KeyboardInterrupt), outcomes.blaming(["one"]):
        raise KeyboardInterrupt
    assert "one" not in outcomes
