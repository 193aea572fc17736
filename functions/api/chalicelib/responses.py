"""Responses: one way to answer, and one way to refuse."""

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from chalice.app import Response

from cers.model.access import AssignmentNotHeldError, AssignmentRequiredError
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
    BAD_PARAMETER = "bad-parameter"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


_REFUSALS: Final[tuple[tuple[type[CersError], int, Code], ...]] = (
    (AssignmentRequiredError, 403, Code.ASSIGNMENT_REQUIRED),
    (AssignmentNotHeldError, 403, Code.ASSIGNMENT_NOT_HELD),
    (AccessError, 401, Code.NOT_AUTHENTICATED),
    (InputError, 400, Code.BAD_PARAMETER),
    (NotFoundError, 404, Code.NOT_FOUND),
    (ConflictError, 409, Code.CONFLICT),
    (UpstreamError, 503, Code.UNAVAILABLE),
)
"""The first that fits decides."""


def answer(body: object) -> Response:
    """A successful response."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, headers=dict(HEADERS), status_code=200)


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
