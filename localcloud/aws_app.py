"""The AWS port: moto's own server application behind a door that lets local callers in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from localcloud.gateway.proxy import Request, Response
from localcloud.gateway.wsgi import request_of, send
from localcloud.server import is_loopback, refuse

_HOSTS: Final = 1024
"""Names of services and regions that are remembered; callers name few."""

TOKENS: Final = "/managed-login/oauth2"
"""What the addresses of the token endpoint begin with."""


class _Dispatcher(DomainDispatcherApplication):
    """moto's, which looks at each of its folders on disk for every request, one at a time."""

    def __init__(self, create_app: Callable[[Any], Flask]) -> None:
        super().__init__(create_app)
        self._backend_for = lru_cache(_HOSTS)(super().get_backend_for_host)

    def get_backend_for_host(self, host: str | None) -> Any:
        """The same answer, remembered."""
        return self._backend_for(host)


class AwsApp:
    """Refuses other machines' names, other pages' scripts and moto's own remote control.

    The port needs no credentials, so any page a browser shows could otherwise reach it.
    """

    def __init__(self) -> None:
        self.tokens: Callable[[Request], Response] | None = None
        """The token endpoint of managed login, once there is one; moto has none."""
        self._moto = _Dispatcher(create_backend_app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        if not is_loopback(environ.get("HTTP_HOST", "")):
            return refuse(start_response, "403 Forbidden", "This AWS answers on loopback only.")
        origin = environ.get("HTTP_ORIGIN")
        if origin and not is_loopback(urlsplit(origin).netloc):
            return refuse(start_response, "403 Forbidden", "This AWS answers local pages only.")
        if environ.get("PATH_INFO", "").startswith("/moto-api"):
            return refuse(start_response, "404 Not Found", "There is no such address.")
        if self.tokens is not None and environ.get("PATH_INFO", "").startswith(f"{TOKENS}/"):
            response = self.tokens(request_of(environ, ""))
            return send(response, environ["REQUEST_METHOD"], start_response)
        environ.setdefault("RAW_URI", environ.get("REQUEST_URI", ""))
        answer: Iterable[bytes] = self._moto(environ, start_response)
        return answer
