"""Deliveries that wait for reference data, and their replay when it arrives."""

from collections.abc import Collection, Iterable

from cers.model.delivery import Delivery
from cers.model.reference import Missing, Reference
from cers.steps.ingest_stores import IngestStores


def replay_waiting(arrived: Iterable[Missing], stores: IngestStores) -> None:
    """Send on every delivery that waited for reference data that has arrived."""
    waiting = stores.ledger.waiting(arrived)
    for delivery_id in {each: None for ids in waiting.values() for each in ids}:
        known = stores.ledger.find(delivery_id)
        if known is not None:
            stores.ingest_queue.send(known[0], replay=True)
    stores.ledger.released(waiting)


def replay_if_arrived(
    delivery: Delivery, missing: Collection[Missing], stores: IngestStores
) -> None:
    """Send a delivery on if what it missed arrived while it was being registered as waiting."""
    if not missing:
        return
    reference = stores.reference.load()
    if any(_known(each, reference) for each in missing):
        stores.ingest_queue.send(delivery, replay=True)


def _known(missing: Missing, reference: Reference) -> bool:
    match missing.kind:
        case "school":
            return missing.id in reference.organizations.schools
        case "assessment":
            return missing.id in reference.assessments
        case _:
            return missing.id.upper() in {code.upper() for code in reference.subjects}
