"""Assignments and groups: who holds which role where, and which students a group has.

Keys of the table:

- `USER#<login>` with `ASSIGNMENT#<role>#<organization id>`: a role held by a user;
- `USER#<login>` with `DENIED#<role>#<organization id>`: one that is withheld, whoever gives it;
- `USER#<login>` with `GROUP#<group id>`: a group that may list the login;
- `SCHOOL#<school id>` with `GROUP#<school year>#<group id>`: a group that may be the school's;
- `GROUP#<group id>` with `META`: the group as a whole, with its students and logins, or what
  remains of one that was deleted: the version that did it;
- `USER#<login>` with `OWN#<group id>`: a group that the user made, as a whole.

A login is a user name or, in groups, the user's address as well; both are compared without
regard to case, as Cognito compares them. A group is one item, so that a reader sees one version
of it and never a mix. Whom it lists is said by the group alone: the rows that lead from a login
or a school to its groups only say where to look, and one that outlived its listing is harmless.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.access import Assignment, Group
from cers.model.errors import InputError, UpstreamError
from cers.model.roles import ROLES, Level, role_of
from cers.stores.dynamodb import get_rows

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Item = Mapping[str, object]

_META: Final = "META"
ASSIGNMENTS: Final = "ASSIGNMENT#"
DENIALS: Final = "DENIED#"
"""What the sort keys of a user's assignments begin with, and those of what is withheld."""

_GROUP: Final = "GROUP#"
_OWN: Final = "OWN#"
_WRITERS: Final = 16


@dataclass(frozen=True, slots=True)
class GroupVersion:
    """A group and the logins it lists; of several versions of a group the greatest one counts."""

    group: Group
    logins: frozenset[str]
    version: str = ""


