"""Checking files of this machine, with progress, and what is shown of them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from cers.cli.show import show_receipt
from cers.model.delivery import Counts, Delivery, DeliveryStatus, Feed, Receipt, status_of
from cers.model.finding import Finding
from cers.reference_data import shipped_files
from cers.steps.answer import opened
from cers.steps.reference import apply_reference
from cers.steps.tally import Tally, write_findings, write_heading
from cers.steps.validate import validate
from cers.stores.offline import offline_reference
from cers.stores.reference import ReferenceStore

REFERENCE_FEEDS: Final = (
    Feed.ORGANIZATIONS,
    Feed.SUBJECTS,
    Feed.ACCOMMODATIONS,
    Feed.ASSESSMENTS,
    Feed.NORMS,
    Feed.ITEMS,
)
"""The folders of reference data, in the order in which one needs the other."""

_SHIPPED_AT: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Before anything that is given: what somebody delivers counts for more than what we ship."""


class _Report:
    """What is found in one file: counted, and written in full where that is asked for."""

    def __init__(self, progress: Progress, name: str, findings: TextIOWrapper | None) -> None:
        self._progress = progress
        self._task = progress.add_task(f"Reading {name}", total=1.0)
        self._findings = findings
        self.tally = Tally()

    def note(self, findings: Iterable[Finding]) -> None:
        """Take findings."""
        some = list(findings)
        self.tally.add(some)
        if self._findings is not None:
            write_findings(self._findings, some)

    def progress(self, share: float, counts: Counts) -> None:
        """Show how far the reading has come."""
        words = f"{counts.records:,} records"
        self._progress.update(self._task, completed=share, description=words)


def check_files(
    files: Sequence[Path],
    feed: Feed,
    vendor: str,
    folders: Sequence[Path],
    target: Path | None,
) -> bool:
    """Check files of a feed and show what is found; whether nothing was refused.

    `folders` hold reference data; every finding goes to the CSV file `target`, if there is one.
    """
    console = Console()
    good = True
    with _findings_file(target) as findings:
        reference = _reference(console, folders)
        for file in files:
            receipt = _validated(console, feed, file, vendor, reference, findings)
            show_receipt(console, receipt, str(target or "add --findings FILE.csv"))
            good = good and _is_good(receipt)
    return good


def _validated(
    console: Console,
    feed: Feed,
    file: Path,
    vendor: str,
    reference: ReferenceStore,
    findings: TextIOWrapper | None,
) -> Receipt:
    now = datetime.now(UTC)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        report = _Report(progress, file.name, findings)
        counts = validate(feed, file, vendor, reference, report, now)
    receipt = opened(Delivery("", f"here/{feed.value}/{file.name}", ""), now, "", now)
    return replace(
        report.tally.on(receipt),
        status=status_of(counts, DeliveryStatus.ACCEPTED),
        message=_message(counts),
        counts=counts,
    )


def _is_good(receipt: Receipt) -> bool:
    return receipt.status is not DeliveryStatus.REJECTED and not receipt.counts.rejected


def _message(counts: Counts) -> str:
    words = f"{counts.accepted:,} of {counts.records:,} records would be accepted."
    return f"{words} Nothing was sent."


def _reference(console: Console, folders: Sequence[Path]) -> ReferenceStore:
    """What the files are checked against: what is shipped, and what the folders hold."""
    reference = offline_reference()
    for feed in (Feed.SUBJECTS, Feed.ASSESSMENTS):
        data = [each.data for each in shipped_files() if each.feed is feed]
        apply_reference(feed, data, _SHIPPED_AT, reference)
    with Progress(console=console, transient=True) as progress:
        for feed in REFERENCE_FEEDS:
            for file in _files(folders, feed):
                report = _Report(progress, file.name, None)
                counts = validate(feed, file, "", reference, report, datetime.now(UTC))
                if not counts.accepted:
                    console.print(
                        f"{file}: nothing could be taken from it; see "
                        f"`cers validate --feed {feed.value}`.",
                        style="yellow",
                    )
    known = reference.load()
    console.print(
        f"Checked against {len(known.subjects):,} subjects, {len(known.assessments):,} assessments "
        f"and {len(known.organizations.schools):,} schools.",
        style="dim",
    )
    return reference


def _files(folders: Sequence[Path], feed: Feed) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in (folder / feed.value).glob("**/*") if path.is_file())


@contextmanager
def _findings_file(target: Path | None) -> Iterator[TextIOWrapper | None]:
    if target is None:
        yield None
        return
    with target.open("w", encoding="utf-8", newline="") as file:
        write_heading(file)
        yield file
