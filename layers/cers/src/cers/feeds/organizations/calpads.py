"""The CALPADS list of schools: fields separated by `^`, one school a row."""

import re
from datetime import datetime
from typing import Final

from cers.feeds.organizations import rules
from cers.feeds.reading import Findings, at_line, quoted
from cers.feeds.table import Row, named, read_rows
from cers.model.delivery import Counts
from cers.model.organization import District, Organizations, School

NAME_LENGTH: Final = 100
DISTRICT: Final = "County-District Code"
SCHOOL: Final = "Auth CDS Code"
DISTRICT_NAME: Final = "District Name"
SCHOOL_NAME: Final = "School Name"
COLUMNS: Final = (DISTRICT, SCHOOL, DISTRICT_NAME, SCHOOL_NAME)
DISTRICT_SUFFIX: Final = "0000000"
"""What a county-district code lacks to be the 14-digit code of a district."""

_DIGITS: Final = {DISTRICT: 7, SCHOOL: 14}


def read_calpads(
    text: str, landed_at: datetime, findings: Findings
) -> tuple[Organizations, Counts] | None:
    """The schools of the list and their districts; None if its header names no such columns."""
    rows = read_rows(text, delimiter="^", quotes=False)
    header = next(rows, None)
    if header is None or any(header.fields.count(column) != 1 for column in COLUMNS):
        return None
    reader = _Reader(header.fields, landed_at, findings)
    for row in rows:
        reader.read(row)
    if not reader.rows:
        findings.add(rules.NO_RECORDS, "List at least one school below the header.")
    taken = reader.rows - reader.skipped
    counts = Counts(records=taken, accepted=taken, skipped=reader.skipped)
    return Organizations(reader.districts, reader.schools), counts


class _Reader:
    def __init__(self, header: tuple[str, ...], landed_at: datetime, findings: Findings) -> None:
        self._header = header
        self._landed_at = landed_at
        self._findings = findings
        self.districts: dict[str, District] = {}
        self.schools: dict[str, School] = {}
        self.rows = 0
        self.skipped = 0

    def read(self, row: Row) -> None:
        """Add a row's school and district; of what is repeated, the first one stays."""
        self.rows += 1
        where = at_line(row.line)
        if len(row.fields) != len(self._header):
            message = f"The row has {len(row.fields)} fields, the header {len(self._header)}."
            self._findings.add(rules.FIELD_COUNT, message, where)
            return
        fields = named(self._header, row)
        good = [self._check(column, fields.get(column, ""), where) for column in COLUMNS]
        if not all(good):
            return
        district_id = fields[DISTRICT] + DISTRICT_SUFFIX
        district = District(district_id, fields[DISTRICT_NAME], self._landed_at)
        self.districts.setdefault(district_id, district)
        school = School(fields[SCHOOL], fields[SCHOOL_NAME], district_id, self._landed_at)
        self._add(school, where)

    def _add(self, school: School, where: str) -> None:
        first = self.schools.setdefault(school.id, school)
        if first is not school:
            self.skipped += 1
        if first != school:
            message = f"The school {school.id} stands above with another name or district."
            self._findings.add(rules.DUPLICATE, message, where, SCHOOL)

    def _check(self, column: str, value: str, where: str) -> bool:
        digits = _DIGITS.get(column)
        if not value:
            self._findings.add(rules.MISSING_VALUE, "Give the school a value.", where, column)
        elif digits and not re.fullmatch(rf"[0-9]{{{digits}}}", value):
            message = f"{quoted(value)} should be {digits} digits, with leading zeros."
            self._findings.add(rules.INVALID, message, where, column)
        elif len(value) > NAME_LENGTH:
            message = f"The name has {len(value)} characters: use at most {NAME_LENGTH}."
            self._findings.add(rules.TOO_LONG, message, where, column)
        else:
            return True
        return False
