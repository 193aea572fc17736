"""Deliveries, receipts and findings as answers show them."""

from dataclasses import asdict
from typing import Any, TypedDict

from cers.model.delivery import Receipt
from cers.steps.deliveries import Found, by_status, cursor_of
from cers.steps.delivery_findings import FindingsFile, FindingsPage


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


class Counted(TypedDict):
    """How many of the newest deliveries stand where; `more` says that there are older ones."""

    deliveries: int
    by_status: dict[str, int]
    more: bool


def counts_document(found: Found) -> Counted:
    """The counts of a list."""
    return Counted(
        deliveries=len(found.deliveries), by_status=by_status(found), more=bool(found.next)
    )


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


def file_document(file: FindingsFile) -> dict[str, str]:
    """Where the file of all findings is."""
    return {
        "address": file.address,
        "filename": file.filename,
        "expires_at": file.expires_at.isoformat(),
    }


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
