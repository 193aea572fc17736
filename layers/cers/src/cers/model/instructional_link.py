"""Links to teaching resources, kept by organizations for an assessment and a performance level."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from cers.model.errors import InputError
from cers.model.organization import District, OrganizationGroup, Organizations, School
from cers.model.roles import Level

LABEL_LENGTH: Final = 200
URL_LENGTH: Final = 2_000
EVERY_LEVEL: Final = 0
"""The level of a link that is for results at every performance level."""


class OwnerType(StrEnum):
    """The kind of organization that keeps a link, from the widest to the narrowest."""

    SYSTEM = "system"
    """Whoever makes the assessments."""

    STATE = "state"
    DISTRICT_GROUP = "district_group"
    DISTRICT = "district"
    SCHOOL_GROUP = "school_group"
    SCHOOL = "school"


@dataclass(frozen=True, slots=True)
class Owner:
    """An organization that keeps links; there is one system and one state."""

    type: OwnerType
    id: str


SYSTEM: Final = Owner(OwnerType.SYSTEM, "system")
STATE: Final = Owner(OwnerType.STATE, "state")


@dataclass(frozen=True, slots=True)
class InstructionalLink:
    """One link; `level` is the performance level it is for, 0 for every one.

    `version` counts its changes from 1.
    """

    id: str
    assessment_id: str
    owner: Owner
    level: int
    label: str
    url: str
    version: int
    changed_at: datetime


def owners_for(school: School | None, organizations: Organizations) -> tuple[Owner, ...]:
    """The organizations whose links are shown at a school; without one, those shown everywhere."""
    return (SYSTEM, STATE, *(_above(school, organizations) if school else ()))


def _above(school: School, organizations: Organizations) -> Iterator[Owner]:
    district = organizations.districts.get(school.district_id)
    if district and district.group_id:
        yield Owner(OwnerType.DISTRICT_GROUP, district.group_id)
    yield Owner(OwnerType.DISTRICT, school.district_id)
    if school.group_id:
        yield Owner(OwnerType.SCHOOL_GROUP, school.group_id)
    yield Owner(OwnerType.SCHOOL, school.id)


def owners_of(
    level: Level, organization_id: str, organizations: Organizations
) -> tuple[Owner, ...]:
    """The organizations whose links a role with the permission keeps, held at one of a level."""
    match level:
        case Level.STATE:
            groups = organizations.district_groups
            return (STATE, *(Owner(OwnerType.DISTRICT_GROUP, id_) for id_ in groups))
        case Level.DISTRICT:
            return tuple(_within(organization_id, organizations))
        case Level.SCHOOL:
            return (Owner(OwnerType.SCHOOL, organization_id),)
        case Level.VENDOR:
            return ()


def _within(district_id: str, organizations: Organizations) -> Iterator[Owner]:
    yield Owner(OwnerType.DISTRICT, district_id)
    for group in organizations.school_groups.values():
        if group.district_id == district_id:
            yield Owner(OwnerType.SCHOOL_GROUP, group.id)
    for school in organizations.schools.values():
        if school.district_id == district_id:
            yield Owner(OwnerType.SCHOOL, school.id)


def owner_name(owner: Owner, organizations: Organizations) -> str:
    """What an organization is called; its id where it is not known any more."""
    match owner.type:
        case OwnerType.SYSTEM:
            return "System"
        case OwnerType.STATE:
            return "State"
        case OwnerType.DISTRICT_GROUP:
            return _name(organizations.district_groups, owner.id)
        case OwnerType.DISTRICT:
            return _name(organizations.districts, owner.id)
        case OwnerType.SCHOOL_GROUP:
            return _name(organizations.school_groups, owner.id)
        case OwnerType.SCHOOL:
            return _name(organizations.schools, owner.id)


def _name(places: Mapping[str, District | School | OrganizationGroup], id_: str) -> str:
    return places[id_].name if id_ in places else id_


_URL: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII)
"""The characters of addresses (source: RFC 3986, appendix A)."""

_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", re.ASCII)


def checked_url(text: str) -> str:
    """An address that a page may link to: http or https, of a named host, without credentials.

    Raises:
        InputError: it is something else, such as a script, or is too long.
    """
    url = text.strip()
    if len(url) > URL_LENGTH:
        raise InputError(f"url: at most {URL_LENGTH:,} characters")
    if not _URL.fullmatch(url):
        raise InputError("url: the characters of an address, others percent-encoded")
    try:
        parts = urlsplit(url)
        good = _is_web_address(parts) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise InputError("url: an address such as https://example.org/page, without user names")
    return url


def _is_web_address(parts: SplitResult) -> bool:
    return (
        parts.scheme in ("http", "https")
        and "@" not in parts.netloc
        and _HOST.fullmatch(parts.hostname or "") is not None
    )


def checked_label(text: str) -> str:
    """What a link is called.

    Raises:
        InputError: it is empty, too long, or has control characters in it.
    """
    label = text.strip()
    if not 0 < len(label) <= LABEL_LENGTH or not label.isprintable():
        raise InputError(f"label: 1 to {LABEL_LENGTH} printable characters")
    return label
