"""Sweep: finds deliveries no event announced, and those that got stuck.

Trigger: a schedule. Output: messages on the ingest queue. A failure is retried by the next run.
"""

from aws_lambda_powertools.utilities.typing import LambdaContext

from cers.runtime.ingest import settings, stores
from cers.runtime.observability import logger
from cers.steps.sweep import sweep

log = logger("sweep")


def lambda_handler(event: dict[str, object], context: LambdaContext) -> dict[str, int]:  # noqa: ARG001
    """Compare landing with the ledger once."""
    swept = sweep(settings().landing_bucket, stores())
    log.info("swept", seen=swept.seen, sent=swept.sent)
    return {"seen": swept.seen, "sent": swept.sent}
