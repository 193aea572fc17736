"""HTTP on loopback: cheroot, speaking HTTP/1.1 with connections kept alive, and quiet."""

from __future__ import annotations

import errno
import logging
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

from cheroot.wsgi import Server

log = logging.getLogger(__name__)

WsgiApp = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]

_KEPT_CONNECTIONS: Final = 500
"""Connections that may stay open between requests: every client of every function keeps some."""

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1", "[::1]")


class PortInUseError(Exception):
    """Something else listens where we want to; the text says where, and what to do."""


class _QuietServer(Server):
    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        log.log(level, msg, exc_info=traceback)


class HttpServer:
    """A port of its own for a WSGI application; port 0 takes a free one."""

    def __init__(self, host: str, port: int, threads: int) -> None:
        self._server = _QuietServer((host, port), None, numthreads=threads, request_queue_size=64)
        self._server.shutdown_timeout = 1
        self._server.timeout = 30
        self._server.keep_alive_conn_limit = _KEPT_CONNECTIONS
        self._thread: threading.Thread | None = None

    def bind(self) -> int:
        """Takes the port and answers with it; who connects waits until there is an application.

        Raises:
            PortInUseError: the port is taken.
        """
        _check_free(*self._server.bind_addr)
        self._server.prepare()
        bound: int = self._server.bind_addr[1]
        return bound

    def serve(self, app: WsgiApp) -> None:
        """Answers from now on."""
        self._server.wsgi_app = app
        self._thread = threading.Thread(target=self._server.serve, daemon=True, name="http")
        self._thread.start()

    def stop(self) -> None:
        """Stops listening; requests under way may end."""
        self._server.stop()
        if self._thread is not None:
            self._thread.join(timeout=5)


def _check_free(host: str, port: int) -> None:
    """Tries the address first: cheroot leaks its socket if it fails."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = str(error)
            if error.errno == errno.EADDRINUSE:
                reason = "something else listens there; stop it, or choose another port"
            raise PortInUseError(f"cannot listen on {host}:{port}: {reason}") from None


def is_loopback(host_header: str) -> bool:
    """Whether a Host header names this machine: what keeps foreign names from pointing here."""
    host = host_header.rsplit(":", 1)[0] if not host_header.endswith("]") else host_header
    return host.lower() in LOOPBACK


def refuse(start_response: StartResponse, status: str, message: str) -> list[bytes]:
    """An answer in plain text."""
    body = message.encode()
    headers: list[tuple[str, Any]] = [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ]
    start_response(status, headers)
    return [body]
