"""Staff as coordinators of a district keep it: who holds which role at its schools.

They grant the roles that are held at schools, with an acknowledgement each, and take any of those
away again, their own excepted. What they take away stays away, whatever a staff file says later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cers.model.access import NotPermittedError
from cers.model.acknowledgement import PRIVACY
from cers.model.audit import Action
from cers.model.errors import ConflictError, InputError, NotFoundError, UpstreamError
from cers.model.organization import School
from cers.model.roles import TOMS_ROLES, Level, Permission, Role
from cers.model.staff import Person, StaffAssignment, is_email, is_username
from cers.steps.audit_records import Audit, record_of
from cers.steps.session import Session
from cers.steps.settle_users import settle_user
from cers.steps.sources import Reference
from cers.steps.staff_documents import StaffItem, assignment_id, is_themselves, staff_item
from cers.stores.grants import Consent, GrantStore, Standing
from cers.stores.staff import StaffStore
from cers.stores.users import DirectoryError, UserDirectory

GRANTABLE: Final = tuple(role for role in TOMS_ROLES.values() if role.level is Level.SCHOOL)
"""The roles a coordinator may grant: those of TOMS that are held at a school."""


@dataclass(frozen=True, slots=True)
class StaffSources:
    """What staff is kept in and checked against, and where changes are recorded."""

    grants: GrantStore
    staff: StaffStore
    users: UserDirectory
    reference: Reference
    audit: Audit
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A role somebody is to hold at a school, and what whoever grants it agreed to."""

    person: Person
    role: str
    school_id: str
    acknowledged: bool
    acknowledgement_version: str = ""


def district_of(session: Session) -> str:
    """The district whose staff the caller keeps.

    Raises:
        NotPermittedError: the role keeps none.
    """
    session.require(Permission.MANAGE_STAFF)
    if session.assignment.role.level is not Level.DISTRICT:
        raise NotPermittedError("staff is kept by districts")
    return session.assignment.organization_id


def school_of_staff(session: Session, sources: StaffSources, school_id: str) -> School:
    """A school of the caller's district.

    Raises:
        NotPermittedError: the role keeps no staff.
        NotFoundError: the district has no such school.
    """
    district_id = district_of(session)
    school = sources.reference.organizations().schools.get(school_id)
    if school is None or school.district_id != district_id:
        raise NotFoundError("there is no such school in your district")
    return school


def standing_at(session: Session, sources: StaffSources, school_id: str = "") -> list[Standing]:
    """The assignments at one school of the caller's district; without one, all in the district.

    Raises:
        NotPermittedError: the role keeps no staff.
        NotFoundError: the district has no such school.
    """
    district_id = district_of(session)
    if school_id:
        school = school_of_staff(session, sources, school_id)
        return sources.grants.standing([], [school.id])
    schools = sources.reference.organizations().schools.values()
    mine = [school.id for school in schools if school.district_id == district_id]
    return sources.grants.standing([district_id], mine)


def grant(session: Session, sources: StaffSources, wanted: Wanted) -> StaffItem:
    """Have somebody hold a role at a school, as a new user if there is none of that name.

    To repeat it changes nothing.

    Raises:
        NotPermittedError: the role keeps no staff, or they are about to grant it to themselves.
        NotFoundError: the district has no such school.
        InputError: something is wrong, or the acknowledgement is missing.
        ConflictError: the user name or the address is somebody else's.
        UpstreamError: the sign-in service could not be told; repeat it.
    """
    school = school_of_staff(session, sources, wanted.school_id)
    role = _grantable(wanted.role)
    _check_acknowledged(wanted)
    _check_others(session, sources, wanted.person)
    person, is_new = _known(sources, wanted.person)
    assignment = StaffAssignment(person, role, school.id, school.name, school.district_id)
    before = _find(session, sources, assignment)
    if before is not None and not before.withheld_by:
        _settle(sources, person.username)
        return staff_item(session, before)
    _record(session, sources, assignment, f"grant, agreeing to acknowledgement {PRIVACY.version},")
    now = sources.now()
    if before is not None and before.stated:
        sources.grants.lift(assignment, now)
    else:
        consent = Consent(session.identity.username, now, PRIVACY.version)
        sources.grants.grant(assignment, consent)
        _admit(sources, assignment, is_new=is_new)
    _settle(sources, person.username)
    granted = _find(session, sources, assignment)
    if granted is None:
        raise ConflictError("the assignment was changed meanwhile; look at it again")
    return staff_item(session, granted)


