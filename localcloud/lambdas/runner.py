"""All functions of a deployment, at work."""

from __future__ import annotations

from typing import Any, Final

from localcloud.aws import Clients
from localcloud.lambdas.consumer import Consumer
from localcloud.lambdas.environment import shared_environment
from localcloud.lambdas.invoke import Activity, invoke
from localcloud.lambdas.loading import load_handler
from localcloud.lambdas.schedule import Schedule
from localcloud.stacks.functions import Function, QueueSource

STANDARD_CONSUMERS: Final = 2
"""Instances that take from a standard queue; from a FIFO queue one does, which keeps order."""


class Runner:
    """Loads the functions, and runs those that queues and schedules call."""

    def __init__(self, functions: list[Function], clients: Clients, activity: Activity) -> None:
        self.functions = {function.name: function for function in functions}
        self._clients = clients
        self._activity = activity
        self._consumers: list[Consumer] = []
        self._schedules: dict[str, Schedule] = {}

    def environment(self) -> dict[str, str]:
        """The variables of all functions."""
        return shared_environment(self.functions.values())

    @property
    def api(self) -> Function | None:
        """The function behind the gateway, if there is one."""
        return next((each for each in self.functions.values() if each.is_api), None)

    def load(self, retry_seconds: int) -> None:
        """Makes an instance of a function for every consumer and schedule."""
        for function in self.functions.values():
            for source in function.queues:
                for _ in range(_instances(source)):
                    self._consumers.append(self._consumer(function, source, retry_seconds))
            if function.every is not None:
                self._schedules[function.name] = Schedule(
                    function, load_handler(function), self._activity
                )

    def _consumer(self, function: Function, source: QueueSource, retry_seconds: int) -> Consumer:
        handler = load_handler(function)
        sqs = self._clients.sqs
        return Consumer(function, source, handler, sqs, self._activity, retry_seconds)

    def start(self) -> None:
        """Starts taking messages, and the schedules."""
        for thread in (*self._consumers, *self._schedules.values()):
            thread.start()

    def stop(self) -> None:
        """Stops, once what is under way is done."""
        threads: list[Consumer | Schedule] = [*self._consumers, *self._schedules.values()]
        for thread in threads:
            thread.stop()
        for thread in threads:
            if thread.is_alive():
                thread.join(timeout=30)

    def call_schedule(self, name: str) -> None:
        """Runs a scheduled function now, rather than when its time comes."""
        self._schedules[name].call()

    def invoke(self, name: str, event: dict[str, Any]) -> Any:
        """Calls a function with an event of your own."""
        function = self.functions[name]
        return invoke(function, load_handler(function), event)


def _instances(source: QueueSource) -> int:
    return 1 if source.queue_name.endswith(".fifo") else STANDARD_CONSUMERS
