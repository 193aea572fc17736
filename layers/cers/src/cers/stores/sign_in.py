"""The user pool's token endpoint: codes and refresh tokens in, tokens out, over HTTPS."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import urllib3

from cers.model.errors import InputError, UpstreamError
from cers.model.sign_in import SignInError, Tokens
from cers.stores.jwks import LOOPBACK

_MAX_BYTES: Final = 64 * 1024
_TIMEOUT: Final = urllib3.Timeout(connect=2.0, read=5.0)
_HEADERS: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_REFUSED: Final = (400, 401)
_TROUBLE: Final = "the identity provider does not answer just now"

Post = Callable[[str, Mapping[str, str]], tuple[int, bytes]]
"""Sends a form to an address; answers with status and body."""


def post(url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
    """Send a form once, since a code is good for one use; redirects are not followed.

    Raises:
        UpstreamError: there is no answer, or too long a one.
    """
    try:
        with urllib3.PoolManager() as pool:
            answer = pool.request(
                "POST",
                url,
                body=urlencode(form),
                headers=_HEADERS,
                redirect=False,
                retries=False,
                timeout=_TIMEOUT,
                preload_content=False,
            )
            body = answer.read(_MAX_BYTES + 1)
    except urllib3.exceptions.HTTPError as error:
        raise UpstreamError(_TROUBLE) from error
    if len(body) > _MAX_BYTES:
        raise UpstreamError(_TROUBLE)
    return answer.status, body


class TokenEndpoint:
    """The token and revocation endpoints of a user pool, for one client without a secret."""

    def __init__(self, url: str, client_id: str, post: Post = post) -> None:
        """`url` is what both addresses begin with. Raises InputError unless it is https or here."""
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise InputError("the address of the token endpoint must be https")
        self._url = url
        self._client_id = client_id
        self._post = post

    def redeem(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """The tokens a code stands for.

        Raises:
            SignInError: it is used, expired, or was given to somebody else.
            UpstreamError: there is no answer that can be understood.
        """
        return self._tokens(
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
        )

    def renew(self, refresh_token: str) -> Tokens:
        """New tokens.

        Raises:
            SignInError: the refresh token is revoked or expired.
            UpstreamError: there is no answer that can be understood.
        """
        return self._tokens(grant_type="refresh_token", refresh_token=refresh_token)

    def revoke(self, refresh_token: str) -> None:
        """Make a refresh token useless; one that is so already is no trouble.

        Raises:
            UpstreamError: there is no answer.
        """
        form = {"token": refresh_token, "client_id": self._client_id}
        status, _ = self._post(f"{self._url}/revoke", form)
        if status not in (200, *_REFUSED):
            raise UpstreamError(_TROUBLE)

    def _tokens(self, **form: str) -> Tokens:
        status, body = self._post(f"{self._url}/token", {**form, "client_id": self._client_id})
        if status in _REFUSED:
            raise SignInError("sign in: this is not accepted")
        if status != 200:
            raise UpstreamError(_TROUBLE)
        return _parsed(body)


def _parsed(body: bytes) -> Tokens:
    try:
        found: Any = json.loads(body)
        id_token, refresh_token = found["id_token"], found.get("refresh_token", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UpstreamError(_TROUBLE) from error
    if not isinstance(id_token, str) or not isinstance(refresh_token, str):
        raise UpstreamError(_TROUBLE)
    return Tokens(id_token, refresh_token)
