"""Ingest: from a landed object version to staged data, or reference data, and a receipt.

Bad data ends in a receipt; anything that may work the next time raises, and is retried.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt
from cers.model.errors import InputError, NotFoundError
from cers.model.finding import Severity
from cers.model.rule import Rule
from cers.steps.answer import Answer, Clock, opened, utc_now
from cers.steps.ingest_exams import ingest_exams
from cers.steps.ingest_groups import ingest_groups
from cers.steps.ingest_reference import ingest_reference
from cers.steps.ingest_staff import ingest_staff
from cers.steps.ingest_stores import IngestStores
from cers.steps.ingest_students import ingest_students
from cers.stores.landing import Landed

SETTLED: Final = frozenset(
    {
        DeliveryStatus.PUBLISHED,
        DeliveryStatus.DUPLICATE,
        DeliveryStatus.QUARANTINED,
        DeliveryStatus.REJECTED,
    }
)
"""A delivery in one of these is done with; an event that repeats it changes nothing."""

FAILED: Final = (
    "We could not process this file; our operators are told and will replay it. "
    "There is nothing you need to do."
)

UNKNOWN_FEED: Final = Rule(
    "unknown-feed", Severity.ERROR, "The file did not land below <vendor>/<feed>/.", "all"
)
UNAUTHORIZED: Final = Rule(
    "unauthorized", Severity.ERROR, "The sender may not deliver this feed.", "all"
)
RULES: Final = (UNKNOWN_FEED, UNAUTHORIZED)


def ingest(
    delivery: Delivery, stores: IngestStores, *, replay: bool = False, clock: Clock = utc_now
) -> Receipt | None:
    """Process one delivery and answer it; None if the object version is gone.

    Doing it again is harmless. A settled delivery is only processed anew on `replay`.
    """
    known = stores.ledger.find(delivery.id)
    if known is not None and known[1].status in SETTLED and not replay:
        return known[1]
    with TemporaryDirectory() as directory:
        try:
            landed = stores.landing.fetch(delivery, Path(directory))
        except NotFoundError:
            return None
        with Answer(delivery, landed, stores.ledger, stores.receipts, clock) as answer:
            return _process(delivery, landed, stores, answer, replay=replay, clock=clock)


def _process(
    delivery: Delivery,
    landed: Landed,
    stores: IngestStores,
    answer: Answer,
    *,
    replay: bool,
    clock: Clock,
) -> Receipt:
    try:
        feed = delivery.feed
    except InputError as error:
        answer.note([UNKNOWN_FEED.finding(f"This is no place for a delivery: {error}.")])
        return answer.close(DeliveryStatus.REJECTED, "No feed lies here.", Counts())
    grant = stores.people.vendors.grant(delivery.vendor)
    if not grant.may_deliver(feed):
        message = f"You may not deliver {feed}: use another feed, or ask for the permission."
        answer.note([UNAUTHORIZED.finding(message)])
        return answer.close(DeliveryStatus.REJECTED, "Nothing was taken over.", Counts())
    match feed:
        case Feed.EXAMS | Feed.RESULTS | Feed.SCORES:
            return ingest_exams(delivery, feed, landed, stores, answer, grant, replay=replay)
        case Feed.STUDENTS:
            return ingest_students(delivery, landed, stores, answer)
        case Feed.GROUPS:
            return ingest_groups(delivery, landed, stores, answer, grant)
        case Feed.STAFF:
            return ingest_staff(delivery, landed, stores, answer, grant, clock)
        case _:
            return ingest_reference(delivery, feed, landed, stores, answer)


def give_up(
    delivery: Delivery, stores: IngestStores, *, replay: bool = False, clock: Clock = utc_now
) -> None:
    """Tell the sender that we could not process a delivery, after the last attempt.

    Nothing of it is fetched: it may be the fetching that fails.
    """
    known = stores.ledger.find(delivery.id)
    if known is not None and known[1].status in SETTLED and not replay:
        return
    try:
        landed_at = stores.landing.landed_at(delivery)
    except NotFoundError:
        return
    now = clock()
    receipt = opened(delivery, landed_at, "", now).with_status(DeliveryStatus.FAILED, FAILED, now)
    stores.receipts.put(delivery, receipt)
    stores.ledger.record(delivery, receipt)
