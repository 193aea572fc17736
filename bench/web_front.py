"""Stands before the local site and compresses as the deployed one does; the local one does not."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final, cast

import urllib3

PACKED: Final = ("text/", "application/javascript", "application/json", "image/svg")
SMALLEST: Final = 1024
"""Bytes of an answer worth compressing: `MinimumCompressionSize` of infra/api-overlay.yaml."""

HOP: Final = {"connection", "content-length", "transfer-encoding", "keep-alive"}
"""Headers about one connection, which are not passed on."""


class Front(ThreadingHTTPServer):
    """A server that passes on what it is asked to `site`."""

    def __init__(self, site: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.site = site
        self.pool = urllib3.PoolManager(maxsize=16, retries=False)


class Handler(BaseHTTPRequestHandler):
    """Passes a request on, and its answer back."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """As the site answers."""
        front = cast(Front, self.server)
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name: text for name, text in self.headers.items() if name.lower() not in HOP}
        address = front.site + self.path
        self._answer(
            front.pool.request(self.command, address, body=sent, headers=headers, redirect=False)
        )

    do_POST = do_GET

    def _answer(self, answer: urllib3.BaseHTTPResponse) -> None:
        body = answer.data
        self.send_response(answer.status)
        for name, text in answer.headers.items():
            if name.lower() not in HOP:
                self.send_header(name, text)
        if self._packs(answer.headers.get("Content-Type", ""), len(body)):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _packs(self, kind: str, size: int) -> bool:
        return size >= SMALLEST and kind.startswith(PACKED)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def compressing(site: str) -> Iterator[str]:
    """The address of a site like `site` whose pages and answers come compressed.

    CloudFront compresses what it may keep; the API's answers are compressed by API Gateway.
    """
    server = Front(site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
