"""Event source mappings: from a queue to a function, with Lambda's rules for failures."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from localcloud.aws import REGION
from localcloud.lambdas.invoke import Activity, FunctionFailedError, invoke
from localcloud.lambdas.loading import Handler
from localcloud.stacks.functions import LARGEST_RECEIVED, Function, QueueSource

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

log = logging.getLogger(__name__)

_WAIT: Final = 1
"""Seconds of a long poll: how long stopping may take."""

_PAUSE: Final = 0.05
"""Seconds between looks at an empty queue while a batch is gathered."""

_LARGEST_EVENT: Final = 6 << 20
"""Bytes of an event: a batch that has as many is not gathered further."""


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
        messages = self._receive(self._source.batch_size, wait)
        if messages:
            with self._activity:
                self._handle(self._gathered(messages))
        return len(messages)

    def _gathered(self, messages: list[MessageTypeDef]) -> list[MessageTypeDef]:
        """The messages and what comes until the batch is full or its window closes."""
        deadline = time.monotonic() + self._source.window
        while time.monotonic() < deadline and not self._stopping.is_set():
            room = self._source.batch_size - len(messages)
            if room <= 0 or sum(len(each["Body"]) for each in messages) > _LARGEST_EVENT:
                break
            more = self._receive(room, 0)
            messages += more
            if not more:
                time.sleep(_PAUSE)
        return messages

    def _receive(self, most: int, wait: int) -> list[MessageTypeDef]:
        return self._sqs.receive_message(
            QueueUrl=self._queue_url,
            MaxNumberOfMessages=min(most, LARGEST_RECEIVED),
            WaitTimeSeconds=wait,
            MessageSystemAttributeNames=["All"],
            MessageAttributeNames=["All"],
        ).get("Messages", [])

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
        for some in _tens(entries[False]):
            self._sqs.delete_message_batch(QueueUrl=self._queue_url, Entries=some)
        for some in _tens(entries[True]):
            self._sqs.change_message_visibility_batch(QueueUrl=self._queue_url, Entries=some)


def _tens(entries: list[Any]) -> Iterator[list[Any]]:
    """What a queue takes at once."""
    for start in range(0, len(entries), LARGEST_RECEIVED):
        yield entries[start : start + LARGEST_RECEIVED]
