"""Student groups: who is in them and who sees them, or every fault in the file.

No finding quotes a cell: with columns shifted, any cell may hold a student's id.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from cers.feeds.groups import rules
from cers.feeds.groups.rules import COLUMNS, LENGTHS, MAX_STUDENTS
from cers.feeds.reading import Findings, Parsed, at_line, decode
from cers.feeds.table import MalformedTableError, Row, read_rows
from cers.model.delivery import Counts
from cers.model.organization import Organizations, School
from cers.model.reference import Missing
from cers.model.vendor import VendorGrant

FIRST_SCHOOL_YEAR: Final = 2015
"""No assessment in CERS is older."""

EVERY_SUBJECT: Final = "All"

_JULY: Final = 7
_YEAR: Final = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class GroupContext:
    """What a group file is checked against."""

    organizations: Organizations
    subjects: Collection[str]
    grant: VendorGrant
    landed_at: datetime

    @property
    def latest_school_year(self) -> int:
        """The school year after the one it landed in: groups are prepared in spring."""
        return self.landed_at.year + 1 + (self.landed_at.month >= _JULY)


@dataclass(frozen=True, slots=True)
class DeliveredGroup:
    """A group as a file states it; `subject` None stands for every subject.

    `students` maps student ids to the lines that name them; `logins` are in lower case.
    """

    name: str
    school_id: str
    school_year: int
    subject: str | None
    students: Mapping[str, tuple[int, ...]]
    logins: frozenset[str]


def read_groups(data: bytes, context: GroupContext) -> Parsed[tuple[DeliveredGroup, ...]]:
    """The groups of a file; any error refuses the whole file.

    Groups of a school we do not know yet are left out; the file waits for it.
    """
    findings = Findings(rules.FILE)
    text = decode(data, rules.FILE, findings)
    if text is None:
        return Parsed.refused(findings)
    reader = _Reader(context, findings)
    try:
        reader.read(text)
    except MalformedTableError as error:
        message = "A quoted field is not closed or goes on too long: mend the quotes here."
        findings.add(rules.MALFORMED, message, at_line(error.line))
    if findings.failed:
        return Parsed.refused(findings, reader.rows)
    return reader.result()


@dataclass(slots=True)
class _Group:
    """A group while its rows are read; `subject` is None as long as no row names one."""

    name: str
    school_id: str
    school_year: int
    line: int
    subject: str | None = None
    students: dict[str, list[int]] = field(default_factory=dict)
    logins: set[str] = field(default_factory=set)
    rows: int = 0

    def delivered(self) -> DeliveredGroup:
        students = {student: tuple(lines) for student, lines in self.students.items()}
        subject = None if self.subject == EVERY_SUBJECT else self.subject
        logins = frozenset(self.logins)
        return DeliveredGroup(
            self.name, self.school_id, self.school_year, subject, students, logins
        )


_Key = tuple[str, int, str]


class _Reader:
    def __init__(self, context: GroupContext, findings: Findings) -> None:
        self._context = context
        self._findings = findings
        self._codes = {code.upper(): code for code in (EVERY_SUBJECT, *context.subjects)}
        self._latest_year = context.latest_school_year
        self._schools: dict[str, School | None] = {}
        self._groups: dict[_Key, _Group] = {}
        self._school_id = ""
        self._key: _Key | None = None
        self.rows = 0

    def read(self, text: str) -> None:
        """Read the whole file."""
        rows = read_rows(text, comments=False)
        header = next(rows, None)
        if header is None or not _is_header(header):
            message = f"Begin with the row {','.join(COLUMNS)}; further columns may follow."
            self._findings.add(rules.HEADER, message, at_line(header.line if header else 1))
            return
        for row in rows:
            self._read_row(row)
        if not self.rows:
            self._findings.add(rules.NO_RECORDS, "List at least one group below the header.")
        for group in self._groups.values():
            self._check_size(group)

    def result(self) -> Parsed[tuple[DeliveredGroup, ...]]:
        """What was read, of a file without errors."""
        known = [each for each in self._groups.values() if self._schools[each.school_id]]
        accepted = sum(group.rows for group in known)
        counts = Counts(records=self.rows, accepted=accepted, waiting=self.rows - accepted)
        missing = {Missing("school", id_) for id_, school in self._schools.items() if not school}
        groups = tuple(group.delivered() for group in known)
        return Parsed(groups, counts, self._findings.all(), frozenset(missing))

    def _read_row(self, row: Row) -> None:
        self.rows += 1
        where = at_line(row.line)
        if len(row.fields) < len(COLUMNS):
            message = f"The row has {len(row.fields)} fields: it needs all {len(COLUMNS)}."
            self._findings.add(rules.FIELD_COUNT, message, where)
            return
        name, school_id, year_text, subject, student, login = row.fields[: len(COLUMNS)]
        good = self._check_texts(row, where)
        year = self._school_year(year_text, where)
        if not good or year is None:
            return
        group = self._group((school_id, year, name.casefold()), name, row.line)
        group.rows += 1
        self._check_subject(group, subject, where)
        if student:
            group.students.setdefault(student, []).append(row.line)
        if login:
            group.logins.add(login.lower())

    def _check_texts(self, row: Row, where: str) -> bool:
        good = True
        for column, value in zip(COLUMNS, row.fields, strict=False):
            if not value and column in (rules.GROUP_NAME, rules.SCHOOL):
                self._findings.add(rules.MISSING_VALUE, "Give it a value.", where, column)
            elif len(value) > LENGTHS.get(column, len(value)):
                message = f"It has {len(value)} characters: use at most {LENGTHS[column]}."
                self._findings.add(rules.TOO_LONG, message, where, column)
            elif not value.isprintable():
                message = "Remove the characters that cannot be seen."
                self._findings.add(rules.UNPRINTABLE, message, where, column)
            else:
                continue
            good = False
        return good

    def _school_year(self, text: str, where: str) -> int | None:
        if not text:
            message = "Give the year in which the school year ends, such as 2026."
            self._findings.add(rules.MISSING_VALUE, message, where, rules.SCHOOL_YEAR)
            return None
        year = int(text) if _YEAR.fullmatch(text) else 0
        if FIRST_SCHOOL_YEAR <= year <= self._latest_year:
            return year
        message = (
            "Give the year in which the school year ends, "
            f"from {FIRST_SCHOOL_YEAR} to {self._latest_year}."
        )
        self._findings.add(rules.SCHOOL_YEAR_RANGE, message, where, rules.SCHOOL_YEAR)
        return None

    def _group(self, key: _Key, name: str, line: int) -> _Group:
        """The group a row belongs to; complains where it should have stood elsewhere."""
        if key == self._key:
            return self._groups[key]
        school_id, year, _ = key
        if school_id != self._school_id and school_id in self._schools:
            message = "Rows of this school stand further up: sort by school, group and year."
            self._findings.add(rules.SCHOOL_ORDER, message, at_line(line), rules.SCHOOL)
        elif key in self._groups:
            message = "Rows of this group stand further up: sort by school, group and year."
            self._findings.add(rules.GROUP_ORDER, message, at_line(line), rules.GROUP_NAME)
        if school_id not in self._schools:
            self._schools[school_id] = self._school(school_id, line)
        self._school_id, self._key = school_id, key
        return self._groups.setdefault(key, _Group(name, school_id, year, line))

    def _school(self, school_id: str, line: int) -> School | None:
        school = self._context.organizations.schools.get(school_id)
        if school is None:
            message = (
                "The school is not known yet. Its groups are loaded when it is; "
                "if the id is wrong, mend it and send the file again."
            )
            self._findings.add(rules.UNKNOWN_SCHOOL, message, at_line(line), rules.SCHOOL)
        elif not self._context.grant.covers(school.district_id):
            message = "You may not deliver groups of this school: remove them from the file."
            self._findings.add(rules.UNAUTHORIZED, message, at_line(line), rules.SCHOOL)
        return school

    def _check_subject(self, group: _Group, text: str, where: str) -> None:
        """A row may leave the subject open; those that do not must agree."""
        if not text:
            return
        code = self._codes.get(text.upper())
        if code is None:
            message = f"Use one of {', '.join(self._codes.values())}, or leave it empty."
            self._findings.add(rules.UNKNOWN_SUBJECT, message, where, rules.SUBJECT)
        elif group.subject not in (None, code):
            message = f"The group has the subject {group.subject} further up: keep to one."
            self._findings.add(rules.SUBJECT_CHANGES, message, where, rules.SUBJECT)
        else:
            group.subject = code

    def _check_size(self, group: _Group) -> None:
        count = len(group.students)
        if count > MAX_STUDENTS:
            message = f"The group has {count} students: make groups of at most {MAX_STUDENTS}."
            self._findings.add(rules.TOO_MANY_STUDENTS, message, at_line(group.line))


def _is_header(row: Row) -> bool:
    return tuple(name.lower() for name in row.fields[: len(COLUMNS)]) == COLUMNS
