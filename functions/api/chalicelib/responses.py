"""Responses: one way to answer, and one way to refuse."""

import json
from collections.abc import Mapping
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

_REFUSALS: Final[tuple[tuple[type[CersError], int, str], ...]] = (
    (AssignmentRequiredError, 403, "assignment-required"),
    (AssignmentNotHeldError, 403, "assignment-not-held"),
    (AccessError, 401, "not-authenticated"),
    (InputError, 400, "bad-parameter"),
    (NotFoundError, 404, "not-found"),
    (ConflictError, 409, "conflict"),
    (UpstreamError, 503, "unavailable"),
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
    return refused(500, "internal", "something went wrong on our side", request_id)


def refused(
    status: int,
    code: str,
    message: str,
    request_id: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An error in its canonical shape."""
    body = {"error": {"code": code, "message": message, "request_id": request_id}}
    return Response(json.dumps(body), headers={**HEADERS, **(headers or {})}, status_code=status)
