"""DynamoDB: conditions hold between threads too."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from typing import Any, Final

from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

from localcloud.patches.patch import Patch

_lock: Final = threading.RLock()


def _one_at_a_time(original: Callable[..., Any]) -> Callable[..., Any]:
    def call_action(self: DynamoHandler) -> Any:
        with _lock:
            return original(self)

    return call_action


class _Copies:
    """`copy` for moto's models; within a transaction a table is copied once, not for each item."""

    def __init__(self) -> None:
        self._made: dict[int, Table] | None = None

    def deepcopy(self, thing: Any) -> Any:
        """As `copy.deepcopy`; the same copy again where that does no harm."""
        if self._made is None or not isinstance(thing, Table):
            return copy.deepcopy(thing)
        if id(thing) not in self._made:
            self._made[id(thing)] = copy.deepcopy(thing)
        return self._made[id(thing)]

    def within(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Moto's transaction, which copies what it may have to roll back before it writes."""

        def transact_write_items(backend: DynamoDBBackend, transact_items: Any) -> Any:
            self._made = {}
            try:
                return original(backend, transact_items)
            finally:
                self._made = None

        return transact_write_items


def patches() -> list[Patch]:
    """The patches."""
    copies = _Copies()
    return [
        Patch(models, "copy", lambda _: copies, "see the next one"),
        Patch(
            DynamoDBBackend,
            "transact_write_items",
            copies.within,
            "moto copies the whole table for each of a hundred items",
        ),
        Patch(
            DynamoHandler,
            "call_action",
            _one_at_a_time,
            "moto checks a condition and then writes, with nothing in between to stop others",
        ),
    ]
