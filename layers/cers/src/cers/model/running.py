"""Queries that run by themselves: started now, asked for later."""

from enum import StrEnum
from typing import Protocol

from cers.model.errors import UpstreamError
from cers.model.query import Query, Row


class RunState(StrEnum):
    """How far a query has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    TOO_LARGE = "too-large"
    """It would have read more than one query may."""

    GONE = "gone"
    """Nobody remembers it any more."""


class BusyError(UpstreamError):
    """Too much is running at the moment; the same may be started later."""


class ResultsGoneError(UpstreamError):
    """The results of a query have been deleted since."""


class Runner(Protocol):
    """What runs queries by themselves."""

    def start(self, query: Query, token: str) -> str:
        """Start a query; its id. The same token again starts nothing and gives the same id.

        Raises:
            BusyError: not just now.
            UpstreamError: it could not be started.
        """
        ...

    def state(self, execution_id: str) -> RunState:
        """How far a query has come.

        Raises:
            UpstreamError: that cannot be told just now.
        """
        ...

    def fetch(self, execution_id: str) -> list[Row]:
        """The rows of a query that is done.

        Raises:
            ResultsGoneError: they are there no more.
            UpstreamError: they cannot be read just now.
        """
        ...
