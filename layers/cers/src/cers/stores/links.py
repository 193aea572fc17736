"""Instructional links in the settings table.

A link has three rows, which change together:

- `LINK#<id>` with `LINK`: the link by its id, which alone carries conditions;
- `LINKS#<assessment>` with `<owner type>#<owner>#<id>`: what is shown with an assessment;
- `LINKS-OF#<owner type>` with `<owner>#<assessment>#<id>`: what an organization keeps.

Ids that others give are percent-encoded in keys, so that `#` parts them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from cers.model.errors import ConflictError, UpstreamError
from cers.model.instructional_link import InstructionalLink, Owner, OwnerType

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Row = dict[str, Any]

_AFTER: Final = "$"
"""Follows `#`, and what percent-encoded ids consist of follows both."""


class LinkStore:
    """The links that organizations keep; safe to use from several threads."""

    def __init__(self, table: "Table") -> None:
        # Through the client: unlike the table, it may be shared between threads.
        self._client = table.meta.client
        self._table = table.name

    def get(self, link_id: str) -> InstructionalLink | None:
        """The link with an id.

        Raises:
            UpstreamError: it cannot be read just now.
        """
        try:
            answer = self._client.get_item(
                TableName=self._table, Key=_link_key(link_id), ConsistentRead=True
            )
        except (BotoCoreError, ClientError) as error:
            raise _unreadable() from error
        return _link(answer["Item"]) if "Item" in answer else None

    def shown(self, assessment_id: str, owners: Iterable[Owner]) -> list[InstructionalLink]:
        """The links that some organizations keep for an assessment.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        pk = f"LINKS#{_part(assessment_id)}"
        return [
            _link(row)
            for owner in owners
            for row in self._query(pk, f"{owner.type}#{_part(owner.id)}#")
        ]

    def kept(self, owners: Iterable[Owner]) -> list[InstructionalLink]:
        """Every link that some organizations keep.

        Those of one kind are read at once, from the first id to the last: the schools of a
        district lie together where ids begin with the district's, as CDS codes do.

        Raises:
            UpstreamError: they cannot be read just now.
        """
        by_type: dict[OwnerType, set[str]] = {}
        for owner in owners:
            by_type.setdefault(owner.type, set()).add(owner.id)
        return [link for type_, ids in by_type.items() for link in self._kept_by(type_, ids)]

    def _kept_by(self, type_: OwnerType, ids: set[str]) -> Iterator[InstructionalLink]:
        places = sorted(map(_part, ids))
        rows = self._query(f"LINKS-OF#{type_}", f"{places[0]}#", f"{places[-1]}{_AFTER}")
        return (_link(row) for row in rows if row["owner_id"] in ids)

    def put(self, link: InstructionalLink) -> None:
        """Keep a link: a new one if its version is 1, else in the place of the version before.

        Raises:
            ConflictError: it has changed, or gone, meanwhile.
            UpstreamError: it cannot be written just now.
        """
        before = link.version - 1
        master, *others = link_rows(link)
        condition = "version = :version" if before else "attribute_not_exists(pk)"
        values = {"ExpressionAttributeValues": {":version": before}} if before else {}
        self._commit(
            [
                {"Put": {**self._of(), "Item": master, "ConditionExpression": condition, **values}},
                *({"Put": {**self._of(), "Item": row}} for row in others),
            ]
        )

    def delete(self, link: InstructionalLink) -> None:
        """Delete a link.

        Raises:
            ConflictError: it has changed, or gone, meanwhile.
            UpstreamError: it cannot be deleted just now.
        """
        master, *others = ({"pk": row["pk"], "sk": row["sk"]} for row in link_rows(link))
        condition = {
            "ConditionExpression": "version = :version",
            "ExpressionAttributeValues": {":version": link.version},
        }
        self._commit(
            [
                {"Delete": {**self._of(), "Key": master, **condition}},
                *({"Delete": {**self._of(), "Key": key}} for key in others),
            ]
        )

    def _of(self) -> dict[str, Any]:
        return {"TableName": self._table}

    def _commit(self, writes: Sequence[Row]) -> None:
        try:
            self._client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        except self._client.exceptions.TransactionCanceledException as error:
            raise ConflictError("the link has changed meanwhile; look at it again") from error
        except (BotoCoreError, ClientError) as error:
            raise UpstreamError("links cannot be changed just now") from error

    def _query(self, pk: str, first: str, last: str = "") -> Iterator[Row]:
        """The rows whose sort key begins with a text, or lies between two."""
        range_ = "sk BETWEEN :first AND :last" if last else "begins_with(sk, :first)"
        arguments: dict[str, Any] = {
            "KeyConditionExpression": f"pk = :pk AND {range_}",
            "ExpressionAttributeValues": {":pk": pk, ":first": first}
            | ({":last": last} if last else {}),
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


def _unreadable() -> UpstreamError:
    return UpstreamError("links cannot be read just now")


def _part(id_: str) -> str:
    """An id as a part of a key."""
    return quote(id_, safe="")


def _link_key(link_id: str) -> dict[str, str]:
    return {"pk": f"LINK#{link_id}", "sk": "LINK"}


def link_rows(link: InstructionalLink) -> tuple[Row, Row, Row]:
    """The rows of a link, the one by its id first."""
    owner, assessment = link.owner, _part(link.assessment_id)
    fields = {
        "link_id": link.id,
        "assessment_id": link.assessment_id,
        "owner_type": owner.type.value,
        "owner_id": owner.id,
        "level": link.level,
        "label": link.label,
        "url": link.url,
        "version": link.version,
        "changed_at": link.changed_at.isoformat(),
    }
    shown = f"{owner.type}#{_part(owner.id)}#{link.id}"
    kept = f"{_part(owner.id)}#{assessment}#{link.id}"
    return (
        {**_link_key(link.id), **fields},
        {"pk": f"LINKS#{assessment}", "sk": shown, **fields},
        {"pk": f"LINKS-OF#{owner.type}", "sk": kept, **fields},
    )


def _link(row: Row) -> InstructionalLink:
    return InstructionalLink(
        id=row["link_id"],
        assessment_id=row["assessment_id"],
        owner=Owner(OwnerType(row["owner_type"]), row["owner_id"]),
        level=int(row["level"]),
        label=row["label"],
        url=row["url"],
        version=int(row["version"]),
        changed_at=datetime.fromisoformat(row["changed_at"]),
    )
