"""What somebody asks to have exported, and whether they may."""

from dataclasses import dataclass

from cers.model.errors import InputError, NotFoundError
from cers.model.export_job import MOST_SCHOOLS, FileFormat, Wanted
from cers.model.organization import Organizations
from cers.model.scope import Scope
from cers.steps.session import Session


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asks for: of schools or of a whole district; no types stand for all."""

    name: str
    school_year: int
    school_ids: tuple[str, ...]
    district_id: str
    assessment_types: frozenset[str]
    transfers: bool
    format: str


def wanted_of(session: Session, organizations: Organizations, order: Order) -> Wanted:
    """What is to be made, of schools and types that the caller may export.

    Raises:
        NotFoundError: a school, or the district, is not in scope as a whole.
        InputError: something else cannot be asked for.
    """
    school_ids = _schools(session.export_scope, organizations, order)
    types = order.assessment_types or session.export_scope.assessment_types
    if not types <= session.export_scope.assessment_types:
        raise InputError("types: your role does not see all of these")
    if order.format not in tuple(FileFormat):
        raise InputError(f"format: one of {', '.join(FileFormat)}")
    return Wanted(
        school_year=order.school_year,
        assessment_types=tuple(sorted(types)),
        school_ids=school_ids,
        district_id=order.district_id,
        transfers=order.transfers and session.tenant.transfer_access,
        format=FileFormat(order.format),
    )


def _schools(scope: Scope, organizations: Organizations, order: Order) -> tuple[str, ...]:
    if bool(order.district_id) == bool(order.school_ids):
        raise InputError("name schools in school_ids, or a district in district_id")
    chosen = _of_district(scope, organizations, order.district_id) or order.school_ids
    if len(chosen) > MOST_SCHOOLS:
        raise InputError(f"school_ids: at most {MOST_SCHOOLS}")
    for each in chosen:
        school = organizations.schools.get(each)
        if school is None or not scope.holds_school(school.id, school.district_id):
            raise NotFoundError("there is no such school among those you may export")
    return tuple(sorted(set(chosen)))


def _of_district(scope: Scope, organizations: Organizations, district_id: str) -> tuple[str, ...]:
    """The schools of a district that somebody sees as a whole; none where none is named."""
    if not district_id:
        return ()
    whole = not scope.is_empty and (scope.statewide or district_id in scope.district_ids)
    schools = organizations.schools.values()
    found = tuple(each.id for each in schools if each.district_id == district_id) if whole else ()
    if not found:
        raise NotFoundError("there is no such district among those you may export")
    return found


def holds_everything(scope: Scope, organizations: Organizations, wanted: Wanted) -> bool:
    """Whether every school of an export, and every type, lies in a scope as a whole."""
    schools = [organizations.schools.get(each) for each in wanted.school_ids]
    return set(wanted.assessment_types) <= scope.assessment_types and all(
        school is not None and scope.holds_school(school.id, school.district_id)
        for school in schools
    )
