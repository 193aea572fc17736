"""Cookies: how they are set, read back and taken away (RFC 6265).

Names with the prefix `__Host-` or `__Secure-` are kept by browsers only as they were meant: over
TLS alone, and `__Host-` by this very host for all of its paths. Without TLS, as on the loopback of
a local cloud, browsers would refuse them, so there the names have no prefix.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, Self

MOST_BYTES: Final = 4096
"""Browsers drop a cookie whose name and value are longer together, without a word."""


@dataclass(frozen=True, slots=True)
class Jar:
    """What the site calls its cookies; `secure` wherever it is reached over TLS."""

    secure: bool

    @property
    def session(self) -> str:
        """The ID token."""
        return self._named("__Host-", "cers-session")

    @property
    def renewal(self) -> str:
        """The refresh token."""
        return self._named("__Secure-", "cers-renewal")

    @property
    def sign_in(self) -> str:
        """What a sign-in that is under way has to be recognized by."""
        return self._named("__Host-", "cers-signin")

    def _named(self, prefix: str, name: str) -> str:
        return prefix + name if self.secure else name


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie to set, which no script can read.

    `max_age` is its life in seconds: 0 takes it away, None leaves it until the browser is closed.
    """

    name: str
    value: str = field(repr=False)
    secure: bool
    same_site: Literal["Strict", "Lax"] = "Strict"
    path: str = "/"
    max_age: int | None = None

    @property
    def fits(self) -> bool:
        """Whether browsers keep it."""
        return len(self.name) + len(self.value) <= MOST_BYTES

    @property
    def header(self) -> str:
        """The value of its `Set-Cookie` header."""
        parts = [f"{self.name}={self.value}", f"Path={self.path}"]
        if self.max_age is not None:
            parts.append(f"Max-Age={self.max_age}")
        if self.secure:
            parts.append("Secure")
        return "; ".join([*parts, "HttpOnly", f"SameSite={self.same_site}"])


@dataclass(frozen=True, slots=True)
class Cookies:
    """The cookies of a request."""

    pairs: tuple[tuple[str, str], ...] = field(repr=False)

    @classmethod
    def of(cls, header: str) -> Self:
        """Those of a `Cookie` header."""
        return cls(tuple(_pairs(header.split(";"))))

    def get(self, name: str) -> str:
        """A cookie's value; empty where there is none, or more than one of that name.

        Two mean that somebody has planted one beside ours, and nothing says which is which.
        """
        values = [value for each, value in self.pairs if each == name]
        return values[0] if len(values) == 1 else ""


def _pairs(parts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for part in parts:
        name, equals, value = part.strip(" \t").partition("=")
        if equals:
            yield name.strip(" \t"), value.strip(" \t")
