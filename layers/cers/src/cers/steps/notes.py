"""Who is told what is found in a file while it is read."""

from collections.abc import Iterable
from typing import Protocol

from cers.model.delivery import Counts
from cers.model.finding import Finding


class Notes(Protocol):
    """Takes findings, and hears how far the reading has come."""

    def note(self, findings: Iterable[Finding]) -> None:
        """Take findings."""

    def progress(self, share: float, counts: Counts) -> None:
        """Hear the share that has been read, from 0 to 1, and what became of it."""
