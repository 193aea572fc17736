"""/v1/links and /v1/assessments/…/links: links to teaching resources, shown and kept."""

from collections.abc import Mapping
from typing import Any, Final

from chalice.app import Blueprint

from cers.model.errors import InputError
from cers.model.instructional_link import LABEL_LENGTH, URL_LENGTH, Owner, OwnerType
from cers.model.roles import Permission
from cers.steps import links as steps
from cers.steps.link_choices import assessment_choices, owner_choices
from cers.steps.link_pages import kept_link, kept_link_page, shown_links
from cers.steps.session import Session
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import (
    ASSESSMENT_ID_LENGTH,
    SCHOOL_ID_LENGTH,
    body,
    identifier,
    integer,
    integer_member,
    only,
    text,
    text_member,
)
from chalicelib.request import Request
from chalicelib.responses import Created, Impersonal

PAGE: Final = 50
LONGEST_PAGE: Final = 200
LINK_ID_LENGTH: Final = 40
HIGHEST_LEVEL: Final = 20
CURSOR_LENGTH: Final = 4_000

_LINK: Final = ("level", "label", "url")

routes = Blueprint(__name__)


@routes.route("/v1/assessments/{assessment_id}/links", authorizer=AUTHORIZER, content_types=[])
@endpoint
def shown(request: Request, assessment_id: str) -> object:
    """The links to show with an assessment, at a school if one is named."""
    opened = session(request)
    only(request.query, "school_id")
    sources = services().links
    assessment = identifier(assessment_id, "assessment_id", ASSESSMENT_ID_LENGTH)
    school_id = text(request.query, "school_id", SCHOOL_ID_LENGTH)
    found = steps.links_for(opened, sources, assessment, school_id)
    links = shown_links(found, sources.reference.organizations())
    return Impersonal({"assessment_id": assessment, "links": links})


@routes.route("/v1/links", authorizer=AUTHORIZER, content_types=[])
@endpoint
def kept(request: Request) -> object:
    """One page of the links that the caller may change."""
    opened = session(request)
    only(request.query, "search", "limit", "cursor")
    sources = services().links
    page = kept_link_page(
        steps.kept_links(opened, sources),
        sources,
        search=text(request.query, "search", 100),
        limit=integer(request.query, "limit", 1, LONGEST_PAGE) or PAGE,
        cursor=text(request.query, "cursor", CURSOR_LENGTH),
    )
    return Impersonal(page)


@routes.route("/v1/links/assessments", authorizer=AUTHORIZER, content_types=[])
@endpoint
def assessments(request: Request) -> object:
    """The first assessments that are found to keep a link for."""
    opened = session(request)
    sources = services().links
    found = steps.linkable(opened, sources)
    return Impersonal(assessment_choices(found, sources, *_looked(request)))


@routes.route("/v1/links/organizations", authorizer=AUTHORIZER, content_types=[])
@endpoint
def organizations(request: Request) -> object:
    """The first organizations that are found to keep a link for."""
    opened = session(request)
    sources = services().links
    found = steps.link_owners(opened, sources)
    known = sources.reference.organizations()
    return Impersonal(owner_choices(found, known, *_looked(request)))


@routes.route("/v1/links", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def create(request: Request) -> object:
    """Keep a new link."""
    opened = _keeper(request)
    only(request.query)
    members = body(request, "assessment_id", "organization_type", "organization_id", *_LINK)
    sources = services().links
    assessment_id = text_member(members, "assessment_id", ASSESSMENT_ID_LENGTH, needed=True)
    link = steps.create_link(opened, sources, assessment_id, _owner(members), _wanted(members))
    return Created(kept_link(link, sources))


@routes.route("/v1/links/{link_id}", methods=["PUT"], authorizer=AUTHORIZER)
@endpoint
def update(request: Request, link_id: str) -> object:
    """Change a link."""
    opened = _keeper(request)
    only(request.query)
    wanted = _wanted(body(request, *_LINK))
    sources = services().links
    id_ = identifier(link_id, "link_id", LINK_ID_LENGTH)
    return kept_link(steps.update_link(opened, sources, id_, wanted), sources)


@routes.route("/v1/links/{link_id}", methods=["DELETE"], authorizer=AUTHORIZER, content_types=[])
@endpoint
def delete(request: Request, link_id: str) -> object:
    """Delete a link; answered with what it was."""
    opened = _keeper(request)
    only(request.query)
    sources = services().links
    id_ = identifier(link_id, "link_id", LINK_ID_LENGTH)
    return kept_link(steps.delete_link(opened, sources, id_), sources)


def _keeper(request: Request) -> Session:
    """The session of somebody who may keep links: nobody else's request is looked into."""
    opened = session(request)
    opened.require(Permission.INSTRUCTIONAL_LINKS)
    return opened


def _looked(request: Request) -> tuple[str, int]:
    """What is looked for, and how many are wanted."""
    only(request.query, "search", "limit")
    search = text(request.query, "search", ASSESSMENT_ID_LENGTH)
    return search, integer(request.query, "limit", 1, LONGEST_PAGE) or PAGE


def _owner(members: Mapping[str, Any]) -> Owner:
    type_ = text_member(members, "organization_type", SCHOOL_ID_LENGTH, needed=True)
    try:
        known = OwnerType(type_)
    except ValueError:
        raise InputError(f"organization_type: one of {', '.join(OwnerType)}") from None
    return Owner(known, text_member(members, "organization_id", SCHOOL_ID_LENGTH, needed=True))


def _wanted(members: Mapping[str, Any]) -> steps.Wanted:
    level = integer_member(members, "level", 0, HIGHEST_LEVEL)
    if level is None:
        raise InputError("level: it is needed")
    return steps.Wanted(
        level,
        text_member(members, "label", LABEL_LENGTH, needed=True),
        text_member(members, "url", URL_LENGTH, needed=True),
    )
