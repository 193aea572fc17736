"""Ingest: from the ingest queue to staged data and receipts.

Trigger: SQS `ingest`, in batches. Single exam files of a batch are processed together, everything
else one by one. A record that raises is returned to the queue alone; after the last attempt its
sender is told, and the message goes to the dead-letter queue.
"""

from functools import partial

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSEvent, SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from cers.model.delivery import Delivery, Receipt
from cers.model.errors import NotFoundError
from cers.runtime.events import IngestRequest, ingest_request
from cers.runtime.ingest import delivery_of, settings, stores, work_of
from cers.runtime.observability import logger
from cers.runtime.turns import Turns
from cers.steps.ingest import give_up, ingest
from cers.steps.ingest_together import ingest_together
from cers.steps.outcomes import Outcomes

log = logger("ingest")
processor = BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False)


def process(record: SQSRecord, together: Outcomes, turns: Turns) -> None:
    """See to the delivery a message is about, unless that was done together with others."""
    request = ingest_request(record.body)
    delivery = _delivery(request)
    if request is None or delivery is None:
        log.info("message ignored", message_id=record.message_id)
        return
    if delivery.id not in together and not turns.begin(record.message_id):
        stores().ingest_queue.send(delivery, replay=request.replay, size=request.size)
        log.info("delivery put back: others come first", delivery=delivery.id)
        return
    try:
        receipt = _result(delivery, request, together)
    except Exception as error:
        log.error("delivery not processed", delivery=delivery.id, error=type(error).__name__)
        _after_failure(delivery, request, record)
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


def _delivery(request: IngestRequest | None) -> Delivery | None:
    try:
        return delivery_of(request) if request else None
    except NotFoundError:
        return None


def _result(delivery: Delivery, request: IngestRequest, together: Outcomes) -> Receipt | None:
    if delivery.id in together:
        return together.result(delivery.id)
    return ingest(delivery, stores(), replay=request.replay)


def _after_failure(delivery: Delivery, request: IngestRequest, record: SQSRecord) -> None:
    attempt = int(record.attributes.approximate_receive_count or 1)
    if attempt >= settings().max_receive_count:
        give_up(delivery, stores(), replay=request.replay)
    else:
        stores().ingest_queue.pause(record.receipt_handle, attempt)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Process a batch of messages and name those to be tried again."""
    records = list(SQSEvent(event).records)
    requests = {record.message_id: ingest_request(record.body) for record in records}
    together = ingest_together(work_of(requests.values()), stores())
    alone = {
        message_id: request.size
        for message_id, request in requests.items()
        if request and request.delivery().id not in together
    }
    turns = Turns(alone, lambda: context.get_remaining_time_in_millis() / 1000)
    # What others are to do goes back first, before the long work begins.
    in_turn = sorted(records, key=lambda record: not turns.is_for_others(record.message_id))
    return process_partial_response(
        event={"Records": [record.raw_event for record in in_turn]},
        record_handler=partial(process, together=together, turns=turns),
        processor=processor,
        context=context,
    )
