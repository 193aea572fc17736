"""Responses: one way to answer, and one way to refuse."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chalice.app import Response

from cers.model.access import (
    AssignmentNotHeldError,
    AssignmentRequiredError,
    NotPermittedError,
)
from cers.model.errors import (
    AccessError,
    CersError,
    ConflictError,
    InputError,
    NotFoundError,
    UpstreamError,
)

HEADERS: Final = {
    "Content-Type": "application/json",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
RETRY_SECONDS: Final = "2"


class Code(StrEnum):
    """What a refusal is called."""

    NOT_AUTHENTICATED = "not-authenticated"
    ASSIGNMENT_REQUIRED = "assignment-required"
    ASSIGNMENT_NOT_HELD = "assignment-not-held"
    NOT_PERMITTED = "not-permitted"
    BAD_PARAMETER = "bad-parameter"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


_REFUSALS: Final[tuple[tuple[type[CersError], int, Code], ...]] = (
    (AssignmentRequiredError, 403, Code.ASSIGNMENT_REQUIRED),
    (AssignmentNotHeldError, 403, Code.ASSIGNMENT_NOT_HELD),
    (NotPermittedError, 403, Code.NOT_PERMITTED),
    (AccessError, 401, Code.NOT_AUTHENTICATED),
    (InputError, 400, Code.BAD_PARAMETER),
    (NotFoundError, 404, Code.NOT_FOUND),
    (ConflictError, 409, Code.CONFLICT),
    (UpstreamError, 503, Code.UNAVAILABLE),
)
"""The first that fits decides."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A body whose work is not done yet, or not here: it is answered with 202."""

    body: object


@dataclass(frozen=True, slots=True)
class Created:
    """The body of something that was made: it is answered with 201."""

    body: object


def answer(body: object) -> Response:
    """A successful response."""
    status = 200
    match body:
        case Accepted(inner):
            status, body = 202, inner
        case Created(inner):
            status, body = 201, inner
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, headers=dict(HEADERS), status_code=status)


def refusal(error: CersError, request_id: str) -> Response:
    """The response to an error of ours; one that is not the caller's to know says nothing."""
    for kind, status, code in _REFUSALS:
        if isinstance(error, kind):
            extra = {"Retry-After": RETRY_SECONDS} if status == 503 else {}
            return refused(status, code, str(error), request_id, extra)
    return internal(request_id)


def internal(request_id: str) -> Response:
    """The response to a fault of ours."""
    return refused(500, Code.INTERNAL, "something went wrong on our side", request_id)


def refused(
    status: int,
    code: Code,
    message: str,
    request_id: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error in its canonical shape."""
    body = {"error": {"code": code, "message": message, "request_id": request_id}}
    return Response(json.dumps(body), headers={**HEADERS, **(headers or {})}, status_code=status)
