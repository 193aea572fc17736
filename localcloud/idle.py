"""Waiting until nothing moves any more."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

from localcloud.aws import Clients
from localcloud.lambdas.invoke import Activity
from localcloud.resources import Resources

_POLL: Final = 0.05


@dataclass(frozen=True)
class Idle:
    """Watches the queues and functions of a cloud."""

    resources: Resources
    clients: Clients
    activity: Activity

    def wait(self, timeout: float) -> dict[str, int]:
        """Waits until no message waits and no function runs.

        Answers with the dead-letter queues that hold messages, and how many.

        Raises:
            TimeoutError: it was still busy after `timeout` seconds; the text says with what.
        """
        deadline = time.monotonic() + timeout
        while busy := self._busy():
            if time.monotonic() > deadline:
                raise TimeoutError(f"still busy after {timeout:.0f} s: {busy}")
            time.sleep(_POLL)
        dead = {name: self._depth(name) for name in self.resources.dead_letter_queues}
        return {name: depth for name, depth in dead.items() if depth}

    def _busy(self) -> str:
        names = set(self.resources.queue_urls) - set(self.resources.dead_letter_queues)
        depths = {name: self._depth(name) for name in sorted(names)}
        waiting = [f"{depth} in {name}" for name, depth in depths.items() if depth]
        if waiting:
            return ", ".join(waiting)
        return "a function runs" if self.activity.busy else ""

    def _depth(self, queue: str) -> int:
        attributes = self.clients.sqs.get_queue_attributes(
            QueueUrl=self.resources.queue_urls[queue], AttributeNames=["All"]
        )["Attributes"]
        return sum(
            int(value)
            for name, value in attributes.items()
            if name.startswith("ApproximateNumberOfMessages")
        )
