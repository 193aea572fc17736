"""Queues call functions, with Lambda's rules for failures."""

import json
from collections.abc import Iterator

import pytest

from localcloud.cloud import LocalCloud


def _url(cloud: LocalCloud, name: str) -> str:
    return cloud.resources.queue_urls[name]


def _done(cloud: LocalCloud, prefix: str) -> list[str]:
    listed = cloud.clients.s3.list_objects_v2(Bucket="small-done", Prefix=prefix)
    return [each["Key"].removeprefix(prefix) for each in listed.get("Contents", [])]


def _document(cloud: LocalCloud, key: str) -> dict:
    return json.load(cloud.clients.s3.get_object(Bucket="small-done", Key=key)["Body"])


@pytest.fixture(autouse=True)
def _empty(small_cloud: LocalCloud) -> Iterator[None]:
    """Every test starts with nothing done and no dead letters."""
    s3, sqs = small_cloud.clients.s3, small_cloud.clients.sqs
    for key in _done(small_cloud, ""):
        s3.delete_object(Bucket="small-done", Key=key)
    yield
    small_cloud.wait_idle(30)
    url = _url(small_cloud, "small-echo-dlq")
    while messages := sqs.receive_message(QueueUrl=url).get("Messages"):
        sqs.delete_message(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"])


def test_a_message_reaches_its_function_as_lambda_delivers_it(small_cloud: LocalCloud):
    sent = small_cloud.clients.sqs.send_message(
        QueueUrl=_url(small_cloud, "small-echo"),
        MessageBody="hello",
        MessageAttributes={"colour": {"DataType": "String", "StringValue": "blue"}},
    )
    assert small_cloud.wait_idle(30) == {}
    document = _document(small_cloud, "echo/hello")
    record = document["record"]
    assert record["messageId"] == sent["MessageId"]
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"].endswith(":small-echo")
    assert record["awsRegion"] == "us-west-2"
    assert record["messageAttributes"]["colour"]["stringValue"] == "blue"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert {"SentTimestamp", "SenderId", "ApproximateFirstReceiveTimestamp"} <= set(
        record["attributes"]
    )
    assert document["function"] == "small-echo"
    assert 0 < document["left"] <= 30_000


def test_of_a_batch_only_the_named_failure_is_tried_again_and_ends_dead(small_cloud: LocalCloud):
    entries = [
        {"Id": str(number), "MessageBody": body}
        for number, body in enumerate(["one", "poison", "two"])
    ]
    small_cloud.clients.sqs.send_message_batch(
        QueueUrl=_url(small_cloud, "small-echo"), Entries=entries
    )
    assert small_cloud.wait_idle(30) == {"small-echo-dlq": 1}
    assert sorted(_done(small_cloud, "echo/")) == ["one", "two"]
    for body in ("one", "two"):
        attributes = _document(small_cloud, f"echo/{body}")["record"]["attributes"]
        assert attributes["ApproximateReceiveCount"] == "1"


def test_an_exception_fails_the_whole_batch(small_cloud: LocalCloud):
    small_cloud.clients.sqs.send_message(
        QueueUrl=_url(small_cloud, "small-echo"), MessageBody="explode"
    )
    assert small_cloud.wait_idle(30) == {"small-echo-dlq": 1}


def test_dead_letters_can_be_moved_back(small_cloud: LocalCloud):
    sqs = small_cloud.clients.sqs
    dead, queue = _url(small_cloud, "small-echo-dlq"), _url(small_cloud, "small-echo")
    sqs.send_message(QueueUrl=queue, MessageBody="poison")
    assert small_cloud.wait_idle(30) == {"small-echo-dlq": 1}
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])
    sqs.start_message_move_task(SourceArn=arn["Attributes"]["QueueArn"])
    attributes = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["All"])["Attributes"]
    assert attributes["ApproximateNumberOfMessages"] == "0"
    assert small_cloud.wait_idle(30) == {"small-echo-dlq": 1}


def test_a_fifo_group_keeps_its_order_through_failures(small_cloud: LocalCloud):
    for body in ("a1", "once-a2", "a3", "b1", "a4", "once-a5", "b2", "a6"):
        small_cloud.clients.sqs.send_message(
            QueueUrl=_url(small_cloud, "small-ordered.fifo"),
            MessageBody=body,
            MessageGroupId=body.removeprefix("once-")[0],
            MessageDeduplicationId=body,
        )
    small_cloud.wait_idle(60)
    order = [key.split("-", 1)[1] for key in sorted(_done(small_cloud, "ordered/"))]
    assert [each for each in order if "a" in each] == [
        "a1", "once-a2", "a3", "a4", "once-a5", "a6",
    ]  # fmt: skip
    assert [each for each in order if "b" in each] == ["b1", "b2"]


def test_an_idle_cloud_says_so_and_a_busy_one_says_with_what(small_cloud: LocalCloud):
    assert small_cloud.wait_idle(5) == {}
    small_cloud.clients.sqs.send_message(
        QueueUrl=_url(small_cloud, "small-events"), MessageBody="nobody takes this"
    )
    with pytest.raises(TimeoutError, match="1 in small-events"):
        small_cloud.wait_idle(0.2)
    small_cloud.clients.sqs.purge_queue(QueueUrl=_url(small_cloud, "small-events"))


def test_a_schedule_can_be_run_at_once(small_cloud: LocalCloud):
    small_cloud.runner.call_schedule("small-tick")
    assert _done(small_cloud, "tick/") == ["Scheduled Event"]
