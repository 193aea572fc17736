"""The public keys a user pool signs its tokens with, fetched from one configured address."""

import json
from collections.abc import Callable, Mapping
from threading import Lock
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3

from cers.model.errors import InputError, UpstreamError

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})

_MAX_BYTES: Final = 64 * 1024
_MAX_AGE: Final = 3600.0
_PAUSE: Final = 30.0
_TIMEOUT: Final = urllib3.Timeout(connect=2.0, read=3.0)

Key = Mapping[str, Any]
Fetch = Callable[[str], bytes]


def fetch(url: str) -> bytes:
    """The body at an address; redirects are refused.

    Raises:
        UpstreamError: there is none, or it is too large.
    """
    try:
        with urllib3.PoolManager() as pool:
            answer = pool.request(
                "GET", url, redirect=False, retries=1, timeout=_TIMEOUT, preload_content=False
            )
            body = answer.read(_MAX_BYTES + 1)
    except urllib3.exceptions.HTTPError as error:
        raise UpstreamError("the user pool's keys cannot be read just now") from error
    if answer.status != 200 or len(body) > _MAX_BYTES:
        raise UpstreamError("the user pool's keys cannot be read just now")
    return body


class JwksStore:
    """A user pool's keys by id.

    They are fetched again after an hour, and for an unknown id at most every 30 seconds: tokens
    that name made-up keys cannot make us ask more often.
    """

    def __init__(
        self, url: str, fetch: Fetch = fetch, clock: Callable[[], float] = monotonic
    ) -> None:
        """Raises InputError where the address is neither https nor on this machine."""
        parts = urlsplit(url)
        self.is_local: bool = parts.hostname in LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and self.is_local):
            raise InputError("the address of the user pool's keys must be https")
        self._url = url
        self._fetch = fetch
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._fetched_at = self._asked_at = float("-inf")
        self._lock = Lock()

    def key(self, key_id: str) -> Key | None:
        """The key with an id, or None if the user pool has none such.

        Raises:
            UpstreamError: no keys are at hand, and none could be fetched.
        """
        with self._lock:
            if self._is_due(key_id):
                self._refresh()
            return self._keys.get(key_id)

    def _is_due(self, key_id: str) -> bool:
        now = self._clock()
        wanted = key_id not in self._keys or now - self._fetched_at >= _MAX_AGE
        return wanted and now - self._asked_at >= (_PAUSE if self._keys else 1.0)

    def _refresh(self) -> None:
        self._asked_at = self._clock()
        try:
            self._keys = _parsed(self._fetch(self._url))
        except UpstreamError:
            if not self._keys:
                raise
            return
        self._fetched_at = self._clock()


def _parsed(body: bytes) -> dict[str, Key]:
    try:
        keys = json.loads(body)["keys"]
        return {key["kid"]: key for key in keys if key.get("kty") == "RSA"}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UpstreamError("the user pool's keys cannot be understood") from error
