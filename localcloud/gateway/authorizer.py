"""API Gateway's Cognito authorizer: verifies an ID token and hands its claims on as strings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import jwt
from jwt import PyJWKSet

from localcloud.aws import REGION

_REQUIRED: Final = ["exp", "iat", "iss", "sub", "token_use", "aud"]
_ID: Final = "id"
_MOMENTS: Final = ("exp", "iat")

Claims = dict[str, str]


@dataclass(frozen=True)
class Authorizer:
    """Lets in who signed in to one pool through one client; `jwks` gives the pool's keys."""

    pool_id: str
    client_id: str
    jwks: Callable[[], bytes]

    @property
    def issuer(self) -> str:
        """Who must have issued a token."""
        return f"https://cognito-idp.{REGION}.amazonaws.com/{self.pool_id}"

    def claims(self, header: str | None) -> Claims | None:
        """The claims of a valid token, as the gateway passes them on; None otherwise."""
        token = (header or "").removeprefix("Bearer ").strip()
        try:
            key = self._key(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self.client_id,
                issuer=self.issuer,
                options={"require": _REQUIRED},
            )
        except (jwt.PyJWTError, KeyError):
            return None
        return as_strings(claims) if claims["token_use"] == _ID else None

    def _key(self, token: str) -> Any:
        key_id = jwt.get_unverified_header(token).get("kid")
        keys = PyJWKSet.from_json(self.jwks().decode()).keys
        return {key.key_id: key for key in keys}[key_id].key


def as_strings(claims: dict[str, Any]) -> Claims:
    """Claims as a REST API delivers them: every value a string, lists joined by commas."""
    return {name: _string(name, value) for name, value in claims.items()}


def _string(name: str, value: Any) -> str:
    if name in _MOMENTS:
        return datetime.fromtimestamp(value, UTC).strftime("%a %b %d %H:%M:%S UTC %Y")
    if isinstance(value, list):
        return ",".join(str(each) for each in value)
    if isinstance(value, str):
        return value
    return json.dumps(value)
