"""Printing: from an id on the queue to a file of student reports in the exports bucket.

Trigger: SQS `printing`; a message names printed reports and nothing else. Output: the file, and
how far the reports have come, in the settings table. A failed message is tried again after a
pause; when the last attempt fails the owner is told, and the message is dead-lettered.
"""

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from cers.runtime.events import printed_request
from cers.runtime.observability import logger
from cers.runtime.printing import queue, settings, sources
from cers.steps.making import give_up
from cers.steps.printed_making import make

log = logger("printing")
processor = BatchProcessor(event_type=EventType.SQS)


def process(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Make the reports a message names."""
    printed_id = printed_request(record.body)
    try:
        job = make(
            printed_id, sources(), lambda: lambda_context.get_remaining_time_in_millis() / 1000
        )
    except Exception as error:
        log.error("reports not made", printed_id=printed_id, error=type(error).__name__)
        _try_again(record, printed_id)
        raise
    if job is None:
        log.info("reports not wanted any more", printed_id=printed_id)
        return
    log.info(
        "reports handled",
        printed_id=printed_id,
        status=job.status.value,
        students=job.students_done,
        pages=job.pages,
        files=job.files,
        bytes=job.made.bytes if job.made else 0,
    )


def _try_again(record: SQSRecord, printed_id: str) -> None:
    """Have a failed message come back after a pause, or be the last of its reports."""
    attempt = int(record.attributes.approximate_receive_count or 1)
    if attempt >= settings().max_receive_count:
        give_up(printed_id, sources().jobs)
    queue().pause(record.receipt_handle, attempt)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Make the reports a batch of messages asks for."""
    return process_partial_response(
        event=event, record_handler=process, processor=processor, context=context
    )
