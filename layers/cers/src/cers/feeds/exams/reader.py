"""Reads an exam delivery: one exam, or a bundle of thousands, in bounded memory."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cers.feeds.archive_rules import DEFAULT_LIMITS, Limits
from cers.feeds.archives import Member, open_members
from cers.feeds.batch import ExamBatch
from cers.feeds.exams.batches import BatchBuilder, Outcome
from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.document import read_report
from cers.feeds.exams.exam import read_exam
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
) -> Iterator[ExamBatch]:
    """Every exam of the delivery at `path`, checked against the reference data.

    An exam with any error is refused whole; its findings come together. Each fault of a bundle
    counts as one refused record. Always yields at least one batch.
    """
    catalog = Catalog(reference)
    batch = BatchBuilder()
    number = 0
    share = 0.0
    for entry in open_members(path, limits):
        if isinstance(entry, Finding):
            batch.note(Outcome.REJECTED, (entry,))
            number += 1
        else:
            share = entry.share
            number += _read_member(entry, number, catalog, batch) is not Outcome.SKIPPED
        if batch.size >= batch_exams or batch.bytes >= BATCH_BYTES:
            yield batch.build(share)
            batch = BatchBuilder()
    if number == 0:
        batch.note(Outcome.REJECTED, (NO_EXAMS.finding("Deliver reports as .xml files."),))
    yield batch.build(1.0)


def _read_member(member: Member, number: int, catalog: Catalog, batch: BatchBuilder) -> Outcome:
    """Add one member to the batch and say what became of it."""
    batch.bytes += len(member.data)
    report = read_report(member)
    if isinstance(report, Finding):
        skipped = report.severity is Severity.WARNING
        outcome = Outcome.SKIPPED if skipped else Outcome.REJECTED
        batch.note(outcome, (report,))
        return outcome
    findings = Findings(member.name)
    exam = read_exam(report, catalog, findings)
    if findings.refused:
        outcome = Outcome.REJECTED
        batch.note(outcome, findings.found)
    elif exam.missing:
        outcome = Outcome.WAITING
        batch.note(outcome, findings.found, exam.missing)
    else:
        outcome = Outcome.ACCEPTED
        exam.row["record_number"] = number
        exam.row["record_digest"] = hashlib.sha256(member.data).hexdigest()
        batch.accept(exam)
        batch.note(outcome, findings.found)
    return outcome
