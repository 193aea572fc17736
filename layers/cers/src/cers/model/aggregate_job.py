"""Aggregate reports that somebody had made, and definitions they keep to make them again.

A report keeps no figures: those are read again, from the lake or from the results of its queries,
under the rights its creator has at that moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from cers.model.aggregate import Definition

LIFETIME: Final = timedelta(days=1)
"""Reports expire after that, as the results of their queries do; definitions stay."""

MOST_REPORTS: Final = 50
MOST_QUERIES: Final = 100
"""That one user keeps."""


class Status(StrEnum):
    """How far a report has come."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    NO_RESULTS = "no-results"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class ReportJob:
    """A report that somebody had made, under one of their assignments.

    `executions` are its queries that were started, by dimension; a report with `at_once` has none.
    `fingerprint` says what exactly was asked: if the same definition would ask something else by
    now, the creator's rights or what is released have changed.
    """

    id: str
    username: str
    assignment_id: str
    definition: Definition
    created_at: datetime
    fingerprint: str
    at_once: bool
    status: Status
    executions: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""

    @property
    def expires_at(self) -> datetime:
        """When it can be read no more."""
        return self.created_at + LIFETIME

    @property
    def is_over(self) -> bool:
        """Whether its status stays as it is until it expires."""
        return self.status not in (Status.PENDING, Status.RUNNING)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A definition that somebody keeps; `version` counts its changes, from 1."""

    id: str
    username: str
    definition: Definition
    updated_at: datetime
    version: int
