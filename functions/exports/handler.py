"""Exports: from an id on the queue to a file of results in the exports bucket.

Trigger: SQS `exports`; a message names an export and nothing else. Output: the file, and how far
the export has come, in the settings table. A failed message is tried again after a pause; when the
last attempt fails the owner is told, and the message is dead-lettered.
"""

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from cers.runtime.events import export_request
from cers.runtime.exports import queue, settings, sources
from cers.runtime.observability import logger
from cers.steps.exports_making import make
from cers.steps.making import give_up

log = logger("exports")
processor = BatchProcessor(event_type=EventType.SQS)


def process(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Make the export a message names."""
    export_id = export_request(record.body)
    try:
        job = make(
            export_id, sources(), lambda: lambda_context.get_remaining_time_in_millis() / 1000
        )
    except Exception as error:
        log.error("export not made", export_id=export_id, error=type(error).__name__)
        _try_again(record, export_id)
        raise
    if job is None:
        log.info("export not wanted any more", export_id=export_id)
        return
    log.info(
        "export handled",
        export_id=export_id,
        status=job.status.value,
        schools=job.schools_done,
        rows=job.rows,
        bytes=job.made.bytes if job.made else 0,
    )


def _try_again(record: SQSRecord, export_id: str) -> None:
    """Have a failed message come back after a pause, or be the last of its export."""
    attempt = int(record.attributes.approximate_receive_count or 1)
    if attempt >= settings().max_receive_count:
        give_up(export_id, sources().jobs)
    queue().pause(record.receipt_handle, attempt)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Make the exports a batch of messages asks for."""
    return process_partial_response(
        event=event, record_handler=process, processor=processor, context=context
    )
