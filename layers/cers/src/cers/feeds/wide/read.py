"""Reads deliveries of wide files: a file or a bundle of them, of any size, in bounded memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from heapq import nsmallest
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from cers.feeds.archive_rules import EMPTY_FILE, SKIPPED_FILE, STREAM_LIMITS, Limits
from cers.feeds.archives import DamagedError, StreamMember, open_streams
from cers.feeds.batch import ExamBatch
from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.rules import NO_EXAMS
from cers.feeds.wide import rules
from cers.feeds.wide.blocks import BLOCK_BYTES
from cers.feeds.wide.delimited import DelimitedFile
from cers.feeds.wide.duplicates import SeenExams
from cers.feeds.wide.exams import CheckedRows, WideExams
from cers.feeds.wide.faults import LISTED, Listing
from cers.feeds.wide.fixed_rows import fixed_rows
from cers.feeds.wide.joins import Known
from cers.feeds.wide.layout import FIXED_WIDTH, Layout
from cers.feeds.wide.places import Places, RowNames, place
from cers.feeds.wide.rows import Rows
from cers.feeds.wide.tables import tables_of
from cers.model.delivery import Counts
from cers.model.finding import Finding
from cers.model.reference import Missing, Reference
from cers.model.tables import EXAM_KEY

WAITED_FOR: Final = 10_000
"""So many missing things a delivery waits for at most; any of them has all of it read anew."""

_TABLES: Final = (".csv", ".txt", ".dat", ".tsv")


class Choice(Protocol):
    """Says which layout a member of a delivery has, or what is wrong if none."""

    def __call__(self, member: StreamMember, /) -> Layout | Finding:
        """The layout, or the finding."""


def read_wide(
    path: Path,
    choice: Choice,
    reference: Reference,
    digest: str,
    *,
    limits: Limits = STREAM_LIMITS,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[ExamBatch]:
    """Every row of the delivery at `path`, checked against the reference data.

    `digest` is the SHA-256 of the delivered bytes; without it, it is worked out. A row with an
    error is refused; its findings come together. Each file of a bundle that cannot be read counts
    as one refused record. Always yields at least one batch.
    """
    delivery = _Delivery(choice, Known(Catalog(reference)), digest or _digest(path), block_bytes)
    for entry in open_streams(path, limits):
        if isinstance(entry, Finding):
            yield delivery.refuse(entry)
        else:
            yield from delivery.read(entry)
    yield delivery.finish()


class _Delivery:
    """What is known of a delivery while it is read."""

    def __init__(self, choice: Choice, known: Known, digest: str, block_bytes: int) -> None:
        self._choice = choice
        self._known = known
        self._digest = digest
        self._block_bytes = block_bytes
        self._listing = Listing()
        self._seen = SeenExams()
        self._places = Places()
        self._stems: set[PurePosixPath] = set()
        self._missing: set[Missing] = set()
        self._number = 0
        self._records = 0

    def read(self, member: StreamMember) -> Iterator[ExamBatch]:
        """The batches of one file."""
        skipped = self._skipped(member.name)
        if skipped:
            yield ExamBatch({}, Counts(skipped=1), (skipped,), progress=member.share())
            return
        layout = self._choice(member)
        if isinstance(layout, Finding):
            yield self.refuse(replace(layout, where=member.name))
            return
        try:
            fixed = layout.delimiter == FIXED_WIDTH
            yield from self._fixed(member, layout) if fixed else self._delimited(member, layout)
        except DamagedError as error:
            yield self.refuse(error.finding)

    def refuse(self, *findings: Finding) -> ExamBatch:
        """A file that cannot be read is one refused record."""
        self._records += 1
        return ExamBatch({}, Counts(records=1, rejected=1), findings)

    def finish(self) -> ExamBatch:
        """What can only be said at the end."""
        if not self._records:
            message = "There is no row with an exam: deliver a table with rows."
            return self.refuse(NO_EXAMS.finding(message))
        findings = [*self._repeated(), *self._listing.rest()]
        return ExamBatch({}, Counts(), findings)

    def _skipped(self, name: str) -> Finding | None:
        """Why a file of a bundle is left aside: it is no table, or the same one written anew."""
        path = PurePosixPath(name)
        if not name:
            return None
        if path.suffix.lower() not in _TABLES:
            return SKIPPED_FILE.finding("The file is no table: it was left aside.", name)
        stem = path.with_suffix("")
        if stem in self._stems:
            message = "A table of the same name was read before, so this one was left aside."
            return SKIPPED_FILE.finding(message, name)
        self._stems.add(stem)
        return None

    def _delimited(self, member: StreamMember, layout: Layout) -> Iterator[ExamBatch]:
        file = DelimitedFile(member.stream, layout, self._number, self._block_bytes)
        if file.is_blank:
            message = "The file is empty: deliver it again with its content."
            yield self.refuse(EMPTY_FILE.finding(message, member.name))
            return
        findings = [_within(member.name, finding) for finding in file.findings]
        if file.header is None:
            yield self.refuse(*findings)
        elif findings:
            yield ExamBatch({}, Counts(), findings, progress=member.share())
        yield from self._batches(file.batches(), member, layout)

    def _fixed(self, member: StreamMember, layout: Layout) -> Iterator[ExamBatch]:
        rows = fixed_rows(member.stream, layout, self._number)
        yield from self._batches(rows, member, layout)

    def _batches(
        self, batches: Iterator[Rows], member: StreamMember, layout: Layout
    ) -> Iterator[ExamBatch]:
        exams = WideExams(layout, self._known, self._digest)
        for rows in batches:
            self._number = rows.following
            self._records += len(rows) + len(rows.broken)
            yield self._batch(rows, exams, member)

    def _batch(self, rows: Rows, exams: WideExams, member: StreamMember) -> ExamBatch:
        broken = [
            (row.number, row.rule.finding(row.message, place(member.name, row.line)))
            for row in rows.broken
            if self._listing.count(row.rule)
        ]
        refused = Counts(records=len(rows.broken), rejected=len(rows.broken))
        if not len(rows):
            findings = [finding for _, finding in broken]
            return ExamBatch({}, refused, findings, progress=member.share())
        checked = exams.read(rows)
        self._remember(checked, rows, member.name)
        found = self._listing.of_batch(
            checked.faults, lambda row: place(member.name, rows.lines[row].as_py())
        )
        placed = [(rows.numbers[row].as_py(), finding) for row, finding in found]
        return ExamBatch(
            tables_of(checked),
            refused + _counts(checked, len(rows)),
            [finding for _, finding in sorted([*broken, *placed], key=lambda each: each[0])],
            self._new(checked.missing),
            member.share(),
            RowNames(member.name, rows),
        )

    def _remember(self, checked: CheckedRows, rows: Rows, name: str) -> None:
        self._places.add(name, rows)
        assessments, opportunities = (
            checked.exams[key].filter(checked.accepted) for key in EXAM_KEY
        )
        self._seen.add(assessments, opportunities, rows.numbers.filter(checked.accepted))

    def _new(self, missing: frozenset[Missing]) -> frozenset[Missing]:
        """What is missing, as far as there is room for it."""
        room = WAITED_FOR - len(self._missing)
        new = frozenset(sorted(missing - self._missing)[:room])
        self._missing |= new
        return new

    def _repeated(self) -> list[Finding]:
        """A finding for each row whose exam stands in an earlier row already."""
        repeated = _Counted(self._seen.repeated())
        found = nsmallest(LISTED, repeated)
        self._listing.count(rules.REPEATED_EXAM, repeated.count)
        return [
            rules.REPEATED_EXAM.finding(
                f"The exam of this row stands in {self._places.where(first)} already: both were "
                "taken, and the one of the later status date counts.",
                self._places.where(number),
            )
            for number, first in found
        ]


class _Counted:
    """Pairs that are counted as they are taken."""

    def __init__(self, pairs: Iterator[tuple[int, int]]) -> None:
        self._pairs = pairs
        self.count = 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for pair in self._pairs:
            self.count += 1
            yield pair


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _counts(checked: CheckedRows, records: int) -> Counts:
    accepted, waiting = checked.accepted.true_count, checked.waiting.true_count
    return Counts(records, accepted, records - accepted - waiting, waiting)


def _within(member: str, finding: Finding) -> Finding:
    """A finding about a line of a member."""
    return replace(finding, where=f"{member}, {finding.where}") if member else finding
