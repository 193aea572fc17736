"""The web client's files, with the headers its template gives them."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from localcloud.gateway.proxy import Response

_NOT_BUILT: Final = (
    "<!doctype html><title>CERS</title><p>The web client is not built yet: run "
    "<code>npm ci &amp;&amp; npm run build</code> in <code>web/</code>, then reload."
)
_CONNECT: Final = re.compile(r"connect-src [^;]*")
_AWS: Final = re.compile(r"https://\S+")
_HASHED: Final = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.\w+$")


class Pages:
    """Serves a folder as the distribution's page function does.

    Files lie in assets/ or, with a dot in their name, at the top; all else is a page of the client.
    """

    def __init__(self, folder: Path, headers: list[tuple[str, str]]) -> None:
        self._folder = folder.resolve()
        self._headers = headers

    def handle(self, path: str) -> Response:
        """Answers with a file, with the client itself, or with 404."""
        if not _is_file(path):
            path = "/index.html"
        file = (self._folder / path.lstrip("/")).resolve()
        if not file.is_relative_to(self._folder):
            return self._answer(404, "text/plain", b"Not found", "no-store")
        if file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return self._answer(200, kind, file.read_bytes(), _caching(file.name))
        if path == "/index.html":
            return self._answer(503, "text/html", _NOT_BUILT.encode(), "no-store")
        return self._answer(404, "text/plain", b"Not found", "no-store")

    def _answer(self, status: int, kind: str, body: bytes, caching: str) -> Response:
        text = kind.startswith("text/") or kind in ("application/javascript", "application/json")
        content_type = f"{kind}; charset=utf-8" if text else kind
        headers = [("Content-Type", content_type), ("Cache-Control", caching), *self._headers]
        return Response(status, headers, body)


def _is_file(path: str) -> bool:
    first, _, rest = path.lstrip("/").partition("/")
    return first == "assets" or ("." in first and not rest)


def _caching(name: str) -> str:
    if _HASHED.search(name):
        return "public, max-age=31536000, immutable"
    return "no-cache"


def page_headers(policy: Mapping[str, Any], aws_url: str) -> list[tuple[str, str]]:
    """The headers of a CloudFront response headers policy, for a page on loopback.

    AWS is at the local address, and a promise of TLS would be broken.
    """
    security = policy.get("SecurityHeadersConfig", {})
    headers: list[tuple[str, str]] = []
    content = security.get("ContentSecurityPolicy")
    if content:
        text = " ".join(content["ContentSecurityPolicy"].split())
        local = _CONNECT.sub(lambda found: _AWS.sub(aws_url, found[0]), text)
        headers.append(("Content-Security-Policy", local))
    if "ContentTypeOptions" in security:
        headers.append(("X-Content-Type-Options", "nosniff"))
    if "FrameOptions" in security:
        headers.append(("X-Frame-Options", security["FrameOptions"]["FrameOption"]))
    if "ReferrerPolicy" in security:
        headers.append(("Referrer-Policy", security["ReferrerPolicy"]["ReferrerPolicy"]))
    for item in policy.get("CustomHeadersConfig", {}).get("Items", []):
        headers.append((item["Header"], item["Value"]))
    return headers
