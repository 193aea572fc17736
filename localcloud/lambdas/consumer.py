"""Event source mappings: from a queue to a function, with Lambda's rules for failures."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from localcloud.aws import REGION
from localcloud.lambdas.invoke import Activity, FunctionFailedError, invoke
from localcloud.lambdas.loading import Handler
from localcloud.stacks.functions import Function, QueueSource

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

log = logging.getLogger(__name__)

_WAIT: Final = 1
"""Seconds of a long poll: how long stopping may take."""

_LARGEST_BATCH: Final = 10


def sqs_event(messages: list[MessageTypeDef], queue_arn: str) -> dict[str, Any]:
    """The event Lambda makes of messages."""
    return {"Records": [_record(message, queue_arn) for message in messages]}


def _record(message: MessageTypeDef, queue_arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": dict(message.get("Attributes", {})),
        "messageAttributes": {
            name: {
                "stringValue": value.get("StringValue"),
                "stringListValues": [],
                "binaryListValues": [],
                "dataType": value["DataType"],
            }
            for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": REGION,
    }


class Consumer(threading.Thread):
    """One poller of one queue, with an instance of the function to itself.

    A message that failed is tried again after `retry_seconds` rather than after the queue's
    visibility timeout, which on AWS has to outlast six runs of the function.
    """

    def __init__(
        self,
        function: Function,
        source: QueueSource,
        handler: Handler,
        sqs: SQSClient,
        activity: Activity,
        retry_seconds: int,
    ) -> None:
        super().__init__(daemon=True, name=f"{function.name}-consumer")
        self._function = function
        self._source = source
        self._handler = handler
        self._sqs = sqs
        self._activity = activity
        self._retry_seconds = retry_seconds
        self._queue_url = sqs.get_queue_url(QueueName=source.queue_name)["QueueUrl"]
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Lets it end after the batch it is at."""
        self._stopping.set()

    def run(self) -> None:
        """Polls until stopped."""
        while not self._stopping.is_set():
            try:
                self.poll()
            except (BotoCoreError, ClientError):
                if self._stopping.wait(_WAIT):
                    return
                log.exception("polling %s failed", self._source.queue_name)

    def poll(self, wait: int = _WAIT) -> int:
        """Takes one batch and has it handled; answers with its size."""
        messages = self._sqs.receive_message(
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=min(self._source.batch_size, _LARGEST_BATCH),
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])
        if messages:
            with self._activity:
                self._handle(messages)
        return len(messages)

    def _handle(self, messages: list[MessageTypeDef]) -> None:
        everything = {message["MessageId"] for message in messages}
        try:
            answer = invoke(
                self._function, self._handler, sqs_event(messages, self._source.queue_arn)
            )
            failed = self._failures(answer, everything)
        except FunctionFailedError:
            failed = everything
        self._settle(messages, failed)

    def _failures(self, answer: Any, everything: set[str]) -> set[str]:
        """The messages to be tried again; an answer that makes no sense fails the batch."""
        if not self._source.reports_failures or not answer:
            return set()
        try:
            named = {each["itemIdentifier"] for each in answer.get("batchItemFailures") or []}
        except (AttributeError, KeyError, TypeError):
            return everything
        return named if named <= everything else everything

    def _settle(self, messages: list[MessageTypeDef], failed: set[str]) -> None:
        entries: dict[bool, list[Any]] = {True: [], False: []}
        for number, message in enumerate(messages):
            is_failed = message["MessageId"] in failed
            entry: dict[str, Any] = {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
            if is_failed:
                entry["VisibilityTimeout"] = self._retry_seconds
            entries[is_failed].append(entry)
        if entries[False]:
            self._sqs.delete_message_batch(QueueUrl=self._queue_url, Entries=entries[False])
        if entries[True]:
            self._sqs.change_message_visibility_batch(
                QueueUrl=self._queue_url, Entries=entries[True]
            )
