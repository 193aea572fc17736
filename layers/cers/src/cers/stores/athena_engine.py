"""The engine for whatever is wider than one district: Athena over the published tables.

A query can be waited for (`rows`), or started and asked for later (`start`, `state`, `fetch`).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Self

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.errors import UpstreamError
from cers.model.query import Cell, Query, Row, Value
from cers.model.running import BusyError, ResultsGoneError, RunState

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient
    from mypy_boto3_athena.type_defs import (
        GetQueryResultsOutputTypeDef,
        ResultSetTypeDef,
        StartQueryExecutionInputTypeDef,
    )

_MESSAGE: Final = "results cannot be read just now"
_DONE: Final = "SUCCEEDED"
_UNDER_WAY: Final = frozenset({"QUEUED", "RUNNING"})
_STATES: Final = {
    "QUEUED": RunState.QUEUED,
    "RUNNING": RunState.RUNNING,
    "SUCCEEDED": RunState.DONE,
}
_BUSY: Final = frozenset({"TooManyRequestsException", "ThrottlingException"})
_UNKNOWN: Final = "InvalidRequestException"
_CUT_OFF: Final = "bytes scanned limit"
REUSE_MINUTES: Final = 10
"""How old the result of an equal query may be that was started and not waited for: Athena does not
notice when tables change meanwhile."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a query may take, and how often to ask whether it is done; in seconds."""

    first: float = 0.1
    growth: float = 1.5
    longest: float = 1.0
    total: float = 25.0


class AthenaEngine:
    """Answers from the tables as Glue points at them now."""

    def __init__(
        self,
        athena: "AthenaClient",
        database: str,
        workgroup: str,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._athena = athena
        self._database = database
        self._workgroup = workgroup
        self._patience = patience or Patience()
        self._sleep = sleep

    @property
    def snapshots(self) -> tuple[str, ...]:
        """Unknown: Glue names files, not snapshots."""
        return ()

    def pinned(self) -> Self:
        """Itself: each of its queries reads what Glue points at when it starts."""
        return self

    def rows(self, query: Query) -> list[Row]:
        """Run a query and read all of its result.

        Raises:
            UpstreamError: it failed, was throttled or took too long.
        """
        try:
            execution = self._start(query)
            self._wait(execution)
            return list(self._read(execution))
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError(_MESSAGE) from error

    def start(self, query: Query, token: str) -> str:
        """Start a query without waiting for it; the same token again gives the same id.

        Raises:
            BusyError: too many queries are running.
            UpstreamError: it could not be started.
        """
        request = self._request(query)
        request["ClientRequestToken"] = token
        request["ResultReuseConfiguration"] = {
            "ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": REUSE_MINUTES}
        }
        try:
            return self._athena.start_query_execution(**request)["QueryExecutionId"]
        except ClientError as error:
            raise (BusyError if _code(error) in _BUSY else UpstreamError)(_MESSAGE) from error
        except BotoCoreError as error:
            raise UpstreamError(_MESSAGE) from error

    def state(self, execution_id: str) -> RunState:
        """How far a query has come that was started.

        Raises:
            UpstreamError: that cannot be told just now.
        """
        try:
            answer = self._athena.get_query_execution(QueryExecutionId=execution_id)
        except ClientError as error:
            if _code(error) == _UNKNOWN:
                return RunState.GONE
            raise UpstreamError(_MESSAGE) from error
        except BotoCoreError as error:
            raise UpstreamError(_MESSAGE) from error
        status = answer["QueryExecution"]["Status"]
        # The reason may quote values of the query: only whether it is this one is looked at.
        cut_off = _CUT_OFF in status.get("StateChangeReason", "").lower()
        other = RunState.TOO_LARGE if cut_off else RunState.FAILED
        return _STATES.get(status["State"], other)

    def fetch(self, execution_id: str) -> list[Row]:
        """The rows of a query that is done.

        Raises:
            ResultsGoneError: they were deleted.
            UpstreamError: they cannot be read just now.
        """
        try:
            return list(self._read(execution_id))
        except ClientError as error:
            gone = _code(error) == _UNKNOWN
            raise (ResultsGoneError if gone else UpstreamError)(_MESSAGE) from error
        except BotoCoreError as error:
            raise UpstreamError(_MESSAGE) from error

    def _start(self, query: Query) -> str:
        return self._athena.start_query_execution(**self._request(query))["QueryExecutionId"]

    def _request(self, query: Query) -> "StartQueryExecutionInputTypeDef":
        request: StartQueryExecutionInputTypeDef = {
            "QueryString": query.sql,
            "QueryExecutionContext": {"Database": self._database},
            "WorkGroup": self._workgroup,
        }
        if query.values:
            request["ExecutionParameters"] = [literal(value) for value in query.values]
        return request

    def _wait(self, execution: str) -> None:
        waited, pause = 0.0, self._patience.first
        while (state := self._state(execution)) in _UNDER_WAY:
            if waited >= self._patience.total:
                self._athena.stop_query_execution(QueryExecutionId=execution)
                raise UpstreamError("the report takes too long just now")
            self._sleep(pause)
            waited += pause
            pause = min(pause * self._patience.growth, self._patience.longest)
        if state != _DONE:
            # Athena's reason may quote values of the query: it goes nowhere.
            raise UpstreamError(_MESSAGE)

    def _state(self, execution: str) -> str:
        answer = self._athena.get_query_execution(QueryExecutionId=execution)
        return answer["QueryExecution"]["Status"]["State"]

    def _read(self, execution: str) -> Iterator[Row]:
        """The rows of every page; the first row of the first page repeats the column names."""
        skip, token = 1, ""
        while True:
            page = self._page(execution, token)
            yield from _rows(page["ResultSet"], skip)
            skip, token = 0, page.get("NextToken", "")
            if not token:
                return

    def _page(self, execution: str, token: str) -> "GetQueryResultsOutputTypeDef":
        if token:
            return self._athena.get_query_results(QueryExecutionId=execution, NextToken=token)
        return self._athena.get_query_results(QueryExecutionId=execution)


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def literal(value: Value) -> str:
    """A value as the SQL literal that Athena takes for a parameter."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def _rows(result: "ResultSetTypeDef", skip: int) -> Iterator[Row]:
    columns = [(each["Name"], each["Type"]) for each in result["ResultSetMetadata"]["ColumnInfo"]]
    for row in result["Rows"][skip:]:
        cells = (each.get("VarCharValue") for each in row["Data"])
        yield {
            name: None if text is None else _READERS.get(kind, str)(text)
            for (name, kind), text in zip(columns, cells, strict=True)
        }


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.removesuffix(" UTC")).replace(tzinfo=UTC)


_READERS: Final[Mapping[str, Callable[[str], Cell]]] = {
    "tinyint": int,
    "smallint": int,
    "integer": int,
    "int": int,
    "bigint": int,
    "float": float,
    "double": float,
    "decimal": float,
    "boolean": "true".__eq__,
    "date": date.fromisoformat,
    "timestamp": _moment,
    "timestamp with time zone": _moment,
}
"""Athena's types and how their text is read; everything else stays text."""
