"""One query execution: from queued to succeeded, failed or cancelled."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from moto.athena.models import WorkGroup

from localcloud.athena.engine import Engine
from localcloud.athena.errors import ENGINE_ERROR, SYSTEM, QueryError, ScanLimitError
from localcloud.athena.outputs import Outputs, ParquetWriter
from localcloud.athena.results import Result
from localcloud.athena.statements import kind_of

_AGAIN = 0.05
"""Seconds between interruptions."""


@dataclass
class Request:
    """What StartQueryExecution was asked."""

    sql: str
    parameters: list[str]
    context: dict[str, str]
    workgroup: WorkGroup
    outputs: Outputs
    reuse: dict[str, Any] | None = None


@dataclass
class Execution:
    """A query execution and its state; `run` is called in a thread of its own."""

    request: Request
    id: str = field(default_factory=lambda: str(uuid4()))
    state: str = "QUEUED"
    error: QueryError | None = None
    reason: str | None = None
    result: Result | None = None
    output: str = ""
    submitted: float = field(default_factory=time.time)
    started: float = 0
    completed: float | None = None
    done: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Makes the engine, and says where the result will lie."""
        request = self.request
        limit = request.workgroup.configuration.get("BytesScannedCutoffPerQuery")
        writer = ParquetWriter(request.outputs, self.id)
        self._engine = Engine(request.context.get("Database", "default").lower(), limit, writer)
        kind = kind_of(request.sql)
        self.output = f"{request.outputs.location}{self.id}" + (
            ".csv" if kind == "DML" else ".txt" if kind == "UTILITY" else ""
        )

    def cancel(self) -> None:
        """Stops it, unless it is over; an interruption that came too early is repeated."""
        self._engine.cancelled.set()
        threading.Thread(target=self._interrupt, daemon=True).start()

    def _interrupt(self) -> None:
        while not self.done.wait(_AGAIN):
            self._engine.interrupt()

    def run(self) -> None:
        """Runs the statement and writes its result."""
        self.state, self.started = "RUNNING", time.time()
        try:
            self._finish(self._engine.run(self.request.sql, self.request.parameters))
        except ScanLimitError:
            self._end("CANCELLED", "Bytes scanned limit was exceeded")
        except QueryError as error:
            self._fail(error)

    def give_up(self) -> None:
        """Called when `run` is over: if it ended without a word, the engine failed."""
        if self.completed is None:
            error = QueryError(
                "GENERIC_INTERNAL_ERROR: the local engine failed", SYSTEM, ENGINE_ERROR
            )
            self._fail(error)

    def _finish(self, result: Result) -> None:
        if self._engine.cancelled.is_set():
            self._end("CANCELLED", "Query was cancelled")
            return
        self.output = self.request.outputs.write_result(self.id, result)
        self.result = result
        self._end("SUCCEEDED", None)

    def _fail(self, error: QueryError) -> None:
        if self._engine.cancelled.is_set():
            self._end("CANCELLED", "Query was cancelled")
            return
        self.error = error
        self._end("FAILED", str(error))

    def _end(self, state: str, reason: str | None) -> None:
        self.reason, self.completed = reason, time.time()
        self.state = state
        self.done.set()

    def as_api(self) -> dict[str, Any]:
        """The execution as GetQueryExecution describes it."""
        request = self.request
        kind = kind_of(request.sql)
        configuration: dict[str, Any] = {"OutputLocation": self.output}
        if request.outputs.encryption:
            configuration["EncryptionConfiguration"] = request.outputs.encryption
        answer = {
            "QueryExecutionId": self.id,
            "Query": request.sql,
            "StatementType": kind,
            "ResultConfiguration": configuration,
            "ResultReuseConfiguration": request.reuse
            or {"ResultReuseByAgeConfiguration": {"Enabled": False}},
            "QueryExecutionContext": request.context,
            "Status": self._status(),
            "Statistics": self._statistics(),
            "WorkGroup": request.workgroup.name,
            "EngineVersion": {
                "SelectedEngineVersion": "AUTO",
                "EffectiveEngineVersion": "Athena engine version 3",
            },
            "SubstatementType": request.sql.split(None, 1)[0].upper() if request.sql else "",
        }
        if request.parameters:
            answer["ExecutionParameters"] = request.parameters
        return answer

    def _status(self) -> dict[str, Any]:
        status: dict[str, Any] = {"State": self.state, "SubmissionDateTime": self.submitted}
        if self.completed is not None:
            status["CompletionDateTime"] = self.completed
        if self.reason:
            status["StateChangeReason"] = self.reason
        if self.error is not None:
            status["AthenaError"] = {
                "ErrorCategory": self.error.category,
                "ErrorType": self.error.type,
                "Retryable": False,
                "ErrorMessage": self.error.reason,
            }
        return status

    def _statistics(self) -> dict[str, Any]:
        end = self.completed or time.time()
        queued = (self.started or end) - self.submitted
        running = end - self.started if self.started else 0.0
        statistics = {
            "EngineExecutionTimeInMillis": int(running * 1000),
            "DataScannedInBytes": self._engine.meter.scanned,
            "TotalExecutionTimeInMillis": int((end - self.submitted) * 1000),
            "QueryQueueTimeInMillis": int(queued * 1000),
            "ServiceProcessingTimeInMillis": 0,
            "ResultReuseInformation": {"ReusedPreviousResult": False},
        }
        if self.result is not None and self.result.manifest is not None:
            statistics["DataManifestLocation"] = self.request.outputs.manifest(self.id)
        return statistics
