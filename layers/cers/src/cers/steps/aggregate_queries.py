"""Saved queries: definitions that somebody keeps; rights are looked at when they are run."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from uuid import uuid4

from cers.model.aggregate import Definition
from cers.model.aggregate_job import MOST_QUERIES, SavedQuery
from cers.model.errors import ConflictError, InputError, NotFoundError
from cers.model.roles import Permission
from cers.steps.aggregate_documents import KeptQuery, QueryList, query_document
from cers.steps.session import Session


class Queries(Protocol):
    """Where saved queries are kept."""

    def query(self, username: str, query_id: str) -> SavedQuery | None:
        """One of a user's saved queries."""
        ...

    def queries(self, username: str) -> list[SavedQuery]:
        """A user's saved queries, by name."""
        ...

    def put_query(self, query: SavedQuery) -> None:
        """Keep a query, new or changed."""
        ...

    def delete_query(self, username: str, query_id: str) -> None:
        """Forget a query."""
        ...


@dataclass(frozen=True, slots=True)
class QueryDesk:
    """Somebody's saved queries; nobody else ever sees them."""

    session: Session
    queries: Queries
    now: Callable[[], datetime]

    def __post_init__(self) -> None:
        self.session.require(Permission.AGGREGATE_REPORTS)

    def all(self) -> QueryList:
        """Every one of them, by name."""
        return QueryList(queries=[query_document(each) for each in self._kept()])

    def save(self, definition: Definition) -> KeptQuery:
        """Keep a definition.

        Raises:
            InputError: there are too many of them already, or one of that name.
        """
        kept = self._kept()
        if len(kept) >= MOST_QUERIES:
            raise InputError(f"you have {MOST_QUERIES} saved queries: delete some of them first")
        self._check_name(kept, definition, "")
        query = SavedQuery(uuid4().hex, self._username, definition, self.now(), 1)
        self.queries.put_query(query)
        return query_document(query)

    def change(self, query_id: str, definition: Definition, version: int) -> KeptQuery:
        """Change what is kept under an id; `version` is the one the change was made from.

        Raises:
            NotFoundError: there is no such query among theirs.
            ConflictError: it has changed meanwhile.
            InputError: another one has that name.
        """
        before = self._own(query_id)
        if version != before.version:
            raise ConflictError("the query has changed meanwhile; look at it again")
        self._check_name(self._kept(), definition, query_id)
        after = replace(
            before, definition=definition, updated_at=self.now(), version=before.version + 1
        )
        self.queries.put_query(after)
        return query_document(after)

    def delete(self, query_id: str) -> None:
        """Forget a query.

        Raises:
            NotFoundError: there is no such query among theirs.
        """
        self.queries.delete_query(self._username, self._own(query_id).id)

    @property
    def _username(self) -> str:
        return self.session.identity.username

    def _kept(self) -> list[SavedQuery]:
        return self.queries.queries(self._username)

    def _own(self, query_id: str) -> SavedQuery:
        found = self.queries.query(self._username, query_id)
        if found is None:
            raise NotFoundError("there is no such query among yours")
        return found

    def _check_name(self, kept: list[SavedQuery], definition: Definition, query_id: str) -> None:
        name = definition.name.casefold()
        if any(each.definition.name.casefold() == name and each.id != query_id for each in kept):
            raise InputError("name: another of your queries has that name")
