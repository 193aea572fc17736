"""Groups as people change them: assigned ones by coordinators, and everybody's own.

A change names the version it was made from, and fails if there is another by now. Of assigned
groups the version orders changes and files alike, so that whichever came last counts, and a file
that is processed again undoes nothing. A group that is deleted therefore leaves its version behind.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.access import Group
from cers.model.errors import ConflictError, UpstreamError
from cers.stores.access import (
    GroupVersion,
    group_fields,
    group_from,
    group_item,
    group_key,
    is_deleted,
    own_group_key,
    pointers,
    school_key,
)
from cers.stores.dynamodb import get_rows, put_rows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Item = Mapping[str, Any]

_CHANGED: Final = "the group was changed meanwhile; look at it again"
_TAKEN: Final = "the school has a group of that name in that school year already"


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """A group that a user made; `version` is empty before it is first kept."""

    group: Group
    version: str = ""


class GroupStore:
    """The part of the access table that people keep groups in."""

    def __init__(self, table: "Table") -> None:
        self._table = table
        self._client = table.meta.client

    def at_school(self, school_id: str, school_year: int | None) -> list[GroupVersion]:
        """The assigned groups of a school, in one school year or in all.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        key = school_key(school_id, school_year)
        ids = [str(row["group_id"]) for row in self._query(key["pk"], key["sk"])]
        keys = [group_key(each) for each in ids]
        try:
            items = list(get_rows(self._table, ((key["pk"], key["sk"]) for key in keys)))
        except (BotoCoreError, ClientError) as error:
            raise _unreadable() from error
        found = (_version(item) for item in items if not is_deleted(item))
        return [each for each in found if each.group.school_id == school_id]

    def assigned(self, group_id: str) -> GroupVersion | None:
        """The assigned group with an id.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        item = self._get(group_key(group_id))
        return None if item is None or is_deleted(item) else _version(item)

    def create(self, group: Group, logins: frozenset[str], at: datetime) -> GroupVersion:
        """Keep a new assigned group.

        Raises:
            ConflictError: the school has one of that name in that year.
            UpstreamError: it cannot be written just now.
        """
        made, write = self._placed(group, logins, at)
        self._commit([made], [write])
        return made

    def change(
        self, before: GroupVersion, group: Group, logins: frozenset[str], at: datetime
    ) -> GroupVersion:
        """Keep an assigned group in the place of the version before, under another id or not.

        Raises:
            ConflictError: the group has changed meanwhile, or another has the new name.
            UpstreamError: it cannot be written just now.
        """
        if group.id == before.group.id:
            made = GroupVersion(group, logins, version_at(at, before.version))
            self._commit([made], [self._put(group_item(made), before.version)])
            return made
        made, write = self._placed(group, logins, at)
        self._commit([made], [write, self._deletion(before, at)])
        return made

    def delete(self, before: GroupVersion, at: datetime) -> None:
        """Delete an assigned group; no file that landed before brings it back.

        Raises:
            ConflictError: the group has changed meanwhile.
            UpstreamError: it cannot be written just now.
        """
        self._commit([], [self._deletion(before, at)])

    def own(self, username: str) -> list[OwnGroup]:
        """The groups that a user made.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        key = own_group_key(username, "")
        return [_own(item) for item in self._query(key["pk"], key["sk"])]

    def own_group(self, username: str, group_id: str) -> OwnGroup | None:
        """The group with an id that a user made.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        item = self._get(own_group_key(username, group_id))
        return None if item is None else _own(item)

    def put_own(self, username: str, group: Group, before: str, at: datetime) -> OwnGroup:
        """Keep a group for the user who makes it, in the place of the version before.

        Raises:
            ConflictError: it has changed meanwhile.
            UpstreamError: it cannot be written just now.
        """
        made = OwnGroup(group, version_at(at, before))
        item = {
            **own_group_key(username, group.id),
            **group_fields(group),
            "version": made.version,
        }
        self._commit([], [self._put(item, before or None)])
        return made

    def delete_own(self, username: str, before: OwnGroup) -> None:
        """Delete a group that a user made.

        Raises:
            ConflictError: it has changed meanwhile.
            UpstreamError: it cannot be written just now.
        """
        key = own_group_key(username, before.group.id)
        condition = _is_still(before.version)
        delete = {"Delete": {"TableName": self._table.name, "Key": key, **condition}}
        self._commit([], [delete])

    def _placed(
        self, group: Group, logins: frozenset[str], at: datetime
    ) -> tuple[GroupVersion, Item]:
        """A group to be kept where there is none, or only what a deleted one has left."""
        there = self._get(group_key(group.id))
        if there is not None and not is_deleted(there):
            raise ConflictError(_TAKEN)
        last = None if there is None else str(there["version"])
        made = GroupVersion(group, logins, version_at(at, last or ""))
        return made, self._put(group_item(made), last)

    def _deletion(self, before: GroupVersion, at: datetime) -> Item:
        item = {
            **group_key(before.group.id),
            "deleted": True,
            "usernames": [],
            "version": version_at(at, before.version),
        }
        return self._put(item, before.version)

    def _put(self, item: Item, before: str | None) -> Item:
        """A write in the place of a version; None where there must be none."""
        condition = (
            {"ConditionExpression": "attribute_not_exists(pk)"}
            if before is None
            else _is_still(before)
        )
        return {"Put": {"TableName": self._table.name, "Item": item, **condition}}

    def _commit(self, made: Sequence[GroupVersion], writes: Sequence[Item]) -> None:
        """Write all or nothing, with what leads to it before."""
        try:
            put_rows(self._table, (row for each in made for row in pointers(each)))
            self._client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        except self._client.exceptions.TransactionCanceledException as error:
            raise ConflictError(_CHANGED) from error
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("groups cannot be changed just now") from error

    def _get(self, key: Mapping[str, str]) -> Item | None:
        try:
            answer = self._client.get_item(TableName=self._table.name, Key=key, ConsistentRead=True)
        except (BotoCoreError, ClientError) as error:
            raise _unreadable() from error
        return answer.get("Item")

    def _query(self, pk: str, prefix: str) -> Iterator[Item]:
        arguments: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :sk)",
            "ExpressionAttributeValues": {":pk": pk, ":sk": prefix},
        }
        while True:
            try:
                page = self._client.query(
                    TableName=self._table.name, ConsistentRead=True, **arguments
                )
            except (BotoCoreError, ClientError) as error:
                raise _unreadable() from error
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def version_at(moment: datetime, after: str = "") -> str:
    """The place of a change among all versions of a group: files of that second come before it.

    It is greater than `after`, even if that stems from a clock that is ahead of ours.
    """
    seconds = moment.astimezone(UTC).isoformat(timespec="seconds")
    version = f"{seconds}#~{moment.microsecond:06}"
    return version if version > after else f"{after}~"


def _is_still(version: str) -> Item:
    return {
        "ConditionExpression": "version = :version",
        "ExpressionAttributeValues": {":version": version},
    }


def _version(item: Item) -> GroupVersion:
    group_id = str(item["pk"]).removeprefix(group_key("")["pk"])
    logins = frozenset(str(login) for login in item["usernames"])
    return GroupVersion(group_from(group_id, item), logins, str(item["version"]))


def _own(item: Item) -> OwnGroup:
    group_id = str(item["sk"]).removeprefix(own_group_key("", "")["sk"])
    return OwnGroup(group_from(group_id, item), str(item.get("version", "")))


def _unreadable() -> UpstreamError:
    return UpstreamError("groups cannot be read just now")
