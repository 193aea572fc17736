"""The files of a delivery that are read whole, one by one, wherever they are packed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cers.feeds.archive_rules import LIST_LIMITS
from cers.feeds.archives import Member, open_members
from cers.model.delivery import Delivery
from cers.model.finding import Finding


def delivered_files(path: Path) -> Iterator[Member | Finding]:
    """The files of the delivery at `path`, and a finding for each that cannot be read."""
    return open_members(path, LIST_LIMITS)


def within(member: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of a bundle's file, each of which then says which file it is about."""
    for finding in findings:
        where = ", ".join(part for part in (member, finding.where) if part)
        yield replace(finding, where=where)


def version_of(delivery: Delivery, landed_at: datetime, number: int) -> str:
    """The place of a delivery's file among all versions of what it states: the greatest counts.

    The time it landed comes first; of files that landed at once, the delivery's id and the place
    in its bundle decide, so that any order of processing ends with the same version.
    """
    return f"{landed_at.astimezone(UTC).isoformat(timespec='seconds')}#{delivery.id}#{number:06}"