def revoke(session: Session, sources: StaffSources, revoked_id: str) -> StaffItem:
    """Take a role at a school away; what became of it. To repeat it changes nothing.

    Raises:
        NotPermittedError: the role keeps no staff, or the assignment is their own or the LEA's.
        NotFoundError: there is no such assignment in the district.
        ConflictError: it was changed at the same moment.
        UpstreamError: the sign-in service could not be told; the right is gone all the same.
    """
    standing = _by_id(standing_at(session, sources), revoked_id)
    assignment = standing.assignment
    if assignment.level is not Level.SCHOOL:
        raise NotPermittedError("roles of the district itself are not revoked here")
    if is_themselves(session, assignment.person):
        raise NotPermittedError("nobody changes their own rights")
    if not standing.withheld_by:
        _record(session, sources, assignment, "revoke")
        sources.grants.withhold(standing, session.identity.username, sources.now())
    _settle(sources, assignment.person.username)
    here = standing_at(session, sources, assignment.organization_id)
    return staff_item(session, _by_id(here, revoked_id))


def _grantable(code: str) -> Role:
    for role in GRANTABLE:
        if role.code == code:
            return role
    raise InputError(f"role: one of {', '.join(role.code for role in GRANTABLE)}")


def _check_acknowledged(wanted: Wanted) -> None:
    if not wanted.acknowledged:
        raise InputError(
            "acknowledged: true, once you have read the privacy acknowledgement and agree to it; "
            "nobody is granted a role without it"
        )
    if wanted.acknowledgement_version not in ("", PRIVACY.version):
        raise ConflictError("the acknowledgement has changed: read it again, and agree to it")


def _check_others(session: Session, sources: StaffSources, person: Person) -> None:
    """Refuse a grant to oneself, be it under another user name."""
    if not is_username(person.username):
        raise InputError("username: letters, digits, . _ and -; the address does not do")
    if not is_email(person.email):
        raise InputError("email: one address, such as somebody@district.example")
    if is_themselves(session, person):
        raise NotPermittedError("nobody changes their own rights")
    own = _person(sources, session.identity.username)
    if own is not None and own.email.lower() == person.email.lower():
        raise NotPermittedError("nobody changes their own rights")


def _person(sources: StaffSources, username: str) -> Person | None:
    """Whom we know by a user name: from files, from coordinators, or from the user pool."""
    stated = sources.staff.holdings(username).person
    try:
        return stated or sources.grants.made_known(username) or sources.users.find(username)
    except DirectoryError as error:
        raise UpstreamError("the sign-in service cannot be asked just now") from error


def _known(sources: StaffSources, wanted: Person) -> tuple[Person, bool]:
    """The person as we know them, and whether it is somebody new.

    Who is known stays described as before: else a grant could hand their account to another
    address.
    """
    known = _person(sources, wanted.username)
    if known is None:
        return wanted, True
    if known.email.lower() != wanted.email.lower():
        raise ConflictError(
            "username: somebody of that user name has another address; check both of them"
        )
    return known, False


def _find(session: Session, sources: StaffSources, assignment: StaffAssignment) -> Standing | None:
    standing = standing_at(session, sources, assignment.organization_id)
    found = (each for each in standing if each.assignment.key == assignment.key)
    return next(found, None)


def _by_id(standing: list[Standing], wanted_id: str) -> Standing:
    for each in standing:
        if assignment_id(each.assignment) == wanted_id:
            return each
    raise NotFoundError("there is no such assignment in your district")


def _admit(sources: StaffSources, assignment: StaffAssignment, *, is_new: bool) -> None:
    """Make the user; if the sign-in service refuses them, undo what was granted.

    Raises:
        ConflictError: it does.
    """
    if _settle(sources, assignment.person.username):
        return
    sources.grants.withdraw(assignment, sources.now(), forget=is_new)
    raise ConflictError(
        "email: the sign-in service refuses the user: the address is somebody else's, or cannot "
        "be written to"
    )


def _settle(sources: StaffSources, username: str) -> bool:
    """Tell the sign-in service of a user; False if it refuses them."""
    version = sources.staff.unsynced_version(username)
    if version is None:
        return True
    try:
        return settle_user(username, version, sources.staff, sources.users)
    except DirectoryError as error:
        raise UpstreamError("the sign-in service cannot be told just now; try again") from error


def _record(
    session: Session, sources: StaffSources, assignment: StaffAssignment, what: str
) -> None:
    """Record a change that is about to be made; the assignment's id stands for the user."""
    record = record_of(
        session,
        Action.CHANGE,
        at=sources.now(),
        district_ids=(assignment.unit,),
        school_ids=(assignment.organization_id,),
        detail=f"{what} {assignment.role.code}: assignment {assignment_id(assignment)}",
    )
    sources.audit.record(record)
