"""/v1/deliveries/…: what became of deliveries, and doing them again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from chalice.app import Blueprint

from cers.model.delivery import Delivery, DeliveryStatus, Feed, Receipt
from cers.model.errors import InputError
from cers.model.finding import Severity
from cers.steps import deliveries as steps
from cers.steps.answer import utc_now
from cers.steps.delivery_documents import (
    counts_document,
    delivery_document,
    file_document,
    findings_document,
    page_document,
)
from cers.steps.delivery_findings import Kind, findings_file, findings_page
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import (
    body,
    identifier,
    integer,
    integer_member,
    only,
    text,
    text_member,
    texts_member,
)
from chalicelib.request import Request
from chalicelib.responses import Accepted

PAGE: Final = 50
LONGEST_PAGE: Final = 200
FINDINGS_PAGE: Final = 100
LONGEST_FINDINGS_PAGE: Final = 500
CURSOR_LENGTH: Final = 400
VENDOR_LENGTH: Final = 64
DELIVERY_ID_LENGTH: Final = 32
MOMENT_LENGTH: Final = 40
STATUSES_LENGTH: Final = 100
NAME_LENGTH: Final = 200
CODE_LENGTH: Final = 60

_ALL: Final = "/v1/deliveries"
_ONE: Final = _ALL + "/{delivery_id}"

routes = Blueprint(__name__)


@routes.route(_ALL, authorizer=AUTHORIZER, content_types=[])
@endpoint
def listed(request: Request) -> object:
    """One page of deliveries, newest first."""
    opened = session(request)
    only(request.query, "vendor", "feed", "status", "since", "limit", "cursor")
    wanted = _asked(request)
    found = steps.find(
        opened,
        services().desk,
        wanted,
        steps.place_of(text(request.query, "cursor", CURSOR_LENGTH)),
        integer(request.query, "limit", 1, LONGEST_PAGE) or PAGE,
    )
    return page_document(found)


@routes.route(_ALL + "/counts", authorizer=AUTHORIZER, content_types=[])
@endpoint
def counts(request: Request) -> object:
    """How many of the newest deliveries stand where."""
    opened = session(request)
    only(request.query, "vendor", "feed", "since")
    found = steps.find(opened, services().desk, _asked(request), "", steps.MOST_COUNTED)
    return counts_document(found)


@routes.route(_ALL + "/search", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def search(request: Request) -> object:
    """One page of the deliveries with a file of some name; a name stands in no address."""
    opened = session(request)
    only(request.query)
    members = body(request, "name", "vendor", "feed", "statuses", "since", "limit", "cursor")
    name = text_member(members, "name", NAME_LENGTH, needed=True)
    found = steps.find(
        opened,
        services().desk,
        replace(_wanted(members), name=name),
        steps.place_of(text_member(members, "cursor", CURSOR_LENGTH)),
        integer_member(members, "limit", 1, LONGEST_PAGE) or PAGE,
    )
    return page_document(found)


@routes.route(_ONE, authorizer=AUTHORIZER, content_types=[])
@endpoint
def one(request: Request, delivery_id: str) -> object:
    """One delivery: its receipt with what was found, by kinds."""
    _, receipt = _known(request, delivery_id)
    only(request.query)
    return delivery_document(receipt)


@routes.route(_ONE + "/findings", authorizer=AUTHORIZER, content_types=[])
@endpoint
def findings(request: Request, delivery_id: str) -> object:
    """One page of what was found in a delivery."""
    delivery, receipt = _known(request, delivery_id)
    only(request.query, "code", "severity", "limit", "cursor")
    page = findings_page(
        services().desk.receipts,
        delivery,
        receipt,
        _kind(request),
        cursor=text(request.query, "cursor", CURSOR_LENGTH),
        limit=integer(request.query, "limit", 1, LONGEST_FINDINGS_PAGE) or FINDINGS_PAGE,
    )
    return findings_document(receipt, page)


@routes.route(_ONE + "/findings/file", authorizer=AUTHORIZER, content_types=[])
@endpoint
def file(request: Request, delivery_id: str) -> object:
    """Where all findings of a delivery can be fetched from, as CSV."""
    delivery, receipt = _known(request, delivery_id)
    only(request.query)
    return file_document(findings_file(services().desk.receipts, delivery, receipt, utc_now()))


@routes.route(_ONE + "/replay", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def replay_one(request: Request, delivery_id: str) -> object:
    """Have one delivery processed anew."""
    opened = session(request)
    only(request.query)
    body(request)
    id_ = identifier(delivery_id, "delivery_id", DELIVERY_ID_LENGTH)
    _, receipt = steps.replay_one(opened, services().desk, id_)
    return Accepted({"delivery_id": receipt.delivery_id})


@routes.route(_ALL + "/replay", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def replay(request: Request) -> object:
    """Have the deliveries that are meant processed anew, or say which they are."""
    opened = session(request)
    only(request.query)
    members = body(request, "vendor", "feed", "statuses", "since", "until", "dry_run", "cursor")
    dry_run = members.get("dry_run", False)
    if not isinstance(dry_run, bool):
        raise InputError("dry_run: true or false")
    found = steps.replay_all(
        opened,
        services().desk,
        _wanted(members),
        steps.place_of(text_member(members, "cursor", CURSOR_LENGTH)),
        dry_run=dry_run,
    )
    told = {
        "dry_run": dry_run,
        "deliveries": len(found.deliveries),
        "by_status": steps.by_status(found),
        "next": steps.cursor_of(found),
    }
    return told if dry_run else Accepted(told)


def _known(request: Request, delivery_id: str) -> tuple[Delivery, Receipt]:
    id_ = identifier(delivery_id, "delivery_id", DELIVERY_ID_LENGTH)
    return steps.one(session(request), services().desk, id_)


def _asked(request: Request) -> steps.Wanted:
    """Which deliveries the query means."""
    statuses = text(request.query, "status", STATUSES_LENGTH)
    return steps.Wanted(
        vendor=text(request.query, "vendor", VENDOR_LENGTH),
        feed=_feed(text(request.query, "feed", VENDOR_LENGTH)),
        statuses=_statuses(statuses.split(",") if statuses else ()),
        since=_moment(text(request.query, "since", MOMENT_LENGTH), "since"),
    )


def _kind(request: Request) -> Kind:
    severity = text(request.query, "severity", CODE_LENGTH)
    if severity and severity not in set(Severity):
        raise InputError(f"severity: one of {', '.join(Severity)}")
    code = text(request.query, "code", CODE_LENGTH)
    return Kind(code, Severity(severity) if severity else None)


def _wanted(members: Mapping[str, Any]) -> steps.Wanted:
    return steps.Wanted(
        vendor=text_member(members, "vendor", VENDOR_LENGTH),
        feed=_feed(text_member(members, "feed", VENDOR_LENGTH)),
        statuses=_statuses(texts_member(members, "statuses", VENDOR_LENGTH, 10) or ()),
        since=_moment(text_member(members, "since", MOMENT_LENGTH), "since"),
        until=_moment(text_member(members, "until", MOMENT_LENGTH), "until"),
    )


def _feed(name: str) -> str:
    if name and name not in set(Feed):
        raise InputError(f"feed: one of {', '.join(Feed)}")
    return name


def _statuses(names: tuple[str, ...] | list[str]) -> frozenset[DeliveryStatus]:
    try:
        return frozenset(map(DeliveryStatus, names))
    except ValueError:
        raise InputError(f"status: of {', '.join(DeliveryStatus)}, parted by commas") from None


def _moment(value: str, name: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(f"{name}: a date such as 2026-05-01 or 2026-05-01T12:30:00Z") from None
