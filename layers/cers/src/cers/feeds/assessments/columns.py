"""The columns of an assessment package and its rows, gathered by assessment."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from cers.feeds.assessments import rules
from cers.feeds.reading import Findings, at_line, decode
from cers.feeds.table import MalformedTableError, Row, named, read_rows

MAX_LEVELS: Final = 6
MAX_ALTERNATES: Final = 5

REQUIRED: Final = (
    "AssessmentId",
    "AssessmentName",
    "AssessmentLabel",
    "AssessmentSubject",
    "AssessmentGrade",
    "AssessmentSubtype",
    "AcademicYear",
)
ITEM_KEY: Final = "FullItemKey"
REQUIRED_OF_ITEMS: Final = (
    "ItemType",
    "ClaimContentTarget",
    "SecondaryClaimContentTarget",
    "CommonCore",
    "DOK",
    "AllowCalculator",
    "MathematicalPractice",
    "MaxPoints",
    "IsFieldTest",
    "IsActive",
    "ItemPosition",
    "avg_b",
    "NumberOfAnswerOptions",
)
OPTIONAL: Final = ("AssessmentVersion", "AnswerKey", "PtWritingType")
OVERALL_PREFIXES: Final = ("Scaled", "Overall")
_RANGE: Final = re.compile(r"(Scaled|Overall|Alt[1-5])(Low|High)[1-6]", re.ASCII)


@dataclass(slots=True)
class Line:
    """One row of an assessment, its fields by column."""

    number: int
    fields: Mapping[str, str]

    def get(self, name: str) -> str:
        """A field, empty where the file has no such column."""
        return self.fields.get(name, "")


@dataclass(slots=True)
class Package:
    """The rows of a file by assessment id, and its columns."""

    columns: frozenset[str] = frozenset()
    assessments: dict[str, list[Line]] = field(default_factory=dict)
    rows: int = 0


def read_package(data: bytes, findings: Findings) -> Package:
    """Every row of a file, in order; what cannot be read has a finding."""
    package = Package()
    text = decode(data, rules.FILE, findings)
    if text is None:
        return package
    try:
        _gather(text, package, findings)
    except MalformedTableError as error:
        message = "Close every quoted field, and keep fields below 128 kB."
        findings.add(rules.TABLE, message, at_line(error.line))
    return package


def _gather(text: str, package: Package, findings: Findings) -> None:
    header: tuple[str, ...] | None = None
    for row in read_rows(text):
        if header is None:
            header = row.fields
            package.columns = frozenset(header)
            if not _check_header(header, row.line, findings):
                return
        else:
            package.rows += 1
            _add(package, header, row, findings)
    if not package.rows:
        findings.add(rules.NO_RECORDS, "Send a header row and at least one record below it.")


def _check_header(header: Sequence[str], line: int, findings: Findings) -> bool:
    columns = set(header)
    missing = [name for name in REQUIRED if name not in columns]
    if ITEM_KEY in columns:
        missing += [name for name in REQUIRED_OF_ITEMS if name not in columns]
    if not any(f"{prefix}Low1" in columns for prefix in OVERALL_PREFIXES):
        missing.append("ScaledLow1")
    if missing:
        message = f"The header lacks {', '.join(missing)}: add them, spelled like this."
        findings.add(rules.MISSING_COLUMNS, message, at_line(line))
    twice = [name for name, count in Counter(header).items() if count > 1 and _is_read(name)]
    if twice:
        message = f"The header repeats {', '.join(twice)}: keep one of each."
        findings.add(rules.DUPLICATE_COLUMNS, message, at_line(line))
    return not missing and not twice


def _is_read(name: str) -> bool:
    listed = (*REQUIRED, ITEM_KEY, *REQUIRED_OF_ITEMS, *OPTIONAL)
    return name in listed or _RANGE.fullmatch(name) is not None


def _add(package: Package, header: Sequence[str], row: Row, findings: Findings) -> None:
    where = at_line(row.line)
    if len(row.fields) != len(header):
        message = f"The row has {len(row.fields)} fields, the header {len(header)}."
        findings.add(rules.FIELD_COUNT, message, where)
        return
    line = Line(row.line, named(header, row))
    assessment_id = line.get("AssessmentId")
    if not assessment_id:
        message = "Name the assessment, or empty the whole row."
        findings.add(rules.MISSING_ID, message, where, "AssessmentId")
        return
    package.assessments.setdefault(assessment_id, []).append(line)
