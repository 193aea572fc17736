"""The two queues between landing and the published snapshot."""

import json
from typing import TYPE_CHECKING
from uuid import uuid4

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class IngestQueue:
    """Deliveries to be processed; S3 events arrive here as well."""

    def __init__(self, sqs: "SQSClient", url: str) -> None:
        self._sqs = sqs
        self._url = url

    def send(self, delivery: Delivery, *, replay: bool) -> None:
        """Have a delivery processed; with `replay`, even if it has an outcome already."""
        message = {
            "bucket": delivery.bucket,
            "key": delivery.key,
            "version_id": delivery.version_id,
            "replay": replay,
        }
        self._sqs.send_message(QueueUrl=self._url, MessageBody=json.dumps({"delivery": message}))


class PublishQueue:
    """Hints that a dataset has something to publish; one dataset is published at a time."""

    def __init__(self, sqs: "SQSClient", url: str) -> None:
        self._sqs = sqs
        self._url = url

    def hint(self, dataset: Dataset) -> None:
        """Have a dataset published."""
        self._sqs.send_message(
            QueueUrl=self._url,
            MessageBody=json.dumps({"dataset": dataset.id}),
            MessageGroupId=dataset.id,
            # Each hint counts: content-based deduplication would swallow later ones.
            MessageDeduplicationId=uuid4().hex,
        )
