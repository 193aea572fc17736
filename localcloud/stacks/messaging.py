"""Queues and event rules of the templates."""

import json
from typing import Any, Final

from localcloud.aws import Clients
from localcloud.stacks.properties import Creator, Properties, expect, pick
from localcloud.stacks.template import Made, TemplateError

_QUEUE_ATTRIBUTES: Final = (
    "FifoQueue",
    "ContentBasedDeduplication",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "DelaySeconds",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "SqsManagedSseEnabled",
    "VisibilityTimeout",
)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _queue(properties: Properties, clients: Clients) -> Made:
    expect(properties, "QueueName", "RedrivePolicy", "RedriveAllowPolicy", *_QUEUE_ATTRIBUTES)
    attributes = {
        name: _text(value)
        for name, value in pick(properties, *_QUEUE_ATTRIBUTES).items()
        if not (name == "FifoQueue" and not value)
    }
    if "RedrivePolicy" in properties:
        attributes["RedrivePolicy"] = json.dumps(properties["RedrivePolicy"])
    name = properties["QueueName"]
    url = clients.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]  # type: ignore[arg-type]
    arn = clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return Made(url, {"Arn": arn["Attributes"]["QueueArn"], "QueueName": name, "QueueUrl": url})


def _queue_policy(properties: Properties, clients: Clients) -> Made:
    expect(properties, "Queues", "PolicyDocument")
    policy = json.dumps(properties["PolicyDocument"])
    for url in properties["Queues"]:
        clients.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Made(properties["Queues"][0])


def _rule(properties: Properties, clients: Clients) -> Made:
    expect(
        properties,
        "Name",
        "Description",
        "State",
        "EventPattern",
        "Targets",
        "ScheduleExpression",
        "EventBusName",
    )
    if "ScheduleExpression" in properties:
        raise TemplateError("write a schedule as an event of its function")
    name = properties["Name"]
    arguments: Any = pick(properties, "Description", "State", "EventBusName")
    pattern = json.dumps(properties["EventPattern"])
    arn = clients.events.put_rule(Name=name, EventPattern=pattern, **arguments)["RuleArn"]
    targets: Any = [_target(each) for each in properties["Targets"]]
    clients.events.put_targets(Rule=name, Targets=targets, **pick(properties, "EventBusName"))
    return Made(name, {"Arn": arn})


def _target(target: dict[str, Any]) -> dict[str, Any]:
    expect(
        target,
        "Id",
        "Arn",
        "SqsParameters",
        without=("DeadLetterConfig", "RetryPolicy", "RoleArn"),
    )
    if ":sqs:" not in target["Arn"]:
        raise TemplateError(f"the target {target['Id']} is no queue")
    return pick(target, "Id", "Arn", "SqsParameters")


CREATORS: Final[dict[str, Creator]] = {
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::Events::Rule": _rule,
}
