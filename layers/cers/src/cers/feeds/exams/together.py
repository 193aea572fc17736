"""Reads many deliveries of one report each as one batch, whose rows say where they are from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cers.feeds.archives import Member
from cers.feeds.batch import ExamBatch
from cers.feeds.exams.batches import BatchBuilder, Outcome
from cers.feeds.exams.catalog import Catalog
from cers.feeds.exams.document import read_report
from cers.feeds.exams.exam import Exam, read_exam
from cers.feeds.exams.plain import read_plain
from cers.feeds.exams.rules import Findings
from cers.model.dataset import Dataset
from cers.model.delivery import Counts
from cers.model.finding import Finding
from cers.model.reference import Missing

_FIRST_RECORD = 0


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A delivery whose bytes are one report; `digest` is their SHA-256."""

    delivery_id: str
    landed_at: datetime
    data: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one such delivery; `dataset` is where its exam belongs, if it is accepted."""

    counts: Counts
    findings: tuple[Finding, ...] = ()
    missing: frozenset[Missing] = field(default_factory=frozenset)
    dataset: Dataset | None = None

    def with_findings(self, more: Iterable[Finding]) -> "FileResult":
        """The same with more findings."""
        return replace(self, findings=(*self.findings, *more))


def is_report_file(data: bytes) -> bool:
    """Whether a delivery is plain XML: what is packed, empty or no text is read by itself."""
    start = data[:512]
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and b"\0" not in start


def read_together(
    files: Sequence[ReportFile], catalog: Catalog
) -> tuple[ExamBatch, list[FileResult]]:
    """The rows of all accepted exams, and what became of each file, in order.

    Each file is checked as if it were delivered alone, and its rows are the same but for carrying
    their lineage.
    """
    batch = BatchBuilder()
    plain = read_plain([file.data for file in files], catalog)
    results = [
        _accepted(exam, file, batch) if (exam := plain.get(place)) else _read(file, catalog, batch)
        for place, file in enumerate(files)
    ]
    return batch.build(1.0), results


def _read(file: ReportFile, catalog: Catalog, batch: BatchBuilder) -> FileResult:
    report = read_report(Member("", file.data, 1.0))
    if isinstance(report, Finding):
        return _told(batch, Outcome.REJECTED, (report,))
    findings = Findings("")
    exam = read_exam(report, catalog, findings)
    if findings.refused:
        return _told(batch, Outcome.REJECTED, findings.found)
    if exam.missing:
        return _told(batch, Outcome.WAITING, findings.found, exam.missing)
    return _accepted(exam, file, batch, findings.found)


def _accepted(
    exam: Exam, file: ReportFile, batch: BatchBuilder, found: Iterable[Finding] = ()
) -> FileResult:
    exam.row["record_number"] = _FIRST_RECORD
    exam.row["record_digest"] = file.digest
    exam.row["landed_at"] = file.landed_at
    exam.row["delivery_id"] = file.delivery_id
    batch.accept(exam)
    return _told(batch, Outcome.ACCEPTED, found, dataset=exam.dataset)


def _told(
    batch: BatchBuilder,
    outcome: Outcome,
    findings: Iterable[Finding],
    missing: Iterable[Missing] = (),
    dataset: Dataset | None = None,
) -> FileResult:
    batch.note(outcome)
    counts = Counts(records=1, **{outcome.value: 1})
    return FileResult(counts, tuple(findings), frozenset(missing), dataset)
