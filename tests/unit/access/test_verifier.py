"""Tokens that must not let anybody in, and the few that must."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from cers.model.errors import AccessError
from cers.steps.access_token import MAX_TOKEN_BYTES, Identity, Verifier
from tests.support import tokens
from tests.support.attacks import ATTACKS, part
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
