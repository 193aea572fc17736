"""The functions of the templates: what to run, with which variables, on which events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from localcloud.stacks.template import Stack, TemplateError

FUNCTION_TYPES: Final = ("AWS::Serverless::Function", "AWS::Lambda::Function")
MAPPING_TYPE: Final = "AWS::Lambda::EventSourceMapping"

LARGEST_RECEIVED: Final = 10
"""How many messages a queue gives at once."""

_RATE: Final = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_SECONDS: Final = {"minute": 60, "hour": 3600, "day": 86400}


@dataclass(frozen=True)
class QueueSource:
    """A queue a function takes messages from."""

    queue_arn: str
    batch_size: int
    reports_failures: bool
    window: int = 0
    """Seconds that a batch is gathered for, from its first message on."""

    @property
    def queue_name(self) -> str:
        """The queue's name."""
        return self.queue_arn.rsplit(":", 1)[-1]


@dataclass(frozen=True)
class Function:
    """One function as its template defines it. `module` and `attribute` name its handler."""

    name: str
    folder: Path
    module: str
    attribute: str
    timeout: int
    memory: int
    environment: dict[str, str] = field(hash=False)
    queues: tuple[QueueSource, ...] = ()
    every: int | None = None
    """Seconds between scheduled runs."""

    @property
    def is_api(self) -> bool:
        """Whether the gateway calls it."""
        return self.module == "app"


def read_functions(resources: Iterable[tuple[Stack, str]]) -> list[Function]:
    """The functions among a deployment's resources, with their events.

    Raises:
        TemplateError: something about a function is not supported locally.
    """
    places = list(resources)
    functions = [
        _function(stack, logical_id)
        for stack, logical_id in places
        if stack.resources[logical_id]["Type"] in FUNCTION_TYPES
    ]
    for stack, logical_id in places:
        if stack.resources[logical_id]["Type"] == MAPPING_TYPE:
            raise TemplateError(
                f"{stack.where(logical_id)}: write the mapping as an event of its function"
            )
    return functions


def _function(stack: Stack, logical_id: str) -> Function:
    shared = stack.resolve(stack.template.get("Globals", {}).get("Function", {}))
    own = stack.properties(logical_id)
    properties = {**shared, **own}
    variables = {
        **shared.get("Environment", {}).get("Variables", {}),
        **own.get("Environment", {}).get("Variables", {}),
    }
    folder, handler = _code(stack, logical_id, properties)
    module, _, attribute = handler.rpartition(".")
    events = list(_events(stack, logical_id, properties))
    return Function(
        name=properties.get("FunctionName", logical_id),
        folder=folder,
        module=module,
        attribute=attribute,
        timeout=int(properties.get("Timeout", 3)),
        memory=int(properties.get("MemorySize", 128)),
        environment={name: str(value) for name, value in variables.items()},
        queues=tuple(each for each in events if isinstance(each, QueueSource)),
        every=next((each for each in events if isinstance(each, int)), None),
    )


def _code(stack: Stack, logical_id: str, properties: dict[str, Any]) -> tuple[Path, str]:
    if logical_id == "APIHandler":  # Chalice knows where it is; it makes its `app` the handler
        return stack.path.parent.parent / "functions" / "api", "app.app"
    location = properties.get("CodeUri")
    if not isinstance(location, str):
        raise TemplateError(f"{stack.where(logical_id)}: CodeUri must be a folder")
    return (stack.path.parent / location).resolve(), properties["Handler"]


def _events(
    stack: Stack, logical_id: str, properties: dict[str, Any]
) -> Iterator[QueueSource | int]:
    for name, event in properties.get("Events", {}).items():
        where = f"{stack.where(logical_id)}.{name}"
        details = event.get("Properties", {})
        if event["Type"] == "SQS":
            yield _queue_source(where, details)
        elif event["Type"] in ("Schedule", "ScheduleV2"):
            yield _interval(where, details.get("Schedule", details.get("ScheduleExpression", "")))
        else:
            raise TemplateError(f"{where}: events of type {event['Type']} are not supported")


def _queue_source(where: str, details: dict[str, Any]) -> QueueSource:
    if "FilterCriteria" in details:
        raise TemplateError(f"{where}: FilterCriteria is not supported locally")
    return QueueSource(
        queue_arn=details["Queue"],
        batch_size=int(details.get("BatchSize", 10)),
        reports_failures="ReportBatchItemFailures" in details.get("FunctionResponseTypes", []),
        window=_window(where, details),
    )


def _window(where: str, details: dict[str, Any]) -> int:
    """Checked here, since nothing but a deployment would: Lambda refuses the mapping."""
    window = int(details.get("MaximumBatchingWindowInSeconds", 0))
    if int(details.get("BatchSize", 10)) > LARGEST_RECEIVED and window < 1:
        raise TemplateError(f"{where}: a batch of more than 10 needs a batching window")
    return window


def _interval(where: str, expression: str) -> int:
    match = _RATE.fullmatch(expression)
    if match is None:
        raise TemplateError(f"{where}: write the schedule as rate(…), not {expression!r}")
    return int(match[1]) * _SECONDS[match[2]]
