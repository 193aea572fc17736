"""The audit table's chains: how they are written, and read to be sealed and verified.

Items: `RECORD#<chain>` the records of a chain; `HEADS#<day>#<shard>` with `<chain>` how far the
chains begun that day have come; `SEALS#<day>` the seals of a day; `SEALS` with `HEAD` how far the
chain of seals has come. Nothing is ever changed but heads, and nothing deleted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.audit_chain import (
    START,
    Item,
    Position,
    chain_day,
    head_of,
    linked,
    sort_key,
)
from cers.model.errors import UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

RECORDS: Final = "RECORD#"
HEADS: Final = "HEADS#"
SEALS: Final = "SEALS"

_SHARDS: Final = "0123456789abcdef"
"""A chain's heads lie in one of sixteen places a day: one place takes 500 writes a second."""

_SEALS_HEAD: Final = {"pk": SEALS, "sk": "HEAD"}


@dataclass
class Chain:
    """A chain that this process, and at one time only one thread of it, appends to."""

    table: "Table"
    head_key: Mapping[str, str]
    position: Position = START

    def append(self, entries: Iterable[Item]) -> None:
        """Make entries, each with its `pk`, the next items: all of them or none.

        After an error the chain is not to be used again: it may have come further than known.

        Raises:
            UpstreamError: they could not be written.
        """
        items, end = linked(entries, self.position)
        try:
            self._write(items, end)
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("this cannot be recorded just now") from error
        self.position = end

    def _write(self, items: list[dict[str, object]], end: Position) -> None:
        client = self.table.meta.client
        new = [self._put(item, "attribute_not_exists(pk)") for item in items]
        try:
            client.transact_write_items(TransactItems=[self._put_head(end), *new])
        except client.exceptions.TransactionCanceledException:
            # An attempt whose answer got lost may have written them.
            if not self._holds(items[-1]):
                raise

    def _put_head(self, end: Position) -> Any:
        head = {**self.head_key, "sequence": end.sequence, "digest": end.digest}
        if self.position == START:
            return self._put(head, "attribute_not_exists(pk)")
        put = self._put(head, "digest = :digest")
        put["Put"]["ExpressionAttributeValues"] = {":digest": self.position.digest}
        return put

    def _put(self, item: Mapping[str, object], condition: str) -> Any:
        put = {"TableName": self.table.name, "Item": item, "ConditionExpression": condition}
        return {"Put": put}

    def _holds(self, item: Mapping[str, object]) -> bool:
        found = _query(self.table, str(item["pk"]), "sk = :sk", {":sk": item["sk"]})
        return any(each["digest"] == item["digest"] for each in found)


def record_chain(table: "Table", name: str) -> Chain:
    """A new chain of records; `name` is the day, a hyphen and sixteen random hexadecimal digits."""
    return Chain(table, _head_key(name))


def _head_key(chain: str) -> dict[str, str]:
    day, shard = chain[:10], chain[11:12]
    return {"pk": f"{HEADS}{day}#{shard}", "sk": chain}


@dataclass
class Contents:
    """The chains there are, the days with seals, and the places of what belongs to neither."""

    chains: set[str] = field(default_factory=set)
    seal_days: set[date] = field(default_factory=set)
    strays: set[str] = field(default_factory=set)

    def add(self, pk: str, sk: str) -> None:
        """Note an item by its keys."""
        kind, _, name = pk.partition("#")
        if pk == _head_key(sk)["pk"]:
            self.chains.add(sk)
        elif f"{kind}#" == RECORDS and chain_day(name):
            self.chains.add(name)
        elif kind == SEALS and (day := _day(name)):
            self.seal_days.add(day)
        elif (pk, sk) != tuple(_SEALS_HEAD.values()):
            self.strays.add(f"{pk} {sk}")


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


class AuditChains:
    """Every chain of the table, for those who seal and verify them. Reads are consistent."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def heads(self, day: date) -> dict[str, Position | None]:
        """How far the chains begun on a day have come; None for a head that is not as we write."""
        items = (item for shard in _SHARDS for item in self._items(f"{HEADS}{day}#{shard}"))
        return {str(item["sk"]): head_of(item) for item in items}

    def head(self, chain: str) -> Position | None:
        """How far one chain has come; None if nothing says so."""
        return self._head(_head_key(chain))

    def records(self, chain: str, first: int, last: int) -> Iterator[dict[str, Any]]:
        """A chain's items from one sequence number to another, both included."""
        if first <= last:
            between = {":first": sort_key(first), ":last": sort_key(last)}
            yield from self._items(RECORDS + chain, "sk BETWEEN :first AND :last", between)

    def every_record(self, chain: str) -> Iterator[dict[str, Any]]:
        """All a chain's items, those that are none of its own included."""
        return self._items(RECORDS + chain)

    def seals(self, day: date) -> Iterator[dict[str, Any]]:
        """The seals of one day."""
        return self._items(f"{SEALS}#{day}")

    def seals_head(self) -> Position | None:
        """How far the chain of seals has come; None if there is no seal yet."""
        return self._head(_SEALS_HEAD)

    def seal(self, day: date, entries: Iterable[Item], after: Position) -> Position:
        """Append seals to those there were when `after` was read; where the chain ends now.

        Raises:
            UpstreamError: somebody else sealed meanwhile, or they could not be written.
        """
        chain = Chain(self._table, _SEALS_HEAD, after)
        chain.append({"pk": f"{SEALS}#{day}", **entry} for entry in entries)
        return chain.position

    def contents(self) -> Contents:
        """What lies in the table, by the keys of every item. It reads all of it."""
        contents = Contents()
        start: dict[str, Any] = {}
        while True:
            page: Mapping[str, Any] = self._table.meta.client.scan(
                TableName=self._table.name,
                ProjectionExpression="pk, sk",
                ConsistentRead=True,
                **start,
            )
            for item in page["Items"]:
                contents.add(str(item["pk"]), str(item["sk"]))
            if "LastEvaluatedKey" not in page:
                return contents
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _head(self, key: Mapping[str, str]) -> Position | None:
        items = self._items(key["pk"], "sk = :sk", {":sk": key["sk"]})
        return head_of(next(items, None))

    def _items(
        self, pk: str, condition: str = "", values: Mapping[str, object] | None = None
    ) -> Iterator[dict[str, Any]]:
        return _query(self._table, pk, condition, values or {})


def _query(
    table: "Table", pk: str, condition: str, values: Mapping[str, object]
) -> Iterator[dict[str, Any]]:
    """The items of a partition, in the order of their sort keys, with a consistent read."""
    start: dict[str, Any] = {}
    while True:
        # Through the client: unlike the table, it may be shared between threads.
        page = table.meta.client.query(
            TableName=table.name,
            KeyConditionExpression=" AND ".join(filter(None, ("pk = :pk", condition))),
            ExpressionAttributeValues={":pk": pk, **values},  # type: ignore[dict-item]
            ConsistentRead=True,
            **start,
        )
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
