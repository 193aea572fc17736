"""Assignments and groups: who holds which role where, and which students a group has.

Keys of the table: `USER#<username>` with `ASSIGNMENT#<role>#<organization id>` and
`GROUP#<group id>`; `GROUP#<group id>` with `META` and one `STUDENT#<student id>` each. User names
are compared without regard to case, as Cognito compares them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.access import ROLES, Assignment, Group, Level, role_of
from cers.model.errors import InputError, UpstreamError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Item = Mapping[str, object]

_META = "META"
_STUDENT = "STUDENT#"
_ASSIGNMENT = "ASSIGNMENT#"
_GROUP = "GROUP#"


class AccessStore:
    """The access table. What it reads is strongly consistent: a revoked right is gone at once."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def assign(
        self,
        username: str,
        role: str,
        organization_type: str,
        organization_id: str,
        organization_name: str,
    ) -> Assignment:
        """Give a user a role at an organization; doing it again changes only the name.

        Raises:
            InputError: no such role, or not one for that type of organization.
        """
        known = role_of(role)
        if organization_type != known.level:
            raise InputError(f"the role {role} is held at a {known.level}")
        item = {
            "organization_type": organization_type,
            "organization_id": organization_id,
            "organization_name": organization_name,
            "role": role,
        }
        self._table.put_item(Item=_assignment_key(username, role, organization_id) | item)
        return Assignment(known, organization_id, organization_name)

    def revoke(self, username: str, role: str, organization_id: str) -> None:
        """Take a role at an organization away; nothing happens where it is not held."""
        self._table.delete_item(Key=_assignment_key(username, role, organization_id))

    def assignments(self, username: str) -> list[Assignment]:
        """What a user holds, leaving out what no longer is a role of ours, by role and place."""
        items = self._query(_user(username), _ASSIGNMENT)
        found = (_assignment(item) for item in items)
        return [assignment for assignment in found if assignment is not None]

    def put_group(
        self,
        group_id: str,
        name: str,
        school_id: str,
        school_year: int,
        subject: str | None,
        student_ids: Iterable[str],
        usernames: Iterable[str],
    ) -> None:
        """Write a group as a whole: who or what is not named is no longer in it."""
        group = _GROUP + group_id
        meta: dict[str, object] = {
            "name": name,
            "school_id": school_id,
            "school_year": school_year,
            "subject": subject,
            "usernames": sorted({each.lower() for each in usernames}),
        }
        wanted: dict[tuple[str, str], dict[str, object]] = {(group, _META): meta}
        wanted |= {(group, _STUDENT + each): {} for each in student_ids}
        wanted |= {(_user(each), group): {} for each in usernames}
        with self._table.batch_writer() as batch:
            for pk, sk in set(self._group_keys(group)) - wanted.keys():
                batch.delete_item(Key={"pk": pk, "sk": sk})
            for (pk, sk), fields in wanted.items():
                batch.put_item(Item={"pk": pk, "sk": sk, **fields})

    def groups_of(self, username: str) -> list[Group]:
        """The groups a user is listed in, with their students."""
        items = list(self._query(_user(username), _GROUP))
        groups = (self._group(str(item["sk"])) for item in items)
        return [group for group in groups if group is not None]

    def _group(self, key: str) -> Group | None:
        items = {str(item["sk"]): item for item in self._query(key, "")}
        meta = items.pop(_META, None)
        if meta is None:
            return None
        subject = meta["subject"]
        return Group(
            id=key.removeprefix(_GROUP),
            name=str(meta["name"]),
            school_id=str(meta["school_id"]),
            school_year=int(str(meta["school_year"])),
            subject=None if subject is None else str(subject),
            student_ids=frozenset(sk.removeprefix(_STUDENT) for sk in items),
        )

    def _group_keys(self, group: str) -> Iterator[tuple[str, str]]:
        for item in self._query(group, ""):
            yield group, str(item["sk"])
            users = item.get("usernames")
            for username in users if isinstance(users, list) else ():
                yield _user(username), group

    def _query(self, pk: str, prefix: str) -> Iterator[Item]:
        condition, values = "pk = :pk", {":pk": pk}
        if prefix:
            condition, values = f"{condition} AND begins_with(sk, :sk)", values | {":sk": prefix}
        start: dict[str, dict[str, object]] = {}
        while True:
            try:
                page = self._table.query(
                    KeyConditionExpression=condition,
                    ExpressionAttributeValues=values,
                    ConsistentRead=True,
                    **start,  # type: ignore[arg-type]
                )
            except (BotoCoreError, ClientError) as error:
                raise UpstreamError("access rights cannot be read just now") from error
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": dict(page["LastEvaluatedKey"])}


def _user(username: str) -> str:
    return f"USER#{username.lower()}"


def _assignment_key(username: str, role: str, organization_id: str) -> dict[str, str]:
    return {"pk": _user(username), "sk": f"{_ASSIGNMENT}{role}#{organization_id}"}


def _assignment(item: Item) -> Assignment | None:
    role = ROLES.get(str(item["role"]))
    if role is None or Level(str(item["organization_type"])) is not role.level:
        return None
    return Assignment(role, str(item["organization_id"]), str(item["organization_name"]))
