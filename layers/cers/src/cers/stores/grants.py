"""What coordinators grant and withhold: the same rights that staff files state, given by hand.

Keys of the access table, besides those of `cers.stores.staff`:

- `STAFF` and the assignment itself, with `origin` coordinator: who granted it, when, and which
  version of the acknowledgement they agreed to;
- `USER#<login>` with `DENIED#<role>#<organization id>`: withheld, whoever gives it;
- `WITHHELD` with `<level>#<organization id>#<username>#<role>`: the same by its place;
- `USER#<login>` with `PERSON`: whom a coordinator has made known under a user name.

A right is held if a file states it or a coordinator grants it, and no coordinator withholds it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.errors import ConflictError, UpstreamError
from cers.model.roles import Level
from cers.model.staff import Person, StaffAssignment
from cers.stores.access import denial_key, user_key
from cers.stores.groups import version_at
from cers.stores.staff_rows import (
    COORDINATOR,
    ORIGIN,
    STAFF,
    assignment_rows,
    staff_place,
    stated_assignment,
    stated_text,
    sync_row,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Json = Mapping[str, Any]

_WITHHELD: Final = "WITHHELD"
_PERSON: Final = ("username", "email", "given_name", "family_name")
_AFTER: Final = "$"
"""Follows `#`, which ends an organization's id in keys."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Who grants an assignment, when, and to which version of the acknowledgement they agreed."""

    username: str
    at: datetime
    version: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An assignment and how it stands.

    It is `stated` by a staff file, or granted by a coordinator with their `consent`, or neither
    where all that is left of it is that a coordinator withholds it: `withheld_by` names them.
    """

    assignment: StaffAssignment
    stated: bool = False
    consent: Consent | None = None
    withheld_by: str = ""


class GrantStore:
    """The part of the access table that coordinators keep staff in."""

    def __init__(self, table: "Table") -> None:
        self._client = table.meta.client
        self._table = table.name

    def standing(self, district_ids: Iterable[str], school_ids: Iterable[str]) -> list[Standing]:
        """Every assignment at some districts and schools, withheld ones among them.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        places = [(Level.DISTRICT, frozenset(district_ids)), (Level.SCHOOL, frozenset(school_ids))]
        held = [row for place in places for row in self._at(STAFF, *place)]
        withheld = [row for place in places for row in self._at(_WITHHELD, *place)]
        found = {str(row["sk"]): _standing(row) for row in held}
        for row in withheld:
            before = found.get(str(row["sk"])) or _standing(row)
            found[str(row["sk"])] = before and replace(before, withheld_by=str(row["withheld_by"]))
        return [each for each in found.values() if each is not None]

    def made_known(self, username: str) -> Person | None:
        """Whom a coordinator has made known under a user name.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        try:
            answer = self._client.get_item(
                TableName=self._table, Key=_person_key(username), ConsistentRead=True
            )
        except (BotoCoreError, ClientError) as error:
            raise _unreadable() from error
        item = answer.get("Item")
        return None if item is None else Person(*(str(item[name]) for name in _PERSON))

    def grant(self, assignment: StaffAssignment, consent: Consent) -> None:
        """Have somebody hold an assignment they do not hold, and let nobody withhold it.

        Raises:
            ConflictError: it is held by now, or the user name is somebody else's.
            UpstreamError: it cannot be written just now.
        """
        version = version_at(consent.at)
        marks = {
            ORIGIN: COORDINATOR,
            "granted_by": consent.username,
            "granted_at": consent.at.isoformat(),
            "acknowledgement": consent.version,
        }
        by_user, by_place = assignment_rows(assignment, version)
        self._commit(
            [
                self._put({**by_user, **marks}, "attribute_not_exists(pk)"),
                self._put({**by_place, **marks}),
                self._put(
                    {**_person_key(assignment.person.username), **_person_fields(assignment)},
                    "attribute_not_exists(pk) OR email = :email",
                    {":email": assignment.person.email},
                ),
                *self._lifting(assignment),
                self._put(sync_row(assignment.person.username, version)),
            ]
        )

    def lift(self, assignment: StaffAssignment, at: datetime) -> None:
        """Withhold an assignment no longer that a staff file states.

        Raises:
            ConflictError: somebody is changing it at the same moment.
            UpstreamError: it cannot be written just now.
        """
        username = assignment.person.username
        self._commit([*self._lifting(assignment), self._put(sync_row(username, version_at(at)))])

    def withhold(self, standing: Standing, by: str, at: datetime) -> None:
        """Take an assignment away, until a coordinator grants it again, whatever files say.

        Raises:
            ConflictError: somebody is changing it at the same moment.
            UpstreamError: it cannot be written just now.
        """
        assignment = standing.assignment
        said = {"withheld_by": by, "withheld_at": at.isoformat()}
        place = {"pk": _WITHHELD, "sk": staff_place(assignment), "stated": stated_text(assignment)}
        self._commit(
            [
                self._put({**_denial(assignment), **said}),
                self._put({**place, **said}),
                *(self._withdrawal(assignment) if standing.consent else ()),
                self._put(sync_row(assignment.person.username, version_at(at))),
            ]
        )

    def withdraw(self, assignment: StaffAssignment, at: datetime, *, forget: bool) -> None:
        """Undo a grant that came to nothing; `forget` the person as well if it made them known.

        Raises:
            ConflictError: somebody is changing it at the same moment.
            UpstreamError: it cannot be written just now.
        """
        username = assignment.person.username
        self._commit(
            [
                *self._withdrawal(assignment),
                *([self._delete(_person_key(username))] if forget else []),
                self._put(sync_row(username, version_at(at))),
            ]
        )

    def _at(self, pk: str, level: Level, ids: frozenset[str]) -> Iterator[Json]:
        """The rows of organizations of one level, read from the first id to the last.

        Those of a district lie together where ids begin with the district's, as CDS codes do.
        """
        if not ids:
            return iter(())
        first, last = f"{level}#{min(ids)}#", f"{level}#{max(ids)}{_AFTER}"
        rows = self._between(pk, first, last)
        return (row for row in rows if str(row["sk"]).split("#")[1] in ids)

    def _lifting(self, assignment: StaffAssignment) -> list[Json]:
        place = {"pk": _WITHHELD, "sk": staff_place(assignment)}
        return [self._delete(_denial(assignment)), self._delete(place)]

    def _withdrawal(self, assignment: StaffAssignment) -> list[Json]:
        """Take away what a coordinator granted, if no file has made it its own meanwhile."""
        by_user, by_place = assignment_rows(assignment, "")
        return [
            self._delete(by_user, "origin = :origin", {":origin": COORDINATOR}),
            self._delete(by_place),
        ]

    def _put(self, item: Json, condition: str = "", values: Json | None = None) -> Json:
        return {"Put": {"TableName": self._table, "Item": item, **_if(condition, values)}}

    def _delete(self, item: Json, condition: str = "", values: Json | None = None) -> Json:
        key = {"pk": item["pk"], "sk": item["sk"]}
        return {"Delete": {"TableName": self._table, "Key": key, **_if(condition, values)}}

    def _commit(self, writes: Sequence[Json]) -> None:
        try:
            self._client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        except self._client.exceptions.TransactionCanceledException as error:
            raise ConflictError("the assignment was changed meanwhile; look at it again") from error
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("assignments cannot be changed just now") from error

    def _between(self, pk: str, first: str, last: str) -> Iterator[Json]:
        arguments: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
            "ExpressionAttributeValues": {":pk": pk, ":first": first, ":last": last},
        }
        while True:
            try:
                page = self._client.query(TableName=self._table, ConsistentRead=True, **arguments)
            except (BotoCoreError, ClientError) as error:
                raise _unreadable() from error
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def _standing(row: Json) -> Standing | None:
    assignment = stated_assignment(row)
    if assignment is None:
        return None
    if row["pk"] == _WITHHELD:
        return Standing(assignment)
    if row.get(ORIGIN) != COORDINATOR:
        return Standing(assignment, stated=True)
    at = datetime.fromisoformat(row["granted_at"])
    consent = Consent(row["granted_by"], at, row["acknowledgement"])
    return Standing(assignment, consent=consent)


def _denial(assignment: StaffAssignment) -> dict[str, str]:
    return denial_key(assignment.person.username, assignment.role.code, assignment.organization_id)


def _person_key(username: str) -> dict[str, str]:
    return {"pk": user_key(username), "sk": "PERSON"}


def _person_fields(assignment: StaffAssignment) -> dict[str, str]:
    return {name: getattr(assignment.person, name) for name in _PERSON}


def _if(condition: str, values: Json | None) -> Json:
    if not condition:
        return {}
    bound = {"ExpressionAttributeValues": values} if values else {}
    return {"ConditionExpression": condition, **bound}


def _unreadable() -> UpstreamError:
    return UpstreamError("staff cannot be read just now")
