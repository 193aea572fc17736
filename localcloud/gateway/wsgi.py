"""Requests from WSGI, and responses to it."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import unquote
from wsgiref.types import StartResponse, WSGIEnvironment

from localcloud.gateway.proxy import LARGEST_REQUEST, Request, Response


def request_of(environ: WSGIEnvironment, prefix: str) -> Request:
    """The request below a prefix. A body over the limit is read one byte too far only."""
    raw = str(environ.get("REQUEST_URI") or environ.get("PATH_INFO") or "/").split("?", 1)[0]
    raw_path = raw.removeprefix(prefix)
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


def send(response: Response, method: str, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with a response."""
    headers = [
        *((name, value) for name, value in response.headers if name.lower() != "content-length"),
        ("Content-Length", str(len(response.body))),
    ]
    start_response(f"{response.status} {HTTPStatus(response.status).phrase}", headers)
    return [] if method == "HEAD" else [response.body]


def _headers(environ: WSGIEnvironment) -> Iterable[tuple[str, str]]:
    for name, value in environ.items():
        if name.startswith("HTTP_"):
            yield name[5:].replace("_", "-").title(), value
        elif name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            yield name.replace("_", "-").title(), value
