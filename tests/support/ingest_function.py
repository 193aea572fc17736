"""The ingest function itself, called by messages as Lambda calls it."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from cers.model.delivery import Delivery
from cers.runtime.settings import IngestSettings, variable
from localcloud.lambdas.consumer import Consumer, sqs_event
from localcloud.lambdas.context import LambdaContext
from localcloud.lambdas.invoke import Activity
from localcloud.lambdas.loading import fresh_functions, load_handler
from localcloud.stacks.functions import Function, QueueSource
from tests.support.cloud import DATABASE, LAKE, REGION
from tests.support.ingest import LANDING, RECEIPTS, World

ROOT = Path(__file__).parents[2]
ATTEMPTS = 3


class IngestFunction:
    """One instance of the function, in a world made within mock_aws."""

    def __init__(self, world: World, time_left: int = 900) -> None:
        self.world = world
        self._function = Function(
            "cers-ingest",
            ROOT / "functions" / "ingest",
            "handler",
            "lambda_handler",
            time_left,
            1769,
            {},
        )
        self._handler = load_handler(self._function)
        self._dead: str = ""

    def call(self, *bodies: str, attempt: int = 1) -> list[int]:
        """Call it with a batch; the places of the messages that shall come back."""
        messages: Any = [
            {
                "MessageId": str(place),
                "ReceiptHandle": f"handle-{place}",
                "Body": body,
                "Attributes": {"ApproximateReceiveCount": str(attempt)},
            }
            for place, body in enumerate(bodies)
        ]
        event = sqs_event(messages, "arn:aws:sqs:us-west-2:1:cers-ingest")
        context = LambdaContext("cers-ingest", 1769, self._function.timeout)
        answer = self._handler(event, context)
        return [int(each["itemIdentifier"]) for each in answer["batchItemFailures"]]

    def consumer(self) -> Consumer:
        """What polls the world's ingest queue and calls it; what failed comes back at once."""
        source = QueueSource("arn:aws:sqs:us-west-2:1:cers-ingest", 10, reports_failures=True)
        world = self.world
        return Consumer(self._function, source, self._handler, world.sqs, Activity(), 0)

    def s3(self) -> Any:
        """The client that the function reads and writes objects with."""
        return sys.modules["cers.runtime.clients"].s3()


@contextmanager
def ingest_function(
    world: World, monkeypatch: pytest.MonkeyPatch, time_left: int = 900
) -> Iterator[IngestFunction]:
    """The function, with the world as its surroundings."""
    for name, value in _settings(world).items():
        monkeypatch.setenv(variable(name), value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("POWERTOOLS_TRACE_DISABLED", "true")
    with fresh_functions():
        yield IngestFunction(world, time_left)


def _settings(world: World) -> dict[str, str]:
    known = {
        "landing_bucket": LANDING,
        "receipts_bucket": RECEIPTS,
        "lake_bucket": LAKE,
        "deliveries_table": "cers-deliveries",
        "snapshots_table": "cers-snapshots",
        "access_table": "cers-access",
        "ingest_queue_url": world.ingest_url,
        "publish_queue_url": world.publish_url,
        "glue_database": DATABASE,
        "user_pool_id": world.pool_id,
        "statewide_vendor": "ets",
        "invitations": "suppress",
        "max_receive_count": str(ATTEMPTS),
    }
    return {field.name: known.get(field.name, "1") for field in fields(IngestSettings)}


def created(delivery: Delivery, size: int | None = None) -> str:
    """The event that S3 sends by way of EventBridge."""
    stored: dict[str, object] = {"key": delivery.key, "version-id": delivery.version_id}
    if size is not None:
        stored["size"] = size
    detail = {"bucket": {"name": delivery.bucket}, "object": stored}
    return json.dumps({"detail-type": "Object Created", "detail": detail})


def break_calls(client: Any, is_hit: Callable[[str, dict[str, Any]], bool]) -> Callable[[], None]:
    """Have some calls of a client fail, by operation and arguments; returns what mends it."""

    def fail(params: dict[str, Any], model: Any, **_: object) -> None:
        if is_hit(model.name, params):
            raise ConnectionError("the dependency does not answer")

    client.meta.events.register("before-parameter-build", fail)
    return lambda: client.meta.events.unregister("before-parameter-build", fail)
