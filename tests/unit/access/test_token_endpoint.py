"""The token endpoint: what it is sent, what its answers mean, and what is never believed."""

import json
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl

import pytest

from cers.model.errors import InputError, UpstreamError
from cers.model.sign_in import SignInError, Tokens
from cers.stores.sign_in import TokenEndpoint, post

URL = "https://sign-in.example.com/oauth2"
GOOD = json.dumps({"id_token": "id", "access_token": "a", "refresh_token": "r"}).encode()


class Server:
    """An endpoint that answers as it is told, and remembers what it was sent."""

    def __init__(self, status: int = 200, body: bytes = GOOD) -> None:
        self.sent: list[tuple[str, dict[str, str]]] = []
        self._answer = (status, body)

    def post(self, url: str, form: Mapping[str, str]) -> tuple[int, bytes]:
        self.sent.append((url, dict(form)))
        return self._answer

    @property
    def endpoint(self) -> TokenEndpoint:
        return TokenEndpoint(URL, "client", self.post)


def test_a_code_is_sent_with_its_verifier_and_callback() -> None:
    server = Server()
    assert server.endpoint.redeem("c", "v", "https://x/callback") == Tokens("id", "r")
    assert server.sent == [
        (
            f"{URL}/token",
            {
                "grant_type": "authorization_code",
                "client_id": "client",
                "code": "c",
                "code_verifier": "v",
                "redirect_uri": "https://x/callback",
            },
        )
    ]


def test_a_renewal_need_not_bring_a_new_refresh_token() -> None:
    server = Server(body=b'{"id_token": "id"}')
    assert server.endpoint.renew("r") == Tokens("id", "")
    assert server.sent[0][1] == {
        "grant_type": "refresh_token",
        "client_id": "client",
        "refresh_token": "r",
    }


@pytest.mark.parametrize("status", [400, 401])
def test_what_is_refused_is_no_sign_in(status: int) -> None:
    with pytest.raises(SignInError):
        Server(status, b'{"error": "invalid_grant"}').endpoint.renew("r")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b""),
        (302, GOOD),
        (429, b""),
        (200, b""),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"id_token": null}'),
        (200, b'{"id_token": 7}'),
        (200, b'{"id_token": "id", "refresh_token": 7}'),
        (200, b"[" * 5000),
    ],
)
def test_what_cannot_be_understood_is_trouble(status: int, body: bytes) -> None:
    with pytest.raises(UpstreamError):
        Server(status, body).endpoint.renew("r")


@pytest.mark.parametrize("status", [200, 400])
def test_a_revoked_token_is_useless_whether_it_was_so_before_or_not(status: int) -> None:
    server = Server(status, b"")
    server.endpoint.revoke("r")
    assert server.sent == [(f"{URL}/revoke", {"token": "r", "client_id": "client"})]


def test_a_revocation_nobody_heard_is_trouble() -> None:
    with pytest.raises(UpstreamError):
        Server(503, b"").endpoint.revoke("r")


@pytest.mark.parametrize("url", ["http://sign-in.example.com", "ftp://x", "", "//127.0.0.1"])
def test_secrets_are_sent_over_tls_only(url: str) -> None:
    with pytest.raises(InputError):
        TokenEndpoint(url, "client")


def test_or_to_this_very_machine() -> None:
    TokenEndpoint("http://127.0.0.1:4566/oauth2", "client")


class _Handler(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str, dict[str, str]]]] = []

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self.asked.append((self.path, self.headers["Content-Type"], form))
        body = b"x" * 70_000 if self.path == "/large" else b"here"
        self.send_response(302 if self.path == "/elsewhere" else 200)
        self.send_header("Location", "/other")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    _Handler.asked.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_form_is_sent_once_and_redirects_are_not_followed(address: str) -> None:
    assert post(f"{address}/elsewhere", {"a": "b&c", "d": "é"}) == (302, b"here")
    kind = "application/x-www-form-urlencoded"
    assert _Handler.asked == [("/elsewhere", kind, {"a": "b&c", "d": "é"})]


def test_an_endless_answer_is_cut_off(address: str) -> None:
    with pytest.raises(UpstreamError):
        post(f"{address}/large", {})


def test_nobody_there_is_trouble() -> None:
    with pytest.raises(UpstreamError):
        post("http://127.0.0.1:9/token", {})
