"""What every route does around its own few lines: identify, answer or refuse, and log.

Logged are the route, the outcome and how long it took; never a parameter, a row or a name.
"""

import traceback
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, wraps
from time import perf_counter
from typing import Concatenate, Final, ParamSpec

from chalice.app import Response

from cers.model.access import NotPermittedError
from cers.model.errors import CersError, NotFoundError, UpstreamError
from cers.runtime.api import ApiSettings, Services
from cers.runtime.observability import logger
from cers.steps.access_token import Identity, Proof
from cers.steps.audit_records import refused
from cers.steps.session import Session, open_session
from chalicelib.api import EVENT
from chalicelib.request import Request, request_id
from chalicelib.responses import answer, internal, refusal

ASSIGNMENT_HEADER: Final = "x-cers-assignment"

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], object]

_OPENED: ContextVar[Session | None] = ContextVar("_OPENED", default=None)
"""The session of the request under way, once there is one."""

_log: Final = logger("api")


@cache
def services() -> Services:
    """This process's services."""
    return Services(ApiSettings.load())


def identify(request: Request) -> Identity:
    """Who makes a request.

    Raises:
        AccessError: nobody we know.
    """
    return proof(request).identity


def proof(request: Request) -> Proof:
    """Who makes a request, and until when their token holds.

    Raises:
        AccessError: nobody we know.
    """
    header = request.headers.get("authorization", "")
    return services().verifier.proof(header, request.claims)


def session(request: Request) -> Session:
    """The session of a request, under the assignment it names.

    Raises:
        AccessError: nobody we know, or not under that assignment.
    """
    identity = identify(request)
    assignment_id = request.headers.get(ASSIGNMENT_HEADER, "")
    opened = open_session(identity, assignment_id, services().rights, request.route, request.id)
    _OPENED.set(opened)
    return opened


def endpoint(view: View[P]) -> Callable[P, Response]:
    """A view as Chalice calls it: what it returns is the body, what it raises a refusal."""

    @wraps(view)
    def answered(*args: P.args, **path: P.kwargs) -> Response:
        started, event = perf_counter(), EVENT.get()
        _OPENED.set(None)
        try:
            request = Request.of(event)
            known = request.headers.get("if-none-match", "") if request.method == "GET" else ""
            response = answer(view(request, *args, **path), known)
        except CersError as error:
            note(error)
            _record(error)
            response = refusal(error, request_id(event))
        except Exception as error:  # noqa: BLE001 - the edge: whatever happened, the caller learns nothing of it
            note(error)
            response = internal(request_id(event))
        _log.info("answered", extra=_outcome(event["requestContext"], response, started))
        return response

    return answered


def _outcome(context: dict[str, str], response: Response, started: float) -> dict[str, object]:
    return {
        "route": context["resourcePath"],
        "status": response.status_code,
        "milliseconds": round((perf_counter() - started) * 1000, 1),
        "request_id": context.get("requestId", ""),
    }


def _record(error: CersError) -> None:
    """Record that somebody asked for what they may not see, or what is not there.

    The answer shows nothing, so it need not wait for a table that does not answer just now.
    """
    opened = _OPENED.get()
    if opened is None or not isinstance(error, NotFoundError | NotPermittedError):
        return
    try:
        refused(opened, services().audit, services().reference.organizations())
    except UpstreamError as trouble:
        note(trouble)


def note(error: Exception) -> None:
    """Log what kind of error it is and where it came from; its text may quote data."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    cause = type(error.__cause__).__name__ if error.__cause__ else ""
    where = [f"{frame.name}:{frame.lineno}" for frame in frames]
    _log.warning("refused", extra={"error": type(error).__name__, "cause": cause, "where": where})
