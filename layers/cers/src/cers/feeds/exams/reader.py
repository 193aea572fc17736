"""Reads an exam delivery: one exam, or a bundle of thousands, in bounded memory."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from cers.feeds.archive_rules import DEFAULT_LIMITS, Limits
from cers.feeds.archives import Member, open_members
from cers.feeds.batch import ExamBatch
from cers.feeds.exams.batches import BatchBuilder, Outcome
from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.document import is_xml, read_report
from cers.feeds.exams.exam import Exam, read_exam
from cers.feeds.exams.plain import read_plain
from cers.feeds.exams.profiles import Profile
from cers.feeds.exams.rules import NO_EXAMS, Findings
from cers.model.finding import Finding, Severity
from cers.model.reference import Reference

BATCH_BYTES: Final = 16 * 1024 * 1024
"""A batch ends when its reports have this many bytes, however few they are."""


def read_exams(
    path: Path,
    reference: Reference,
    *,
    limits: Limits = DEFAULT_LIMITS,
    batch_exams: int = 500,
    profile: Profile | None = None,
) -> Iterator[ExamBatch]:
    """Every exam of the delivery at `path`, checked against the reference data.

    An exam with any error is refused whole; its findings come together. Each fault of a bundle
    counts as one refused record. Always yields at least one batch. A vendor that writes reports
    in its own way has a `profile`.
    """
    reader = _Reader(Catalog(reference), profile)
    entries: list[Member | Finding] = []
    share, bytes_ = 0.0, 0
    for entry in open_members(path, limits):
        entries.append(entry)
        if isinstance(entry, Member):
            share = entry.share
            bytes_ += len(entry.data)
        if len(entries) >= batch_exams or bytes_ >= BATCH_BYTES:
            yield reader.read(entries).build(share)
            entries, bytes_ = [], 0
    batch = reader.read(entries)
    if reader.number == 0:
        batch.note(Outcome.REJECTED, (NO_EXAMS.finding("Deliver reports as .xml files."),))
    yield batch.build(1.0)


class _Reader:
    """Reads a delivery batch by batch; `number` is that of the next record."""

    def __init__(self, catalog: Catalog, profile: Profile | None) -> None:
        self._catalog = catalog
        self._profile = profile
        self.number = 0

    def read(self, entries: Sequence[Member | Finding]) -> BatchBuilder:
        """A batch of the entries."""
        batch = BatchBuilder()
        plain = self._plain(entries)
        for place, entry in enumerate(entries):
            if isinstance(entry, Finding):
                batch.note(Outcome.REJECTED, (entry,))
                outcome = Outcome.REJECTED
            elif exam := plain.get(place):
                outcome = _accept(exam, entry, self.number, batch)
            else:
                outcome = _read_member(entry, self.number, self._catalog, batch, self._profile)
            self.number += outcome is not Outcome.SKIPPED
        return batch

    def _plain(self, entries: Sequence[Member | Finding]) -> Mapping[int, Exam]:
        """The exams of plain reports, by place; a report that a profile may change is not plain."""
        if self._profile:
            return {}
        data = [
            entry.data if isinstance(entry, Member) and is_xml(entry) else b"" for entry in entries
        ]
        return read_plain(data, self._catalog)


def _read_member(
    member: Member,
    number: int,
    catalog: Catalog,
    batch: BatchBuilder,
    profile: Profile | None = None,
) -> Outcome:
    """Add one member to the batch and say what became of it."""
    report = read_report(member, profile)
    if isinstance(report, Finding):
        skipped = report.severity is Severity.WARNING
        outcome = Outcome.SKIPPED if skipped else Outcome.REJECTED
        batch.note(outcome, (report,))
        return outcome
    findings = Findings(member.name)
    exam = read_exam(report, catalog, findings)
    if findings.refused:
        batch.note(Outcome.REJECTED, findings.found)
        return Outcome.REJECTED
    if exam.missing:
        batch.note(Outcome.WAITING, findings.found, exam.missing)
        return Outcome.WAITING
    return _accept(exam, member, number, batch, findings.found)


def _accept(
    exam: Exam, member: Member, number: int, batch: BatchBuilder, found: Iterable[Finding] = ()
) -> Outcome:
    exam.row["record_number"] = number
    exam.row["record_digest"] = hashlib.sha256(member.data).hexdigest()
    batch.accept(exam, member.name)
    batch.note(Outcome.ACCEPTED, found)
    return Outcome.ACCEPTED
