"""Staff as answers show it."""

import hashlib
from dataclasses import dataclass
from typing import Final, TypedDict

from cers.model.roles import Level
from cers.model.staff import Person, StaffAssignment
from cers.steps.cursors import cursor_of, parsed_cursor
from cers.steps.session import Session
from cers.stores.grants import Standing

PAGE: Final = 100
TOMS: Final = "toms"
COORDINATOR: Final = "coordinator"


@dataclass(frozen=True, slots=True)
class Looked:
    """Which assignments are looked for; what is empty does not restrict them.

    `search` is a part of the name, the user name or the address, `role` a role's code.
    """

    search: str = ""
    role: str = ""

    def finds(self, assignment: StaffAssignment) -> bool:
        """Whether it is this assignment."""
        here = self.role in ("", assignment.role.code)
        return here and _answers_to(self.search.casefold(), assignment)


class StaffOrganization(TypedDict):
    """Where an assignment is held."""

    type: str
    id: str
    name: str


class StaffItem(TypedDict):
    """An assignment: who holds it, where it stems from and how it stands.

    What only coordinators' grants have is null where it stems from a staff file. `status` is held
    or, where a coordinator has taken it away, withheld.
    """

    id: str
    username: str
    email: str
    first_name: str
    last_name: str
    role: str
    role_name: str
    organization: StaffOrganization
    source: str
    status: str
    granted_by: str | None
    granted_at: str | None
    acknowledgement_version: str | None
    may_revoke: bool


class StaffPage(TypedDict):
    """One page of assignments, by name."""

    assignments: list[StaffItem]
    total: int
    next: str | None


def assignment_id(assignment: StaffAssignment) -> str:
    """A short name that stays the same for the same user, role and organization."""
    return hashlib.sha256("\n".join(assignment.key).encode()).hexdigest()[:24]


def is_themselves(session: Session, person: Person) -> bool:
    """Whether a person is the caller."""
    return person.username == session.identity.username.lower()


def staff_item(session: Session, standing: Standing) -> StaffItem:
    """An assignment as answers show it."""
    each, consent = standing.assignment, standing.consent
    revocable = each.level is Level.SCHOOL and not is_themselves(session, each.person)
    return StaffItem(
        id=assignment_id(each),
        username=each.person.username,
        email=each.person.email,
        first_name=each.person.given_name,
        last_name=each.person.family_name,
        role=each.role.code,
        role_name=each.role.name,
        organization=StaffOrganization(
            type=each.level.value, id=each.organization_id, name=each.organization_name
        ),
        source=TOMS if standing.stated else COORDINATOR,
        status="withheld" if standing.withheld_by else "held",
        granted_by=consent.username if consent else None,
        granted_at=consent.at.isoformat() if consent else None,
        acknowledgement_version=consent.version if consent else None,
        may_revoke=revocable and not standing.withheld_by,
    )


def staff_page(
    session: Session, standing: list[Standing], looked: Looked, cursor: str
) -> StaffPage:
    """A page of the assignments that are looked for, by name.

    Raises:
        InputError: the cursor is none of ours.
    """
    found = [each for each in standing if looked.finds(each.assignment)]
    ordered = sorted(found, key=_sorting)
    start = 0
    if after := parsed_cursor(cursor, parts=1):
        ids = [assignment_id(each.assignment) for each in ordered]
        start = ids.index(after[0]) + 1 if after[0] in ids else 0
    page = ordered[start : start + PAGE]
    more = start + PAGE < len(ordered)
    return StaffPage(
        assignments=[staff_item(session, each) for each in page],
        total=len(ordered),
        next=cursor_of([assignment_id(page[-1].assignment)]) if more else None,
    )


def _sorting(standing: Standing) -> tuple[str, ...]:
    each = standing.assignment
    person = each.person
    names = person.family_name.casefold(), person.given_name.casefold()
    return (*names, *each.key)


def _answers_to(search: str, assignment: StaffAssignment) -> bool:
    person = assignment.person
    names = (
        person.username,
        person.email,
        f"{person.given_name} {person.family_name}",
        f"{person.family_name}, {person.given_name}",
    )
    return any(search in name.casefold() for name in names)
