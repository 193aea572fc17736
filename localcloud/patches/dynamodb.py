"""DynamoDB: conditions hold between threads too, and a query reads what it asks for."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from typing import Any, Final

from moto.dynamodb import models
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoHandler

from localcloud.patches.patch import Patch

_lock: Final = threading.RLock()


def _one_at_a_time(original: Callable[..., Any]) -> Callable[..., Any]:
    def call_action(self: DynamoHandler) -> Any:
        with _lock:
            return original(self)

    return call_action


class _Before:
    """The items of a table that a transaction may change, as they were before it."""

    def __init__(self, table: Table, keys: list[dict[str, Any]]) -> None:
        self._table = table
        places = [_place(table, key) for key in keys]
        self._items = [(place, copy.deepcopy(_at(table, place))) for place in places]

    def restored(self) -> Table:
        """The table with these items as they were."""
        for (hash_key, range_key), item in self._items:
            if item is not None:
                self._table.items[hash_key][range_key] = item
            else:
                self._table.items.get(hash_key, {}).pop(range_key, None)
        return self._table


def _place(table: Table, key: dict[str, Any]) -> tuple[DynamoType, DynamoType]:
    return DynamoType(key[table.hash_key_attr]), DynamoType(key[str(table.range_key_attr)])


def _at(table: Table, place: tuple[DynamoType, DynamoType]) -> Any:
    return table.items.get(place[0], {}).get(place[1])


class _Copies:
    """`copy` for moto's models; within a transaction only what it touches of a table is copied."""

    def __init__(self) -> None:
        self._keys: dict[str, list[dict[str, Any]]] | None = None

    def deepcopy(self, thing: Any) -> Any:
        """As `copy.deepcopy`; of a table with two keys, within a transaction, what is touched."""
        if self._keys is None or not isinstance(thing, Table) or thing.range_key_attr is None:
            return copy.deepcopy(thing)
        return _Before(thing, self._keys[thing.name])

    def within(self, original: Callable[..., Any]) -> Callable[..., Any]:
        """Moto's transaction, which copies what it may have to roll back before it writes."""

        def transact_write_items(backend: DynamoDBBackend, transact_items: Any) -> Any:
            self._keys = _touched(transact_items)
            try:
                return original(backend, transact_items)
            finally:
                self._keys = None
                for name, table in backend.tables.items():
                    if isinstance(table, _Before):
                        backend.tables[name] = table.restored()

        return transact_write_items


def _touched(transact_items: Any) -> dict[str, list[dict[str, Any]]]:
    """The keys of a transaction's items, by table; an item that is put has its key in it."""
    keys: dict[str, list[dict[str, Any]]] = {}
    for item in transact_items:
        for operation in item.values():
            key = operation.get("Key") or operation["Item"]
            keys.setdefault(operation["TableName"], []).append(key)
    return keys


def _narrowed(original: Callable[..., Any]) -> Callable[..., Any]:
    def query(self: Table, *args: Any, **named: Any) -> Any:
        narrowed = object.__new__(type(self))
        vars(narrowed).update(vars(self))
        narrowed.items = _having(self, named["hash_key_conditions"])
        return original(narrowed, *args, **named)

    return query


def _having(table: Table, conditions: list[tuple[str, DynamoType]]) -> Any:
    """The items, in the shape a table has them, that have these values."""
    if [name for name, _ in conditions] == [table.hash_key_attr]:
        (_, key), *_ = conditions
        return {key: table.items[key]} if key in table.items else {}
    if table.range_key_attr is None:
        return {key: item for key, item in table.items.items() if _has(item, conditions)}
    found = {
        key: {place: item for place, item in items.items() if _has(item, conditions)}
        for key, items in table.items.items()
    }
    return {key: items for key, items in found.items() if items}


def _has(item: Any, conditions: list[tuple[str, DynamoType]]) -> bool:
    held = ((item.attrs.get(name), wanted) for name, wanted in conditions)
    # Their own comparison makes a number of either side first, which takes ten times as long.
    return all(value and value.value == wanted.value and value == wanted for value, wanted in held)


def patches() -> list[Patch]:
    """The patches."""
    copies = _Copies()
    return [
        Patch(models, "copy", lambda _: copies, "see the next one"),
        Patch(
            DynamoDBBackend,
            "transact_write_items",
            copies.within,
            "moto copies the whole table for each of a hundred items",
        ),
        Patch(
            Table,
            "query",
            _narrowed,
            "moto sorts every item of the table for each query, and then looks for the key",
        ),
        Patch(
            DynamoHandler,
            "call_action",
            _one_at_a_time,
            "moto checks a condition and then writes, with nothing in between to stop others",
        ),
    ]
