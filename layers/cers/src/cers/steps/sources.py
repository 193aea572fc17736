"""What reports are made from, and where views of them are recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from cers.model.access import Group
from cers.model.accommodation import Accommodations
from cers.model.assessment import Assessment, Item
from cers.model.audit import Record
from cers.model.norm import Norms
from cers.model.organization import Organizations
from cers.model.query import Engine
from cers.model.subject import Subject


class Reference(Protocol):
    """The reference data reports are labelled with."""

    def organizations(self) -> Organizations:
        """Every district and school."""
        ...

    def subjects(self) -> Mapping[str, Subject]:
        """Subject definitions by code."""
        ...

    def assessments(self) -> Mapping[str, Assessment]:
        """Assessments by natural id, without their items."""
        ...

    def items(self, assessment_id: str) -> Mapping[str, Item]:
        """The items of one assessment by key."""
        ...

    def accommodations(self) -> Accommodations:
        """The accommodations of each school year by code."""
        ...

    def norms(self) -> Norms:
        """The percentiles of scores."""
        ...


class Groups(Protocol):
    """Where groups are kept."""

    def group(self, group_id: str) -> Group | None:
        """The assigned group with an id."""
        ...

    def own_group(self, username: str, group_id: str) -> Group | None:
        """The group with an id that a user made."""
        ...


class References(Protocol):
    """What stands for students in addresses."""

    def of(self, student_id: str) -> str:
        """The reference of a student."""
        ...


class Audit(Protocol):
    """Where views are recorded."""

    def record(self, record: Record) -> None:
        """Record a view; it is durable when this returns."""
        ...


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Sources:
    """What reports are made from, and where views of them are recorded."""

    engine: Engine
    reference: Reference
    groups: Groups
    audit: Audit
    references: References
    now: Callable[[], datetime] = _now
