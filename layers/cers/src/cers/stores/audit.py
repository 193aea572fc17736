"""The audit table: append-only. `AUDIT#<date>` with `<time>#<request id>`, in UTC."""

from dataclasses import asdict
from datetime import UTC
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.audit import View
from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


class AuditStore:
    """Writes audit records; it never changes or deletes one."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def record(self, view: View) -> None:
        """Write one record; when this returns, it is durable.

        Raises:
            UpstreamError: it could not be written, so the results must not leave.
        """
        try:
            self._table.put_item(Item=_item(view), ConditionExpression="attribute_not_exists(pk)")
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("the view cannot be recorded just now") from error


def _item(view: View) -> dict[str, Any]:
    at = view.at.astimezone(UTC)
    time = at.time().isoformat(timespec="microseconds")
    fields = asdict(view) | {"at": at.isoformat(), "snapshots": list(view.snapshots)}
    fields["student_ids"] = set(view.student_ids)
    item = {"pk": f"AUDIT#{at.date()}", "sk": f"{time}#{view.request_id}", **fields}
    # DynamoDB has no empty sets.
    return {name: value for name, value in item.items() if value != set()}
