"""Schedules: a function called every so often."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from localcloud.aws import ACCOUNT, REGION
from localcloud.lambdas.invoke import Activity, FunctionFailedError, invoke
from localcloud.lambdas.loading import Handler
from localcloud.stacks.functions import Function


def schedule_event(function: Function) -> dict[str, Any]:
    """The event EventBridge sends a scheduled function."""
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": REGION,
        "resources": [f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{function.name}"],
        "detail": {},
    }


class Schedule(threading.Thread):
    """Calls a function at its interval; the first time after one interval."""

    def __init__(self, function: Function, handler: Handler, activity: Activity) -> None:
        super().__init__(daemon=True, name=f"{function.name}-schedule")
        self._function = function
        self._handler = handler
        self._activity = activity
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ends it."""
        self._stopping.set()

    def run(self) -> None:
        """Waits and calls until stopped."""
        while not self._stopping.wait(self._function.every):
            self.call()

    def call(self) -> None:
        """Calls the function now; what it raises is logged, and the next round is the retry."""
        with self._activity:
            try:
                invoke(self._function, self._handler, schedule_event(self._function))
            except FunctionFailedError:
                return
