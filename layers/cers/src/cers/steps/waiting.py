"""Deliveries that wait for reference data, and their replay when it arrives."""

from collections.abc import Collection, Iterable, Mapping

from cers.model.delivery import Delivery
from cers.model.reference import Missing, Reference
from cers.steps.ingest_stores import IngestStores
from cers.stores.ledger import Ledger


def registration_at(school_id: str) -> Missing:
    """What ties further students to a school, as groups wait for it: registrations and results."""
    return Missing("registration", school_id)


def replay_waiting(arrived: Iterable[Missing], stores: IngestStores) -> None:
    """Send on the deliveries that need wait no longer for reference data.

    Who waits for nothing else is sent on at once. Who waits for more is not read again for each
    piece that arrives: it is sent on when the last one does, or else by the next sweep, so that
    what has become good in it gets in within a quarter of an hour, whatever is still missing.
    A crash at any point loses nobody.
    """
    waiting = stores.ledger.waiting(arrived)
    waiters = {each for some in waiting.values() for each in some}
    for_one = sorted(each.delivery_id for each in waiters if each.for_one)
    for_more = sorted(each.delivery_id for each in waiters if not each.for_one)
    stores.ledger.postpone(for_more)
    _replay(for_one, stores)
    stores.ledger.released(waiting)
    ready = [each for each in for_more if not stores.ledger.still_waits(each)]
    _replay(ready, stores)
    stores.ledger.sent_on(ready)


def postpone_waiting(arrived: Iterable[Missing], ledger: Ledger) -> None:
    """Have the next sweep send on the deliveries that wait for what has arrived.

    They are read once then, however much arrives until then. A crash at any point loses nobody.
    """
    waiting = ledger.waiting(arrived)
    ledger.postpone(sorted({each.delivery_id for some in waiting.values() for each in some}))
    ledger.released(waiting)


def replay_postponed(stores: IngestStores) -> int:
    """Send on those for whom something has arrived, though they wait for more; their number."""
    postponed = stores.ledger.postponed()
    _replay(postponed, stores)
    stores.ledger.sent_on(postponed)
    return len(postponed)


def _replay(delivery_ids: Iterable[str], stores: IngestStores) -> None:
    known = stores.ledger.find_many(delivery_ids)
    stores.ingest_queue.send_all((delivery for delivery, _ in known.values()), replay=True)


def replay_if_arrived(
    delivery: Delivery, missing: Collection[Missing], stores: IngestStores
) -> None:
    """Send a delivery on if what it missed arrived while it was being registered as waiting."""
    replay_arrived({delivery: missing}, stores)


def replay_arrived(waiting: Mapping[Delivery, Collection[Missing]], stores: IngestStores) -> None:
    """Send on those deliveries of which something arrived while they were being registered."""
    if not any(waiting.values()):
        return
    reference = stores.reference.load()
    arrived = [
        delivery
        for delivery, missing in waiting.items()
        if any(_known(each, reference) for each in missing)
    ]
    stores.ingest_queue.send_all(arrived, replay=True)


def _known(missing: Missing, reference: Reference) -> bool:
    match missing.kind:
        case "school":
            return missing.id in reference.organizations.schools
        case "assessment":
            return missing.id in reference.assessments
        case "district":
            return missing.id in reference.organizations.districts
        case "registration":
            return False  # whoever waits for it looks again himself
        case _:
            return missing.id.upper() in {code.upper() for code in reference.subjects}
