"""Deliveries, receipts and findings as answers show them."""

from dataclasses import asdict
from typing import Any, TypedDict

from cers.model.delivery import Receipt
from cers.steps.deliveries import Found, cursor_of
from cers.steps.delivery_findings import FindingsPage


class DeliveryPage(TypedDict):
    """A page of deliveries, newest first; it may be short though there is a `next`."""

    deliveries: list[dict[str, Any]]
    next: str | None


class Findings(TypedDict):
    """A page of what was found in a delivery; `total` counts all."""

    delivery_id: str
    total: int
    findings: list[dict[str, str]]
    next: str | None


def page_document(found: Found) -> DeliveryPage:
    """A page of a list."""
    rows = [_short(receipt) for _, receipt in found.deliveries]
    return DeliveryPage(deliveries=rows, next=cursor_of(found))


def delivery_document(receipt: Receipt) -> dict[str, Any]:
    """One delivery, with its findings counted by kinds."""
    return {
        **_short(receipt),
        "version_id": receipt.version_id,
        "digest": receipt.digest,
        "summary": [asdict(each) for each in receipt.summary],
    }


def findings_document(receipt: Receipt, page: FindingsPage) -> Findings:
    """A page of findings."""
    return Findings(
        delivery_id=receipt.delivery_id,
        total=receipt.findings_total,
        findings=[asdict(each) for each in page.findings],
        next=page.next,
    )


def _short(receipt: Receipt) -> dict[str, Any]:
    return {
        "delivery_id": receipt.delivery_id,
        "vendor": receipt.vendor,
        "feed": receipt.feed,
        "name": receipt.name,
        "status": receipt.status.value,
        "message": receipt.message,
        "landed_at": receipt.landed_at.isoformat(),
        "updated_at": receipt.updated_at.isoformat(),
        "progress": receipt.progress,
        "counts": asdict(receipt.counts),
        "findings_total": receipt.findings_total,
        "datasets": list(receipt.datasets),
    }
