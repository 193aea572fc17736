"""Calling functions, and knowing which are being called."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from localcloud.lambdas.context import LambdaContext
from localcloud.lambdas.loading import Handler
from localcloud.stacks.functions import Function

log = logging.getLogger(__name__)


class Activity:
    """Counts what is under way."""

    def __init__(self) -> None:
        self._count = 0
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        """One more."""
        with self._lock:
            self._count += 1

    def __exit__(self, *_: object) -> None:
        """One less."""
        with self._lock:
            self._count -= 1

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self._count > 0


class FunctionFailedError(Exception):
    """A function raised; the text says which and what kind of error, never its message."""


def invoke(function: Function, handler: Handler, event: dict[str, Any]) -> Any:
    """Calls a function.

    Raises:
        FunctionFailedError: it raised.
    """
    context = LambdaContext(function.name, function.memory, function.timeout)
    return _guarded(function, lambda: handler(event, context))


def _guarded(function: Function, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:
        log.warning("function %s failed: %s", function.name, type(error).__name__, exc_info=True)
        raise FunctionFailedError(f"{function.name}: {type(error).__name__}") from None
