"""The WSGI application of the web port."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote
from wsgiref.types import StartResponse, WSGIEnvironment

from localcloud.gateway.api import ApiGateway, json_response
from localcloud.gateway.pages import Pages
from localcloud.gateway.proxy import LARGEST_REQUEST, STAGE, Request, Response
from localcloud.server import is_loopback, refuse

_API: Final = f"/{STAGE}/"
_HEALTH: Final = f"{_API}v1/health"
_USERS: Final = f"{_API}v1/sandbox/users"


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
    """Pages, `/settings.json`, and the api below `/api`.

    `users` answers who may be entered as in the sandbox; None where there is none. `api` is None
    where the templates define no api.
    """

    pages: Pages
    settings: dict[str, Any]
    api: ApiGateway | None
    progress: Progress
    users: Callable[[], list[dict[str, Any]]] | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request."""
        if not is_loopback(environ.get("HTTP_HOST", "")):
            return refuse(start_response, "403 Forbidden", "This server answers on loopback only.")
        response = self._answer(environ)
        phrase = HTTPStatus(response.status).phrase
        headers = [
            *(
                (name, value)
                for name, value in response.headers
                if name.lower() != "content-length"
            ),
            ("Content-Length", str(len(response.body))),
        ]
        start_response(f"{response.status} {phrase}", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [response.body]

    def _answer(self, environ: WSGIEnvironment) -> Response:
        path: str = environ.get("PATH_INFO", "/")
        if path == _HEALTH and self.progress.message is not None:
            return json_response(
                503,
                {
                    "status": "loading",
                    "progress": round(self.progress.share, 3),
                    "message": self.progress.message,
                },
            )
        if path == _USERS and self.users is not None and environ["REQUEST_METHOD"] == "GET":
            return json_response(200, {"users": self.users()})
        if path.startswith(_API) and self.api is not None:
            return self.api.handle(request_of(environ))
        if path == "/settings.json":
            headers = [("Content-Type", "application/json"), ("Cache-Control", "no-cache")]
            return Response(200, headers, json.dumps(self.settings).encode())
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return Response(405, [("Allow", "GET, HEAD")], b"")
        return self.pages.handle(path)


def request_of(environ: WSGIEnvironment) -> Request:
    """The request within the stage. A body over the limit is read one byte too far only."""
    raw = str(environ.get("REQUEST_URI") or environ.get("PATH_INFO") or "/").split("?", 1)[0]
    raw_path = raw.removeprefix(f"/{STAGE}")
    chunked = environ.get("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
    length = LARGEST_REQUEST + 1 if chunked else int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(min(length, LARGEST_REQUEST + 1)) if length else b""
    return Request(
        method=environ["REQUEST_METHOD"],
        path=unquote(raw_path),
        raw_path=raw_path,
        query=environ.get("QUERY_STRING", ""),
        headers=list(_headers(environ)),
        body=body,
        source_ip=environ.get("REMOTE_ADDR", "127.0.0.1"),
    )


def _headers(environ: WSGIEnvironment) -> Iterable[tuple[str, str]]:
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            yield name[5:].replace("_", "-").title(), value
        elif name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            yield name.replace("_", "-").title(), value
