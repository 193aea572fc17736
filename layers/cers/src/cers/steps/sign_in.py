"""Signing in, renewing and ending a session, with tokens in cookies that no script can read.

The identity provider's pages ask for the password; what comes back is a code, which only we can
turn into tokens. Whoever is signed in is then told by the ID token of every request alone.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import urlencode, urlsplit

from cers.model.cookie import Cookie, Cookies, Jar
from cers.model.errors import AccessError, UpstreamError
from cers.model.sign_in import LIFE, Attempt, SignInError, Tokens
from cers.steps.access_token import Proof

CALLBACK: Final = "/api/v1/session/callback"
"""Where browsers come back from the identity provider."""

SESSION_PATH: Final = "/api/v1/session"
"""Below it the refresh token is sent, and nowhere else."""

_SCOPES: Final = "openid email profile"
_LONGEST_CODE: Final = 2048
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


class Prover(Protocol):
    """Who checks tokens."""

    def proof(self, authorization: str, gateway_claims: None) -> Proof:
        """What an accepted token says."""
        ...


class TokenSource(Protocol):
    """Who gives tokens."""

    def redeem(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """The tokens a code stands for."""
        ...

    def renew(self, refresh_token: str) -> Tokens:
        """New tokens."""
        ...

    def revoke(self, refresh_token: str) -> None:
        """Make a refresh token useless."""
        ...


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site is, and where its users sign in and out.

    `url` has no slash at its end, and is empty where nobody has said it yet; `sign_out_url` is
    empty where the identity provider keeps no session of its own.
    """

    url: str
    client_id: str
    sign_in_url: str
    sign_out_url: str

    @property
    def jar(self) -> Jar:
        """What its cookies are called. Without TLS it can only be on this very machine."""
        parts = urlsplit(self.url)
        return Jar(secure=not (parts.scheme == "http" and parts.hostname in _LOOPBACK))

    @property
    def callback(self) -> str:
        """Where browsers come back to."""
        return self.url + CALLBACK


@dataclass(frozen=True, slots=True)
class Door:
    """What signing in needs."""

    site: Site
    prover: Prover
    tokens: TokenSource
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Step:
    """Where to send a browser, and the cookies to send along."""

    location: str
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that is open until a moment."""

    expires_at: datetime
    cookies: tuple[Cookie, ...]


def start(door: Door, return_to: str) -> Step:
    """Send a browser to the identity provider, which sends it to the callback.

    Raises:
        UpstreamError: it is not known where the site is, so nobody would come back.
    """
    site = door.site
    if not site.url:
        raise UpstreamError("signing in is not set up yet")
    attempt = Attempt.begin(return_to, _seconds(door))
    asked = {
        "response_type": "code",
        "client_id": site.client_id,
        "redirect_uri": site.callback,
        "scope": _SCOPES,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
    }
    # Strict would keep the cookie from the way back, which another site begins.
    jar = site.jar
    cookie = Cookie(jar.sign_in, attempt.encoded(), jar.secure, same_site="Lax", max_age=LIFE)
    return Step(f"{site.sign_in_url}/oauth2/authorize?{urlencode(asked)}", (cookie,))


def arrive(door: Door, cookies: Cookies, state: str, code: str) -> Step:
    """Take a browser in that comes back with a code.

    Raises:
        SignInError: it comes back from another sign-in than it left for, too late, or with a code
            or a token that is not accepted.
        UpstreamError: the identity provider does not answer.
    """
    jar = door.site.jar
    attempt = Attempt.decoded(cookies.get(jar.sign_in))
    if attempt is None or not attempt.answers(state, _seconds(door)):
        raise SignInError("sign in: this is not the sign-in that was begun here")
    if not 0 < len(code) <= _LONGEST_CODE:
        raise SignInError("sign in: there is no code")
    tokens = door.tokens.redeem(code, attempt.verifier, door.site.callback)
    proof = _proof(door, tokens)
    if proof.nonce != attempt.nonce:
        raise SignInError("sign in: the token was made for another sign-in")
    kept = session_cookies(jar, tokens, proof.expires_at, door.now())
    return Step(attempt.return_to, (_gone(jar, jar.sign_in), *kept))


def turned_back(door: Door, cookies: Cookies, state: str, outcome: str) -> str:
    """Where a browser goes whose sign-in came to nothing: where it began, if that is certain."""
    attempt = Attempt.decoded(cookies.get(door.site.jar.sign_in))
    known = attempt is not None and attempt.answers(state, _seconds(door))
    path = attempt.return_to if attempt and known else "/"
    return f"{path}{'&' if '?' in path else '?'}sign_in={outcome}"


def renew(door: Door, cookies: Cookies) -> Opened:
    """Extend a session.

    Raises:
        SignInError: it cannot be extended any more.
        UpstreamError: the identity provider does not answer.
    """
    jar = door.site.jar
    refresh_token = cookies.get(jar.renewal)
    if not refresh_token:
        raise SignInError("sign in: there is no session to extend")
    tokens = door.tokens.renew(refresh_token)
    proof = _proof(door, tokens)
    return Opened(proof.expires_at, session_cookies(jar, tokens, proof.expires_at, door.now()))


def end(door: Door, cookies: Cookies) -> Step:
    """End a session; where to sign out of the identity provider as well is its location.

    The refresh token is revoked if the identity provider answers; the cookies go in any case.
    """
    site, jar = door.site, door.site.jar
    refresh_token = cookies.get(jar.renewal)
    if refresh_token:
        with suppress(UpstreamError):
            door.tokens.revoke(refresh_token)
    gone = (
        _gone(jar, jar.session),
        _gone(jar, jar.renewal, SESSION_PATH),
        _gone(jar, jar.sign_in),
    )
    return Step(_sign_out(site), gone)


def session_cookies(
    jar: Jar, tokens: Tokens, expires_at: datetime, now: datetime
) -> tuple[Cookie, ...]:
    """The cookies of a session: who it is for as long as that holds, and the way to renew it.

    The latter goes when the browser is closed: others may use the computer.

    Raises:
        SignInError: a token is too long for a cookie; the browser would drop it without a word.
    """
    life = max(int((expires_at - now).total_seconds()), 0)
    kept = [Cookie(jar.session, tokens.id_token, jar.secure, max_age=life)]
    if tokens.refresh_token:
        kept.append(Cookie(jar.renewal, tokens.refresh_token, jar.secure, path=SESSION_PATH))
    if not all(cookie.fits for cookie in kept):
        raise SignInError("sign in: a token does not fit into a cookie")
    return tuple(kept)


def _proof(door: Door, tokens: Tokens) -> Proof:
    try:
        return door.prover.proof(f"Bearer {tokens.id_token}", None)
    except AccessError as error:
        raise SignInError("sign in: the token is not accepted") from error


def _gone(jar: Jar, name: str, path: str = "/") -> Cookie:
    return Cookie(name, "", jar.secure, path=path, max_age=0)


def _sign_out(site: Site) -> str:
    if not site.url or not site.sign_out_url:
        return ""
    asked = {"client_id": site.client_id, "logout_uri": f"{site.url}/"}
    return f"{site.sign_out_url}?{urlencode(asked)}"


def _seconds(door: Door) -> int:
    return int(door.now().timestamp())
