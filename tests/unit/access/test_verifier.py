"""Tokens that must not let anybody in, and the few that must."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from cers.model.errors import AccessError
from cers.steps.access_token import MAX_TOKEN_BYTES, Identity, Verifier
from tests.support import tokens
from tests.support.tokens import CLIENT, ISSUER, claims, key, token


class Keys:
    """The user pool's keys, without a network."""

    def __init__(self, *names: str, is_local: bool = False) -> None:
        self._keys = {name: tokens.jwk(name) for name in names or (tokens.KEY_ID,)}
        self.is_local = is_local

    def key(self, key_id: str) -> Mapping[str, Any] | None:
        return self._keys.get(key_id)


def verify(
    credential: str, keys: Keys | None = None, gateway: Mapping[str, Any] | None = None
) -> Identity:
    verifier = Verifier(ISSUER, CLIENT, keys or Keys())
    return verifier.identity(f"Bearer {credential}", gateway)


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
}


def _brackets() -> str:
    return base64.urlsafe_b64encode(b"[" * 5000).rstrip(b"=").decode()


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_lets_anybody_in(attack: str) -> None:
    with pytest.raises(AccessError) as refused:
        verify(ATTACKS[attack]())
    assert str(refused.value) == "sign in: the request carries no valid ID token"


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dTpw", "Bearer  x y", "null"])
def test_only_a_bearer_header_is_read(header: str) -> None:
    with pytest.raises(AccessError):
        Verifier(ISSUER, CLIENT, Keys()).identity(header, None)


def test_a_bare_token_without_its_scheme_is_refused() -> None:
    with pytest.raises(AccessError):
        Verifier(ISSUER, CLIENT, Keys()).identity(token(), None)


def test_a_good_token_names_its_holder_and_roles() -> None:
    good = token(claims("Ann", "STATE_USER", "LEA_CAASPP_COORDINATOR", name="Ann Lee"))
    roles = frozenset({"STATE_USER", "LEA_CAASPP_COORDINATOR"})
    assert verify(good) == Identity("sub-of-Ann", "Ann", "Ann Lee", roles)


def test_a_token_without_groups_names_nobody_with_a_role() -> None:
    assert verify(token({**claims(), "cognito:groups": []})).roles == frozenset()
    without = {name: value for name, value in claims().items() if name != "cognito:groups"}
    assert verify(token(without)).roles == frozenset()


def test_a_holder_without_a_name_is_called_by_the_best_there_is() -> None:
    assert verify(token(claims("u1", given_name="Ann", family_name="Lee"))).name == "Ann Lee"
    assert verify(token(claims("u1"))).name == "u1"


def test_the_gateways_claims_must_name_the_same_subject() -> None:
    good = token(claims("Ann"))
    assert verify(good, gateway={"sub": "sub-of-Ann"}).username == "Ann"
    for other in ({"sub": "sub-of-Bob"}, {"sub": None}, {}):
        with pytest.raises(AccessError):
            verify(good, gateway=other)


def test_the_emulations_key_is_good_on_this_machine_only() -> None:
    emulated = token(signer="dummy")
    assert verify(emulated, Keys("dummy", is_local=True)).username == "teacher"
    with pytest.raises(AccessError):
        verify(emulated, Keys("dummy", is_local=False))


def test_a_key_that_is_not_rsa_verifies_nothing() -> None:
    class Symmetric(Keys):
        def key(self, key_id: str) -> Mapping[str, Any] | None:
            del key_id
            return {"kty": "oct", "k": part("secret"), "kid": tokens.KEY_ID}

    with pytest.raises(AccessError):
        verify(token(), Symmetric())


def test_the_private_key_never_enters_the_set_of_keys() -> None:
    private = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert b"PRIVATE" in private
    assert "d" not in tokens.jwk()


@given(st.text(max_size=400))
def test_whatever_is_sent_is_refused_and_never_a_fault_of_ours(text: str) -> None:
    with pytest.raises(AccessError):
        verify(text)


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=64))
def test_nor_is_anything_that_looks_like_a_token(head: bytes, body: bytes, tail: bytes) -> None:
    parts = (base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in (head, body, tail))
    with pytest.raises(AccessError):
        verify(".".join(parts))


def test_a_token_of_the_largest_size_is_still_read() -> None:
    room = MAX_TOKEN_BYTES - len(token(claims(padding="")))
    assert verify(token(claims(padding="x" * (room * 3 // 4 - 8)))).username == "teacher"
