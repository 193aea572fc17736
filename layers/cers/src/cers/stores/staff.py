"""What staff files have stated: assignments by place, and how far files have come.

Keys of the access table, besides the assignments themselves:

- `STAFF` with `<level>#<organization id>#<username>#<role>`: the same assignment by its place;
- `STATEMENT` with `state` or `district#<id>`: the version of the latest file about it;
- `SYNC` with `<username>`: a user whom the sign-in service still has to be told of.

An assignment changes in one transaction with all three, which also makes sure that no later file
speaks for its district: whoever comes last, the latest file holds.

What coordinators grant (see `cers.stores.grants`) stands beside it, marked with its origin. Files
do not see it, but to name the same assignment makes it theirs.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from cers.model.errors import ConflictError
from cers.model.roles import ROLES
from cers.model.staff import STATE_UNIT, Person, StaffAssignment, StaffScope
from cers.stores.access import ASSIGNMENTS, DENIALS, items_held, user_key
from cers.stores.staff_rows import (
    COORDINATOR,
    ORIGIN,
    STAFF,
    SYNC,
    assignment_rows,
    stated_assignment,
    sync_row,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_STATEMENT: Final = "STATEMENT"
_STATE: Final = "state"
_READERS: Final = 16
_CHANGES_AT_ONCE: Final = 32
"""Three items each, and two conditions: DynamoDB takes a hundred in one transaction."""

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a user holds at this moment; `person` is None if no staff file has named them."""

    person: Person | None
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """One file's place among all that were delivered; see `version_of`."""

    scope: StaffScope
    version: str

    def name(self, unit: str) -> str:
        """The name it is kept by, as the one that speaks for a unit."""
        return _STATE if self.scope.statewide else _district(unit)

    def rival(self, unit: str) -> str:
        """The name of the other kind of statement that may speak for a unit."""
        return _district(unit) if self.scope.statewide else _STATE


