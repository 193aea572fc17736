"""moto's Athena with an engine: the backend, and the API actions moto lacks or gets wrong."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, cast

import moto.athena.models as models
from moto.athena.models import AthenaBackend, WorkGroup
from moto.athena.responses import AthenaResponse
from moto.core.exceptions import JsonRESTError

from localcloud.athena import catalog
from localcloud.athena.errors import QueryError
from localcloud.athena.execution import Execution, Request
from localcloud.athena.outputs import Outputs

WORKERS: Final = 2
"""Queries that run at once; the others are queued."""

KEPT: Final = 200
"""Executions remembered; older ones are forgotten with their rows."""

_PAGE: Final = 1000


def _invalid(message: str) -> JsonRESTError:
    return JsonRESTError("InvalidRequestException", message)


class RunningAthena(AthenaBackend):
    """Executes queries asynchronously."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.running: dict[str, Execution] = {}
        self._tokens: dict[str, str] = {}
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="athena")

    def __reduce__(self) -> tuple[Any, ...]:
        """Everything but executions, which end with the process."""
        left_out = ("running", "_tokens", "_pool")
        kept = {name: each for name, each in vars(self).items() if name not in left_out}
        return _restored, (self.region_name, self.account_id, kept)

    def submit(self, request: Request, token: str | None) -> str:
        """Queues a query; the same token again answers with the same execution."""
        if token and token in self._tokens:
            return self._tokens[token]
        execution = Execution(request)
        self.running[execution.id] = execution
        for forgotten in list(self.running)[:-KEPT]:
            del self.running[forgotten]
        if token:
            self._tokens[token] = execution.id
        self._pool.submit(execution.run).add_done_callback(lambda _: execution.give_up())
        return execution.id

    def execution(self, query_id: str) -> Execution:
        """A query execution by its id."""
        if query_id not in self.running:
            raise _invalid(f"QueryExecution {query_id} was not found")
        return self.running[query_id]

    def work_group(self, name: str | None) -> WorkGroup:
        """A workgroup by its name; `primary` where none is given."""
        found = self.work_groups.get(name or "primary")
        if found is None:
            raise _invalid(f"WorkGroup {name} is not found.")
        return found


def _restored(region_name: str, account_id: str, kept: dict[str, Any]) -> RunningAthena:
    backend = RunningAthena(region_name, account_id)
    vars(backend).update(kept)
    return backend


# moto looks for a backend's addresses beside the module its class says it is from.
RunningAthena.__module__ = models.__name__


class RunningAthenaResponse(AthenaResponse):
    """Athena's API on top of `RunningAthena`."""

    @property
    def _running(self) -> RunningAthena:
        return cast(RunningAthena, self.athena_backend)

    def start_query_execution(self) -> str:
        """StartQueryExecution."""
        backend = self._running
        sql = self._get_param("QueryString") or ""
        if not sql.strip():
            raise _invalid("QueryString is empty")
        workgroup = backend.work_group(self._get_param("WorkGroup"))
        request = Request(
            sql=sql,
            parameters=self._get_param("ExecutionParameters") or [],
            context=self._get_param("QueryExecutionContext") or {},
            workgroup=workgroup,
            outputs=_outputs(workgroup, self._get_param("ResultConfiguration") or {}),
            reuse=self._get_param("ResultReuseConfiguration"),
        )
        query_id = backend.submit(request, self._get_param("ClientRequestToken"))
        return json.dumps({"QueryExecutionId": query_id})

    def get_query_execution(self) -> str:
        """GetQueryExecution."""
        execution = self._running.execution(self._get_param("QueryExecutionId"))
        return json.dumps({"QueryExecution": execution.as_api()})

    def batch_get_query_execution(self) -> str:
        """BatchGetQueryExecution."""
        known = self._running.running
        wanted = self._get_param("QueryExecutionIds") or []
        missing = [
            {"QueryExecutionId": each, "ErrorCode": "INVALID_QUERY_EXECUTION_ID"}
            for each in wanted
            if each not in known
        ]
        found = [known[each].as_api() for each in wanted if each in known]
        return json.dumps({"QueryExecutions": found, "UnprocessedQueryExecutionIds": missing})

    def list_query_executions(self) -> str:
        """ListQueryExecutions: the newest first."""
        workgroup = self._running.work_group(self._get_param("WorkGroup"))
        ids = [
            execution.id
            for execution in reversed(list(self._running.running.values()))
            if execution.request.workgroup.name == workgroup.name
        ]
        start = int(self._get_param("NextToken") or 0)
        size = int(self._get_param("MaxResults") or 50)
        answer: dict[str, Any] = {"QueryExecutionIds": ids[start : start + size]}
        if start + size < len(ids):
            answer["NextToken"] = str(start + size)
        return json.dumps(answer)

    def stop_query_execution(self) -> str:
        """StopQueryExecution."""
        self._running.execution(self._get_param("QueryExecutionId")).cancel()
        return "{}"

    def get_query_results(self) -> str:
        """GetQueryResults, page by page."""
        execution = self._running.execution(self._get_param("QueryExecutionId"))
        if execution.state in ("QUEUED", "RUNNING"):
            raise _invalid(f"Query has not yet finished. Current state: {execution.state}")
        if execution.result is None:
            raise _invalid(
                f"Query did not finish successfully. Final query state: {execution.state}"
            )
        size = int(self._get_param("MaxResults") or _PAGE)
        if not 1 <= size <= _PAGE:
            raise _invalid(f"MaxResults is more than maximum allowed length {_PAGE}.")
        answer, following = execution.result.page(int(self._get_param("NextToken") or 0), size)
        if following is not None:
            answer["NextToken"] = str(following)
        return json.dumps(answer)

    def get_table_metadata(self) -> str:
        """GetTableMetadata."""
        database, name = self._get_param("DatabaseName"), self._get_param("TableName")
        try:
            table = catalog.find_table(database.lower(), name.lower())
        except QueryError as error:
            raise JsonRESTError("MetadataException", str(error)) from None
        return json.dumps({"TableMetadata": _metadata(table)})

    def list_table_metadata(self) -> str:
        """ListTableMetadata, on one page."""
        database = self._get_param("DatabaseName").lower()
        try:
            names = sorted(catalog.glue().get_database(database).tables)
        except JsonRESTError:
            raise JsonRESTError("MetadataException", f"Database {database} not found.") from None
        tables = [_metadata(catalog.find_table(database, name)) for name in names]
        return json.dumps({"TableMetadataList": tables})


def _metadata(table: catalog.GlueTable) -> dict[str, Any]:
    def columns(found: tuple[catalog.Column, ...]) -> list[dict[str, str]]:
        return [{"Name": each.name, "Type": each.type, "Comment": each.comment} for each in found]

    return {
        "Name": table.name,
        "TableType": "EXTERNAL_TABLE",
        "Columns": columns(table.columns),
        "PartitionKeys": columns(table.keys),
        "Parameters": {"location": table.location},
    }


def _outputs(workgroup: WorkGroup, asked: dict[str, Any]) -> Outputs:
    own = workgroup.configuration.get("ResultConfiguration") or {}
    enforced = workgroup.configuration.get("EnforceWorkGroupConfiguration", False)
    chosen = own if enforced and own.get("OutputLocation") else {**own, **asked}
    location = chosen.get("OutputLocation")
    if not location:
        raise _invalid(
            "No output location provided. An output location is required either through the "
            "Workgroup result configuration setting or as an API input."
        )
    return Outputs(
        location if location.endswith("/") else f"{location}/",
        chosen.get("EncryptionConfiguration") or {},
    )
