"""The two queues between landing and the published snapshot, and those of files for users."""

import json
import time
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.dataset import Dataset
from cers.model.delivery import Delivery
from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


_FIRST_PAUSE: Final = 20
_LONGEST_PAUSE: Final = 900
_BATCH: Final = 10  # what SendMessageBatch takes at once
_ATTEMPTS: Final = 6
_FIRST_WAIT: Final = 0.1


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

    def send(self, delivery: Delivery, *, replay: bool, size: int | None = None) -> None:
        """Have a delivery processed; with `replay`, even if it has an outcome already.

        `size` in bytes, where it is known, lets ingest plan ahead.
        """
        body = _message(delivery, replay=replay, size=size)
        self._sqs.send_message(QueueUrl=self._url, MessageBody=body)

    def send_all(self, deliveries: Iterable[Delivery], *, replay: bool) -> int:
        """Have deliveries processed; how many they are.

        Raises:
            UpstreamError: the queue did not take some of them, time after time.
        """
        left = [_message(each, replay=replay, size=None) for each in deliveries]
        sent = len(left)
        while left:
            some, left = left[:_BATCH], left[_BATCH:]
            self._send_batch(some)
        return sent

    def _send_batch(self, bodies: Sequence[str]) -> None:
        for attempt in range(_ATTEMPTS):
            answer = self._sqs.send_message_batch(
                QueueUrl=self._url,
                Entries=[
                    {"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)
                ],
            )
            failed = {int(each["Id"]) for each in answer.get("Failed", [])}
            bodies = [body for number, body in enumerate(bodies) if number in failed]
            if not bodies:
                return
            time.sleep(_FIRST_WAIT * 2**attempt)
        raise UpstreamError(f"the ingest queue did not take {len(bodies)} messages")


def _message(delivery: Delivery, *, replay: bool, size: int | None) -> str:
    named: dict[str, object] = {
        "bucket": delivery.bucket,
        "key": delivery.key,
        "version_id": delivery.version_id,
        "replay": replay,
    }
    if size is not None:
        named["size"] = size
    return json.dumps({"delivery": named})


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


class _JobQueue(_Queue):
    """Things to be made for their owners: a message is an id, and nothing else."""

    member: ClassVar[str]
    what: ClassVar[str]

    def send(self, job_id: str) -> None:
        """Have something made.

        Raises:
            UpstreamError: the queue does not take it just now.
        """
        body = json.dumps({self.member: job_id})
        try:
            self._sqs.send_message(QueueUrl=self._url, MessageBody=body)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError(f"{self.what} cannot be asked for just now") from error


class ExportsQueue(_JobQueue):
    """Exports to be made."""

    member = "export"
    what = "exports"


class PrintingQueue(_JobQueue):
    """Printed reports to be made."""

    member = "printed_report"
    what = "printed reports"
