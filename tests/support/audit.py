"""The audit table on moto: records to write, and the whole of it verified."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from cers.model.audit import Action, Record
from cers.model.audit_chain import Fault
from cers.steps.audit_verify import Trail, trail_since, verify_chain, whole_trail
from cers.stores.audit_chains import AuditChains

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Item = dict[str, Any]

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

TODAY = NOON.date()


def record(number: int = 0, at: datetime = NOON, **other: Any) -> Record:
    """A view of a student of D1, or what `other` says."""
    given: dict[str, Any] = {
        "request_id": f"request-{number}",
        "action": Action.VIEW,
        "route": "/v1/schools/{school_id}/assessments/{assessment_id}/students",
        "subject": "sub-of-lea",
        "username": "lea",
        "role": "LEA_CAASPP_COORDINATOR",
        "organization_id": "D1",
        "district_ids": ("D1",),
        "school_ids": ("S1",),
        "assessment_id": "A",
        "school_year": 2026,
        "rows": 3,
        "snapshots": ("2026-sum/s1",),
    }
    return Record(at=at, **(given | other))


def faults(table: "Table", since: date | None = None, today: date = TODAY) -> list[Fault]:
    """Everything that verifying the table finds."""
    store = AuditChains(table)
    trail: Trail = trail_since(store, since, today) if since else whole_trail(store, today)
    chains = (verify_chain(store, trail, chain).faults for chain in trail.chains)
    return [*trail.strays, *trail.seals.faults, *(fault for some in chains for fault in some)]


def items(table: "Table") -> list[Item]:
    """Everything in the table."""
    found: list[Item] = []
    page: dict[str, Any] = {"LastEvaluatedKey": None}
    start: dict[str, Any] = {}
    while "LastEvaluatedKey" in page:
        page = dict(table.scan(**start))
        found += page["Items"]
        start = {"ExclusiveStartKey": page.get("LastEvaluatedKey")}
    return found


def key(item: Item) -> dict[str, Any]:
    """An item's key."""
    return {"pk": item["pk"], "sk": item["sk"]}
