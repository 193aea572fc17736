"""What visitors of the sandbox change, and how it is put back without loading anything again."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from moto.cognitoidp.models import cognitoidp_backends
from moto.dynamodb.models import dynamodb_backends

from localcloud.aws import ACCOUNT, REGION, Clients

_TABLES: Final = ("CERS_ACCESS_TABLE", "CERS_SETTINGS_TABLE")
_BUCKETS: Final = ("CERS_EXPORTS_BUCKET",)
_MOST_AT_ONCE: Final = 1000
"""Objects that one request may delete."""


@dataclass(frozen=True)
class Changeable:
    """What visitors can change: roles and groups, settings and jobs, made files, users.

    Results, deliveries and the audit trail are not among it.
    """

    tables: tuple[str, ...]
    buckets: tuple[str, ...]
    user_pool: str

    @classmethod
    def of(cls, variables: Mapping[str, str], user_pool: str) -> Self:
        """Those of the tables and buckets that the functions are told of."""

        def told(names: Iterable[str]) -> tuple[str, ...]:
            return tuple(variables[name] for name in names if name in variables)

        return cls(told(_TABLES), told(_BUCKETS), user_pool)


class Copy:
    """All of it, as it is when this is made."""

    def __init__(self, what: Changeable, clients: Clients) -> None:
        self._what = what
        self._clients = clients
        self._items = copy.deepcopy({name: _table(name).items for name in what.tables})
        self._people = copy.deepcopy(_people(what.user_pool))
        self._objects = {name: self._versions(name) for name in what.buckets}

    def restore(self) -> None:
        """Puts it back. Who is signed in stays so, as far as there is such a user."""
        for name, items in copy.deepcopy(self._items).items():
            _table(name).items = items
        pool = _pool(self._what.user_pool)
        pool.users, pool.groups = copy.deepcopy(self._people)
        for bucket, versions in self._objects.items():
            self._delete(bucket, self._versions(bucket) - versions)

    def _versions(self, bucket: str) -> set[tuple[str, str]]:
        pages = self._clients.s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
        return {
            (str(each["Key"]), str(each["VersionId"]))
            for page in pages
            for each in (*page.get("Versions", []), *page.get("DeleteMarkers", []))
        }

    def _delete(self, bucket: str, versions: set[tuple[str, str]]) -> None:
        doomed = sorted(versions)
        for start in range(0, len(doomed), _MOST_AT_ONCE):
            objects: Any = [
                {"Key": key, "VersionId": version}
                for key, version in doomed[start : start + _MOST_AT_ONCE]
            ]
            self._clients.s3.delete_objects(Bucket=bucket, Delete={"Objects": objects})


def _table(name: str) -> Any:
    return dynamodb_backends[ACCOUNT][REGION].tables[name]


def _pool(pool_id: str) -> Any:
    return cognitoidp_backends[ACCOUNT][REGION].user_pools[pool_id]


def _people(pool_id: str) -> tuple[Any, Any]:
    """Users and groups together: they name one another."""
    pool = _pool(pool_id)
    return pool.users, pool.groups
