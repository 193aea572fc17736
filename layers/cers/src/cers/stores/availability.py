"""What was said of the availability of results, in the settings table.

- `AVAILABILITY#<school year>` with `<district or *>#<subject>#<kind>`: the statement that counts;
- `AVAILABILITY_HISTORY#<school year>` with `<when>#<district or *>#<subject>#<kind>`: every
  statement ever made, written with it and never changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.conditions import ConditionBase, Key
from botocore.exceptions import BotoCoreError, ClientError

from cers.model.availability import (
    EVERY_DISTRICT,
    Availability,
    ReportKind,
    Slice,
    Statement,
    Statements,
)
from cers.model.errors import ConflictError, UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_YEARS_AHEAD: Final = 2
"""How many school years, from the current one on, results may come from."""

_CHANGES_AT_ONCE: Final = 50
"""Two items each: DynamoDB takes a hundred in one transaction."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A slice, what is said of it now, by whom and in which role, and how it stood before."""

    slice: Slice
    statement: Statement
    changed_by: str
    role: str = ""
    before: Availability = Availability.LOADING


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What was said, newest first; `next` is where the page after it begins, or empty."""

    changes: list[Changed]
    next: str


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

    def as_of_now(self, district_id: str | None) -> Statements:
        """The same, read at this moment: what a change is made from.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        self._recent.pop(district_id, None)
        return self.statements(district_id)

    def put(self, changes: Iterable[Changed]) -> None:
        """Write statements, each with its place in the history; the last one of a slice counts.

        Raises:
            ConflictError: somebody else is changing the same slices.
            UpstreamError: they cannot be written just now; some of many may have been.
        """
        every = list(changes)
        for start in range(0, len(every), _CHANGES_AT_ONCE):
            self._write(every[start : start + _CHANGES_AT_ONCE])
        self._recent.clear()

    def history(
        self, school_year: int, district_id: str | None, before: str, limit: int
    ) -> HistoryPage:
        """What was said about a school year: of a district and of all, or of everybody.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        found: list[tuple[str, Changed]] = []
        for item in self._past(school_year, before):
            change = _past(school_year, item)
            if district_id is None or change.slice.district_id in (district_id, EVERY_DISTRICT):
                found.append((str(item["sk"]), change))
            if len(found) > limit:
                break
        page = found[:limit]
        after = page[-1][0] if len(found) > limit else ""
        return HistoryPage([change for _, change in page], after)

    def _write(self, changes: Sequence[Changed]) -> None:
        rows = [row for each in changes for row in (_item(each), _history_item(each))]
        writes: Any = [{"Put": {"TableName": self._table.name, "Item": row}} for row in rows]
        client = self._table.meta.client
        try:
            client.transact_write_items(TransactItems=writes)
        except client.exceptions.TransactionCanceledException as error:
            raise ConflictError("somebody else is changing the same; look again") from error
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("the availability cannot be changed just now") from error

    def _read(self, district_id: str | None) -> Iterator[tuple[Slice, Statement]]:
        prefixes = ("",) if district_id is None else (f"{EVERY_DISTRICT}#", f"{district_id}#")
        for year in range(self._current_year, self._current_year + _YEARS_AHEAD):
            for prefix in prefixes:
                for item in self._query(year, prefix):
                    yield _statement(year, item)

    def _query(self, year: int, prefix: str) -> Iterator[Mapping[str, object]]:
        here = Key("pk").eq(_pk(year))
        return self._pages(here & Key("sk").begins_with(prefix) if prefix else here)

    def _past(self, year: int, before: str) -> Iterator[Mapping[str, object]]:
        here = Key("pk").eq(_history_pk(year))
        condition = here & Key("sk").lt(before) if before else here
        return self._pages(condition, newest_first=True)

    def _pages(
        self, condition: ConditionBase, *, newest_first: bool = False
    ) -> Iterator[Mapping[str, object]]:
        start: dict[str, object] = {}
        while True:
            try:
                page = self._table.query(
                    KeyConditionExpression=condition,
                    ConsistentRead=True,
                    ScanIndexForward=not newest_first,
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


def _history_pk(year: int) -> str:
    return f"AVAILABILITY_HISTORY#{year}"


def _item(each: Changed) -> dict[str, str]:
    return {
        "pk": _pk(each.slice.school_year),
        "sk": _place(each.slice),
        "availability": each.statement.availability.value,
        "changed_at": each.statement.changed_at.isoformat(),
        "changed_by": each.changed_by,
    }


def _history_item(each: Changed) -> dict[str, str]:
    moment = each.statement.changed_at.astimezone(UTC).isoformat(timespec="microseconds")
    return {
        **_item(each),
        "pk": _history_pk(each.slice.school_year),
        "sk": f"{moment}#{_place(each.slice)}",
        "role": each.role,
        "before": each.before.value,
    }


def _place(here: Slice) -> str:
    return f"{here.district_id}#{here.subject}#{here.kind.value}"


def _slice(year: int, place: str) -> Slice:
    district_id, subject, kind = place.split("#")
    return Slice(year, subject, ReportKind(kind), district_id)


def _statement(year: int, item: Mapping[str, object]) -> tuple[Slice, Statement]:
    return _slice(year, str(item["sk"])), _said(item)


def _past(year: int, item: Mapping[str, object]) -> Changed:
    return Changed(
        _slice(year, str(item["sk"]).split("#", 1)[1]),
        _said(item),
        str(item["changed_by"]),
        str(item["role"]),
        Availability(str(item["before"])),
    )


def _said(item: Mapping[str, object]) -> Statement:
    changed_at = datetime.fromisoformat(str(item["changed_at"]))
    return Statement(Availability(str(item["availability"])), changed_at)
