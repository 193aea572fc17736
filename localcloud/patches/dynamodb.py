"""DynamoDB: conditions hold between threads too."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from moto.dynamodb.responses import DynamoHandler

from localcloud.patches.patch import Patch

_lock: Final = threading.RLock()


def _one_at_a_time(original: Callable[..., Any]) -> Callable[..., Any]:
    def call_action(self: DynamoHandler) -> Any:
        with _lock:
            return original(self)

    return call_action


def patches() -> list[Patch]:
    """The patches."""
    return [
        Patch(
            DynamoHandler,
            "call_action",
            _one_at_a_time,
            "moto checks a condition and then writes, with nothing in between to stop others",
        )
    ]
