"""How a query ends badly, in Athena's terms."""

from dataclasses import dataclass

USER = 2
SYSTEM = 1

USER_ERROR = 1000
"""Error type of Athena's catalog: the user's mistake."""

DATA_ERROR = 1001
"""The data is not what the table says."""

ENGINE_ERROR = 200
"""The engine failed."""


@dataclass
class QueryError(Exception):
    """A query that fails; `reason` starts with Athena's name of the error."""

    reason: str
    category: int = USER
    type: int = USER_ERROR

    def __str__(self) -> str:
        return self.reason


class ScanLimitError(Exception):
    """The query read more than its workgroup lets it."""


def unsupported(what: str) -> QueryError:
    """A query that Athena may well run, but the local engine cannot run the same way."""
    return QueryError(f"NOT_SUPPORTED: {what} (the local Athena refuses what it cannot do alike)")
