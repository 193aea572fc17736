"""/v1/aggregate-reports and /v1/aggregate-queries: reports of counts, and kept definitions."""

from typing import Final

from chalice.app import Blueprint

from cers.model.aggregate import Definition
from cers.model.aggregate_document import MEMBERS, read
from cers.model.errors import InputError
from cers.steps import aggregate
from cers.steps.aggregate_options import options
from cers.steps.aggregate_queries import QueryDesk
from cers.steps.aggregate_rights import Caller
from cers.steps.session import held
from chalicelib.api import AUTHORIZER
from chalicelib.endpoint import endpoint, services, session
from chalicelib.params import body, identifier, integer, integer_member, only, text
from chalicelib.request import Request
from chalicelib.responses import Accepted, Created

routes = Blueprint(__name__)

REPORTS: Final = "/v1/aggregate-reports"
REPORT: Final = REPORTS + "/{report_id}"
QUERIES: Final = "/v1/aggregate-queries"
QUERY: Final = QUERIES + "/{query_id}"

PAGE: Final = 1000
LONGEST_PAGE: Final = 4000
_ID_LENGTH: Final = 40
_VERSIONS: Final = 1_000_000


@routes.route(REPORTS + "/options", authorizer=AUTHORIZER, content_types=[])
@endpoint
def aggregate_options(request: Request) -> object:
    """What the caller may choose."""
    caller = _caller(request)
    only(request.query)
    return options(caller, services().aggregates.grounds)


@routes.route(REPORTS + "/estimate", methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def estimate(request: Request) -> object:
    """How many rows a report would have."""
    caller = _caller(request)
    only(request.query)
    return aggregate.estimated(caller, services().aggregates, _definition(request))


@routes.route(REPORTS, methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def run(request: Request) -> object:
    """Have a report made: 201 where it is made, 202 where it is under way."""
    caller = _caller(request)
    only(request.query)
    made = aggregate.run(caller, services().aggregates, _definition(request), PAGE)
    under_way = made["report"]["status"] in ("pending", "running")
    return Accepted(made) if under_way else Created(made)


@routes.route(REPORTS, authorizer=AUTHORIZER, content_types=[])
@endpoint
def reports(request: Request) -> object:
    """The caller's reports."""
    caller = _caller(request)
    only(request.query)
    return aggregate.reports(caller, services().aggregates)


@routes.route(REPORT, authorizer=AUTHORIZER, content_types=[])
@endpoint
def report(request: Request, report_id: str) -> object:
    """How far a report has come, and a page of it."""
    caller = _caller(request)
    only(request.query, "cursor", "limit")
    return aggregate.page(
        caller,
        services().aggregates,
        identifier(report_id, "report_id", _ID_LENGTH),
        text(request.query, "cursor", 400),
        integer(request.query, "limit", 1, LONGEST_PAGE) or PAGE,
    )


@routes.route(REPORT + "/csv", authorizer=AUTHORIZER, content_types=[])
@endpoint
def report_csv(request: Request, report_id: str) -> object:
    """A report as a file."""
    caller = _caller(request)
    only(request.query)
    found = identifier(report_id, "report_id", _ID_LENGTH)
    return aggregate.download(caller, services().aggregates, found)


@routes.route(REPORT, methods=["DELETE"], authorizer=AUTHORIZER, content_types=[])
@endpoint
def delete_report(request: Request, report_id: str) -> object:
    """Forget a report."""
    caller = _caller(request)
    only(request.query)
    found = identifier(report_id, "report_id", _ID_LENGTH)
    aggregate.delete(caller, services().aggregates, found)
    return {"deleted": found}


@routes.route(QUERIES, authorizer=AUTHORIZER, content_types=[])
@endpoint
def queries(request: Request) -> object:
    """The caller's saved queries."""
    desk = _desk(request)
    only(request.query)
    return desk.all()


@routes.route(QUERIES, methods=["POST"], authorizer=AUTHORIZER)
@endpoint
def save_query(request: Request) -> object:
    """Keep a definition."""
    desk = _desk(request)
    only(request.query)
    return Created(desk.save(_definition(request)))


@routes.route(QUERY, methods=["PUT"], authorizer=AUTHORIZER)
@endpoint
def change_query(request: Request, query_id: str) -> object:
    """Change what is kept."""
    desk = _desk(request)
    only(request.query)
    found = body(request, *MEMBERS, "version")
    version = integer_member(found, "version", 1, _VERSIONS)
    if version is None:
        raise InputError("version: the one that is changed")
    found.pop("version")
    return desk.change(identifier(query_id, "query_id", _ID_LENGTH), read(found), version)


@routes.route(QUERY, methods=["DELETE"], authorizer=AUTHORIZER, content_types=[])
@endpoint
def delete_query(request: Request, query_id: str) -> object:
    """Forget a query."""
    desk = _desk(request)
    only(request.query)
    found = identifier(query_id, "query_id", _ID_LENGTH)
    desk.delete(found)
    return {"deleted": found}


def _caller(request: Request) -> Caller:
    opened = session(request)
    every = held(opened.identity, services().access)
    return Caller(opened, tuple(each for each in every if each.id != opened.assignment.id))


def _desk(request: Request) -> QueryDesk:
    sources = services().aggregates
    return QueryDesk(session(request), services().report_jobs, sources.now)


def _definition(request: Request) -> Definition:
    return read(body(request, *MEMBERS))
