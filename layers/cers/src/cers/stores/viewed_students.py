"""Which single students somebody looked at lately, read from the audit table."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.audit import Action, Viewed
from cers.model.errors import UpstreamError
from cers.stores.dynamodb import get_rows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_LOOKED_THROUGH: Final = 500
"""Of what somebody did last: one read of the index, of some hundred kilobytes."""

_VIEWS: Final = 50
"""The views of those whose students are looked up: as many keys fit one read of the table."""


class ViewedStudents:
    """Reads views by their user; the index is a moment behind what is written.

    The index itself names no students, so those of the views are read from the table.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def of(
        self, subject: str, role: str, organization_id: str, routes: Collection[str]
    ) -> list[Viewed]:
        """The students one user saw by some routes under one assignment, latest first, each once.

        Raises:
            UpstreamError: the table does not answer just now.
        """
        try:
            views = self._views(subject, role, organization_id, routes)
            rows = get_rows(self._table, [(each["pk"], each["sk"]) for each in views])
            latest = sorted(rows, key=lambda row: str(row["place"]), reverse=True)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("the log cannot be read just now") from error
        return list(_each_once(latest))

    def _views(
        self, subject: str, role: str, organization_id: str, routes: Collection[str]
    ) -> list[Mapping[str, Any]]:
        named = {f":route{number}": route for number, route in enumerate(sorted(routes))}
        page = self._table.meta.client.query(
            TableName=self._table.name,
            IndexName="by-user",
            KeyConditionExpression="subject = :subject",
            FilterExpression=(
                "#action = :view AND #role = :role AND organization_id = :organization"
                f" AND route IN ({', '.join(named)})"
            ),
            ExpressionAttributeNames={"#action": "action", "#role": "role"},
            ExpressionAttributeValues={
                ":subject": subject,
                ":view": Action.VIEW.value,
                ":role": role,
                ":organization": organization_id,
                **named,
            },
            ScanIndexForward=False,
            Limit=_LOOKED_THROUGH,
        )
        return list(page["Items"][:_VIEWS])


def _each_once(latest_first: list[dict[str, Any]]) -> Iterator[Viewed]:
    """Students with the districts their results lay in, as of the latest view of each."""
    districts: dict[str, set[str]] = {}
    seen: dict[str, str] = {}
    for row in latest_first:
        for student_id in str(row.get("students", "")).split():
            seen.setdefault(student_id, str(row["at"]))
            districts.setdefault(student_id, set()).add(str(row["district_id"]))
    for student_id, at in seen.items():
        yield Viewed(student_id, frozenset(districts[student_id]), at)
