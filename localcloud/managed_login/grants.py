"""Codes for the site, and what they are exchanged for: the token endpoint's side of it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import compare_digest
from time import monotonic
from typing import Final
from urllib.parse import parse_qsl, urlencode

from localcloud.gateway.proxy import Request, Response
from localcloud.managed_login.memory import Tickets
from localcloud.managed_login.people import Issued, People

_CODE_SECONDS: Final = 300.0
_FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Grant:
    """What a site asks for a user to be sent back with."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str


class Grants:
    """Codes that were given out for one client and callback, each good for one use."""

    def __init__(
        self, people: People, callback: str, clock: Callable[[], float] = monotonic
    ) -> None:
        self._people = people
        self._callback = callback
        self._codes = Tickets[tuple[Grant, str]](_CODE_SECONDS, clock)

    def asked(self, query: Mapping[str, str]) -> Grant | None:
        """What a request for authorization asks; None where the client may not ask that."""
        if (
            query.get("client_id") != self._people.client_id
            or query.get("redirect_uri") != self._callback
            or query.get("response_type") != "code"
            or query.get("code_challenge_method") != "S256"
            or not query.get("code_challenge")
        ):
            return None
        return Grant(
            query["redirect_uri"],
            query.get("state", ""),
            query.get("nonce", ""),
            query["code_challenge"],
        )

    def answer(self, grant: Grant, username: str) -> str:
        """Where to send a user who has signed in."""
        code = self._codes.hand_out((grant, username))
        return f"{grant.redirect_uri}?{urlencode({'code': code, 'state': grant.state})}"

    def handle(self, request: Request) -> Response:
        """Answers at `/oauth2/token` and `/oauth2/revoke`, which programs alone call."""
        form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
        kind = (request.header("content-type") or "").split(";")[0]
        if request.method != "POST" or kind != _FORM:
            return _refused("invalid_request")
        if form.get("client_id") != self._people.client_id:
            return _refused("invalid_client")
        match request.path.rpartition("/")[2], form.get("grant_type"):
            case "token", "authorization_code":
                return self._redeem(form)
            case "token", "refresh_token":
                return _answer(self._people.renew(form.get("refresh_token", "")))
            case "token", _:
                return _refused("unsupported_grant_type")
            case _:
                self._people.revoke(form.get("token", ""))
                return Response(200, [], b"")

    def _redeem(self, form: Mapping[str, str]) -> Response:
        grant, username = self._codes.take_back(form.get("code", "")) or (None, "")
        if grant is None or form.get("redirect_uri") != grant.redirect_uri:
            return _refused("invalid_grant")
        challenge = _challenge(form.get("code_verifier", ""))
        if not compare_digest(challenge.encode(), grant.challenge.encode()):
            return _refused("invalid_grant")
        return _answer(self._people.issue(username, grant.nonce))


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _answer(issued: Issued | None) -> Response:
    if issued is None:
        return _refused("invalid_grant")
    document: dict[str, object] = {
        "id_token": issued.id_token,
        "access_token": issued.access_token,
        "expires_in": issued.expires_in,
        "token_type": "Bearer",
    }
    if issued.refresh_token:
        document["refresh_token"] = issued.refresh_token
    return _json(200, document)


def _refused(error: str) -> Response:
    return _json(400, {"error": error})


def _json(status: int, document: object) -> Response:
    headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    return Response(status, headers, json.dumps(document).encode())
