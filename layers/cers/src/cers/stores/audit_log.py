"""Reading the audit table: what one user did, and who looked at whom in one district."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.audit import Seen, Wanted
from cers.model.errors import UpstreamError
from cers.stores.audit import district_month, students_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_READS: Final = 20
"""Pages of DynamoDB, of up to a megabyte, that one page of ours may cost."""

_END: Final = "~"
"""Sorts after whatever a place may go on with."""


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some of what was done, newest first; `next` is where the page after it begins, or empty."""

    seen: list[Seen]
    next: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One partition of an index, from one place back to another."""

    index: str
    key: str
    value: str
    low: str
    high: str


class AuditLog:
    """Reads records by the table's indexes, which are a moment behind what is written."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def of_user(self, subject: str, before: str, limit: int) -> LogPage:
        """What a user did, by the token's subject; `before` is a page's `next`, or empty."""
        stretch = _Stretch("by-user", "subject", subject, "0", before or _END)
        return self._page([stretch], Wanted(), before, limit)

    def of_district(
        self, district_id: str, days: tuple[date, date], wanted: Wanted, before: str, limit: int
    ) -> LogPage:
        """What touched a district from one day to another, both included, in UTC.

        A page may be short, or empty, though there is a `next`: much was read in vain.
        """
        low, high = days[0].isoformat(), min(before or _END, days[1].isoformat() + _END)
        if high < low:
            return LogPage([], "")
        stretches = [
            _Stretch("by-district", "district_month", district_month(district_id, month), low, high)
            for month in _months_back(*days)
            if month <= high
        ]
        return self._page(stretches, wanted, before, limit)

    def _page(self, stretches: list[_Stretch], wanted: Wanted, before: str, limit: int) -> LogPage:
        found: list[Seen] = []
        reads = 0
        for stretch in stretches:
            for items, last in self._pages(stretch, wanted, limit + 1):
                for item in items:
                    if item["place"] == before:
                        continue
                    if len(found) == limit:
                        return LogPage(found, found[-1].place)
                    found.append(_seen(item))
                reads += 1
                if reads >= _READS and last:
                    return LogPage(found, last)
        return LogPage(found, "")

    def _pages(
        self, stretch: _Stretch, wanted: Wanted, limit: int
    ) -> Iterator[tuple[list[dict[str, Any]], str]]:
        """Pages of items, newest first, each with how far back it was looked, or empty."""
        arguments = _query_of(stretch, wanted, limit)
        while True:
            try:
                page: Mapping[str, Any] = self._table.meta.client.query(
                    TableName=self._table.name, **arguments
                )
            except (BotoCoreError, ClientError) as error:
                raise UpstreamError("the log cannot be read just now") from error
            key = page.get("LastEvaluatedKey")
            yield page["Items"], str(key["place"]) if key else ""
            if not key:
                return
            arguments["ExclusiveStartKey"] = key


def _query_of(stretch: _Stretch, wanted: Wanted, limit: int) -> dict[str, Any]:
    values: dict[str, str] = {":key": stretch.value, ":low": stretch.low, ":high": stretch.high}
    conditions = []
    if wanted.student_id:
        conditions.append("contains(students, :student)")
        values[":student"] = students_text([wanted.student_id])
    if wanted.username:
        conditions.append("username = :username")
        values[":username"] = wanted.username
    if wanted.school_id:
        conditions.append("contains(school_ids, :school)")
        values[":school"] = wanted.school_id
    query: dict[str, Any] = {
        "IndexName": stretch.index,
        "KeyConditionExpression": f"{stretch.key} = :key AND place BETWEEN :low AND :high",
        "ExpressionAttributeValues": values,
        "ScanIndexForward": False,
    }
    if conditions:
        return query | {"FilterExpression": " AND ".join(conditions)}
    return query | {"Limit": limit}


def _months_back(first: date, last: date) -> Iterator[str]:
    """The months from the last day's back to the first's, such as 2026-04."""
    month = last.replace(day=1)
    while month >= first.replace(day=1):
        yield month.isoformat()[:7]
        month = (month - timedelta(days=1)).replace(day=1)


def _seen(item: Mapping[str, Any]) -> Seen:
    year = item.get("school_year")
    return Seen(
        place=str(item["place"]),
        at=str(item["at"]),
        request_id=str(item.get("request_id", "")),
        action=str(item["action"]),
        route=str(item["route"]),
        username=str(item["username"]),
        role=str(item["role"]),
        organization_id=str(item["organization_id"]),
        school_ids=tuple(map(str, item.get("school_ids", ()))),
        group_id=str(item.get("group_id", "")),
        assessment_id=str(item.get("assessment_id", "")),
        school_year=None if year is None else int(year),
        rows=int(item["rows"]),
        detail=str(item.get("detail", "")),
        districts=int(item["districts"]),
        student_ids=tuple(str(item.get("students", "")).split()),
    )
