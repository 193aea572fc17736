"""The WSGI application of the web port."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

from localcloud.gateway.api import ApiGateway
from localcloud.gateway.cookies import authorized
from localcloud.gateway.pages import Pages
from localcloud.gateway.proxy import STAGE, Response
from localcloud.gateway.sandbox import PREFIX as SANDBOX
from localcloud.gateway.sandbox import SandboxDesk, json_response
from localcloud.gateway.wsgi import request_of, send
from localcloud.managed_login.app import ManagedLogin
from localcloud.managed_login.pages import PREFIX as MANAGED_LOGIN
from localcloud.server import is_loopback, refuse

_API: Final = f"/{STAGE}"
_HEALTH: Final = f"{_API}/v1/health"


@dataclass
class Progress:
    """How far the sandbox is loaded; without a message, it is."""

    message: str | None = None
    share: float = 0.0

    def report(self, what: str, done: int, total: int) -> None:
        """One step further."""
        self.message, self.share = what, done / max(total, 1)

    def done(self) -> None:
        """All is there."""
        self.message, self.share = None, 1.0


@dataclass
class WebApp:
    """Pages, `/settings.json`, managed login, and the api below `/api`.

    `sandbox` is None where there is none, `api` where the templates define no api.
    """

    pages: Pages
    settings: dict[str, Any]
    api: ApiGateway | None
    progress: Progress
    managed_login: ManagedLogin
    sandbox: SandboxDesk | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        if not is_loopback(environ.get("HTTP_HOST", "")):
            return refuse(start_response, "403 Forbidden", "This server answers on loopback only.")
        return send(self._answer(environ), environ["REQUEST_METHOD"], start_response)

    def _answer(self, environ: WSGIEnvironment) -> Response:
        path: str = environ.get("PATH_INFO", "/")
        sandbox = self.sandbox if path.startswith(f"{_API}{SANDBOX}") else None
        if self.progress.message is not None and (sandbox is not None or path == _HEALTH):
            return self._loading(self.progress.message)
        if sandbox is not None and (answer := sandbox.handle(request_of(environ, _API))):
            return answer
        if path.startswith(f"{_API}/") and self.api is not None:
            return self.api.handle(authorized(request_of(environ, _API)))
        if path.startswith(f"{MANAGED_LOGIN}/"):
            return self.managed_login.handle(request_of(environ, ""))
        if path == "/settings.json":
            headers = [("Content-Type", "application/json"), ("Cache-Control", "no-cache")]
            return Response(200, headers, json.dumps(self.settings).encode())
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return Response(405, [("Allow", "GET, HEAD")], b"")
        return self.pages.handle(path)

    def _loading(self, message: str) -> Response:
        share = round(self.progress.share, 3)
        return json_response(503, {"status": "loading", "progress": share, "message": message})
