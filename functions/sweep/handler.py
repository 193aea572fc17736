"""Sweep: finds deliveries no event announced, those that got stuck, and has datasets tidied.

It also seals what was written down about who saw what. Trigger: a schedule. Output: messages on
both queues, and seals. A failure is retried by the next run.
"""

from datetime import UTC, datetime

from aws_lambda_powertools.utilities.typing import LambdaContext

from cers.runtime.ingest import settings, snapshots, stores
from cers.runtime.observability import logger
from cers.runtime.sweep import audit_chains
from cers.steps.audit_seal import seal
from cers.steps.sweep import sweep, tidy

log = logger("sweep")


def lambda_handler(event: dict[str, object], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001
    """Compare landing with the ledger once."""
    swept = sweep(settings().landing_bucket, stores())
    datasets = tidy(snapshots(), stores())
    log.info("swept", seen=swept.seen, sent=swept.sent, datasets=datasets)
    _seal()
    return {"seen": swept.seen, "sent": swept.sent, "datasets": datasets}


def _seal() -> None:
    """Seal the audit trail; the log keeps where the seals end, out of the table's reach."""
    sealed = seal(audit_chains(), datetime.now(UTC))
    log.info("sealed", chains=sealed.chains, end=str(sealed.end))
    for fault in sealed.faults:
        log.error(
            "audit trail tampered with", chain=fault.chain, at=fault.sequence, what=fault.problem
        )