class StaffStore:
    """The part of the access table that staff files keep; safe to use from several threads."""

    def __init__(self, table: "Table") -> None:
        # Through the client: unlike the table, it may be shared between threads.
        self._client = table.meta.client
        self._table = table.name

    def everywhere(self) -> list[StaffAssignment]:
        """Every assignment that staff files have made."""
        return list(_assignments(self._query(STAFF)))

    def at(self, places: Iterable[tuple[str, str]]) -> list[StaffAssignment]:
        """The assignments that staff files have made at some places: level and organization."""
        with ThreadPoolExecutor(_READERS) as pool:
            found = pool.map(lambda place: list(self._at(*place)), places)
            return [each for some in found for each in some]

    def outdated(self, statement: Statement, units: Iterable[str]) -> frozenset[str]:
        """Those of the units that a later file speaks for."""
        versions = {item["sk"]: str(item["version"]) for item in self._query(_STATEMENT)}
        return frozenset(
            unit
            for unit in units
            if any(
                versions.get(name, "") > statement.version
                for name in (statement.name(unit), statement.rival(unit))
            )
        )

    def claim(self, statement: Statement) -> None:
        """Have a file speak for its scope, except where a later one does."""
        if statement.scope.statewide:
            self._claim(statement, STATE_UNIT)
        for district_id in sorted(statement.scope.district_ids):
            self._claim(statement, district_id)

    def change(
        self,
        statement: Statement,
        unit: str,
        granted: Sequence[StaffAssignment],
        revoked: Sequence[StaffAssignment],
    ) -> bool:
        """Grant and revoke within one unit; False once a later file speaks for it."""
        changes = [(each, False) for each in revoked] + [(each, True) for each in granted]
        for start in range(0, len(changes), _CHANGES_AT_ONCE):
            writes: dict[object, Json] = {}
            for each, is_granted in changes[start : start + _CHANGES_AT_ONCE]:
                writes |= self._writes(each, is_granted, statement.version)
            if not self._commit([*self._conditions(statement, unit), *writes.values()]):
                return False
        return True

    def holdings(self, username: str) -> Holdings:
        """What a user holds: all roles, and the person as the latest file names them.

        A coordinator's word on who it is counts where no file has any.
        """
        items = self._of_user(username)
        stated = [item for item in items if "version" in item]
        latest = max(stated, key=_authority, default=None)
        roles = frozenset(str(item["role"]) for item in items_held(items)) & ROLES.keys()
        return Holdings(_person(latest) if latest else None, frozenset(roles))

    def granted_to(self, usernames: Iterable[str], unit: str) -> list[StaffAssignment]:
        """What coordinators have granted some users within a unit."""
        items = (item for username in usernames for item in self._of_user(username))
        granted = [item for item in items if item.get(ORIGIN) == COORDINATOR]
        return [_kept(item) for item in granted if item["unit"] == unit and item["role"] in ROLES]

    def unsynced(self) -> list[tuple[str, str]]:
        """The users whom the sign-in service still has to be told of, and since which version."""
        return [(str(item["sk"]), str(item["version"])) for item in self._query(SYNC)]

    def unsynced_version(self, username: str) -> str | None:
        """Since which version the sign-in service has to be told of a user; None if it knows."""
        for item in self._query(SYNC, username):
            if item["sk"] == username:
                return str(item["version"])
        return None

    def synced(self, username: str, version: str) -> None:
        """Note that the sign-in service knows, unless the user has changed since."""
        try:
            self._client.delete_item(
                TableName=self._table,
                Key={"pk": SYNC, "sk": username},
                ConditionExpression="version = :version",
                ExpressionAttributeValues={":version": version},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise

    def _of_user(self, username: str) -> list[Json]:
        """A user's assignments, and what is withheld of them."""
        values = {":pk": user_key(username), ":first": ASSIGNMENTS, ":last": f"{DENIALS}~"}
        return list(self._pages("pk = :pk AND sk BETWEEN :first AND :last", values))

    def _at(self, level: str, organization_id: str) -> Iterator[StaffAssignment]:
        for each in _assignments(self._query(STAFF, f"{level}#{organization_id}#")):
            if each.organization_id == organization_id:
                yield each

    def _claim(self, statement: Statement, unit: str) -> None:
        name = statement.name(unit)
        put = {
            "Put": {
                "TableName": self._table,
                "Item": {"pk": _STATEMENT, "sk": name, "version": statement.version},
                "ConditionExpression": "attribute_not_exists(pk) OR version <= :version",
                "ExpressionAttributeValues": {":version": statement.version},
            }
        }
        rivals = [] if statement.scope.statewide else [self._not_later(statement, unit)]
        self._commit([*rivals, put])

    def _conditions(self, statement: Statement, unit: str) -> list[Json]:
        own = self._check(statement.name(unit), "version = :version", statement.version)
        return [own, self._not_later(statement, unit)]

    def _not_later(self, statement: Statement, unit: str) -> Json:
        condition = "attribute_not_exists(pk) OR version < :version"
        return self._check(statement.rival(unit), condition, statement.version)

    def _check(self, name: str, condition: str, version: str) -> Json:
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": {"pk": _STATEMENT, "sk": name},
                "ConditionExpression": condition,
                "ExpressionAttributeValues": {":version": version},
            }
        }

    def _writes(self, each: StaffAssignment, is_granted: bool, version: str) -> dict[object, Json]:
        """The writes of one change by what they are about: a transaction takes an item once."""
        by_user, by_place = assignment_rows(each, version)
        sync = sync_row(each.person.username, version)
        change = self._put if is_granted else self._delete
        return {
            each.key: change(by_user),
            (each.key, "place"): change(by_place),
            each.person.username: self._put(sync),
        }

    def _put(self, item: Json) -> Json:
        return {"Put": {"TableName": self._table, "Item": item}}

    def _delete(self, item: Json) -> Json:
        key = {"pk": item["pk"], "sk": item["sk"]}
        return {"Delete": {"TableName": self._table, "Key": key}}

    def _commit(self, writes: Sequence[Json]) -> bool:
        """Write all or nothing; False if a condition does not hold.

        Raises:
            ConflictError: another transaction is at the same items.
        """
        try:
            self._client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        except self._client.exceptions.TransactionCanceledException as error:
            reasons = error.response.get("CancellationReasons", [])
            if any(reason.get("Code") == "ConditionalCheckFailed" for reason in reasons):
                return False
            raise ConflictError("the staff are being changed by another file; try again") from error
        return True

    def _query(self, pk: str, prefix: str = "") -> Iterator[Json]:
        if not prefix:
            return self._pages("pk = :pk", {":pk": pk})
        return self._pages("pk = :pk AND begins_with(sk, :sk)", {":pk": pk, ":sk": prefix})

    def _pages(self, condition: str, values: Mapping[str, str]) -> Iterator[Json]:
        arguments: dict[str, Any] = {
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": dict(values),
        }
        while True:
            page = self._client.query(TableName=self._table, ConsistentRead=True, **arguments)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _district(id_: str) -> str:
    return f"district#{id_}"


def _assignments(items: Iterable[Json]) -> Iterator[StaffAssignment]:
    """What files have stated, of items kept by place."""
    for item in items:
        assignment = None if ORIGIN in item else stated_assignment(item)
        if assignment is not None:
            yield assignment


def _authority(item: Json) -> tuple[bool, str, str]:
    """Of several items of a user, the greatest says who it is."""
    return ORIGIN not in item, item["version"], item["sk"]


def _kept(item: Json) -> StaffAssignment:
    """The assignment in an item kept with its user."""
    texts = (str(item[name]) for name in ("organization_id", "organization_name", "unit"))
    return StaffAssignment(_person(item), ROLES[item["role"]], *texts)


def _person(item: Json) -> Person:
    names = ("username", "email", "given_name", "family_name")
    return Person(*(str(item[name]) for name in names))
