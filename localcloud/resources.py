"""What the templates made, by the names others need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from localcloud.stacks.provision import Deployment

_QUEUE: Final = "AWS::SQS::Queue"


@dataclass(frozen=True)
class Resources:
    """Names and ids; an id is empty where the templates make nothing of the kind."""

    user_pool_id: str
    client_id: str
    queue_urls: dict[str, str]
    """Queue name -> URL."""

    dead_letter_queues: tuple[str, ...]
    """Names of the queues in which messages end that failed too often."""

    buckets: tuple[str, ...]
    tables: tuple[str, ...]


def resources_of(deployment: Deployment) -> Resources:
    """The resources of a deployment that was created."""
    queues = {
        deployment.make(stack, logical_id).attributes["Arn"]: deployment.make(stack, logical_id)
        for stack, logical_id in deployment.of_type(_QUEUE)
    }
    dead = {
        policy["deadLetterTargetArn"]
        for stack, logical_id in deployment.of_type(_QUEUE)
        if (policy := stack.property_of(logical_id, "RedrivePolicy"))
    }
    return Resources(
        user_pool_id=_first(deployment, "AWS::Cognito::UserPool"),
        client_id=_first(deployment, "AWS::Cognito::UserPoolClient"),
        queue_urls={made.attributes["QueueName"]: made.ref for made in queues.values()},
        dead_letter_queues=tuple(
            sorted(made.attributes["QueueName"] for arn, made in queues.items() if arn in dead)
        ),
        buckets=_refs(deployment, "AWS::S3::Bucket"),
        tables=_refs(deployment, "AWS::DynamoDB::Table"),
    )


def _refs(deployment: Deployment, kind: str) -> tuple[str, ...]:
    return tuple(deployment.make(*place).ref for place in deployment.of_type(kind))


def _first(deployment: Deployment, kind: str) -> str:
    return next(iter(_refs(deployment, kind)), "")
