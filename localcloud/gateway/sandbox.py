"""What only the sandbox answers: who may be entered as, entering, and putting things back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from cers.model.cookie import Cookie
from cers.model.sign_in import Tokens
from cers.steps.sign_in import session_cookies
from localcloud.gateway.cookies import LOCAL
from localcloud.gateway.proxy import Request, Response
from localcloud.managed_login.people import People

PREFIX: Final = "/v1/sandbox/"

_KINDS: Final = {
    400: "bad-parameter",
    403: "not-permitted",
    404: "not-found",
    503: "unavailable",
}


class UnknownUserError(Exception):
    """There is nobody of that name to enter as."""


@dataclass(frozen=True)
class SandboxDesk:
    """The sandbox's own requests.

    `enter` gives the cookies of a user's session or raises UnknownUserError, `reset` raises
    TimeoutError where something is still under way.
    """

    users: Callable[[], list[dict[str, Any]]]
    enter: Callable[[str], tuple[Cookie, ...]]
    reset: Callable[[], None]

    def handle(self, request: Request) -> Response | None:
        """Answers what is asked below the prefix; None where that is nothing of ours."""
        match request.method, request.path.removeprefix(PREFIX):
            case "GET", "users":
                return json_response(200, {"users": self.users()})
            case "POST", "enter":
                return self._by_our_page(request, self._enter)
            case "POST", "reset":
                return self._by_our_page(request, self._reset)
            case _:
                return None

    def _by_our_page(self, request: Request, do: Callable[[Request], Response]) -> Response:
        if request.header("x-cers-request") != "1":
            return _refused(403, "only the sandbox's own pages may ask for this")
        return do(request)

    def _enter(self, request: Request) -> Response:
        username = _username(request.body)
        if username is None:
            return _refused(400, "username: a text")
        try:
            cookies = self.enter(username)
        except UnknownUserError:
            return _refused(404, "the sandbox has no such user")
        return json_response(200, {"username": username}, cookies)

    def _reset(self, _: Request) -> Response:
        try:
            self.reset()
        except TimeoutError:
            return _refused(503, "something is still under way; try again in a moment")
        return json_response(200, {"reset": True})


def enter(people: People, users: list[dict[str, Any]], username: str) -> tuple[Cookie, ...]:
    """The cookies of a session of one of the sandbox's users, whose password is not asked.

    Raises:
        UnknownUserError: it is none of them, or may not sign in any more.
    """
    user = people.find(username)
    if user is None or username not in [each["username"] for each in users]:
        raise UnknownUserError
    issued = people.issue(user.username)
    now = datetime.now(UTC)
    tokens = Tokens(issued.id_token, issued.refresh_token)
    return session_cookies(LOCAL, tokens, now + timedelta(seconds=issued.expires_in), now)


def json_response(status: int, document: object, cookies: tuple[Cookie, ...] = ()) -> Response:
    """A JSON document that no cache may keep."""
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    headers += [("Set-Cookie", cookie.header) for cookie in cookies]
    return Response(status, headers, json.dumps(document).encode())


def _username(body: bytes) -> str | None:
    try:
        username = json.loads(body)["username"]
    except (ValueError, KeyError, TypeError):
        return None
    return username if isinstance(username, str) else None


def _refused(status: int, message: str) -> Response:
    error = {"code": _KINDS[status], "message": message, "request_id": str(uuid4())}
    return json_response(status, {"error": error})
