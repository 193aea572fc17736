"""Deliveries and receipts: one landed object version, and our answer to it."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self

from cers.model.errors import InputError
from cers.model.finding import Finding, Severity


class Feed(StrEnum):
    """A format we accept: the second part of a landing key."""

    SUBJECTS = "subjects"
    ASSESSMENTS = "assessments"
    ORGANIZATIONS = "organizations"
    ACCOMMODATIONS = "accommodations"
    NORMS = "norms"
    ITEMS = "items"
    STUDENTS = "students"
    GROUPS = "groups"
    STAFF = "staff"
    EXAMS = "exams"
    RESULTS = "results"
    SCORES = "scores"


class DeliveryStatus(StrEnum):
    """Where a delivery stands. The last five are final until somebody replays it."""

    PROCESSING = "processing"
    ACCEPTED = "accepted"
    """Staged; a snapshot with it is on its way."""

    PUBLISHED = "published"
    """Everything accepted of it is in the current snapshot (or in the reference data)."""

    DUPLICATE = "duplicate"
    """The same bytes were accepted before; nothing to do."""

    QUARANTINED = "quarantined"
    """Nothing could be accepted yet: it waits for reference data and is replayed by itself."""

    REJECTED = "rejected"
    """Nothing in it could be accepted; the findings say why."""

    FAILED = "failed"
    """We could not process it, through no fault of the sender; an operator replays it."""


_LONGEST_ANSWERED_KEY: Final = 700
"""S3's keys have at most 1,024 bytes; a receipt's key adds the version's id and an ending."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One landed object version.

    `landed_at` is the object's own last-modified time in UTC, so a replay keeps its place in
    the landing order.
    """

    bucket: str
    key: str
    version_id: str

    @property
    def id(self) -> str:
        """A stable name for this delivery: 32 hexadecimal digits."""
        text = "\n".join((self.bucket, self.key, self.version_id))
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def vendor(self) -> str:
        """The vendor whose prefix it landed below."""
        return self.key.split("/", 1)[0]

    @property
    def feed(self) -> Feed:
        """The feed it claims to be.

        Raises:
            InputError: the key is not `<vendor>/<feed>/<name>` with a known feed.
        """
        parts = self.key.split("/", 2)
        known = ", ".join(Feed)
        if len(parts) < 3 or not all(parts):
            raise InputError(f"land files below <vendor>/<feed>/, where feed is one of: {known}")
        try:
            return Feed(parts[1])
        except ValueError:
            raise InputError(
                f"the second part of the key must be a feed, one of: {known}"
            ) from None

    @property
    def receipt_key(self) -> str:
        """Where its receipt lies in the receipts bucket."""
        return f"{self._answers}/{self.version_id}.json"

    @property
    def findings_key(self) -> str:
        """Where its findings lie, as CSV, in the receipts bucket."""
        return f"{self._answers}/{self.version_id}.findings.csv"

    @property
    def _answers(self) -> str:
        """The folder of its answers: named like its key, or by its id where that is too long."""
        if len(self.key.encode()) <= _LONGEST_ANSWERED_KEY:
            return self.key
        folder = "/".join(self.key.split("/", 2)[:2])
        short = folder if len(folder.encode()) <= _LONGEST_ANSWERED_KEY // 2 else "long-names"
        return f"{short}/{self.id}"


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of a delivery's records; the four outcomes add up to `records`."""

    records: int = 0
    accepted: int = 0
    rejected: int = 0
    waiting: int = 0
    skipped: int = 0
    """Things in the delivery that are no records of the feed, such as a readme in a bundle."""

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(a + b for a, b in zip(_values(self), _values(other), strict=True)))


def status_of(counts: Counts, taken: DeliveryStatus) -> DeliveryStatus:
    """Where a delivery stands once it is read: at `taken` if anything of it was accepted."""
    if counts.accepted:
        return taken
    return DeliveryStatus.QUARANTINED if counts.waiting else DeliveryStatus.REJECTED


def _values(counts: Counts) -> tuple[int, ...]:
    return tuple(asdict(counts).values())


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How often a delivery has one code among its findings, and the first place that has it."""

    code: str
    severity: Severity
    count: int
    where: str
    element: str
    message: str

    @classmethod
    def of(cls, first: Finding, count: int) -> Self:
        """The count of findings of which this is the first."""
        return cls(first.code, first.severity, count, first.where, first.element, first.message)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The count a JSON document describes."""
        told = dict(document)
        return cls(severity=Severity(told.pop("severity")), **told)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Our answer to one delivery.

    `summary` counts the findings by code, errors first, and is what a person reads first; it names
    the `Receipt.SUMMARIZED` most frequent codes. `findings` holds the first ones only
    (`Receipt.SHOWN`); `findings_total` counts all, and the findings CSV lists all. `progress` is a
    share from 0 to 1 while the delivery is processed.
    """

    delivery_id: str
    vendor: str
    feed: str
    name: str
    version_id: str
    status: DeliveryStatus
    message: str
    landed_at: datetime
    updated_at: datetime
    digest: str = ""
    counts: Counts = field(default_factory=Counts)
    findings: tuple[Finding, ...] = ()
    findings_total: int = 0
    progress: float = 0.0
    datasets: tuple[str, ...] = ()
    summary: tuple[FindingCount, ...] = ()

    SHOWN = 100
    SUMMARIZED = 50

    def with_status(self, status: DeliveryStatus, message: str, now: datetime) -> Self:
        """The same receipt, moved on to another status."""
        return replace(self, status=status, message=message, updated_at=now)

    def to_json(self) -> dict[str, Any]:
        """The receipt as the JSON document a vendor reads."""
        document: dict[str, Any] = {each.name: getattr(self, each.name) for each in fields(self)}
        document["status"] = self.status.value
        document["counts"] = asdict(self.counts)
        document["datasets"] = list(self.datasets)
        document["summary"] = [asdict(each) for each in self.summary]
        document["landed_at"] = self.landed_at.isoformat()
        document["updated_at"] = self.updated_at.isoformat()
        del document["findings"]  # they come last, since they are long
        document["findings"] = [asdict(each) for each in self.findings]
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The receipt a JSON document describes."""
        told = dict(document)
        told["status"] = DeliveryStatus(told["status"])
        told["landed_at"] = datetime.fromisoformat(told["landed_at"])
        told["updated_at"] = datetime.fromisoformat(told["updated_at"])
        told["counts"] = Counts(**told["counts"])
        told["findings"] = tuple(Finding.from_json(each) for each in told["findings"])
        told["datasets"] = tuple(told["datasets"])
        summary = told.get("summary", ())
        told["summary"] = tuple(FindingCount.from_json(each) for each in summary)
        return cls(**told)
