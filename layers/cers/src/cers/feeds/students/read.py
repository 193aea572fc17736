"""Registration extracts: from a delivered file, or a bundle of them, to rows and findings."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cers.feeds.archives import DamagedError, StreamMember, open_streams
from cers.feeds.reading import at_line, quoted_code
from cers.feeds.students import rules
from cers.feeds.students.batch import StudentBatch
from cers.feeds.students.header import Header, read_header
from cers.feeds.students.lines import Lines, read_lines
from cers.feeds.students.rows import Block, BlockReader
from cers.model.delivery import Counts
from cers.model.finding import Finding
from cers.model.organization import Organizations
from cers.model.reference import Missing

MAX_MISSING: Final = 20_000
"""How many schools a delivery is noted to wait for: twice as many as a large state has.

Once one of them arrives the delivery is read anew, and waits for the others then.
"""


def read_students(
    path: Path, organizations: Organizations, landed_at: datetime
) -> Iterator[StudentBatch]:
    """The rows of a delivery, batch by batch; its first bytes tell how it is packed."""
    reader = _Reader(organizations, landed_at)
    for entry in open_streams(path):
        if isinstance(entry, Finding):
            yield StudentBatch(findings=reader.listed([entry]))
        else:
            yield from reader.read(entry)


class _Reader:
    def __init__(self, organizations: Organizations, landed_at: datetime) -> None:
        self._districts = {
            school.id: school.district_id for school in organizations.schools.values()
        }
        self._landing_day = landed_at.astimezone(UTC).date()
        self._lines = 0
        self._listed = 0
        self._unknown: set[str] = set()

    def read(self, member: StreamMember) -> Iterator[StudentBatch]:
        """The rows of one file; what was read before it turns out damaged counts."""
        blocks = read_lines(member.stream)
        try:
            yield from self._batches(member, blocks)
        except DamagedError as error:
            yield StudentBatch(findings=self.listed([error.finding]), progress=member.share())

    def _batches(self, member: StreamMember, blocks: Iterator[Lines]) -> Iterator[StudentBatch]:
        reader: BlockReader | None = None
        rows = last = 0
        for lines in blocks:
            if reader is None and lines.texts:
                header, findings = read_header(lines.texts[0], lines.numbers[0])
                yield StudentBatch(findings=self._in(member, findings), progress=member.share())
                if header is None:
                    return
                reader = self._below(header)
                lines = Lines(lines.texts[1:], lines.numbers[1:])
            if reader is not None and lines.texts:
                rows += len(lines.texts)
                last = lines.numbers[-1]
                yield self._batch(member, reader.read(lines))
        if not rows:
            message = "Give the file a header and a row for each student."
            findings = [rules.NO_RECORDS.finding(message)]
            yield StudentBatch(findings=self._in(member, findings), progress=member.share())
        self._lines += last

    def _below(self, header: Header) -> BlockReader:
        return BlockReader(header, self._districts, self._landing_day, self._lines)

    def _batch(self, member: StreamMember, block: Block) -> StudentBatch:
        accepted = block.rows.num_rows
        counts = Counts(
            records=accepted + block.refused + block.waiting,
            accepted=accepted,
            rejected=block.refused,
            waiting=block.waiting,
            skipped=block.deleted,
        )
        unknown = {
            school: line for school, line in block.unknown.items() if school not in self._unknown
        }
        unknown = dict(list(unknown.items())[: MAX_MISSING - len(self._unknown)])
        self._unknown.update(unknown)
        return StudentBatch(
            rows=block.rows,
            counts=counts,
            findings=self._in(member, self._findings(block, unknown)),
            missing=frozenset(Missing("school", school) for school in unknown),
            progress=member.share(),
            member=member.name,
            before=self._lines,
        )

    def _findings(self, block: Block, unknown: dict[str, int]) -> list[Finding]:
        """The findings of a block, by line."""
        left = rules.MAX_FINDINGS + 1 - self._listed
        numbered = [each for fault in block.faults for each in fault.findings(left)]
        for school, line in unknown.items():
            message = (
                f"School {quoted_code(school)} is not known yet: its rows, of which this is the "
                "first, wait until the organizations name it. Correct it if it is misspelt."
            )
            numbered.append((line, rules.UNKNOWN_SCHOOL.finding(message, at_line(line))))
        numbered.sort(key=lambda each: each[0])
        return [finding for _, finding in numbered]

    def _in(self, member: StreamMember, findings: Iterable[Finding]) -> list[Finding]:
        return self.listed([_within(member.name, finding) for finding in findings])

    def listed(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings that may still be listed; the last one of all says that there are more."""
        left = rules.MAX_FINDINGS - self._listed
        self._listed += len(findings)
        if len(findings) <= left:
            return list(findings)
        message = "Mend what is listed and send the file again to learn of the others."
        more = [rules.TOO_MANY_FINDINGS.finding(message)] if left >= 0 else []
        self._listed = rules.MAX_FINDINGS + 1
        return [*findings[: max(left, 0)], *more]


def _within(member: str, finding: Finding) -> Finding:
    """The finding, with the file of the bundle that it was made in."""
    if not member:
        return finding
    where = f"{member}, {finding.where}" if finding.where else member
    return Finding(finding.code, finding.severity, finding.message, where, finding.element)
