"""Instructional links as answers show them, and pages of those that somebody keeps."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterable
from typing import TypedDict

from cers.model.assessment import Assessment
from cers.model.errors import InputError
from cers.model.instructional_link import InstructionalLink, OwnerType, owner_name
from cers.model.organization import Organizations
from cers.reports.documents import Coded, Level
from cers.reports.levels import every_level
from cers.steps.links import LinkSources, overall_of

_Place = tuple[str, int, str, int, str]
_ORDER = list(OwnerType)


class OwnerDocument(TypedDict):
    """The organization that keeps a link."""

    type: str
    id: str
    name: str


class LinkDocument(TypedDict):
    """A link as it is shown with results."""

    id: str
    level: int
    label: str
    url: str
    organization: OwnerDocument


class LinkedAssessment(TypedDict):
    """The assessment that a link is for; one that is not known any more has nothing but its id."""

    id: str
    label: str
    grade: str
    subject: Coded
    type: str
    school_year: int | None
    levels: list[Level]


class KeptLinkDocument(LinkDocument):
    """A link as those see it who may change it."""

    assessment: LinkedAssessment
    changed_at: str


class KeptLinkPage(TypedDict):
    """One page of them."""

    links: list[KeptLinkDocument]
    total: int
    next: str | None


def shown_links(
    links: Iterable[InstructionalLink], organizations: Organizations
) -> list[LinkDocument]:
    """Links as they are shown with results."""
    return [_shown(link, organizations) for link in links]


def kept_link(link: InstructionalLink, sources: LinkSources) -> KeptLinkDocument:
    """A link as those see it who may change it."""
    return KeptLinkDocument(
        **_shown(link, sources.reference.organizations()),
        assessment=linked_assessment(link.assessment_id, sources),
        changed_at=link.changed_at.isoformat(),
    )


def kept_link_page(
    links: Iterable[InstructionalLink], sources: LinkSources, search: str, limit: int, cursor: str
) -> KeptLinkPage:
    """One page of links, by assessment.

    `search` is part of a label, an address, or the name of an assessment or an organization;
    `cursor` is empty for the first page.

    Raises:
        InputError: the cursor is none of ours.
    """
    wanted = search.casefold()
    every = (kept_link(link, sources) for link in links)
    found = sorted((each for each in every if _answers_to(wanted, each)), key=_place)
    start = bisect_right(found, _parsed(cursor), key=_place) if cursor else 0
    page = found[start : start + limit]
    more = start + limit < len(found)
    return KeptLinkPage(
        links=page, total=len(found), next=_cursor(_place(page[-1])) if more else None
    )


def _shown(link: InstructionalLink, organizations: Organizations) -> LinkDocument:
    owner = link.owner
    return LinkDocument(
        id=link.id,
        level=link.level,
        label=link.label,
        url=link.url,
        organization=OwnerDocument(
            type=owner.type.value, id=owner.id, name=owner_name(owner, organizations)
        ),
    )


def linked_assessment(assessment_id: str, sources: LinkSources) -> LinkedAssessment:
    """An assessment as links show it."""
    assessment: Assessment | None = sources.reference.assessments().get(assessment_id)
    code = assessment.subject if assessment else ""
    subject = sources.reference.subjects().get(code)
    return LinkedAssessment(
        id=assessment_id,
        label=(assessment.label or assessment.name) if assessment else assessment_id,
        grade=assessment.grade if assessment else "",
        subject=Coded(code=code, name=subject.name if subject else code),
        type=assessment.type if assessment else "",
        school_year=assessment.school_year if assessment else None,
        levels=every_level(overall_of(sources.reference, assessment)) if assessment else [],
    )


def _answers_to(search: str, link: KeptLinkDocument) -> bool:
    assessment = link["assessment"]
    texts = (
        link["label"],
        link["url"],
        link["organization"]["name"],
        assessment["label"],
        assessment["id"],
        assessment["subject"]["name"],
    )
    return any(search in text.casefold() for text in texts)


def _place(link: KeptLinkDocument) -> _Place:
    organization = link["organization"]
    rank = _ORDER.index(OwnerType(organization["type"]))
    return link["assessment"]["label"], rank, organization["id"], link["level"], link["id"]


def _cursor(place: _Place) -> str:
    return urlsafe_b64encode(json.dumps(place).encode()).decode()


def _parsed(cursor: str) -> _Place:
    try:
        label, rank, owner_id, level, link_id = json.loads(urlsafe_b64decode(cursor.encode()))
        return str(label), int(rank), str(owner_id), int(level), str(link_id)
    except (ValueError, TypeError, RecursionError, OverflowError):
        raise InputError("cursor: use the `next` of the page before") from None
