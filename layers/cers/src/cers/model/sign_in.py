"""A sign-in under way: what it is recognized by when the browser comes back (RFC 6749, 7636).

`state` ties the answer to the browser that asked, `verifier` the code to who asked for it, and
`nonce` the token to this sign-in.
"""

import base64
import hashlib
import json
import re
import secrets
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Final, Self

from cers.model.errors import AccessError

LIFE: Final = 600
"""How long a sign-in may take, in seconds."""

LONGEST_PATH: Final = 1800
"""Of a path to return to: encoded, with what else the cookie holds, it must fit into a cookie."""

_RANDOM_BYTES: Final = 32
_PATH: Final = re.compile(r"/(?:[\w.~!$&'()*+,;=:@%-]+/)*[\w.~!$&'()*+,;=:@%-]*", re.ASCII)
_QUERY: Final = re.compile(r"[\w.~!$&'()*+,;=:@%/?-]*", re.ASCII)
_DOTS: Final = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)


class SignInError(AccessError):
    """The sign-in did not succeed, or cannot be renewed; why is not for the caller to know."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in; `until` is the second since 1970 at which it is too late."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    return_to: str
    until: int

    @classmethod
    def begin(cls, return_to: str, now: int) -> Self:
        """A new one, which nobody can guess."""
        state, nonce, verifier = (secrets.token_urlsafe(_RANDOM_BYTES) for _ in range(3))
        return cls(state, nonce, verifier, path_of_ours(return_to), now + LIFE)

    @property
    def challenge(self) -> str:
        """What is told of the verifier beforehand: its SHA-256."""
        return unpadded(hashlib.sha256(self.verifier.encode()).digest())

    def answers(self, state: str, now: int) -> bool:
        """Whether this is the sign-in somebody comes back from, in time."""
        if not state or not state.isascii():
            return False
        return secrets.compare_digest(self.state, state) and now < self.until

    def encoded(self) -> str:
        """As the value of a cookie."""
        return unpadded(json.dumps(asdict(self), separators=(",", ":")).encode())

    @classmethod
    def decoded(cls, text: str) -> Self | None:
        """What a cookie holds; None where it is none of ours.

        Whoever can change the cookie is the browser's owner, who gains nothing by it; where it
        leads back to is checked again all the same.
        """
        try:
            found = json.loads(base64.urlsafe_b64decode(text.encode() + b"=="))
            attempt = cls(**{each.name: found[each.name] for each in fields(cls)})
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        texts = (attempt.state, attempt.nonce, attempt.verifier, attempt.return_to)
        are_texts = all(isinstance(each, str) and each.isascii() for each in texts)
        if not are_texts or not isinstance(attempt.until, int):
            return None
        return replace(attempt, return_to=path_of_ours(attempt.return_to))


def unpadded(data: bytes) -> str:
    """Base64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def path_of_ours(text: str) -> str:
    r"""A path of this site with its query, as given; `/` where it is anything else.

    A browser reads `//host`, `/\host` and either with a tab or a newline in it as the address of
    another site, so only what needs no such reading is let through: plain characters, no empty
    segment, no dots that lead upwards. The API is no page.
    """
    path, _, query = text.partition("?")
    plain = _PATH.fullmatch(path) and _QUERY.fullmatch(query) and not _DOTS.search(path)
    is_page = path != "/api" and not path.lower().startswith("/api/")
    return text if plain and is_page and len(text) <= LONGEST_PATH else "/"


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the identity provider gives; no refresh token is empty."""

    id_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
