"""What was said of the availability of results, in the settings table.

`AVAILABILITY#<school year>` with `<district or *>#<subject>#<kind>`: the statement that counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING, Final

from boto3.dynamodb.conditions import Key
from botocore.exceptions import BotoCoreError, ClientError

from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    ReportKind,
    Slice,
    Statement,
    Statements,
)
from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_YEARS_AHEAD: Final = 2
"""How many school years after the current one results may already come from."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A slice, what is said of it now, and by whom."""

    slice: Slice
    statement: Statement
    changed_by: str


class AvailabilityStore:
    """The statements; what was read is trusted for `seconds`, so that a page costs one look."""

    def __init__(self, table: "Table", current_year: int, seconds: float = 2.0) -> None:
        self._table = table
        self._current_year = current_year
        self._seconds = seconds
        self._recent: dict[str | None, tuple[float, Statements]] = {}

    def statements(self, district_id: str | None) -> Statements:
        """What counts for a district, or for every district where none is given.

        Raises:
            UpstreamError: it cannot be read, so nothing may be shown.
        """
        until, statements = self._recent.get(district_id, (0.0, None))
        if statements is None or monotonic() >= until:
            statements = Statements(self._current_year, dict(self._read(district_id)))
            self._recent[district_id] = (monotonic() + self._seconds, statements)
        return statements

    def put(self, changes: Iterable[Changed]) -> None:
        """Write statements; the last one written of a slice counts."""
        try:
            with self._table.batch_writer(overwrite_by_pkeys=["pk", "sk"]) as batch:
                for each in changes:
                    batch.put_item(Item=_item(each))
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("the availability cannot be changed just now") from error
        self._recent.clear()

    def _read(self, district_id: str | None) -> Iterator[tuple[Slice, Statement]]:
        prefixes = ("",) if district_id is None else (f"{EVERY_DISTRICT}#", f"{district_id}#")
        for year in range(self._current_year, self._current_year + _YEARS_AHEAD):
            for prefix in prefixes:
                for item in self._query(year, prefix):
                    yield _statement(year, item)

    def _query(self, year: int, prefix: str) -> Iterator[Mapping[str, object]]:
        here = Key("pk").eq(_pk(year))
        condition = here & Key("sk").begins_with(prefix) if prefix else here
        start: dict[str, object] = {}
        while True:
            try:
                page = self._table.query(
                    KeyConditionExpression=condition,
                    ConsistentRead=True,
                    **start,  # type: ignore[arg-type]
                )
            except (BotoCoreError, ClientError) as error:
                raise UpstreamError("the availability cannot be read just now") from error
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _pk(year: int) -> str:
    return f"AVAILABILITY#{year}"


def _item(each: Changed) -> dict[str, str]:
    here = each.slice
    return {
        "pk": _pk(here.school_year),
        "sk": f"{here.district_id}#{here.subject}#{here.kind.value}",
        "availability": each.statement.availability.value,
        "changed_at": each.statement.changed_at.isoformat(),
        "changed_by": each.changed_by,
    }


def _statement(year: int, item: Mapping[str, object]) -> tuple[Slice, Statement]:
    district_id, subject, kind = str(item["sk"]).split("#")
    changed_at = datetime.fromisoformat(str(item["changed_at"]))
    return (
        Slice(year, subject, ReportKind(kind), district_id),
        Statement(Availability(str(item["availability"])), changed_at),
    )
