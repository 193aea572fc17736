"""Publish: from what is staged to the next snapshot.

Trigger: SQS FIFO `publish`, one message group per dataset. A message is a hint: whatever waits for
its dataset is published, and Glue is pointed at it anew. A failed message stops its group; it is
tried again, then dead-lettered.
"""

from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from cers.runtime.events import publish_request
from cers.runtime.observability import logger
from cers.runtime.publish import announcer, desk, queue, stores
from cers.steps.answer import utc_now
from cers.steps.collect import collect
from cers.steps.publish import PublishOptions, publish

log = logger("publish")
# Groups are independent datasets: a failure in one must not hold the others back.
processor = SqsFifoPartialProcessor(skip_group_on_error=True)


def process(record: SQSRecord, lambda_context: LambdaContext) -> None:
    """Publish the dataset a message names."""
    request = publish_request(record.body)
    dataset = request.dataset
    options = PublishOptions(
        time_left=lambda: lambda_context.get_remaining_time_in_millis() / 1000,
        on_results=desk().welcome,
    )
    try:
        result = publish(dataset, stores(), announcer(dataset), options)
    except Exception as error:
        log.error("dataset not published", dataset=dataset.id, error=type(error).__name__)
        queue().pause(record.receipt_handle, int(record.attributes.approximate_receive_count or 1))
        raise
    if result.more:
        queue().hint(dataset)
    log.info(
        "dataset published",
        dataset=dataset.id,
        snapshot=result.snapshot_id,
        deliveries=len(result.deliveries),
        rows_in=result.rows_in,
        rows_published=result.rows_published,
        superseded=result.superseded,
        bytes_written=result.bytes_written,
    )
    if request.tidy:
        collected = collect(dataset, stores().snapshots, stores().files, utc_now())
        log.info("dataset tidied", dataset=dataset.id, deleted=collected.objects)


def lambda_handler(event: dict[str, object], context: LambdaContext) -> PartialItemFailureResponse:
    """Publish what a batch of hints is about."""
    return process_partial_response(
        event=event, record_handler=process, processor=processor, context=context
    )
