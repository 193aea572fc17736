"""Ingest: from the ingest queue to staged data and receipts.

Trigger: SQS `ingest`, in batches. A record that raises is returned to the queue alone; after the
last attempt its sender is told, and the message goes to the dead-letter queue.
"""

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from cers.model.delivery import Delivery
from cers.runtime.events import ingest_request
from cers.runtime.ingest import delivery_of, settings, stores
from cers.runtime.observability import logger
from cers.steps.ingest import give_up, ingest

log = logger("ingest")
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def process(record: SQSRecord) -> None:
    """Process the delivery a message is about."""
    request = ingest_request(record.body)
    delivery = delivery_of(request) if request else None
    if request is None or delivery is None:
        log.info("message ignored", message_id=record.message_id)
        return
    try:
        receipt = ingest(delivery, stores(), replay=request.replay)
    except Exception as error:
        log.error("delivery not processed", delivery=delivery.id, error=type(error).__name__)
        _after_failure(delivery, record)
        raise
    if receipt is None:
        log.warning("delivery is gone", delivery=delivery.id)
        return
    log.info(
        "delivery processed",
        delivery=delivery.id,
        status=receipt.status,
        records=receipt.counts.records,
        accepted=receipt.counts.accepted,
    )


def _after_failure(delivery: Delivery, record: SQSRecord) -> None:
    attempt = int(record.attributes.approximate_receive_count or 1)
    if attempt >= settings().max_receive_count:
        give_up(delivery, stores())
    else:
        stores().ingest_queue.pause(record.receipt_handle, attempt)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Process a batch of messages and name those to be tried again."""
    return process_partial_response(
        event=event, record_handler=process, processor=processor, context=context
    )
