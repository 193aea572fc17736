"""Tokens that must not let anybody in, each made when it is needed."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support import tokens
from tests.support.tokens import CLIENT, ISSUER, claims, key, token


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def raw(header: object, payload: object, signature: bytes = b"") -> str:
    tail = base64.urlsafe_b64encode(signature).rstrip(b"=").decode()
    return f"{part(header)}.{part(payload)}.{tail}"


def unsigned(alg: str) -> str:
    return raw({"alg": alg, "typ": "JWT", "kid": tokens.KEY_ID}, claims())


def confused() -> str:
    """Signed with HS256, our public key as its secret."""
    public = key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = part({"alg": "HS256", "typ": "JWT", "kid": tokens.KEY_ID})
    signed = f"{header}.{part(claims())}"
    mac = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def spliced() -> str:
    """The payload of one good token under the signature of another."""
    good, other = token(claims("teacher")).split("."), token(claims("state")).split(".")
    return ".".join((good[0], other[1], good[2]))


def resigned(alg: str) -> str:
    return jwt.encode(claims(), key(), algorithm=alg, headers={"kid": tokens.KEY_ID})


def flipped() -> str:
    good = token()
    middle = len(good) // 2
    return good[:middle] + ("A" if good[middle] != "A" else "B") + good[middle + 1 :]


def foreign() -> str:
    """Signed with another key, under the name of ours."""
    return token(signer="stolen", kid=tokens.KEY_ID)


def signed(payload: object) -> str:
    """Signed with our key, whatever it says."""
    data = json.dumps(payload).encode()
    return jwt.api_jws.encode(data, key(), "RS256", {"kid": tokens.KEY_ID})


def keyed(secret: bytes, alg: str = "HS256") -> str:
    """Signed with a secret, whatever the header says."""
    head = f"{part({'alg': alg, 'typ': 'JWT', 'kid': tokens.KEY_ID})}.{part(claims())}"
    mac = hmac.new(secret, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def other_key(alg: str, private: Any) -> str:
    """Signed by another kind of key under the name of ours."""
    return jwt.encode(claims(), private, algorithm=alg, headers={"kid": tokens.KEY_ID})


def soon(seconds: int) -> int:
    return int(time.time()) + seconds


ATTACKS: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "a word": lambda: "token",
    "dots": lambda: "..",
    "no signature, alg none": lambda: unsigned("none"),
    "no signature, alg None": lambda: unsigned("None"),
    "no signature, alg RS256": lambda: unsigned("RS256"),
    "HS256 keyed with the public key": confused,
    "RS384 by our key": lambda: resigned("RS384"),
    "RS512 by our key": lambda: resigned("RS512"),
    "PS256 by our key": lambda: resigned("PS256"),
    "another key under our key's name": foreign,
    "a key of its own": lambda: token(signer="stolen"),
    "no kid": lambda: jwt.encode(claims(), key(), "RS256"),
    "a kid that is no text": lambda: raw({"alg": "RS256", "kid": 7}, claims(), b"x"),
    "a kid that is a path": lambda: token(kid="../../etc/passwd"),
    "jku": lambda: token(jku="https://evil.example/keys.json"),
    "x5u": lambda: token(x5u="https://evil.example/cert.pem"),
    "its own jwk": lambda: token(signer="stolen", jwk=tokens.jwk("stolen"), kid=tokens.KEY_ID),
    "critical extension": lambda: token(crit=["b64"], b64=False),
    "expired": lambda: token(claims(exp=soon(-1))),
    "expired long ago": lambda: token(claims(exp=1)),
    "no expiry": lambda: token(claims(exp=None)),
    "expiry as text": lambda: token({**claims(), "exp": "tomorrow"}),
    "expiry without end": lambda: token({**claims(), "exp": 1e400}),
    "not yet valid": lambda: token(claims(nbf=soon(600))),
    "issued in the future": lambda: token(claims(iat=soon(600))),
    "no issue time": lambda: token(claims(iat=None)),
    "another pool": lambda: token(claims(iss=ISSUER.replace("test", "other"))),
    "issuer with a slash": lambda: token(claims(iss=ISSUER + "/")),
    "issuer as a list": lambda: signed({**claims(), "iss": [ISSUER]}),
    "no issuer": lambda: token(claims(iss=None)),
    "another client": lambda: token(claims(aud="client-of-theirs")),
    "our client among others": lambda: token(claims(aud=[CLIENT, "client-of-theirs"])),
    "no audience": lambda: token(claims(aud=None)),
    "access token": lambda: token(claims(token_use="access", aud=None, client_id=CLIENT)),
    "access token with an audience": lambda: token(claims(token_use="access")),
    "no token use": lambda: token(claims(token_use=None)),
    "token use as a list": lambda: token({**claims(), "token_use": ["id"]}),
    "no subject": lambda: token(claims(sub=None)),
    "subject as a number": lambda: token({**claims(), "sub": 7}),
    "no user name": lambda: token({**claims(), "cognito:username": None}),
    "empty user name": lambda: token({**claims(), "cognito:username": ""}),
    "user name as a list": lambda: token({**claims(), "cognito:username": ["teacher"]}),
    "groups as text": lambda: token({**claims(), "cognito:groups": "STATE_USER"}),
    "one letter changed": flipped,
    "another payload": spliced,
    "cut short": lambda: token()[:-20],
    "a second signature": lambda: token() + ".x",
    "100 KB": lambda: token(claims(padding="x" * 100_000)),
    "payload that is no object": lambda: signed([1]),
    "header of 5,000 brackets": lambda: f"{_brackets()}.{part(claims())}.eA",
    "spaces around": lambda: f"  {token()}  ",
    "two tokens": lambda: f"{token()} {token()}",
    "not ASCII": lambda: token() + "é",
    "ES256 by a key of its own": lambda: other_key(
        "ES256", ec.generate_private_key(ec.SECP256R1())
    ),
    "EdDSA by a key of its own": lambda: other_key("EdDSA", ed25519.Ed25519PrivateKey.generate()),
    "HS256 keyed with nothing": lambda: keyed(b""),
    "HS256 keyed with the key's id": lambda: keyed(tokens.KEY_ID.encode()),
    "RS256 in the header, HS256 in the signature": lambda: keyed(b"secret", alg="RS256"),
    "a kid with a null character": lambda: token(kid=tokens.KEY_ID + chr(0)),
    "a kid that asks a database": lambda: token(kid="' UNION SELECT 'x"),
    "a list of kids": lambda: raw({"alg": "RS256", "kid": [tokens.KEY_ID]}, claims(), b"x"),
    "x5c": lambda: token(x5c=["MIIB"]),
    "encrypted": lambda: raw({"alg": "RSA-OAEP", "enc": "A256GCM", "kid": tokens.KEY_ID}, claims()),
    "five parts": lambda: ".".join([*token().split("."), "e30", "e30"]),
    "JSON serialization": lambda: json.dumps(dict(zip("abc", token().split("."), strict=True))),
    "expiry before the issue": lambda: token(claims(iat=soon(-50), exp=soon(-100))),
    "expiry true": lambda: signed({**claims(), "exp": True}),
    "audience with a star": lambda: token(claims(aud="*")),
    "audience null": lambda: signed({**claims(), "aud": None}),
    "issuer on plain http": lambda: token(claims(iss=ISSUER.replace("https", "http"))),
    "issuer with our own inside": lambda: token(claims(iss=f"https://evil.example/?{ISSUER}")),
    "refresh token": lambda: token(claims(token_use="refresh")),
    "token use in capitals": lambda: token(claims(token_use="ID")),
    "groups as an object": lambda: token({**claims(), "cognito:groups": {"STATE_USER": True}}),
    "payload without an end": lambda: signed(claims())[: -len(signed(claims()).split(".")[2]) - 40],
    "the emulation's key": lambda: token(signer="dummy"),
}


def _brackets() -> str:
    return base64.urlsafe_b64encode(b"[" * 5000).rstrip(b"=").decode()
