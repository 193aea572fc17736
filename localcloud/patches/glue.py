"""Glue: an update based on an old version of a table is refused, as it is on AWS."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from moto.core.exceptions import JsonRESTError
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


def patches() -> list[Patch]:
    """The patches."""
    return [Patch(GlueResponse, "update_table", _update_table, "moto ignores VersionId")]
