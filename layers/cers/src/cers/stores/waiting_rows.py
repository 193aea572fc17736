"""Who waits for which reference data, as rows of the deliveries table."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from boto3.dynamodb.conditions import Key

from cers.model.reference import Missing
from cers.stores.dynamodb import Row, delete_rows, put_rows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_WAITING: Final = "WAITING"
_POSTPONED: Final = "POSTPONED"


@dataclass(frozen=True, slots=True)
class Waiter:
    """A delivery that waits for something; `for_one`: and for nothing else."""

    delivery_id: str
    for_one: bool


class WaitingRows:
    """The rows of those who wait.

    `WAITING` what somebody waits for; `WAITING#<kind>#<id>` who waits for it; `WAITS#<delivery id>`
    what a delivery waits for, if it is more than one thing; `POSTPONED` whom the next sweep sends
    on.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table

    def add(self, missing: Mapping[str, Collection[Missing]]) -> None:
        """Note what deliveries wait for, by their ids."""
        rows = (
            row
            for delivery_id, wanted in missing.items()
            for each in wanted
            for row in _rows(delivery_id, each, for_one=len(wanted) == 1)
        )
        # Many may wait for the same thing.
        put_rows(self._table, {(row["pk"], row["sk"]): row for row in rows}.values())

    def of(self, arrived: Iterable[Missing]) -> dict[Missing, list[Waiter]]:
        """The deliveries that wait for any of what has arrived."""
        wanted = {row["sk"] for row in self._query(_WAITING)}
        return {
            each: [
                Waiter(row["sk"], bool(row.get("for_one"))) for row in self._query(_waiting(each))
            ]
            for each in arrived
            if _name(each) in wanted
        }

    def remove(self, waiting: Mapping[Missing, Collection[Waiter]]) -> None:
        """Forget who waited for what has arrived."""
        delete_rows(self._table, _keys(waiting))

    def has_any(self, delivery_id: str) -> bool:
        """Whether a delivery waits for anything."""
        return next(self._query(_waits(delivery_id), Limit=1), None) is not None

    def postpone(self, delivery_ids: Iterable[str]) -> None:
        """Have the next sweep send these on."""
        put_rows(self._table, ({"pk": _POSTPONED, "sk": each} for each in delivery_ids))

    def postponed(self) -> list[str]:
        """Whom the next sweep sends on."""
        return [row["sk"] for row in self._query(_POSTPONED)]

    def resume(self, delivery_ids: Iterable[str]) -> None:
        """Forget that they were postponed."""
        delete_rows(self._table, ((_POSTPONED, each) for each in delivery_ids))

    def _query(self, pk: str, **options: Any) -> Iterator[dict[str, Any]]:
        page: dict[str, Any] = {"LastEvaluatedKey": None}
        arguments: dict[str, Any] = {
            "KeyConditionExpression": Key("pk").eq(pk),
            "ConsistentRead": True,
            **options,
        }
        while "LastEvaluatedKey" in page:
            page = dict(self._table.query(**arguments))
            yield from page["Items"]
            arguments["ExclusiveStartKey"] = page.get("LastEvaluatedKey")


def _rows(delivery_id: str, missing: Missing, *, for_one: bool) -> Iterator[Row]:
    yield {"pk": _waiting(missing), "sk": delivery_id, "for_one": for_one}
    yield {"pk": _WAITING, "sk": _name(missing)}
    if not for_one:
        yield {"pk": _waits(delivery_id), "sk": _name(missing)}


def _keys(waiting: Mapping[Missing, Collection[Waiter]]) -> Iterator[tuple[str, str]]:
    for missing, waiters in waiting.items():
        for each in waiters:
            yield _waiting(missing), each.delivery_id
            if not each.for_one:
                yield _waits(each.delivery_id), _name(missing)
        yield _WAITING, _name(missing)


def _name(missing: Missing) -> str:
    return f"{missing.kind}#{missing.id}"


def _waiting(missing: Missing) -> str:
    return f"{_WAITING}#{_name(missing)}"


def _waits(delivery_id: str) -> str:
    return f"WAITS#{delivery_id}"
