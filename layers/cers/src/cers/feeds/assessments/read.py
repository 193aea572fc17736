"""Assessment packages: CSV to assessments, or every fault in them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from cers.feeds.assessments import rules
from cers.feeds.assessments.columns import OVERALL_PREFIXES, Line, Package, read_package
from cers.feeds.assessments.heading import Heading, read_heading
from cers.feeds.assessments.items import read_items
from cers.feeds.assessments.ranges import Ranges
from cers.feeds.reading import Findings, Parsed, at_line, quoted
from cers.model.assessment import Assessment
from cers.model.delivery import Counts
from cers.model.reference import Missing
from cers.model.subject import AssessmentType, Scoring, Subject

BLOCK_RANGES: Final = 4
"""Ranges in a package of an interim block, for its three reported levels."""


def read_assessments(
    data: bytes, subjects: Mapping[str, Subject], landed_at: datetime
) -> Parsed[Mapping[str, Assessment]]:
    """The assessments of a package by id; any error refuses the file.

    Assessments of subjects that are not known yet are left out and wait.
    """
    findings = Findings(rules.FILE)
    package = read_package(data, findings)
    reader = _Reader(package, subjects, landed_at, findings)
    found = {id_: reader.read(id_, lines) for id_, lines in package.assessments.items()}
    if findings.failed:
        return Parsed.refused(findings, records=len(found))
    accepted = {id_: each for id_, each in found.items() if each is not None}
    waiting = len(found) - len(accepted)
    return Parsed(
        accepted or None,
        Counts(records=len(found), accepted=len(accepted), waiting=waiting),
        findings.all(),
        frozenset(reader.missing),
    )


class _Reader:
    def __init__(
        self,
        package: Package,
        subjects: Mapping[str, Subject],
        landed_at: datetime,
        findings: Findings,
    ) -> None:
        columns = package.columns
        self._prefix = next(
            (each for each in OVERALL_PREFIXES if f"{each}Low1" in columns), OVERALL_PREFIXES[0]
        )
        self._subjects = {code.casefold(): subject for code, subject in subjects.items()}
        self._landed_at = landed_at
        self._findings = findings
        self.missing: set[Missing] = set()

    def read(self, assessment_id: str, lines: list[Line]) -> Assessment | None:
        """One assessment; None where its subject is not known, or not even named."""
        heading = read_heading(assessment_id, lines, self._prefix, self._findings)
        subject = self._subjects.get(heading.subject.casefold())
        items = read_items(lines, subject, self._findings)
        if subject is None:
            self._wait(heading, lines[0])
            return None
        self._check(heading, subject, lines[0])
        return Assessment(
            id=assessment_id,
            name=heading.name,
            label=heading.label,
            subject=subject.code,
            grade=heading.grade,
            type=heading.type,
            school_year=heading.year,
            version=heading.version,
            landed_at=self._landed_at,
            cuts=heading.overall,
            alternate_cuts=heading.alternates,
            items=items,
        )

    def _wait(self, heading: Heading, line: Line) -> None:
        if heading.subject:
            self.missing.add(Missing("subject", heading.subject.upper()))
            message = f"The subject {quoted(heading.subject)} is not known yet."
            where = at_line(line.number)
            self._findings.add(rules.SUBJECT, message, where, "AssessmentSubject")

    def _check(self, heading: Heading, subject: Subject, line: Line) -> None:
        where = at_line(line.number)
        asmt_type = subject.assessment_types.get(heading.type)
        if asmt_type is None:
            message = f"The subject {subject.code} defines no such assessments."
            self._findings.add(rules.TYPE, message, where, "AssessmentSubtype")
            return
        reported = len(asmt_type.overall.levels_in(heading.year))
        levels = reported if heading.type != "iab" else BLOCK_RANGES
        self._check_ranges(heading.overall, asmt_type.overall, levels, where, self._prefix)
        self._check_alternates(heading, subject, asmt_type, where)

    def _check_alternates(
        self, heading: Heading, subject: Subject, asmt_type: AssessmentType, where: str
    ) -> None:
        scoring = asmt_type.alternate
        if scoring and scoring.optional and not heading.alternates:
            return
        expected = len(subject.alternates) if scoring else 0
        if len(heading.alternates) != expected:
            message = f"There are {len(heading.alternates)} alternate scores, not {expected}."
            self._findings.add(rules.ALTERNATE_COUNT, message, where, "Alt1Low1")
        elif scoring:
            levels = len(scoring.levels_in(heading.year))
            for at, ranges in enumerate(heading.alternates, 1):
                self._check_ranges(ranges, scoring, levels, where, f"Alt{at}")

    def _check_ranges(
        self, ranges: Ranges, scoring: Scoring, levels: int, where: str, prefix: str
    ) -> None:
        if ranges and len(ranges) != levels:
            message = f"There are {len(ranges)} ranges; there must be {levels}."
            self._findings.add(rules.LEVEL_COUNT, message, where, f"{prefix}Low1")
        low, high = scoring.min_score, scoring.max_score
        for each in ranges:
            if low is not None and each.low < low:
                message = f"{each.low:g} is below the lowest score {low:g} of the subject."
                self._findings.add(rules.OUT_OF_RANGE, message, where, f"{prefix}Low{each.level}")
            if high is not None and each.high > high:
                message = f"{each.high:g} is above the highest score {high:g} of the subject."
                self._findings.add(rules.OUT_OF_RANGE, message, where, f"{prefix}High{each.level}")
