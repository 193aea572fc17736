"""Reads an exam delivery: one exam, or a bundle of thousands, in bounded memory."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cers.feeds.archive_rules import DEFAULT_LIMITS, Limits
from cers.feeds.archives import Member, open_members
from cers.feeds.batch import ExamBatch
from cers.feeds.exams.batches import BatchBuilder
from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.document import read_report
from cers.feeds.exams.exam import read_exam
from cers.feeds.exams.rules import NO_EXAMS, Findings
from cers.model.delivery import Counts
from cers.model.finding import Finding, Severity
from cers.model.reference import Reference

BATCH_BYTES: Final = 16 * 1024 * 1024
"""A batch ends when its reports have this many bytes, however few they are."""

_ACCEPTED: Final = Counts(records=1, accepted=1)
_REJECTED: Final = Counts(records=1, rejected=1)
_WAITING: Final = Counts(records=1, waiting=1)
_SKIPPED: Final = Counts(skipped=1)


def read_exams(
    path: Path,
    reference: Reference,
    *,
    limits: Limits = DEFAULT_LIMITS,
    batch_exams: int = 500,
) -> Iterator[ExamBatch]:
    """Every exam of the delivery at `path`, checked against the reference data.

    An exam with any error is refused whole; its findings come together. Each fault of a bundle
    counts as one refused record. Always yields at least one batch.
    """
    catalog = Catalog(reference)
    batch = BatchBuilder()
    total = Counts()
    share = 0.0
    for entry in open_members(path, limits):
        if isinstance(entry, Finding):
            outcome = _REJECTED
            batch.note(outcome, (entry,))
        else:
            share = entry.share
            outcome = _read_member(entry, total.records, catalog, batch)
        total += outcome
        if batch.size >= batch_exams or batch.bytes >= BATCH_BYTES:
            yield batch.build(share)
            batch = BatchBuilder()
    if not total.records:
        batch.note(_REJECTED, (NO_EXAMS.finding("Deliver reports as .xml files."),))
    yield batch.build(1.0)


def _read_member(member: Member, number: int, catalog: Catalog, batch: BatchBuilder) -> Counts:
    """Add one member to the batch and say what became of it."""
    batch.bytes += len(member.data)
    report = read_report(member)
    if isinstance(report, Finding):
        outcome = _SKIPPED if report.severity is Severity.WARNING else _REJECTED
        batch.note(outcome, (report,))
        return outcome
    findings = Findings(member.name)
    exam = read_exam(report, catalog, findings)
    if findings.refused:
        batch.note(_REJECTED, findings.found)
        return _REJECTED
    if exam.missing:
        batch.note(_WAITING, findings.found, exam.missing)
        return _WAITING
    exam.row["record_number"] = number
    exam.row["record_digest"] = hashlib.sha256(member.data).hexdigest()
    batch.accept(exam)
    batch.note(_ACCEPTED, findings.found)
    return _ACCEPTED
