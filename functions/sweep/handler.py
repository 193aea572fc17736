"""Sweep: finds deliveries no event announced, those that got stuck, and has datasets tidied.

Trigger: a schedule. Output: messages on both queues. A failure is retried by the next run.
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from cers.runtime.ingest import settings, snapshots, stores
from cers.runtime.observability import logger
from cers.steps.sweep import sweep, tidy

log = logger("sweep")


def lambda_handler(event: dict[str, object], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001
    """Compare landing with the ledger once."""
    swept = sweep(settings().landing_bucket, stores())
    datasets = tidy(snapshots(), stores())
    log.info("swept", seen=swept.seen, sent=swept.sent, datasets=datasets)
    return {"seen": swept.seen, "sent": swept.sent, "datasets": datasets}
