"""ID tokens signed with keys of our own, and the key set a user pool would publish."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_test"
CLIENT = "client-of-ours"
KEY_ID = "key-1"


@cache
def key(name: str = KEY_ID) -> rsa.RSAPrivateKey:
    """A key pair; the same name gives the same one."""
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def jwk(name: str = KEY_ID) -> dict[str, Any]:
    """A public key as a user pool publishes it."""
    public: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(key(name).public_key()))
    return {**public, "kid": name, "use": "sig", "alg": "RS256"}


def key_set(*names: str) -> bytes:
    return json.dumps({"keys": [jwk(name) for name in names or (KEY_ID,)]}).encode()


def claims(username: str = "teacher", *roles: str, **other: Any) -> dict[str, Any]:
    """The claims of a good ID token, changed by `other`; None leaves one out."""
    now = int(time.time())
    good = {
        "sub": f"sub-of-{username}",
        "iss": ISSUER,
        "aud": CLIENT,
        "token_use": "id",
        "iat": now - 5,
        "exp": now + 3600,
        "cognito:username": username,
        "cognito:groups": list(roles),
        **other,
    }
    return {name: value for name, value in good.items() if value is not None}


def token(payload: dict[str, Any] | None = None, signer: str = KEY_ID, **header: Any) -> str:
    """A token signed with one of our keys, which its header names."""
    headers = {"kid": signer, **header}
    return jwt.encode(payload or claims(), key(signer), algorithm="RS256", headers=headers)


class _Keys(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = key_set()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@contextmanager
def key_server() -> Iterator[str]:
    """The address of a key set, on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Keys)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/keys"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
