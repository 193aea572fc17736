"""Staff: users and the roles they hold, or every fault in the file.

A file is a complete statement: whoever it does not name holds nothing in its scope. No finding
quotes a cell: with columns shifted, any cell may hold an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cers.feeds.reading import Findings, Parsed, at_line, decode
from cers.feeds.staff import rules
from cers.feeds.staff.heading import CONFIRM, REVOCATIONS, Heading, read_heading
from cers.feeds.staff.rules import COLUMNS, LENGTHS
from cers.feeds.table import MalformedTableError, Row, read_rows
from cers.model.delivery import Counts
from cers.model.organization import Organizations
from cers.model.reference import Missing
from cers.model.roles import TOMS_ROLES, Level, Role
from cers.model.staff import (
    STATE_UNIT,
    Person,
    StaffAssignment,
    StaffScope,
    is_email,
    is_username,
)
from cers.model.vendor import VendorGrant

Key = tuple[str, str, str]
"""User name, role and organization."""


@dataclass(frozen=True, slots=True)
class StaffContext:
    """What a staff file is checked against."""

    organizations: Organizations
    grant: VendorGrant


@dataclass(frozen=True, slots=True)
class StaffStatement:
    """What a file states: these are all assignments within its scope.

    `waiting` are those it names at an organization we do not know yet. `lines` says for each user
    where the file names them first.
    """

    scope: StaffScope
    confirmed: bool
    assignments: tuple[StaffAssignment, ...]
    waiting: frozenset[Key]
    lines: Mapping[str, int]


def read_staff(data: bytes, context: StaffContext) -> Parsed[StaffStatement]:
    """The statement of a file; any error refuses the whole file."""
    findings = Findings(rules.FILE)
    text = decode(data, rules.FILE, findings)
    if text is None:
        return Parsed.refused(findings)
    heading = read_heading(text, findings)
    reader = _Reader(context, heading, findings)
    try:
        reader.read(text)
    except MalformedTableError as error:
        message = "A quoted field is not closed or goes on too long: mend the quotes here."
        findings.add(rules.MALFORMED, message, at_line(error.line))
    if heading is None or findings.failed:
        return Parsed.refused(findings, reader.rows)
    return reader.result(heading)


@dataclass(slots=True)
class _Seen:
    """What rows so far have said of users."""

    people: dict[str, Person] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


class _Reader:
    def __init__(self, context: StaffContext, heading: Heading | None, findings: Findings) -> None:
        self._context = context
        self._heading = heading
        self._findings = findings
        self._header: tuple[str, ...] = ()
        self._seen = _Seen()
        self._assignments: dict[Key, StaffAssignment] = {}
        self._waiting: set[Key] = set()
        self._missing: set[Missing] = set()
        self._waiting_rows = 0
        self.rows = 0

    def read(self, text: str) -> None:
        """Read the whole file."""
        rows = read_rows(text)
        header = next(rows, None)
        self._header = tuple(name.lower() for name in header.fields) if header else ()
        if not _is_header(self._header):
            message = f"The first row must name each of these once: {', '.join(COLUMNS)}."
            self._findings.add(rules.HEADER, message, at_line(header.line if header else 1))
            return
        self._check_grant()
        for row in rows:
            self._read_row(row)
        if not self.rows and not (self._heading and self._heading.confirmed):
            message = f'If nobody is to hold a role any more, add "# {CONFIRM}: {REVOCATIONS}".'
            self._findings.add(rules.NO_RECORDS, message)

    def result(self, heading: Heading) -> Parsed[StaffStatement]:
        """What was read, of a file without errors."""
        statement = StaffStatement(
            heading.scope,
            heading.confirmed,
            tuple(self._assignments.values()),
            frozenset(self._waiting),
            self._seen.lines,
        )
        accepted = self.rows - self._waiting_rows
        counts = Counts(records=self.rows, accepted=accepted, waiting=self._waiting_rows)
        return Parsed(statement, counts, self._findings.all(), frozenset(self._missing))

    def _check_grant(self) -> None:
        grant = self._context.grant
        scope = self._heading.scope if self._heading else StaffScope()
        granted = grant.statewide or (
            not scope.statewide and all(map(grant.covers, scope.district_ids))
        )
        if not granted:
            message = "You may not deliver staff for all of the scope: name your own districts."
            self._findings.add(rules.UNAUTHORIZED, message)

    def _read_row(self, row: Row) -> None:
        self.rows += 1
        where = at_line(row.line)
        if len(row.fields) != len(self._header):
            message = f"The row has {len(row.fields)} fields, the header {len(self._header)}."
            self._findings.add(rules.FIELD_COUNT, message, where)
            return
        cells = dict(zip(self._header, row.fields, strict=True))
        if not self._check_texts(cells, where):
            return
        person = self._person(cells, row.line)
        role = self._role(cells, where)
        if person is not None and role is not None:
            self._assign(person, role, cells, where)

    def _check_texts(self, cells: Mapping[str, str], where: str) -> bool:
        good = True
        for column, longest in LENGTHS.items():
            value = cells.get(column, "")
            if not value and column in COLUMNS:
                self._findings.add(rules.MISSING_VALUE, "Give it a value.", where, column)
            elif len(value) > longest:
                message = f"It has {len(value)} characters: use at most {longest}."
                self._findings.add(rules.TOO_LONG, message, where, column)
            elif not value.isprintable():
                message = "Remove the characters that cannot be seen."
                self._findings.add(rules.UNPRINTABLE, message, where, column)
            else:
                continue
            good = False
        return good

    def _person(self, cells: Mapping[str, str], line: int) -> Person | None:
        where = at_line(line)
        username, email = cells[rules.USERNAME].lower(), cells[rules.EMAIL]
        if not is_username(username):
            message = "Use the logon name, of letters, digits, . _ and -; the address does not do."
            self._findings.add(rules.INVALID_USERNAME, message, where, rules.USERNAME)
            return None
        if not is_email(email):
            message = "Give one address, such as somebody@district.example."
            self._findings.add(rules.INVALID_EMAIL, message, where, rules.EMAIL)
            return None
        person = Person(username, email, cells[rules.FIRST_NAME], cells[rules.LAST_NAME])
        self._compare(person, line)
        return person

    def _compare(self, person: Person, line: int) -> None:
        """Rows about the same user must agree, and an address is one user's."""
        seen, username = self._seen, person.username
        if seen.people.setdefault(username, person) != person:
            first = seen.lines[username]
            message = f"Line {first} gives this user another name or address: make them agree."
            self._findings.add(rules.USER_DIFFERS, message, at_line(line))
        seen.lines.setdefault(username, line)
        owner = seen.addresses.setdefault(person.email.lower(), username)
        if owner != username:
            message = f"The user in line {seen.lines[owner]} has this address: give each their own."
            self._findings.add(rules.SHARED_EMAIL, message, at_line(line), rules.EMAIL)

    def _role(self, cells: Mapping[str, str], where: str) -> Role | None:
        role = TOMS_ROLES.get(cells[rules.ROLE].upper())
        if role is None:
            message = f"Use one of {', '.join(TOMS_ROLES)}, or leave the row out."
            self._findings.add(rules.UNKNOWN_ROLE, message, where, rules.ROLE)
        elif cells[rules.ORGANIZATION_TYPE].lower() != role.level:
            message = f"{role.code} is held at a {role.level}."
            self._findings.add(rules.ROLE_LEVEL, message, where, rules.ORGANIZATION_TYPE)
            return None
        return role

    def _assign(self, person: Person, role: Role, cells: Mapping[str, str], where: str) -> None:
        id_ = cells[rules.ORGANIZATION_ID]
        key = (person.username, role.code, id_)
        if key in self._assignments or key in self._waiting:
            message = "A row above gives the user this role there: remove one of the two."
            self._findings.add(rules.DUPLICATE, message, where)
        place = _place(role.level, cells, self._context.organizations)
        if place is None:
            self._wait(Missing(role.level, id_), key, where)
            return
        name, unit = place
        if self._heading and not self._heading.scope.covers(unit):
            message = "The row lies outside of the scope: widen the scope or remove the row."
            self._findings.add(rules.OUT_OF_SCOPE, message, where, rules.ORGANIZATION_ID)
        self._assignments[key] = StaffAssignment(person, role, id_, name, unit)

    def _wait(self, missing: Missing, key: Key, where: str) -> None:
        self._missing.add(missing)
        self._waiting.add(key)
        self._waiting_rows += 1
        message = (
            f"The {missing.kind} is not known yet. The assignment holds once it is; "
            "if the id is wrong, mend it and send the file again."
        )
        self._findings.add(rules.UNKNOWN_ORGANIZATION, message, where, rules.ORGANIZATION_ID)


def _is_header(names: tuple[str, ...]) -> bool:
    return all(names.count(column) == 1 for column in COLUMNS) and len(set(names)) == len(names)


def _place(
    level: Level, cells: Mapping[str, str], organizations: Organizations
) -> tuple[str, str] | None:
    """The name of an organization and the unit it lies in; None if it is not known."""
    id_ = cells[rules.ORGANIZATION_ID]
    if level is Level.STATE:
        return cells.get(rules.ORGANIZATION_NAME) or id_, STATE_UNIT
    if level is Level.DISTRICT:
        district = organizations.districts.get(id_)
        return (district.name, district.id) if district else None
    school = organizations.schools.get(id_)
    return (school.name, school.district_id) if school else None