def group_id(school_id: str, school_year: int, name: str) -> str:
    """The id of the group with a name in a school and year; case does not tell names apart."""
    text = "\n".join((school_id, str(school_year), name.casefold()))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


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
        assignment = Assignment(known, organization_id, organization_name)
        self._table.put_item(Item=assignment_item(username, assignment))
        return assignment

    def revoke(self, username: str, role: str, organization_id: str) -> None:
        """Take a role at an organization away; nothing happens where it is not held."""
        self._table.delete_item(Key=assignment_key(username, role, organization_id))

    def assignments(self, username: str) -> list[Assignment]:
        """What a user holds, leaving out what no longer is a role of ours, by role and place.

        What is withheld is not held, whoever gave it.
        """
        items = list(self._between(user_key(username), ASSIGNMENTS, f"{DENIALS}~"))
        found = (_assignment(item) for item in items_held(items))
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
        group = Group(group_id, name, school_id, school_year, subject, frozenset(student_ids))
        self.put_groups([GroupVersion(group, frozenset(usernames))])

    def put_groups(self, versions: Iterable[GroupVersion]) -> frozenset[str]:
        """Write groups as a whole; the ids of those that are not known in a later version.

        A later version is never undone, whoever comes last; the same one may be written again.
        """
        wanted = list(versions)
        with self._table.batch_writer(overwrite_by_pkeys=["pk", "sk"]) as batch:
            for each in wanted:
                for item in pointers(each):
                    batch.put_item(Item=item)
        with ThreadPoolExecutor(_WRITERS) as pool:
            written = zip(wanted, pool.map(self._put_group, wanted), strict=True)
            return frozenset(each.group.id for each, is_latest in written if is_latest)

    def groups_of(self, username: str) -> list[Group]:
        """The groups a user is listed in, by user name or address, with their students."""
        logins = {username.lower()}
        items = list(self._query(user_key(username), ""))
        logins |= {str(item["email"]).lower() for item in items if item.get("email")}
        for login in sorted(logins - {username.lower()}):
            items += self._query(user_key(login), _GROUP)
        keys = {str(item["sk"]) for item in items if str(item["sk"]).startswith(_GROUP)}
        rows = sorted(self._rows((key, _META) for key in keys), key=lambda row: str(row["pk"]))
        listed = (row for row in rows if not logins.isdisjoint(_texts(row["usernames"])))
        return [group_from(str(row["pk"]).removeprefix(_GROUP), row) for row in listed]

    def group(self, group_id: str) -> Group | None:
        """The assigned group with an id."""
        meta = next(self._query(_GROUP + group_id, _META), None)
        return None if meta is None or is_deleted(meta) else group_from(group_id, meta)

    def own_group(self, username: str, group_id: str) -> Group | None:
        """The group with an id that a user made."""
        key = own_group_key(username, group_id)
        found = self._between(key["pk"], key["sk"], key["sk"])
        return next((group_from(group_id, item) for item in found), None)

    def _put_group(self, each: GroupVersion) -> bool:
        # Through the client: unlike the table, it may be shared between threads.
        try:
            self._table.meta.client.put_item(
                TableName=self._table.name,
                Item=group_item(each),
                ConditionExpression="attribute_not_exists(pk) OR version <= :version",
                ExpressionAttributeValues={":version": each.version},
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise
        return True

    def _rows(self, keys: Iterable[tuple[str, str]]) -> list[Item]:
        with _reading():
            return list(get_rows(self._table, keys))

    def _query(self, pk: str, prefix: str) -> Iterator[Item]:
        if not prefix:
            return self._pages("pk = :pk", {":pk": pk})
        return self._pages("pk = :pk AND begins_with(sk, :sk)", {":pk": pk, ":sk": prefix})

    def _between(self, pk: str, first: str, last: str) -> Iterator[Item]:
        values = {":pk": pk, ":first": first, ":last": last}
        return self._pages("pk = :pk AND sk BETWEEN :first AND :last", values)

    def _pages(self, condition: str, values: Mapping[str, str]) -> Iterator[Item]:
        start: dict[str, dict[str, object]] = {}
        while True:
            with _reading():
                page = self._table.query(
                    KeyConditionExpression=condition,
                    ExpressionAttributeValues=dict(values),
                    ConsistentRead=True,
                    **start,  # type: ignore[arg-type]
                )
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": dict(page["LastEvaluatedKey"])}


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise UpstreamError("access rights cannot be read just now") from error


def user_key(login: str) -> str:
    """The partition of a user name or address."""
    return f"USER#{login.lower()}"


def assignment_key(username: str, role: str, organization_id: str) -> dict[str, str]:
    """Where an assignment is kept."""
    return {"pk": user_key(username), "sk": f"{ASSIGNMENTS}{role}#{organization_id}"}


def denial_key(username: str, role: str, organization_id: str) -> dict[str, str]:
    """Where it is kept that an assignment is withheld."""
    return {"pk": user_key(username), "sk": f"{DENIALS}{role}#{organization_id}"}


def items_held(items: Iterable[Item]) -> list[Item]:
    """The assignments among a user's items, but for those that others of them withhold."""
    known = list(items)
    denied = {str(item["sk"]).removeprefix(DENIALS) for item in known}
    assigned = [item for item in known if str(item["sk"]).startswith(ASSIGNMENTS)]
    return [item for item in assigned if str(item["sk"]).removeprefix(ASSIGNMENTS) not in denied]


def assignment_item(username: str, assignment: Assignment) -> dict[str, str]:
    """An assignment as it is kept."""
    role = assignment.role
    return {
        **assignment_key(username, role.code, assignment.organization_id),
        "organization_type": role.level.value,
        "organization_id": assignment.organization_id,
        "organization_name": assignment.organization_name,
        "role": role.code,
    }


def _assignment(item: Item) -> Assignment | None:
    role = ROLES.get(str(item["role"]))
    if role is None or Level(str(item["organization_type"])) is not role.level:
        return None
    return Assignment(role, str(item["organization_id"]), str(item["organization_name"]))


def group_key(group_id: str) -> dict[str, str]:
    """Where an assigned group is kept."""
    return {"pk": _GROUP + group_id, "sk": _META}


def own_group_key(username: str, group_id: str) -> dict[str, str]:
    """Where a group that a user made is kept; without an id, what all of theirs begin with."""
    return {"pk": user_key(username), "sk": _OWN + group_id}


def school_key(school_id: str, school_year: int | None) -> dict[str, str]:
    """Where it is kept which groups a school may have, and what those of a year begin with."""
    year = "" if school_year is None else f"{school_year}#"
    return {"pk": f"SCHOOL#{school_id}", "sk": _GROUP + year}


def pointers(each: GroupVersion) -> Iterator[dict[str, str]]:
    """The rows that lead to a group: from its school, and from every login it lists."""
    group = each.group
    place = school_key(group.school_id, group.school_year)
    yield {"pk": place["pk"], "sk": place["sk"] + group.id, "group_id": group.id}
    for login in sorted(each.logins):
        yield {"pk": user_key(login), "sk": _GROUP + group.id}


def is_deleted(item: Item) -> bool:
    """Whether all that is left of a group is the version that deleted it."""
    return bool(item.get("deleted"))


def group_item(each: GroupVersion) -> dict[str, str | int | list[str] | None]:
    """An assigned group as it is kept."""
    return {**group_key(each.group.id), **group_fields(each.group), **_listed(each)}


def group_fields(group: Group) -> dict[str, str | int | list[str] | None]:
    """What is kept of any group."""
    return {
        "name": group.name,
        "school_id": group.school_id,
        "school_year": group.school_year,
        "subject": group.subject,
        "student_ids": sorted(group.student_ids),
    }


def _listed(each: GroupVersion) -> dict[str, str | list[str]]:
    return {
        "usernames": sorted({login.lower() for login in each.logins}),
        "version": each.version,
    }


def group_from(group_id: str, item: Item) -> Group:
    """A group as it was kept."""
    subject = item["subject"]
    return Group(
        id=group_id,
        name=str(item["name"]),
        school_id=str(item["school_id"]),
        school_year=int(str(item["school_year"])),
        subject=None if subject is None else str(subject),
        student_ids=frozenset(_texts(item["student_ids"])),
    )


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
