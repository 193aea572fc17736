"""Whose request is this? The policy every ID token must satisfy, wherever the API runs.

Only what is listed here lets anybody in: a Cognito ID token of our pool for our client, signed
with RS256 by a key of the pool, unexpired, and naming its holder. Addresses of keys in the token
itself are refused, never followed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Protocol

import jwt

from cers.model.errors import AccessError

MAX_TOKEN_BYTES: Final = 16 * 1024

_ALGORITHM: Final = "RS256"
_USE: Final = "id"
_REQUIRED: Final = ["exp", "iat", "iss", "sub", "aud", "token_use", "cognito:username"]
_FOREIGN_KEYS: Final = frozenset({"jku", "x5u", "jwk", "x5c", "crit"})
_EMULATED_KEY: Final = "dummy"
"""The id of the key that the local emulation of Cognito signs with; its secret is public."""


class Keys(Protocol):
    """The user pool's public keys."""

    @property
    def is_local(self) -> bool:
        """Whether they come from this very machine, as in the sandbox."""
        ...

    def key(self, key_id: str) -> Mapping[str, Any] | None:
        """The key with an id, as a JWK."""
        ...


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who proved who they are; `roles` are the codes of the token's groups."""

    subject: str
    username: str
    name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proof:
    """What an accepted token says: whose it is, until when, and which sign-in it was made for."""

    identity: Identity
    expires_at: datetime
    nonce: str = field(repr=False)


class Verifier:
    """Checks the tokens of one user pool and client."""

    def __init__(self, issuer: str, client_id: str, keys: Keys) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._keys = keys

    def identity(self, authorization: str, gateway_claims: Mapping[str, Any] | None) -> Identity:
        """The identity behind an `Authorization` header.

        `gateway_claims` are what API Gateway's authorizer found, where there is one: the two must
        agree on the subject.

        Raises:
            AccessError: the token is not accepted; why is not said.
        """
        return self.proof(authorization, gateway_claims).identity

    def proof(self, authorization: str, gateway_claims: Mapping[str, Any] | None) -> Proof:
        """All that the token in an `Authorization` header says, checked in the same way.

        Raises:
            AccessError: the token is not accepted; why is not said.
        """
        claims = self._claims(_bearer(authorization))
        if gateway_claims is not None and gateway_claims.get("sub") != claims["sub"]:
            raise _refused()
        ends = datetime.fromtimestamp(int(claims["exp"]), UTC)
        return Proof(_identity(claims), ends, str(claims.get("nonce", "")))

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(jwt.get_unverified_header(token)),
                algorithms=[_ALGORITHM],
                audience=self._client_id,
                issuer=self._issuer,
                options={"require": _REQUIRED, "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise _refused() from None
        if claims["token_use"] != _USE:
            raise _refused()
        return claims

    def _key(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        key_id = header.get("kid")
        if header.get("alg") != _ALGORITHM or not isinstance(key_id, str):
            raise _refused()
        if not _FOREIGN_KEYS.isdisjoint(header):
            raise _refused()
        if key_id == _EMULATED_KEY and not self._keys.is_local:
            raise _refused()
        key = self._keys.key(key_id)
        if key is None:
            raise _refused()
        return jwt.PyJWK(dict(key), _ALGORITHM)


def _bearer(authorization: str) -> str:
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not 0 < len(token) <= MAX_TOKEN_BYTES:
        raise _refused()
    return token


def _identity(claims: Mapping[str, Any]) -> Identity:
    username, groups = claims["cognito:username"], claims.get("cognito:groups", [])
    if not isinstance(username, str) or not username or not isinstance(groups, list):
        raise _refused()
    name = str(claims.get("name") or _full_name(claims) or username)
    return Identity(str(claims["sub"]), username, name, frozenset(map(str, groups)))


def _full_name(claims: Mapping[str, Any]) -> str:
    parts = (claims.get("given_name"), claims.get("family_name"))
    return " ".join(str(part) for part in parts if part)


def _refused() -> AccessError:
    return AccessError("sign in: the request carries no valid ID token")
