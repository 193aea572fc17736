"""Responses: one way to answer, and one way to refuse."""

import hashlib
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
from cers.model.cookie import Cookie
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
KEPT: Final = "private, no-cache"
"""For answers without students: kept by the browser alone, and never used without asking."""

VARY: Final = "Authorization, Cookie, X-CERS-Assignment"
"""What an answer depends on besides its address: whose it is, and as what."""

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


@dataclass(frozen=True, slots=True)
class Impersonal:
    """A body without students: the browser may keep it, and asks whether it still holds."""

    body: object


@dataclass(frozen=True, slots=True)
class Redirect:
    """No body: the browser is sent elsewhere."""

    location: str
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class WithCookies:
    """A body that comes with cookies."""

    body: object
    cookies: tuple[Cookie, ...]


def answer(body: object, known: str = "") -> Response:
    """A successful response.

    `known` are the validators of what the caller holds already: if one is that of the body, the
    answer is 304 and has none. Only the caller's own page may keep results, and in memory only:
    what is about students carries `no-store` and a validator all the same.
    """
    status = 200
    headers: dict[str, str] = dict(HEADERS)
    match body:
        case Redirect(location, cookies):
            return Response("", headers=_sent(cookies) | {"Location": location}, status_code=302)
        case WithCookies(inner, cookies):
            return Response(_text(inner), headers=_sent(cookies), status_code=200)
        case Accepted(inner):
            status, body = 202, inner
        case Created(inner):
            status, body = 201, inner
        case Impersonal(inner):
            body = inner
            headers["Cache-Control"] = KEPT
    text = _text(body)
    if status == 200:
        headers["ETag"] = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
        headers["Vary"] = VARY
        if headers["ETag"] in [each.strip() for each in known.split(",")]:
            return Response("", headers={**headers}, status_code=304)
    return Response(text, headers={**headers}, status_code=status)


def _text(body: object) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _sent(cookies: tuple[Cookie, ...]) -> dict[str, str | list[str]]:
    return {**HEADERS, "Set-Cookie": [cookie.header for cookie in cookies]}


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
