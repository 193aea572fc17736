"""Loading: what is generated once is kept, and nothing that was refused goes unnoticed."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cers.model.delivery import Counts, Delivery, DeliveryStatus, Receipt
from cers.model.finding import Finding, Severity
from sandbox.load import SandboxLoadError, cached, check

DELIVERY = Delivery("cers-landing", "ets/exams/a.zip", "1")


def receipt(status: DeliveryStatus, counts: Counts, *findings: Finding) -> Receipt:
    now = datetime(2026, 5, 1, tzinfo=UTC)
    return Receipt(
        DELIVERY.id, "ets", "exams", "a.zip", "1", status, "what came of it", now, now,
        counts=counts, findings=findings, findings_total=len(findings),
    )  # fmt: skip


def quiet(_what: str, _done: int, _total: int) -> None:
    pass


def test_a_second_start_uses_what_the_first_has_generated(tmp_path: Path) -> None:
    first = cached(30, 1, quiet, tmp_path)
    written = (first / "truth.json").stat().st_mtime_ns

    assert cached(30, 1, quiet, tmp_path) == first
    assert (first / "truth.json").stat().st_mtime_ns == written
    assert cached(30, 2, quiet, tmp_path) != first


def test_an_interrupted_start_leaves_nothing_behind(tmp_path: Path) -> None:
    def interrupt(_what: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cached(30, 1, interrupt, tmp_path)

    assert not list(tmp_path.iterdir())


def test_a_published_delivery_is_fine() -> None:
    check(DELIVERY, receipt(DeliveryStatus.PUBLISHED, Counts(records=3, accepted=3)))


@pytest.mark.parametrize(
    "status", [DeliveryStatus.REJECTED, DeliveryStatus.QUARANTINED, DeliveryStatus.FAILED]
)
def test_a_lost_delivery_fails_the_load(status: DeliveryStatus) -> None:
    with pytest.raises(SandboxLoadError, match=f"ets/exams/a.zip is {status}"):
        check(DELIVERY, receipt(status, Counts()))


def test_a_single_refused_record_fails_the_load_with_its_findings() -> None:
    finding = Finding("unknown-item", Severity.ERROR, "correct the item", "1.xml", "Item")
    counts = Counts(records=3, accepted=2, rejected=1)

    with pytest.raises(SandboxLoadError, match=r"unknown-item 1\.xml Item: correct the item"):
        check(DELIVERY, receipt(DeliveryStatus.PUBLISHED, counts, finding))
