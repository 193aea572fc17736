"""How a queue's messages are gathered into batches, over moto without a server."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from localcloud.lambdas.consumer import Consumer
from localcloud.lambdas.invoke import Activity
from localcloud.stacks.functions import Function, QueueSource

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

FUNCTION = Function("echo", Path("echo"), "handler", "lambda_handler", 60, 128, {})


@pytest.fixture
def sqs() -> Iterator["SQSClient"]:
    with mock_aws():
        client = boto3.client("sqs", region_name="us-west-2")
        client.create_queue(QueueName="work")
        yield client


def url(sqs: "SQSClient") -> str:
    return sqs.get_queue_url(QueueName="work")["QueueUrl"]


def send(sqs: "SQSClient", count: int) -> None:
    for number in range(count):
        sqs.send_message(QueueUrl=url(sqs), MessageBody=json.dumps(number))


class Handler:
    """Remembers the batches it is called with, and names some messages as failed."""

    def __init__(self, failing: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        self.batches: list[list[int]] = []
        self._failing = failing

    def __call__(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        numbers = {record["messageId"]: json.loads(record["body"]) for record in event["Records"]}
        self.batches.append(list(numbers.values()))
        failed = [name for name, number in numbers.items() if number in self._failing]
        return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def consumer(sqs: "SQSClient", handler: Handler, size: int, window: int) -> Consumer:
    source = QueueSource("arn:aws:sqs:us-west-2:1:work", size, reports_failures=True, window=window)
    return Consumer(FUNCTION, source, handler, sqs, Activity(), retry_seconds=0)


def test_a_batch_holds_more_than_a_queue_gives_at_once(sqs: "SQSClient") -> None:
    send(sqs, 34)
    handler = Handler()
    assert consumer(sqs, handler, size=500, window=1).poll(wait=0) == 34
    assert [sorted(batch) for batch in handler.batches] == [list(range(34))]
    left = sqs.get_queue_attributes(QueueUrl=url(sqs), AttributeNames=["All"])["Attributes"]
    assert left["ApproximateNumberOfMessages"] == "0"
    assert left["ApproximateNumberOfMessagesNotVisible"] == "0"


def test_a_full_batch_is_not_held_until_its_window_closes(sqs: "SQSClient") -> None:
    send(sqs, 25)
    handler = Handler()
    polling = consumer(sqs, handler, size=20, window=3600)
    assert polling.poll(wait=0) == 20


def test_what_comes_while_the_window_is_open_is_in_the_batch(sqs: "SQSClient") -> None:
    send(sqs, 1)
    late = Timer(0.3, send, (sqs, 2))
    late.start()
    assert consumer(sqs, Handler(), size=3, window=60).poll(wait=0) == 3
    late.join()


def test_of_a_large_batch_each_failure_comes_back_alone(sqs: "SQSClient") -> None:
    send(sqs, 30)
    handler = Handler(failing={3, 17, 28})
    polling = consumer(sqs, handler, size=500, window=1)
    assert polling.poll(wait=0) == 30
    assert polling.poll(wait=0) == 3
    assert sorted(handler.batches[1]) == [3, 17, 28]
