"""The two queues between landing and the published snapshot."""

import json
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


_FIRST_PAUSE: Final = 20
_LONGEST_PAUSE: Final = 900


class _Queue:
    """A queue's failed messages come back after a pause that doubles, not a full timeout."""

    def __init__(self, sqs: "SQSClient", url: str) -> None:
        self._sqs = sqs
        self._url = url

    def pause(self, receipt_handle: str, attempt: int) -> None:
        """Have a message that failed on its `attempt`th time, from 1, come back after a while."""
        self._sqs.change_message_visibility(
            QueueUrl=self._url,
            ReceiptHandle=receipt_handle,
            VisibilityTimeout=min(_FIRST_PAUSE * 2 ** (attempt - 1), _LONGEST_PAUSE),
        )


class IngestQueue(_Queue):
    """Deliveries to be processed; S3 events arrive here as well."""

    def send(self, delivery: Delivery, *, replay: bool) -> None:
        """Have a delivery processed; with `replay`, even if it has an outcome already."""
        message = {
            "bucket": delivery.bucket,
            "key": delivery.key,
            "version_id": delivery.version_id,
            "replay": replay,
        }
        self._sqs.send_message(QueueUrl=self._url, MessageBody=json.dumps({"delivery": message}))


class PublishQueue(_Queue):
    """Hints that a dataset has something to publish; one dataset is published at a time."""

    def hint(self, dataset: Dataset, *, tidy: bool = False) -> None:
        """Have a dataset published; with `tidy`, its old files collected as well."""
        self._sqs.send_message(
            QueueUrl=self._url,
            MessageBody=json.dumps({"dataset": dataset.id, "tidy": tidy}),
            MessageGroupId=dataset.id,
            # Each hint counts: content-based deduplication would swallow later ones.
            MessageDeduplicationId=uuid4().hex,
        )
