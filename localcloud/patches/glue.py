"""Glue: stale updates of a table are refused, and column statistics may be asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from moto.core.exceptions import JsonRESTError
from moto.core.responses import ActionResult
from moto.glue.models import FakeTable
from moto.glue.responses import GlueResponse

from localcloud.patches.patch import Patch

_lock: Final = threading.RLock()


class ConcurrentModificationError(JsonRESTError):
    """Somebody else changed the table since it was read."""

    code = 400

    def __init__(self) -> None:
        super().__init__(
            "ConcurrentModificationException",
            "Update table failed due to concurrent modifications.",
        )


def _update_table(original: Callable[..., Any]) -> Callable[..., Any]:
    def update_table(self: GlueResponse) -> Any:
        parameters: dict[str, Any] = self.parameters
        with _lock:
            expected = parameters.get("VersionId")
            if expected is not None:
                table = self.glue_backend.get_table(
                    parameters["DatabaseName"], parameters["TableInput"]["Name"]
                )
                if str(expected) != table.as_dict()["VersionId"]:
                    raise ConcurrentModificationError
            return original(self)

    return update_table


def _no_table_statistics(_original: object) -> Callable[[GlueResponse], ActionResult]:
    def get_column_statistics_for_table(self: GlueResponse) -> ActionResult:
        _find_table(self)
        return _no_statistics()

    return get_column_statistics_for_table


def _no_partition_statistics(_original: object) -> Callable[[GlueResponse], ActionResult]:
    def get_column_statistics_for_partition(self: GlueResponse) -> ActionResult:
        _find_table(self).get_partition(self.parameters["PartitionValues"])
        return _no_statistics()

    return get_column_statistics_for_partition


def _find_table(request: GlueResponse) -> FakeTable:
    """The table a request names; an EntityNotFoundException where there is none."""
    names = request.parameters
    table: FakeTable = request.glue_backend.get_table(names["DatabaseName"], names["TableName"])
    return table


def _no_statistics() -> ActionResult:
    """Nobody has gathered any: planners, such as Trino's, then do without."""
    return ActionResult({"ColumnStatisticsList": [], "Errors": []})


def patches() -> list[Patch]:
    """The patches."""
    return [
        Patch(GlueResponse, "update_table", _update_table, "moto ignores VersionId"),
        Patch(
            GlueResponse,
            "get_column_statistics_for_table",
            _no_table_statistics,
            "moto fails where a table has no statistics",
        ),
        Patch(
            GlueResponse,
            "get_column_statistics_for_partition",
            _no_partition_statistics,
            "moto fails where a partition has no statistics",
        ),
    ]
