"""Deliveries as their senders see them: what became of each, and doing it again.

A vendor sees its own, an operator everybody's. What is another vendor's is answered like something
that does not exist.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Final

from cers.model.access import NotPermittedError
from cers.model.audit import Action
from cers.model.delivery import Delivery, DeliveryStatus, Receipt
from cers.model.errors import InputError, NotFoundError
from cers.model.roles import Level, Permission
from cers.steps.audit_records import Audit, record_of
from cers.steps.session import Session
from cers.stores.delivery_list import DeliveryList, Listed
from cers.stores.ledger import Ledger
from cers.stores.queues import IngestQueue
from cers.stores.receipt_pages import ReceiptPages
from cers.stores.upstream import upstream

MOST_REPLAYED: Final = 1000
"""Deliveries that one request sends through again."""

MOST_COUNTED: Final = 500
"""Deliveries that one request counts: reading receipts is what it costs."""

_LOOKED_AT: Final = 3000
"""Deliveries that one request looks at, however few are meant."""

_AT_ONCE: Final = 100
_PLACE: Final = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.+]{21}#[0-9a-f]{32}")
_LEDGER: Final = "deliveries cannot be looked up just now"

Known = tuple[Delivery, Receipt]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where deliveries are looked up, and sent through again."""

    listing: DeliveryList
    ledger: Ledger
    receipts: ReceiptPages
    queue: IngestQueue
    audit: Audit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries are meant; what is not given does not restrict them.

    `since` is when they landed at the earliest, `until` the moment they landed before; `name` is a
    part of the file's name, in any case.
    """

    vendor: str = ""
    feed: str = ""
    statuses: frozenset[DeliveryStatus] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Some deliveries, newest first, and the place after which the others lie, or empty."""

    deliveries: list[Known]
    next: str


def find(session: Session, desk: Desk, wanted: Wanted, after: str, limit: int) -> Found:
    """A page of the deliveries that are meant; it may be short though there is a `next`.

    Raises:
        NotPermittedError: the role does not include it.
    """
    vendors = _vendors(session, desk, wanted)
    before = after or (_moment(wanted.until) if wanted.until else "")
    listed = desk.listing.newest(
        vendors, wanted.statuses, wanted.since, before, min(limit + 1, _AT_ONCE)
    )
    found: list[Known] = []
    place = ""
    looked_at = 0
    for some in _batches(listed, min(limit, _AT_ONCE)):
        looked_at += len(some)
        for each, known in _known(desk, some, wanted):
            place = each.place
            if known:
                found.append(known)
            if len(found) == limit:
                return Found(found, place)
        if looked_at >= _LOOKED_AT:
            return Found(found, place)
    return Found(found, "")


def one(session: Session, desk: Desk, delivery_id: str) -> Known:
    """One delivery and its receipt.

    Raises:
        NotPermittedError: the role does not include it.
        NotFoundError: there is no such delivery among those the caller may see.
    """
    vendor = _own_vendor(session)
    with upstream(_LEDGER):
        known = desk.ledger.find(delivery_id)
    if known is None or vendor not in (None, known[0].vendor):
        raise NotFoundError("there is no such delivery among those you may see")
    return known


def replay_one(session: Session, desk: Desk, delivery_id: str) -> Known:
    """Have one delivery processed anew, from the file that landed.

    Raises:
        NotPermittedError: the role does not include it.
        NotFoundError: there is no such delivery among those the caller may see.
    """
    known = one(session, desk, delivery_id)
    _send(session, desk, [known[0]])
    return known


def replay_all(session: Session, desk: Desk, wanted: Wanted, after: str, *, dry_run: bool) -> Found:
    """Have the deliveries that are meant processed anew, or with `dry_run` only say which.

    One request takes the newest `MOST_REPLAYED` of them; the next one goes on after its `next`.

    Raises:
        InputError: nothing is said of which are meant.
        NotPermittedError: the role does not include it.
    """
    _own_vendor(session)
    if wanted == Wanted():
        raise InputError("say which deliveries are meant: vendor, feed, status, since or until")
    found = find(session, desk, wanted, after, MOST_REPLAYED)
    if found.deliveries and not dry_run:
        _send(session, desk, [delivery for delivery, _ in found.deliveries])
    return found


def cursor_of(found: Found) -> str | None:
    """What the request for the next page names; None after the last."""
    return urlsafe_b64encode(found.next.encode()).decode() if found.next else None


def place_of(cursor: str) -> str:
    """The place a cursor stands for; empty for none.

    Raises:
        InputError: it is none of ours.
    """
    if not cursor:
        return ""
    try:
        place = urlsafe_b64decode(cursor.encode()).decode()
    except ValueError:
        place = ""
    if not _PLACE.fullmatch(place):
        raise InputError("cursor: use the `next` of the page before")
    return place


def by_status(found: Found) -> dict[str, int]:
    """How many of them stand where."""
    return dict(Counter(receipt.status.value for _, receipt in found.deliveries))


def _send(session: Session, desk: Desk, deliveries: Sequence[Delivery]) -> None:
    """Send deliveries through again, which is written down first."""
    vendors = ", ".join(sorted({each.vendor for each in deliveries}))
    detail = f"deliveries of {vendors} sent through again"
    told = record_of(session, Action.CHANGE, rows=len(deliveries), detail=detail)
    desk.audit.record(told)
    with upstream("deliveries cannot be sent through just now"):
        desk.queue.send_all(deliveries, replay=True)


def _own_vendor(session: Session) -> str | None:
    """The vendor whose deliveries the caller sees; None stands for everybody's."""
    session.require(Permission.DELIVERIES, Permission.OPERATE)
    if session.assignment.may(Permission.OPERATE):
        return None
    if session.assignment.role.level is not Level.VENDOR:
        raise NotPermittedError("your role does not include this")
    return session.assignment.organization_id


def _vendors(session: Session, desk: Desk, wanted: Wanted) -> Iterable[str]:
    own = _own_vendor(session)
    if own is not None:
        return [own] if wanted.vendor in ("", own) else []
    return [wanted.vendor] if wanted.vendor else desk.receipts.vendors()


def _known(
    desk: Desk, listed: Sequence[Listed], wanted: Wanted
) -> Iterator[tuple[Listed, Known | None]]:
    """Each of them with its receipt; without one if it is not meant."""
    of_feed = [each.delivery_id for each in listed if wanted.feed in ("", each.feed)]
    with upstream(_LEDGER):
        known = desk.ledger.find_many(of_feed) if of_feed else {}
    for each in listed:
        found = known.get(each.delivery_id)
        yield each, found if found and _meant(found[1], wanted) else None


def _meant(receipt: Receipt, wanted: Wanted) -> bool:
    right_status = not wanted.statuses or receipt.status in wanted.statuses
    return right_status and wanted.name.casefold() in receipt.name.casefold()


def _batches(listed: Iterator[Listed], size: int) -> Iterator[list[Listed]]:
    while some := list(islice(listed, size)):
        yield some


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
